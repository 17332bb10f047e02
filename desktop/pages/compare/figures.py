"""What a comparison came to, as a table."""

from __future__ import annotations

from typing import TypeAlias

from desktop.page.tables import FigureTable
from engine.jobs.compare import CompareResult
from engine.jobs.find_rate import FindRateResult
from engine.jobs.learning_curve import LearningCurveResult
from engine.jobs.trial import TrialResult

Compared: TypeAlias = CompareResult | LearningCurveResult | TrialResult | FindRateResult


def table_of(result: Compared | None) -> FigureTable | None:
    """A row for each thing that was measured; None where nothing was."""
    match result:
        case CompareResult():
            header = ("backbone", "accuracy", "low", "high", "neighbours", "milliseconds", "megabytes")
            rows = [
                (row.backbone, row.accuracy, *row.interval, row.neighbours, row.milliseconds, row.megabytes)
                for row in result.rows
            ]
            return FigureTable("backbones", header, rows)
        case LearningCurveResult():
            beside = () if result.beside is None else result.beside.rows
            told = [*(("first", row) for row in result.rows), *(("second", row) for row in beside)]
            return FigureTable(
                "transfer",
                ("folder", "method", "photos_a_class", "accuracy", "low", "high"),
                [(which, row.method, row.photos_a_class, row.accuracy, row.low, row.high) for which, row in told],
            )
        case TrialResult():
            both = zip(result.with_, result.without, strict=True)
            return FigureTable(result.claim, ("seed", "with", "without"), [(n, *one) for n, one in enumerate(both)])
        case FindRateResult():
            pairs = list(zip(result.rates, result.losses, strict=True))
            return FigureTable("rate", ("learning_rate", "loss"), pairs)
    return None
