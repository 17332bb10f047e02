"""EfficientNet-Lite 0, 1 and 2: EfficientNet without squeeze-and-excitation, with ReLU6, for small machines.

Parameter names are those of the published checkpoints (`_blocks.0._depthwise_conv.weight`). Padding is TensorFlow's
"same". Source: Tan and Le, EfficientNet, 2019, and the Lite variants in TensorFlow's TPU repository.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional


class _Group(NamedTuple):
    """A row of the architecture's table: blocks of one kind."""

    kernel: int
    stride: int
    expand: int
    channels: int
    repeats: int


_GROUPS: Final = (
    _Group(3, 1, 1, 16, 1),
    _Group(3, 2, 6, 24, 2),
    _Group(5, 2, 6, 40, 2),
    _Group(3, 2, 6, 80, 3),
    _Group(5, 1, 6, 112, 3),
    _Group(5, 2, 6, 192, 4),
    _Group(3, 1, 6, 320, 1),
)
_SCALES: Final = ((1.0, 1.0), (1.0, 1.1), (1.1, 1.2))  # width, depth
_STEM: Final = 32
_EMBEDDING: Final = 1280
_EPSILON: Final = 1e-3


class SameConv2d(nn.Conv2d):
    """A convolution with TensorFlow's "same" padding, without an operation of its own for it.

    At stride 2 that padding is one pixel more at the right and bottom where the side is even. An even side is padded
    alike on both sides instead, by so much that the first output falls outside the wanted ones, and that output is cut
    off: the rest is the same to the bit, and no padded copy of the input is made.
    """

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C', ⌈H / stride⌉, ⌈W / stride⌉)."""
        kernel, stride = self.kernel_size[0], self.stride[0]
        if stride == 1:
            return self._convolve(x, kernel // 2, kernel // 2)
        rows, columns = x.shape[2] % 2 == 0, x.shape[3] % 2 == 0
        y = self._convolve(x, kernel // 2 + rows, kernel // 2 + columns)
        return y[:, :, int(rows) :, int(columns) :]

    def _convolve(self, x: Tensor, rows: int, columns: int) -> Tensor:
        return functional.conv2d(x, self.weight, self.bias, self.stride, (rows, columns), 1, self.groups)


class Block(nn.Module):
    """Inverted bottleneck: expand, depthwise, project, and the input added where shapes allow."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, expand: int) -> None:
        super().__init__()
        inner = inputs * expand
        self._expand = expand != 1
        self._skip = stride == 1 and inputs == outputs
        if self._expand:
            self._expand_conv = nn.Conv2d(inputs, inner, 1, bias=False)
            self._bn0 = _norm(inner)
        self._depthwise_conv = SameConv2d(inner, inner, kernel, stride, groups=inner, bias=False)
        self._bn1 = _norm(inner)
        self._project_conv = nn.Conv2d(inner, outputs, 1, bias=False)
        self._bn2 = _norm(outputs)
        self._relu = nn.ReLU6(inplace=True)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) → (N, C', H / stride, W / stride)."""
        y: Tensor = x
        if self._expand:
            y = self._relu(self._bn0(self._expand_conv(y)))
        y = self._relu(self._bn1(self._depthwise_conv(y)))
        y = self._bn2(self._project_conv(y))
        return y + x if self._skip else y


class EfficientNetLite(nn.Module):
    """EfficientNet-Lite `variant` (0, 1 or 2) with random weights and 1,000 outputs."""

    def __init__(self, variant: int, dropout: float = 0.2) -> None:
        super().__init__()
        width, depth = _SCALES[variant]
        self._conv_stem = SameConv2d(3, _STEM, 3, 2, bias=False)
        self._bn0 = _norm(_STEM)
        self._blocks = nn.ModuleList(_blocks(width, depth))
        last = round_channels(_GROUPS[-1].channels, width)
        self._conv_head = nn.Conv2d(last, _EMBEDDING, 1, bias=False)
        self._bn1 = _norm(_EMBEDDING)
        self._avg_pooling = nn.AdaptiveAvgPool2d(1)
        self._dropout = nn.Dropout(dropout)
        self._fc = nn.Linear(_EMBEDDING, 1000)
        self._relu = nn.ReLU6(inplace=True)
        self.apply(_initialise)

    def forward(self, x: Tensor) -> Tensor:
        """Normalised pictures (N, 3, H, W) → logits (N, 1000)."""
        x = self._relu(self._bn0(self._conv_stem(x)))
        for block in self._blocks:
            x = block(x)
        x = self._relu(self._bn1(self._conv_head(x)))
        x = self._dropout(torch.flatten(self._avg_pooling(x), 1))
        logits: Tensor = self._fc(x)
        return logits


def round_channels(channels: int, width: float, divisor: int = 8) -> int:
    """`channels` × `width`, rounded to a multiple of `divisor` and never more than a tenth below."""
    if width == 1.0:
        return channels
    wanted = channels * width
    rounded = max(divisor, int(wanted + divisor / 2) // divisor * divisor)
    return rounded + divisor if rounded < 0.9 * wanted else rounded


def _blocks(width: float, depth: float) -> list[Block]:
    blocks: list[Block] = []
    inputs = _STEM
    for group in _GROUPS:
        outputs = round_channels(group.channels, width)
        ends = group in (_GROUPS[0], _GROUPS[-1])  # the Lite variants scale neither the first nor the last group
        for number in range(group.repeats if ends else math.ceil(group.repeats * depth)):
            blocks.append(Block(inputs, outputs, group.kernel, 1 if number else group.stride, group.expand))
            inputs = outputs
    return blocks


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=_EPSILON)


def _initialise(module: nn.Module) -> None:
    """The paper's initialisation: normal, by the number of outgoing connections; batch norm stays at 1 and 0."""
    if isinstance(module, nn.Conv2d):
        fan_out = module.kernel_size[0] * module.kernel_size[1] * module.out_channels // module.groups
        nn.init.normal_(module.weight, 0.0, math.sqrt(2.0 / fan_out))
    elif isinstance(module, nn.Linear):
        bound = 1.0 / math.sqrt(module.out_features)
        nn.init.uniform_(module.weight, -bound, bound)
        nn.init.zeros_(module.bias)
