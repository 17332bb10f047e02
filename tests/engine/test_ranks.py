"""Two processes on loopback do what one does; when one of them dies the other says so, and the run can go on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import folder_of

from engine.job.words import EngineError
from engine.project import Project
from engine.ranks import ALONE, current, is_helper, joined
from tests.benchmarks.ranks import embeddings

ROOT = Path(__file__).resolve().parents[2]
BACKBONE = "mobilenet_v3_small"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def start(world: int, home: Path, words: Sequence[str]) -> list[subprocess.Popen[str]]:
    """The command line as so many ranks, as torchrun starts them."""
    port = str(free_port())
    started = []
    for rank in range(world):
        more = {
            "RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": world, "LOCAL_WORLD_SIZE": world,
            "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port,
        }  # fmt: skip
        env = {**os.environ, **{name: str(value) for name, value in more.items()}}
        env |= {"PRIJENOS_HOME": str(home), "GLOO_SOCKET_IFNAME": "lo"}
        started.append(
            subprocess.Popen(
                [sys.executable, ROOT / "tests/engine/without_dropout.py", *words], cwd=ROOT, env=env, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
        )  # fmt: skip
    return started


def words(photos: Path, home: Path, **more: object) -> list[str]:
    given = {
        "backbone": BACKBONE, "weights": "none", "epochs": 2, "threads": 1, "batch_size": 5, "device": "cpu",
        "validation_share": 0.3, "test_share": 0.0, "events": "-", "language": "en",
        "project": home / "project", "out": home / "model.safetensors", **more,
    }  # fmt: skip
    flags = [str(part) for name, value in given.items() for part in ("--" + name.replace("_", "-"), value)]
    return ["train", str(photos), *flags]


def finished(processes: Sequence[subprocess.Popen[str]]) -> list[tuple[int, str, str]]:
    """Exit code, standard output and standard error of each."""
    told = [process.communicate(timeout=240) for process in processes]
    return [(process.returncode, *both) for process, both in zip(processes, told, strict=True)]


def events(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def trained(world: int, photos: Path, home: Path, **more: object) -> tuple[list[dict[str, Any]], Any]:
    """The events of the first rank, and its run."""
    told = finished(start(world, home, words(photos, home, **more)))
    for code, _, errors in told:
        assert code == 0, errors
    for _, output, _ in told[1:]:
        assert output == ""
    (run,) = Project.runs_of(home / "project")
    return events(told[0][1]), run


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", red=11, green=10)


def test_two_ranks_embed_bitwise_what_one_embeds(photos: Path, tmp_path: Path) -> None:
    results = [trained(world, photos, tmp_path / str(world), precision="float32")[0][-1]["value"] for world in (1, 2)]
    one, two = embeddings(tmp_path / "1", BACKBONE), embeddings(tmp_path / "2", BACKBONE)
    assert len(one) == 21
    assert one == two
    assert results[0]["accuracy"] == results[1]["accuracy"]
    assert results[0]["loss"] == results[1]["loss"]


@pytest.mark.slow
def test_two_ranks_fine_tune_to_the_losses_of_one(photos: Path, tmp_path: Path) -> None:
    curves = []
    for world in (1, 2):
        _, run = trained(world, photos, tmp_path / str(world), method="fine_tune", backbone="efficientnet_lite0",
                         weights="default", epochs=2, learning_rate=1e-4, optimiser="sgd")  # fmt: skip
        curves.append(run.points())
    for series in ("loss.train", "loss.validation", "accuracy.validation"):
        one, two = (np.asarray(curve[series]) for curve in curves)
        assert len(one) >= 2
        np.testing.assert_allclose(two, one, rtol=0, atol=1e-5)
    assert curves[0]["gradient_norm"][0][1] == pytest.approx(curves[1]["gradient_norm"][0][1], rel=1e-4)


@pytest.mark.parametrize("victim", [pytest.param(0, marks=pytest.mark.slow), 1])
def test_a_rank_that_is_killed_ends_the_other_with_words_and_the_run_goes_on(
    photos: Path, tmp_path: Path, victim: int
) -> None:
    home = tmp_path / "home"
    given = words(photos, home, method="scratch", epochs=1000)
    processes = start(2, home, given)
    first = processes[0].stdout
    assert first is not None
    for line in first:
        if json.loads(line).get("series") == "accuracy.validation":
            break
    os.kill(processes[victim].pid, signal.SIGKILL)
    told = finished(processes)
    code, _, errors = told[1 - victim]
    assert code == 1
    assert "One of the processes that work together is gone" in errors
    assert "Traceback" not in errors
    (run,) = Project.runs_of(home / "project")
    assert run.unfinished
    checkpoint, damages = run.load()
    assert checkpoint is not None
    assert not damages
    if victim == 0:
        return
    processes = start(2, home, [*given, "--resume"])
    assert processes[0].stdout is not None
    told_again = map(json.loads, processes[0].stdout)
    assert next(event for event in told_again if event.get("code") == "notice.going_on")
    reached = checkpoint.values["epoch"]
    assert next(event for event in told_again if event.get("series") == "loss.validation" and event["step"] > reached)
    for process in processes:
        process.kill()
    finished(processes)


def test_ranks_that_never_come_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"WORLD_SIZE": "2", "RANK": "1", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port())}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert is_helper()
    with pytest.raises(EngineError) as told, joined("cpu", patience=1.0):
        raise AssertionError("nobody is there")
    assert told.value.code == "ranks_not_met"


def test_one_process_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "1")
    with joined("cpu") as ranks:
        assert ranks is ALONE is current()
        assert ranks.total(2.0) == [2.0]
        assert ranks.broadcast({"a": 1}) == {"a": 1}
        assert ranks.gather(b"x") == [b"x"]
    assert not is_helper()
