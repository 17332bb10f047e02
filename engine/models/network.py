"""A network that takes pixels in [0, 1]: normalisation, backbone and head in one module."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import batch_norm
from typing_extensions import override

if TYPE_CHECKING:
    from engine.job.words import Message
    from engine.models.backbones import Backbone
    from engine.models.card import Card
    from engine.models.preprocessing import Preprocessing


class BatchNorm(nn.BatchNorm1d):
    """Batch norm (N, D) → (N, D); a photo by itself, which has no statistics, is normalised by those remembered."""

    @override
    def forward(self, input: Tensor) -> Tensor:
        if not self.training or len(input) > 1:
            return super().forward(input)
        return batch_norm(input, self.running_mean, self.running_var, self.weight, self.bias, eps=self.eps)


class Network(nn.Module):
    """A backbone with a head. `name` is the backbone's; `weights` says where its weights came from: "v1", "none" …

    `card`: of the file that it, or its backbone alone, was loaded from; None where that is no saved model.
    `told`: what the file of another program is that it was loaded from; None for any other.
    """

    def __init__(
        self,
        record: Backbone,
        backbone: nn.Module,
        head: nn.Module,
        classes: Sequence[str],
        preprocessing: Preprocessing,
    ) -> None:
        super().__init__()
        self.record = record
        self.name = record.name
        self.weights = "none"
        self.digest = ""
        self.card: Card | None = None
        self.told: Message | None = None
        self.backbone = backbone
        self.head = head
        self.classes = tuple(classes)
        self.preprocessing = preprocessing
        self.register_buffer("_mean", torch.tensor(preprocessing.mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("_std", torch.tensor(preprocessing.std).view(1, 3, 1, 1), persistent=False)

    @property
    def embedding_size(self) -> int:
        """D, the figures of an embedding."""
        return len(self.classes) if isinstance(self.head, OwnClasses) else self.record.embedding_size

    def normalise(self, pixels: Tensor) -> Tensor:
        """Pixels (N, 3, H, W) in [0, 1] → what the backbone was trained on, of the same shape."""
        return (pixels - cast("Tensor", self._mean)) / cast("Tensor", self._std)

    def embed(self, pixels: Tensor) -> Tensor:
        """Pixels (N, 3, H, W) in [0, 1] → embeddings (N, D): what the head is given."""
        embeddings: Tensor = self.backbone(self.normalise(pixels))
        return embeddings

    def forward(self, pixels: Tensor) -> Tensor:
        """Pixels (N, 3, H, W) in [0, 1] → logits (N, classes)."""
        logits: Tensor = self.head(self.embed(pixels))
        return logits


class OwnClasses(nn.Identity):
    """The head of a published network whose backbone gives its classes' scores itself, from a map: SqueezeNet."""


def take_classifier(whole: nn.Module, record: Backbone, *, published: bool) -> nn.Module:
    """Takes the classifier out of `whole`, which then gives embeddings; gives the head of ImageNet's classes.

    Where that is a convolution over the last map, whose answers are cut off at zero before they are averaged, no head
    on embeddings can take its place: in a `published` network it stays where it is, and the head hands its scores on.
    """
    parent, _, name = record.classifier.rpartition(".")
    holder = whole.get_submodule(parent)
    last = holder.get_submodule(name)
    if isinstance(last, nn.Conv2d):
        if not published:
            setattr(holder, name, nn.Identity())
        return OwnClasses()
    if not isinstance(last, nn.Linear):
        raise TypeError(record.name)
    setattr(holder, name, nn.Identity())
    return last
