"""Weights files of the tests' own: sound ones, and pickles that carry code."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import torch

from engine.models.backbones import BACKBONES

NAME = "mobilenet_v3_small"


def checkpoint(path: Path, legacy: bool = False) -> dict[str, torch.Tensor]:
    """A checkpoint in torchvision's format with random weights."""
    torch.manual_seed(3)
    state = BACKBONES[NAME].build().state_dict()
    torch.save(state, path, _use_new_zipfile_serialization=not legacy)
    return state


class Payload:
    """Runs a command when it is unpickled by a trusting reader."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.marker}'",)


def poison(path: Path, marker: Path, kind: str) -> None:
    payload = Payload(marker)
    if kind == "archive":
        torch.save({"a": torch.ones(2), "b": payload}, path)
    elif kind == "legacy":
        torch.save({"a": torch.ones(2), "b": payload}, path, _use_new_zipfile_serialization=False)
    elif kind == "module":
        torch.save(torch.nn.Linear(2, 2), path)
    else:
        path.write_bytes(pickle.dumps({"a": payload}, protocol=int(kind)))
