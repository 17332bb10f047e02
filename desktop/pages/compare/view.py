"""What a comparison came to: a chart of figures with their intervals, a sentence, the figures in a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.figures import figure, percent
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from desktop.widgets.plain import one_line
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from engine.job.words import Language, Message, message, say
from engine.jobs.compare import CompareResult
from engine.jobs.find_rate import FindRateResult
from engine.jobs.learning_curve import BESIDE, CurveRow, LearningCurveResult
from engine.jobs.trial import TrialResult
from engine.models.backbones import BACKBONES

_SCATTER: Final = 0.05  # how far points of one cloud lie from one another


class ComparedView(QWidget):
    """Shows one result at a time; `show_points` what a learning curve has told so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._result: CompareResult | LearningCurveResult | TrialResult | FindRateResult | None = None
        self._told: dict[str, dict[float, float]] = {}
        self._title, self._verdict = QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label in (self._title, self._verdict):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._title, "heading")
        self.plot, self.table = PointPlot(), MarkTable(4)
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
        inside.setSpacing(WITHIN)
        inside.addWidget(self._title)
        inside.addWidget(self._verdict)
        inside.addWidget(self.plot, 3)
        inside.addWidget(self.table, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def begin(self) -> None:
        """Nothing has been told yet."""
        self._result, self._told = None, {}
        self._tell()

    def show_point(self, row: str, x: float, y: float) -> None:
        """A point that has just been measured; the latest of a row and place wins."""
        self._told.setdefault(row, {})[x] = y
        self._tell()

    def show_result(self, result: CompareResult | LearningCurveResult | TrialResult | FindRateResult) -> None:
        self._result = result
        self._tell()

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self.plot.setAccessibleName(self.tr("Accuracy with its interval"))
        self.table.setAccessibleName(self.tr("The figures"))
        self._tell()

    def _tell(self) -> None:
        match self._result:
            case CompareResult() as result:
                self._tell_backbones(result)
            case LearningCurveResult() as result:
                self._tell_curve(result)
            case TrialResult() as result:
                self._tell_trial(result)
            case FindRateResult() as result:
                self._tell_rate(result)
            case _:
                self._tell_so_far()

    def _tell_so_far(self) -> None:
        self._title.setText("")
        self._verdict.setText("")
        self.table.set_trials([])
        rows = [
            PointRow(self._row_name(name), place % 4, tuple(MeasuredPoint(x, y) for x, y in sorted(points.items())))
            for place, (name, points) in enumerate(self._told.items())
        ]
        steps = sorted({x for points in self._told.values() for x in points})
        ticks = tuple((x, figure(x, self.locale(), "g", 6)) for x in steps)
        self.plot.show_rows(rows, AcrossAxis("", ticks), self.tr("right"))

    def _row_name(self, name: str) -> str:
        method = name.removesuffix(BESIDE)
        code = {"with": "trial.with", "without": "trial.without"}.get(method, f"choice.method.{method}")
        words = say(Message(code), self._language)
        return self.tr("{method}, second folder").format(method=words) if method != name else words

    # Backbones

    def _tell_backbones(self, result: CompareResult) -> None:
        where = self.locale()
        self._title.setText(self.tr("Right on %n photo(s) that the probe has not learnt from", "", result.photos))
        best = max(result.rows, key=lambda row: row.accuracy)
        advised = next(row for row in result.rows if row.advised)
        code = "report.compare.best" if advised is best else "report.compare.advice"
        names = {"best": BACKBONES[best.backbone].title, "name": BACKBONES[advised.backbone].title}
        self._verdict.setText(say(message(code, count=sum(row.tied for row in result.rows), **names), self._language))
        points = [
            MeasuredPoint(round(row.milliseconds), row.accuracy, row.interval, BACKBONES[row.backbone].title)
            for row in result.rows
        ]
        ticks = tuple((x, where.toString(round(x))) for x in sorted({point.x for point in points}))
        across = AcrossAxis(self.tr("milliseconds a photo"), ticks)
        tied = [point for point, row in zip(points, result.rows, strict=True) if row.tied]
        others = [point for point, row in zip(points, result.rows, strict=True) if not row.tied]
        rows = [PointRow(self.tr("may be as good as the best"), 0, tuple(tied), joined=False)]
        if others:
            rows.append(PointRow(self.tr("clearly less good"), 1, tuple(others), joined=False))
        self.plot.show_rows(rows, across, self.tr("right"))
        self._tabulate(
            [self.tr("Backbone"), self.tr("Linear probe"), self.tr("Neighbours"), self.tr("Cost")],
            [
                MarkRow(
                    (
                        BACKBONES[row.backbone].title,
                        self._between(row.accuracy, row.interval),
                        self._between(row.neighbours, row.neighbours_interval),
                        self.tr("{milliseconds} ms, {megabytes} MB").format(
                            milliseconds=where.toString(round(row.milliseconds)),
                            megabytes=where.toString(round(row.megabytes)),
                        ),
                    ),
                    True if row.advised else None,
                    self.tr("advised"),
                )
                for row in result.rows
            ],
        )

    def _tabulate(self, headings: Sequence[str], rows: Sequence[MarkRow]) -> None:
        self.table.setVisible(bool(rows))
        self.table.setColumnCount(len(headings))
        self.table.set_headings(headings)
        self.table.set_trials(rows)

    # What transfer is worth

    def _tell_curve(self, result: LearningCurveResult) -> None:
        where = self.locale()
        self._title.setText(self.tr("Right on %n photo(s) that nobody learnt from", "", result.asked))
        beside = () if result.beside is None else result.beside.rows
        told = [*result.rows, *(replace(row, method=row.method + BESIDE) for row in beside)]
        methods = list(dict.fromkeys(row.method for row in told))
        sizes = sorted({row.photos_a_class for row in told})
        rows = [
            PointRow(
                self._row_name(method),
                place % 4,
                tuple(
                    MeasuredPoint(row.photos_a_class, row.accuracy, (row.low, row.high))
                    for row in told
                    if row.method == method
                ),
            )
            for place, method in enumerate(methods)
        ]
        ticks = tuple((float(size), where.toString(size)) for size in sizes)
        self.plot.show_rows(
            rows, AcrossAxis(self.tr("photos of each class"), ticks, ratio=True), self.tr("right"), result.majority
        )
        self._verdict.setText(" ".join(filter(None, (self._worth(result), self._distance(result)))))
        cells = (
            (
                self._row_name(row.method),
                where.toString(row.photos_a_class),
                self._between(row.accuracy, (row.low, row.high)),
            )
            for row in told
        )
        headings = [self.tr("Method"), self.tr("Photos a class"), self.tr("Right")]
        self._tabulate(headings, [MarkRow(row, None) for row in cells])

    def _distance(self, result: LearningCurveResult) -> str:
        """How sure the backbone is on each folder: less on what is unlike all that it has seen."""
        if math.isnan(result.sureness):
            return ""
        where = self.locale()
        if result.beside is None:
            return self.tr("How sure the backbone itself is of these photos: {share}.").format(
                share=percent(result.sureness, where, 0)
            )
        text = self.tr(
            "How sure the backbone itself is: {share} here, {other} in the second folder. The lower, the less it has "
            "seen of the kind; whether its features suit your classes that cannot tell."
        )
        shares = (percent(one, where, 0) for one in (result.sureness, result.beside.sureness))
        return text.format(**dict(zip(("share", "other"), shares, strict=True)))

    def _worth(self, result: LearningCurveResult) -> str:
        """How far apart frozen and from scratch are with the fewest photos; "" where one of them was not tried."""
        first = {
            row.method: row for row in result.rows if row.photos_a_class == min(r.photos_a_class for r in result.rows)
        }
        if not {"frozen", "scratch"} <= set(first):
            return ""
        frozen, scratch = first["frozen"], first["scratch"]
        count = frozen.photos_a_class
        told = self.tr("With %n photo(s) a class: frozen {frozen}, from scratch {scratch}.", "", count)
        told = told.format(
            frozen=percent(frozen.accuracy, self.locale()), scratch=percent(scratch.accuracy, self.locale())
        )
        return f"{told} {self._clear(frozen, scratch)}"

    def _clear(self, frozen: CurveRow, scratch: CurveRow) -> str:
        if frozen.low > scratch.high:
            return self.tr("What the network knew already helps clearly.")
        if scratch.low > frozen.high:
            return self.tr("What the network knew already does not help here.")
        return self.tr("Their intervals overlap: more seeds would tell.")

    # Tricks

    def _tell_trial(self, result: TrialResult) -> None:
        low, high = (self._signed(end) for end in result.interval)
        name = say(Message(f"choice.claim.{result.claim}"), self._language)
        self._title.setText(say(Message(f"choice_help.claim.{result.claim}"), self._language))
        verdict = say(message(f"verdict.{result.verdict}", name=name), self._language)
        difference = self.tr("Difference {difference} ({low} to {high})").format(
            difference=self._signed(result.difference), low=low, high=high
        )
        self._verdict.setText(f"{verdict}. {difference}")
        rows = [
            PointRow(self._row_name(side), place, tuple(_cloud(place, shares)), joined=False)
            for place, (side, shares) in enumerate((("with", result.with_), ("without", result.without)))
        ]
        ticks = ((0.0, self._row_name("with")), (1.0, self._row_name("without")))
        self.plot.show_rows(rows, AcrossAxis("", ticks), self.tr("right, of {count} photos each time").format(
            count=self.locale().toString(result.photos)))  # fmt: skip
        where = self.locale()
        self._tabulate(
            [self.tr("Seed"), self._row_name("with"), self._row_name("without")],
            [
                MarkRow((where.toString(seed), percent(one, where), percent(other, where)), None)
                for seed, (one, other) in enumerate(zip(result.with_, result.without, strict=True))
            ],
        )

    # The learning rate

    def _tell_rate(self, result: FindRateResult) -> None:
        where = self.locale()
        self._title.setText(self.tr("The loss while the learning rate grows"))
        told = [self.tr("Nowhere does the loss fall: there is nothing to suggest.")]
        if result.suggested is not None:
            text = self.tr("It falls fastest at a learning rate of {rate}; {usual} is taken where none is given.")
            rate, usual = (figure(one, where, "g", 2) for one in (result.suggested, result.usual))
            told = [text.format(rate=rate, usual=usual)]
        if result.diverged is not None:
            text = self.tr("At {rate} it has risen to four times its least: so high a rate destroys what was learnt.")
            told.append(text.format(rate=figure(result.diverged, where, "g", 2)))
        self._verdict.setText(" ".join(told))
        top = max(result.losses, default=1.0) or 1.0
        points = tuple(MeasuredPoint(x, y / top) for x, y in zip(result.rates, result.losses, strict=True))
        rows = [PointRow(self.tr("loss, of its largest"), 0, points)]
        if result.suggested is not None:
            at = result.losses[result.rates.index(result.suggested)] / top
            rows.append(PointRow(self.tr("falls fastest"), 1, (MeasuredPoint(result.suggested, at),), joined=False))
        ticks = tuple((10.0**power, f"1e{power}") for power in range(-7, 2))
        self.plot.show_rows(rows, AcrossAxis(self.tr("learning rate"), ticks, ratio=True), self.tr("loss"))
        self._tabulate([], [])

    def _signed(self, share: float) -> str:
        return ("+" if share > 0 else "") + percent(share, self.locale())

    def _between(self, share: float, interval: tuple[float, float]) -> str:
        where = self.locale()
        low, high = (figure(100 * end, where, "f", 0) for end in interval)
        return one_line(f"{percent(share, where)} ({low}–{high})")


def _cloud(place: int, shares: Sequence[float]) -> list[MeasuredPoint]:
    """Points that would lie on one another, moved a little to the side."""
    middle = (len(shares) - 1) / 2
    return [MeasuredPoint(place + _SCATTER * (number - middle), share) for number, share in enumerate(shares)]
