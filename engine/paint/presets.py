"""The presets of the ideal image, in the lesson's order: each shows what the one before it lacks. Torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to grow an ideal image: a canvas of CANVASES, an objective of OBJECTIVES, an update rule of UPDATES.

    `rate`: its step size. `terms` and `moves`: weights and strengths by the names of TERMS and TRANSFORMS. `steps`:
    how many usually suffice.
    """

    name: str
    canvas: str
    objective: str
    update: str
    rate: float
    steps: int
    weight: float = 1.0
    terms: Mapping[str, float] = field(default_factory=dict)
    moves: Mapping[str, float] = field(default_factory=dict)


PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        Preset("noise", "pixels", "probability", "adam", 0.02, 100, weight=10.0),
        Preset("variation", "pixels", "probability", "adam", 0.02, 128, weight=10.0, terms={"variation": 0.005}),
        Preset(
            "robust", "fourier", "logit", "adam", 0.1, 256,
            terms={"variation": 2e-4}, moves={"jitter": 24.0, "scale": 0.3, "rotate": 15.0},
        ),
    )
}  # fmt: skip
