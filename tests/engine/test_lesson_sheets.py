"""Sheets to print: whole, in both languages, escaped; what a class voted; the glossary."""

from __future__ import annotations

import html
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lesson_results import tried

from engine.job.words import LANGUAGES, EngineError, Language
from engine.lessons.classroom import right_vote, votable
from engine.lessons.glossary import glossary
from engine.lessons.notebook import Given, Notebook
from engine.lessons.reading import read_lessons
from engine.lessons.records import Lesson
from engine.lessons.runs import Desk
from engine.lessons.sheets import own_sheet, plain_sheet, plain_sheets, pupil_sheet, teacher_sheet, told
from engine.lessons.sitting import Sitting
from engine.lessons.views import ShownChart, ShownLine, ShownPicture, ShownPictures


@pytest.fixture(scope="module")
def lessons() -> list[Lesson]:
    return read_lessons()[0]


class Well(HTMLParser):
    """Whether every element is closed where it should be; what it loads, and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.pictures: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "img"):
            self.open.append(tag)
        given = [value or "" for name, value in attrs if name in ("src", "href")]
        self.pictures += [value for value in given if value.startswith("data:image/")]
        self.loads += [value for value in given if value not in self.pictures]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(content: str) -> Well:
    page = Well()
    page.feed(content)
    assert page.open == []
    assert page.loads == [], "a sheet loads nothing"
    assert content.startswith("<!doctype html>")
    return page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["plan", "privacy", "audit"])
def test_plain_sheets_are_whole_in_both_languages(name: str, language: Language) -> None:
    said = read(plain_sheet(name, language)).text
    sheet = plain_sheets()[name]
    assert sheet.title.word(language) in said
    for part in sheet.parts:
        assert all(item.word(language) in said for item in part.items)


def test_the_audit_has_five_steps_and_the_page_for_parents_a_signature() -> None:
    assert len(plain_sheets()["audit"].parts) == 5
    filled = read(plain_sheet("audit", "hr", [("model", "photos · <b>"), ("classes", "bird, fruit")])).text
    assert "photos · <b>" in filled
    assert "Razlikuje" in filled
    assert "Signature" in plain_sheet("privacy", "en")
    assert "Potpis" in plain_sheet("privacy", "hr")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pupils_sheets_hold_every_question_and_no_answer(lessons: list[Lesson], language: Language) -> None:
    said = read(pupil_sheet(lessons, language)).text
    for lesson in lessons:
        assert all(one.text.word(language) in said for one in lesson.predictions)
        assert all(question.text.word(language) in said for question in lesson.quiz)
        assert not any(question.because.word(language) in said for question in lesson.quiz)
    assert said.count({"en": "Signature", "hr": "Potpis"}[language]) == len(lessons)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_teachers_pages_say_what_surprises_and_the_answers(lessons: list[Lesson], language: Language) -> None:
    notebook = Notebook()
    said = read(teacher_sheet(lessons, notebook, language)).text
    for lesson in lessons:
        notes = lesson.teacher
        assert all(text.word(language) in said for text in (notes.aim, notes.surprises, notes.next, *lesson.why))
        assert 5 <= notes.minutes <= 15
    assert lessons[1].quiz[3].answers[2].text.word(language) in said  # the head, which stands fast
    assert not read(teacher_sheet(lessons[:1], notebook, language)).text.count("✓")


def taken(lessons: list[Lesson]) -> Sitting:
    """Lesson 8, predicted and run."""
    sitting = Sitting(lessons[7], Notebook(), Desk(), lessons)
    for prediction in sitting.predictions:
        sitting.guess(prediction, True, 0.8)
    for run in sitting.runs:
        sitting.take(run, tried("holds" if run.name == "dropout" else "cannot_tell"))
    sitting.conclude()
    sitting.answer(sitting.lesson.quiz[0], "holds", 0.9)
    return sitting


@pytest.mark.parametrize("language", LANGUAGES)
def test_ones_own_sheet_says_what_was_predicted_and_what_came_out(lessons: list[Lesson], language: Language) -> None:
    said = read(own_sheet([taken(lessons)], language)).text
    assert lessons[7].predictions[0].text.word(language) in said
    assert said.count("✓") == 3  # dropout, its row of the result, and the question about it
    assert said.count("✗") == 11
    assert lessons[7].views[0].title.word(language) in said
    assert {"en": "cannot tell", "hr": "ne može se reći"}[language] in said
    assert {"en": "80%", "hr": "80 %"}[language] in said


def test_pictures_stand_in_the_sheet_itself_where_they_are_there_and_small(lessons: list[Lesson]) -> None:
    sitting = Sitting(lessons[6], Notebook(), Desk(), lessons)
    dog = lessons[6].file("dog.jpg")
    pictures = tuple(ShownPicture(str(path), "dog & cat") for path in (dog, dog.with_name("gone.jpg")))
    chart = ShownChart((ShownLine("right", ((0.0, 0.5, 0.25, 0.75),)),), "", ((0.0, "frozen"),))
    sitting.record.blocks, sitting.record.shown = [ShownPictures(pictures), chart], [1, 9]
    sitting.record.date = "2026-11-30T20:00:00+01:00"
    page = read(own_sheet([sitting], "hr"))
    assert len(page.pictures) == 1
    assert page.pictures[0].startswith("data:image/jpeg;base64,/9j/")
    assert page.text.count("dog & cat") == 2
    assert "50,0 % (od 25 % do 75 %)" in page.text
    assert "30. 11. 2026." in page.text
    assert "2026-11-30" in read(own_sheet([sitting], "en")).text


def test_what_anybody_wrote_is_escaped(lessons: list[Lesson]) -> None:
    sitting = Sitting(lessons[8], Notebook(), Desk(), lessons)
    sitting.record.guesses["pair"] = Given(["<script>", "b & c"], 0.9, right=True)
    content = own_sheet([sitting], "en")
    assert "<script>" not in content
    assert html.escape("<script>") in content


def test_guesses_are_told_in_words(lessons: list[Lesson]) -> None:
    by_name = {one.name: one for lesson in lessons for one in lesson.predictions}
    assert told(by_name["weights"], 5124, "hr") == "5.124 težina"
    assert told(by_name["curves"], {"frozen": [0.5, 0.75, 1.0]}, "en") == "With transfer: 50%, 75%, 100%"
    assert told(by_name["curves"], {"frozen": [[2, 0.5], [10, 0.9]]}, "hr") == "S prijenosom: 50 %, 90 %"
    assert told(by_name["time"], ["efficientnet_lite1", "efficientnet_lite0"], "en").startswith("EfficientNet-Lite1 (")
    assert told(by_name["pair"], [["a", "b"], ["a", "c"]], "en") == "a ↔ b, a ↔ c"
    assert told(by_name["pair"], [], "en") == "–"
    assert told(by_name["hot"], "collapse", "hr") == "Urušava se"


# Votes


def test_what_can_be_chosen_can_be_voted_on_and_sliders_in_ranges(lessons: list[Lesson]) -> None:
    by_name = {one.name: one for lesson in lessons for one in lesson.predictions}
    assert [key for key, _ in votable(by_name["hot"])] == ["up", "same", "collapse"]
    assert [text.en for _, text in votable(by_name["right"])][:2] == ["0 – 20 of 100", "20 – 40 of 100"]
    assert votable(by_name["steps"])[-1][1].hr.endswith("64 od 255")
    assert votable(by_name["depth"]) == ()
    assert right_vote(by_name["right"], 94.0) == "4"
    assert right_vote(by_name["right"], 20.0) == "1"
    assert right_vote(by_name["steps"], 2) == "0"
    assert right_vote(by_name["hot"], "collapse") == "collapse"
    assert right_vote(by_name["steps"], 255) == ""


def test_the_votes_stand_on_the_teachers_page(lessons: list[Lesson]) -> None:
    sitting = taken(lessons)
    sitting.notebook.vote("tricks", "dropout", "True", 14)
    sitting.notebook.vote("tricks", "dropout", "False", 9)
    said = read(teacher_sheet([lessons[7]], sitting.notebook, "en")).text
    assert "14" in said
    assert said.count("✓") == 1


# The glossary


def test_every_term_has_its_meaning_in_both_languages() -> None:
    known = glossary()
    assert len({term.name.en for term in known}) == len(known) >= 24
    for term in known:
        for language in LANGUAGES:
            assert term.text.word(language).endswith(".")
            assert any(fnmatchcase(term.name.word(language), form) for form in term.forms[language])


def test_a_glossary_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('[[terms]]\nname = { en = "one" }\n', "utf-8")
    for path in (tmp_path / "broken.toml", tmp_path / "none.toml"):
        with pytest.raises(EngineError, match="cannot be shown"):
            glossary(path)
        with pytest.raises(EngineError, match="cannot be shown"):
            plain_sheets(path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_about_pictures_or_lines_can_be_answered_on_paper(
    language: Language, lessons: list[Lesson]
) -> None:
    sheets = {lesson.name: pupil_sheet([lesson], language) for lesson in lessons}
    for lesson in lessons:
        pictured = [one for asked in lesson.predictions for one in asked.answers if one.picture]
        assert sheets[lesson.name].count("<img") == len(pictured)
        curves = [asked for asked in lesson.predictions if asked.kind == "curve"]
        assert sheets[lesson.name].count("<svg") == len(curves)
        for asked in curves:
            assert all(f">{place:g}</text>" in sheets[lesson.name] for place in asked.places)
            assert all(text.word(language) in sheets[lesson.name] for text in asked.lines.values())
    assert sheets["see"].count("<img") == 6


def test_a_table_without_headings_has_no_empty_row() -> None:
    sheet = plain_sheet("audit", "en", [("folder", "birds")])
    assert "<th>" not in sheet
    assert "<td>birds</td>" in sheet
