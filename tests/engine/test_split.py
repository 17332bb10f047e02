"""Dividing photos: fair to classes, honest about copies, the same every time (faults 14 and 15)."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.job.words import EngineError
from engine.photos.split import Split, split


def halves(labels: list[int], groups: list[int] | None = None, **given: object) -> Split:
    shares = {"seed": 0, "validation": 0.15, "test": 0.15} | given
    return split(labels, range(len(labels)) if groups is None else groups, **shares)  # type: ignore[arg-type]


def classes(part: tuple[int, ...], labels: list[int]) -> Counter[int]:
    return Counter(labels[index] for index in part)


def test_the_usual_shares_are_kept_in_every_class() -> None:
    labels = [0] * 100 + [1] * 40 + [2] * 20
    parts = halves(labels)
    assert classes(parts.test, labels) == {0: 15, 1: 6, 2: 3}
    assert classes(parts.validation, labels) == {0: 15, 1: 6, 2: 3}
    assert sorted(parts.train + parts.validation + parts.test) == list(range(160))


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, (1, 0, 0)), (2, (1, 1, 0)), (3, (1, 1, 1)), (4, (2, 1, 1)), (7, (5, 1, 1)), (20, (14, 3, 3))],
)
def test_a_small_class_has_one_photo_in_each_part_where_it_can(count: int, sizes: tuple[int, int, int]) -> None:
    parts = halves([0] * 50 + [1] * count)
    labels = [0] * 50 + [1] * count
    assert tuple(classes(part, labels)[1] for part in (parts.train, parts.validation, parts.test)) == sizes


def test_great_shares_leave_each_part_of_three_photos_one() -> None:
    parts = halves([0, 0, 0], validation=0.49, test=0.49)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (1, 1, 1)


def test_copies_of_one_picture_stay_on_one_side() -> None:
    labels = [0] * 60
    groups = [index // 3 for index in range(60)]
    parts = halves(labels, groups)
    sides = {groups[index]: set() for index in range(60)}
    for index, name in enumerate(parts.parts()):
        sides[groups[index]].add(name)
    assert all(len(names) == 1 for names in sides.values())
    assert len(parts.test) == 9


def test_a_class_of_copies_of_one_picture_goes_to_train() -> None:
    assert halves([0] * 9, [4] * 9) == Split(tuple(range(9)), (), (), 0)


def test_the_seed_alone_decides() -> None:
    labels = [index % 3 for index in range(90)]
    assert halves(labels) == halves(labels)
    assert halves(labels, seed=1).test != halves(labels).test


def test_the_test_part_does_not_depend_on_the_share_of_validation() -> None:
    labels = [index % 3 for index in range(90)]
    assert halves(labels, validation=0.3).test == halves(labels).test


def test_another_class_leaves_the_split_of_the_first_alone() -> None:
    one, two = halves([0] * 40), halves([0] * 40 + [1] * 40)
    assert one.test == tuple(index for index in two.test if index < 40)


def test_without_a_share_there_is_no_such_part() -> None:
    parts = halves([0] * 20, test=0.0)
    assert (len(parts.train), len(parts.validation), len(parts.test)) == (17, 3, 0)


@pytest.mark.parametrize(("validation", "test"), [(0.5, 0.5), (0.8, 0.8), (-0.1, 0.1), (float("nan"), 0.1)])
def test_shares_that_leave_nothing_are_refused(validation: float, test: float) -> None:
    with pytest.raises(EngineError, match="left to learn"):
        halves([0, 1], validation=validation, test=test)


def test_parts_that_the_folder_gives_are_kept() -> None:
    given = ["train"] * 20 + ["validation"] * 5 + ["test"] * 5
    assert halves([0] * 30, parts=given).parts() == given


def test_a_missing_validation_part_is_taken_from_train() -> None:
    parts = halves([0] * 30, parts=["train"] * 20 + ["test"] * 10)
    assert parts.test == tuple(range(20, 30))
    assert len(parts.validation) == 3
    assert set(parts.validation) < set(range(20))


def test_a_missing_test_part_is_taken_from_train() -> None:
    parts = halves([0] * 30, parts=["train"] * 20 + ["validation"] * 10)
    assert parts.validation == tuple(range(20, 30))
    assert len(parts.test) == 3


def test_a_copy_in_train_is_taken_out_of_the_test_part() -> None:
    parts = halves([0] * 4, [0, 1, 1, 2], parts=["train", "train", "test", "test"], validation=0.0)
    assert parts.parts() == ["train", "train", "train", "test"]


def test_a_picture_in_two_classes_stays_on_one_side() -> None:
    labels = [0, 1] + [0] * 10 + [1] * 10
    parts = halves(labels, [0, 0, *range(1, 21)]).parts()
    assert parts[0] == parts[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 30)), min_size=1, max_size=80), st.integers(0, 99))
def test_every_photo_has_one_part_and_every_class_is_learnt(rows: list[tuple[int, int]], seed: int) -> None:
    labels, groups = [label for label, _ in rows], [group for _, group in rows]
    parts = halves(labels, groups, seed=seed)
    assert sorted(parts.train + parts.validation + parts.test) == list(range(len(rows)))
    sides = dict(zip(groups, parts.parts(), strict=True))
    assert all(sides[group] == name for group, name in zip(groups, parts.parts(), strict=True))
    assert parts.train


def test_a_hundred_thousand_photos_are_divided() -> None:
    chance = random.Random(0)
    labels = [chance.randrange(1000) for _ in range(100_000)]
    parts = halves(labels)
    assert abs(len(parts.test) - 15_000) < 600
    assert set(classes(parts.validation, labels)) == set(range(1000))
