from __future__ import annotations

import pytest

from engine.job import words
from engine.job.words import EngineError, Language, Message, message, number, plural, say

TEXTS = {
    "note.count": {"en": {"one": "{count} photo", "other": "{count} photos"},
                   "hr": {"one": "{count} slika", "few": "{count} slike", "other": "{count} slika"}},
    "note.name": {"en": "the {thing}", "hr": "{thing}, ta"},
    "error.odd.title": {"en": "Odd: {what}", "hr": "Čudno: {what}"},
    "error.odd.cause": {"en": "because {why}", "hr": "jer {why}"},
    "error.odd.remedy": {"en": "Try again", "hr": "Pokušajte ponovno"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def small_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "catalogue", lambda: TEXTS)


@pytest.mark.parametrize(
    ("count", "english", "croatian"),
    [(1, "one", "one"), (2, "other", "few"), (5, "other", "other"), (11, "other", "other"), (12, "other", "other"),
     (21, "other", "one"), (23, "other", "few"), (111, "other", "other"), (0, "other", "other")],
)  # fmt: skip
def test_plural_forms_follow_the_language(count: int, english: str, croatian: str) -> None:
    assert (plural(count, "en"), plural(count, "hr")) == (english, croatian)


def test_counts_choose_the_form_and_are_written_as_the_language_does() -> None:
    assert say(message("note.count", count=1), "en") == "1 photo"
    assert say(message("note.count", count=12_345), "en") == "12,345 photos"
    assert say(message("note.count", count=12_342), "hr") == "12.342 slike"


def test_a_message_inside_a_message_is_worded_too() -> None:
    inner = message("note.count", count=2)
    assert say(message("note.name", thing=inner), "hr") == "2 slike, ta"


def test_braces_and_markup_in_a_parameter_stay_as_they_are() -> None:
    assert say(message("note.name", thing="{count} <b>"), "en") == "the {count} <b>"


def test_an_error_is_one_line_of_three_sentences() -> None:
    error = EngineError("odd", what="x", why="y")
    assert error.say("en") == "Odd: x. because y. Try again."
    assert error.say("hr") == "Čudno: x. jer y. Pokušajte ponovno."
    assert error.part("title") == Message("error.odd.title", {"what": "x", "why": "y"})


@pytest.mark.parametrize(
    ("value", "spec", "language", "text"),
    [(1240, "", "en", "1,240"), (1240, "", "hr", "1.240"), (0.935, ".1%", "en", "93.5%"),
     (0.935, ".1%", "hr", "93,5 %"), (1234.5, ",.1f", "hr", "1.234,5")],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(value: float, spec: str, language: Language, text: str) -> None:
    assert number(value, language, spec) == text
