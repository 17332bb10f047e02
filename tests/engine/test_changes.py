"""What has changed between two judgements: photo by photo, cell by cell, with the interval of pairs."""

from __future__ import annotations

import numpy as np
import pytest

from engine.judge.changes import CellChange, changed
from engine.judge.scores import paired_interval
from engine.learn.scores import Judged

CLASSES = ("bird", "flower", "fruit")


def judged(truth: list[int], said: list[int], start: int = 0) -> list[Judged]:
    return [Judged(f"{start + n}.jpg", t, s, 0.9) for n, (t, s) in enumerate(zip(truth, said, strict=True))]


def test_it_is_told_photo_by_photo_and_cell_by_cell() -> None:
    before = judged([0, 0, 1, 1, 2], [0, 1, 1, 2, 2])
    after = judged([0, 0, 1, 1, 2], [0, 0, 1, 2, 1])
    found = changed(before, CLASSES, after, CLASSES)
    assert found is not None
    assert (found.photos, found.righted, found.wronged, found.difference) == (5, 1, 1, 0.0)
    assert found.interval[0] < 0 < found.interval[1]
    assert set(found.cells) == {
        CellChange("bird", "flower", 1, 0), CellChange("bird", "bird", 1, 2), CellChange("fruit", "fruit", 1, 0),
        CellChange("fruit", "flower", 0, 1),
    }  # fmt: skip


def test_the_truth_is_what_counts_now() -> None:
    before, after = judged([0], [1]), judged([1], [1])
    found = changed(before, CLASSES, after, CLASSES)
    assert found is not None
    assert (found.righted, found.wronged, found.cells) == (0, 0, ())


def test_classes_are_told_by_their_names() -> None:
    before, after = judged([0, 1], [0, 1]), judged([1, 0], [1, 0])
    found = changed(before, ("bird", "flower"), after, ("flower", "bird"))
    assert found is not None
    assert (found.difference, found.cells) == (0.0, ())


def test_only_photos_that_were_judged_both_times_count() -> None:
    assert changed(judged([0], [0]), CLASSES, judged([0], [0], start=5), CLASSES) is None


@pytest.mark.parametrize("seed", range(3))
def test_the_difference_and_its_interval_are_those_of_pairs(seed: int) -> None:
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, 60).tolist()
    then, now = (np.where(random.random(60) < share, truth, random.integers(0, 3, 60)).tolist() for share in (0.5, 0.8))
    found = changed(judged(truth, then), CLASSES, judged(truth, now), CLASSES)
    assert found is not None
    wanted = paired_interval(np.equal(then, truth).tolist(), np.equal(now, truth).tolist())
    assert (found.difference, *found.interval) == wanted
    assert found.righted - found.wronged == round(60 * found.difference)
