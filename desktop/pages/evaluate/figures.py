"""What was found about a model and its photos, as tables."""

from __future__ import annotations

from desktop.page.tables import FigureTable
from engine.jobs.clean import CleanResult
from engine.jobs.evaluate import EvaluateResult


def table_of(result: EvaluateResult | CleanResult | None) -> FigureTable | None:
    """A row for each photo that was judged, or for each finding about one."""
    if isinstance(result, EvaluateResult):
        names = result.classes
        rows = ((one.path, names[one.truth], names[one.predicted], one.probability) for one in result.judged)
        return FigureTable("judged", ("path", "class", "answer", "probability"), list(rows))
    if isinstance(result, CleanResult):
        found: list[tuple[str, str, str, float | None]] = []
        found += [(one.path, "label", one.suggested, one.score) for one in result.label_issues]
        found += [(one.path, "outlier", "", one.score) for one in result.outliers]
        found += [(one.path, one.mark, "", None) for one in result.quality]
        return FigureTable("findings", ("path", "finding", "suggested", "score"), found)
    return None
