"""What a person means by a class or a channel."""

from __future__ import annotations

from collections.abc import Sequence

from engine.job.declare import unknown
from engine.job.words import EngineError


def find_class(wanted: str, classes: Sequence[str]) -> int:
    """The index of the class that `wanted` names; a name wins over an index. Raises EngineError `unknown_class`."""
    if wanted in classes:
        return list(classes).index(wanted)
    folded = [name.casefold() for name in classes]
    if wanted.strip().casefold() in folded:
        return folded.index(wanted.strip().casefold())
    if wanted.strip().isascii() and wanted.strip().isdigit() and int(wanted) < len(classes):
        return int(wanted)
    raise unknown("unknown_class", wanted, classes)


def find_channel(wanted: str) -> tuple[str, int]:
    """LAYER:N as the layer's path and the channel's number. Raises EngineError `bad_channel`."""
    layer, _, number = wanted.rpartition(":")
    if not layer or not (number.isascii() and number.isdigit()):
        raise EngineError("bad_channel", value=wanted)
    return layer, int(number)
