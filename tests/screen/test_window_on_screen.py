"""The window on a small real screen, in both languages: what is wider than the screen cannot be reached."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from real_screen import SIZE, Shown


@pytest.mark.parametrize("language", ["en", "hr"])
def test_each_page_fits_the_screen(show: Callable[..., AbstractContextManager[Shown]], language: str) -> None:
    too_large = []
    with show("window_program.py", language) as window:
        window.tell("resize", *SIZE)
        for page in window.tell("pages"):
            least = window.tell("go", page) | {"as shown": window.tell("size")}
            assert window.tell("shown") == page
            for what, (width, height) in least.items():
                if width > SIZE[0] or height > SIZE[1]:
                    too_large.append(f"{page}, {what}: {width} × {height}")
    assert not too_large
