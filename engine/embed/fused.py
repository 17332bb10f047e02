"""A convolution with the batch norm, the addition and the activation that follow it, as one operation.

Where oneDNN's fused operations are there, that is one pass over memory; elsewhere it is done by PyTorch's ordinary
operations, with the same results but for rounding.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, Final, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.lite import SameConv2d

log = logging.getLogger(__name__)

ACTIVATIONS: Final[dict[str, Callable[[Tensor], Tensor]]] = {
    "none": lambda x: x,
    "relu": torch.relu_,
    "hardtanh": lambda x: x.clamp_(0.0, 6.0),
    "hardswish": lambda x: functional.hardswish(x, inplace=True),
    "hardsigmoid": lambda x: functional.hardsigmoid(x, inplace=True),
}
"""Activations by the name by which oneDNN knows them; each works in place."""
AFTER_ADDITION: Final = ("none", "relu")
_SCALARS: Final[dict[str, list[float]]] = {"hardtanh": [0.0, 6.0]}


CHUNK: Final = 4
"""Pictures that are computed at once: their tensors stay in the cache, and weights are ordered to suit so many."""


class NotFusibleError(Exception):
    """A network does something that the rewriting does not know how to keep."""


class FusedConv(nn.Module):
    """act(convolution(x) + bias [+ other]): one operation where oneDNN offers it."""

    def __init__(self, conv: nn.Conv2d, norm: nn.BatchNorm2d | None, activation: str, turned: bool) -> None:
        super().__init__()
        weight, bias = folded(conv, norm)
        self.weight: Tensor
        self.bias: Tensor
        self.register_buffer("weight", weight.flip(2, 3) if turned else weight)
        self.register_buffer("bias", bias)
        self.stride = list(conv.stride)
        self.padding = _padding(conv)
        self.dilation = list(conv.dilation)
        self.groups = conv.groups
        self.activation = activation
        self._packed: Tensor | None = None
        self.blocked = False
        self.ends = False

    def block(self, *, ends: bool) -> None:
        """From now on takes and gives oneDNN's own tensors, in blocks of channels; `ends`: gives an ordinary one."""
        self.blocked, self.ends = True, ends
        self.weight = self.weight.contiguous()

    def forward(self, x: Tensor, other: Tensor | None = None) -> Tensor:
        """(N, C, H, W) → (N, C', H', W'); `other` has the result's shape."""
        if self.blocked:
            return self._in_blocks(x, other)
        if not has_fused_operations(x.device.type, x.dtype):
            return self.plain(x, other)
        weight = self._packed if self._packed is not None else self.pack(x)
        return _fused(
            x, other, weight, self.bias, self.padding, self.stride, self.dilation, self.groups, self.activation
        )

    def _in_blocks(self, x: Tensor, other: Tensor | None) -> Tensor:
        x = x if x.is_mkldnn else x.contiguous().to_mkldnn()
        rest = (self.padding, self.stride, self.dilation, self.groups, self.activation)
        y = _fused(x, None, self.weight, self.bias, *rest)
        y = y if other is None else y.add_(other)
        return y.to_dense() if self.ends else y

    def plain(self, x: Tensor, other: Tensor | None) -> Tensor:
        y = functional.conv2d(x, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)
        return ACTIVATIONS[self.activation](y if other is None else y.add_(other))

    def pack(self, x: Tensor) -> Tensor:
        """The weights in the order of memory that suits inputs of the height and width of `x`; kept."""
        self._packed = torch.ops.mkldnn._reorder_convolution_weight(  # noqa: SLF001
            self.weight, self.padding, self.stride, self.dilation, self.groups, [CHUNK, *x.shape[1:]]
        )
        self.weight = self.weight.new_empty(0)  # the ordinary ones are not needed any more
        return cast("Tensor", self._packed)


def _padding(conv: nn.Conv2d) -> list[int]:
    if isinstance(conv, SameConv2d):
        return [side // 2 for side in conv.kernel_size]
    return [int(side) for side in conv.padding]


def folded(conv: nn.Conv2d, norm: nn.BatchNorm2d | None) -> tuple[Tensor, Tensor]:
    """Weight and bias of the convolution with the batch norm behind it, on the processor."""
    weight = _double(conv.weight)
    bias = torch.zeros(conv.out_channels).double() if conv.bias is None else _double(conv.bias)
    if norm is not None:
        if norm.running_mean is None or norm.running_var is None or not norm.affine:
            raise NotFusibleError("batch norm without statistics or weights")
        scale = _double(norm.weight) * torch.rsqrt(_double(norm.running_var) + norm.eps)
        weight = weight * scale.view(-1, 1, 1, 1)
        bias = (bias - _double(norm.running_mean)) * scale + _double(norm.bias)
    return weight.float().contiguous(memory_format=torch.channels_last), bias.float()


def _double(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().double()


def _fused(
    x: Tensor,
    other: Tensor | None,
    weight: Tensor,
    bias: Tensor,
    padding: list[int],
    stride: list[int],
    dilation: list[int],
    groups: int,
    activation: str,
) -> Tensor:
    """oneDNN's convolution with what follows it. These operations are private to PyTorch: see the probe below."""
    shape = (padding, stride, dilation, groups)
    run: Any = torch.ops.mkldnn._convolution_pointwise  # noqa: SLF001
    if other is not None:
        after = None if activation == "none" else activation
        return cast("Tensor", run.binary(x, other, weight, bias, *shape, "add", 1.0, after, [], None))
    return cast("Tensor", run(x, weight, bias, *shape, activation, _SCALARS.get(activation, []), ""))


@functools.cache
def has_fused_operations(device: str, dtype: torch.dtype) -> bool:
    """Whether the fused operations are here and give what the ordinary ones give."""
    if device != "cpu" or not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    try:
        return all(_agrees(activation, added, dtype) for activation in ACTIVATIONS for added in (False, True))
    except Exception as error:
        log.info("without oneDNN's fused operations: %s", error)
        return False


@functools.cache
def blocks_pay() -> bool:
    """Whether blocks of channels make a network with depthwise convolutions faster, and give the same.

    Measured with AVX2 (a fifth faster: depthwise convolutions in half the time); wider registers prefer channels last.
    """
    if torch.backends.cpu.get_cpu_capability() != "AVX2" or not has_fused_operations("cpu", torch.float32):
        return False
    try:
        return all(_agrees_in_blocks(activation) for activation in ACTIVATIONS)
    except Exception as error:
        log.info("without blocks of channels: %s", error)
        return False


def _agrees_in_blocks(activation: str) -> bool:
    x = 4 * torch.randn(2, 16, 9, 9, generator=torch.Generator().manual_seed(0))
    first = FusedConv(nn.Conv2d(16, 16, 3, padding=1, groups=16), None, activation, turned=False)
    second = FusedConv(nn.Conv2d(16, 16, 1), None, "none", turned=False)
    with torch.inference_mode():
        y = first.plain(x, None)
        wanted = second.plain(y, None) + y
        first.block(ends=False)
        second.block(ends=True)
        y = first(x)
        return bool(torch.allclose(second(y, y), wanted, atol=1e-4))


def _agrees(activation: str, added: bool, dtype: torch.dtype) -> bool:
    if added and activation not in AFTER_ADDITION:
        return True
    generator = torch.Generator().manual_seed(0)
    x, other = (torch.randn(2, 16, 9, 9, generator=generator).to(dtype) for _ in range(2))
    x = x.contiguous(memory_format=torch.channels_last) * 4
    conv = nn.Conv2d(16, 16, 3, padding=1, groups=16 if activation == "hardtanh" else 1)
    layer = FusedConv(conv, None, activation, turned=False).to(dtype)
    with torch.inference_mode():
        plain = layer.plain(x, other if added else None)
        rest = (layer.padding, layer.stride, layer.dilation, layer.groups, activation)
        got = _fused(x, other if added else None, layer.pack(x), layer.bias, *rest)
    return bool(torch.allclose(got.float(), plain.float(), atol=1e-4 if dtype == torch.float32 else 0.25))
