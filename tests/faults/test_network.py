"""No call without a click: what the program does by itself reaches no further than this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from pictures import folder_of

from engine.job.events import Outcome
from engine.job.words import EngineError
from engine.jobs.classify import Classify
from engine.jobs.doctor import Doctor
from engine.jobs.train import Train
from engine.models.download import fetch


def test_a_socket_to_elsewhere_is_closed_and_noticed(calls: list[str]) -> None:
    with socket.socket() as made, pytest.raises(OSError, match="this machine alone"):
        made.connect(("192.0.2.1", 80))
    assert calls == ["('192.0.2.1', 80)"]
    calls.clear()


def test_the_sockets_of_a_child_are_closed_and_noticed_too() -> None:
    told = Path(os.environ["PRIJENOS_TEST_CALLS"])
    call = "import socket; socket.create_connection(('192.0.2.1', 80))"
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "this machine alone" in done.stderr
    assert told.read_text() == "('192.0.2.1', 80)\n"
    told.unlink()


def test_only_asking_for_weights_calls(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The one thing that does call is caught by the very sockets that keep silent in the other tests."""
    monkeypatch.setattr("engine.models.download._retry_seconds", 0.0)
    monkeypatch.setenv("PRIJENOS_WEIGHTS_MIRROR", "http://192.0.2.1/weights")
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(EngineError):
        list(fetch("resnet18"))
    assert calls
    calls.clear()


def test_training_and_classifying_call_nobody(tmp_path: Path, calls: list[str]) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    *_, end = Train(folder=photos, epochs=2, threads=1).run()
    assert isinstance(end, Outcome)
    list(Classify(model=end.value.model, paths=(photos / "red" / "0.jpg",)).run())  # type: ignore[attr-defined]
    list(Doctor().run())
    assert not calls


def test_a_backbone_that_is_not_here_is_not_fetched_by_itself(tmp_path: Path, calls: list[str]) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    with pytest.raises(EngineError) as told:
        list(Train(folder=photos, backbone="resnet18", epochs=2, threads=1).run())
    assert told.value.code == "weights_absent"
    assert not calls
