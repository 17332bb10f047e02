"""A photo looked at closely: large, with what the model takes it for, what counted, and the photos that it is like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.figures import percent
from desktop.models.ref import ModelRef
from desktop.page.page import Surroundings
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.rows.bars import Bar, Bars
from desktop.widgets.tiles.gallery import LARGE, LargeView
from desktop.widgets.tiles.photorow import Captioned, PhotoRow
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.background import Mail
from engine.job.declare import Steps, param
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError, Language
from engine.judge.inside import InsideResult
from engine.project.choices import ReadsFolder

_SIDE = 150  # px of the small picture
_WIDE = 270  # px of what is said


@dataclass(frozen=True, kw_only=True)
class LookCloser(ReadsFolder):
    """Looks at one photo closely; the outcome is an `InsideResult`."""

    name: ClassVar[str] = "look_closer"
    folder: Path = param(positional=True, kind="folder")
    model: str = param()
    photo: Path = param(kind="file")
    device: str = param("auto")

    def run(self) -> Steps:
        from engine.device import choose
        from engine.judge.inside import look_inside
        from engine.models.recent import load_recent
        from engine.photos.folder import scan_folder

        network = load_recent(self.model, choose(self.device))
        scan = yield from scan_folder(self.folder, self.reading_of(self.folder))
        yield Outcome((yield from look_inside(scan, network, self.photo)))


class Closer(QWidget):
    """`large` shows the photo and has its buttons. `failed`: an EngineError."""

    failed = Signal(object)

    def __init__(self, around: Surroundings, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._around = around
        self._wanted: tuple[str, Path, Path] | None = None  # the model, the folder, the photo
        self._result: InsideResult | None = None
        self.large = LargeView(thumbnails)
        self.marked, self.bars, self.near = PictureView(), Bars(), PhotoRow(thumbnails)
        self.marked.setFixedSize(_SIDE, _SIDE)
        self.marked.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._like = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._like, "caption")
        self._more = QWidget()
        below = QVBoxLayout(self._more)
        below.setContentsMargins(0, 0, WITHIN, 0)
        below.setSpacing(WITHIN)
        below.addWidget(self.bars)
        below.addWidget(self.marked)
        below.addWidget(self._like)
        below.addWidget(self.near)
        below.addStretch(1)
        self._more.setProperty("role", "column")
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.viewport().setAutoFillBackground(False)
        self._area.setFixedWidth(_WIDE)
        self._area.setWidget(self._more)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN - 4)
        layout.addWidget(self.large, 1)
        layout.addWidget(self._area)
        self._area.hide()

    def look(self, folder: Path, path: str, facts: list[str]) -> None:
        """Shows a photo of the folder, and finds out about it."""
        photo, model = folder / path, self._around.workspace.model
        self.large.show_photo(ThumbnailRequest(photo, LARGE, "contain"), photo.name, facts)
        self.large.setFocus()
        wanted = (model, folder, photo)
        if wanted == self._wanted:
            return
        self._wanted, self._result = wanted, None
        self._tell()

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Outcome(InsideResult() as result) if wanted == self._wanted:
                        self._result = result
                        self._tell()
                    case Ended(error=EngineError() as error) if wanted == self._wanted:
                        self.failed.emit(error)

        job = LookCloser(folder=folder, model=model, photo=photo, device=self._around.workspace.device)
        self._around.runner.start(job, hear, urgent=True, ask=False)

    def _tell(self) -> None:
        result = self._result
        self._area.setVisible(result is not None)
        if result is None or self._wanted is None:
            return
        model, folder, _ = self._wanted
        called, where = ModelRef.of(model).called(self.locale()), self.locale()
        self.marked.set_pixels(result.marked, self.tr("The photo with what speaks for the first class marked"))
        self.bars.set_bars(
            [Bar(called(one.class_), one.probability, called.both(one.class_)) for one in result.top], moving=False
        )
        self._like.setText(self.tr("Most like it, of the photos that the model learnt from:"))
        self._like.setVisible(bool(result.near))
        self.near.set_photos(
            [Captioned(folder / one.path, f"{one.class_} {percent(one.likeness, where, 0)}") for one in result.near]
        )

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.large.retranslate(language)
        self._area.setAccessibleName(self.tr("The photo, looked at closely"))
        self.bars.setAccessibleName(self.tr("Most probable classes"))
        self.near.setAccessibleName(self.tr("Photos that it learnt from, most alike first"))
        self._tell()
