"""Lessons: every row is read, answers come from the runs, and what was answered outlives the program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from lesson_results import attacked, compared, curve, features, grown, judged, trained, tried
from PIL import Image

from engine.files import RESOURCES
from engine.job.declare import Job
from engine.job.words import EngineError, message
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.lessons.cards import CARDS, right
from engine.lessons.keys import KEYS, PREDICATES
from engine.lessons.notebook import Given, LessonRecord, Notebook
from engine.lessons.reading import FILE, LESSONS, read_lesson, read_lessons
from engine.lessons.records import Asked, Lesson, LessonAnswer, Prediction, Scale
from engine.lessons.runs import (
    DRAWINGS,
    OWN_MODEL,
    SAMPLES,
    Desk,
    first_photo,
    job_for,
    runs_of,
    second_folder,
    stage_of,
)
from engine.lessons.said import LessonText, read_said, word, written
from engine.lessons.sitting import Sitting
from engine.lessons.views import VIEWS, block_of, read_block, written_block
from engine.models.backbones import BACKBONES

LESSON_NAMES = [lesson.name for lesson in read_lessons()[0]]
TEXT = LessonText("text", "tekst")


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return read_lessons()[0]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A head on the sample photos' classes: its file, for what reads its card."""
    place = tmp_path_factory.mktemp("model") / "model.safetensors"
    *_, last = Train(folder=SAMPLES, epochs=1, out=place, project=place.parent / "project").run()
    assert isinstance(last.value, TrainResult)  # type: ignore[union-attr]
    return str(place)


# The lessons that are on board


def test_nine_lessons_are_on_board_and_none_is_broken() -> None:
    found, broken = read_lessons()
    assert not broken
    assert [lesson.number for lesson in found] == list(range(1, 10))
    assert sum(len(lesson.quiz) for lesson in found) >= 36


@pytest.mark.parametrize("name", LESSON_NAMES)
def test_every_row_of_a_lesson_is_whole(name: str, model: str) -> None:
    lesson = read_lesson(LESSONS / name)
    assert lesson.predictions
    assert lesson.figures
    assert len(lesson.why) >= 3
    assert all(question.page for question in lesson.quiz)
    desk = Desk(model=model, second=SAMPLES, guesses={one.name: 3.0 for one in lesson.predictions})
    results = {run.name: trained(1.0, model=model) for run in lesson.runs}
    for run in lesson.runs:
        job = job_for(lesson, run, desk, results)
        assert isinstance(job, Job)
        assert job.name == run.job
    shown = {run for view in lesson.views for run in view.runs}
    assert shown == {run.name for run in lesson.runs} - {"learnt"}, "what is run is shown"


def test_texts_are_in_two_languages_and_not_one_of_them_twice(lessons: list[Lesson]) -> None:
    alike = [
        answer.text.en
        for lesson in lessons
        for question in (lesson.seen, *lesson.quiz)
        for answer in question.answers
        if answer.text.en == answer.text.hr
    ]
    assert not alike
    for lesson in lessons:
        for question in (lesson.seen, *lesson.quiz):
            assert len({answer.text.hr for answer in question.answers}) == len(question.answers)


def broken_copy(tmp_path: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(LESSONS, tmp_path / "lessons")
    file = tmp_path / "lessons" / name / FILE
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return tmp_path / "lessons"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('hr = "Deset sekundi"', 'hr = ""', "title.hr"),
        (', hr = "Deset sekundi"', "", "title.hr"),
        ('key = "right_of_100"', 'key = "no_such_key"', "predictions[0].key"),
        ('kind = "slider"', 'kind = "wheel"', "predictions[0].kind"),
        ('job = "train"', 'job = "fly"', "runs[0].job"),
        ("epochs = 20 }", "epocks = 20 }", "runs[0].settings.epocks"),
        ('folder = "$folder"', 'folder = "$elsewhere"', "$elsewhere"),
        ('view = "training_table"', 'view = "ladder"', "views[0].of"),
        ('of = ["frozen"]\nnear', 'of = ["thawed"]\nnear', "predictions[0].of"),
        ("mark = 0", "mark = 7", "mark"),
        ("is = true,", "is = false,", "answers"),
        ('picture = "own"', 'picture = "../../../LICENSE"', "picture"),
        ("number = 2", "number = ", ""),
    ],
)
def test_what_is_wrong_stops_one_lesson_and_says_where(tmp_path: Path, old: str, new: str, where: str) -> None:
    found, broken = read_lessons(broken_copy(tmp_path, "ten_seconds", old, new))
    assert [lesson.number for lesson in found] == [1, 3, 4, 5, 6, 7, 8, 9]
    assert [error.code for error in broken] == ["lesson_broken"]
    assert broken[0].params["lesson"] == "ten_seconds"
    assert where in str(broken[0].params["detail"])


def test_a_folder_of_lessons_that_is_not_there_leaves_none(tmp_path: Path) -> None:
    found, broken = read_lessons(tmp_path / "nowhere")
    assert not found
    assert [error.code for error in broken] == ["lesson_broken"]


# Where right answers come from

FROZEN = curve("frozen", (2, 0.8, 0.7, 0.9), (10, 0.9, 0.85, 0.95))
FALLING = curve("frozen", (2, 0.9, 0.85, 0.95), (10, 0.8, 0.7, 0.9))
GUESSING = curve("scratch", (2, 0.3, 0.2, 0.4), (10, 0.32, 0.25, 0.42))
LEARNING = curve("scratch", (2, 0.6, 0.5, 0.75), (10, 0.7, 0.6, 0.8))
NEAR = compared(("a", 0.9, 0.8, 0.95, 10, 20), ("b", 0.92, 0.85, 0.97, 30, 40))
FAR = compared(("a", 0.9, 0.86, 0.94, 30, 20), ("b", 0.5, 0.4, 0.6, 10, 40))
GOOD, BAD = judged(((9, 0, 0), (0, 9, 0), (0, 0, 9))), judged(((2, 7, 0), (3, 6, 0), (1, 0, 8)))
TRUE_AND_FALSE: dict[str, tuple[tuple[Any, ...], tuple[Any, ...]]] = {
    "beats_majority": ((trained(0.95),), (trained(0.4),)),
    "learnt_by_heart": ((trained(0.9),), (trained(1.0),)),
    "wide_interval": ((trained(0.9),), (trained(0.9, asked=2000),)),
    "forgot": ((trained(0.9), trained(0.2)), (trained(0.9), trained(0.9))),
    "transfer_clear": ((FROZEN, GUESSING), (FROZEN, LEARNING)),
    "scratch_beats_guessing": ((LEARNING,), (GUESSING,)),
    "more_photos_help": ((FROZEN,), (FALLING,)),
    "best_overlap": ((NEAR,), (FAR,)),
    "largest_is_best": ((NEAR,), (FAR,)),
    "largest_is_slowest": ((NEAR,), (FAR,)),
    "climbed": ((grown(),), (grown(probability=0.5),)),
    "others_agree": ((grown(),), (grown(rank=7),)),
    "calmer": ((grown(rough=True), grown()), (grown(), grown(rough=True))),
    "succeeded": ((attacked(),), (attacked(success=False),)),
    "survives_png": ((attacked(endures=("png",)),), (attacked(endures=("jpeg_75",)),)),
    "survives_jpeg": ((attacked(endures=("jpeg_75",)),), (attacked(endures=("png",)),)),
    "fools_others": ((attacked(fooled=True),), (attacked(),)),
    "claim_holds": ((tried("holds"),), (tried("cannot_tell"),)),
    "mostly_unknown": ((tried("cannot_tell"), tried("cannot_tell"), tried()), (tried("cannot_tell"), tried())),
    "mistakes": ((BAD,), (GOOD,)),
    "worse_there": ((GOOD, BAD), (BAD, GOOD)),
    "coarser": ((features(16, 112), features(320, 7)), (features(16, 7), features(320, 112))),
    "more_channels": ((features(16, 112), features(320, 7)), (features(320, 112), features(16, 7))),
}


@pytest.mark.parametrize("name", PREDICATES)
def test_a_predicate_is_true_of_one_run_and_false_of_another(name: str) -> None:
    yes, no = TRUE_AND_FALSE[name]
    assert KEYS[name].find(*yes) is True
    assert KEYS[name].find(*no) is False


def test_every_key_is_used_by_a_lesson(lessons: list[Lesson]) -> None:
    used = {one.asked.key for lesson in lessons for one in (*lesson.predictions, lesson.seen, *lesson.quiz)}
    assert used - {""} == set(KEYS)
    shown = {view.view for lesson in lessons for view in lesson.views}
    assert shown == set(VIEWS)


FOUND: list[tuple[str, tuple[Any, ...], object]] = [
    ("right_of_100", (trained(0.75),), 75.0),
    ("first_epoch", (trained(0.9), trained(0.2)), "collapse"),
    ("first_epoch", (trained(0.9), trained(0.88)), "same"),
    ("first_epoch", (trained(0.7), trained(0.9)), "up"),
    ("curves", (FROZEN, GUESSING), {"frozen": [[2.0, 0.8], [10.0, 0.9]], "scratch": [[2.0, 0.3], [10.0, 0.32]]}),
    ("by_accuracy", (NEAR,), ["b", "a"]),
    ("by_time", (NEAR,), ["a", "b"]),
    ("looks", (grown(rough=True),), "sand"),
    ("looks", (grown(),), "calm"),
    ("least_step", (attacked(success=False, linf=1), attacked(linf=4), attacked(linf=8)), 4),
    ("least_step", (attacked(success=False, linf=1), attacked(success=False, linf=8)), 8),
    ("verdict", (tried("fails"),), "fails"),
    ("verdict", (tried("holds"),), "holds"),
    ("verdict", (tried("cannot_tell"),), "cannot_tell"),
    ("most_confused", (BAD,), [["bird", "flower"]]),
    ("most_confused", (GOOD,), []),
    ("judged_100", (GOOD,), 100.0),
]


@pytest.mark.parametrize(("name", "results", "found"), FOUND)
def test_a_key_finds_what_the_run_came_to(name: str, results: tuple[Any, ...], found: object) -> None:
    assert KEYS[name].find(*results) == found


def test_every_key_is_tried_here_and_each_choice_comes_of_some_run() -> None:
    """A key that is new in the table and has no run here is found out."""
    assert set(TRUE_AND_FALSE) == set(PREDICATES)
    assert {name for name, _, _ in FOUND} | {"weights_learnt"} == set(KEYS) - set(PREDICATES)
    for key in KEYS.values():
        came = {found for name, _, found in FOUND if name == key.name and key.kind == "choice"}
        assert came == set(key.domain)


def test_the_weights_that_learnt_are_those_of_the_head(model: str) -> None:
    assert KEYS["weights_learnt"].find(trained(0.9, model=model)) == (1280 + 1) * 4


# Kinds of card


def asked(kind: str, **given: Any) -> Prediction:
    return Prediction("it", kind, TEXT, Asked(), **given)


ANSWERS = tuple(LessonAnswer(value, TEXT) for value in ("a", "b", "c"))
YES_NO = tuple(LessonAnswer(value, TEXT) for value in (True, False))
SLIDER = asked("slider", near=5.0, scale=Scale(0, 100, 1, TEXT))
RATIO = asked("slider", near=2.0, scale=Scale(1, 64, 1, TEXT, ratio=True))
CURVE = asked("curve", near=0.1, lines={"frozen": TEXT}, places=(2.0, 10.0), across=TEXT)
CARD_CASES = [
    (SLIDER, 90, 86.0, True), (SLIDER, 90, 80.0, False), (RATIO, 4, 2, True), (RATIO, 4, 1, False),
    (CURVE, {"frozen": [0.7, 0.9]}, {"frozen": [[2, 0.7], [6, 0.8], [10, 0.9]]}, True),
    (CURVE, {"frozen": [0.2, 0.3]}, {"frozen": [[2, 0.7], [10, 0.9]]}, False),
    (asked("order", answers=ANSWERS, near=1), ["a", "c", "b"], ["a", "b", "c"], True),
    (asked("order", answers=ANSWERS, near=1), ["c", "b", "a"], ["a", "b", "c"], False),
    (asked("picture", answers=ANSWERS), "a", "a", True), (asked("picture", answers=ANSWERS), "a", "b", False),
    (asked("choice", answers=ANSWERS), "b", "b", True), (asked("choice", answers=ANSWERS), "b", "c", False),
    (asked("yes_no", answers=YES_NO), True, True, True), (asked("yes_no", answers=YES_NO), True, False, False),
    (asked("pair"), ["x", "y"], [["y", "x"], ["x", "z"]], True), (asked("pair"), ["x", "y"], [["x", "z"]], False),
    (asked("pair"), [], [], True), (asked("pair"), [], [["x", "z"]], False),
]  # fmt: skip


def test_each_kind_of_card_has_a_right_and_a_wrong_guess_here() -> None:
    assert {(prediction.kind, fine) for prediction, _, _, fine in CARD_CASES} == {
        (name, fine) for name in CARDS for fine in (True, False)
    }


@pytest.mark.parametrize(("prediction", "guess", "truth", "fine"), CARD_CASES)
def test_a_guess_is_judged(prediction: Prediction, guess: object, truth: object, fine: bool) -> None:
    assert CARDS[prediction.kind].can_be(prediction, guess)
    assert right(prediction, guess, truth) is fine


@pytest.mark.parametrize(
    ("prediction", "guess"),
    [
        (SLIDER, 101), (SLIDER, "90"), (SLIDER, True), (SLIDER, float("nan")), (CURVE, {"frozen": [0.5]}),
        (CURVE, {"other": [0.5, 0.5]}), (CURVE, [0.5, 0.5]), (asked("order", answers=ANSWERS), ["a", "b"]),
        (asked("yes_no", answers=YES_NO), 1), (asked("choice", answers=ANSWERS), "d"), (asked("pair"), ["x"]),
        (asked("pair"), ["x", "x"]), (asked("pair"), None),
    ],
)  # fmt: skip
def test_what_is_no_guess_is_refused(prediction: Prediction, guess: object) -> None:
    assert not CARDS[prediction.kind].can_be(prediction, guess)


# What is shown

TITLES = (LessonText("one", "jedan"), LessonText("two", "dva"))


def shown_of(view: str, model: str, tmp_path: Path) -> object:
    pair: dict[str, tuple[Any, ...]] = {
        "features": (features(16, 8), features(32, 4)),
        "train": (trained(0.9, model=model), trained(0.5, model=model)),
        "learning-curve": (FROZEN, GUESSING),
        "compare": (compared(("resnet18", 0.9, 0.8, 0.95, 10, 20), ("vgg16", 0.8, 0.7, 0.9, 30, 528)),),
        "ideal": (grown(rough=True), grown(probability=None)),
        "adversarial": (attacked(picture=tmp_path / "a.png"), attacked(success=False, picture=tmp_path / "b.png")),
        "trial": (tried(), tried("cannot_tell")),
        "evaluate": (BAD, GOOD),
    }
    results = pair[VIEWS[view].jobs[0]]
    results = results if VIEWS[view].many else results[: len(VIEWS[view].jobs)]
    return block_of(view, TITLES[: len(results)], results)


@pytest.mark.parametrize("view", VIEWS)
def test_what_a_view_shows_can_be_written_down_and_read_again(view: str, model: str, tmp_path: Path) -> None:
    block = shown_of(view, model, tmp_path)
    again = read_block(json.loads(json.dumps(written_block(block))))  # type: ignore[arg-type]
    assert again == block


@pytest.mark.parametrize(
    "given",
    [
        {}, {"kind": "film"}, {"kind": "pictures", "pictures": [["a"]]}, {"kind": "pictures", "pictures": 5 * [0]},
        {"kind": "table", "headings": ["a"], "rows": [["a", "b"]], "marks": [None]},
        {"kind": "pictures", "pictures": [["a\0", "b"]]},
        {"kind": "pictures", "pictures": [["a", {"code": "no.such", "params": {}}]]},
        {"kind": "pictures", "pictures": [["a", {"code": "lesson.share", "params": {}}]]},
        {"kind": "pictures", "pictures": [["a", 7]]},
    ],
)  # fmt: skip
def test_what_no_view_has_shown_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_block(given)


def test_what_is_said_is_worded_in_both_languages() -> None:
    for said, english, croatian in (
        ("bird", "bird", "bird"),
        (LessonText("yes", "da"), "yes", "da"),
        (message("lesson.share", share=0.875), "87.5%", "87,5 %"),
        (message("lesson.steps_of_255", count=2), "2 steps of 255", "2 koraka od 255"),
    ):
        assert (word(said, "en"), word(said, "hr")) == (english, croatian)  # type: ignore[arg-type]
        assert read_said(json.loads(json.dumps(written(said)))) == said  # type: ignore[arg-type]


def test_the_change_of_an_attack_is_drawn_beside_it(tmp_path: Path, model: str) -> None:
    shown_of("before_after", model, tmp_path)
    from engine.photos.door import read_photo

    assert np.asarray(read_photo(tmp_path / "a-change.png")).max() == 128 + 20


# What the jobs work with


def test_runs_about_a_second_folder_need_one(lessons: list[Lesson]) -> None:
    lesson = lessons[8]
    assert [run.name for run in runs_of(lesson, Desk(model="mine"))] == ["here"]
    assert [run.name for run in runs_of(lesson, Desk(model="mine", second=SAMPLES))] == [
        "here",
        "there",
        "learnt",
        "back",
    ]


def test_without_a_model_of_ones_own_one_is_trained_first(lessons: list[Lesson]) -> None:
    lesson, own = lessons[0], trained(0.9, model="mine.safetensors")
    runs = runs_of(lesson, Desk())
    assert [run.name for run in runs][:2] == [OWN_MODEL, "early"]
    assert isinstance(job_for(lesson, runs[0], Desk(), {}), Train)
    assert job_for(lesson, runs[1], Desk(), {OWN_MODEL: own}).settings()["model"] == "mine.safetensors"


def test_drawings_belong_to_the_samples_once_they_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert second_folder(SAMPLES, tmp_path) == tmp_path
    assert second_folder(tmp_path, tmp_path / "gone") is None
    monkeypatch.setattr("engine.lessons.runs.DRAWINGS", tmp_path)
    assert second_folder(SAMPLES, None) == tmp_path
    assert second_folder(RESOURCES, None) is None
    assert DRAWINGS.parent == RESOURCES


def test_the_drawings_on_board_are_of_the_classes_of_the_samples() -> None:
    counts = {"bird": 50, "flower": 28, "fruit": 79, "vegetable": 13}
    drawings = sorted(DRAWINGS.rglob("*.png"))
    assert Counter(path.parent.name for path in drawings) == counts
    assert {folder.name for folder in SAMPLES.iterdir() if folder.is_dir()} == set(counts)
    for path in drawings:
        with Image.open(path) as opened:
            assert max(opened.size) <= 336
            assert "transparency" not in opened.info
            opened.load()
    assert sum(path.stat().st_size for path in drawings) < 3e6
    readme = (DRAWINGS / "README.md").read_text("utf-8")
    assert "public domain" in readme
    assert "lewing@isc.tamu.edu" in readme, "whose Tux some of them copy"
    for path in drawings:
        assert f"| {path.relative_to(DRAWINGS).as_posix()} | " in readme, "who drew it"


def test_the_photo_is_always_the_same_one(tmp_path: Path) -> None:
    assert first_photo(SAMPLES).name == "adelaide-rosella.jpg"
    with pytest.raises(EngineError, match="no photo"):
        first_photo(tmp_path)


# Taking a lesson


def any_guess(prediction: Prediction) -> Any:
    match prediction.kind:
        case "slider":
            assert prediction.scale is not None
            return prediction.scale.low * 2 if prediction.scale.ratio else prediction.scale.high
        case "curve":
            return {line: [0.5] * len(prediction.places) for line in prediction.lines}
        case "order":
            return [answer.value for answer in prediction.answers]
        case "pair":
            return []
        case _:
            return prediction.answers[0].value


def taken(lesson: Lesson, notebook: Notebook, others: list[Lesson], result: Callable[[str], Any]) -> Sitting:
    """The lesson up to the question of what was seen."""
    sitting = Sitting(lesson, notebook, Desk(model="mine"), others)
    if sitting.step == "again":
        sitting.next()
    sitting.next()
    while (prediction := sitting.unasked()) is not None:
        sitting.guess(prediction, any_guess(prediction), 0.9)
    sitting.next()
    for run in sitting.runs:
        sitting.take(run, result(run.name))
    sitting.conclude()
    return sitting


def finished(lesson: Lesson, notebook: Notebook, others: list[Lesson], result: Callable[[str], Any]) -> Sitting:
    sitting = taken(lesson, notebook, others, result)
    sitting.look(sitting.truth(lesson.seen))
    sitting.next()
    while (question := sitting.unanswered()) is not None:
        sitting.answer(question, question.answers[0].value, 0.6)
    sitting.next()
    return sitting


def test_a_lesson_goes_from_card_to_card(lessons: list[Lesson], model: str) -> None:
    notebook = Notebook()
    sitting = taken(lessons[1], notebook, lessons, lambda _run: trained(0.95, model=model))
    assert sitting.step == "seen"
    assert sitting.truth(lessons[1].predictions[0]) == 95.0
    assert [given.right for given in sitting.record.guesses.values()] == [True, False]
    assert len(sitting.record.blocks) == 2
    assert not sitting.look(False)
    assert not sitting.seen_right
    assert sitting.look(True)
    assert sitting.seen_right
    sitting.next()
    question = sitting.questions[0]
    assert sitting.answer(question, True, 0.8)
    assert not sitting.answer(question, False, 0.8)
    assert sitting.record.answers[question.name].right is True, "the first answer counts"


def test_killed_at_any_card_it_goes_on_at_the_same_one(lessons: list[Lesson], model: str) -> None:
    """After each step a new notebook, read from the disk, stands where the old one stood and knows the same."""
    notebook = Notebook()
    finished(lessons[1], notebook, lessons, lambda _run: trained(0.95, model=model))
    kept = Notebook().lessons["ten_seconds"]
    assert kept == notebook.lessons["ten_seconds"]
    assert kept.step == "end"
    assert kept.done
    sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
    sitting.restart()
    for step in ("situation", "predict", "experiment", "seen", "why"):
        sitting.go(step)
        again = Sitting(lessons[1], Notebook(), Desk(), lessons)
        assert again.step == step
        assert again.record == sitting.record


KILLED = """
import os, signal, sys
from engine.lessons.notebook import Notebook
from engine.lessons.reading import read_lessons
from engine.lessons.runs import Desk
from engine.lessons.sitting import Sitting
lessons, _ = read_lessons()
sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
sitting.next()
sitting.guess(lessons[1].predictions[0], 80, 0.7)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_without_warning_the_answer_given_last_is_there(lessons: list[Lesson]) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=RESOURCES.parent, env=os.environ.copy(), check=False)
    assert done.returncode == -signal.SIGKILL
    sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
    assert sitting.step == "predict"
    assert sitting.record.guesses == {"right": Given(80, 0.7)}
    left = sitting.unasked()
    assert left is not None
    assert left.name == "weights"


def test_a_question_comes_back_two_lessons_later_first_one_that_went_wrong(lessons: list[Lesson], model: str) -> None:
    notebook = Notebook()
    assert Sitting(lessons[3], notebook, Desk(), lessons).step == "situation"
    finished(lessons[1], notebook, lessons, lambda _run: trained(0.95, model=model))
    wrong = lessons[1].quiz[3]
    notebook.lessons["ten_seconds"].answers[wrong.name] = Given("all", 0.9, False)
    notebook.begin_again(lessons[3].name)
    sitting = Sitting(lessons[3], notebook, Desk(), lessons)
    assert sitting.step == "again"
    assert sitting.again() == (lessons[1], wrong)
    assert sitting.answer_again("head", 0.8)
    assert Notebook().lessons[lessons[3].name].again == {"ten_seconds.head": Given("head", 0.8, True)}


def test_a_guess_that_is_none_is_not_written_down(lessons: list[Lesson]) -> None:
    sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
    with pytest.raises(ValueError, match="right"):
        sitting.guess(lessons[1].predictions[0], 300, 0.9)
    assert sitting.record.guesses == {}


def test_a_guess_of_another_version_of_the_lesson_is_asked_again(lessons: list[Lesson]) -> None:
    sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
    sitting.record.guesses["right"] = Given("many", 0.9)
    assert sitting.unasked() == lessons[1].predictions[0]


# The notebook


def test_how_sure_somebody_was_is_judged_as_a_networks_probabilities_are() -> None:
    notebook = Notebook()
    assert notebook.sureness().bins == ()
    record = LessonRecord()
    record.guesses = {str(n): Given(1, 0.9, n < 6) for n in range(10)}
    record.answers = {str(n): Given(1, 0.6, n < 6) for n in range(10)} | {"open": Given(1, 1.0, None)}
    notebook.lessons["one"] = record
    found = notebook.sureness()
    bins = {round(one.confidence, 1): (one.photos, one.accuracy) for one in found.bins if one.photos}
    assert bins == {0.6: (10, pytest.approx(0.6)), 0.9: (10, pytest.approx(0.6))}
    assert found.ece == pytest.approx(0.15, abs=1e-6)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"version": 9, "lessons": {}}', b'{"version": 1}', b'{"version": 1, "lessons": {"a": 7}}',
     b'{"version": 1, "lessons": {"a": {"step": "nowhere"}}}', b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_a_damaged_notebook_is_set_aside_with_a_notice(content: bytes) -> None:
    path = Notebook().path
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    notebook = Notebook()
    assert notebook.fault is not None
    assert notebook.fault.code == "lesson_record_damaged"
    assert notebook.lessons == {}
    assert path.with_name("answers.damaged.json").read_bytes() == content
    notebook.save()
    assert Notebook().fault is None


def test_votes_of_a_class_are_kept_and_bounded() -> None:
    notebook = Notebook()
    notebook.vote("hair", "png", "true", 12)
    notebook.vote("hair", "png", "false", -4)
    notebook.save()
    assert Notebook().votes == {"hair": {"png": {"true": 12, "false": 0}}}


def test_forgetting_begins_anew_and_keeps_the_old_beside_it() -> None:
    notebook = Notebook()
    notebook.of("hair").times = 1
    notebook.save()
    notebook.forget()
    assert Notebook().lessons == {}
    assert '"hair"' in notebook.path.with_name("answers.before.json").read_text("utf-8")


def test_a_truth_that_is_fixed_needs_no_run(lessons: list[Lesson]) -> None:
    sitting = Sitting(lessons[1], Notebook(), Desk(), lessons)
    assert sitting.truth(lessons[1].quiz[3]) == "head"
    assert sitting.truth(lessons[1].quiz[0]) is None
    assert [question.name for question in sitting.questions] == ["quick", "head"]
    assert replace(Desk(), model="x").model == "x"


@pytest.mark.parametrize(
    ("backbone", "stages"),
    [
        ("efficientnet_lite0", ["stage1", "stage4", "stage7"]),
        ("resnet18", ["stage1", "stage2", "stage4"]),
    ],
)
def test_layers_are_taken_from_the_network_that_is_there(backbone: str, stages: list[str]) -> None:
    assert [stage_of(backbone, where) for where in ("early", "middle", "late")] == stages
    for name in BACKBONES:
        assert all(stage_of(name, where) for where in ("early", "middle", "late"))


def test_what_a_newer_version_showed_is_left_out_and_the_answers_stay(lessons: list[Lesson], model: str) -> None:
    notebook = Notebook()
    taken(lessons[1], notebook, lessons, lambda _run: trained(0.95, model=model))
    given = json.loads(notebook.path.read_text("utf-8"))
    given["lessons"]["ten_seconds"]["blocks"][0]["headings"][0] = {"code": "lesson.of_tomorrow", "params": {}}
    notebook.path.write_text(json.dumps(given), "utf-8")
    again = Notebook()
    assert again.fault is None
    record = again.lessons["ten_seconds"]
    assert (len(record.blocks), record.shown) == (1, [1])
    assert record.guesses == notebook.lessons["ten_seconds"].guesses
