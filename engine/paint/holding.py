"""A patch as it is seen when it has been printed and somebody holds it: turned, tilted, nearer or farther, in another
light, a little out of focus (expectation over transformations: Athalye et al., 2017; Brown et al., 2017).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional

from engine.paint.defences import GaussianBlur

_TURN: Final = 20.0  # degrees, to either side
_TILT: Final = 30.0  # degrees out of the picture, about an axis drawn by chance
_SIZES: Final = (0.8, 1.2)
_BRIGHTNESS: Final = 0.12
_CONTRASTS: Final = (0.75, 1.15)
_BLUR: Final = 0.8  # deviation in pixels, at most
_SHARP: Final = 0.2  # what is less blurred is taken as it is
_AWAY: Final = 3.0  # how far the eye is from the patch, in its sides


@dataclass(frozen=True, slots=True)
class Pose:
    """How a patch is held. `x`, `y`: its place, as shares of the room that there is. `turn`, `tilt`, `axis`: degrees.

    `size`: a factor of its side. Its light: (colour − 1/2) · `contrast` + 1/2 + `brightness`. `blur`: pixels.
    """

    x: float
    y: float
    turn: float = 0.0
    tilt: float = 0.0
    axis: float = 0.0
    size: float = 1.0
    brightness: float = 0.0
    contrast: float = 1.0
    blur: float = 0.0

    @classmethod
    def drawn(cls, chance: Random) -> Pose:
        return cls(
            x=chance.random(),
            y=chance.random(),
            turn=chance.uniform(-_TURN, _TURN),
            tilt=chance.uniform(0.0, _TILT),
            axis=chance.uniform(0.0, 360.0),
            size=chance.uniform(*_SIZES),
            brightness=chance.uniform(-_BRIGHTNESS, _BRIGHTNESS),
            contrast=chance.uniform(*_CONTRASTS),
            blur=chance.uniform(0.0, _BLUR),
        )

    def corners(self, side: float) -> Tensor:
        """Where the corners of a square of `side` pixels are seen, about its middle: (4, 2), clockwise."""
        turn, tilt, axis = (math.radians(angle) for angle in (self.turn, self.tilt, self.axis))
        half = 0.5 * side * self.size
        seen = []
        for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
            x = half * (across * math.cos(turn) - down * math.sin(turn))
            y = half * (across * math.sin(turn) + down * math.cos(turn))
            along, aside = x * math.cos(axis) + y * math.sin(axis), y * math.cos(axis) - x * math.sin(axis)
            far = _AWAY * side / (_AWAY * side + aside * math.sin(tilt))
            along, aside = along * far, aside * math.cos(tilt) * far
            x, y = along * math.cos(axis) - aside * math.sin(axis), along * math.sin(axis) + aside * math.cos(axis)
            seen.append((x, y))
        return torch.tensor(seen)


def held(photos: Tensor, patch: Tensor, poses: Sequence[Pose]) -> Tensor:
    """Each of `photos` (N, 3, H, W) in [0, 1] with `patch` (1, 3, s, s) held as its pose says; differentiable."""
    height, width = photos.shape[2:]
    grids, shown = [], []
    for pose in poses:
        corners = pose.corners(patch.shape[-1])
        low, high = corners.amin(dim=0), corners.amax(dim=0)
        room = torch.tensor([float(width), float(height)]) - (high - low)
        corners = corners - low + room * torch.tensor([pose.x, pose.y])
        grids.append(_grid(corners, height, width))
        lit = (patch - 0.5) * pose.contrast + 0.5 + pose.brightness
        shown.append(lit.clamp(0.0, 1.0))
    colours = torch.cat([torch.cat(shown), torch.ones_like(patch[:, :1]).expand(len(poses), -1, -1, -1)], dim=1)
    wider = functional.pad(colours, [1] * 4)  # so that the rim fades out within a pixel
    grid = torch.stack(grids).to(photos.device) * (patch.shape[-1] / wider.shape[-1])
    seen = functional.grid_sample(wider, grid, padding_mode="zeros", align_corners=False)
    seen = torch.cat([_out_of_focus(one[None], pose.blur) for one, pose in zip(seen, poses, strict=True)])
    return photos * (1.0 - seen[:, 3:]) + seen[:, :3]


def _out_of_focus(seen: Tensor, deviation: float) -> Tensor:
    """Colours and cover (1, 4, H, W), a little blurred."""
    if deviation < _SHARP:
        return seen
    blur = GaussianBlur(deviation)
    return torch.cat([blur(seen[:, :3]), blur(seen[:, 3:].expand(-1, 3, -1, -1))[:, :1]], dim=1)


def _grid(corners: Tensor, height: int, width: int) -> Tensor:
    """For each pixel where on the square [-1, 1]² it lies that has those `corners` in the picture: (H, W, 2)."""
    back = _homography(corners)
    y, x = torch.meshgrid(torch.arange(height) + 0.5, torch.arange(width) + 0.5, indexing="ij")
    places = torch.stack([x, y, torch.ones_like(x)], dim=-1) @ back.T
    return places[..., :2] / places[..., 2:].clamp_min(1e-6)


def _homography(corners: Tensor) -> Tensor:
    """The projective map (3, 3) from `corners` to those of [-1, 1]², scaled to be positive inside."""
    rows, values = [], []
    for (x, y), (u, v) in zip(corners.double().tolist(), ((-1, -1), (1, -1), (1, 1), (-1, 1)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    found = torch.linalg.solve(torch.tensor(rows, dtype=torch.float64), torch.tensor(values, dtype=torch.float64))
    back = torch.cat([found, torch.ones(1, dtype=torch.float64)]).view(3, 3)
    middle = torch.cat([corners.double().mean(dim=0), torch.ones(1, dtype=torch.float64)])
    return (back * torch.sign(back[2] @ middle)).float()
