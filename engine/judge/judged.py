"""Which photos of a folder a model is judged by: all, or those of its own locked test part."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final

from engine.files import shown
from engine.job.declare import Turns
from engine.job.events import Event, Notice
from engine.job.words import EngineError, message

if TYPE_CHECKING:
    from engine.models.network import Network
    from engine.photos.scan import FolderScan

PARTS: Final = ("all", "test")


def judged_rows(scan: FolderScan, network: Network, part: str, model: str) -> Generator[Event, Turns, list[int]]:
    """Rows of `scan.photos`: of the part "test" those whose content the card of the `model` names, where it has one.

    Raises EngineError `no_test_part` or `test_part_missing`.
    """
    if part == "all" or network.card is None:
        return list(range(len(scan.photos)))
    locked = set(network.card.split.get("test", ()))
    if not locked:
        raise EngineError("no_test_part", model=model)
    rows = [row for row, photo in enumerate(scan.photos) if photo.digest in locked]
    if not rows:
        raise EngineError("test_part_missing", model=model, path=shown(scan.root))
    if gone := len(locked) - len({scan.photos[row].digest for row in rows}):
        yield Notice(message("notice.test_photos_gone", count=gone))
    return rows
