"""What a hand meets at once: how large the window opens, where Tab and Space go, where dialogs open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget

from desktop.form.fields.choice import SegmentField
from desktop.page.page import Surroundings
from desktop.pages import PAGES, WELCOME
from desktop.shell.placing import placed, suited_to
from desktop.shell.window import Window
from desktop.widgets.asking import ask_file, ask_files, ask_folder, ask_save
from desktop.widgets.choicebutton import ChoiceButton
from desktop.widgets.segmented import Segmented

Until = Callable[[Callable[[], bool]], None]


def test_a_window_takes_the_middle_of_a_large_screen_and_all_of_a_small_one() -> None:
    assert suited_to(QRect(0, 0, 3840, 2160)) == QRect(384, 216, 3072, 1728)
    assert suited_to(QRect(1920, 0, 1920, 1080)).center() == QRect(1920, 0, 1920, 1080).center()
    for small in (QRect(0, 0, 1280, 720), QRect(0, 24, 1366, 744), QRect(0, 0, 1440, 900)):
        assert suited_to(small) == small


def test_a_window_opens_where_it_stood_and_as_large(window: Window, app: QApplication, around: Surroundings) -> None:
    window.showNormal()
    window.resize(window.minimumSizeHint())
    window.move(0, 60)  # its least width is nearly that of the screen without a screen
    stood = window.geometry()
    around.settings.change(geometry=placed(window))
    again = Window(app, around)
    assert (again.geometry(), again.isMaximized()) == (stood, False)


@pytest.mark.parametrize("name", [WELCOME, *PAGES])
def test_the_first_tab_lands_in_the_page(window: Window, name: str) -> None:
    page = window.go(name)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
    assert page.isAncestorOf(window.focusWidget()), window.focusWidget()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_the_card_with_the_keyboard(window: Window, key: Qt.Key) -> None:
    card = window.page.findChildren(ChoiceButton)[0]
    pressed: list[bool] = []
    card.clicked.disconnect()
    card.clicked.connect(lambda: pressed.append(True))
    card.setFocus()
    QTest.keyClick(card, key)
    assert len(pressed) == 1


def test_space_starts_after_a_click_on_a_method_or_a_backbone(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    page = window.go("train")
    started: list[bool] = []
    monkeypatch.setattr(page, "start", lambda: started.append(True))
    method = page.findChildren(SegmentField)[0] if page.findChildren(SegmentField) else page.findChildren(Segmented)[0]
    for segment in method.findChildren(QPushButton):
        QTest.mouseClick(segment, Qt.MouseButton.LeftButton)
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
        assert segment.isChecked()
    assert len(started) == len(method.findChildren(QPushButton))
    cards = page.settings.chooser._list  # type: ignore[attr-defined]
    cards.setFocus()
    QTest.keyClick(cards, Qt.Key.Key_Space)
    assert len(started) == len(method.findChildren(QPushButton)) + 1


def test_a_presentation_says_how_to_leave_it(window: Window) -> None:
    assert not window.leaving.isVisible()
    window.present()
    assert window.leaving.isVisible()
    assert "F11" in window.leaving.text()
    assert window.rect().contains(window.leaving.geometry())
    window.present()
    assert not window.leaving.isVisible()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Path]:
    """Where dialogs opened; each is answered with something in a folder of its own."""
    opened: list[Path] = []

    def answer(kind: str, value: Callable[[str], Any]) -> None:
        def ask(_parent: QWidget, _title: str, place: str, *_filters: str) -> Any:
            opened.append(Path(place))
            (tmp_path / kind).mkdir(exist_ok=True)
            return value(str(tmp_path / kind / "chosen"))

        monkeypatch.setattr(QFileDialog, kind, ask)

    answer("getExistingDirectory", lambda path: path)
    answer("getOpenFileName", lambda path: (path, ""))
    answer("getOpenFileNames", lambda path: ([path], ""))
    answer("getSaveFileName", lambda path: (path, "PNG (*.png)"))
    return opened


def test_a_dialog_opens_where_the_last_of_its_kind_ended(window: Window, asked: list[Path], tmp_path: Path) -> None:
    for _ in range(2):
        assert ask_folder(window.page, "") == tmp_path / "getExistingDirectory" / "chosen"
        assert ask_file(window.page, "model", "", "") == tmp_path / "getOpenFileName" / "chosen"
        assert ask_files(window.page, "picture", "", "") == [tmp_path / "getOpenFileNames" / "chosen"]
        assert ask_save(window.page, "", "cat.png", "") == (tmp_path / "getSaveFileName" / "chosen", "PNG (*.png)")
    assert asked[4:] == [
        tmp_path / "getExistingDirectory",
        tmp_path / "getOpenFileName",
        tmp_path / "getOpenFileNames",
        tmp_path / "getSaveFileName" / "cat.png",
    ]


def test_the_first_dialog_opens_at_home_and_so_does_one_whose_place_is_gone(
    window: Window, around: Surroundings, asked: list[Path], tmp_path: Path
) -> None:
    around.settings.change(places={"save": str(tmp_path / "gone")})
    ask_save(window.page, "", "cat.png", "")
    ask_folder(window.page, "")
    assert asked[0].name == "cat.png"
    assert asked[0].parent.is_dir()
    assert asked[1].is_dir()


def test_a_dialog_that_is_left_remembers_nothing(
    window: Window, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    assert ask_folder(window.page, "") is None
    assert ask_save(window.page, "", "cat.png", "") is None
    assert ask_file(window.page, "model", "", "") is None
    assert around.settings.values.places == {}
