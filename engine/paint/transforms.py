"""Transforms: through which eye the network looks at the canvas. Small random moves make an ideal image hold still.

All moves of a step are composed into one affine look, sampled once, whatever their number. What lies outside of the
canvas is grey, or what a mirror at its edge shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

GREY: Final = 0.5
_SMALLEST: Final = 0.05  # a window's side as a share of the canvas's
_WITHIN: Final = 0.5  # so much of a window's reach stays within the canvas: with all of it the rim is hardly ever seen
_ALIASING: Final = 1.5  # canvas pixels per pixel seen, from which on the canvas is averaged down first


@dataclass(frozen=True, slots=True)
class Look:
    """Where the network looks: `width` of the canvas's side in the frame, turned by `angle` (radians), moved by x, y.

    x and y are fractions of the canvas's side. `mirrored`: left is right. `inside`: what lies beyond the canvas is its
    mirror image, not grey. `grain`: the deviation of noise on what is seen, over pixels in [0, 1], drawn from `seed`.
    """

    width: float = 1.0
    angle: float = 0.0
    x: float = 0.0
    y: float = 0.0
    mirrored: bool = False
    inside: bool = False
    grain: float = 0.0
    seed: int = 0


Move = Callable[[Look, float, int, Random], Look]
"""A look, a strength, the side of the canvas in pixels and a source of chance → a look."""


def _pad(look: Look, strength: float, side: int, _chance: Random) -> Look:
    """Up to `strength` pixels of grey come into the frame on every side."""
    return replace(look, width=look.width * (1.0 + 2.0 * strength / side))


def _jitter(look: Look, strength: float, side: int, chance: Random) -> Look:
    across, down = (chance.uniform(-strength, strength) / side for _ in range(2))
    return replace(look, x=look.x + across, y=look.y + down)


def _scale(look: Look, strength: float, _side: int, chance: Random) -> Look:
    """The picture appears larger or smaller by a factor of up to 1 + `strength`."""
    reach = math.log1p(strength)
    return replace(look, width=look.width * math.exp(chance.uniform(-reach, reach)))


def _rotate(look: Look, strength: float, _side: int, chance: Random) -> Look:
    return replace(look, angle=look.angle + math.radians(chance.uniform(-strength, strength)))


def _window(look: Look, strength: float, _side: int, chance: Random) -> Look:
    """A window of the canvas, its side smaller by up to `strength`, anywhere; up to a quarter of it beyond the rim."""
    width = 1.0 - chance.uniform(0.0, min(strength, 1.0 - _SMALLEST))
    room = 0.5 * (1.0 - _WITHIN * width) * look.width
    across, down = (chance.uniform(-room, room) for _ in range(2))
    return replace(look, width=look.width * width, x=look.x + across, y=look.y + down, inside=True)


def _mirror(look: Look, strength: float, _side: int, chance: Random) -> Look:
    """Left and right change places in a share of the looks."""
    return replace(look, mirrored=look.mirrored ^ (chance.random() < strength))


def _grain(look: Look, strength: float, _side: int, chance: Random) -> Look:
    return replace(look, grain=strength, seed=chance.getrandbits(32))


TRANSFORMS: Final[dict[str, Move]] = {
    "window": _window,
    "pad": _pad,
    "jitter": _jitter,
    "scale": _scale,
    "rotate": _rotate,
    "mirror": _mirror,
    "grain": _grain,
}
"""Strengths: `pad` and `jitter` in pixels, `window`, `scale` and `mirror` as a share, `rotate` in degrees, `grain` as a
deviation over pixels in [0, 1]. 0 is none."""
IN_PIXELS: Final = frozenset({"pad", "jitter"})
"""Moves whose strength is told in pixels."""
FADING: Final = frozenset({"grain"})
"""Moves whose strength falls to nothing at the last step."""


def look_at(side: int, strengths: Mapping[str, float], chance: Random, look: Look | None = None) -> Look:
    """A random look, drawn from all moves with a strength, that begins from `look` (all of the canvas)."""
    look = look or Look()
    for name, move in TRANSFORMS.items():
        if strength := strengths.get(name, 0.0):
            look = move(look, strength, side, chance)
    return look


def view(pixels: Tensor, look: Look, side: int) -> Tensor:
    """What `look` shows of pixels (N, 3, H, H): (N, 3, side, side), channels last, bilinear."""
    if look == Look() and pixels.shape[-1] == side:
        return pixels
    if (shrink := look.width * pixels.shape[-1] / side) > _ALIASING:
        half = round(pixels.shape[-1] / shrink)
        pixels = functional.interpolate(pixels, (half, half), mode="bilinear", antialias=True)
    cosine, sine = look.width * math.cos(look.angle), look.width * math.sin(look.angle)
    flip = -1.0 if look.mirrored else 1.0
    rows = [[flip * cosine, -sine, 2.0 * look.x], [flip * sine, cosine, 2.0 * look.y]]
    affine = torch.tensor(rows, device=pixels.device).expand(len(pixels), 2, 3)
    grid = functional.affine_grid(affine, [len(pixels), 3, side, side], align_corners=False)
    rim = "reflection" if look.inside else "zeros"
    seen = functional.grid_sample(pixels - GREY, grid, padding_mode=rim, align_corners=False) + GREY
    if look.grain:
        seen = seen + look.grain * _normal(seen, look.seed)
    return seen.contiguous(memory_format=torch.channels_last)


def _normal(like: Tensor, seed: int) -> Tensor:
    """Figures of a standard normal in the shape of `like`, the same on every device."""
    return torch.randn(like.shape, generator=torch.Generator().manual_seed(seed)).to(like.device)
