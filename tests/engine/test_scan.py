"""The scan as a job and as a command: its contract with programs and what a person reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pictures import drawn, folder_of, saved
from PIL import Image, TiffImagePlugin

from engine.job.declare import plain
from engine.job.events import Outcome
from engine.job.words import LANGUAGES, Language, Message, message, say
from engine.jobs.scan import Scan, ScanResult
from engine.photos.door import inspect_photo, open_photo


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder with a copy, a damaged file, and names that are no text."""
    root = folder_of(tmp_path / "photos", cat=3, dog=4)
    saved(root / "cat" / "\udce8.jpg", 0)
    (root / "dog" / "\udcff\n.jpg").write_bytes(b"damaged")
    return root


def result(root: Path) -> ScanResult:
    *_, last = Scan(folder=root).run()
    assert isinstance(last, Outcome)
    assert isinstance(last.value, ScanResult)
    return last.value


def test_the_outcome_keeps_its_contract(odd: Path) -> None:
    value = json.loads(json.dumps(plain(result(odd)), ensure_ascii=False).encode())
    assert value["classes"] == {"cat": 4, "dog": 4}
    assert value["photos"] == 8
    assert value["skipped"] == [{"path": "dog/\\xff\n.jpg", "reason": "this is not a picture, whatever its name says"}]
    assert value["duplicates"] == [["cat/0.jpg", "cat/\\xe8.jpg"]]
    reason = "There are 2 folders with photos, each taken as a class"
    assert value["layout"] == {"name": "folders", "reason": reason, "alternatives": []}
    assert value["left_out"] == [{"kind": "not_a_picture", "count": 1, "first": "dog/\\xff\n.jpg",
                                  "reason": "this is not a picture, whatever its name says"}]  # fmt: skip
    assert "scan" not in value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_lines_that_a_terminal_can_show(odd: Path, language: str) -> None:
    for number in range(30):
        (odd / "dog" / f"bad{number}.jpg").write_bytes(b"damaged")
    lines = [say(line, language) if isinstance(line, Message) else line for line in Scan.report(result(odd))]  # type: ignore[arg-type]
    text = "\n".join(lines)
    text.encode()
    assert all("\n" not in line for line in lines)
    assert "cat" in text
    assert "bad0.jpg" in text
    assert "11" in lines[-1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_tells_how_the_folder_may_be_read_otherwise(tmp_path: Path, language: str) -> None:
    for number, name in enumerate(("fresh/apple", "fresh/pear", "rotten/apple", "rotten/pear")):
        for index in range(3):
            saved(tmp_path / name / f"{index}.jpg", 10 * number + index)
    lines = [say(line, language) for line in Scan.report(result(tmp_path)) if isinstance(line, Message)]  # type: ignore[arg-type]
    assert any("--layout subfolders" in line and "apple 6, pear 6" in line for line in lines)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONWARNINGS": "error"}
    return subprocess.run(
        [sys.executable, "-m", "engine", *words], capture_output=True, text=True, encoding="utf-8", env=environment
    )


def test_the_command_tells_programs_by_json_lines(resources: Path) -> None:
    done = command("scan", str(resources / "sample_photos"), "--events", "-")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert {event["kind"] for event in events} == {"progress", "outcome"}
    value = events[-1]["value"]
    assert value["classes"] == {"bird": 35, "flower": 24, "fruit": 26, "vegetable": 18}
    assert (value["photos"], value["skipped"], value["duplicates"]) == (103, [], [])


def test_the_command_fails_in_one_line(tmp_path: Path) -> None:
    failed = command("scan", str(tmp_path / "none"), "--language", "hr")
    assert failed.returncode == 1
    assert failed.stdout == ""
    assert failed.stderr.count("\n") == 1
    assert "ne postoji" in failed.stderr


def test_tiny_photos_and_files_of_several_pictures_are_said_and_the_first_is_taken(tmp_path: Path) -> None:
    folder_of(tmp_path, cat=6, dog=6)
    Image.new("RGB", (40, 30), (200, 30, 30)).save(tmp_path / "cat" / "stamp.png")
    pages = [Image.new("RGB", (96, 80), (40 * shade, 90, 200 - 40 * shade)) for shade in range(4)]
    pages[0].save(tmp_path / "dog" / "film.gif", save_all=True, append_images=pages[1:])
    pages[0].save(tmp_path / "dog" / "pages.tiff", save_all=True, append_images=pages[1:])
    for _ in range(2):  # the second time from what was kept
        *_, last = Scan(folder=tmp_path).run()
        assert isinstance(last, Outcome)
        said = {problem.code: dict(problem.params) for problem in last.value.problems}  # type: ignore[attr-defined]
        assert said["problem.tiny_photos"] == {"count": 1, "example": "cat/stamp.png", "width": 40, "height": 30}
        assert said["problem.several_pictures"]["count"] == 2
    taken = open_photo(tmp_path / "dog" / "pages.tiff")
    assert taken.getpixel((5, 5)) == (0, 90, 200)


def test_smaller_versions_and_masks_in_a_tiff_are_no_other_pictures(tmp_path: Path) -> None:
    for name, kind in (("preview", 1), ("mask", 4), ("page", 2)):
        with TiffImagePlugin.AppendingTiffWriter(tmp_path / f"{name}.tif", new=True) as file:
            for number in range(2):
                info = TiffImagePlugin.ImageFileDirectory_v2()
                info[254] = kind if number else 0
                drawn(number).save(file, "TIFF", tiffinfo=info)
                file.newFrame()
    assert [inspect_photo(tmp_path / f"{name}.tif").several for name in ("preview", "mask", "page")] == [
        False, False, True,
    ]  # fmt: skip


def test_a_finding_names_the_photos_that_it_is_about(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, cat=6, dog=6)
    drawn(50, 40, 30).save(folder / "cat" / "stamp.png")
    drawn(51, 300, 90).save(folder / "dog" / "wide.png")
    drawn(52, 300, 90).save(folder / "dog" / "wider.png")
    scan = result(folder).scan
    about = {name: [scan.photos[index].path for index in photos] for name, photos in scan.about.items()}
    assert about == {"tiny_photos": ["cat/stamp.png"], "odd_shapes": ["dog/wide.png", "dog/wider.png"]}


def test_ordinary_photos_are_neither_tiny_nor_several(resources: Path) -> None:
    *_, last = Scan(folder=resources / "sample_photos").run()
    assert isinstance(last, Outcome)
    codes = {problem.code for problem in last.value.problems}  # type: ignore[attr-defined]
    assert not codes & {"problem.tiny_photos", "problem.several_pictures"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_that_go_on_take_no_full_stop_besides(language: Language) -> None:
    told = say(message("problem.tiny_class", count=4, least=3, names="cat, dog, fox …"), language)
    assert "fox … " in told
    assert "…." not in told
