"""A reliability diagram: how often answers were right, over how sure they were; a network's, or a person's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from engine.learn.scores import wilson

if TYPE_CHECKING:
    from engine.judge.scores import Bin

_TENTHS: Final = tuple((share / 10, f"{10 * share} %") for share in (0, 5, 10))


class Reliability(PointPlot):
    """Each bin of answers a point with its interval; the dotted ideal is as often right as it is sure."""

    def show_bins(self, bins: Sequence[Bin], whose: str, sure: str, right: str) -> None:
        """`whose` the points are; `sure` and `right` name the axes."""
        points = tuple(
            MeasuredPoint(one.confidence, one.accuracy, wilson(round(one.accuracy * one.photos), one.photos))
            for one in bins
            if one.photos
        )
        ideal = PointRow(self.tr("ideal"), 2, tuple(MeasuredPoint(x, x) for x in (0.0, 1.0)))
        self.show_rows([PointRow(whose, 0, points, joined=False), ideal], AcrossAxis(sure, _TENTHS), right)
