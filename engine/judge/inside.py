"""One photo looked at closely: what a model takes it for, what counted, and the photos that it learnt from like it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.embed.embed import embed
from engine.embed.squares import open_square
from engine.files import digest_file, shown
from engine.look.guess import Guess

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.job.declare import Turns
    from engine.job.events import Event
    from engine.models.network import Network
    from engine.photos.scan import FolderScan


@dataclass(frozen=True, slots=True)
class NearPhoto:
    """A photo that a model learnt from: its path from the folder, its class, the cosine of the embeddings (−1 to 1)."""

    path: str
    class_: str
    likeness: float


@dataclass(frozen=True, slots=True)
class InsideResult:
    """`top`: the most probable classes, best first. `near`: the photos most like it, of those that were learnt from.

    `marked`: what the network sees (S, S, 3), uint8, with what speaks for the first class marked (Grad-CAM).
    """

    top: tuple[Guess, ...]
    near: tuple[NearPhoto, ...]
    marked: NDArray[np.uint8] = field(repr=False)


def look_inside(
    scan: FolderScan, network: Network, photo: Path, count: int = 6, top: int = 5
) -> Generator[Event, Turns, InsideResult]:
    """Asks a model about a photo, and which of the folder's photos that it learnt from are most like it.

    Of a model that does not tell what it learnt from, all others. Raises EngineError `photo_unreadable`.
    """
    import torch

    from engine.job.events import Progress
    from engine.job.telling import telling
    from engine.look.colours import over
    from engine.look.features import as_tensor
    from engine.look.heatmaps import HEATMAPS

    square = open_square(photo, network.preprocessing)
    pixels = as_tensor([square], network)
    with torch.no_grad():
        vector = network.embed(pixels)
        shares = network.head(vector).float().softmax(dim=1)[0]
    best = shares.argsort(descending=True)[:top].tolist()
    guesses = tuple(Guess(network.classes[index], float(shares[index])) for index in best)
    making = HEATMAPS["grad_cam"].make(network, pixels, int(best[0]))
    heat = yield from telling(making, lambda portion: Progress(portion.done, portion.total))
    learnt = set(network.card.split.get("train", ())) if network.card is not None else set()
    own = digest_file(photo)
    rows = [n for n, one in enumerate(scan.photos) if one.digest != own and (not learnt or one.digest in learnt)]
    photos = [scan.photos[row] for row in rows]
    embedded = yield from embed([scan.root / one.path for one in photos], [one.digest for one in photos], network)
    known = embedded.vectors[0]
    middle = known.mean(axis=0) if len(known) else np.zeros(network.embedding_size, np.float32)
    alike = _unit(known - middle) @ _unit(vector.float().cpu().numpy() - middle)[0]
    order = [int(place) for place in np.argsort(-alike, kind="stable") if int(place) not in embedded.missing][:count]
    near = tuple(
        NearPhoto(shown(photos[place].path), scan.classes[photos[place].label], float(alike[place])) for place in order
    )
    return InsideResult(guesses, near, over(square, heat))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
