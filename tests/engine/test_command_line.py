"""The command line as a program and a person meet it, in processes of its own."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from pictures import folder_of

import engine
from engine.__main__ import main
from engine.job.declare import Job
from engine.job.words import LANGUAGES
from engine.jobs import JOBS


def command(*words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    arguments = [sys.executable, "-m", "engine", *words]
    return subprocess.run(arguments, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})})


def outcome(lines: str) -> object:
    events = [json.loads(line) for line in lines.splitlines()]
    assert {event["kind"] for event in events} <= {"progress", "metric", "picture", "notice", "outcome"}
    assert events[-1]["kind"] == "outcome"
    return events[-1]["value"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_command_explains_itself(language: str) -> None:
    done = command("train", "--help", "--language", language)
    assert done.returncode == 0, done.stderr
    assert "--events" in done.stdout


@pytest.mark.parametrize(
    "words", [[], ["fly"], ["train"], ["train", "x", "--epochs", "many"], ["train", "x", "--epochs", "0"],
              ["train", "x", "--backbone", "resnet19"], ["scan", "x", "--colour", "red"]],
)  # fmt: skip
def test_wrong_usage_gives_2_and_says_what_is_wrong(words: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(words)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("words", [["fly"], ["train", "x", "--epochs", "0"]], ids=["of the words", "of the job"])
def test_wrong_usage_leaves_the_process_with_2_and_no_trace(words: Sequence[str]) -> None:
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
def test_an_interrupted_training_gives_130(tmp_path: Path, number: signal.Signals) -> None:
    photos = folder_of(tmp_path, red=6, green=6)
    arguments = [sys.executable, "-m", "engine", "train", str(photos), "--epochs", "10000"]
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


@pytest.fixture(scope="module")
def command_model(tmp_path_factory: pytest.TempPathFactory, resources: Path) -> Path:
    """A model with classes whose names no Western console can write."""
    root = tmp_path_factory.mktemp("consoles")
    folder_of(root / "photos", **{"šljiva": 6, "đumbir → žuti": 6})
    done = spoken("ascii", "train", root / "photos", "--epochs", 1, "--out", root / "m.safetensors")
    assert done.returncode == 0, done.stderr
    return root / "m.safetensors"


def spoken(encoding: str, *words: object, out: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "engine", *map(str, words)]
    return subprocess.run(
        command, env=environment, stdout=out, stderr=subprocess.PIPE, cwd=Path(engine.__file__).parents[1], timeout=300
    )


def heard(monkeypatch: pytest.MonkeyPatch, encoding: str) -> io.BytesIO:
    """What this process says from now on, as a console of that encoding is given it."""
    given = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(given, encoding=encoding, write_through=True))
    return given


def _asked(model: Path) -> tuple[str, ...]:
    return "classify", str(model), str(model.parent / "photos" / "šljiva" / "0.jpg")


def _nearest(printed: bytes, encoding: str) -> None:
    assert ("šljiva" if encoding != "ascii" else "sljiva") in printed.decode(encoding)
    assert "?" not in printed.decode(encoding)


def _in_full(printed: bytes) -> None:
    (last,) = [line for line in map(json.loads, printed.decode("utf-8").splitlines()) if line["kind"] == "outcome"]
    assert last["value"]["photos"][0]["top"][0]["class"] in ("šljiva", "đumbir → žuti")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1250"])
def test_a_console_that_lacks_a_letter_shows_its_nearest_kin(
    encoding: str, language: str, command_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (*_asked(command_model), "--language", language)
    read = heard(monkeypatch, encoding)
    assert main(words) == 0
    _nearest(read.getvalue(), encoding)
    told = heard(monkeypatch, encoding)
    assert main([*words, "--events", "-"]) == 0
    _in_full(told.getvalue())


def test_what_python_says_of_a_console_is_gone_by(command_model: Path) -> None:
    words = (*_asked(command_model), "--language", "hr")
    read, told = spoken("cp1252", *words), spoken("ascii", *words, "--events", "-")
    assert (read.returncode, told.returncode) == (0, 0), (read.stderr, told.stderr)
    _nearest(read.stdout, "cp1252")
    _in_full(told.stdout)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp1250", "utf-8"])
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_command_explains_itself_on_every_console(
    job: type[Job], encoding: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = heard(monkeypatch, encoding)
    with pytest.raises(SystemExit) as ended:
        main([job.name, "--help", "--language", language])
    assert ended.value.code == 0
    assert "--events" in console.getvalue().decode(encoding)


@pytest.mark.parametrize("way", ["full", "closed", "nobody"])
def test_a_job_is_done_though_nobody_hears_it(way: str, command_model: Path, tmp_path: Path) -> None:
    photos, out = command_model.parent / "photos", tmp_path / "out.safetensors"
    words = ("train", photos, "--epochs", 2, "--out", out, "--events", "-")
    if way == "full":
        with Path("/dev/full").open("wb") as full:
            done = spoken("utf-8", *words, out=full.fileno())
    elif way == "nobody":
        reading, writing = os.pipe()
        os.close(reading)
        done = spoken("utf-8", *words, out=writing)
        os.close(writing)
    else:
        command = " ".join(shlex.quote(str(word)) for word in (sys.executable, "-m", "engine", *words))
        root = Path(engine.__file__).parents[1]
        done = subprocess.run(f"{command} >&-", shell=True, stderr=subprocess.PIPE, cwd=root, timeout=300)
    assert done.returncode == 0, done.stderr
    assert out.is_file()
    assert b"Traceback" not in done.stderr
