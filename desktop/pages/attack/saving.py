"""What is saved of an attack: the attacked picture as a PNG, a patch in true size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject
from typing_extensions import override

from desktop.page.errands import SavePicture, Saving
from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_save
from engine.job.declare import Steps
from engine.job.events import Outcome, Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.pages.attack.view import AttackView


class SavePatch(SavePicture):
    """Writes a patch (s, s, 3) to be printed so many `millimetres` wide: as a PDF sheet or a PNG."""

    name: ClassVar[str] = "save_patch"

    def __init__(self, path: Path, pixels: NDArray[np.uint8], millimetres: float) -> None:
        super().__init__(path, pixels)
        self.millimetres = millimetres

    @override
    def run(self) -> Steps:
        from engine.paint.printing import print_patch

        yield Progress(0, 0)
        print_patch(self.path, self.pixels, self.millimetres)
        yield Outcome(str(self.path))


class ResultSaving(QObject):
    """Saves what `view` shows."""

    def __init__(self, page: WorkingPage, view: AttackView) -> None:
        super().__init__(page)
        self._page, self._view, self._saving = page, view, Saving(page)
        view.patch.print.clicked.connect(self._ask_to_print)

    def ask(self, photo: Path | None) -> None:
        """Asks where to save the attacked picture; its name is made of the photo's and the attack's."""
        if photo is None or (result := self._view.result) is None:
            return
        if (path := self._saving.ask_png(f"{photo.stem}-{result.attack}.png")) is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Writes the attacked picture, as PNG."""
        if self._view.result is not None:
            self._saving.start(SavePicture(path, self._view.result.pixels["after"]))

    def _ask_to_print(self) -> None:
        kinds = {"PDF (*.pdf)": ".pdf", "PNG (*.png)": ".png"}
        chosen = ask_save(self._page, self.tr("Save the patch to print"), self.tr("patch") + ".pdf", ";;".join(kinds))
        if chosen is not None:
            path, kind = chosen
            ending = kinds.get(kind, ".pdf")
            self.print(path if path.suffix.lower() in kinds.values() else path.with_name(path.name + ending))

    def print(self, path: Path) -> None:
        """Writes the patch in true size: a PDF by the path's ending, else a PNG."""
        if (patch := self._view.patch.patch) is not None:
            self._saving.start(SavePatch(path, patch.pixels, patch.millimetres))
