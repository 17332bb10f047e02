"""Beside the growing picture: what this network and the others say of it, and the photos that excite the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.models.ref import ModelRef
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.rows.bars import Bar, Bars
from desktop.widgets.rows.verdicts import Verdict, Verdicts
from desktop.widgets.tiles.photorow import Captioned, PhotoRow
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.models.backbones import BACKBONES

if TYPE_CHECKING:
    from engine.look.opinions import Opinion


class Beside(QScrollArea):
    """A column that scrolls: bars, second opinions, photos."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent, widgetResizable=True)
        self._model = ""
        self._judges: tuple[str, ...] = ()
        self._families: frozenset[str] = frozenset()
        self._opinions: dict[str, Opinion] = {}
        self.bars, self.verdicts, self.photos = Bars(), Verdicts(), PhotoRow(thumbnails)
        self.search = QPushButton()
        set_icon(self.search, "search")
        self._own, self._others, self._yours = QLabel(), QLabel(), QLabel(wordWrap=True)
        self._note = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._note, "caption")
        for label in (self._own, self._others, self._yours):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, "heading")
        inside = QWidget()
        inside.setProperty("role", "column")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, WITHIN, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._own, self.bars, self._others, self.verdicts, self._yours, self._note, self.photos):
            layout.addWidget(widget)
        layout.addWidget(self.search, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        layout.setContentsMargins(0, 0, WITHIN, 0)
        layout.insertSpacing(2, BETWEEN - WITHIN)
        layout.insertSpacing(5, BETWEEN - WITHIN)
        self.setWidget(inside)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumWidth(230)

    def begin(self, climbed: Sequence[str], judges: Sequence[str]) -> None:
        """Nothing has been said yet of what the networks `climbed` grow, the model first; the `judges` do not."""
        self._model, self._judges = climbed[0], tuple(judges)
        self._families = frozenset(family(name) for name in climbed)
        self._opinions = {}
        self._show()

    def hear(self, opinions: Sequence[Opinion]) -> None:
        """Shows what networks said; what others said before stays."""
        self._opinions.update({opinion.model: opinion for opinion in opinions})
        self._show()

    def show_photos(self, photos: Sequence[Captioned], note: str = "") -> None:
        """The photos, best first, or a `note` in their place."""
        self.photos.set_photos(photos)
        self._note.setText(note)
        self._note.setVisible(bool(note))

    def _show(self) -> None:
        own = self._opinions.get(self._model)
        top = own.top if own else ()
        called = ModelRef.of(self._model).called(self.locale())
        self.bars.set_bars(
            [Bar(called(guess.class_), guess.probability, called.both(guess.class_)) for guess in top], moving=False
        )
        self.verdicts.set_rows([self._verdict(name) for name in self._judges])
        self._others.setVisible(bool(self._judges))

    def _verdict(self, name: str) -> Verdict:
        said, known = self._opinions.get(name), ModelRef.of(name)
        title, agrees = known.name(self.locale()), None
        if said is None:
            return Verdict(title)
        best = said.top[0]
        if said.rank is not None:
            agrees = said.rank == 1
            title = f"{title} · {self._kinship(name, agrees=agrees)}"
        return Verdict(title, known.called(self.locale())(best.class_), best.probability, agrees)

    def _kinship(self, name: str, *, agrees: bool) -> str:
        """What a judge's word is worth: networks of one family take much for the same that nobody else does."""
        if family(name) in self._families:
            return self.tr("a sibling agrees") if agrees else self.tr("a sibling disagrees")
        return self.tr("a stranger agrees") if agrees else self.tr("a stranger disagrees")

    def retranslate(self) -> None:
        self._own.setText(self.tr("This network sees"))
        self._others.setText(self.tr("Second opinions"))
        self._others.setToolTip(
            self.tr(
                "Networks that had no part in it: do they see the target too? Siblings of one family are easily "
                "convinced; a stranger of another family is the honest judge."
            )
        )
        self._yours.setText(self.tr("Your photos that excite it most"))
        self.search.setText(self.tr("Find them"))
        self.search.setToolTip(self.tr("Shows every photo of the open folder to the network, and keeps the best few"))
        self.bars.setAccessibleName(self.tr("Most probable classes"))
        self.verdicts.retranslate()
        self.photos.setAccessibleName(self.tr("Your photos that excite it most"))
        self._show()


def family(model: str) -> str:
    """The family of a model's backbone; the model itself where that is not known."""
    record = BACKBONES.get(ModelRef.of(model).backbone)
    return model if record is None else record.family
