"""Tables that name the classes of photos: CSV, TSV and lists, with a column for the class or one column a class.

A table is known by its contents: one of its columns names photos that are there (by path, file name, or file name
without suffix), and another repeats few values. Nothing depends on a table's own name, but that `train.csv` speaks of
photos in `train` where several folders have photos called alike.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.photos.clues import Part, role, stem

SUFFIXES: Final = frozenset((".csv", ".tsv", ".txt"))

_LARGEST: Final = 64 << 20  # bytes; a table of a million photos has less
_SAMPLE: Final = 200  # rows by which a column of photos is known
_NAMED: Final = 0.1  # of these rows at the least name a photo that is there
_DISTINCT: Final = 0.5  # classes a photo, at the most
_WORD: Final = re.compile(r"[^\W\d_]+")
_CLASS: Final = re.compile(
    "labels?|class(es)?|classname|categor(y|ies)|breed|species|target|diagnosis|dx|type|kind|tags?|disease|variety|"
    "emotion|genre|findings?|truth|groundtruth|oznak[ae]|razredi?|klasa|kategorija|vrsta|pasmina|dijagnoza|sorta|bolest"
)
_CODE: Final = re.compile("ids?|index|idx|code|number|no|num|encoded|šifra|broj")
_MEASURE: Final = re.compile(
    "x|y|w|h|[xy]_?(min|max|[12])|width|height|size|bytes|depth|area|age|dob|split|fold|partition|subset|url|md5|sha.*"
)
_SAID: Final = 0.85  # certainty of a column whose name says that it holds classes
_BARE: Final = frozenset(("", "nan", "none", "null", "na", "n/a", "?", "-"))
_TRUE: Final = frozenset(("1", "1.0", "true"))
_FALSE: Final = frozenset(("0", "0.0", "false", ""))
_SEVERAL: Final = re.compile(r"[|;]")


@dataclass(frozen=True, slots=True)
class Labels:
    """What a table says: `classes` by number of the photo, `roles` where it divides them. `column`: where it says so.

    `certainty`, from 0 to 1, that this names the classes; `missing`: photos that it names and that are not there;
    `several`: those with several classes, or none.
    """

    path: str
    column: str
    classes: Mapping[int, str]
    roles: Mapping[int, Part]
    certainty: float
    missing: int = 0
    several: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table's cells. `header`: () where it has none."""

    path: str
    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]


@dataclass(slots=True)
class Album:
    """The photos of a folder, to be found by what a table calls them."""

    paths: Sequence[str]
    _names: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, path in enumerate(self.paths):
            name = path.rpartition("/")[2].casefold()
            for key in {name, stem(name), _without_zeros(stem(name))}:
                self._names.setdefault(key, []).append(number)

    def find(self, called: str, beside: str) -> int | None:
        """The photo that a table in the folder `beside` calls so; None where none is, or several are."""
        called = called.strip().replace("\\", "/").removeprefix("./").strip("/").casefold()
        name = called.rpartition("/")[2]
        numbers = self._names.get(name) or self._names.get(_without_zeros(name), [])
        if "/" in called:
            numbers = [n for n in numbers if self._ends(n, called)] or self._renamed(numbers)
        if len(numbers) > 1:
            numbers = [n for n in numbers if self._fits(self.paths[n], beside)]
        return numbers[0] if len(numbers) == 1 else None

    def _ends(self, number: int, called: str) -> bool:
        path = self.paths[number].casefold()
        return any(f"/{name}".endswith(f"/{called}") for name in (path, stem(path)))

    @staticmethod
    def _renamed(numbers: list[int]) -> list[int]:
        """What was elsewhere when the table was made is taken by its name, where that is the only one."""
        return numbers if len(numbers) == 1 else []

    @staticmethod
    def _fits(path: str, table: str) -> bool:
        """Whether a photo lies beside a table or below, or in the part of a split that the table is called after."""
        folder, _, name = table.rpartition("/")
        told = role(stem(name))[0]
        parts = path.split("/")[:-1]
        return (folder != "" and path.startswith(f"{folder}/")) or (
            told is not None and any(role(part)[0] == told for part in parts)
        )


def _without_zeros(name: str) -> str:
    """A number as a spreadsheet leaves it (00012 → 12), marked, so that no other name is like it."""
    return f"/{name.lstrip('0')}" if name.isdecimal() else name


def read_labels(tables: Sequence[tuple[str, str]], paths: Sequence[str]) -> list[Labels]:
    """What the tables (path from the root, place) say of the photos at `paths`; those that say nothing are left out."""
    sheets = [sheet for path, place in tables if (sheet := _sheet(path, Path(place))) is not None]
    if not sheets:
        return []
    album = Album(paths)
    found: dict[tuple[str, ...], list[Labels]] = {}
    for sheet in sheets:
        for labels in _labels(sheet, album):
            found.setdefault((*sheet.header, labels.column), []).append(labels)
    return [_together(some) for some in found.values()]


def _together(some: Sequence[Labels]) -> Labels:
    """Tables of one form, such as one in each part of a split, as one; each gives its part where its name tells it."""
    first = some[0]
    if len(some) == 1:
        return first
    classes: dict[int, str] = {}
    roles: dict[int, Part] = {}
    for labels in some:
        classes |= labels.classes
        told = (
            role(stem(labels.path.rpartition("/")[2]))[0] or role(labels.path.rpartition("/")[0].rpartition("/")[2])[0]
        )
        roles |= labels.roles or (dict.fromkeys(labels.classes, told) if told else {})
    path = ", ".join(labels.path for labels in some[:3])
    certainty = max(labels.certainty for labels in some)
    missing, several = sum(labels.missing for labels in some), sum(labels.several for labels in some)
    return Labels(path, first.column, classes, roles, certainty, missing, several)


def _role_of_all(labels: Labels) -> dict[int, Part]:
    """The part that a table is called after, or else its folder, for all photos that it names."""
    folder, _, name = labels.path.rpartition("/")
    told = role(stem(name))[0] or role(folder.rpartition("/")[2])[0]
    return dict.fromkeys(labels.classes, told) if told else {}


# A file's cells.


def _sheet(path: str, place: Path) -> Sheet | None:
    try:
        if place.stat().st_size > _LARGEST:
            return None
        text = _decoded(place.read_bytes())
    except OSError:
        return None
    try:
        rows = list(_rows(text, place.suffix.casefold()))
    except csv.Error:
        return None
    return Sheet(path, (), rows) if len(rows) > 1 and max(map(len, rows)) > 1 else None


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", "replace")


def _rows(text: str, suffix: str) -> Iterator[Sequence[str]]:
    lines = [line for line in text.splitlines() if line.strip() and not (suffix == ".txt" and line.startswith("#"))]
    if not lines:
        return
    delimiter = _delimiter(lines[:20])
    if delimiter == " ":
        width = Counter(len(line.split()) for line in lines[:20]).most_common(1)[0][0]
        same = all(len(line.split()) == width for line in lines[:20])
        yield from (line.split() if same else line.rsplit(None, 1) for line in lines)
        return
    for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True):
        yield [cell.strip() for cell in row]


def _delimiter(lines: Sequence[str]) -> str:
    """What stands as often in every line; a space where nothing else does."""
    for delimiter in "\t;,|":
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        if counts and counts.most_common(1)[0][0] > 1 and counts.most_common(1)[0][1] >= 0.8 * len(lines):
            return delimiter
    return " "


# What the cells say.


def _labels(sheet: Sheet, album: Album) -> Iterator[Labels]:
    """What a sheet says, by the column that tells it most surely first, and by others that might."""
    column = _photos_in(sheet, album)
    if column is None:
        return
    first = sheet.rows[0]
    has_header = len(first) <= column or album.find(first[column], sheet.path) is None
    header = tuple(first) if has_header else ()
    rows = sheet.rows[1:] if has_header else sheet.rows
    numbers = [album.find(row[column], sheet.path) if len(row) > column else None for row in rows]
    known = [(number, row) for number, row in zip(numbers, rows, strict=True) if number is not None]
    missing = len(rows) - len(known)
    width = Counter(len(row) for _, row in known).most_common(1)[0][0] if known else 0
    others = [place for place in range(width) if place != column]
    cells = {place: [row[place] if len(row) > place else "" for _, row in known] for place in others}
    photos = [number for number, _ in known]
    roles = _roles(photos, cells)
    told = sorted(_columns(header, cells), key=lambda scored: -scored[0])
    if one_each := _one_column_a_class(header, photos, cells):
        classes, several, certainty = one_each
        if not told or told[0][0] < certainty:
            column_names = ", ".join(sorted(set(classes.values()))[:3])
            yield Labels(sheet.path, column_names, classes, roles, certainty, missing, several)
            return
    for rank, (certainty, place) in enumerate(told[:3]):
        classes, several = _one_class(photos, cells[place])
        if rank and certainty < _SAID:
            break
        if len(set(classes.values())) > 1:
            name = header[place] if header else str(place + 1)
            yield Labels(sheet.path, name, classes, roles, certainty if rank == 0 else 0.3, missing, several)


def _photos_in(sheet: Sheet, album: Album) -> int | None:
    """The column that names photos: the one that names most."""
    rows = sheet.rows[1:]
    sample = rows[:: max(1, len(rows) // _SAMPLE)]
    width = max(map(len, sample))
    named: list[set[int | None]] = [set() for _ in range(width)]
    for row in sample:
        for place, cell in enumerate(row):
            named[place].add(album.find(cell, sheet.path))
    hits = [len(numbers - {None}) for numbers in named]
    best = max(hits)
    return hits.index(best) if best >= max(1, _NAMED * len(sample)) else None


def _columns(header: Sequence[str], cells: Mapping[int, Sequence[str]]) -> Iterator[tuple[float, int]]:
    """The columns that may name a class, with how certain that is."""
    for place, column in cells.items():
        values = {value for value in column if value.casefold() not in _BARE}
        if not 2 <= len(values) <= _DISTINCT * len(column):
            continue
        if not all(role(value)[0] for value in values):
            name = header[place] if place < len(header) else ""
            alone = len(cells) == 1
            yield (_named_so(name, values, alone) if header else _unnamed(values, alone)) - 0.001 * place, place


def _unnamed(values: Collection[str], alone: bool) -> float:
    """Numbers are believed where they stand alone beside the photo: else they may measure anything."""
    return 0.75 if not all(map(_is_number, values)) else 0.6 if alone else 0.3


def _named_so(name: str, values: Collection[str], alone: bool) -> float:
    """How certain it is that a column of that name with these values tells a class."""
    words = [word.casefold() for word in _WORD.findall(re.sub(r"(?<=[a-zž])(?=[A-ZŽ])", " ", name))]
    numeric = all(map(_is_number, values))
    whole = all(value.lstrip("-").isdigit() for value in values)
    if _MEASURE.fullmatch(name.strip().casefold()) or (numeric and not whole):
        return 0.1
    said = any(map(_CLASS.fullmatch, words))
    if numeric and not said and not alone:
        return 0.12
    exact = said and len(words) == 1
    coded = any(map(_CODE.fullmatch, words))
    return (0.9 if said else 0.7) + 0.04 * exact - 0.15 * (numeric and not exact) - 0.1 * coded


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _one_class(photos: Sequence[int], column: Sequence[str]) -> tuple[dict[int, str], int]:
    """The class of each photo, and how many have several; a photo in several rows has what these agree on."""
    told: dict[int, set[str]] = {}
    for number, value in zip(photos, column, strict=True):
        if value.casefold() not in _BARE:
            told.setdefault(number, set()).update(filter(None, map(str.strip, _SEVERAL.split(value))))
    classes = {number: next(iter(names)) for number, names in told.items() if len(names) == 1}
    return classes, len(told) - len(classes)


def _one_column_a_class(
    header: Sequence[str], photos: Sequence[int], cells: Mapping[int, Sequence[str]]
) -> tuple[dict[int, str], int, float] | None:
    """The classes of a table with a column for each, how many photos have several or none, and how certain it is."""
    places = [
        place
        for place, column in cells.items()
        if place < len(header) and {value.casefold() for value in column} <= _TRUE | _FALSE
    ]
    if len(places) < 2:
        return None
    classes: dict[int, str] = {}
    for row, number in enumerate(photos):
        marked = [place for place in places if cells[place][row].casefold() in _TRUE]
        if len(marked) == 1:
            classes[number] = header[marked[0]].strip()
    share = len(classes) / max(1, len(photos))
    if len(set(classes.values())) < 2 or share < (0.9 if len(places) == 2 else 0.6):
        return None
    return classes, len(photos) - len(classes), 0.93 if share > 0.9 else 0.8


def _roles(photos: Sequence[int], cells: Mapping[int, Sequence[str]]) -> dict[int, Part]:
    """The parts of a split, where a column tells them."""
    for column in cells.values():
        parts = {value: role(value)[0] for value in set(column)}
        if len(set(parts.values())) > 1 and all(parts.values()):
            return {n: part for n, value in zip(photos, column, strict=True) if (part := parts[value]) is not None}
    return {}
