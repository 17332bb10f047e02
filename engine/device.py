"""What the machine computes on: the device, its threads, the precisions that pay."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, Any, Final

from engine.job.declare import param
from engine.job.words import EngineError

if TYPE_CHECKING:
    import torch

DEVICES: Final = ("auto", "cpu", "cuda", "mps")
MOST_THREADS: Final = 256
WAITING: Final = ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "KMP_LIBRARY", "OMP_PROC_BIND")


def device_param() -> Any:
    """Declares a job's `device`: what `choose` takes."""
    return param("auto", choices=DEVICES, group="machine")


def threads_param() -> Any:
    """Declares a job's `threads`: what `use_threads` takes."""
    return param(0, low=0, high=MOST_THREADS, group="machine")


def choose(name: str = "auto") -> torch.device:
    """The device of that name; "auto" takes a GPU where there is one. Raises EngineError `no_device`."""
    import torch

    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    if (name == "cuda" and not torch.cuda.is_available()) or (name == "mps" and not torch.backends.mps.is_available()):
        raise EngineError("no_device", device=name)
    return torch.device(name)


def cores() -> int:
    """The processor cores this process may use: its share of them where `torchrun` has started several."""
    all_ = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    beside = os.environ.get("LOCAL_WORLD_SIZE", "")
    return max(1, all_ // int(beside)) if beside.isdecimal() and int(beside) else all_


def let_waiting_threads_sleep() -> None:
    """Has OpenMP's threads sleep and not spin while they wait, which takes the cores from others and from themselves.

    To be called before torch is imported: OpenMP reads its environment when it is loaded. Processes started from
    this one inherit it. Whose environment says anything about waiting (`WAITING`) is left with that.
    """
    if not any(name in os.environ for name in WAITING):
        os.environ["OMP_WAIT_POLICY"] = "PASSIVE"


def use_threads(count: int = 0) -> int:
    """Has torch compute with `count` threads (0: as many as cores); gives the number in use."""
    import torch

    torch.set_num_threads(count or cores())
    return torch.get_num_threads()


def fast_bfloat16() -> bool:
    """Whether the processor computes bfloat16 in hardware, so that it is faster than float32 and not slower."""
    import torch

    check = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return bool(check is not None and check())


def describe() -> str:
    """The processor or GPU in a few words."""
    import torch

    if torch.cuda.is_available():
        return f"{torch.cuda.get_device_name(0)} · {platform.machine()}"
    return f"{torch.backends.cpu.get_cpu_capability()} · {platform.machine()}"
