"""The figures that a page shows, saved as a table for a spreadsheet or a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QPushButton

from desktop.page.working import WorkingPage
from desktop.theme import set_icon
from desktop.widgets.asking import ask_save
from desktop.widgets.charts import export
from engine.files import shown
from engine.job.words import EngineError


@dataclass(frozen=True, slots=True)
class FigureTable:
    """A table: what its file is called, its columns' names, its rows."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[str | float | int | None]]


class SaveFigures(QPushButton):
    """A button that is there while there are figures to save. `give`: the table as the page is now, None: none."""

    def __init__(self, page: WorkingPage, give: Callable[[], FigureTable | None]) -> None:
        super().__init__()
        self._page, self._give = page, give
        set_icon(self, "export")
        self.clicked.connect(self._ask)
        self.hide()

    def show_state(self) -> None:
        """Whether there is something to save."""
        self.setVisible(self._give() is not None)

    def _ask(self) -> None:
        table = self._give()
        if table is None:
            return
        if (chosen := ask_save(self, self.text(), f"{table.name}.csv", "CSV (*.csv)")) is not None:
            self.write(chosen[0])

    def write(self, path: Path) -> None:
        """Writes the table; the page tells where it is, or what went wrong."""
        table = self._give()
        if table is None:
            return
        path = path if path.suffix.lower() == ".csv" else path.with_name(path.name + ".csv")
        try:
            export.save(path, export.write_csv(table.header, table.rows))
        except EngineError as error:
            self._page.show_error(error)
        else:
            self._page.bar.set_note(self.tr("saved: {path}").format(path=shown(path)))

    def retranslate(self) -> None:
        self.setText(self.tr("Save the figures…"))
        self.setToolTip(self.tr("What is shown, as a CSV table: figures with points, as programs read them"))
