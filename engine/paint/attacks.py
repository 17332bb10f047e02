"""Attacks: rows of one table that differ in ball, update rule and defaults alone. Torch-free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from engine.job.declare import Span, Spans

SIDE: Final = 224
_CROSSING: Final = 2.5  # radii in all steps together
Unit = Literal["steps", "l2", "none"]


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to change a photo until the network errs.

    `canvas`: a ball of CANVASES; `unit` says what its radius is given in: steps of 1/255, an L2 norm over pixels in
    [0, 1], or none: nothing but the legal pixels binds it. `rate`: the step, a multiple of the radius for "steps" and
    "l2" where `relative`, else over pixels in [0, 1]. `objective` and `weight`: what is climbed. `shrinking`: the
    radius follows success, so that the smallest change is found. `covering`: not the photo is changed but a square laid
    on it, which is learnt over many photos: see engine.paint.patching. `moves`: strengths of TRANSFORMS with which the
    network looks at the picture, each step otherwise, in pixels for a side of SIDE; the last picture is taken then, not
    the one that is surest here.
    """

    name: str
    canvas: str
    unit: Unit
    objective: str
    update: str
    rate: float
    steps: int
    epsilon: float = 0.0
    weight: float = 1.0
    relative: bool = False
    random_start: bool = False
    shrinking: bool = False
    covering: bool = False
    moves: Mapping[str, float] = field(default_factory=dict)

    def radius(self, epsilon: float | None) -> float:
        """The ball's radius over pixels in [0, 1]."""
        epsilon = self.epsilon if epsilon is None else epsilon
        return {"steps": epsilon / 255.0, "l2": epsilon, "none": 1.0}[self.unit]

    def step_size(self, radius: float, steps: int) -> float:
        """The rate over pixels in [0, 1]; in L∞ at least a whole step, and enough to cross the ball (Madry et al.)."""
        rate = self.rate * radius if self.relative else self.rate
        return max(rate, _CROSSING * radius / steps) if self.unit == "steps" else rate


def idle(attack: Attack, *, enduring: bool) -> frozenset[str]:
    """The parameters of the job that do nothing in an attack; `enduring`: it shall survive what is done to it."""
    idlers = {
        "epsilon": attack.unit == "none",
        "confidence": not attack.shrinking,
        "area": not attack.covering,
        "millimetres": not attack.covering,
        "samples": not enduring,
        "seed": not (attack.random_start or attack.covering or attack.moves or enduring),
    }
    return frozenset(name for name, does_nothing in idlers.items() if does_nothing)


_ROWS: Final = (
    # The lesson's: 10 × cross entropy, plain descent from the photo, nothing bounds the change.
    Attack("gradient_descent", "ball_linf", "none", "probability", "ascent", 0.002, 100, weight=10.0),
    # Goodfellow et al., "Explaining and Harnessing Adversarial Examples", 2014.
    Attack("fgsm", "ball_linf", "steps", "probability", "sign", 1.0, 1, epsilon=4.0, relative=True),
    # Madry et al., "Towards Deep Learning Models Resistant to Adversarial Attacks", 2017.
    Attack(
        "pgd_linf", "ball_linf", "steps", "probability", "sign", 1.0 / 255.0, 40, epsilon=4.0, random_start=True
    ),
    Attack(
        "pgd_l2", "ball_l2", "l2", "probability", "direction", 0.1, 40, epsilon=1.0, relative=True, random_start=True
    ),
    # Rony et al., "Decoupling Direction and Norm" (2018), on the 8-bit grid: see engine.paint.steers.Shrink.
    Attack(
        "minimal_l2", "sphere_l2", "none", "probability", "smooth_direction", 1.0, 24, shrinking=True
    ),
    # Pintor et al., "Fast Minimum-norm Adversarial Attacks" (2021), on the 8-bit grid: see engine.paint.steers.Fewest.
    Attack(
        "minimal_linf", "ball_linf", "none", "margin", "smooth_sign", 1.0 / 255.0, 80, shrinking=True
    ),
    # Dong et al., "Boosting Adversarial Attacks with Momentum" (2018), and Xie et al., "Improving Transferability of
    # Adversarial Examples with Input Diversity" (2019): each step looks at it smaller or larger, and moved.
    Attack(
        "mi_di_fgsm", "ball_linf", "steps", "logit", "momentum_sign", 1.0 / 255.0, 40, epsilon=8.0,
        moves={"scale": 0.1, "jitter": 12.0},
    ),
    # Brown et al., "Adversarial Patch" (2017).
    Attack("patch", "ball_linf", "none", "probability", "adam", 0.1, 300, covering=True),
)  # fmt: skip
ATTACKS: Final[dict[str, Attack]] = {row.name: row for row in _ROWS}
BOUNDS: Final[Spans] = {"steps": Span(1.0, 32.0, whole=True), "l2": Span(0.1, 10.0, "ratio")}
"""Where ε is usually looked for, by the unit of the attack."""
