"""The Attack page's measurement: the open folder attacked with growing ε; its job, its button's words and its note."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt

from desktop.models.ref import ModelRef
from desktop.page.working import WorkingPage
from desktop.widgets.plain import one_line, plain_tip
from engine.jobs.robustness import Robustness, RobustnessResult

if TYPE_CHECKING:
    from desktop.pages.attack.view import AttackView

_MOST_PHOTOS: Final = 32  # of a folder, where accuracy is measured
_STEPS: Final = 10
_WIDTH: Final = 320  # px of the button that names the folder and the model


class Measuring(QObject):
    """`note`: what the last measurement counted and against what; "" until there is one."""

    def __init__(self, page: WorkingPage, view: AttackView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self._around, self._button = page.around, view.measure
        self.note = ""

    def start(self, attack: object) -> None:
        """Attacks the photos of the open folder with growing ε, and draws how accuracy falls; asks for one before."""
        folder = self._around.workspace.folder
        if folder is None:
            self._page.request_page.emit("data")
        elif not self._page.busy:
            self._view.robustness.clear()
            self._page.task.start(lambda: self._job(folder, attack), ask=False)

    def _job(self, folder: Path, attack: object) -> Robustness:
        """The measurement of `folder` under the fast attack, or under the projected one for every other `attack`."""
        workspace = self._around.workspace
        return Robustness(
            model=workspace.model,
            folder=folder,
            attack="fgsm" if attack == "fgsm" else "pgd_linf",
            steps=_STEPS,
            most_photos=_MOST_PHOTOS,
            device=workspace.device,
            threads=workspace.threads,
        )

    def hear(self, result: RobustnessResult) -> None:
        """Words `note` from `result`."""
        photos = self.tr("%n photo(s)", "", result.photos)
        folders = result.truth == "folders"
        truth = self.tr("the folder's name") if folders else self.tr("what the model said before")
        self.note = self.tr("{photos}; right is: {truth}").format(photos=photos, truth=truth)

    def take_note(self) -> str:
        """`note`, which is empty from then on."""
        note, self.note = self.note, ""
        return note

    def show(self, free: bool) -> None:
        """Words the button; `free`: nothing else is at work."""
        folder, whole, button = self._around.workspace.folder, "", self._button
        button.setEnabled(free)
        if folder is None:
            button.setText(self.tr("Open a folder of photos first"))
        else:
            model = ModelRef.of(self._around.workspace.model).name(self._around.settings.locale)
            whole = one_line(self.tr("Measure {folder} with {model}").format(folder=folder.name, model=model))
            button.setText(button.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, _WIDTH))
        use = self.tr("Attacks up to 32 of its photos with growing ε; takes a minute or more")
        button.setToolTip(plain_tip(f"{whole}: {use}" if whole else use))
