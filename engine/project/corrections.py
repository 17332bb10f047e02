"""What a person corrected about single photos: another class, left out, not the same as another. Undone without end.

The folder itself is never touched. A photo is known by the SHA-256 of its bytes, wherever in the folder it lies; its
path is kept for people to read. Steps stand in the project's record in the order in which they were done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from engine.photos.reading import Corrected
from engine.project.decisions import read_record, write_record

ACTIONS: Final = ("move", "leave_out", "apart", "restore")
"""To another class; out of the folder; out of its group of copies; back to what the folder says."""
_STEPS, _UNDONE = "corrections", "undone"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is done to one photo. `class_`: where it is moved to."""

    digest: str
    path: str
    action: str
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """The steps that count, oldest first, and those that were undone, the next one to be done again first.

    They are held as they stand in the record: what a later version does there is not understood and not lost.
    """

    done: tuple[Any, ...] = ()
    undone: tuple[Any, ...] = ()

    @property
    def photos(self) -> int:
        """How many photos are not as the folder says."""
        corrected = self.corrected()
        return len({*corrected.classes, *corrected.left_out, *corrected.apart})

    def corrected(self) -> Corrected:
        """What all steps together come to."""
        classes: dict[str, str] = {}
        left_out: set[str] = set()
        apart: set[str] = set()
        for one in (one for step in self.done for one in parsed(step)):
            if one.action in ("move", "restore"):
                left_out.discard(one.digest)
            match one.action:
                case "move":
                    classes[one.digest] = one.class_
                case "leave_out":
                    left_out.add(one.digest)
                case "apart":
                    apart.add(one.digest)
                case "restore":
                    classes.pop(one.digest, None)
                    apart.discard(one.digest)
        return Corrected(classes, frozenset(left_out), frozenset(apart))


def corrections_of(project: Path) -> Corrections:
    """The corrections of the project in this folder."""
    record = read_record(project)
    done, undone = (kept if isinstance(kept := record.get(name), list) else [] for name in (_STEPS, _UNDONE))
    return Corrections(tuple(done), tuple(undone))


def correct(project: Path, step: Sequence[Correction]) -> Corrections:
    """Adds a step; what was undone before is forgotten. Raises EngineError when it cannot be kept."""
    before = corrections_of(project)
    added = [{"digest": one.digest, "path": one.path, "action": one.action, "class": one.class_} for one in step]
    return _keep(project, Corrections((*before.done, added), ())) if step else before


def undo(project: Path) -> Corrections:
    """Takes the last step back, if there is one. Raises EngineError when that cannot be kept."""
    before = corrections_of(project)
    if not before.done:
        return before
    return _keep(project, Corrections(before.done[:-1], (before.done[-1], *before.undone)))


def redo(project: Path) -> Corrections:
    """Does again what was undone last, if anything. Raises EngineError when that cannot be kept."""
    before = corrections_of(project)
    if not before.undone:
        return before
    return _keep(project, Corrections((*before.done, before.undone[0]), before.undone[1:]))


def parsed(step: Any) -> Iterator[Correction]:
    """The corrections of a step of the record that are some."""
    for one in step if isinstance(step, list) else ():
        if isinstance(one, Mapping):
            texts = [one.get(name, "") for name in ("digest", "path", "action", "class")]
            moved = texts[2] != "move" or bool(texts[3])
            if all(isinstance(text, str) for text in texts) and texts[2] in ACTIONS and texts[0] and moved:
                yield Correction(*texts)


def _keep(project: Path, corrections: Corrections) -> Corrections:
    write_record(project, **{_STEPS: list(corrections.done), _UNDONE: list(corrections.undone)})
    return corrections
