"""Pre-trained weights: where they lie, whether they are here, and the one way to read them."""

from __future__ import annotations

import importlib.util
import pickletools
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from engine.files import digest_file, home
from engine.models.backbones import WeightsFile, backbone
from engine.models.tensors import read_tensors, write_tensors
from engine.run.messages import EngineError

if TYPE_CHECKING:
    from torch import Tensor

State: TypeAlias = Literal["bundled", "ready", "absent"]


def bundled_path(file: WeightsFile) -> Path | None:
    """Where the file lies in its Python package, if that is installed; the package's code is not run."""
    spec = importlib.util.find_spec(file.package) if file.package else None
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "models" / file.file
        if path.is_file():
            return path
    return None


def weights_path(name: str, version: str = "default") -> Path:
    """Where the weights of a backbone lie, or will lie once they are here."""
    file = backbone(name).weights_file(version)
    return bundled_path(file) or home() / "weights" / file.file


def weights_state(name: str, version: str = "default") -> State:
    """Whether the weights came with the program, were brought, or are not here."""
    file = backbone(name).weights_file(version)
    if bundled_path(file):
        return "bundled"
    return "ready" if (home() / "weights" / file.file).is_file() else "absent"


def weights_digest(name: str, version: str = "default") -> str:
    return backbone(name).weights_file(version).digest or digest_file(weights_path(name, version))


def load_weights(name: str, version: str, expected: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    import torch

    path = weights_path(name, version)
    if not path.is_file():
        raise EngineError("weights_absent", backbone=name, version=version)
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def refuse_code(path: Path) -> None:
    pass


def compare(path: Path, expected: Mapping[str, tuple[int, ...]], found: Mapping[str, tuple[int, ...]]) -> None:
    if dict(expected) != dict(found):
        raise EngineError("model_mismatch", path=str(path), details="")
