"""Corrections of photos: obeyed by every job, undone without end, never lost, and the folder stays as it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of
from small import outcome

from engine.files import digest_file
from engine.job.words import EngineError, say
from engine.jobs.correct import Correct, CorrectResult
from engine.jobs.evaluate import Evaluate, EvaluateResult
from engine.jobs.scan import Scan, ScanResult
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.models.card import read_card
from engine.project import Project
from engine.project.choices import Choices, choices_of, choose
from engine.project.corrections import Correction, correct, corrections_of, redo, undo


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", green=8, red=8)


def scanned(folder: Path, **given: Any) -> ScanResult:
    value, _ = outcome(Scan(folder=folder, **given))
    assert isinstance(value, ScanResult)
    return value


def corrected(folder: Path, action: str, *photos: str, to: str = "") -> CorrectResult:
    value, _ = outcome(Correct(folder=folder, action=action, photos=tuple(map(Path, photos)), to=to))
    assert isinstance(value, CorrectResult)
    return value


def label(result: ScanResult, path: str) -> str:
    return next(result.scan.classes[photo.label] for photo in result.scan.photos if photo.path == path)


def test_a_photo_is_moved_left_out_and_taken_back_without_touching_the_folder(photos: Path) -> None:
    before = {path: path.read_bytes() for path in photos.rglob("*.jpg")}
    assert corrected(photos, "move", "red/0.jpg", to="green").photos == 1
    moved = scanned(photos)
    assert moved.classes == {"green": 9, "red": 7}
    assert label(moved, "red/0.jpg") == "green"
    corrected(photos, "leave_out", "red/1.jpg", "red/2.jpg")
    left = scanned(photos)
    assert left.classes == {"green": 9, "red": 5}
    assert {item.path for item in left.skipped} == {"red/1.jpg", "red/2.jpg"}
    assert {item.reason.code for item in left.skipped} == {"reason.left_out"}
    assert "problem.corrected" in [problem.code for problem in left.problems]
    assert "problem.skipped" not in [problem.code for problem in left.problems]
    corrected(photos, "restore", "red/0.jpg", "red/1.jpg")
    assert scanned(photos).classes == {"green": 8, "red": 7}
    assert {path: path.read_bytes() for path in photos.rglob("*.jpg")} == before


def test_steps_are_undone_and_done_again_without_end(photos: Path) -> None:
    told = [scanned(photos).classes]
    for number in range(6):
        corrected(photos, "move", f"red/{number}.jpg", to="green")
        told.append(scanned(photos).classes)
    for number in range(6):
        value = corrected(photos, "undo")
        assert (value.undo, value.redo) == (5 - number, number + 1)
        assert scanned(photos).classes == told[5 - number]
    assert corrected(photos, "undo").undo == 0
    for number in range(6):
        corrected(photos, "redo")
        assert scanned(photos).classes == told[number + 1]
    corrected(photos, "undo")
    assert corrected(photos, "leave_out", "green/0.jpg").redo == 0
    assert [one.action for step in corrected(photos, "show").steps for one in step] == ["move"] * 5 + ["leave_out"]


def test_a_photo_is_known_by_its_content_wherever_it_lies(photos: Path) -> None:
    corrected(photos, "move", "red/3.jpg", to="green")
    (photos / "red" / "3.jpg").rename(photos / "red" / "another name.jpg")
    assert label(scanned(photos), "red/another name.jpg") == "green"


def test_training_learns_what_was_corrected_and_judging_asks_for_it(photos: Path, tmp_path: Path) -> None:
    corrected(photos, "move", *(f"red/{number}.jpg" for number in range(3)), to="blue")
    corrected(photos, "leave_out", "green/0.jpg")
    gone = digest_file(photos / "green" / "0.jpg")
    out = tmp_path / "m.safetensors"
    value, _ = outcome(
        Train(folder=photos, backbone="mobilenet_v3_small", weights="none", epochs=1, threads=1, out=out)
    )
    assert isinstance(value, TrainResult)
    assert value.classes == ("blue", "green", "red")
    assert sum(value.photos.values()) == 15
    split = read_card(out).split
    parts = [set(split[part]) for part in ("train", "validation", "test")]
    assert all(gone not in part for part in parts)
    assert sum(map(len, parts)) == len(set().union(*parts)) == 15
    judged, _ = outcome(Evaluate(model=str(out), folder=photos, part="all", threads=1))
    assert isinstance(judged, EvaluateResult)
    truths = {judged.classes[one.truth] for one in judged.judged if one.path in ("red/0.jpg", "red/1.jpg", "red/2.jpg")}
    assert truths == {"blue"}


def test_a_photo_that_is_the_same_as_no_other_stands_alone(photos: Path) -> None:
    for copy in ("copy", "third"):
        shutil.copy(photos / "red" / "0.jpg", photos / "red" / f"{copy}.jpg")
    near = photos / "red" / "near.jpg"
    from PIL import Image

    with Image.open(photos / "red" / "0.jpg") as picture:
        picture.save(near, quality=40)
    before = scanned(photos)
    assert max(len(group.photos) for group in before.groups) == 4
    corrected(photos, "apart", "red/near.jpg")
    after = scanned(photos)
    assert max(len(group.photos) for group in after.groups) == 3
    assert all("red/near.jpg" not in group.photos for group in after.groups)
    corrected(photos, "restore", "red/near.jpg")
    assert scanned(photos).groups == before.groups


def test_what_was_chosen_of_the_folder_and_of_its_photos_stand_beside_each_other(photos: Path) -> None:
    project = Project.default_folder(photos)
    choose(project, Choices(layout="folders"))
    corrected(photos, "leave_out", "red/0.jpg")
    choose(project, Choices(layout="auto"))
    assert corrections_of(project).photos == 1
    assert choices_of(project) == Choices()


def test_steps_of_a_newer_version_are_kept_and_a_damaged_record_is_set_aside(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    newer = [{"digest": "1" * 64, "path": "a.jpg", "action": "split", "into": 3}]
    (project / "choices.json").write_text(json.dumps({"version": 9, "corrections": [newer], "later": {"a": 1}}))
    correct(project, [Correction("2" * 64, "b.jpg", "leave_out")])
    kept = json.loads((project / "choices.json").read_text())
    assert kept["corrections"][0] == newer
    assert kept["later"] == {"a": 1}
    assert corrections_of(project).corrected().left_out == {"2" * 64}
    undo(project)
    undo(project)
    assert redo(project).done == (newer,)
    (project / "choices.json").write_text("{not json")
    correct(project, [Correction("3" * 64, "c.jpg", "leave_out")])
    assert (project / "choices.damaged.json").read_text() == "{not json"
    assert corrections_of(project).photos == 1


@pytest.mark.parametrize(
    "record",
    [
        {"corrections": 3}, {"corrections": [3, None, [3], [{}]]}, {"corrections": {"a": []}},
        {"corrections": [[{"digest": 3, "path": "a", "action": "move", "class": "b"}]]},
        {"corrections": [[{"digest": "0" * 64, "path": "a", "action": "move", "class": ""}]]}, {"undone": "x"}, [1],
    ],
    ids=str,
)  # fmt: skip
def test_a_strangers_record_that_is_nonsense_corrects_nothing(photos: Path, record: Any) -> None:
    project = Project.default_folder(photos)
    project.mkdir(parents=True)
    (project / "choices.json").write_text(json.dumps(record))
    assert scanned(photos).classes == {"green": 8, "red": 8}
    corrected(photos, "leave_out", "red/0.jpg")
    assert scanned(photos).classes == {"green": 8, "red": 7}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"action": "move", "to": "green"}, "nothing_to_correct"),
        ({"action": "move", "photos": (Path("red/0.jpg"),)}, "no_class_given"),
        ({"action": "leave_out", "photos": (Path("red/nobody.jpg"),)}, "photo_not_found"),
    ],
)
def test_what_cannot_be_done_is_told(photos: Path, given: dict[str, Any], code: str) -> None:
    with pytest.raises(EngineError) as told:
        list(Correct(folder=photos, **given).run())
    assert told.value.code == code


def test_the_report_says_each_correction_in_both_languages(photos: Path) -> None:
    corrected(photos, "move", "red/0.jpg", to="green")
    value = corrected(photos, "leave_out", "red/1.jpg")
    for language, word in (("en", "left out"), ("hr", "izostavljeno")):
        lines = [say(line, language) if not isinstance(line, str) else line for line in Correct.report(value)]  # type: ignore[arg-type]
        assert any("red/1.jpg" in line and word in line for line in lines)


def test_a_corrected_copy_is_written_beside_and_the_folder_stays_as_it_is(photos: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in photos.rglob("*.jpg")}
    corrected(photos, "move", "red/0.jpg", to="green")
    corrected(photos, "move", "red/1.jpg", to="../out/of: here")
    corrected(photos, "leave_out", "red/2.jpg")
    value, _ = outcome(Correct(folder=photos, action="write", into=tmp_path / "copy"))
    assert isinstance(value, CorrectResult)
    assert value.written == 15
    copy = tmp_path / "copy"
    names = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*.jpg"))
    assert len(names) == 15
    assert {name.partition("/")[0] for name in names} == {"green", "red", "_out_of_ here"}
    assert len([name for name in names if name.startswith("green/")]) == 9  # two of them are called 0.jpg
    moved = (photos / "red" / "0.jpg").read_bytes()
    assert moved in [(copy / name).read_bytes() for name in names if name.startswith("green/0")]
    assert {path: path.read_bytes() for path in photos.rglob("*.jpg")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "photos"]


@pytest.mark.parametrize("where", ["photos", "photos/new", "full", ""])
def test_a_copy_goes_nowhere_but_into_an_empty_place(photos: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    into = tmp_path / where if where else None
    with pytest.raises(EngineError) as told:
        list(Correct(folder=photos, action="write", into=into).run())
    assert told.value.code == ("place_not_empty" if where else "no_place_given")
    assert not (photos / "new").exists()


def test_a_whole_class_is_switched_off_in_one_step_and_on_again(photos: Path) -> None:
    assert corrected(photos, "leave_out", "red").photos == 8
    assert scanned(photos).classes == {"green": 8}
    assert corrected(photos, "undo").photos == 0
    assert scanned(photos).classes == {"green": 8, "red": 8}
