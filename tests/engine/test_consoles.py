"""Every command's results and events at every console: nothing ends for want of a letter."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import folder_of

from engine.__main__ import main
from engine.job.words import LANGUAGES
from engine.jobs import JOBS

LITE = "efficientnet_lite0"
CLASSES = {"šljiva": 4, "лиса 🦊": 4}
ENCODINGS = ("ascii", "cp1252", "cp1250")
WORDS: dict[str, Callable[[Path], tuple[object, ...]]] = {
    "scan": lambda at: (at / "photos",),
    "train": lambda at: (at / "photos", "--epochs", 1, "--out", at / "again.safetensors"),
    "evaluate": lambda at: (at / "m.safetensors", at / "photos", "--part", "all"),
    "clean": lambda at: (at / "photos",),
    "correct": lambda at: (at / "photos", "--action", "move", "--photos", "šljiva/0.jpg", "--to", "лиса 🦊"),
    "compare": lambda at: (at / "photos", "--backbones", LITE),
    "learning-curve": lambda at: (at / "photos", "--methods", "frozen", "--photos", 1, "--seeds", 1, "--epochs", 1),
    "trial": lambda at: (at / "photos", "--claim", "dropout", "--seeds", 2),
    "find-rate": lambda at: (at / "photos", "--steps", 20),
    "classify": lambda at: (at / "m.safetensors", at / "photos"),
    "features": lambda at: (at / "m.safetensors", at / "photos" / "šljiva" / "0.jpg", "--layer", "stage1"),
    "heatmap": lambda at: (at / "m.safetensors", at / "photos" / "šljiva" / "0.jpg", "--out", at / "лиса.png"),
    "map": lambda at: (at / "m.safetensors", at / "photos", "--method", "pca"),
    "ideal": lambda at: (at / "m.safetensors", "--steps", 1, "--no-opinions", "--out", at / "ž.png"),
    "adversarial": lambda at: (
        at / "m.safetensors", at / "photos" / "šljiva" / "0.jpg", "--target", "лиса 🦊", "--steps", 1,
        "--out", at / "đ.png",
    ),
    "robustness": lambda at: (
        at / "m.safetensors", at / "photos", "--epsilons", 1, "--steps", 1, "--most-photos", 2,
    ),
    "defend": lambda at: (
        at / "m.safetensors", at / "photos", "--steps", 1, "--looks", 1, "--most-photos", 2,
    ),
    "page": lambda at: (at / "m.safetensors", "--out", at / "лиса 🦊.html"),
    "runs": lambda at: (at / "photos",),
    "project": lambda at: ("export", at / "č.prijenos", "--folder", at / "photos", "--project", at / "project"),
    "datasets": lambda _at: ("list",),
    "backbones": lambda _at: (),
    "weights": lambda _at: ("check", LITE),
    "doctor": lambda _at: (),
}  # fmt: skip
"""The least that each of the jobs has to be told to come to a result."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos, and a model, whose classes no console of the West can write."""
    root = tmp_path_factory.mktemp("consoles")
    folder_of(root / "photos", **CLASSES)
    words = ("train", root / "photos", "--epochs", 1, "--out", root / "m.safetensors", "--project", root / "project")
    assert main([*map(str, words)]) == 0
    return root


@pytest.fixture
def at(kept: Path, tmp_path: Path) -> Path:
    shutil.copytree(kept, tmp_path / "ovdje žive 🦊")
    return tmp_path / "ovdje žive 🦊"


def asked(monkeypatch: pytest.MonkeyPatch, encoding: str, *words: object) -> tuple[int | None, bytes, bytes]:
    """What a command ends with, what it prints and what it says beside, at a console of that encoding."""
    out, beside = (io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True) for _ in range(2))
    with monkeypatch.context() as console:
        console.setattr(sys, "stdout", out)
        console.setattr(sys, "stderr", beside)
        code = main([*map(str, words)])
    return code, _written(out), _written(beside)


def _written(console: io.TextIOWrapper) -> bytes:
    console.seek(0)
    return console.buffer.read()


def test_every_command_is_here() -> None:
    assert set(WORDS) == {job.name for job in JOBS}


HARDEST = [("ascii", "hr")]
OTHERS = [pytest.param(encoding, language, marks=pytest.mark.slow)
          for encoding in ENCODINGS for language in LANGUAGES if (encoding, language) not in HARDEST]  # fmt: skip


@pytest.mark.parametrize(("encoding", "language"), [*HARDEST, *OTHERS])
@pytest.mark.parametrize("job", WORDS)
def test_results_and_events_are_written(
    job: str, encoding: str, language: str, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (job, *WORDS[job](at), "--language", language)
    code, printed, beside = asked(monkeypatch, encoding, *words)
    assert code == 0, beside.decode(encoding)
    assert printed.decode(encoding).strip()
    if job == "correct":
        assert asked(monkeypatch, encoding, job, at / "photos", "--action", "undo")[0] == 0
    code, printed, beside = asked(monkeypatch, encoding, *words, "--replace", "--events", "-")
    assert code == 0, beside.decode(encoding)
    told = [json.loads(line) for line in printed.decode("utf-8").splitlines()]
    assert told[-1]["kind"] == "outcome"
