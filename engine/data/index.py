"""What was found out about a folder's photos, kept in our own folder so that a second look is quick.

One file a scanned folder, under home()/index: the SHA-256 of what follows, then JSON. A file that is damaged, of
another version or not there means that everything is looked at anew; nothing else depends on it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from engine.data.photos import PhotoFacts
from engine.data.walk import Found
from engine.files import atomic_write, home
from engine.run.messages import Message

Inspection: TypeAlias = PhotoFacts | Message
"""What an inspection gave: facts, or the reason why there are none."""

_VERSION: Final = 1
_KEPT: Final = 40  # folders; those that were not scanned for longest are forgotten
_PASSING: Final = frozenset(("reason.no_memory", "reason.vanished", "reason.unreadable"))  # may be over next time


def remembered(root: Path, found: list[Found]) -> dict[int, Inspection]:
    """What is known of files that have not changed since, by their place in `found`."""
    try:
        digest, _, body = _file(root).read_bytes().partition(b"\n")
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return {}
        content = json.loads(body)
        rows: Mapping[str, Any] = content["photos"] if content["version"] == _VERSION else {}
        stamped = ((number, rows.get(file.path), list(file.stamp)) for number, file in enumerate(found))
        return {number: _read(row[1]) for number, row, stamp in stamped if row and row[0] == stamp}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def remember(root: Path, found: list[Found], known: Mapping[int, Inspection]) -> None:
    """Keeps what is known of the files. Raises EngineError when that cannot be written."""
    rows = {
        found[number].path: [list(found[number].stamp), _row(inspection)]
        for number, inspection in known.items()
        if not (isinstance(inspection, Message) and inspection.code in _PASSING)
    }
    body = json.dumps({"version": _VERSION, "photos": rows}, separators=(",", ":")).encode()
    path = _file(root)
    atomic_write(path, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
    others = sorted(path.parent.glob("*.json"), key=lambda other: other.stat().st_mtime_ns, reverse=True)
    for other in others[_KEPT:]:
        other.unlink(missing_ok=True)


def _file(root: Path) -> Path:
    return home() / "index" / f"{hashlib.sha256(os.fsencode(root.absolute())).hexdigest()[:32]}.json"


def _row(inspection: Inspection) -> list[Any]:
    if isinstance(inspection, Message):
        return [inspection.code, dict(inspection.params)]
    facts = inspection
    sketch = base64.b85encode(facts.sketch).decode()
    return [facts.width, facts.height, facts.format, facts.digest, facts.fingerprint, sketch]


def _read(row: list[Any]) -> Inspection:
    if len(row) == 2:
        return Message(row[0], row[1])
    width, height, format_, digest, fingerprint, sketch = row
    return PhotoFacts(width, height, format_, digest, fingerprint, base64.b85decode(sketch))
