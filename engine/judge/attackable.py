"""Photos of a folder that are to be attacked: which, as the network gets them, and what is right of them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from engine.files import shown
from engine.job.declare import Turns
from engine.job.events import Event, Notice, Progress
from engine.job.words import EngineError, message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.models.network import Network
    from engine.photos.scan import FolderScan

Labelled: TypeAlias = "tuple[int, NDArray[np.uint8]]"
"""The folder's label of a photo, and its pixels (size, size, 3)."""
BATCH: Final = 8
"""Photos that are attacked together."""


def attackable(
    scan: FolderScan, network: Network, most: int, rows: Sequence[int] | None = None
) -> Generator[Event, Turns, tuple[list[Labelled], int]]:
    """At most so many photos (0: all), of `rows` where given, as the network gets them, and how many were unreadable.

    Raises EngineError `no_photos_to_attack`.
    """
    from engine.embed.squares import read_square
    from engine.photos.door import PhotoFault

    found: list[Labelled] = []
    skipped = 0
    among = range(len(scan.photos)) if rows is None else rows
    chosen = [among[place] for place in spread([scan.photos[row].label for row in among], most)]
    for done, index in enumerate(chosen):
        photo = scan.photos[index]
        yield Progress(done, len(chosen), message("note.reading_photos"))
        try:
            square = read_square(scan.root / photo.path, network.preprocessing)
        except PhotoFault as fault:
            skipped += 1
            yield Notice(message("notice.photo_not_attacked", path=photo.path, reason=fault.reason))
            continue
        found.append((photo.label, square))
    if not found:
        raise EngineError("no_photos_to_attack", path=shown(scan.root), count=skipped)
    return found, skipped


def named(scan: FolderScan, network: Network) -> bool:
    """Whether the folder's classes are classes of the model."""
    return set(scan.classes) <= set(network.classes)


def answers(
    scan: FolderScan, network: Network, photos: Sequence[Labelled]
) -> Generator[Event, Turns, list[tuple[int, int]]]:
    """For each photo the index of its right class, and of the model's answer to the unchanged photo.

    Right is the folder's name where the model knows all of those, else what the model says itself.
    """
    from engine.look.opinions import probabilities

    known = named(scan, network)
    found = []
    for done, (label, pixels) in enumerate(photos):
        yield Progress(done, len(photos), message("note.attacking_photos", epsilon=0))
        answer = int(probabilities(network, pixels).argmax())
        found.append((network.classes.index(scan.classes[label]) if known else answer, answer))
    return found


def spread(labels: Sequence[int], most: int) -> list[int]:
    """Indices of at most so many photos (0: all), taken from the classes in turn."""
    if most == 0 or most >= len(labels):
        return list(range(len(labels)))
    rank: dict[int, int] = {}
    ranks = []
    for label in labels:
        ranks.append(rank.get(label, 0))
        rank[label] = ranks[-1] + 1
    return sorted(sorted(range(len(labels)), key=lambda index: (ranks[index], index))[:most])


def batches(indices: Sequence[int]) -> Iterator[Sequence[int]]:
    """`indices` in pieces of at most BATCH."""
    return (indices[start : start + BATCH] for start in range(0, len(indices), BATCH))
