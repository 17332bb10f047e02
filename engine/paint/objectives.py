"""Objectives: what the ascent climbs. OBJECTIVES scores what the network says; TERMS judge the picture alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from engine.job.words import EngineError


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network made of pictures: logits (N, classes), and activations (N, C, …) by the layer's name.

    `unlike`: how far the activations' statistics are from those of photos, a scalar; None where nobody looked.
    """

    logits: Tensor
    activations: Mapping[str, Tensor]
    unlike: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """One summand of an objective: `weight` × OBJECTIVES[kind].

    `index`: a class or a channel, one for all pictures or one for each. `layer`: a module's path, where one is needed.
    """

    kind: str
    index: int | Sequence[int] = 0
    layer: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Objective:
    """How one kind of aim scores: (N,) figures, the higher the better."""

    score: Callable[[Seen, Aim], Tensor]
    of_layer: bool = False


Term: TypeAlias = Callable[[Tensor, Seen], Tensor]


def score(seen: Seen, aims: Sequence[Aim]) -> Tensor:
    """The weighted sum of the aims, the mean over the pictures: a scalar."""
    total = seen.logits.new_zeros(())
    for aim in aims:
        total = total + aim.weight * OBJECTIVES[aim.kind].score(seen, aim).mean()
    return total


def layers_of(aims: Sequence[Aim]) -> tuple[str, ...]:
    """The layers whose activations the aims need."""
    return tuple(dict.fromkeys(aim.layer for aim in aims if OBJECTIVES[aim.kind].of_layer))


def margin(logits: Tensor, index: int | Sequence[int]) -> Tensor:
    """(N,): by how much the logit of each picture's class exceeds the highest of the others."""
    chosen = _indices(logits, index)
    others = logits.scatter(1, chosen, -torch.inf)
    return logits.gather(1, chosen)[:, 0] - others.amax(dim=1)


def _logit(seen: Seen, aim: Aim) -> Tensor:
    return seen.logits.gather(1, _indices(seen.logits, aim.index))[:, 0]


def _probability(seen: Seen, aim: Aim) -> Tensor:
    """The logarithm of the probability: minus the cross entropy."""
    logarithms = torch.log_softmax(seen.logits, dim=1)
    return logarithms.gather(1, _indices(logarithms, aim.index))[:, 0]


def _layer(seen: Seen, aim: Aim) -> Tensor:
    """Mean square of all activations of a layer: whatever is there, more of it (DeepDream)."""
    return seen.activations[aim.layer].square().flatten(1).mean(dim=1)


def _channel(seen: Seen, aim: Aim) -> Tensor:
    return _channel_of(seen, aim).flatten(1).mean(dim=1)


def _unit(seen: Seen, aim: Aim) -> Tensor:
    """The channel at the middle of the map."""
    channel = _channel_of(seen, aim)
    return channel[:, channel.shape[1] // 2, channel.shape[2] // 2]


def _channel_of(seen: Seen, aim: Aim) -> Tensor:
    """One channel's maps, (N, H, W); a figure without a place is a map of one."""
    activation = seen.activations[aim.layer]
    if not isinstance(aim.index, int) or not 0 <= aim.index < activation.shape[1]:
        raise EngineError("no_channel", layer=aim.layer, channel=str(aim.index), count=activation.shape[1])
    return activation[:, aim.index].view(len(activation), *(activation.shape[2:] or (1, 1)))


def _indices(logits: Tensor, index: int | Sequence[int]) -> Tensor:
    """(N, 1)."""
    if isinstance(index, int):
        return torch.full((len(logits), 1), index, device=logits.device)
    return torch.tensor(list(index), device=logits.device).view(-1, 1)


OBJECTIVES: Final[dict[str, Objective]] = {
    "logit": Objective(_logit),
    "probability": Objective(_probability),
    "margin": Objective(lambda seen, aim: margin(seen.logits, aim.index)),
    "layer": Objective(_layer, of_layer=True),
    "channel": Objective(_channel, of_layer=True),
    "unit": Objective(_unit, of_layer=True),
}


def total_variation(pixels: Tensor) -> Tensor:
    """(N, 3, H, W) → (N,): the sum of absolute differences between neighbours."""
    across = (pixels[..., 1:] - pixels[..., :-1]).abs().sum(dim=(1, 2, 3))
    down = (pixels[..., 1:, :] - pixels[..., :-1, :]).abs().sum(dim=(1, 2, 3))
    return across + down


def _l2(pixels: Tensor, _seen: Seen) -> Tensor:
    """The squared distance from grey."""
    return (pixels - 0.5).square().sum(dim=(1, 2, 3))


def _blur(pixels: Tensor, _seen: Seen) -> Tensor:
    """The squared distance from the picture's own blur, which is taken as given."""
    blurred = functional.avg_pool2d(pixels.detach(), 3, stride=1, padding=1, count_include_pad=False)
    return (pixels - blurred).square().sum(dim=(1, 2, 3))


def _diversity(pixels: Tensor, seen: Seen) -> Tensor:
    """How alike the pictures are in style: the mean cosine between Gram matrices (Lucid). 0 for one picture."""
    maps = [activation for activation in seen.activations.values() if activation.dim() == 4]
    if len(pixels) < 2 or not maps:
        return pixels.new_zeros(1)
    features = maps[0].flatten(2)
    grams = functional.normalize((features @ features.transpose(1, 2)).flatten(1), dim=1)
    alike = grams @ grams.T
    return (alike.sum() - alike.diagonal().sum()).view(1) / (len(pixels) * (len(pixels) - 1))


def _statistics(pixels: Tensor, seen: Seen) -> Tensor:
    """How far what the network's layers see is from what they saw of photos."""
    return pixels.new_zeros(1) if seen.unlike is None else seen.unlike.view(1)


TERMS: Final[dict[str, Term]] = {
    "statistics": _statistics,
    "variation": lambda pixels, _seen: total_variation(pixels),
    "l2": _l2,
    "blur": _blur,
    "diversity": _diversity,
}
"""What a weight takes off the objective. All are sums over a picture, so that the lesson's weights fit."""


def penalty(pixels: Tensor, seen: Seen, weights: Mapping[str, float]) -> Tensor:
    """The weighted sum of the terms, the mean over the pictures: a scalar."""
    total = pixels.new_zeros(())
    for name, weight in weights.items():
        if weight:
            total = total + weight * TERMS[name](pixels, seen).mean()
    return total
