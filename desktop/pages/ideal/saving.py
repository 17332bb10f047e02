"""Saving what the Ideal image page shows: the picture, and the film of how it came about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop.page.errands import SaveFilm, SavePicture, Saving
from desktop.page.working import WorkingPage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.pages.ideal.film import Film


class IdealSaving(QObject):
    """Asks where to, and has it written."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page, self._saving = page, Saving(page)

    def ask_picture(self, name: str, pixels: NDArray[np.uint8] | None) -> None:
        """Asks where a picture (H, W, 3) goes, `name` proposed."""
        if (path := self._saving.ask_png(f"{name}.png")) is not None:
            self.picture(path, pixels)

    def picture(self, path: Path, pixels: NDArray[np.uint8] | None) -> None:
        """Writes a picture (H, W, 3) as PNG, where there is one."""
        if pixels is not None:
            self._saving.start(SavePicture(path, pixels))

    def ask_film(self, name: str, film: Film | None) -> None:
        """Asks where a film goes, and as what; `name` proposed."""
        folder = self.tr("A folder of PNGs")
        kinds = f"GIF (*.gif);;WebP (*.webp);;{folder} (*)"
        chosen, kind = QFileDialog.getSaveFileName(self._page, self.tr("Save the film"), f"{name}.gif", kinds)
        if chosen:
            path, ending = Path(chosen), {"GIF": ".gif", "Web": ".webp"}.get(kind[:3], "")
            fitting = path.with_suffix(ending) if path.suffix.lower() in (".gif", ".webp", "") else path
            self.film(fitting, film)

    def film(self, path: Path, film: Film | None) -> None:
        """Writes a film by the ending of `path`, where it has a frame."""
        if film is not None and film.newest is not None:
            self._saving.start(SaveFilm(path, film.frames()))
