"""The trainings of a folder: read from their journals, named, noted, deleted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.job.events import Notice, Outcome
from engine.job.words import LANGUAGES, EngineError, message, say
from engine.jobs.runs import Runs, RunsResult
from engine.project import Project, Run
from engine.project.history import annotate, delete, differing, record_of, rename

SETTINGS = {"backbone": "efficientnet_lite0", "method": "frozen", "epochs": 3, "out": None}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project(tmp_path / "project", tmp_path) as opened:
        yield opened


def trained(project: Project, how: str = "epochs", accuracy: float = 0.75, **settings: Any) -> Run:
    run = project.new_run()
    counts = {"train": 60, "validation": 20, "test": 20}
    run.journal.add("start", settings=SETTINGS | settings, photos=counts, date="2026-11-25T14:03:00+01:00")
    run.journal.add("points", series={"loss.train": [(1.0, 0.5)]})
    run.journal.add("end", how=how, scores={"accuracy.validation": accuracy}, seconds=2.5)
    return run


def listed(project: Path) -> tuple[RunsResult, list[Notice]]:
    events = list(Runs(folder=project, project=project).run())
    assert isinstance(events[-1], Outcome)
    return events[-1].value, [event for event in events if isinstance(event, Notice)]


def test_a_training_is_told_with_all_that_its_journal_knows(project: Project) -> None:
    trained(project)
    (row,) = listed(project.folder)[0].runs
    assert (row.number, row.name, row.backbone, row.method) == (1, "", "efficientnet_lite0", "frozen")
    assert (row.accuracy, row.seconds, row.ended) == (0.75, 2.5, "epochs")
    assert row.date == "2026-11-25T14:03:00+01:00"
    assert row.interval is not None
    assert row.interval == pytest.approx((0.5313, 0.8881), abs=1e-4)  # Wilson's, 15 of 20


def test_a_folder_without_a_project_has_no_trainings(tmp_path: Path) -> None:
    result, notices = listed(tmp_path / "nowhere")
    assert (result.runs, notices) == ((), [])
    assert not (tmp_path / "nowhere").exists()


def test_the_sittings_of_a_training_that_went_on_are_counted_together(project: Project) -> None:
    run = trained(project, "stopped")
    run.journal.add("resume", position=1.0)
    assert record_of(run).seconds is None  # type: ignore[union-attr]
    assert record_of(run).ended == "unfinished"  # type: ignore[union-attr]
    run.journal.add("end", how="epochs", scores={"accuracy.validation": 0.9}, seconds=1.5)
    record = record_of(run)
    assert record is not None
    assert (record.seconds, record.accuracy, record.ended) == (4.0, 0.9, "epochs")


def test_an_older_journal_is_read_and_what_it_does_not_tell_is_not_made_up(project: Project) -> None:
    run = project.new_run()
    run.journal.add("start", settings=SETTINGS)
    run.journal.add("end", how="epochs", model="gone.safetensors", scores={"accuracy.validation": 0.5})
    (row,) = listed(project.folder)[0].runs
    assert (row.accuracy, row.interval, row.seconds, row.model) == (0.5, None, None, "")
    assert row.date[:2] == "20"  # of the journal's file


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"[]\n", b'{"kind": "start", "settings": 3}\n'])
def test_a_damaged_journal_is_told_and_the_others_are_listed(project: Project, content: bytes) -> None:
    trained(project)
    damaged = trained(project)
    trained(project)
    damaged.journal.path.write_bytes(content)
    result, notices = listed(project.folder)
    assert [row.number for row in result.runs] == [1, 3]
    assert [notice.message.params["number"] for notice in notices if not isinstance(notice.message, EngineError)] == [2]


@pytest.mark.parametrize(
    "line",
    [
        {"scores": 3}, {"scores": {"accuracy.validation": "much"}}, {"scores": {"accuracy.validation": 7}},
        {"seconds": -1}, {"seconds": "long"}, {"how": ["epochs"]}, {"model": 3}, {"model": "a\0b"}, {"seconds": True},
    ],
)  # fmt: skip
def test_a_journal_from_a_stranger_breaks_nothing(project: Project, line: dict[str, Any]) -> None:
    run = trained(project)
    run.journal.add("end", **{"how": "epochs", **line})
    (row,) = listed(project.folder)[0].runs
    assert row.accuracy is None
    for language in LANGUAGES:
        assert [say(text, language) for text in Runs.report(listed(project.folder)[0]) if not isinstance(text, str)]


def test_a_name_and_a_note_stay_while_the_project_is_in_use_and_what_is_unknown_is_kept(project: Project) -> None:
    run = trained(project)
    (run.folder / "about.json").write_text(json.dumps({"colour": "red"}))
    rename(run, "  the one\nwith   dropout ")
    annotate(run, "More photos\nof tulips.")
    (row,) = listed(project.folder)[0].runs
    assert (row.name, row.note) == ("the one with dropout", "More photos\nof tulips.")
    assert json.loads((run.folder / "about.json").read_bytes())["colour"] == "red"
    rename(run, "")
    assert listed(project.folder)[0].runs[0].name == ""


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"name": 3, "note": ["x"]}'])
def test_a_damaged_name_is_no_name(project: Project, content: str) -> None:
    run = trained(project)
    (run.folder / "about.json").write_text(content)
    assert (listed(project.folder)[0].runs[0].name, listed(project.folder)[0].runs[0].note) == ("", "")


def test_a_run_that_is_gone_cannot_be_named(project: Project) -> None:
    run = trained(project)
    run.remove()
    with pytest.raises(EngineError) as told:
        rename(run, "ghost")
    assert told.value.code == "no_such_run"
    assert not run.folder.exists()


def test_what_differs_between_trainings_is_told_and_nothing_else(project: Project) -> None:
    runs = [trained(project, epochs=3, out="a"), trained(project, epochs=9, out="b"), trained(project, views=2)]
    records = [record for run in runs if (record := record_of(run)) is not None]
    assert differing(records, {}) == {"epochs": [3, 9, 3], "views": [None, None, 2]}
    assert differing(records, {"views": 1}) == {"epochs": [3, 9, 3], "views": [1, 1, 2]}
    assert differing(records, {"views": 2}) == {"epochs": [3, 9, 3]}
    assert differing(records[:1], {}) == {}


def test_deleting_frees_the_bytes_that_were_told_and_touches_nothing_outside(project: Project, tmp_path: Path) -> None:
    run, kept = trained(project), trained(project)
    outside = tmp_path / "mine"
    outside.mkdir()
    (outside / "model.safetensors").write_bytes(b"x" * 100)
    (run.folder / "link").symlink_to(outside)
    (run.folder / "model.safetensors").write_bytes(b"x" * 5000)
    project.close()
    told = listed(project.folder)[0].runs[0].bytes
    assert 5000 < told == delete(run)
    assert not run.folder.exists()
    assert (outside / "model.safetensors").stat().st_size == 100
    assert [path.name for path in (project.folder / "runs").iterdir()] == [kept.folder.name]


def test_a_run_that_is_a_link_is_unlinked_and_what_it_points_to_stays(project: Project, tmp_path: Path) -> None:
    elsewhere = trained(project).folder.rename(tmp_path / "elsewhere")
    link = project.folder / "runs" / "0001"
    link.symlink_to(elsewhere)
    project.close()
    delete(Run(link))
    assert not link.is_symlink()
    assert (elsewhere / "journal.jsonl").exists()


def test_a_run_that_may_be_running_is_never_deleted_and_a_finished_one_may_be(project: Project) -> None:
    finished, running = trained(project), project.new_run()
    running.journal.add("start", settings=SETTINGS)
    stopped = trained(project, "stopped")
    for run in (running, stopped):
        with pytest.raises(EngineError) as told:
            delete(run)
        assert told.value.code == "run_in_use"
        assert run.journal.path.exists()
    delete(finished)
    project.close()
    delete(running)
    assert [run.number for run in project.runs] == [stopped.number]


def test_a_run_that_failed_with_nothing_to_keep_gives_its_number_up(project: Project) -> None:
    trained(project)
    for _ in range(3):
        run = project.new_run()
        assert run.number == 2
        run.journal.add("start", settings=SETTINGS)
        run.journal.add("end", how="failed")
    (run.folder / "best-000001.safetensors").write_bytes(b"x")
    assert project.new_run().number == 3


def test_every_way_to_end_has_its_words() -> None:
    for how in ("epochs", "early_stopping", "stopped", "cancelled", "failed", "unfinished"):
        assert say(message(f"run_ended.{how}"), "hr") != say(message(f"run_ended.{how}"), "en")
