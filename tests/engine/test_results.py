"""What a training came to is kept with its run: read again it is the same, and what cannot be true is none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of

from engine.job.events import Outcome
from engine.jobs.train import Train
from engine.learn.results import FILE, TrainResult, keep_result, kept_result
from engine.project import Run


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> TrainResult:
    folder = folder_of(tmp_path_factory.mktemp("photos"), šljiva=8, trešnja=8)
    *_, last = Train(folder=folder, epochs=2, project=folder.parent / "project").run()
    assert isinstance(last, Outcome)
    assert isinstance(last.value, TrainResult)
    return last.value


def test_a_training_keeps_its_result_with_its_run(result: TrainResult) -> None:
    assert kept_result(Run(Path(result.run)), result.model) == result


def test_it_is_found_where_the_project_and_the_model_are_now(result: TrainResult, tmp_path: Path) -> None:
    run = Run(tmp_path / "7")
    run.folder.mkdir()
    keep_result(run, result)
    moved = kept_result(run, "/there/model.safetensors")
    assert moved == replace(result, run=str(run.folder), model="/there/model.safetensors")


@pytest.mark.parametrize(
    "broken",
    [
        {"classes": []}, {"classes": ["a"]}, {"classes": [1, 2]},
        {"confusion": [[1]]}, {"majority": 1.5}, {"majority": "1"},
        {"epochs": -1},
        {"epochs": True}, {"loss": {"train": None, "validation": 0}}, {"photos": {}}, {"ended": 3},
        {"judged": [{"path": "a", "truth": 2, "predicted": 0, "probability": 1.0}]}, {"judged": 4},
        {"accuracy": {"train": 0.5, "validation": 1e400}},
    ],
    ids=str,
)  # fmt: skip
def test_what_no_training_gives_is_no_result(result: TrainResult, tmp_path: Path, broken: dict[str, Any]) -> None:
    run = Run(tmp_path)
    keep_result(run, result)
    given = json.loads((tmp_path / FILE).read_bytes())
    (tmp_path / FILE).write_text(json.dumps({**given, **broken}))
    assert kept_result(run, "") is None


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{", b"[" * 100_000, b"\xff"])
def test_a_damaged_file_is_no_result(tmp_path: Path, text: bytes) -> None:
    (tmp_path / FILE).write_bytes(text)
    assert kept_result(Run(tmp_path), "") is None


def test_a_run_of_an_earlier_version_has_none(tmp_path: Path) -> None:
    assert kept_result(Run(tmp_path), "") is None
