"""Places to save to: looked at before the work; what is ours is replaced, anything else needs a word."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import folder_of, saved
from PIL import Image

from engine.__main__ import main
from engine.job.declare import Job, parameters
from engine.job.words import EngineError
from engine.jobs import JOBS
from engine.jobs.classify import Classified, ClassifyResult, write_csv
from engine.look.guess import Guess
from engine.paint.film import write_film
from engine.photos.door import write_png
from engine.places import check_place, is_ours

LITE = "efficientnet_lite0"


def code(path: Path, *, replace: bool = False) -> str:
    try:
        check_place(path, replace=replace)
    except EngineError as error:
        return error.code
    return ""


def test_what_we_write_carries_our_mark(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
    write_png(tmp_path / "a.png", pixels)
    for film in ("b.gif", "c.webp"):
        write_film(tmp_path / film, [pixels, pixels[::-1].copy()])
    write_csv(tmp_path / "d.csv", ClassifyResult((Classified("x.jpg", (Guess("cat", 0.9),)),), ()))
    for file in sorted(tmp_path.iterdir()):
        assert is_ours(file), file.name
        assert code(file) == ""
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(np.asarray(picture), pixels)
        assert picture.info["Software"] == "Prijenos"


@pytest.mark.parametrize("name", ["photo.png", "photo.gif", "table.csv", "model.safetensors", "notes"])
def test_what_is_somebodys_is_not_replaced_without_a_word(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.startswith("photo"):
        Image.new("RGB", (30, 30), (9, 9, 9)).save(path)
    else:
        path.write_text("name,mark\nAna,5\n")
    before = path.read_bytes()
    assert code(path) == "place_taken"
    assert code(path, replace=True) == ""
    assert path.read_bytes() == before


def test_folders_and_places_that_may_not_be_written_to_are_told(tmp_path: Path) -> None:
    assert code(tmp_path) == "place_is_folder"
    assert code(tmp_path / "new" / "deeper" / "a.png") == ""
    (tmp_path / "file").write_text("x")
    assert code(tmp_path / "file" / "a.png") == "place_not_writable"
    (tmp_path / "empty.png").touch()
    assert code(tmp_path / "empty.png") == ""
    if os.geteuid() != 0:
        (tmp_path / "shut").mkdir(mode=0o500)
        assert code(tmp_path / "shut" / "a.png") == "place_not_writable"


def test_the_command_looks_before_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, out = saved(tmp_path / "a.jpg", 1), tmp_path / "mine.csv"
    out.write_text("name,mark\n")
    command = ["classify", LITE, str(photo), "--csv", str(out), "--language", "en"]
    assert main(command) == 1
    told = capsys.readouterr()
    assert "--replace" in told.err
    assert told.out == ""
    assert out.read_text() == "name,mark\n"
    assert main([*command, "--replace"]) == 0
    assert out.read_text().startswith("path,")
    assert main(command) == 0


def test_when_nothing_was_done_the_exit_code_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    assert main(["classify", LITE, str(tmp_path / "broken.jpg")]) == 1
    assert "broken.jpg" in capsys.readouterr().out
    saved(tmp_path / "good.jpg", 2)
    assert main(["classify", LITE, str(tmp_path)]) == 0


def test_wildcards_that_the_shell_leaves_are_ours_to_expand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder_of(tmp_path, cat=3)
    (tmp_path / "what?.jpg").write_bytes((tmp_path / "cat" / "0.jpg").read_bytes())
    assert main(["classify", LITE, str(tmp_path / "cat" / "*.jpg"), "--top", "1"]) == 0
    assert capsys.readouterr().out.count(".jpg") == 3
    assert main(["classify", LITE, str(tmp_path / "what?.jpg"), "--top", "1"]) == 0
    assert main(["classify", LITE, str(tmp_path / "none*.jpg")]) == 1


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("mistyped.jpg", "en", "there is no such file"), ("mistyped.jpg", "hr", "takve datoteke nema"),
        ("none*.jpg", "en", "no file has a name like this"), ("no?e.jpg", "hr", "nijedna datoteka nema ime"),
        ("good.jpg/inside.jpg", "en", "there is no such file"), ("x" * 300 + ".jpg", "hr", "takve datoteke nema"),
    ],
)  # fmt: skip
def test_what_never_was_is_not_said_to_be_gone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, language: str, said: str
) -> None:
    good, table = saved(tmp_path / "good.jpg", 2), tmp_path / "t.csv"
    given = ["--language", language, "--csv", str(table)]
    assert main(["classify", LITE, str(tmp_path / name), *given]) == 1
    assert not table.exists()
    assert said in capsys.readouterr().out
    assert main(["classify", LITE, str(tmp_path / name), str(good), *given]) == 0
    assert said in capsys.readouterr().out


def test_events_replace_nothing_that_is_somebodys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo, events = saved(tmp_path / "a.jpg", 1), tmp_path / "events"
    before = photo.read_bytes()
    command = ["classify", LITE, str(photo), "--events"]
    for place in (photo, tmp_path):
        assert main([*command, str(place)]) == 1
        assert capsys.readouterr().out == ""
    assert photo.read_bytes() == before
    for _ in range(2):  # what was told before is ours
        assert main([*command, str(events)]) == 0
        assert events.read_text("utf-8").startswith('{"kind": "')
    copy = saved(tmp_path / "b.jpg", 1)
    assert main([*command, str(copy), "--replace"]) == 0
    assert copy.read_text("utf-8").startswith('{"kind": "')
    if Path(os.devnull).exists():
        assert main([*command, os.devnull]) == 0


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_place_that_a_job_saves_a_file_to_is_looked_at_before(job: type[Job]) -> None:
    """Whatever parameter of whatever command says where a file goes is among what is looked at."""
    given = {one.name: _something(one.kind) for one in parameters(job) if one.required}
    for place in (one.name for one in parameters(job) if one.kind == "save"):
        assert Path("mine.png") in job(**{**given, place: Path("mine.png")}).saves_to(), place
    for name in ("out", "csv", "frames", "sheet", "pdf", "picture"):  # none of them only calls itself a file
        assert all(one.kind in ("save", "folder") or one.type is bool for one in parameters(job) if one.name == name)


def _something(kind: str) -> Any:
    return (Path("x"),) if kind == "paths" else Path("x") if kind in ("file", "folder", "save") else "x"
