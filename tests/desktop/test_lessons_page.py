"""The Lessons page: every lesson taken to its end on the sample photos; left in the middle; broken; in Croatian."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

import engine.lessons.reading
from desktop.pages.lessons.experimenting import Experiment
from desktop.pages.lessons.guessing import GUESSES, ChoiceGuess, CurveGuess, OrderGuess, PairGuess, SliderGuess
from desktop.pages.lessons.page import LessonsPage
from desktop.shell.words import Words
from engine.job.background import Background
from engine.job.declare import Job
from engine.job.events import Ended, Metric, Outcome
from engine.job.words import EngineError
from engine.jobs.trial import TrialResult
from engine.lessons import runs
from engine.lessons.cards import CARDS
from engine.lessons.notebook import Notebook
from engine.lessons.reading import read_lessons
from engine.lessons.runs import SAMPLES
from engine.lessons.said import word
from tests.desktop.surroundings import Idle, surroundings

Until = Callable[..., None]
NAMES = [lesson.name for lesson in read_lessons()[0]]


def opened(background: Background) -> Iterator[LessonsPage]:
    around = surroundings(background)
    page = LessonsPage(around)
    page.retranslate()
    page.resize(1072, 660)
    page.show()
    yield page
    page.deck.thumbnails.close()
    around.runner.close()


@pytest.fixture
def page(app: QApplication) -> Iterator[LessonsPage]:
    yield from opened(Idle())


@pytest.fixture
def real(app: QApplication) -> Iterator[LessonsPage]:
    yield from opened(Background())


def take(page: LessonsPage, name: str) -> None:
    page.take(page.shelf.named(name))


def guess(page: LessonsPage) -> None:
    """Gives a prediction as a person does, with whatever it is asked with."""
    asked = page.deck.predict.guess
    match asked:
        case SliderGuess():
            asked.slider.setValue(asked.slider.maximum() // 3)
        case CurveGuess():
            for line in asked.asked.lines:
                asked.hand.set_value(line)
                asked.drawn.setFocus()
                QTest.keyClick(asked.drawn, Qt.Key.Key_Up)
        case OrderGuess():
            asked.ordering.later.click()
        case PairGuess():
            asked.buttons[0].click()
            asked.buttons[1].click()
        case ChoiceGuess():
            asked.group.button(0).click()
    assert page.deck.predict.give.isEnabled()
    page.deck.predict.give.click()


def to_experiment(page: LessonsPage, name: str) -> None:
    take(page, name)
    if page.deck.shown == "again":
        page.deck.again.question.group.button(0).click()
        page.deck.again.question.give.click()
        page.deck.again.question.on.click()
    assert page.deck.shown == "situation"
    page.deck.situation.on.click()
    while page.deck.shown == "predict":
        guess(page)
    assert page.deck.shown == "experiment"


def to_end(page: LessonsPage) -> None:
    """From what was seen to the end, each question answered; first wrongly, then rightly, where one may look again."""
    assert page.sitting is not None
    seen, lesson = page.deck.seen.question, page.sitting.lesson
    values = [answer.value for answer in lesson.seen.answers]
    right = values.index(page.sitting.truth(lesson.seen))
    for number in ((right + 1) % len(values), right):
        seen.group.button(number).click()
        seen.give.click()
    seen.on.click()
    assert page.deck.shown == "why"
    assert page.deck.why.why.plain.startswith(lesson.why[0].en)
    page.deck.why.on.click()
    asked = 0
    while page.deck.shown == "quiz":
        page.deck.quiz.question.group.button(asked % 2).click()
        page.deck.quiz.question.give.click()
        assert page.deck.quiz.question.feedback.plain.startswith(("Right.", "Not quite."))
        page.deck.quiz.question.on.click()
        asked += 1
    assert asked == len(page.sitting.questions) >= 4
    assert page.deck.shown == "end"


SMALL = {"epochs": 2, "seeds": 2, "steps": 3, "photos": "2"}
"""Settings with which a lesson's jobs take no time."""


def smaller(job: Job) -> Job:
    """The same job, done in a moment: it tells the same things."""
    fields = {field.name for field in dataclasses.fields(job)}
    given = {name: value for name, value in SMALL.items() if name in fields}
    if job.name == "learning-curve":
        given |= {"epochs": 1}
    if job.name == "train":
        given.pop("steps", None)
    return dataclasses.replace(job, **given)


def finish(page: LessonsPage, name: str, until: Until) -> None:
    to_experiment(page, name)
    page.start()
    assert page.busy
    until(lambda: not page.busy, 280)
    assert page.banner.error is None
    assert page.deck.shown == "seen"
    assert page.deck.seen.blocks.frames
    to_end(page)
    assert page.sitting is not None
    record = Notebook().lessons[name]
    assert record.step == "end"
    assert record.done
    assert all(given.right is not None for given in record.guesses.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_taken_to_its_end_on_the_sample_photos(
    real: LessonsPage, name: str, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = runs.job_for
    monkeypatch.setattr(
        "desktop.pages.lessons.experimenting.job_for", lambda *given: smaller(plain(*given)), raising=True
    )
    finish(real, name, until)
    assert real.around.workspace.folder == SAMPLES


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_taken_to_its_end_with_its_own_settings(real: LessonsPage, name: str, until: Until) -> None:
    finish(real, name, until)


TRIED = TrialResult("dropout", (0.9, 0.8), (0.8, 0.8), 0.02, (0.01, 0.05), "holds", 30)


def experiment(page: LessonsPage) -> None:
    """The experiment of lesson 8 from recorded events."""
    page.start()
    while page.busy:
        page.hear([Metric("with", 0.0, 0.9), Metric("without", 0.0, 0.8), Outcome(TRIED), Ended("done")])


def test_nothing_runs_before_the_predictions_are_given(page: LessonsPage) -> None:
    take(page, "tricks")
    page.start()
    assert not page.busy
    page.deck.situation.on.click()
    page.start()
    assert not page.busy
    assert not page.deck.predict.give.isEnabled()
    while page.deck.shown == "predict":
        guess(page)
    page.start()
    assert page.busy
    assert page.deck.experiment.title.text().startswith("1 of 12")


def test_a_wrong_look_is_asked_again_and_the_place_is_marked(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    experiment(page)
    seen = page.deck.seen
    seen.question.group.button(0).click()
    seen.question.give.click()
    assert seen.question.feedback.plain.startswith("Not quite. Look again")
    assert [frame.property("role") for frame in seen.blocks.frames] == ["hint"]
    assert not seen.question.on.isVisible()
    seen.question.group.button(1).click()
    seen.question.give.click()
    assert seen.question.feedback.plain.startswith("Right.")
    assert [frame.property("role") for frame in seen.blocks.frames] == [""]
    seen.question.on.click()
    assert page.deck.shown == "why"


def test_what_a_job_tells_is_drawn_while_it_runs(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    page.start()
    page.hear([Metric("with", 0.0, 0.9), Metric("without", 0.0, 0.8), Metric("photos_per_second", 0.0, 9.0)])
    assert [(row.name, len(row.points)) for row in page.deck.experiment.plot.rows] == [
        ("with it", 1),
        ("without it", 1),
    ]
    assert page.deck.experiment.plot.isVisible()


def test_an_experiment_that_is_stopped_leaves_the_card_where_it_was(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    page.start()
    page.cancel()
    page.hear([Ended("cancelled")])
    assert page.deck.shown == "experiment"
    assert not page.busy
    assert Notebook().lessons["tricks"].step == "experiment"


def test_left_at_any_card_a_new_page_goes_on_there(page: LessonsPage, app: QApplication) -> None:
    def reopened() -> str:
        around = page.around
        another = LessonsPage(around)
        another.retranslate()
        shown = another.deck.shown
        assert another.sitting is not None
        assert another.sitting.lesson.name == "tricks"
        another.deck.thumbnails.close()
        another.deleteLater()
        return shown

    take(page, "tricks")
    page.deck.situation.on.click()
    guess(page)
    assert reopened() == "predict"
    while page.deck.shown == "predict":
        guess(page)
    assert reopened() == "experiment"
    experiment(page)
    assert reopened() == "seen"
    page.deck.seen.question.group.button(1).click()
    page.deck.seen.question.give.click()
    page.deck.seen.question.on.click()
    assert reopened() == "why"
    page.deck.why.on.click()
    page.deck.quiz.question.group.button(0).click()
    page.deck.quiz.question.give.click()
    assert reopened() == "quiz"


def test_a_broken_lesson_is_left_out_with_a_notice(
    app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(engine.lessons.reading.LESSONS, tmp_path / "lessons")
    file = tmp_path / "lessons" / "hair" / "lesson.toml"
    file.write_text(file.read_text("utf-8").replace('hr = "Pas postaje mačka"', 'hr = ""', 1), "utf-8")
    plain = engine.lessons.reading.read_lessons
    monkeypatch.setattr("desktop.pages.lessons.shelf.read_lessons", lambda: plain(tmp_path / "lessons"))
    for page in opened(Idle()):
        assert "hair" not in page.left.buttons
        assert len(page.left.buttons) == 8
        assert page.banner.error is not None
        assert "title.hr" in page.banner.error.say("en")
        take(page, "see")
        assert page.deck.shown == "situation"


def test_without_any_lesson_the_page_stands(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.pages.lessons.shelf.read_lessons", lambda: ([], []))
    for page in opened(Idle()):
        page.start()
        page.left.tools["words"].click()
        assert page.deck.shown == "words"
        page.around.settings.change(language="hr")
        page.retranslate()


def test_every_card_speaks_croatian_at_once(page: LessonsPage, app: QApplication) -> None:
    words = Words(app)
    try:
        to_experiment(page, "tricks")
        experiment(page)
        page.around.settings.change(language="hr")
        words.speak("hr")
        page.retranslate()
        assert page.deck.seen.question.give.text() == "To je moj odgovor"
        assert page.deck.title.text() == "8 · Trikovi na kušnji"
        headings = page.deck.seen.blocks.frames[0].findChildren(QLabel)
        assert headings[0].text() == "S trikom manje bez trika, u bodovima od sto"
    finally:
        words.silence()


def test_show_me_leads_to_the_ordinary_page(page: LessonsPage) -> None:
    wanted: list[str] = []
    page.request_page.connect(wanted.append)
    to_experiment(page, "tricks")
    experiment(page)
    page.deck.seen.question.group.button(1).click()
    page.deck.seen.question.give.click()
    page.deck.seen.question.on.click()
    page.deck.why.on.click()
    page.deck.quiz.question.group.button(0).click()
    page.deck.quiz.question.give.click()
    page.deck.quiz.question.show_me.click()
    assert wanted == ["compare"]
    left = page.around.workspace.take_settings("compare")
    assert left == ("trial", {"claim": "dropout", "seeds": 5})
    assert page.around.workspace.take_settings("compare") is None


def test_show_me_brings_the_photo_that_the_lesson_was_about(page: LessonsPage) -> None:
    brought: list[list[Path]] = []
    page.brought.connect(brought.append)
    for name, photo in (("hair", "dog.jpg"), ("see", "adelaide-rosella.jpg")):
        take(page, name)
        page.show_page(page.shelf.named(name).quiz[1])
        assert [path.name for path in brought.pop()] == [photo]
    take(page, "tricks")
    page.show_page(page.shelf.named("tricks").quiz[0])
    assert brought == []


def test_a_question_comes_back_two_lessons_later(page: LessonsPage) -> None:
    record = page.shelf.notebook.of("hair")
    record.times, record.step = 1, "end"
    take(page, "something_new")
    assert page.deck.shown == "again"
    assert "lesson 7" in page.deck.again.text.text()
    question = page.deck.again.question
    assert question.question is not None
    values = [answer.value for answer in question.question.answers]
    question.group.button(values.index("aimed") if "aimed" in values else 0).click()
    question.give.click()
    assert question.feedback.isVisible()
    question.on.click()
    assert page.deck.shown == "situation"
    assert Notebook().lessons["something_new"].again


def test_answers_can_be_forgotten(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    page.left.tools["sure"].click()
    assert page.deck.shown == "sure"
    page.deck.sure.forget.click()
    assert not any(record.guesses for record in Notebook().lessons.values())
    assert page.deck.shown == "sure"
    take(page, "tricks")
    assert page.deck.shown == "situation"


def test_ones_own_sureness_is_drawn_as_a_networks(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    experiment(page)
    page.left.tools["sure"].click()
    assert [row.name for row in page.deck.sure.plot.rows] == ["you", "ideal"]
    assert page.deck.sure.plot.rows[0].points[0].x == pytest.approx(0.75)
    assert "12 answer" in page.deck.sure.text.text()


def test_words_are_found_and_explained(page: LessonsPage) -> None:
    page.left.tools["words"].click()
    page.deck.words.field.setText("zebra")
    assert not [label for _, label in page.deck.words.entries if label.isVisibleTo(page.deck.words)]
    page.deck.words.field.setText("list of numbers")
    shown = [label.text() for _, label in page.deck.words.entries if label.isVisibleTo(page.deck.words)]
    assert any("embedding" in text for text in shown)


def test_every_kind_of_card_has_its_widget() -> None:
    assert set(GUESSES) == set(CARDS)


def test_a_picture_is_picked_by_a_click_on_itself(page: LessonsPage) -> None:
    take(page, "ideal_cat")
    page.deck.situation.on.click()
    pick = page.deck.predict.guess
    assert isinstance(pick, ChoiceGuess)
    QTest.mouseClick(pick.strip, Qt.MouseButton.LeftButton, pos=pick.strip._field(1).center())
    assert pick.value == "sand"
    assert page.deck.predict.give.isEnabled()
    QTest.mouseClick(pick.strip, Qt.MouseButton.LeftButton, pos=QPoint(pick.strip._field(0).right() + 4, 8))
    assert pick.value == "sand"


def test_after_an_answer_the_keyboard_is_where_it_goes_on(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    experiment(page)
    seen = page.deck.seen.question
    seen.group.button(0).click()
    seen.give.click()
    assert page.focusWidget() is seen.give
    seen.group.button(1).click()
    seen.give.click()
    assert page.focusWidget() is seen.on


def test_at_most_two_classes_make_a_pair(page: LessonsPage) -> None:
    take(page, "something_new")
    page.deck.situation.on.click()
    pair = page.deck.predict.guess
    assert isinstance(pair, PairGuess)
    assert pair.classes == ("bird", "flower", "fruit", "vegetable")
    assert pair.value is None
    for button in pair.buttons[:3]:
        button.click()
    assert pair.value == ["flower", "fruit"]
    pair.none.click()
    assert pair.value == []
    pair.buttons[0].click()
    assert pair.value is None


def test_a_curve_is_drawn_by_mouse_and_counts_when_each_line_was(page: LessonsPage) -> None:
    take(page, "worth")
    page.deck.situation.on.click()
    curve = page.deck.predict.guess
    assert isinstance(curve, CurveGuess)
    app: Any = QApplication.instance()
    app.processEvents()
    room = curve.drawn._room()
    at = curve.drawn._at(2, 0.9).toPoint()
    QTest.mouseClick(curve.drawn, Qt.MouseButton.LeftButton, pos=at)
    assert curve.drawn.lines["frozen"][2] == pytest.approx(0.9, abs=2 / room.height())
    assert curve.value is None
    curve.hand.set_value("scratch")
    QTest.mouseClick(curve.drawn, Qt.MouseButton.LeftButton, pos=curve.drawn._at(0, 0.2).toPoint())
    value = curve.value
    assert value is not None
    assert value["scratch"][0] == pytest.approx(0.2, abs=2 / room.height())


def test_a_model_of_another_folder_is_not_taken_for_ones_own(page: LessonsPage, tmp_path: Path) -> None:
    """What the lesson's jobs are given is the learner's model only where its classes are those of the folder."""
    page.around.workspace.set_model(tmp_path / "gone.safetensors")
    found = Experiment(page.around, page.task, page.deck, lambda: None).desk(page.shelf.notebook)
    assert found.model == ""
    assert found.backbone == "efficientnet_lite0"
    assert found.folder == SAMPLES


def test_texts_of_a_lesson_are_worded_in_the_windows_language(page: LessonsPage) -> None:
    lesson = page.shelf.named("hair")
    page.around.settings.change(language="hr")
    page.retranslate()
    assert page.left.buttons["hair"].text() == f"7  {word(lesson.title, 'hr')}"


def test_a_class_votes_and_the_right_answer_is_told_once_it_is_known(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    page.left.tools["class"].click()
    votes = page.deck.votes
    assert votes.choose.count() == 12
    votes.spins["True"].setValue(9)
    votes.spins["False"].setValue(3)
    assert [bar.share for bar in votes.bars.bars] == [0.75, 0.25]
    assert votes.told.text() == ""
    assert Notebook().votes["tricks"]["initialisation"] == {"True": 9, "False": 3}
    take(page, "tricks")
    experiment(page)
    page.left.tools["class"].click()
    assert votes.told.text() == "It was: It holds. 9 of 12 voted for it."
    take(page, "networks")
    page.left.tools["class"].click()
    assert not votes.choose.isVisible()
    assert "on paper" in votes.about.text()


def test_sheets_are_saved_where_a_person_says(
    page: LessonsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_experiment(page, "tricks")
    page.left.tools["print"].click()
    sheets = page.deck.sheets
    chosen: list[Path | None] = [tmp_path / kind for kind in sheets.buttons]
    monkeypatch.setattr(
        "desktop.pages.lessons.printing.ask_save", lambda *_: (chosen[0], "") if chosen[0] is not None else None
    )
    for kind, button in sheets.buttons.items():
        button.click()
        saved = tmp_path / f"{kind}.html"
        assert saved.read_text("utf-8").startswith("<!doctype html>")
        assert str(saved) in sheets.saved.text()
        chosen.pop(0)
    chosen.append(None)
    sheets.buttons["plan"].click()
    chosen[0] = tmp_path / "own.html" / "below a file"
    sheets.buttons["plan"].click()
    assert page.banner.error is not None


def test_a_second_folder_is_asked_for_and_remembered(
    page: LessonsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.lessons.runs.DRAWINGS", tmp_path / "gone")
    take(page, "see")
    assert not page.deck.situation.choose.isVisible()
    take(page, "something_new")
    assert page.deck.situation.choose.isVisible()
    assert page.sitting is not None
    assert [run.name for run in page.sitting.runs][-1] == "here"
    monkeypatch.setattr("desktop.pages.lessons.printing.ask_folder", lambda *_: tmp_path)
    page.deck.situation.choose.click()
    assert page.sitting.desk.second == tmp_path
    assert page.deck.situation.second.text() == f"The second folder: {tmp_path.name}"
    assert [prediction.name for prediction in page.sitting.predictions] == ["pair", "drawings"]
    assert Notebook().second == str(tmp_path)


def test_the_drawings_on_board_are_the_second_folder_of_the_samples(page: LessonsPage) -> None:
    take(page, "something_new")
    assert page.sitting is not None
    assert page.sitting.desk.second == runs.DRAWINGS
    assert [run.name for run in page.sitting.runs][-1] == "back"
    assert page.deck.situation.second.text() == "The second folder: drawings"
    assert not page.deck.situation.drawings.isVisible()


def test_one_click_leads_back_from_another_second_folder_to_the_drawings(
    page: LessonsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.pages.lessons.printing.ask_folder", lambda *_: tmp_path)
    take(page, "something_new")
    page.deck.situation.choose.click()
    assert page.sitting is not None
    assert page.sitting.desk.second == tmp_path
    page.deck.situation.drawings.click()
    assert page.sitting.desk.second == runs.DRAWINGS
    assert not page.deck.situation.drawings.isVisible()
    assert Notebook().second == ""


def test_with_a_second_folder_lesson_9_goes_there_and_back(
    real: LessonsPage, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("bird", "flower", "fruit", "vegetable"):
        (tmp_path / kind).mkdir()
        for photo in sorted((SAMPLES / kind).glob("*.jpg"))[:8]:
            shutil.copy(photo, tmp_path / kind)
    plain = runs.job_for
    monkeypatch.setattr("desktop.pages.lessons.experimenting.job_for", lambda *given: smaller(plain(*given)))
    monkeypatch.setattr("desktop.pages.lessons.printing.ask_folder", lambda *_: tmp_path)
    take(real, "something_new")
    real.deck.situation.choose.click()
    finish(real, "something_new", until)
    record = Notebook().lessons["something_new"]
    assert record.shown == [0, 1, 2]
    assert 0 <= record.truths["drawings"] <= 100
    assert len(record.answers) == 5


def test_an_experiment_that_fails_says_why_and_can_be_begun_again(page: LessonsPage) -> None:
    to_experiment(page, "tricks")
    page.start()
    page.hear([Ended("failed", EngineError("lesson_broken", lesson="x", detail="y"))])
    assert page.banner.error is not None
    assert page.deck.shown == "experiment"
    page.start()
    assert page.busy
    assert page.deck.experiment.title.text().startswith("1 of 12")


def test_opening_another_folder_ends_the_experiment(page: LessonsPage, tmp_path: Path) -> None:
    to_experiment(page, "tricks")
    page.start()
    page.around.workspace.open_folder(tmp_path)
    assert not page.busy
    assert page.deck.shown == "experiment"


def test_of_very_many_classes_the_largest_can_be_chosen(page: LessonsPage, tmp_path: Path) -> None:
    for number in range(70):
        (tmp_path / f"class {number:02}").mkdir()
    page.around.workspace.open_folder(tmp_path)
    assert page.experiment.classes()[:2] == ["class 00", "class 01"]
    assert len(page.experiment.classes()) == 60
