"""The gallery and its thumbnails: no work for what is not in sight, faults drawn, arrays across threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.widgets.tiles.gallery import Gallery
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails, shrunk
from engine.job.words import message
from engine.photos.door import PhotoFault

Until = Callable[[Callable[[], bool]], None]


class Many:
    """A hundred thousand photos that count how often they are asked about."""

    def __init__(self, count: int = 100_000) -> None:
        self.count = count
        self.asked = 0
        self.classes: Sequence[str] = tuple(f"class {number}" for number in range(1000))

    def __len__(self) -> int:
        return self.count

    def path(self, index: int) -> Path:
        self.asked += 1
        return Path(f"/nowhere/{index}.jpg")

    def name(self, index: int) -> str:
        self.asked += 1
        return f"{index}.jpg"

    def label(self, index: int) -> int:
        return index % 1000


def grey(_path: Path, _shorter: int | None) -> np.ndarray:
    return np.full((60, 90, 3), 128, np.uint8)


def gallery(app: QApplication, read: Callable = grey, count: int = 100_000) -> tuple[Gallery, Many]:
    made = Gallery(thumbnails=Thumbnails(read=read))
    made.resize(800, 600)
    made.show()
    photos = Many(count)
    made.set_collection(photos)
    return made, photos


def test_showing_and_scrolling_a_hundred_thousand_photos_asks_about_those_in_sight_alone(app: QApplication) -> None:
    made, photos = gallery(app)
    made.grab()
    assert photos.asked < 500
    bar = made.grid.verticalScrollBar()
    for share in (0.25, 0.5, 0.75, 1.0):
        photos.asked = 0
        bar.setValue(int(bar.maximum() * share))
        made.grab()
        assert 0 < photos.asked < 500
    assert bar.value() == bar.maximum()
    made.thumbnails.close()


def test_a_class_and_a_name_narrow_what_is_shown(app: QApplication, until: Until) -> None:
    made, _ = gallery(app, count=5_000)
    made.show_class(7)
    assert list(made.shown) == [7, 1007, 2007, 3007, 4007]
    made.show_class(-1)
    made.search.setText("4999")
    until(lambda: list(made.shown) == [4999])
    made.thumbnails.close()


def test_photos_concerned_are_shown_alone_until_all_are_wanted_again(app: QApplication) -> None:
    made, _ = gallery(app, count=50)
    made.show_only([3, 4], "Exact copies")
    assert list(made.shown) == [3, 4]
    made.show_only(None)
    assert len(made.shown) == 50
    made.thumbnails.close()


def test_the_keyboard_walks_the_grid_and_enter_shows_the_photo_large(app: QApplication, until: Until) -> None:
    made, _ = gallery(app, count=50)
    grid = made.grid
    QTest.keyClick(grid, Qt.Key.Key_Home)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current == 1
    assert "1.jpg" in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_End)
    assert grid.current == 49
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert made.large.isVisible()
    QTest.keyClick(made.large, Qt.Key.Key_Left)
    assert grid.current == 48
    until(lambda: not made.large.picture.empty)
    QTest.keyClick(made.large, Qt.Key.Key_Escape)
    assert grid.isVisible()
    made.thumbnails.close()


def test_a_click_shows_the_photo_large_with_its_facts(app: QApplication, until: Until) -> None:
    made, _ = gallery(app, count=50)
    QTest.mouseClick(made.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    until(lambda: "90 × 60" in made.large._caption.text())
    assert "class 0" in made.large._caption.text()
    made.thumbnails.close()


def test_a_double_click_shows_the_photo_whole(app: QApplication, until: Until) -> None:
    made, _ = gallery(app, count=50)
    QTest.mouseClick(made.grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    until(lambda: not made.large.picture.empty)
    picture = made.large.picture
    whole = picture.scale
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton)  # the second half of what began on the grid
    assert picture.scale == whole
    QTest.mouseClick(picture, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(picture, Qt.MouseButton.LeftButton)
    assert picture.scale > whole
    made.thumbnails.close()


def test_a_photo_that_cannot_be_read_shows_its_reason(app: QApplication, until: Until) -> None:
    def fail(_path: Path, _shorter: int | None) -> np.ndarray:
        raise PhotoFault(message("reason.empty"))

    made, _ = gallery(app, fail, count=3)
    made.grab()
    wanted = made.grid._wanted(0)
    until(lambda: made.thumbnails.get(wanted) is not None)
    thumbnail = made.thumbnails.get(wanted)
    assert thumbnail is not None
    assert thumbnail.fault == message("reason.empty")
    made.grab()
    made.thumbnails.close()


def test_an_unforeseen_fault_of_one_photo_does_not_end_the_threads(app: QApplication, until: Until) -> None:
    def read(path: Path, _shorter: int | None) -> np.ndarray:
        if path.name == "bad":
            raise ZeroDivisionError
        return grey(path, None)

    thumbnails = Thumbnails(read=read)
    bad, good = ThumbnailRequest(Path("bad"), 32), ThumbnailRequest(Path("good"), 32)
    thumbnails.want([bad, good])
    until(lambda: thumbnails.get(good) is not None and thumbnails.get(bad) is not None)
    assert thumbnails.get(bad).fault is not None  # type: ignore[union-attr]
    thumbnails.close()


def test_requests_that_went_out_of_sight_are_dropped(app: QApplication, until: Until) -> None:
    begun, gate = [], threading.Event()

    def read(path: Path, _shorter: int | None) -> np.ndarray:
        begun.append(path.name)
        gate.wait(20)
        return grey(path, None)

    thumbnails = Thumbnails(read=read)
    thumbnails.want([ThumbnailRequest(Path(f"old {number}"), 32) for number in range(100)], "grid")
    until(lambda: len(begun) == 2)
    last = ThumbnailRequest(Path("new"), 32)
    thumbnails.want([last], "grid")
    gate.set()
    until(lambda: thumbnails.get(last) is not None)
    assert len(begun) == 3
    thumbnails.close()


def test_the_cache_keeps_what_was_looked_at_last_and_stays_within_its_bytes(app: QApplication, until: Until) -> None:
    def large(_path: Path, _shorter: int | None) -> np.ndarray:
        return np.zeros((256, 256, 3), np.uint8)

    thumbnails = Thumbnails(megabytes=1, read=large)
    wanted = [ThumbnailRequest(Path(str(number)), 256) for number in range(12)]
    for one in wanted:
        thumbnails.want([one])
        until(lambda one=one: thumbnails.get(one) is not None)
        thumbnails.get(wanted[0])
    kept = [one for one in wanted if thumbnails.get(one) is not None]
    assert len(kept) == 4
    assert wanted[0] in kept
    assert wanted[-1] in kept
    thumbnails.close()


@pytest.mark.parametrize(("fit", "size"), [("cover", (40, 40)), ("contain", (40, 20))])
def test_a_thumbnail_is_cut_or_whole_and_never_stretched(fit: str, size: tuple[int, int]) -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    made = shrunk(pixels, 40, fit)  # type: ignore[arg-type]
    assert (made.shape[1], made.shape[0]) == size
