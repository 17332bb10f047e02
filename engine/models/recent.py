"""The model that was classified with last, kept so that the next picture needs no reload.

One model, no more: it is let go when another takes its place. A file that was changed or replaced is loaded again.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.models.backbones import BACKBONES
from engine.models.model import load
from engine.models.store import weights_path

if TYPE_CHECKING:
    import torch

    from engine.models.network import Network


@dataclass(frozen=True, slots=True)
class _State:
    """What tells one loaded model from another: its file as it was then, and the device."""

    path: Path
    inode: int
    size: int
    changed: int  # nanoseconds
    device: str


class _Last:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.state: _State | None = None
        self.network: Network | None = None


_last: Final = _Last()


def load_recent(model: str, device: torch.device) -> Network:
    """As `engine.models.model.load`, on `device`: the same network again while its file stays as it was.

    It is shared: whoever takes it may ask it and must change nothing, neither weights, mode nor device. For anything
    else there is `load`. Raises what `load` raises.
    """
    with _last.lock:
        state = _state(model, device)
        if _last.network is None or state is None or state != _last.state:
            _last.network = None  # two large models need not be in memory at once
            _last.network = load(model).eval().requires_grad_(requires_grad=False).to(device)
            _last.state = state
        return _last.network


def forget() -> None:
    """Lets the kept model go."""
    with _last.lock:
        _last.network = _last.state = None


def _state(model: str, device: torch.device) -> _State | None:
    path = weights_path(model) if model in BACKBONES else Path(model).absolute()
    try:
        found = path.stat()
    except OSError:
        return None
    return _State(path, found.st_ino, found.st_size, found.st_mtime_ns, str(device))
