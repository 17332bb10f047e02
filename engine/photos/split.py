"""Dividing photos into what a model learns from, what steers the training, and what judges it at the end."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.job.words import EngineError

_PARTS: Final = ("train", "validation", "test")


@dataclass(frozen=True, slots=True)
class Split:
    """The photos of each part, as indices in rising order."""

    train: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]
    seed: int

    def parts(self) -> list[str]:
        """The part of each photo, by index."""
        names = dict.fromkeys(self.train, "train")
        names |= dict.fromkeys(self.validation, "validation") | dict.fromkeys(self.test, "test")
        return [names[index] for index in range(len(names))]


def split(
    labels: Sequence[int],
    groups: Sequence[int],
    *,
    seed: int,
    validation: float,
    test: float,
    parts: Sequence[str | None] | None = None,
) -> Split:
    """Splits photos at random, by class, and with each group (copies of one picture) on one side.

    `labels` and `groups`: a class and a group per photo. `validation` and `test`: their shares, fractions. Each class
    has at least one group in each part if it has three, one in train and validation if it has two, else one in train.
    `parts` given by the folder are kept; what it lacks, validation or test, is taken from its train part, and a group
    that lies in several goes to train, then validation, so that the test part stays unseen. The same photos, seed and
    shares give the same split. Raises EngineError `bad_shares`.
    """
    if not (validation >= 0 and test >= 0 and validation + test < 1):
        raise EngineError("bad_shares", validation=validation, test=test)
    given = [part or "train" for part in parts] if parts is not None else ["train"] * len(labels)
    wanted = {name: 0.0 if name in given else share for name, share in (("validation", validation), ("test", test))}
    chosen: dict[str, list[int]] = {name: [] for name in _PARTS}
    to_divide: dict[int, list[list[int]]] = {}
    for members in _grouped(groups):
        part = min((given[index] for index in members), key=_PARTS.index)
        if part == "train":
            to_divide.setdefault(_label(members, labels), []).append(members)
        else:
            chosen[part] += members
    for label in sorted(to_divide):
        _divide(to_divide[label], random.Random(f"{seed}:{label}"), wanted, chosen)
    train, validation_, test_ = (tuple(sorted(chosen[name])) for name in _PARTS)
    return Split(train, validation_, test_, seed)


def _grouped(groups: Sequence[int]) -> list[list[int]]:
    members: dict[int, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    return list(members.values())


def _label(members: list[int], labels: Sequence[int]) -> int:
    """The class that most of a group has; the first of them if there are several."""
    if len(members) == 1:
        return labels[members[0]]
    counts = Counter(labels[index] for index in members)
    return min(counts, key=lambda label: (-counts[label], label))


def _divide(
    units: list[list[int]], shuffle: random.Random, wanted: dict[str, float], chosen: dict[str, list[int]]
) -> None:
    """Deals one class's groups out: what is to be locked away first, the rest to train."""
    photos = sum(map(len, units))
    shuffle.shuffle(units)
    for name, kept in (("test", 2 if wanted["validation"] else 1), ("validation", 1)):
        if wanted[name] and len(units) > kept:
            taken, units = _take(units, max(1, round(photos * wanted[name])), kept)
            chosen[name] += [index for unit in taken for index in unit]
    chosen["train"] += [index for unit in units for index in unit]


def _take(units: list[list[int]], wanted: int, kept: int) -> tuple[list[list[int]], list[list[int]]]:
    """Parts `units` into some with `wanted` photos or a few less, at least one, and the others, at least `kept`."""
    taken: list[list[int]] = []
    left: list[list[int]] = []
    for unit in units:
        if len(unit) <= wanted and len(units) - len(taken) > kept:
            taken.append(unit)
            wanted -= len(unit)
        else:
            left.append(unit)
    if not taken:
        smallest = min(range(len(left)), key=lambda number: len(left[number]))
        taken.append(left.pop(smallest))
    return taken, left
