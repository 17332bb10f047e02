"""What the Attack page shows: photo and result, the change, the verdict, and what was found out besides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.models.ref import ModelRef
from desktop.pages.attack.change import ChangeView
from desktop.pages.attack.patch_view import PatchView
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role, set_sign
from desktop.widgets.charts.curve import Curve, Series
from desktop.widgets.pictures.beforeafter import BeforeAfter
from desktop.widgets.plain import one_line
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from desktop.widgets.segmented import Option, Segmented
from engine.job.words import Language, message, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.job.events import Metric
    from engine.jobs.adversarial import AdversarialResult, Transferred

_VIEWS: Final = ("duel", "endurance", "transfer", "patch", "folder")
_SHOWN: Final = 1600  # px a side that pictures on the way are shown with


class AttackView(QWidget):
    """Tell it what comes. `failed`: an EngineError from saving a curve. `folder_wanted`: measure the whole folder."""

    failed = Signal(object)
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._before: NDArray[np.uint8] | None = None
        self._result: AdversarialResult | None = None
        self._searching = False
        self._targeted = True
        self._model = ""
        self.pair, self.change = BeforeAfter(), ChangeView()
        self.duel = Curve((Series("probability.source", 0), Series("probability.target", 1)), percent=True)
        self.robustness = Curve((Series("accuracy", 0),), percent=True)
        self.endurance, self.transfer, self.patch = MarkTable(3), MarkTable(4), PatchView()
        self.switch = Segmented(_VIEWS, explained=False)
        self.measure = QPushButton()
        set_icon(self.measure, "bars")
        self.save, self.new = QPushButton(), QPushButton()
        set_icon(self.save, "save")
        set_icon(self.new, "close")
        set_role(self.new, "icon")
        self._build_verdict()
        self._put_together()
        self.switch.changed.connect(lambda key: self._stack.setCurrentIndex(_VIEWS.index(key)))
        self.measure.clicked.connect(self.folder_wanted)
        for curve in (self.duel, self.robustness):
            curve.failed.connect(self.failed)

    def _build_verdict(self) -> None:
        self._sign = QLabel()
        self._verdict = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._drag = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        set_role(self._drag, "muted")
        self._figures = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._verdict, "heading")
        set_role(self._figures, "muted")
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def _put_together(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._verdict)
        words.addWidget(self._figures)
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        pictures = QHBoxLayout()
        pictures.setSpacing(BETWEEN)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.pair, 1)
        left.addWidget(self._drag)
        pictures.addLayout(left, 1)
        pictures.addWidget(self.change, 1)
        folder = QWidget()
        beside = QVBoxLayout(folder)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.robustness, 1)
        beside.addWidget(self.measure, 0, Qt.AlignmentFlag.AlignLeft)
        self._stack = QStackedWidget()
        for widget in (self.duel, self.endurance, self.transfer, self.patch, folder):
            self._stack.addWidget(widget)
        self._stack.setFixedHeight(206)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(head)
        layout.addLayout(pictures, 1)
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addWidget(self.switch)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.new)
        layout.addLayout(row)
        layout.addWidget(self._stack)

    # What comes

    def show_photo(self, pixels: NDArray[np.uint8] | None) -> None:
        """A photo before anything was done to it; None while it is being read."""
        self.clear()
        if pixels is None:
            self.pair.set_message("…")
        else:
            self.pair.set_before(_fitting(pixels, _SHOWN))

    def clear(self) -> None:
        """Forgets what an attack came to; the photo stays."""
        self._before, self._result, self._searching = None, None, False
        self.pair.set_after(None)
        self.change.show_change(None, None)
        self.duel.clear()
        self.endurance.set_trials(())
        self.transfer.set_trials(())
        self.patch.show_patch(None)
        self._word()

    def begin(self, steps: int, *, targeted: bool = True) -> None:
        """An attack of so many steps begins; without a target only the source's probability is followed."""
        self.clear()
        self._targeted = targeted
        self._searching = True
        self._word()
        self.duel.clear(steps)
        self.switch.set_value("duel")

    def hear_metrics(self, metrics: Sequence[Metric]) -> None:
        """Draws the duel."""
        self.duel.append([(metric.series, metric.step, metric.value) for metric in metrics])

    def show_source(self, pixels: NDArray[np.uint8]) -> None:
        """The photo as it is attacked: (H, W, 3)."""
        self._before = pixels
        self.pair.set_before(_fitting(pixels, _SHOWN))

    def show_after(self, pixels: NDArray[np.uint8]) -> None:
        """The picture on the way, or the result."""
        if self._before is None:
            return
        self.pair.set_after(_fitting(pixels, _SHOWN))
        self._drag.setText(self.tr("Drag the line to compare"))
        self.change.show_change(self._before, pixels)

    def show_result(self, result: AdversarialResult, model: str = "") -> None:
        """What the saved file, read back, turned out to be; `model` is whose classes it speaks of."""
        self._result, self._model = result, model
        self.show_source(result.pixels["before"])
        self.show_after(result.pixels["after"])
        self.patch.show_patch(result.patch, model)
        if result.patch is not None:
            self.switch.set_value("patch")
        self._word()

    def end(self) -> None:
        """The search is over, whether anything was found or not."""
        self._searching = False
        self._word()

    @property
    def result(self) -> AdversarialResult | None:
        return self._result

    # Words

    def retranslate(self, language: Language) -> None:
        self._language = language
        options = [
            Option("duel", self.tr("Duel"), self.tr("The two probabilities, step by step")),
            Option("endurance", self.tr("Endurance"), self.tr("What the attack survives: JPEG, resizing, blur …")),
            Option("transfer", self.tr("Other networks"), self.tr("What networks say that had no part in it")),
            Option("patch", self.tr("Patch"), self.tr("The square, photos with it on them, how often it misleads")),
            Option("folder", self.tr("Whole folder"), self.tr("How accuracy falls as ε grows, over your photos")),
        ]
        self.switch.set_options(options, self.tr("What is shown"))
        self.pair.retranslate(self.tr("photo"), self.tr("result"))
        self.change.retranslate()
        self.patch.retranslate()
        labels = {"accuracy": self.tr("right answers that hold")}
        self.robustness.set_texts(self.tr("Accuracy against ε"), "ε", labels, "robustness")
        for curve in (self.duel, self.robustness):
            curve.retranslate()
        self.endurance.set_headings([self.tr("Treatment"), self.tr("The network sees"), self.tr("Target")])
        self.endurance.setAccessibleName(self.tr("Endurance"))
        self.transfer.set_headings(
            [self.tr("Network"), self.tr("Of the photo"), self.tr("Of the result"), self.tr("Target")]
        )
        self.transfer.setAccessibleName(self.tr("Other networks"))
        self.endurance.set_message(self.tr("After an attack: what it survives."))
        self.transfer.set_message(self.tr("After an attack, where “Ask other networks” is ticked on the left."))
        self.save.setText(self.tr("Save…"))
        self.save.setToolTip(self.tr("The attacked picture as PNG: the only format here that keeps every pixel"))
        self.new.setAccessibleName(self.tr("Other photo"))
        self.new.setToolTip(self.tr("Other photo: puts this one away; the file stays where it is"))
        self._word()

    def _word(self) -> None:
        result = self._result
        self._word_duel(result)
        self._drag.setText(self.tr("Drag the line to compare") if self.pair.compared else "")
        self.save.setEnabled(result is not None)
        self._sign.setVisible(result is not None)
        self._figures.setVisible(result is not None)
        if result is None:
            waiting = self.tr("The search is on. What counts is the saved picture, read back at the end.")
            idle = self.tr("Nothing is changed yet. An attack looks for a change that nobody sees.")
            self._verdict.setText(waiting if self._searching else idle)
            return
        set_sign(self._sign, *(("check", "good") if result.success else ("close", "warning")))
        self._verdict.setText(self._verdict_of(result))
        self._figures.setText(self._figures_of(result))
        self._fill_tables(result, self.locale())

    def _called(self, name: str) -> str:
        return ModelRef.of(self._model).called(self.locale())(name)

    def _word_duel(self, result: AdversarialResult | None) -> None:
        source, target = self.tr("source"), self.tr("target")
        if result is not None:
            source = f"{source}: {one_line(self._called(result.source.class_))}"
            target = f"{target}: {one_line(self._called(result.target.class_))}"
        labels = {"probability.source": source, "probability.target": target if self._targeted else ""}
        self.duel.set_texts(self.tr("Probability"), self.tr("step"), labels, "duel")

    def _fill_tables(self, result: AdversarialResult, where: QLocale) -> None:
        held, lost = self.tr("the attack holds"), self.tr("the attack is gone")
        rows = []
        for row in result.endurance:
            name = say(message(f"treatment.{row.treatment}"), self._language)
            seen = f"{self._called(row.class_)} {percent(row.probability, where)}"
            cells = (name[:1].upper() + name[1:], seen, percent(row.target, where))
            rows.append(MarkRow(cells, row.success, held if row.success else lost))
        self.endurance.set_trials(rows)
        self.transfer.set_trials(
            [
                MarkRow(
                    _transferred(other, where),
                    other.changed,
                    self.tr("it was misled too") if other.changed else self.tr("it was not misled"),
                )
                for other in result.transfer
            ]
        )

    def _verdict_of(self, result: AdversarialResult) -> str:
        """Whether the attack succeeded, of the saved file."""
        where = self.locale()
        names = {
            "before": f"{one_line(self._called(result.before.class_))} {percent(result.before.probability, where)}",
            "after": f"{one_line(self._called(result.after.class_))} {percent(result.after.probability, where)}",
        }
        if result.success:
            text = self.tr("Success: {before} became {after}. The saved PNG was read back to say so.")
        else:
            text = self.tr("No success: it was {before}, and of the saved PNG the network says {after}.")
        return text.format(**names)

    def _figures_of(self, result: AdversarialResult) -> str:
        """How large the change is, and what it took."""
        where = self.locale()
        psnr = "∞" if result.psnr is None else figure(result.psnr, where, "f", 1)
        parts = [
            f"L∞ {where.toString(result.linf)}/255",
            f"L2 {figure(result.l2, where, 'f', 2)}",
            self.tr("{share} of the pixels changed").format(share=percent(result.changed, where)),
            f"PSNR {psnr} dB",
            self.tr("%n step(s)", "", result.steps),
            f"{figure(result.seconds, where, 'f', 1)} s",
        ]
        return " · ".join(parts)


def _transferred(other: Transferred, where: QLocale) -> tuple[str, ...]:
    """Another network, what it said before and after, and how probable it finds the target."""
    known = ModelRef.of(other.model)
    called = known.called(where)
    said = (f"{called(guess.class_)} {percent(guess.probability, where)}" for guess in (other.before, other.after))
    return (known.name(where), *said, "–" if other.target is None else percent(other.target, where))


def _fitting(pixels: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """A picture with no more pixels a side than can be seen, thinned out evenly."""
    every = max(1, -(-max(pixels.shape[:2]) // side))
    return pixels[::every, ::every]
