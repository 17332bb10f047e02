"""More than one process: the ranks of a `torchrun`, what they tell each other, and nothing at all where there is one.

The first rank alone reads and writes the project and the caches; the others compute. Only JSON and plain tensors pass
between them, never pickles. gloo is tested; nccl (taken where the device is a CUDA card) is untested.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from engine.job.words import EngineError

if TYPE_CHECKING:
    import torch
    from torch import Tensor

PATIENCE: Final = 3600.0
"""Seconds that a rank waits for the others. One that dies is noticed at once; this is for one that hangs."""
_PIECE: Final = 32 << 20  # bytes of gradients that are added up at once


class Ranks:
    """The processes that work together. Raises EngineError `rank_lost` from every method when one of them is gone.

    Every rank must call the same methods in the same order.
    """

    def __init__(self, rank: int = 0, world: int = 1, device: str = "cpu") -> None:
        self.rank = rank
        self.world = world
        self._device = device

    @property
    def first(self) -> bool:
        return self.rank == 0

    def place(self, device: torch.device) -> torch.device:
        """The device of this rank: on a machine with several cards each rank has its own."""
        import torch

        if self.world == 1 or device.type != "cuda":
            return device
        own = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(own)
        return own

    def total(self, *values: float) -> list[float]:
        """Each value added up over the ranks."""
        import torch

        if self.world == 1:
            return list(values)
        together = torch.tensor(values, dtype=torch.float64, device=self._device)
        self._add(together)
        return [float(value) for value in together]

    def all_reduce(self, tensors: Sequence[Tensor]) -> None:
        """Each tensor becomes the sum of those of the ranks."""
        if self.world == 1:
            return
        import torch

        for some in _pieces(tensors):
            flat = torch.cat([tensor.reshape(-1) for tensor in some])
            self._add(flat)
            start = 0
            for tensor in some:
                tensor.copy_(flat[start : start + tensor.numel()].view_as(tensor))
                start += tensor.numel()

    def broadcast(self, value: Any) -> Any:
        """What the first rank says, as JSON holds it; what the others give is not looked at."""
        if self.world == 1:
            return value
        said = json.dumps(value).encode() if self.first else b""
        return json.loads(self._broadcast_bytes(said))

    def broadcast_tensors(self, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The first rank's tensors by name."""
        import torch

        if self.world == 1:
            return dict(tensors)
        facts = {name: [str(value.dtype).removeprefix("torch."), *value.shape] for name, value in tensors.items()}
        told: dict[str, Tensor] = {}
        for name, (kind, *shape) in self.broadcast(facts).items():
            if self.first:
                value = tensors[name].detach().contiguous().to(self._device)
            else:
                value = torch.empty(shape, dtype=getattr(torch, kind), device=self._device)
            self._broadcast(value)
            told[name] = value
        return told

    def gather(self, said: bytes) -> list[bytes]:
        """What every rank says, in their order, for the first rank; [] for the others."""
        import torch
        import torch.distributed as dist

        if self.world == 1:
            return [said]
        sizes = [0.0] * self.world
        sizes[self.rank] = len(said)
        lengths = [int(size) for size in self.total(*sizes)]
        if not (most := max(lengths)):
            return [b""] * self.world if self.first else []
        given = torch.zeros(most, dtype=torch.uint8, device=self._device)
        given[: len(said)] = _tensor(said)
        heard = [torch.empty_like(given) for _ in lengths] if self.first else None
        with _lost():
            dist.gather(given, heard)
        return [_bytes(one[:length]) for one, length in zip(heard or [], lengths, strict=False)]

    def _broadcast_bytes(self, said: bytes) -> bytes:
        import torch

        length = torch.tensor([len(said)], device=self._device)
        self._broadcast(length)
        if self.first:
            content = _tensor(said).to(self._device)
        else:
            content = torch.empty(int(length), dtype=torch.uint8, device=self._device)
        self._broadcast(content)
        return _bytes(content)

    def _add(self, tensor: Tensor) -> None:
        import torch.distributed as dist

        with _lost():
            dist.all_reduce(tensor)

    def _broadcast(self, tensor: Tensor) -> None:
        import torch.distributed as dist

        with _lost():
            dist.broadcast(tensor, 0)


ALONE: Final = Ranks()
_current = ALONE


def current() -> Ranks:
    """The ranks that this process has joined; a single one where it has joined none."""
    return _current


def is_helper() -> bool:
    """Whether a launcher has started this process as another than the first of several."""
    return _world() > 1 and _number("RANK", 0) > 0


@contextlib.contextmanager
def joined(device: str, patience: float = PATIENCE) -> Iterator[Ranks]:
    """Meets the other ranks of a `torchrun` (none where none was started) and computes with them on `device`s.

    Raises EngineError `ranks_not_met`.
    """
    global _current  # noqa: PLW0603 - a process belongs to one set of ranks, as torch has it
    world = _world()
    if world < 2:
        yield ALONE
        return
    import torch.distributed as dist

    kind = "cuda" if device == "cuda" else "cpu"
    try:
        dist.init_process_group("nccl" if kind == "cuda" else "gloo", timeout=timedelta(seconds=patience))
    except (RuntimeError, ValueError) as error:
        raise EngineError("ranks_not_met", world=world, detail=_short(error)) from error
    _current = Ranks(dist.get_rank(), dist.get_world_size(), kind)
    try:
        yield _current
    finally:
        _current = ALONE
        with contextlib.suppress(RuntimeError):
            dist.destroy_process_group()


@contextlib.contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise EngineError("rank_lost", detail=_short(error)) from error


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _world() -> int:
    """How many processes a launcher has announced."""
    return _number("WORLD_SIZE", 1) if "MASTER_ADDR" in os.environ else 1


def _number(name: str, otherwise: int) -> int:
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() else otherwise


def _tensor(content: bytes) -> Tensor:
    import torch

    if not content:
        return torch.empty(0, dtype=torch.uint8)
    return torch.frombuffer(bytearray(content), dtype=torch.uint8)


def _bytes(tensor: Tensor) -> bytes:
    return tensor.cpu().numpy().tobytes()


def _pieces(tensors: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """The tensors in groups of one kind that are small enough to be copied together."""
    some: list[Tensor] = []
    size = 0
    for tensor in tensors:
        bytes_ = math.prod(tensor.shape) * tensor.element_size()
        if some and (size + bytes_ > _PIECE or tensor.dtype != some[0].dtype):
            yield some
            some, size = [], 0
        some.append(tensor)
        size += bytes_
    if some:
        yield some
