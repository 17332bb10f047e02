"""Two qualities of an ideal image, live and fine, and what each comes to in time. Torch-free."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine.files import home, write_json
from engine.models.backbones import BACKBONES
from engine.models.store import weights_state
from engine.paint.presets import Preset

_COARSEST: Final = 1.5  # sides of what the network takes: the largest canvas that is begun with
_UNKNOWN: Final = 0.09  # seconds a step and gflop where nothing was measured yet: two cores with AVX2
_CANVAS: Final = 0.06  # gflops that a canvas of 224 px comes to beside the network's pass
_USUAL: Final = 224
_FILE: Final = "pace.json"


@dataclass(frozen=True, slots=True)
class Effort:
    """`networks`: how many climb together at most, `size`: px of the canvas, None: what the network takes.

    `statistics`: the weight of being like photos, where a recipe has one at all; None: the recipe's.
    """

    networks: int = 1
    size: int | None = None
    statistics: float | None = None

    def terms(self, preset: Preset) -> dict[str, float]:
        """The weights of a recipe's terms in this quality."""
        terms = dict(preset.terms)
        if self.statistics is not None and "statistics" in terms:
            terms["statistics"] = self.statistics
        return terms


QUALITIES: Final[Mapping[str, Effort]] = {"live": Effort(), "fine": Effort(3, 288, 1.0)}


def companions(model: str, quality: str) -> tuple[str, ...]:
    """The ready networks that join `model` in a quality: siblings, so that strangers are left to judge.

    A model of one's own has none, for no other network knows its classes.
    """
    wanted = QUALITIES[quality].networks - 1
    if not wanted or model not in BACKBONES:
        return ()
    own = BACKBONES[model]
    siblings = [
        row for name, row in BACKBONES.items()
        if name != model and row.family == own.family and not row.trunk_of and weights_state(name) != "absent"
    ]  # fmt: skip
    return tuple(row.name for row in sorted(siblings, key=lambda row: row.gflops)[:wanted])


def sides(side: int, first: int) -> tuple[int, ...]:
    """Canvases from coarse to fine, each twice as large as the one before, for a network that takes `first` pixels."""
    found = [side]
    while found[0] > _COARSEST * first and found[0] % 2 == 0:
        found.insert(0, found[0] // 2)
    return tuple(found)


def side_at(step: int, steps: int, canvases: Sequence[int]) -> int:
    """Which of the canvases a step is for: the coarsest for half of the steps, the others for as long each."""
    half = steps / 2
    if step < half or len(canvases) == 1:
        return canvases[0]
    place = 1 + int((step - half) / half * (len(canvases) - 1))
    return canvases[min(place, len(canvases) - 1)]


def work(networks: Sequence[str], canvases: Sequence[int], steps: int) -> float:
    """What an ascent comes to, in gflops: passes of networks, told by their backbones' names, and canvases."""
    passes = sum(BACKBONES[name].gflops for name in networks if name in BACKBONES)
    canvas = sum((side_at(step, steps, canvases) / _USUAL) ** 2 for step in range(steps))
    return steps * passes + _CANVAS * canvas


def seconds(amount: float) -> float:
    """About how long so much work takes on this machine, as measured last."""
    return amount * pace()


def pace() -> float:
    """Seconds a gflop of work, measured in the last ascent on this machine; an older machine's where there was none."""
    try:
        found = json.loads((home() / _FILE).read_text("utf-8"))["seconds"]
    except (OSError, ValueError, KeyError, TypeError):
        return _UNKNOWN
    return float(found) if isinstance(found, int | float) and 0 < found < 1e3 else _UNKNOWN


def remember(amount: float, took: float) -> None:
    """Keeps what work took. Raises EngineError `disk_full` or `not_written`."""
    if amount > 0 and took > 0:
        write_json(home() / _FILE, {"seconds": took / amount})
