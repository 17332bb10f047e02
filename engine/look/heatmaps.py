"""What in a picture speaks for a class: heat maps by three methods, one entry each in HEATMAPS.

Each method is a generator: after each portion of work it yields what is known by then (`Portion`), and it returns the
heat, (H, W) float32 on the network's input, larger where more speaks for the class. The first portions look at all of
the picture, coarsely, and later ones refine it.

Sources: Grad-CAM, Selvaraju et al. 2017; integrated gradients, Sundararajan, Taly and Yan 2017; occlusion, Zeiler and
Fergus 2014.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from engine.models.layers import last_map, outputs
from engine.models.network import Network

Heat: TypeAlias = NDArray[np.float32]
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of the work is done, and the heat as far as it is known; None while nothing is."""

    done: int
    total: int
    heat: Heat | None = None


Making: TypeAlias = Generator[Portion, None, Heat]


@dataclass(frozen=True, slots=True)
class Method:
    """A way to make a heat map: of a network, pixels (1, 3, H, W) in [0, 1] and a class. `signed`: may be negative."""

    name: str
    make: Callable[[Network, Tensor, int], Making]
    signed: bool


def class_activation(network: Network, pixels: Tensor, target: int) -> Making:
    """The last map's channels, weighted by how much the class's logit climbs with each, positive part, enlarged."""
    with outputs(network, [last_map(network)]) as seen:
        logit = network(pixels.detach().requires_grad_())[0, target]
        (activation,) = seen.values()
        (gradient,) = torch.autograd.grad(logit, activation)
    weights = gradient.mean(dim=(2, 3), keepdim=True)
    heat = torch.relu((weights * activation.detach()).sum(dim=1, keepdim=True))
    heat = functional.interpolate(heat, pixels.shape[2:], mode="bilinear", align_corners=False)
    made = _array(heat[0, 0])
    yield Portion(1, 1, made)
    return made


def integrated_gradients(network: Network, pixels: Tensor, target: int, steps: int = 48) -> Making:
    """The gradient of the logit along the way from black to the picture, times the picture, summed over colours.

    Summed over all pixels it is the difference of the two logits (completeness). The integral is taken by Gauss and
    Legendre's rule with `steps` points; each portion's are spread over the whole way.
    """
    points, shares = np.polynomial.legendre.leggauss(steps)
    portions = -(-steps // _AT_ONCE)
    total, known = torch.zeros_like(pixels), 0.0
    for portion in range(portions):
        along = torch.tensor((points[portion::portions] + 1) / 2).to(pixels).view(-1, 1, 1, 1)
        weight = torch.tensor(shares[portion::portions] / 2).to(pixels).view(-1, 1, 1, 1)
        between = (along * pixels).requires_grad_()
        (gradient,) = torch.autograd.grad(network(between)[:, target].sum(), between)
        total += (gradient * weight).sum(dim=0, keepdim=True)
        known += float(weight.sum())
        yield Portion(portion + 1, portions, _array((total / known * pixels)[0].sum(dim=0)))
    return _array((total * pixels)[0].sum(dim=0))


def occlusion(network: Network, pixels: Tensor, target: int, patches: int = 14) -> Making:
    """How far the class's logit falls when a grey square hides a place; squares overlap by half.

    Those that lie side by side come first: they cover the picture once.
    """
    height, width = pixels.shape[2:]
    side, step = max(2, 2 * height // patches), max(1, height // patches)
    grid = [(y, x) for y in range(0, height - side + 1, step) for x in range(0, width - side + 1, step)]
    places = sorted(grid, key=lambda place: (place[0] // step % 2 or place[1] // step % 2, place))
    once = sum(not (y // step % 2 or x // step % 2) for y, x in places)
    heat, times = torch.zeros(height, width), torch.zeros(height, width)
    with torch.no_grad():
        whole = network(pixels)[0, target]
    for start in range(0, len(places), _AT_ONCE):
        some = places[start : start + _AT_ONCE]
        with torch.no_grad():
            falls = whole - network(_hidden(pixels, some, side))[:, target]
        for (y, x), fall in zip(some, falls.cpu(), strict=True):
            heat[y : y + side, x : x + side] += fall
            times[y : y + side, x : x + side] += 1
        done = min(start + _AT_ONCE, len(places))
        yield Portion(done, len(places), _array(heat / times.clamp(min=1)) if done >= once else None)
    return _array(heat / times.clamp(min=1))


def _hidden(pixels: Tensor, places: list[tuple[int, int]], side: int) -> Tensor:
    hidden = pixels.repeat(len(places), 1, 1, 1)
    for picture, (y, x) in zip(hidden, places, strict=True):
        picture[:, y : y + side, x : x + side] = 0.5
    return hidden


def _array(heat: Tensor) -> Heat:
    return heat.detach().float().cpu().numpy().astype(np.float32)


HEATMAPS: Final[dict[str, Method]] = {
    method.name: method
    for method in (
        Method("grad_cam", class_activation, signed=False),
        Method("integrated_gradients", integrated_gradients, signed=True),
        Method("occlusion", occlusion, signed=True),
    )
}
