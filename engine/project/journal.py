"""A journal: one JSON object a line, only ever added to, readable after any crash."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any, Final

from engine.files import make_folder, write_error

HEAD: Final = b'{"kind": "'
"""How a line begins that `Journal.add` wrote: which kind it is need not be looked for in all of it."""


class Journal:
    """What happened in a run, in order. A line cut off by a crash or a full disk is passed over when read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._torn = True  # what a former process left may lack its last newline

    def add(self, kind: str, *, lasting: bool = False, **values: Any) -> None:
        """Adds a line of plain values; `lasting`: waits until the disk has it. Raises EngineError."""
        line = encode({"kind": kind, **_finite(values)})
        make_folder(self.path.parent)
        try:
            with self.path.open("ab") as file:
                if self._torn and file.tell() > 0:
                    file.write(b"\n")
                self._torn = True
                file.write(line)
                file.flush()
                self._torn = False
                if lasting:
                    os.fsync(file.fileno())
        except OSError as error:
            raise write_error(error, self.path) from error

    def lines(self, *kinds: str) -> list[dict[str, Any]]:
        """Every whole line, in order, of those kinds where any are given; none where there is no journal yet."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return []
        wanted = tuple(HEAD + kind.encode() for kind in kinds)
        likely = (line for line in content.splitlines() if line.startswith(wanted or b"") or not line.startswith(HEAD))
        parsed = (_parse(line) for line in likely)
        return [line for line in parsed if line is not None and (not kinds or line["kind"] in kinds)]


def encode(value: dict[str, Any]) -> bytes:
    """A line of a journal."""
    try:
        return (json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n").encode()
    except UnicodeEncodeError:  # a path with bytes that are no text
        return (json.dumps(value, allow_nan=False) + "\n").encode()


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and isinstance(value.get("kind"), str) else None


def _finite(value: Any) -> Any:
    """The same with null for figures that JSON cannot hold."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
