"""The window speaks Croatian throughout, and its catalogues are those of its present texts."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from desktop.settings import locale
from desktop.shell.words import Words
from tests.desktop.catalogue import LANGUAGES, ROOT, TRANSLATIONS, extract, release

Message = ET.Element


def messages(ts: Path) -> list[Message]:
    return list(ET.parse(ts).getroot().iter("message"))


def source(message: Message) -> str:
    return message.findtext("source") or ""


def words(message: Message) -> list[str]:
    translation = message.find("translation")
    assert translation is not None
    forms = [form.text or "" for form in translation.iter("numerusform")]
    return forms or [translation.text or ""]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_the_present_texts_and_no_others(tmp_path: Path, language: str) -> None:
    committed = TRANSLATIONS / f"desktop_{language}.ts"
    fresh = tmp_path / committed.name
    shutil.copy(committed, fresh)
    extract(language, fresh)
    old, new = ({(source(m), *words(m)) for m in messages(ts)} for ts in (committed, fresh))
    assert new - old == set(), "run: python -m tests.desktop.catalogue"
    assert old - new == set(), "run: python -m tests.desktop.catalogue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    for message in messages(TRANSLATIONS / f"desktop_{language}.ts"):
        translation = message.find("translation")
        assert translation is not None
        assert translation.get("type") is None, source(message)
        assert all(words(message)), source(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_released_file_is_that_of_the_catalogue(tmp_path: Path, language: str) -> None:
    committed = TRANSLATIONS / f"desktop_{language}.qm"
    release(committed.with_suffix(".ts"), tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == committed.read_bytes(), "run: python -m tests.desktop.catalogue"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_tags_and_shortcuts_survive_translation(language: str) -> None:
    marks = re.compile(r"\{\w*\}|%n|</?\w+>|Ctrl\+\w|F\d+")
    for message in messages(TRANSLATIONS / f"desktop_{language}.ts"):
        for text in words(message):
            assert sorted(marks.findall(text)) == sorted(marks.findall(source(message))), source(message)


def test_croatian_texts_have_one_kind_of_quotation_marks() -> None:
    said = [text for message in messages(TRANSLATIONS / "desktop_hr.ts") for text in words(message)]
    folders = (TRANSLATIONS / "engine", TRANSLATIONS.parent / "lessons")
    for file in (found for folder in folders for found in sorted(folder.rglob("*.toml"))):
        said += [line for line in file.read_text(encoding="utf-8").splitlines() if "„" in line or "»" in line]
    quoted = [text for text in said if "„" in text]
    assert len(quoted) > 20
    assert [text for text in said if re.search("[»«]", text)] == []
    assert [text for text in quoted if text.count("„") > text.count("”")] == []


def test_no_text_hides_from_the_catalogue_in_an_f_string() -> None:
    hidden = [
        f"{path.name}:{call.lineno}"
        for path in (ROOT / "desktop").rglob("*.py")
        for outer in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(outer, ast.JoinedStr)
        for call in ast.walk(outer)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "tr"
    ]
    assert hidden == []


def test_croatian_plurals_have_three_forms() -> None:
    forms = [words(m) for m in messages(TRANSLATIONS / "desktop_hr.ts") if m.get("numerus") == "yes"]
    assert forms
    assert {len(form) for form in forms} == {3}


class Status(QObject):
    """A namesake of the window's class: its context in the catalogue is the name."""

    def photos(self, count: int) -> str:
        return self.tr("%n photo(s)", "", count)


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("hr", 1, "1 fotografija"), ("hr", 3, "3 fotografije"), ("hr", 5, "5 fotografija"),
        ("hr", 12, "12 fotografija"), ("hr", 22, "22 fotografije"), ("hr", 101, "101 fotografija"),
        ("en", 1, "1 photo"), ("en", 2, "2 photos"),
    ],
)  # fmt: skip
def test_counts_are_said_as_people_say_them(app: QApplication, language: Any, count: int, said: str) -> None:
    speaker = Words(app)
    speaker.speak(language)
    try:
        assert Status().photos(count) == said
    finally:
        speaker.silence()


def test_qts_own_texts_are_croatian_too(app: QApplication) -> None:
    speaker = Words(app)
    speaker.speak("hr")
    try:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        assert box.buttons()[0].text().replace("&", "") == "Odustani"
    finally:
        speaker.silence()
    assert locale("hr").toString(1.5) == "1,5"
