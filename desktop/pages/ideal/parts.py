"""What the Ideal image page is made of: the three ways to begin, the growing pictures, their curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.charts.curve import Curve, Series
from desktop.widgets.choicebutton import ChoiceButton
from desktop.widgets.pictures.picture import PictureView
from engine.job.words import Language, message, say
from engine.paint.presets import LESSON

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LEAST: Final = 172  # px of a plot with its legend
_ICONS: Final = {"noise": "picture", "variation": "zoom", "robust": "ideal"}


def preset_name(preset: str, language: Language) -> str:
    """What a recipe is called."""
    return say(message(f"choice.preset.{preset}"), language)


class Ready(QWidget):
    """Before anything has grown: the three recipes, each one click. `chosen` tells which."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._line = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._title, "title")
        set_role(self._line, "muted")
        self.cards = {preset: ChoiceButton(_ICONS.get(preset, "ideal")) for preset in LESSON}
        row = QHBoxLayout()
        row.setSpacing(BETWEEN)
        for preset, card in self.cards.items():
            card.clicked.connect(lambda _=False, preset=preset: self.chosen.emit(preset))
            row.addWidget(card, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addStretch(1)
        layout.addWidget(self._title)
        layout.addWidget(self._line)
        layout.addLayout(row)
        layout.addStretch(2)

    def show_target(self, name: str) -> None:
        """What would grow now."""
        self._title.setText(self.tr("What does the network take for a perfect {name}?").format(name=name))

    def allow(self, allowed: bool) -> None:
        """Whether a click would do something."""
        for card in self.cards.values():
            card.setEnabled(allowed)

    def retranslate(self, language: Language) -> None:
        self._line.setText(self.tr("Three attempts, each better than the one before. Begin with the first."))
        for number, (preset, card) in enumerate(self.cards.items(), start=1):
            about = say(message(f"choice_help.preset.{preset}"), language)
            card.word(f"{number}. {preset_name(preset, language)}", about[:1].upper() + about[1:] + ".")


class Pane(QWidget):
    """One growing picture under its recipe's name. `chosen`: a person took it as the one to look at closely."""

    chosen = Signal(str)

    def __init__(self, preset: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self.picture = PictureView()
        self._caption = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, textFormat=Qt.TextFormat.PlainText)
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._line = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, textFormat=Qt.TextFormat.PlainText)
        self._line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self._line, "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addStretch(1)
        layout.addWidget(self.picture, 1000)
        layout.addWidget(self._caption)
        layout.addWidget(self._line)
        layout.addStretch(1)
        self.picture.installEventFilter(self)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.picture.setMaximumHeight(max(self.width(), self.picture.minimumHeight()))

    def show_picture(self, pixels: NDArray[np.uint8], description: str) -> None:
        """Shows a picture in place of the last."""
        self.picture.set_smooth(max(pixels.shape[:2]) > 64)
        self.picture.set_pixels(pixels, description, same=True)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.chosen.emit(self.preset)
        return super().eventFilter(watched, event)

    def caption(self, text: str, line: str | None, current: bool) -> None:
        """What stands below, and a `line` below that (None: no room for it). `current`: the bars tell of this one."""
        set_role(self._caption, "heading" if current else "muted")
        self._caption.setText(text)
        self._line.setText(line or "")
        self._line.setVisible(line is not None)


class Course(QWidget):
    """The curves of what is climbed and of the variation, a line a recipe. `failed`: an EngineError from saving one."""

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._presets: tuple[str, ...] = ()
        self._first = ""
        self._language: Language = "en"
        self.curves: tuple[Curve, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(WITHIN)

    def begin(self, presets: Sequence[str], first: str, steps: int) -> None:
        """Empty curves: `first` ("probability" or "objective") and the variation, over so many steps."""
        if (tuple(presets), first) != (self._presets, self._first):
            self._presets, self._first = tuple(presets), first
            self._build()
        for curve in self.curves:
            curve.clear(steps)

    def _build(self) -> None:
        for curve in self.curves:
            self._row.removeWidget(curve)
            curve.deleteLater()
        alone = len(self._presets) == 1
        made = []
        for number, name in enumerate((self._first, "variation")):
            styles = [number] if alone else range(len(self._presets))
            series = [Series(f"{preset}.{name}", style) for preset, style in zip(self._presets, styles, strict=True)]
            made.append(Curve(series, percent=name == "probability"))
            made[-1].failed.connect(self.failed)
            made[-1].setMinimumSize(200, _LEAST)
            self._row.addWidget(made[-1], 1)
        self.curves = tuple(made)
        self.retranslate(self._language)

    def hear(self, points: Sequence[tuple[str, float, float]]) -> None:
        """Draws (preset.series, step, value) points, each plot at most once."""
        for curve in self.curves:
            curve.append(points)

    def retranslate(self, language: Language) -> None:
        self._language = language
        titles = {
            "probability": self.tr("Probability"),
            "objective": self.tr("Activation"),
            "variation": self.tr("Variation"),
        }
        of_a_step = self.tr(
            "Of what each step looks at: the picture moved, turned or through a window, as the recipe has it. The "
            "figure below a picture is of all of it, as the network sees it when it is saved."
        )
        tips = {
            "probability": of_a_step,
            "objective": of_a_step,
            "variation": self.tr("The mean difference between neighbouring pixels, of the whole picture"),
        }
        for curve, name in zip(self.curves, (self._first, "variation"), strict=False):
            labels = {f"{preset}.{name}": preset_name(preset, language) for preset in self._presets}
            curve.explain(tips[name])
            curve.set_texts(titles[name], self.tr("step"), labels, f"ideal-{name}")
            curve.retranslate()
