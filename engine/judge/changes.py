"""What has changed between two judgements of the same photos: another model, or labels that were corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.judge.scores import paired_interval

if TYPE_CHECKING:
    from engine.learn.scores import Judged


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of the confusion matrix, by the names of the true class and the answer: photos before and after."""

    truth: str
    answer: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Change:
    """On the `photos` that were judged both times: by how much the share of right answers has risen (−1 to 1).

    `interval`: 95 % of that difference, of pairs. `righted`, `wronged`: photos that are right now, or wrong now, and
    were not before. `cells`: those that differ, the largest differences first.
    """

    photos: int
    difference: float
    interval: tuple[float, float]
    righted: int
    wronged: int
    cells: tuple[CellChange, ...]


def changed(
    before: Sequence[Judged], before_classes: Sequence[str], after: Sequence[Judged], after_classes: Sequence[str]
) -> Change | None:
    """Compares two judgements photo by photo; the truth is what counts now. None where no photo is in both."""
    former = {one.path: before_classes[one.predicted] for one in before}
    both = [one for one in after if one.path in former]
    if not both:
        return None
    truths = [after_classes[one.truth] for one in both]
    answers = [after_classes[one.predicted] for one in both]
    earlier = [former[one.path] for one in both]
    was = [answer == truth for answer, truth in zip(earlier, truths, strict=True)]
    is_now = [answer == truth for answer, truth in zip(answers, truths, strict=True)]
    difference, low, high = paired_interval(was, is_now)
    one, other = (Counter(zip(truths, said, strict=True)) for said in (earlier, answers))
    cells = [CellChange(*cell, one[cell], other[cell]) for cell in sorted({*one, *other}) if one[cell] != other[cell]]
    return Change(
        len(both),
        difference,
        (low, high),
        sum(now and not then for then, now in zip(was, is_now, strict=True)),
        sum(then and not now for then, now in zip(was, is_now, strict=True)),
        tuple(sorted(cells, key=lambda cell: -abs(cell.after - cell.before))),
    )
