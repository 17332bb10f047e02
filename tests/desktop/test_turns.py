"""Painting in turns."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.widgets.turns import paint_in_turns


class _Painted(QWidget):
    def __init__(self, name: str, painted: list[str]) -> None:
        super().__init__()
        self.setMinimumSize(20, 20)
        self._name, self._painted = name, painted

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted.append(self._name)


def test_widgets_are_painted_one_after_the_other_and_none_is_forgotten(
    until: Callable[[Callable[[], bool]], None],
) -> None:
    painted: list[str] = []
    window = QWidget()
    layout = QVBoxLayout(window)
    widgets = [_Painted(name, painted) for name in ("first", "second", "third")]
    for widget in widgets:
        layout.addWidget(widget)
    paint_in_turns(reversed(widgets))
    window.show()
    until(lambda: len(set(painted)) == 3)
    assert list(dict.fromkeys(painted)) == ["third", "second", "first"]
    window.close()


def test_a_widget_that_is_gone_before_its_turn_stops_nothing(until: Callable[[Callable[[], bool]], None]) -> None:
    painted: list[str] = []
    gone, stays = _Painted("gone", painted), _Painted("stays", painted)
    paint_in_turns((gone, stays))
    gone.deleteLater()
    stays.show()
    until(lambda: painted == ["stays"])
    stays.close()
