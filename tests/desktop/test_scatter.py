"""The map of a folder: pointing, zooming, dragging, walking by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.theme import Tokens
from desktop.widgets.charts.scatter import Dot, Scatter
from desktop.widgets.tiles.thumbnails import Thumbnails

DOTS = (Dot(Path("a.jpg"), 0, -0.5, 0.5), Dot(Path("b.jpg"), 1, 0.5, -0.5), Dot(Path("c.jpg"), 0, 0.52, -0.5))


@pytest.fixture
def scatter(app: QApplication) -> Iterator[Scatter]:
    thumbnails = Thumbnails()
    made = Scatter(thumbnails)
    made.resize(600, 400)
    made.show_dots(DOTS, ("one", "two"))
    made.show()
    yield made
    made.close()
    thumbnails.close()


def middle(scatter: Scatter, index: int) -> QPoint:
    return scatter.place(index).toPoint()


def test_zooming_keeps_the_point_under_the_pointer_and_parts_its_neighbours(scatter: Scatter) -> None:
    at, before = scatter.place(1), scatter.place(2).x() - scatter.place(1).x()
    scatter.zoom_by(8.0, at)
    assert (scatter.place(1) - at).manhattanLength() < 1.0
    assert scatter.place(2).x() - scatter.place(1).x() == pytest.approx(8 * before)
    scatter.zoom_by(0.001)
    assert scatter.zoom == 1.0
    assert (scatter.place(1) - at).manhattanLength() < 1.0


def test_a_click_opens_a_point_and_a_drag_moves_the_map(scatter: Scatter) -> None:
    opened: list[int] = []
    scatter.activated.connect(opened.append)
    scatter.zoom_by(4.0, scatter.place(1))
    start = middle(scatter, 1)
    QTest.mousePress(scatter, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(scatter, start + QPoint(-60, -40))
    QTest.mouseRelease(scatter, Qt.MouseButton.LeftButton, pos=start + QPoint(-60, -40))
    assert opened == []
    assert (scatter.place(1) - QPointF(start) - QPointF(-60, -40)).manhattanLength() < 2.0
    QTest.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=middle(scatter, 1))
    assert opened == [1]


def test_a_point_out_of_sight_is_not_pointed_at_but_the_keys_bring_it_back(scatter: Scatter) -> None:
    scatter.choose(0)
    scatter.zoom_by(8.0, scatter.place(0))
    hidden = middle(scatter, 1)
    assert not scatter.rect().contains(hidden)
    QTest.keyClick(scatter, Qt.Key.Key_Right)
    assert scatter.current in (1, 2)
    assert scatter.rect().contains(middle(scatter, scatter.current))
    QTest.keyClick(scatter, Qt.Key.Key_0)
    assert scatter.zoom == 1.0


def test_a_new_map_is_shown_whole(scatter: Scatter) -> None:
    scatter.zoom_by(4.0)
    scatter.show_dots(DOTS[:2], ("one", "two"))
    assert scatter.zoom == 1.0


def test_pointing_at_photos_does_not_paint_all_points_anew(
    scatter: Scatter, app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    paint_all = Scatter._paint_all

    def counted(self: Scatter, painter: QPainter, look: Tokens) -> None:
        painted.append(1)
        paint_all(self, painter, look)

    monkeypatch.setattr(Scatter, "_paint_all", counted)
    scatter.grab()
    once = len(painted)
    for index in (0, 1, 2):
        QTest.mouseMove(scatter, middle(scatter, index))
        scatter.grab()
    assert len(painted) == once
    scatter.zoom_by(2.0)
    scatter.grab()
    assert len(painted) == once + 1
