"""The presets of the ideal image, in the lesson's order: each shows what the one before it lacks. Torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to grow an ideal image: a canvas of CANVASES, an objective of OBJECTIVES, an update rule of UPDATES.

    `rate`: its step size at first; `last`: the share of it that is left in the end. `terms` and `moves`: weights and
    strengths by the names of TERMS and TRANSFORMS. `steps`: how many usually suffice. `lesson`: whether it is one of
    the lesson's attempts, which are shown side by side.
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
    lesson: bool = True
    last: float = 1.0


PRESETS: Final[dict[str, Preset]] = {
    preset.name: preset
    for preset in (
        Preset("noise", "pixels", "probability", "adam", 0.02, 100, weight=10.0),
        Preset("variation", "pixels", "probability", "adam", 0.02, 128, weight=10.0, terms={"variation": 0.005}),
        Preset(
            "fourier", "fourier", "logit", "adam", 0.1, 256,
            terms={"variation": 2e-4}, moves={"jitter": 24.0, "scale": 0.3, "rotate": 15.0}, lesson=False,
        ),
        Preset(
            "robust", "bounded", "logit", "adam", 0.12, 256, last=0.1,
            terms={"statistics": 1.5, "variation": 1e-4},
            moves={"window": 0.65, "mirror": 0.5, "grain": 0.05},
        ),
    )
}  # fmt: skip
LESSON: Final = tuple(preset.name for preset in PRESETS.values() if preset.lesson)
"""The lesson's attempts: noise, then with variation loss, then recognisable."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How far and by which rule of UPDATES a canvas is led."""

    update: str
    rate: float


PHASES: Final = Lead("nadam", 1.0)
"""A canvas of phases in any recipe: a phase is an angle, whatever its frequency counts."""

DIVERSITY: Final = 20.0
"""The weight that drives several pictures apart, where no other is asked for."""
