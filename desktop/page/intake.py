"""How pictures come to a page: opened, dropped, pasted with or without a file, or one of the samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from desktop.page.pasted import keep_picture
from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_file, ask_files
from desktop.widgets.brought import local_paths, picture_bytes, places
from desktop.widgets.dropzone import DropZone
from desktop.widgets.tiles.samples import Samples
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.files import RESOURCES
from engine.job.words import EngineError
from engine.photos.door import PhotoFault
from engine.photos.kinds import is_packed

DEMO: Final = RESOURCES / "demo_pictures"
_SUFFIXES: Final = "*.jpg *.jpeg *.png *.gif *.bmp *.tif *.tiff *.webp *.avif *.ppm *.pgm *.heic"


class PictureIntake(QObject):
    """Hands the pictures that come to `page.open_paths`; what is wrong with them is said on the page.

    `zone` takes what is dropped, and offers to open, to paste and the sample pictures; further buttons that open or
    paste are given with `add_buttons`. `many`: several pictures may be opened at once. `dropped` takes what is dropped,
    where that is not `open_paths`.
    """

    def __init__(
        self,
        page: WorkingPage,
        thumbnails: Thumbnails,
        icon: str,
        *,
        many: bool = False,
        dropped: Callable[[list[Path]], None] | None = None,
    ) -> None:
        super().__init__(page)
        self._page, self._many = page, many
        self.zone = DropZone(icon)
        self.samples = Samples(thumbnails, sorted(DEMO.glob("*.jpg")))
        self.zone.extra.addWidget(self.samples)
        self._openers: list[QPushButton] = []
        self._pasters: list[QPushButton] = []
        self.add_buttons(self.zone.add_button("picture", primary=True), self.zone.add_button("paste"))
        self.zone.dropped.connect(dropped or page.open_paths)
        self.zone.pasted.connect(self.take_bytes)
        self.samples.chosen.connect(lambda path: page.open_paths([path]))
        self.samples.all_chosen.connect(page.open_paths)

    def add_buttons(self, opener: QPushButton, paster: QPushButton) -> None:
        """Has a button open pictures, and another paste them."""
        opener.clicked.connect(self._page.pick)
        paster.clicked.connect(self.paste)
        self._openers.append(opener)
        self._pasters.append(paster)

    def show_ways(self, shown: bool) -> None:
        """Shows the ways to a picture in the zone, or leaves them out while one is looked at."""
        for widget in (self._openers[0], self._pasters[0], self.samples):
            widget.setVisible(shown)

    def pick(self, title: str) -> None:
        """Asks for a picture, or for many."""
        patterns = f"{_SUFFIXES} {_SUFFIXES.upper()}"  # some systems' dialogs tell capitals apart
        kinds = self.tr("Pictures ({pattern})").format(pattern=patterns) + ";;" + self.tr("All files") + " (*)"
        if self._many:
            chosen = ask_files(self._page, "picture", title, kinds)
        else:
            one = ask_file(self._page, "picture", title, kinds)
            chosen = [one] if one is not None else []
        self._open(chosen)

    def _open(self, paths: list[Path]) -> None:
        """Hands on what was chosen: pictures to the page, archives and weights to the window."""
        packed = [path for path in paths if is_packed(path)]
        pictures = [path for path in paths if path not in packed]
        if pictures:
            self._page.open_paths(pictures)
        if packed:
            self._page.brought.emit(packed)

    def paste(self) -> None:
        """Takes what is on the clipboard: files, or a picture."""
        held = QGuiApplication.clipboard().mimeData()
        if paths := local_paths(held):
            self._open(paths)
        elif data := picture_bytes(held):
            self.take_bytes(data)
        else:
            self._page.show_error(places(held).refusal() or EngineError("brought_nothing"))

    def take_bytes(self, data: bytes) -> None:
        """Takes an encoded picture that came without a file."""
        try:
            path = keep_picture(data)
        except PhotoFault as fault:
            self._page.show_error(EngineError("pasted_unreadable", reason=fault.reason))
        except EngineError as error:
            self._page.show_error(error)
        else:
            self._page.open_paths([path])

    def retranslate(self, opener: str, open_tip: str, paste_tip: str, all_samples: str = "") -> None:
        """Words the buttons: what opens, its tip, and what can be pasted."""
        for button in self._openers:
            button.setText(opener)
            button.setToolTip(open_tip)
        for button in self._pasters:
            button.setText(self.tr("Paste"))
            button.setToolTip(paste_tip)
        self.samples.retranslate(self.tr("Nothing at hand? Click one of these:"), all_samples)
