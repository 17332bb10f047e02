"""The window on small real screens: what is wider than the screen, or cut, cannot be read or reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from real_screen import SCREENS, Screen, Shown

LOOKS = [(language, theme) for language in ("en", "hr") for theme in ("light", "dark")]


@pytest.fixture(scope="module", params=SCREENS, ids=lambda size: "{}x{} at {}".format(*size))
def window(
    request: pytest.FixtureRequest,
    screens: tuple[Screen, ...],
    show: Callable[..., AbstractContextManager[Shown]],
) -> Iterator[tuple[Shown, int, int]]:
    """The window as large as the screen, and the screen's width and height in the window's own pixels."""
    width, height, scale = request.param
    with show("window_program.py", on=screens[SCREENS.index(request.param)]) as shown:
        shown.tell("resize", width // scale, height // scale)
        yield shown, width // scale, height // scale


def dress(window: Shown, language: str, theme: str) -> None:
    window.tell("change", "language", language)
    window.tell("change", "theme", theme)


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_each_page_fits_the_screen(window: tuple[Shown, int, int], language: str, theme: str) -> None:
    shown, width, height = window
    dress(shown, language, theme)
    wrong = []
    for log in (False, True):
        shown.tell("log", log)
        for page in shown.tell("pages"):
            assert shown.tell("go", page) == page
            sizes = shown.tell("sizes")
            wrong += [
                f"{page}, log {log}, {what}: {wide} × {high}"
                for what, (wide, high) in sizes.items()
                if wide > width or high > height
            ]
            wrong += [f"{page}, log {log}: {why}" for why in shown.tell("squeezed")]
    shown.tell("log", False)
    assert not wrong


@pytest.mark.parametrize("language", ["en", "hr"])
def test_log_explanation_and_error_have_room_together(window: tuple[Shown, int, int], language: str) -> None:
    shown, width, height = window
    dress(shown, language, "light")
    shown.tell("log", True)
    wrong = []
    for page in shown.tell("pages"):
        shown.tell("go", page)
        shown.tell("explain")
        shown.tell("banner", True)
        sizes = shown.tell("sizes").items()
        wrong += [f"{page}, {what}: {wide} × {high}" for what, (wide, high) in sizes if wide > width or high > height]
        wrong += [f"{page}: {why}" for why in shown.tell("squeezed") if why.startswith("PageArea")]  # its run bar too
        shown.tell("explain")
        shown.tell("banner", False)
    shown.tell("log", False)
    assert not wrong


@pytest.mark.parametrize("language", ["en", "hr"])
def test_each_page_fits_the_screen_when_it_is_presented(window: tuple[Shown, int, int], language: str) -> None:
    shown, width, height = window
    dress(shown, language, "light")
    for page in shown.tell("pages"):
        shown.tell("go", page)
    shown.tell("present")
    wrong = []
    for page in shown.tell("pages"):
        shown.tell("go", page)
        sizes = shown.tell("sizes").items()
        wrong += [f"{page}, {what}: {wide} × {high}" for what, (wide, high) in sizes if wide > width or high > height]
        wrong += [f"{page}: {why}" for why in shown.tell("squeezed")]
    shown.tell("present")
    shown.tell("resize", width, height)
    assert not wrong


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_each_text_is_whole_or_says_so(window: tuple[Shown, int, int], language: str, theme: str) -> None:
    shown, _width, _height = window
    dress(shown, language, theme)
    wrong = []
    for page in shown.tell("pages"):
        shown.tell("go", page)
        wrong += [f"{page}: {cut}" for cut in (*shown.tell("cut"), *shown.tell("nameless"))]
    assert not wrong


@pytest.mark.parametrize("language", ["en", "hr"])
def test_drop_downs_show_their_last_row(window: tuple[Shown, int, int], language: str) -> None:
    shown, _width, _height = window
    dress(shown, language, "light")
    wrong = []
    for page in shown.tell("pages"):
        shown.tell("go", page)
        wrong += [f"{page}: {cut}" for cut in shown.tell("drop_downs")]
    assert not wrong
