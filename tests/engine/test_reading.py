"""How a folder is read where somebody says so: by a flag, or once for all in the project's record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pictures import saved

from engine.job.declare import plain
from engine.job.events import Outcome
from engine.job.words import LANGUAGES, EngineError, say
from engine.jobs.scan import Scan, ScanResult
from engine.jobs.train import Train
from engine.project import Project
from engine.project.choices import LAYOUTS, Choices, choices_of, choose


def scanned(root: Path, **given: object) -> ScanResult:
    *_, last = Scan(folder=root, **given).run()  # type: ignore[arg-type]
    assert isinstance(last, Outcome)
    assert isinstance(last.value, ScanResult)
    return last.value


@pytest.fixture
def pieces(tmp_path: Path) -> Path:
    """Two folders called like pieces, six photos in each, named after nothing."""
    for number in range(12):
        saved(tmp_path / "photos" / f"batch_{number % 2}" / f"{number * 7919:08x}.jpg", number)
    return tmp_path / "photos"


def table(path: Path, photos: Path) -> Path:
    names = sorted(photo.name for photo in photos.rglob("*.jpg"))
    path.write_text("file,class\n" + "".join(f"{name},{'cat' if n % 2 else 'dog'}\n" for n, name in enumerate(names)))
    return path


def test_a_flag_says_which_layout_is_taken(pieces: Path) -> None:
    assert scanned(pieces).layout.name == "none"
    assert scanned(pieces, layout="folders").classes == {"batch_0": 6, "batch_1": 6}


def test_a_table_anywhere_can_be_given(pieces: Path, tmp_path: Path) -> None:
    result = scanned(pieces, labels=table(tmp_path / "elsewhere.csv", pieces))
    assert (result.layout.name, result.classes) == ("table", {"cat": 6, "dog": 6})


def test_photos_that_the_table_does_not_name_are_counted_by_kind(pieces: Path) -> None:
    table(pieces / "labels.csv", pieces)
    for number in range(3):
        saved(pieces / "batch_0" / f"new{number}.jpg", 50 + number)
    (pieces / "batch_1" / "bad.jpg").write_bytes(b"x")
    left_out = plain(scanned(pieces))["left_out"]
    assert [(kind["kind"], kind["count"], kind["first"]) for kind in left_out] == [
        ("no_class", 4, "batch_0/new0.jpg"),
    ]  # fmt: skip


def test_a_table_that_names_none_of_the_photos_is_refused_in_words(pieces: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("file,class\na.jpg,cat\nb.jpg,dog\n")
    for path in (tmp_path / "other.csv", tmp_path / "none.csv", tmp_path):
        with pytest.raises(EngineError) as caught:
            scanned(pieces, labels=path)
        assert caught.value.code == "labels_unusable"
        assert all(caught.value.say(language) for language in LANGUAGES)


def test_what_was_chosen_is_remembered_with_the_project_and_a_flag_wins(pieces: Path) -> None:
    choose(Project.default_folder(pieces), Choices("folders"))
    assert scanned(pieces).layout.name == "folders"
    named = table(pieces / "labels.csv", pieces)
    assert scanned(pieces, layout="table").layout.name == "table"
    choose(Project.default_folder(pieces), Choices(labels=str(named)))
    assert scanned(pieces).classes == {"cat": 6, "dog": 6}


def test_a_choice_that_no_longer_fits_is_said_and_found_out_anew(pieces: Path) -> None:
    choose(Project.default_folder(pieces), Choices("parts"))
    result = scanned(pieces)
    assert result.layout.name == "none"
    assert result.problems[0].code == "problem.choice_gone"
    assert all(say(result.problems[0], language) for language in LANGUAGES)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"layout": 5, "labels": []}', b'{"layout": "moon"}'])
def test_a_damaged_record_means_that_nothing_was_chosen(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "choices.json").write_bytes(content)
    assert choices_of(tmp_path) == Choices()


def test_what_a_later_version_wrote_into_the_record_stays(tmp_path: Path) -> None:
    (tmp_path / "choices.json").write_text(json.dumps({"version": 3, "corrections": {"a": "cat"}}))
    choose(tmp_path, Choices("names"))
    assert json.loads((tmp_path / "choices.json").read_text())["corrections"] == {"a": "cat"}
    assert [choices_of(tmp_path).layout, *LAYOUTS][:2] == ["names", "auto"]


def test_a_training_is_refused_in_words_where_nothing_tells_the_classes(pieces: Path) -> None:
    with pytest.raises(EngineError) as caught:
        list(Train(folder=pieces).run())
    assert caught.value.code == "no_classes"
    assert "batch_0" in caught.value.say()


def test_a_training_goes_on_with_the_classes_with_which_it_began(pieces: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    steps = Train(folder=pieces, layout="folders", project=project, epochs=30).run()
    for _ in steps:
        (run, *_) = Project.runs_of(project) or [None]
        if run is not None and run.load()[0] is not None:
            break
    steps.close()
    *_, last = Train(folder=pieces, project=project, resume=True).run()
    assert isinstance(last, Outcome)
    assert last.value.classes == ("batch_0", "batch_1")


def test_another_column_of_the_table_can_be_chosen(pieces: Path) -> None:
    names = sorted(photo.name for photo in pieces.rglob("*.jpg"))
    rows = (f"{name},{'cat' if n % 2 else 'dog'},{'big' if n % 3 else 'small'}\n" for n, name in enumerate(names))
    (pieces / "labels.csv").write_text("file,species,kind\n" + "".join(rows))
    result = scanned(pieces)
    assert set(result.classes) == {"cat", "dog"}
    (other,) = (other for other in result.layout.alternatives if other.name == "table")
    choose(Project.default_folder(pieces), Choices("table", column=other.column))
    assert scanned(pieces).classes == {"big": 8, "small": 4}


def test_where_the_folder_above_makes_better_sense_it_is_offered(tmp_path: Path) -> None:
    for number in range(6):
        for part in ("train", "test"):
            for name in ("cat", "dog"):
                saved(tmp_path / part / name / f"{number}.jpg", number)
    for opened, reason in (("train", "why.open_above_parts"), ("train/cat", "why.open_above")):
        (above,) = scanned(tmp_path / opened).layout.alternatives
        assert (above.folder, above.reason.code) == ("..", reason)
        assert all(say(above.reason, language) for language in LANGUAGES)
    assert scanned(tmp_path).layout.alternatives == ()
