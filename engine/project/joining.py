"""What a person decided about photos on two computers, put together: theirs and mine both count, mine where we differ.

A photo is known by the SHA-256 of its bytes. Two things are decided of it: where it belongs (a class, or left out), and
whether it is apart from its copies. What was decided here, taking something back included, stays; of any other photo
what was decided there is taken, all of it as one step, which is undone as one. So a second time there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.project.choices import Choices, choices_of
from engine.project.corrections import Correction, Corrections, correct, corrections_of, parsed
from engine.project.decisions import read_record, write_record
from engine.project.history import annotate, record_of, rename
from engine.project.run import Run

_READING: Final = ("layout", "labels", "column")
_STEPS: Final = ("corrections", "undone")
_WHERE: Final = ("move", "leave_out", "restore")
_APART: Final = ("apart", "restore")


@dataclass(frozen=True, slots=True)
class Joined:
    """What came of putting two records together.

    `corrected`: how many photos are corrected here now that were not before. `kept`: the photos, by their paths there,
    of which something else was decided there than here, where it stays. `reading_kept`: another way to read the folder
    was chosen there, and the one chosen here stays.
    """

    corrected: int = 0
    kept: tuple[str, ...] = ()
    reading_kept: bool = False


def join(project: Path, theirs: Mapping[str, Any], brought: Path) -> Joined:
    """Puts the decisions in the record `theirs`, which also lie in the folder `brought`, into the project.

    Raises EngineError when they cannot be kept.
    """
    mine, known = corrections_of(project), read_record(project)
    reading_kept = _join_reading(project, theirs, brought, known)
    given = corrections_of(brought)
    if not mine.done:
        if given.done:
            steps = {name: theirs[name] for name in _STEPS if name in theirs}
            write_record(project, **steps)
        return Joined(given.photos if given.done else 0, (), reading_kept)
    added, kept = _differences(mine, given)
    if added:
        correct(project, added)
    return Joined(len({one.digest for one in added}), kept, reading_kept)


def _join_reading(project: Path, theirs: Mapping[str, Any], brought: Path, known: Mapping[str, Any]) -> bool:
    """Takes how the folder is read where nobody chose here, and what else is new; True: another choice stays."""
    mine, given = choices_of(project), choices_of(brought)
    others = {name: one for name, one in theirs.items() if name not in (*known, *_READING, *_STEPS)}
    reading = {name: theirs[name] for name in _READING if name in theirs} if mine == Choices() != given else {}
    if others or reading:
        write_record(project, **others, **reading)
    return Choices() != mine != given != Choices()


def _differences(mine: Corrections, given: Corrections) -> tuple[list[Correction], tuple[str, ...]]:
    """What is to be done for photos of which nothing was decided here, and the photos of which something else was."""
    places, apart = _decided(mine, _WHERE), _decided(mine, _APART)
    here, there = mine.corrected(), given.corrected()
    paths = {one.digest: one.path for step in given.done for one in parsed(step)}
    added: list[Correction] = []
    kept: dict[str, str] = {}
    for digest in dict.fromkeys((*there.classes, *sorted(there.left_out))):
        class_, left_out = there.classes.get(digest, ""), digest in there.left_out
        if digest not in places:
            added += [Correction(digest, paths[digest], "move", class_)] if class_ else []
            added += [Correction(digest, paths[digest], "leave_out")] if left_out else []
        elif left_out != (digest in here.left_out) or (not left_out and class_ != here.classes.get(digest, "")):
            kept[digest] = paths[digest]
    for digest in sorted(there.apart):
        if digest not in apart:
            added.append(Correction(digest, paths[digest], "apart"))
        elif digest not in here.apart:
            kept[digest] = paths[digest]
    return added, tuple(kept.values())


def _decided(corrections: Corrections, actions: tuple[str, ...]) -> set[str]:
    """The photos to which one of the actions was done, whatever became of it."""
    return {one.digest for one in _all(corrections) if one.action in actions}


def _all(corrections: Corrections) -> Iterator[Correction]:
    return (one for step in corrections.done for one in parsed(step))


def join_words(mine: Run, theirs: Run) -> bool:
    """Takes the name and the note that a training has there where it has none here; True: another one stays."""
    here, there = record_of(mine), record_of(theirs)
    if here is None or there is None:
        return False
    if there.name and not here.name:
        rename(mine, there.name)
    if there.note and not here.note:
        annotate(mine, there.note)
    return bool((here.name and there.name not in ("", here.name)) or (here.note and there.note not in ("", here.note)))
