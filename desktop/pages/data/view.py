"""The photos of the open folder, and what can be done with those that are shown together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.page.mending import Mending
from desktop.pages.data.found import Found, ScannedPhotos
from desktop.pages.data.together import GROUPS, TogetherBar, class_of, group_of
from desktop.runner import Runner
from desktop.widgets.tiles.gallery import Gallery
from engine.job.words import Language
from engine.jobs.correct import CorrectResult


class PhotosView(QWidget):
    """`class_chosen`: the class that is shown alone, -1 for all. `corrected`: the folder is read otherwise now."""

    class_chosen = Signal(int)
    corrected = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mending = Mending(runner, self)
        self.gallery, self.together = Gallery(), TogetherBar()
        self._photos: ScannedPhotos | None = None
        self._known: CorrectResult | None = None
        self._finding, self._label = "", -1  # the finding, or the class, whose photos are shown alone
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.gallery, 1)
        layout.addWidget(self.together)
        self.gallery.class_chosen.connect(self._class_chosen)
        self.gallery.all_wanted.connect(lambda: self._limit("", -1))
        self.gallery.grid.current_changed.connect(lambda _: self._offer())
        self.together.wanted.connect(self.correct)
        self.mending.changed.connect(self._look)

    def open(self, folder: Path | None) -> None:
        """Another folder: nothing of it is known yet but what was corrected there before."""
        self._photos, self._known = None, None
        self.gallery.set_collection(None)
        self._limit("", -1)
        self.together.show_history(None)
        self.mending.open(folder)

    def show_photos(
        self, photos: ScannedPhotos, findings: Sequence[Found], facts: Callable[[int], Sequence[str]]
    ) -> None:
        """Shows what a scan found; the finding that was shown alone before still is, where it was found again."""
        self._photos = photos
        self.gallery.set_collection(photos, facts)
        again = next((found for found in findings if self._finding and found.code == self._finding), None)
        if again is not None:
            self.show_finding(again)
        else:
            self._limit("", -1)

    def show_finding(self, found: Found) -> None:
        """Shows the photos that a finding is about, alone."""
        self.gallery.show_only(found.indices, found.finding.title)
        self._limit(found.code, -1)

    def show_class(self, label: int) -> None:
        """Shows one class alone, -1: all."""
        self.gallery.show_class(label)
        self._limit("", label)

    def correct(self, action: str) -> None:
        """Takes the group in hand apart, leaves the class out that is shown, undoes or does again."""
        if self._photos is None:
            return
        scan = self._photos.scan
        match action:
            case "apart":
                self.mending.do(action, group_of(scan, self.gallery.grid.current))
            case "leave_out":
                self.mending.do(action, class_of(scan, self._label))
            case _:
                self.mending.do(action)

    def _look(self, result: CorrectResult) -> None:
        known, self._known = self._known, result
        self.together.show_history(result)
        if known is not None and known.steps != result.steps:
            self.corrected.emit()

    def _class_chosen(self, label: int) -> None:
        self._limit("", label)
        self.class_chosen.emit(label)

    def _limit(self, finding: str, label: int) -> None:
        self._finding, self._label = finding, label
        self._offer()

    def _offer(self) -> None:
        """What can be done with the photos that are shown alone."""
        scan = self._photos.scan if self._photos is not None else None
        if scan is not None and self._finding in GROUPS:
            self.together.offer_group(group_of(scan, self.gallery.grid.current))
        elif scan is not None and 0 <= self._label < len(scan.classes) > 2:
            self.together.offer_class(scan.classes[self._label])
        else:
            self.together.offer_nothing()

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.gallery.retranslate(language)
        self.together.retranslate()
