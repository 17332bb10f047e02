"""How sure somebody is: a slider from "I am guessing" to "certain"."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.figures import percent
from desktop.theme import WITHIN
from desktop.widgets.slider import CalmSlider

_LEAST, _MOST, _STEP, _USUAL = 50, 100, 5, 75
_WIDTH: Final = 160


class Sureness(QWidget):
    """Half sure at the least: who is surer of the opposite says the opposite. `changed`: it was moved."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._figure = QLabel(), QLabel()
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(_LEAST // _STEP, _MOST // _STEP)
        self.slider.setValue(_USUAL // _STEP)
        self.slider.setMaximumWidth(_WIDTH)
        self.slider.valueChanged.connect(self._tell)
        self.slider.valueChanged.connect(self.changed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self._figure)
        layout.addStretch(1)

    @property
    def value(self) -> float:
        """A fraction, 0.5 to 1."""
        return self.slider.value() * _STEP / 100

    def set_value(self, share: float) -> None:
        self.slider.setValue(round(100 * share / _STEP))

    def retranslate(self) -> None:
        self._label.setText(self.tr("How sure are you?"))
        self._label.setToolTip(self.tr("50%: you are guessing. 100%: you would bet anything on it."))
        self.slider.setAccessibleName(self.tr("How sure are you?"))
        self._tell()

    def _tell(self) -> None:
        self._figure.setText(percent(self.value, self.locale(), 0))
