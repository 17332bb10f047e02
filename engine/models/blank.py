"""Networks built for their shapes alone: no memory, and no first weights that would be written over anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import torch
from torch.overrides import TorchFunctionMode

_FILLS: Final = frozenset({
    "constant_", "fill_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_", "trunc_normal_", "uniform_",
    "zero_", "zeros_",
})  # fmt: skip


class _Unfilled(TorchFunctionMode):
    def __torch_function__(
        self, function: Callable[..., Any], types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        if getattr(function, "__name__", "") in _FILLS:
            return args[0] if args else (kwargs or {})["tensor"]
        return function(*args, **(kwargs or {}))


@contextmanager
def blank() -> Iterator[None]:
    """Modules made inside have shapes and no values ("meta"); what would fill them is passed over.

    Filling such tensors makes PyTorch import its compiler, which takes seconds.
    """
    with torch.device("meta"), _Unfilled():
        yield
