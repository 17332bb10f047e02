"""What has changed since the photos were judged before: how many more are right, and in which cells."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.figures import percent
from desktop.theme import set_role
from desktop.widgets.plain import one_line
from engine.jobs.evaluate import EvaluateResult
from engine.judge.changes import Change, changed

_NAMED = 4  # cells


class ChangeLine(QLabel):
    """A line of text; nothing is seen while the photos were judged only once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self, "muted")
        self._change: Change | None = None
        self.hide()

    def show_change(self, before: EvaluateResult | None, after: EvaluateResult) -> None:
        """Compares a judgement with the one before, where there is one."""
        self._change = None
        if before is not None:
            self._change = changed(before.judged, before.classes, after.judged, after.classes)
        self.retranslate()

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("What has changed"))
        found, where = self._change, self.locale()
        self.setVisible(found is not None)
        if found is None:
            return
        low, high = (_signed(share, where) for share in found.interval)
        text = self.tr(
            "Compared with before, on %n photo(s) judged both times: {difference} (95 times of 100 between {low} and "
            "{high}); {righted} right now, {wronged} wrong now.",
            "",
            found.photos,
        ).format(
            difference=_signed(found.difference, where), low=low, high=high,
            righted=where.toString(found.righted), wronged=where.toString(found.wronged),
        )  # fmt: skip
        cells = [
            self.tr("{truth} taken for {answer}: {before} → {after}").format(
                truth=one_line(cell.truth), answer=one_line(cell.answer),
                before=where.toString(cell.before), after=where.toString(cell.after),
            )
            for cell in found.cells
            if cell.truth != cell.answer
        ]  # fmt: skip
        self.setText(" ".join([text, *([" · ".join(cells[:_NAMED])] if cells else [])]))


def _signed(share: float, where: QLocale) -> str:
    """A difference of shares with its sign."""
    return ("+" if share > 0 else "") + percent(share, where)
