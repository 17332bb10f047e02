"""What defences turned out to be worth: a sentence, bars, and the figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.models.ref import ModelRef
from desktop.page.tables import FigureTable
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.charts.groups import BarGroup, GroupBar, GroupedBars
from desktop.widgets.plain import one_line
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from engine.job.words import Language, Message, say
from engine.jobs.defend import KINDS, SERIES, DefenceRow, DefendResult, Held, conclusion

if TYPE_CHECKING:
    from PySide6.QtGui import QImage


class BenchView(QWidget):
    """Tell it figures as they come with `show_figure`, and the whole with `show_result`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._told: dict[tuple[int, str], float] = {}
        self._result: DefendResult | None = None
        self._title, self._verdict = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._title, "muted"), (self._verdict, "heading")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            set_role(label, role)
        self.chart, self.table = GroupedBars(), MarkTable(1 + len(SERIES))
        self.save = QPushButton()
        set_icon(self.save, "picture")
        card = QFrame()
        set_role(card, "card")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(WITHIN)
        self._buttons.addWidget(self.save)
        self._buttons.addStretch(1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
        inside.setSpacing(WITHIN)
        inside.addWidget(self._verdict)
        inside.addWidget(self._title)
        inside.addWidget(self.chart, 1)
        inside.addWidget(self.table)
        inside.addLayout(self._buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def add(self, button: QPushButton) -> None:
        """Puts a button more beside the one that saves the picture."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)

    # What comes

    def begin(self) -> None:
        """Nothing has been measured yet."""
        self._told, self._result = {}, None
        self._tell()

    def show_figure(self, row: int, series: str, share: float) -> None:
        """A share that has just been measured, of the defence in that row."""
        self._told[row, series] = share
        self._tell()

    def show_result(self, result: DefendResult) -> None:
        self._result = result
        self._tell()

    @property
    def result(self) -> DefendResult | None:
        return self._result

    @property
    def figures(self) -> FigureTable | None:
        """The result as a table for programs; None while there is none."""
        if self._result is None:
            return None
        header = ("defence", *(f"{series}{end}" for series in SERIES for end in ("", "_low", "_high")))
        rows: list[tuple[str | float, ...]] = [
            (row.defence, *(value for held in held_by(row) for value in (held.accuracy, *held.interval)))
            for row in self._result.rows
        ]
        return FigureTable("defences", header, rows)

    def image(self) -> QImage:
        """The bars as a picture."""
        return self.chart.image()

    # Words

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self.chart.setAccessibleName(self.tr("Right answers with each defence"))
        self.table.setAccessibleName(self.tr("Right answers with each defence"))
        self.save.setText(self.tr("Save the chart…"))
        self.save.setToolTip(self.tr("The bars as a PNG picture"))
        self._tell()

    def _series_names(self) -> list[str]:
        return [self.tr("unharmed"), self.tr("attacked"), self.tr("attacked again, knowing the defence")]

    def _called(self, kind: str) -> str:
        name = say(Message(f"defence.{kind}"), self._language)
        return name[:1].upper() + name[1:]

    def _fit_table(self) -> None:
        """The table is as high as its rows, all of which it can have."""
        lines = len(KINDS) * self.table.verticalHeader().defaultSectionSize()
        self.table.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + lines + 4)

    def _tell(self) -> None:
        self._fit_table()
        result = self._result
        knowing = self.tr("knowing it")
        self.table.set_headings([self.tr("Defence"), *self._series_names()[:2], knowing])
        if (heading := self.table.horizontalHeaderItem(len(SERIES))) is not None:
            heading.setToolTip(self._series_names()[2])
        self.save.setEnabled(result is not None)
        if result is None:
            self._verdict.setText(self.tr("The attack goes on: what comes first is the model without any defence."))
            self._title.setText("")
            self._tell_so_far()
            return
        self._verdict.setText(" ".join(say(line, self._language) for line in conclusion(result.rows)))
        self._title.setText(self._how(result))
        groups = []
        for row in result.rows:
            held: list[Held] = [getattr(row, series) for series in SERIES]
            groups.append(
                BarGroup(self._called(row.defence), tuple(GroupBar(one.accuracy, one.interval) for one in held))
            )
        self.chart.show_groups(self._series_names(), groups)
        self.table.set_trials(
            [
                MarkRow((self._called(row.defence), *(self._between(held) for held in held_by(row))), None)
                for row in result.rows
            ]
        )

    def _tell_so_far(self) -> None:
        rows = sorted({row for row, _ in self._told})
        groups, cells = [], []
        for row in rows:
            shares = [self._told.get((row, series)) for series in SERIES]
            groups.append(
                BarGroup(self._called(KINDS[row]), tuple(None if one is None else GroupBar(one) for one in shares))
            )
            texts = ("" if one is None else percent(one, self.locale()) for one in shares)
            cells.append(MarkRow((self._called(KINDS[row]), *texts), None))
        self.chart.show_groups(self._series_names(), groups)
        self.table.set_trials(cells)

    def _how(self, result: DefendResult) -> str:
        """Photos, truth, attack, who voted, how long."""
        where = self.locale()
        folders = result.truth == "folders"
        truth = self.tr("right is the folder's name") if folders else self.tr("right is what the model said before")
        attack = say(Message(f"choice.attack.{result.attack}"), self._language)
        parts = [
            self.tr("%n photo(s)", "", result.photos),
            truth,
            f"{attack}, ε = {figure(result.epsilon, where, 'g', 3)}/255",
            self.tr("%n step(s)", "", result.steps),
            f"{figure(result.seconds, where, 'f', 0)} s",
        ]
        if result.voters:
            names = ", ".join(ModelRef.of(voter).name(where) for voter in result.voters)
            parts.insert(4, self.tr("with a vote: {names}").format(names=names))
        return one_line(" · ".join(parts))

    def _between(self, held: Held) -> str:
        where = self.locale()
        low, high = (figure(100 * end, where, "f", 0) for end in held.interval)
        return one_line(f"{percent(held.accuracy, where)} ({low}–{high})")


def held_by(row: DefenceRow) -> tuple[Held, ...]:
    """The figures of a defence in the order of SERIES."""
    return row.clean, row.attacked, row.knowing
