"""The classes one by one: right answers, precision and recall, how sure the model may be, the curves of two classes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.theme import WITHIN, set_role
from desktop.widgets.charts.intervals import Intervals
from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from desktop.widgets.charts.reliability import Reliability
from desktop.widgets.plain import one_line
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from desktop.widgets.segmented import Option, Segmented

if TYPE_CHECKING:
    from engine.jobs.evaluate import EvaluateResult

KINDS: Final = ("classes", "scores", "sure", "unsure", "curve")
_TENTHS: Final = tuple((share / 10, f"{10 * share} %") for share in (0, 5, 10))


class MoreFigures(QWidget):
    """`classes` stands here: the right answers of each class with their intervals."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: EvaluateResult | None = None
        self.kind = Segmented(KINDS, explained=False)
        self.classes, self.table = Intervals(), MarkTable(4)
        self.plot, self.cost, self.curve = Reliability(), PointPlot(), PointPlot()
        self._notes = [QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText) for _ in KINDS]
        self._stack = QStackedWidget()
        shown = (self._scrolled(), self.table, self.plot, self.cost, self.curve)
        for note, widget in zip(self._notes, shown, strict=True):
            set_role(note, "caption")
            page = QWidget()
            column = QVBoxLayout(page)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(WITHIN)
            column.addWidget(note)
            column.addWidget(widget, 1)
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.kind)
        layout.addWidget(self._stack, 1)
        self.kind.changed.connect(lambda kind: self._stack.setCurrentIndex(KINDS.index(kind)))
        self.kind.show_option("curve", False)

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setProperty("role", "column")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.classes)
        column.addStretch(1)
        area.setWidget(inside)
        return area

    def show_result(self, result: EvaluateResult) -> None:
        """Shows the figures of a judgement; `classes` is its owner's."""
        self._result = result
        self.kind.show_option("curve", result.curves is not None)
        self._tell()

    def retranslate(self) -> None:
        """Words everything in the language of the window."""
        self.kind.set_options(
            [
                Option("classes", self.tr("Right"), self.tr("The right answers of each class")),
                Option("scores", self.tr("Scores"), self.tr("Precision, recall and F1 of each class")),
                Option("sure", self.tr("How sure"), self.tr("Whether the model is as often right as it is sure")),
                Option("unsure", "?", self.tr("“I don't know”: what it costs not to answer where it is unsure")),
                Option("curve", "ROC", self.tr("Two classes: found and falsely found, for every threshold")),
            ],
            self.tr("Figures"),
        )
        self.classes.setAccessibleName(self.tr("Right answers in each class"))
        self.table.setAccessibleName(self.tr("Precision, recall and F1 of each class"))
        self.plot.setAccessibleName(self.tr("Reliability diagram"))
        self.cost.setAccessibleName(self.tr("Answered, and right of those, by threshold"))
        self.curve.setAccessibleName("ROC")
        self._tell()

    def _tell(self) -> None:
        self._notes[0].setText(self.tr("The share of each class that is right, and where it probably lies"))
        result = self._result
        if result is not None:
            self._tell_scores(result)
            self._tell_sureness(result)
            self._tell_cost(result)
            self._tell_curve(result)

    def _tell_scores(self, result: EvaluateResult) -> None:
        where = self.locale()
        low, high = (percent(end, where) for end in result.balanced_interval)
        text = self.tr("Balanced accuracy {share} ({low} to {high}): every class counts alike.")
        self._notes[1].setText(text.format(share=percent(result.balanced_accuracy, where), low=low, high=high))
        self.table.set_headings([self.tr("Class"), self.tr("Precision"), self.tr("Recall"), "F1"])
        self.table.set_trials(
            [
                MarkRow((one_line(name), *(self._share(one) for one in (row.precision, row.recall, row.f1))), None)
                for name, row in result.per_class.items()
            ]
        )

    def _share(self, share: float) -> str:
        return "–" if math.isnan(share) else percent(share, self.locale())

    def _tell_sureness(self, result: EvaluateResult) -> None:
        where, found = self.locale(), result.calibration
        text = self.tr("On average it is off by {error} in how sure it is (ECE).").format(
            error=percent(found.ece, where)
        )
        if found.temperature is not None and found.calibrated_ece is not None:
            text += " " + self.tr("Divided by its temperature {temperature}: {error}.").format(
                temperature=figure(found.temperature, where, "f", 2), error=percent(found.calibrated_ece, where)
            )
        self._notes[2].setText(text)
        self.plot.show_bins(found.bins, self.tr("this model"), self.tr("how sure it is"), self.tr("right"))

    def _tell_cost(self, result: EvaluateResult) -> None:
        """What saying "I don't know" below a threshold costs, and gains."""
        where, found = self.locale(), result.calibration
        text = self.tr("Below a threshold it may say “I don't know”.")
        if found.threshold is not None:
            near = min(found.answering, key=lambda one: abs(one.threshold - (found.threshold or 0.0)))
            text = self.tr(
                "Below its threshold, {threshold}, it may say “I don't know”: it answers {answered}, {right} of those "
                "rightly."
            ).format(
                threshold=percent(found.threshold, where, 0),
                answered=percent(near.answered, where),
                right=self._share(near.right),
            )
        if found.strangers:
            at = 0.0 if found.threshold is None else found.threshold
            step = min(len(found.strangers) - 1, round(at * (len(found.strangers) - 1)))
            text += " " + self.tr("Of pictures of nothing that it knows it answers {share}.").format(
                share=percent(found.strangers[step], where, 0)
            )
        self._notes[3].setText(text)
        answered = tuple(MeasuredPoint(one.threshold, one.answered) for one in found.answering)
        right = tuple(MeasuredPoint(one.threshold, one.right) for one in found.answering if not math.isnan(one.right))
        rows = [PointRow(self.tr("answered"), 1, answered), PointRow(self.tr("right of those"), 0, right)]
        if found.strangers:
            last = len(found.strangers) - 1
            points = tuple(MeasuredPoint(step / last, share) for step, share in enumerate(found.strangers))
            rows.append(PointRow(self.tr("strangers answered"), 2, points))
        self.cost.show_rows(rows, AcrossAxis(self.tr("threshold"), _TENTHS), "")

    def _tell_curve(self, result: EvaluateResult) -> None:
        drawn = result.curves
        if drawn is None:
            return
        name, where = one_line(result.classes[1]), self.locale()
        text = self.tr("“{name}” is to be found. Area under the curve {auc}, average precision {precision}.").format(
            name=name, auc=figure(drawn.auc, where, "f", 3), precision=figure(drawn.average_precision, where, "f", 3)
        )
        self._notes[4].setText(text)
        rows = [
            PointRow(self.tr("this model"), 0, tuple(MeasuredPoint(x, y) for x, y in drawn.roc)),
            PointRow(self.tr("by chance"), 2, (MeasuredPoint(0.0, 0.0), MeasuredPoint(1.0, 1.0))),
        ]
        self.curve.show_rows(rows, AcrossAxis(self.tr("falsely found"), _TENTHS), self.tr("found"))
