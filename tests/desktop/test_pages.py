"""A page is one folder and its name in PAGES: one can be added so, and one that lacks something stops nothing."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

import desktop.pages
from desktop.page.page import Surroundings
from desktop.pages import PAGES, WELCOME, entries, entry
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.window import Window
from desktop.workspace import Workspace
from engine.files import RESOURCES

Make = Callable[..., Window]
ENTRY = """
from PySide6.QtCore import QT_TRANSLATE_NOOP
from desktop.page.entry import Entry
ENTRY = Entry("drawings", "DrawingsPage", str(QT_TRANSLATE_NOOP("DrawingsPage", "{title}")), __name__)
"""
PAGE = """
from PySide6.QtWidgets import QLabel
from desktop.page.page import Page
from desktop.pages.drawings import ENTRY

class DrawingsPage(Page):
    entry = ENTRY

    def __init__(self, around):
        super().__init__(around)
        self.lay_out(QLabel("here"))
"""


@pytest.fixture
def window_with(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Window]]:
    """Opens the window with a page more: its folder, its name in PAGES, its icon."""
    made: list[Window] = []
    settings = Settings()
    settings.change(language="en", theme="light")
    around = Surroundings(Runner(), Workspace(settings), settings)

    def make(*, title: str = "Drawings", icon: bool = True, page: str = PAGE, first: str = ENTRY) -> Window:
        folder = tmp_path / "pages" / "drawings"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(first.replace("{title}", title), "utf-8")
        (folder / "page.py").write_text(page, "utf-8")
        icons = tmp_path / "icons"
        icons.mkdir()
        for known in (RESOURCES / "icons").glob("*.svg"):
            (icons / known.name).write_bytes(known.read_bytes())
        if icon:
            (icons / "drawings.svg").write_bytes((RESOURCES / "icons" / "data.svg").read_bytes())
        monkeypatch.setattr("desktop.theme.ICONS", icons)
        monkeypatch.setattr(desktop.pages, "__path__", [*desktop.pages.__path__, str(tmp_path / "pages")])
        monkeypatch.setattr(Window, "warm_up", lambda _self: None)
        made.append(Window(app, around, (*PAGES[:-1], "drawings", PAGES[-1])))
        made[0].show()
        return made[0]

    yield make
    for window in made:
        window.closing.leaving = True
        window.close()
    for name in [name for name in sys.modules if name.startswith("desktop.pages.drawings")]:
        del sys.modules[name]
    assert around.runner.close(20)


def test_every_page_has_its_title_its_icon_and_its_class() -> None:
    for name in (WELCOME, *PAGES):
        found = entry(name)
        assert found.word()
        assert found.load().entry is found


def test_a_page_more_is_its_folder_its_name_and_its_icon(window_with: Make, until: Callable[..., None]) -> None:
    window = window_with()
    window.activateWindow()
    until(window.isActiveWindow)
    button = window.sidebar.findChild(QAbstractButton, "drawings")
    assert isinstance(button, QAbstractButton)
    assert button.text().strip() == "Drawings"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.page.title() == "Drawings"
    assert window.windowTitle() == "Prijenos – Drawings"
    assert window.page.banner.error is None
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == "data"
    QTest.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == PAGES[8]
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == PAGES[-1]


@pytest.mark.parametrize(
    ("lacking", "named"),
    [
        ({"title": " "}, "title"),
        ({"icon": False}, "drawings.svg"),
        ({"first": "import a_module_that_is_not_there\n"}, "a_module_that_is_not_there"),
        ({"first": "\n"}, "ENTRY"),
    ],
)
def test_a_page_that_lacks_something_is_left_out_with_a_notice(
    window_with: Make, lacking: dict[str, object], named: str
) -> None:
    window = window_with(**lacking)
    assert window.page.name == WELCOME
    assert window.sidebar.findChild(QAbstractButton, "drawings") is None
    error = window.page.banner.error
    assert error is not None
    assert error.code == "page_left_out"
    assert named in error.say("en")
    assert window.go("settings").name == "settings"


@pytest.mark.parametrize("page", ["import a_module_that_is_not_there\n", PAGE.replace('"here"', "1 / 0")])
def test_a_page_that_cannot_be_made_leaves_the_window_where_it_was(window_with: Make, page: str) -> None:
    window = window_with(page=page)
    assert window.go("drawings").name == WELCOME
    assert window.page.banner.error is not None
    assert "Drawings" in window.page.banner.error.say("en")
    assert window.go("data").name == "data"


def test_help_comes_in_two_layers_and_the_second_is_asked_for(app: QApplication, around: Surroundings) -> None:
    for page_of in (found for found in entries(PAGES)[0].values() if found.about):
        assert 2 <= len(re.findall(r"[.?!:]( |$)", page_of.about)) <= 5, page_of.name
        page = page_of.load()(around)
        page.retranslate()
        page.explain()
        hint = page._hint
        assert page_of.about in hint._text.text()
        assert page.explanation() not in hint._text.text()
        hint.more.click()
        assert page.explanation() in hint._text.text()
        hint.more.click()
        assert page.explanation() not in hint._text.text()
        page.deleteLater()
