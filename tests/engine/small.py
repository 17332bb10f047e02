"""A network small enough to optimise pictures on in milliseconds, with trained-like structure from a seed."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.job.declare import Job, Turns
from engine.job.events import Event
from engine.models.backbones import BACKBONES, Stage
from engine.models.network import Network
from engine.models.preprocessing import Preprocessing

T = TypeVar("T")
SIZE = 32
CLASSES = ("apple", "bird", "cat", "zebra", "Great Dane")


def small_network(seed: int = 0) -> Network:
    """5 classes of 32×32 pixels; stages "first" (8 channels) and "second" (12), followed by ReLUs in place."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        layers = nn.Sequential(
            nn.Conv2d(3, 8, 3, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(8, 12, 3, stride=2, padding=1), nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(2), nn.Flatten(),
        )  # fmt: skip
        head = nn.Linear(48, len(CLASSES))
    nn.init.constant_(head.bias, 0.0)
    with torch.no_grad():
        head.weight *= 12.0
    stages = (Stage("first", ("0", "1")), Stage("second", ("2",)))
    record = replace(BACKBONES["resnet18"], stages=stages, embedding_size=48)
    preprocessing = Preprocessing(SIZE, 36, (0.5, 0.5, 0.5), (0.5, 0.5, 0.5), "bilinear")
    return Network(record, layers, head, CLASSES, preprocessing).eval()


def drawn_pixels(seed: int, height: int = SIZE, width: int = SIZE) -> NDArray[np.uint8]:
    """(H, W, 3) with some pixels at the ends of the range."""
    values = np.random.default_rng(seed).normal(128.0, 90.0, (height, width, 3))
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def result(steps: Generator[Event, Turns, T]) -> tuple[T, list[Event]]:
    """What a generator returns, and what it told on the way."""
    events: list[Event] = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            value: T = end.value
            return value, events


def outcome(job: Job) -> tuple[object, list[Event]]:
    """A job's result and all its events."""
    events = list(job.run())
    return events[-1].value, events  # type: ignore[union-attr]


def hooks(network: nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in network.modules())
