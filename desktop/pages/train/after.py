"""What comes after a training: its result is shown, and leads on to the pages that have a use for its model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.page.sharing import Sharing
from desktop.page.working import WorkingPage
from desktop.pages.train.exporting import Exporting
from desktop.pages.train.keeping import SavingModel
from engine.learn.results import TrainResult

if TYPE_CHECKING:
    from desktop.pages.train.view import TrainView


class AfterTraining(QObject):
    """Holds the result that the page shows, of the last training or of one that was opened again."""

    def __init__(self, page: WorkingPage, view: TrainView) -> None:
        super().__init__(page)
        self._page, self._view = page, view
        self.result: TrainResult | None = None
        self.saving, self.sharing, self.exporting = SavingModel(page), Sharing(page), Exporting(page)
        for shown in (view.strip, view.result):
            shown.classify.connect(self.classify)
            shown.save.connect(self.save)
        view.strip.mistakes.connect(self.judge)
        view.result.share.connect(self.share)
        view.runs.carry.connect(self.exporting.ask)

    def forget(self) -> None:
        """There is no result any more, or not yet."""
        self.result = None
        self._view.strip.show_result(None)

    def show(self, result: TrainResult, root: Path, title: str = "") -> None:
        """Shows a result on the photos in `root`; the curves stay in view."""
        self.result = result
        self._view.strip.show_result(result, title)
        self._view.result.show_result(result, root)

    # Next steps

    def judge(self) -> None:
        """Takes the model to the Evaluate page, to be judged there at once."""
        self._lead("evaluate")

    def classify(self) -> None:
        """Takes the model to the Classify page, to photos that it can know first."""
        self._lead("classify")

    def _lead(self, page: str) -> None:
        if self.result is not None:
            self._page.around.workspace.set_model(self.result.model)
            self._page.around.workspace.wanted = page
            self._page.request_page.emit(page)

    def save(self) -> None:
        """Asks where to, and saves the model."""
        folder = self._page.around.workspace.folder
        if self.result is not None and folder is not None:
            self.saving.ask(self.result.model, folder.name)

    def share(self) -> None:
        """Asks where to, and saves the model as a web page."""
        if self.result is not None:
            self.sharing.ask(self.result.model)
