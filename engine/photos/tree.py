"""Folders as a layout sees them: rows of paths that lie in one folder, and what remains when wrappers are taken off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine.photos import clues
from engine.photos.clues import Part

Row: TypeAlias = tuple[int, tuple[str, ...]]
"""A path by its number: what is left of its folders, and its file name last."""

_ALIKE: Final = 0.8  # of the sub-folders of each folder another has too, where folders hold the same


@dataclass(frozen=True, slots=True)
class Level:
    """Rows below the folders that tell no class. `pieces`: the folders taken for pieces; `parts`: those of a split.

    `same`: folders that each held the same sub-folders; `roles`: the part of a row, by number, where there are parts.
    """

    rows: Sequence[Row]
    roles: Mapping[int, Part]
    parts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


def rows_of(paths: Sequence[str]) -> list[Row]:
    """The paths as rows, numbered in their order."""
    return [(number, tuple(path.split("/"))) for number, path in enumerate(paths)]


def folders(rows: Iterable[Row]) -> Counter[str]:
    """The folders right below, with how many photos each holds."""
    return Counter(parts[0] for _, parts in rows if len(parts) > 1)


def inside(rows: Iterable[Row], folder: str) -> list[Row]:
    """The rows in a folder, without it."""
    return [(number, parts[1:]) for number, parts in rows if len(parts) > 1 and parts[0] == folder]


def below(rows: Iterable[Row]) -> list[Row]:
    """The rows of all folders, without these."""
    return [(number, parts[1:]) for number, parts in rows if len(parts) > 1]


def direct(rows: Iterable[Row]) -> list[Row]:
    """The rows in no folder."""
    return [row for row in rows if len(row[1]) == 1]


def files(rows: Iterable[Row]) -> list[tuple[int, str]]:
    """The file names of rows, by number."""
    return [(number, parts[-1]) for number, parts in rows]


def unwrapped(rows: Sequence[Row]) -> Sequence[Row]:
    """Without folders that only wrap the others (PetImages/Cat, images/…); one that is the only class stays."""
    while folder := _wrapper(rows):
        within = inside(rows, folder)
        if not folders(within) and not clues.is_pictures(folder) and not clues.named(files(within)):
            break
        rows = within
    return rows


def _wrapper(rows: Sequence[Row]) -> str | None:
    found = folders(rows)
    beside = len(direct(rows))
    if beside > sum(found.values()):
        return None
    if len(found) == 1:
        return None if beside else next(iter(found))
    pictures = [folder for folder in found if clues.is_pictures(folder)]
    others = [folder for folder in found if clues.is_beside(folder)]
    return pictures[0] if len(pictures) == 1 and others and len(others) + 1 == len(found) else None


def peeled(rows: Sequence[Row]) -> Level:
    """What is left below wrappers, parts of a split, pieces of a collection and versions of the same photos."""
    pieces: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    while True:
        rows = _unwrapped_inside(unwrapped(rows))
        found = folders(rows)
        if roles := _roles(rows, found):
            return _parted(rows, roles, pieces, same)
        if len(direct(rows)) > sum(found.values()) or len(found) < 2:
            return Level(rows, {}, (), pieces, same)
        if clues.roles_of_each(found):
            return Level(rows, {}, (), pieces, same)
        if clues.pieces(found):
            pieces = (*pieces, *sorted(found))
        elif holds_versions(rows, found):
            same = (*same, *sorted(found))
        else:
            return Level(rows, {}, (), pieces, same)
        rows = below(rows)


def _unwrapped_inside(rows: Sequence[Row]) -> Sequence[Row]:
    """Without a folder of pictures that every folder holds alone (amazon/images/mug, dslr/images/mug)."""
    if not rows or not all(len(parts) > 2 and clues.is_pictures(parts[1]) for _, parts in rows):
        return rows
    return [(number, (parts[0], *parts[2:])) for number, parts in rows]


def _parted(rows: Sequence[Row], roles: Mapping[str, Part], pieces: tuple[str, ...], same: tuple[str, ...]) -> Level:
    left: list[Row] = []
    given: dict[int, Part] = {}
    for folder, part in roles.items():
        level = peeled(inside(rows, folder))
        pieces, same = (*pieces, *level.pieces), (*same, *level.same)
        left += level.rows
        given |= dict.fromkeys((number for number, _ in level.rows), part)
    return Level(left, given, tuple(sorted(roles)), pieces, same)


def _roles(rows: Sequence[Row], found: Mapping[str, int]) -> dict[str, Part]:
    """The folders that are parts of a split; train alone where classes lie in it and beside it in none."""
    told = clues.roles(found)
    if told:
        return told if "train" in told.values() or len(told) == len(found) else {}
    alone = [folder for folder in found if clues.role(folder) == ("train", ())]
    if len(alone) == 1 and len(found) > 1:
        deep = folders((number, parts[1:]) for number, parts in rows if len(parts) > 2 and parts[0] == alone[0])
        others = any(len(parts) > 2 for _, parts in rows if parts[0] != alone[0])
        if len(deep) > 1 and not others:
            return {alone[0]: "train"}
    return {}


def held(rows: Sequence[Row]) -> dict[str, set[str]]:
    """The keys of the sub-folders that each folder holds."""
    names: dict[str, set[str]] = {}
    for _, parts in rows:
        if len(parts) > 1:
            names.setdefault(parts[0], set())
        if len(parts) > 2:
            names[parts[0]].add(clues.class_key(parts[1]))
    return names


def alike(names: Mapping[str, set[str]]) -> bool:
    """Whether folders hold the same sub-folders, two at least, but for few."""
    if len(names) < 2 or any(not inner for inner in names.values()):
        return False
    sizes = Counter(name for inner in names.values() for name in inner)
    shared = {name for name, size in sizes.items() if size > 1}
    return len(shared) > 1 and all(len(inner & shared) >= _ALIKE * len(inner) for inner in names.values())


def holds_versions(rows: Sequence[Row], found: Mapping[str, int]) -> bool:
    """Whether folders that hold the same sub-folders are versions of one collection: the classes lie in them."""
    names = held(rows)
    if not alike(names):
        return False
    inner = set().union(*names.values())
    if clues.roles(inner):
        return _parts_of_versions(rows)
    told = clues.versions(found) or clues.numbered(found)
    return not says_nothing(inner) and (told or (len(inner) > len(found) and not clues.numbered(inner)))


def says_nothing(inner: set[str]) -> bool:
    """Whether sub-folders are no classes: versions, pieces, or pictures and what belongs to them."""
    told = {name for name in inner if not clues.no_class(name) and not clues.is_beside(name)}
    return len(told) < 2 or clues.versions(told) or clues.pieces(told)


def _parts_of_versions(rows: Sequence[Row]) -> bool:
    """color/train/cat, grey/train/cat …: within the parts lie the same classes again."""
    deep: dict[str, set[str]] = {}
    for _, parts in rows:
        if len(parts) > 3:
            deep.setdefault(parts[0], set()).add(clues.class_key(parts[2]))
    return alike(deep) and len(deep) == len(folders(rows)) and not says_nothing(set().union(*deep.values()))
