"""The command line as a program and a person meet it, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.jobs import JOBS


def command(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "engine", *words]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})})


def outcome(lines: str) -> object:
    events = [json.loads(line) for line in lines.splitlines()]
    assert {event["kind"] for event in events} <= {"progress", "metric", "picture", "notice", "outcome"}
    assert events[-1]["kind"] == "outcome"
    return events[-1]["value"]


@pytest.mark.parametrize("language", ["en", "hr"])
@pytest.mark.parametrize("job", [job.name for job in JOBS])
def test_every_command_explains_itself_in_both_languages(job: str, language: str) -> None:
    done = command(job, "--help", "--language", language)
    assert done.returncode == 0, done.stderr
    assert "--events" in done.stdout


@pytest.mark.parametrize(
    "words", [[], ["fly"], ["train"], ["train", "x", "--epochs", "many"], ["train", "x", "--epochs", "0"],
              ["train", "x", "--backbone", "resnet19"], ["scan", "x", "--colour", "red"]],
)  # fmt: skip
def test_wrong_usage_gives_2_and_no_trace(words: Sequence[str]) -> None:
    done = command(*words)
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_a_failure_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    for language in ("en", "hr"):
        done = command("scan", str(tmp_path / "nowhere"), "--language", language)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert "nowhere" in done.stderr


def test_debug_shows_the_trace(tmp_path: Path) -> None:
    done = command("scan", str(tmp_path / "nowhere"), "--debug")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_events_go_to_standard_output_as_json_lines(resources: Path) -> None:
    done = command("scan", str(resources / "sample_photos"), "--events", "-")
    value = outcome(done.stdout)
    assert isinstance(value, dict)
    assert value["classes"] == {"bird": 35, "flower": 24, "fruit": 26, "vegetable": 18}
    assert value["photos"] == 103


def test_events_go_to_a_file_beside_the_readable_result(resources: Path, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    done = command("scan", str(resources / "sample_photos"), "--events", str(events))
    assert outcome(events.read_text("utf-8"))
    assert "103" in done.stdout


def test_the_engine_works_where_qt_is_not_installed(tmp_path: Path, resources: Path) -> None:
    """A module path on which importing Qt fails stands before the real one."""
    for name in ("PySide6", "shiboken6", "pyqtgraph"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('not installed')")
    done = command("classify", "efficientnet_lite0", str(resources / "demo_pictures" / "coffee.jpg"),
                   "--events", "-", env={"PYTHONPATH": str(tmp_path)})  # fmt: skip
    assert done.returncode == 0, done.stderr
    value = outcome(done.stdout)
    assert isinstance(value, dict)
    assert value["photos"][0]["top"][0]["class"] == "espresso"


def _heeding_interrupts() -> None:
    """What a shell starts in the background, as it may have these tests, ignores SIGINT, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_training_gives_130(resources: Path, number: signal.Signals) -> None:
    arguments = [sys.executable, "-m", "engine", "train", str(resources / "sample_photos"), "--epochs", "10000"]
    with subprocess.Popen(
        [*arguments, "--events", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=_heeding_interrupts
    ) as training:
        assert training.stdout is not None
        while b'"metric"' not in training.stdout.readline():
            assert training.poll() is None
        training.send_signal(number)
        _, errors = training.communicate(timeout=60)
    assert training.returncode == 130
    assert b"Traceback" not in errors
