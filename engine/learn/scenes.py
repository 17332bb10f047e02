"""The photos of a training that show one scene, found by what its own backbone makes of them."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from engine.embed.embed import embed
from engine.photos.scenes import find_scenes
from engine.ranks import current

if TYPE_CHECKING:
    from engine.job.declare import Turns
    from engine.job.events import Event
    from engine.learn.parts import Parts
    from engine.models.network import Network


def scenes_of_parts(parts: Parts, network: Network, precision: str) -> Generator[Event, Turns, list[tuple[int, ...]]]:
    """Groups of photos of one scene, as rows of `parts`; see `engine.photos.scenes`.

    Every photo of the parts is embedded; a frozen training finds those embeddings in the cache. Several ranks do that
    together, and the first alone has the groups then. A photo that cannot be read is in no group.
    """
    rows = sorted((*parts.train, *parts.validation, *parts.test))
    digests = [parts.digests[row] for row in rows]
    embedded = yield from embed(parts.files(rows), digests, network, precision=precision)
    if not current().first:
        return []
    found = find_scenes(embedded.vectors[0], [int(parts.labels[row]) for row in rows])
    return [tuple(rows[place] for place in group) for group in found]
