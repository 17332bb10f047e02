"""A knob: one figure on a slider, to be turned while something runs."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.figures import figure
from desktop.theme import set_role
from desktop.widgets.slider import CalmSlider
from engine.job.declare import Span

_NOTCHES: Final = 400


class Knob(QWidget):
    """`turned` tells the figure when a person moves it, not when the program does."""

    turned = Signal(float)

    def __init__(self, span: Span, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = span
        self._value = span.low
        self._unit = self._zero = ""
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        whole = span.whole and span.scale == "linear"
        self._notches = round(span.high - span.low) if whole else _NOTCHES
        self.slider.setRange(0, self._notches)
        self.slider.setPageStep(max(1, self._notches // 10))
        self._name, self._figure = QLabel(), QLabel()
        self._name.setBuddy(self.slider)
        set_role(self._figure, "muted")
        self.slider.valueChanged.connect(self._moved)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._figure)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(self.slider)

    def value(self) -> float:
        return self._value

    def set_value(self, value: float) -> None:
        """Shows a figure, exactly, without telling anybody."""
        self._value = min(max(value, self._span.low), self._span.high)
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._notches * self._span.share(value)))
        self.slider.blockSignals(False)
        self._tell()

    def mark(self, marked: bool) -> None:
        """Makes the figure stand out: it is not what it would be by itself."""
        set_role(self._figure, "heading" if marked else "muted")

    def retranslate(self, name: str, tip: str, unit: str = "", zero: str = "") -> None:
        """`zero`: what is shown in place of 0, where that means something else."""
        self._name.setText(name)
        self._unit, self._zero = unit, zero
        for widget in (self._name, self.slider, self._figure):
            widget.setToolTip(tip)
        self.slider.setAccessibleName(name)
        self._tell()

    def _moved(self, at: int) -> None:
        value = self._span.value(at / self._notches)
        self._value = float(round(value)) if self._span.whole else float(f"{value:.3g}")
        self._tell()
        self.turned.emit(self._value)

    def _tell(self) -> None:
        digits = "f" if self._span.whole else "g"
        text = figure(self._value, self.locale(), digits, 0 if self._span.whole else 3) + self._unit
        shown = self._zero if self._zero and self._value == 0 else text
        self._figure.setText(shown)
        self.slider.setAccessibleDescription(shown)
