"""Attacks: rows of one table that differ in ball, update rule and defaults alone. Torch-free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from engine.job.declare import Span, Spans

_CROSSING: Final = 2.5  # radii in all steps together
Unit = Literal["steps", "l2", "none"]


@dataclass(frozen=True, slots=True)
class Attack:
    """A way to change a photo until the network errs.

    `canvas`: a ball of CANVASES; `unit` says what its radius is given in: steps of 1/255, an L2 norm over pixels in
    [0, 1], or none: nothing but the legal pixels binds it. `rate`: the step, a multiple of the radius for "steps" and
    "l2" where `relative`, else over pixels in [0, 1]. `objective` and `weight`: what is climbed. `shrinking`: the
    radius follows success, so that the smallest change is found. `covering`: not the photo is changed but a square laid
    on it, which is learnt over many photos: see engine.paint.patching.
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

    def radius(self, epsilon: float | None) -> float:
        """The ball's radius over pixels in [0, 1]."""
        epsilon = self.epsilon if epsilon is None else epsilon
        return {"steps": epsilon / 255.0, "l2": epsilon, "none": 1.0}[self.unit]

    def step_size(self, radius: float, steps: int) -> float:
        """The rate over pixels in [0, 1]; in L∞ at least a whole step, and enough to cross the ball (Madry et al.)."""
        rate = self.rate * radius if self.relative else self.rate
        return max(rate, _CROSSING * radius / steps) if self.unit == "steps" else rate


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
    # Brown et al., "Adversarial Patch" (2017).
    Attack("patch", "ball_linf", "none", "probability", "adam", 0.1, 300, covering=True),
)  # fmt: skip
ATTACKS: Final[dict[str, Attack]] = {row.name: row for row in _ROWS}
BOUNDS: Final[Spans] = {"steps": Span(1.0, 32.0, whole=True), "l2": Span(0.1, 10.0, "ratio")}
"""Where ε is usually looked for, by the unit of the attack."""
