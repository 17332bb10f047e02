"""Defences: what is done to a picture before a network sees it, and several networks that answer as one.

Each is a step that a gradient goes through, so that an attack can be made by somebody who knows it (Athalye et al.,
"Obfuscated Gradients Give a False Sense of Security", 2018): exactly through the blur and the networks, past the
rounding of JPEG as if it were not there, and as a mean over several drawings of the noise. DEFENCES is the table.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Protocol

import torch
from torch import Tensor
from torch.nn import ModuleList, functional
from typing_extensions import override

from engine.models.network import Network
from engine.models.pictures import pictures
from engine.paint.treatments import jpeg
from engine.paint.views import passed_by

_REACH: Final = 3.0  # deviations that a blur looks over
VOTE: Final = "vote"
"""The defence that stands in no view: several networks."""


@dataclass(frozen=True, slots=True)
class Strengths:
    """How strong the defences are: JPEG's `quality`; deviations, of the `blur` in pixels and of the `noise` in steps
    of 1/255; over how many `looks` with noise of their own the answers are averaged.
    """

    quality: int = 75
    blur: float = 1.0
    noise: float = 12.0
    looks: int = 4


class Defence(Protocol):
    """Pixels (N, 3, H, W) in [0, 1] → (`looks` · N, 3, H, W), look by look, differentiably."""

    looks: int

    def __call__(self, pixels: Tensor, /) -> Tensor: ...


class Jpeg:
    """Saved as JPEG and opened again; the gradient passes it by."""

    looks = 1

    def __init__(self, quality: int) -> None:
        self._treat = jpeg(quality)

    def __call__(self, pixels: Tensor) -> Tensor:
        return passed_by(pixels, [self._treat(picture, 0) for picture in pictures(pixels)])


class GaussianBlur:
    """Each colour by itself, mirrored at the rim; `deviation` in pixels."""

    looks = 1

    def __init__(self, deviation: float) -> None:
        reach = max(1, math.ceil(_REACH * deviation))
        weights = torch.exp(-0.5 * (torch.arange(-reach, reach + 1) / deviation).square())
        self._weights, self._reach = weights / weights.sum(), reach

    def __call__(self, pixels: Tensor) -> Tensor:
        row = self._weights.to(pixels.device).view(1, 1, 1, -1).expand(3, 1, 1, -1)
        wider = functional.pad(pixels, [self._reach] * 4, mode="reflect")
        return functional.conv2d(functional.conv2d(wider, row, groups=3), row.transpose(2, 3), groups=3)


class Noise:
    """Normal noise, drawn anew at every call; `deviation` in steps of 1/255."""

    def __init__(self, deviation: float, looks: int, seed: int) -> None:
        self.looks = looks
        self._deviation = deviation / 255.0
        self._chance = Random(seed)

    def __call__(self, pixels: Tensor) -> Tensor:
        many = pixels.detach().repeat(self.looks, 1, 1, 1)
        drawing = torch.Generator().manual_seed(self._chance.getrandbits(63))
        noise = torch.randn(many.shape, generator=drawing).to(pixels.device) * self._deviation
        return (pixels.repeat(self.looks, 1, 1, 1) + noise).clamp(0.0, 1.0)


DEFENCES: Final[dict[str, Callable[[Strengths, int], Defence]]] = {
    "jpeg": lambda strengths, _seed: Jpeg(strengths.quality),
    "blur": lambda strengths, _seed: GaussianBlur(strengths.blur),
    "noise": lambda strengths, seed: Noise(strengths.noise, strengths.looks, seed),
}
"""By their strengths and a seed."""


class Panel(Network):
    """Several networks as one, which answers with the mean of their probabilities, in the classes of the first.

    Each sees the first one's square, brought to its own size. Raises ValueError where one lacks a class.
    """

    def __init__(self, networks: Sequence[Network]) -> None:
        first = networks[0]
        lacking = {name for network in networks for name in first.classes if name not in network.classes}
        if lacking:
            raise ValueError(", ".join(sorted(lacking)))
        super().__init__(first.record, first.backbone, first.head, first.classes, first.preprocessing)
        self.members = ModuleList(networks)
        self._orders = [[network.classes.index(name) for name in first.classes] for network in networks]

    @override
    def forward(self, pixels: Tensor) -> Tensor:
        """Pixels (N, 3, H, W) in [0, 1] → the logarithms of the mean probabilities (N, classes)."""
        answers = []
        for member, order in zip(self.members, self._orders, strict=True):
            assert isinstance(member, Network)
            size = member.preprocessing.size
            seen = pixels
            if pixels.shape[-1] != size:
                seen = functional.interpolate(pixels, (size, size), mode="bilinear", antialias=True)
            answers.append(member(seen)[:, order].log_softmax(dim=1))
        return mean_of_answers(torch.stack(answers))


def mean_of_answers(answers: Tensor) -> Tensor:
    """Answers (looks, N, classes), logits or logarithms of probabilities → log of the mean probability (N, classes)."""
    return answers.log_softmax(dim=2).logsumexp(dim=0) - math.log(len(answers))


def defended(network: Network, defence: Defence | None, pixels: Tensor) -> Tensor:
    """What `network` says of pixels (N, 3, H, W) through a defence: the logarithms of probabilities (N, classes)."""
    with torch.inference_mode():
        looks = 1 if defence is None else defence.looks
        logits: Tensor = network(pixels if defence is None else defence(pixels))
        return mean_of_answers(logits.view(looks, len(pixels), -1))
