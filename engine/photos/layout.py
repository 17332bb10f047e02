"""Recognising how a folder tells the classes of its photos: one table of layouts with their clues.

Works on paths alone, relative to the root and with slashes, and on the tables of labels that lie beside them; no photo
is opened. Every layout of `LAYOUTS` may give a reading: where each photo belongs, how certain that is, and why it is
thought so. The most certain one is taken, the others that something speaks for are told as alternatives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from engine.files import shown
from engine.job.words import EngineError, Message, message
from engine.photos import clues, tree
from engine.photos.clues import Part, class_key, composed
from engine.photos.labels import Labels
from engine.photos.tree import Level, Row

__all__ = ["LAYOUTS", "NAMES", "Alternative", "Layout", "Part", "Place", "Recognised", "class_key", "recognise"]

_TOLD: Final = 0.2  # certainty of what is worth telling
_SAMPLE: Final = 2_000  # names that are looked at before all of them are
_LISTED: Final = 3  # examples, and folders named in a sentence
_OFFERED: Final = 3  # folders to open in place of the whole
_AGREE: Final = 0.98  # of the photos, where two readings tell the same classes by other names
_DEEP: Final = 0.8  # of the photos lie deeper, where sub-folders may be classes
_FEW: Final = 3  # photos in a folder on average, with fewer it is no class


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photo belongs: its class (None: it cannot be told) and its part, where the folder gives parts."""

    class_: str | None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to read a folder. `classes`: photos per class; `examples`: paths with their class.

    `folder`: the folder that had to be opened for it, from the root; "" for the same. `table` and `column`: what tells
    the classes, where a table does.
    """

    name: str
    reason: Message
    classes: Mapping[str, int]
    examples: tuple[str, ...]
    folder: str = ""
    table: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a folder tells its classes, why it is thought so, and what else it might mean.

    `name`: one of `NAMES`, or "none" where nothing tells a class.
    """

    name: str
    reason: Message
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A layout, the place of each path, and what is odd about it. Class names are as they can be shown."""

    layout: Layout
    places: tuple[Place, ...]
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What one layout makes of a folder: the class of photos by number, how certain, from 0 to 1, and why."""

    certainty: float
    reason: Message
    classes: Mapping[int, str]
    roles: Mapping[int, Part] = field(default_factory=dict)
    problems: tuple[Message, ...] = ()
    open_instead: tuple[str, ...] = ()  # folders, from the root
    table: Labels | None = None


class Tree:
    """The paths of a folder and the tables in it, each look at them taken once; `wanted`: the layout asked for."""

    def __init__(self, paths: Sequence[str], name: str, tables: Sequence[Labels], wanted: str) -> None:
        self.paths = paths
        self.name = name
        self.tables = tables
        self.wanted = wanted

    @cached_property
    def outer(self) -> Sequence[Row]:
        """The rows below folders that only wrap others."""
        return tree.unwrapped(tree.rows_of(self.paths))

    @cached_property
    def level(self) -> Level:
        """What is left below all folders that tell no class."""
        return tree.peeled(self.outer)

    @cached_property
    def folders(self) -> Mapping[str, int]:
        """The folders of `outer`, with how many photos each holds."""
        return tree.folders(self.outer)

    @cached_property
    def above(self) -> str:
        """The wrappers, with a slash at the end."""
        number, parts = self.outer[0]
        return "/".join([*self.paths[number].split("/")[: -len(parts)], ""])


@dataclass(frozen=True, slots=True)
class Kind:
    """A layout: what it is called, how it reads a folder, and the codes of the reasons that it gives."""

    name: str
    read: Callable[[Tree], Iterable[Reading]]
    reasons: tuple[str, ...]


def recognise(paths: Sequence[str], name: str, tables: Sequence[Labels] = (), wanted: str = "auto") -> Recognised:
    """Recognises the layout of a folder called `name` that holds `paths`; `wanted`: the layout to take, or "auto".

    Raises EngineError `no_such_layout` where nothing in the folder is of the kind that is wanted.
    """
    seen = Tree(paths, name, tables, wanted)
    readings = [(kind.name, reading) for kind in LAYOUTS for reading in kind.read(seen)]
    able = [found for found in readings if wanted in ("auto", found[0])]
    if not able:
        auto = max(readings, key=lambda found: found[1].certainty)[1]
        raise EngineError("no_such_layout", layout=wanted, found=auto.reason)
    taken, best = max(able, key=lambda found: found[1].certainty)
    places, spelt = _places(paths, best)
    others = [(kind, other) for kind, other in readings if other is not best and kind != "none"]
    told = sorted((found for found in others if found[1].certainty >= _TOLD), key=lambda found: -found[1].certainty)
    fresh = [
        found
        for place, found in enumerate(told)
        if all(found[1].classes != other.classes for other in (best, *(earlier for _, earlier in told[:place])))
    ]
    alternatives = [_alternative(paths, *found) for found in fresh]
    layout = Layout(taken, best.reason, (*alternatives, *_openings(seen, best)))
    return Recognised(layout, places, (*best.problems, *spelt))


def _alternative(paths: Sequence[str], name: str, reading: Reading) -> Alternative:
    counts = Counter(map(composed, reading.classes.values()))
    firsts: dict[str, int] = {}
    for number, class_ in reading.classes.items():
        firsts.setdefault(class_, number)
        if len(firsts) == _LISTED:
            break
    examples = tuple(f"{shown(paths[number])} → {composed(class_)}" for class_, number in firsts.items())
    table, column = (reading.table.path, reading.table.column) if reading.table else ("", "")
    return Alternative(name, reading.reason, dict(sorted(counts.items())), examples, "", table, column)


def _openings(seen: Tree, best: Reading) -> Iterator[Alternative]:
    """The folders to open in place of the whole, with what lies in each."""
    for folder in best.open_instead[:_OFFERED]:
        level = tree.peeled(tree.inside(seen.outer, folder))
        classes = {number: parts[0] for number, parts in level.rows if len(parts) > 1}
        name = "parts" if level.parts else "folders"
        reason = message("why.open_inside", folder=composed(folder), count=len(set(map(class_key, classes.values()))))
        found = _alternative(seen.paths, name, Reading(0.0, reason, classes))
        yield Alternative(found.name, reason, found.classes, found.examples, seen.above + folder)


# The readings of each layout.


def _parts(seen: Tree) -> Iterator[Reading]:
    """train/cat, train/dog, test/cat …"""
    level = seen.level
    if not level.parts:
        return
    training = [row for row in level.rows if level.roles[row[0]] == "train"]
    named = clues.named(tree.files(tree.direct(training)), tree.files(tree.direct(level.rows)))
    told = {number: parts[0] if len(parts) > 1 else named.get(number) for number, parts in level.rows}
    learnt = {told[number] for number, _ in training} - {None}
    known = {class_key(name) for name in learnt if name and not (len(learnt) == 1 and clues.no_class(name))}
    classes = {number: name for number, name in told.items() if name and class_key(name) in known}
    classes |= _classes_of_other_parts(level, told, known)
    table = _tell_parts_without_classes(seen, classes, known)
    if classes:
        reason = message("why.parts_table" if table else "why.parts", folders=_few(level.parts), table=table)
        yield Reading(0.95 if len(known) > 1 else 0.5, reason, classes, level.roles, *_of_versions(seen))


def _classes_of_other_parts(level: Level, told: Mapping[int, str | None], known: set[str]) -> dict[int, str]:
    """What other parts than train tell of classes that train has not; nothing where a part has none of its classes."""
    classes: dict[int, str] = {}
    for part in set(level.roles.values()) - {"train"}:
        own = {number: name for number, name in told.items() if name and level.roles[number] == part}
        if "train" not in level.roles.values() or any(class_key(name) in known for name in set(own.values())):
            classes |= {number: name for number, name in own.items() if not clues.no_class(name)}
    return classes


def _tell_parts_without_classes(seen: Tree, classes: dict[int, str], known: set[str]) -> str:
    """Adds what a table tells of photos in other parts, of known classes alone; gives the table's name."""
    for table in seen.tables:
        more = {
            number: name
            for number, name in table.classes.items()
            if number not in classes and number in seen.level.roles and class_key(name) in known
        }
        if more:
            classes |= more
            return shown(table.path)
    return ""


def _inner_parts(seen: Tree) -> Iterator[Reading]:
    """cats/train, cats/test, dogs/train …"""
    deep = [(number, parts) for number, parts in seen.outer if len(parts) > 2]
    roles = clues.roles({parts[1] for _, parts in deep})
    if len(deep) < len(seen.outer) or not all(parts[1] in roles for _, parts in deep):
        return
    places = {number: parts[0] for number, parts in deep}
    reason = message("why.inner_parts", folders=_few(sorted(roles)))
    yield Reading(0.1 if seen.level.parts else 0.93, reason, places, {n: roles[parts[1]] for n, parts in deep})


def _parts_in_names(seen: Tree) -> Iterator[Reading]:
    """cat_train, cat_test, dog_train, dog_test …"""
    told = clues.roles_of_each(seen.folders)
    rows = [(number, told[parts[0]]) for number, parts in seen.outer if len(parts) > 1 and told]
    if rows:
        reason = message("why.parts_in_names", folders=_few(sorted(told)))
        classes = {number: name for number, (name, _) in rows}
        yield Reading(0.93, reason, classes, {number: part for number, (_, part) in rows})


def _folders(seen: Tree) -> Iterator[Reading]:
    """cat, dog …"""
    if not seen.folders:
        return
    certainty = _believed(seen)
    tests = {folder for folder in seen.folders if clues.holds_tests(folder)}
    if certainty < _EITHER or len(seen.folders) - len(tests) < 2:
        tests = set()
    classes = {number: parts[0] for number, parts in seen.outer if len(parts) > 1 and parts[0] not in tests}
    roles = _tests_beside(seen, tests, classes)
    count = len(set(map(composed, set(classes.values()))))
    both = certainty == _EITHER
    problems = (message("problem.same_inside", folders=_few(sorted(seen.folders))),) if both else ()
    yield Reading(certainty, message("why.classes", count=count), classes, roles, problems)


def _tests_beside(seen: Tree, tests: set[str], classes: dict[int, str]) -> dict[int, Part]:
    """Adds photos in a test folder that stands beside the classes and holds some of them too; gives all their parts."""
    known = set(map(class_key, set(classes.values())))
    deep = [(number, parts) for number, parts in seen.outer if len(parts) > 2 and parts[0] in tests]
    more = {number: parts for number, parts in deep if class_key(parts[1]) in known}
    roles: dict[int, Part] = dict.fromkeys(classes, "train") if more else {}
    for number, parts in more.items():
        classes[number] = parts[1]
        roles[number] = clues.role(parts[0])[0] or "test"
    return roles


_EITHER: Final = 0.75  # folders that hold the same sub-folders: either may be the classes


def _believed(seen: Tree) -> float:
    """How certain it is that folders are classes."""
    level = seen.level
    if level.parts:
        return 0.1
    if level.pieces:
        return 0.25
    if level.same:
        return 0.5
    if len(tree.direct(seen.outer)) > sum(seen.folders.values()):
        return 0.4
    if len(seen.folders) == 1:
        return 0.1 if clues.no_class(next(iter(seen.folders))) else 0.35
    names = tree.held(seen.outer)
    if tree.alike(names) and not tree.says_nothing(set().union(*names.values())):
        return _EITHER
    return 0.9


def _subfolders(seen: Tree) -> Iterator[Reading]:
    """part_1/cat, part_2/cat …; color/cat, grey/cat …; animals/cat, plants/rose …"""
    level = seen.level
    if level.parts:
        return
    if level.pieces or level.same:
        classes = {number: parts[0] for number, parts in level.rows if len(parts) > 1}
        code, certainty = ("why.inside_pieces" if level.pieces else "why.inside_same"), 0.9
    else:
        classes = _deeper(seen)
        code, certainty = "why.subfolders", 0.6
    if classes:
        count = len(set(map(composed, set(classes.values()))))
        reason = message(code, count=count, folders=_few(level.same or level.pieces or sorted(seen.folders)))
        yield Reading(certainty, reason, classes, {}, *_of_versions(seen))


def _deeper(seen: Tree) -> dict[int, str]:
    """The sub-folders of class folders as classes, where they may be: {} where their names say that they are not."""
    classes = {number: parts[1] for number, parts in seen.outer if len(parts) > 2}
    inner = {class_key(name) for name in set(classes.values())}
    if seen.wanted == "subfolders":
        return classes
    few = len(classes) < max(_DEEP * len(seen.outer), _FEW * len(inner)) or len(inner) <= len(seen.folders) < 2
    if few or len(inner) < 2 or clues.numbered(inner) or tree.says_nothing(inner) or clues.roles(inner):
        return {}
    names = tree.held(seen.outer)
    return classes if all(len(held) > 1 for held in names.values()) else {}


def _names(seen: Tree) -> Iterator[Reading]:
    """cat_1.jpg, dog_1.jpg …"""
    rows = seen.level.rows
    lone = tree.direct(rows)
    flat = len(lone) > len(rows) / 2
    looked_at = lone if flat else rows
    told = clues.named(tree.files(looked_at[:: max(1, len(looked_at) // _SAMPLE)]))
    cross = flat or _crosses(dict(rows), told)
    if not told or not (cross or seen.wanted == "names"):
        return
    classes = clues.named(tree.files(looked_at))
    if classes:
        number = next(iter(classes))
        example, count = shown(seen.paths[number].rpartition("/")[2]), len(set(map(class_key, classes.values())))
        code = "why.names_in_pieces" if seen.level.pieces else "why.flat" if flat else "why.names"
        reason = message(code, count=count, example=example, class_name=shown(classes[number]))
        certainty = 0.1 if seen.level.parts else 0.85 if flat else 0.5 if cross else 0.05
        yield Reading(certainty, reason, classes, seen.level.roles)


def _crosses(rows: Mapping[int, Sequence[str]], told: Mapping[int, str]) -> bool:
    """Whether a class that names tell lies in several folders: a name in one folder alone adds nothing to that."""
    pairs = {(class_key(name), rows[number][0]) for number, name in told.items()}
    return len(pairs) > 1.5 * len({name for name, _ in pairs})


def _table(seen: Tree) -> Iterator[Reading]:
    """labels.csv …"""
    told = {number: parts[0] for number, parts in seen.level.rows if len(parts) > 1}
    for table in seen.tables:
        count = len(set(map(class_key, table.classes.values())))
        reason = message(
            "why.table", count=count, table=shown(table.path), column=table.column, photos=len(table.classes)
        )
        roles = table.roles or seen.level.roles
        yield Reading(_trusted(seen, table, told), reason, table.classes, roles, _left(table), (), table)


def _trusted(seen: Tree, table: Labels, told: Mapping[int, str]) -> float:
    """How certain it is that a table tells the classes, beside folders that may tell them too."""
    if len(set(told.values())) < 2:
        return table.certainty
    pairs = Counter((told[number], name) for number, name in table.classes.items() if number in told)
    by_folder, by_name = Counter[str](), Counter[str]()
    for (folder, name), count in pairs.items():
        by_folder[folder] = max(by_folder[folder], count)
        by_name[name] = max(by_name[name], count)
    whole = sum(pairs.values())
    agree = min(sum(by_folder.values()), sum(by_name.values())) >= _AGREE * whole
    covered = len(table.classes) / len(seen.paths)
    return 0.15 if agree else table.certainty * covered


def _left(table: Labels) -> tuple[Message, ...]:
    missing = (message("problem.table_missing", count=table.missing, table=shown(table.path)),) if table.missing else ()
    several = (message("problem.table_several", count=table.several, table=shown(table.path)),) if table.several else ()
    return (*missing, *several)


def _none(seen: Tree) -> Iterator[Reading]:
    """Parts or pieces with nothing that names a class in them, or photos in a heap: one class, called as the folder."""
    level = seen.level
    classes = dict.fromkeys(range(len(seen.paths)), seen.name)
    for folders, kind in ((level.parts, "parts_alone"), (level.pieces, "pieces_alone")):
        if folders:
            told = message(f"problem.{kind}", folders=_few(folders))
            yield Reading(0.3, message(f"why.{kind}", folders=_few(folders)), classes, {}, (told,))
            return
    yield Reading(0.15, message("why.no_class"), classes, {}, (message("problem.no_class"),))


def _of_versions(seen: Tree) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """What is said of folders that each hold the same classes, and which of them may be opened instead."""
    same = seen.level.same
    if not same:
        return (), ()
    outer = tuple(folder for folder in same if folder in seen.folders)
    return (message("problem.versions", folders=_few(same)),), outer


LAYOUTS: Final = (
    Kind("parts", _parts, ("why.parts", "why.parts_table")),
    Kind("parts", _inner_parts, ("why.inner_parts",)),
    Kind("parts", _parts_in_names, ("why.parts_in_names",)),
    Kind("folders", _folders, ("why.classes",)),
    Kind("subfolders", _subfolders, ("why.inside_pieces", "why.inside_same", "why.subfolders")),
    Kind("names", _names, ("why.flat", "why.names", "why.names_in_pieces")),
    Kind("table", _table, ("why.table",)),
    Kind("none", _none, ("why.parts_alone", "why.pieces_alone", "why.no_class")),
)
"""Every layout there is; of two that are equally certain the earlier one is taken."""

NAMES: Final = tuple(dict.fromkeys(kind.name for kind in LAYOUTS if kind.name != "none"))
"""What a layout may be asked for by."""


# From a reading to places.


def _places(paths: Sequence[str], reading: Reading) -> tuple[tuple[Place, ...], tuple[Message, ...]]:
    """The place of each path, and what is said of classes that were spelt in several ways."""
    raw = set(reading.classes.values())
    names, merged = _spellings(paths, reading.classes, raw)
    made: dict[tuple[str | None, Part | None], Place] = {}
    places = []
    for number in range(len(paths)):
        class_ = reading.classes.get(number)
        key = (None if class_ is None else names[class_], reading.roles.get(number))
        places.append(made.get(key) or made.setdefault(key, Place(*key)))
    said = (message("problem.spellings", count=len(merged), names="; ".join(merged[:_LISTED])),) if merged else ()
    return tuple(places), said


def _spellings(paths: Sequence[str], classes: Mapping[int, str], raw: set[str]) -> tuple[dict[str, str], list[str]]:
    """The class that each name stands for, and the spellings that were taken as one.

    Capitals and small letters make two classes where both lie side by side (A and a), else one (train/Cat, val/cat).
    """
    alike: dict[str, set[str]] = {}
    for name in raw:
        alike.setdefault(class_key(name), set()).add(composed(name))
    several = {key: spelt for key, spelt in alike.items() if len(spelt) > 1}
    apart = _side_by_side(paths, classes, several) if several else set()
    first = {key: min(spelt) for key, spelt in alike.items() if key not in apart}
    names = {name: first.get(class_key(name), composed(name)) for name in raw}
    return names, [", ".join(sorted(spelt)) for key, spelt in sorted(several.items()) if key not in apart]


def _side_by_side(paths: Sequence[str], classes: Mapping[int, str], several: Mapping[str, set[str]]) -> set[str]:
    """Those of several spellings that lie in one folder, or are single letters."""
    apart = {key for key in several if len(key) == 1}
    met: dict[tuple[str, str], str] = {}
    for number, name in classes.items():
        key = class_key(name)
        folders = paths[number].split("/")[:-1]
        if key in several and key not in apart and name in folders:
            above = "/".join(folders[: folders.index(name)])
            if met.setdefault((key, above), composed(name)) != composed(name):
                apart.add(key)
    return apart


def _few(folders: Sequence[str]) -> str:
    return ", ".join(map(composed, folders[:_LISTED])) + (" …" if len(folders) > _LISTED else "")
