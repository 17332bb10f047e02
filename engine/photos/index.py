"""What was found out about a folder's photos, kept in our own folder so that a second look is quick.

One file a scanned folder, under home()/index: a line with the version and the SHA-256 of what follows, then a line of
JSON for each photo. A file that is damaged, of another version or not there means that everything is looked at anew;
nothing else depends on it. A line at a time, so that a window is not kept waiting by one long call into C; but read
in large bites, as a thread that lets go of the interpreter for every small one never gives it to a thread that waits.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.files import atomic_write, home
from engine.job.words import Message
from engine.photos.door import PhotoFacts
from engine.photos.exif import Shot
from engine.photos.kinds import AVIF, HEIC
from engine.photos.walk import FoundFile

Inspection: TypeAlias = PhotoFacts | Message
"""What an inspection gave: facts, or the reason why there are none."""

_VERSION: Final = b"photos-5" + (b"h" if HEIC else b"") + (b"a" if AVIF else b"") + b" "  # what can be read, too
_BITE: Final = 1 << 20  # bytes
_KEPT: Final = 40  # folders; those that were not scanned for longest are forgotten
_PASSING: Final = frozenset(("reason.no_memory", "reason.vanished", "reason.unreadable"))  # may be over next time


def remembered(root: Path, found: list[FoundFile]) -> dict[int, Inspection]:
    """What is known of files that have not changed since, by their place in `found`."""
    numbers = {file.path: number for number, file in enumerate(found)}
    known: dict[int, Inspection] = {}
    try:
        with _file(root).open("rb", buffering=_BITE) as file:
            head = file.readline()
            sha = hashlib.sha256()
            while bite := file.read(_BITE):
                sha.update(bite)
            if head != _head(sha.hexdigest()):
                return {}
            file.seek(len(head))
            for line in file:
                path, stamp, row = json.loads(line)
                number = numbers.get(path)
                if number is not None and found[number].stamp == tuple(stamp):
                    known[number] = _read(row)
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return known


def remember(root: Path, found: list[FoundFile], known: Mapping[int, Inspection]) -> None:
    """Keeps what is known of the files. Raises EngineError when that cannot be written."""
    content = bytearray()
    for number, inspection in known.items():
        if not (isinstance(inspection, Message) and inspection.code in _PASSING):
            line = [found[number].path, found[number].stamp, _row(inspection)]
            content += json.dumps(line, separators=(",", ":")).encode() + b"\n"
    content[:0] = _head(hashlib.sha256(content).hexdigest())  # large folders: once in memory, and no oftener
    path = _file(root)
    atomic_write(path, lambda file: file.write(content))
    others = sorted(path.parent.glob("*.jsonl"), key=lambda other: other.stat().st_mtime_ns, reverse=True)
    for other in others[_KEPT:]:
        other.unlink(missing_ok=True)


def _file(root: Path) -> Path:
    return home() / "index" / f"{hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:32]}.jsonl"


def _head(digest: str) -> bytes:
    return _VERSION + digest.encode() + b"\n"


def _row(inspection: Inspection) -> list[Any]:
    if isinstance(inspection, Message):
        return [inspection.code, dict(inspection.params)]
    facts = inspection
    sketch = base64.b64encode(facts.sketch).decode()
    base = [facts.width, facts.height, facts.format, facts.digest, facts.fingerprint, sketch]
    return [*base, facts.several, facts.greys, facts.shot]


def _read(row: list[Any]) -> Inspection:
    if len(row) == 2:
        return Message(row[0], row[1])
    width, height, format_, digest, fingerprint, sketch, several, range_, taken = row
    greys = None if range_ is None else (float(range_[0]), float(range_[1]))
    shot = None if taken is None else Shot(float(taken[0]), int(taken[1]))
    looks = fingerprint, base64.b64decode(sketch)
    return PhotoFacts(width, height, format_, digest, *looks, bool(several), greys, shot)
