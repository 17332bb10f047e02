"""What a model has seen, in short: where the photos of each class lie among its embeddings, and how near is near.

A confident answer says nothing of a picture that is like none that was learnt from; how far it lies from them does
(as in Lee et al., A simple unified framework for detecting out-of-distribution samples, 2018, with cosines).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST: Final = 200
"""Classes of which the middles are kept."""


@dataclass(frozen=True, slots=True)
class Familiar:
    """`centres` (K, D): the mean embedding of each class's photos. `least`: the likeness below which one is strange."""

    centres: NDArray[np.float32]
    least: float

    def likeness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosine of embeddings (N, D) to the nearest middle of a class: (N,), −1 to 1."""
        nearest: NDArray[np.float32] = (_unit(vectors) @ _unit(self.centres).T).max(axis=1)
        return nearest

    def plain(self) -> dict[str, Any]:
        """The record as JSON holds it; the middles in half precision."""
        packed = base64.b64encode(self.centres.astype("<f2").tobytes()).decode()
        return {"classes": len(self.centres), "centres": packed, "least": self.least}

    @classmethod
    def parse(cls, value: Any) -> Familiar | None:
        """The inverse of `plain`; None for what is none."""
        if not isinstance(value, Mapping):
            return None
        try:
            count, least = int(value["classes"]), float(value["least"])
            figures = np.frombuffer(base64.b64decode(value["centres"], validate=True), "<f2").astype(np.float32)
            centres = figures.reshape(count, -1)
        except (LookupError, TypeError, ValueError):
            return None
        good = 0 < count <= MOST and centres.size > 0 and bool(np.isfinite(centres).all()) and -1 <= least <= 1
        return cls(centres, least) if good else None


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
