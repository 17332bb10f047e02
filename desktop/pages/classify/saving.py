"""Saving what the Classify page shows: a table of the answers, and what speaks for each, marked on the pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_folder, ask_save
from engine.files import shown
from engine.job.words import EngineError
from engine.jobs.classify import Classified, Classify, ClassifyResult, write_csv
from engine.places import free_name

TABLE = "classes.csv"


class ClassifySaving(QObject):
    """Asks where to, and has it written; the page tells where it is, or what went wrong."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page

    def ask_table(self, result: ClassifyResult | None, count: int) -> None:
        """Asks where a table of the answers goes, and who is to open it."""
        ways = {self.tr("For Excel") + " (*.csv)": "excel", self.tr("For programs") + " (*.csv)": "programs"}
        usual = next(words for words, way in ways.items() if way == self._wanted_by())
        title = self.tr("Save as CSV")
        if (chosen := ask_save(self._page, title, TABLE, ";;".join(ways), usual)) is not None:
            self.table(chosen[0], result, count, ways.get(chosen[1], "excel"))

    def table(self, path: Path, result: ClassifyResult | None, count: int, wanted_by: str) -> None:
        """Writes the answers, `count` classes a picture, for Excel or for programs; that is remembered."""
        if result is None:
            return
        page = self._page
        page.around.settings.keep_form(page.name, {"csv_for": wanted_by})
        photos = tuple(Classified(photo.path, photo.top[:count], photo.unsure) for photo in result.photos)
        try:
            write_csv(path, ClassifyResult(photos, result.skipped), wanted_by, page.language)
        except EngineError as error:
            page.show_error(error)
        else:
            self._tell(path)

    def ask_maps(self, paths: Sequence[Path], count: int, method: str) -> None:
        """Asks in which folder the heat maps' own folder is to lie."""
        folder = ask_folder(self._page, self.tr("Where is the folder of heat maps to lie?")) if paths else None
        if folder is not None:
            self.maps(folder, paths, count, method)

    def maps(self, folder: Path, paths: Sequence[Path], count: int, method: str) -> None:
        """Has a heat map of each picture written into a new folder, and beside them a table that names them."""
        into = free_name(folder / self.tr("heat maps"), set(folder.glob("*")))
        workspace = self._page.around.workspace
        job = Classify(
            model=workspace.model, paths=tuple(paths), top=count, heatmaps=into, heatmap_method=method,
            csv=into / TABLE, csv_for=self._wanted_by(), device=workspace.device, threads=workspace.threads,
        )  # fmt: skip
        self._page.task.start(lambda: job)

    def told(self, result: ClassifyResult) -> None:
        """Tells where heat maps lie that came with the answers."""
        if (marked := next((photo.heatmap for photo in result.photos if photo.heatmap), None)) is not None:
            self._tell(Path(marked).parent)

    def _wanted_by(self) -> str:
        before = self._page.around.settings.form(self._page.name).get("csv_for")
        return before if before in ("excel", "programs") else "excel"

    def _tell(self, path: Path) -> None:
        self._page.bar.set_note(self.tr("saved: {path}").format(path=shown(path)))
