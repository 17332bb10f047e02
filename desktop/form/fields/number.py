"""Fields for numbers: whole ones, decimals, and those that move in ratios."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from desktop.figures import figure
from desktop.form.fields.field import Field
from desktop.form.words import suffix, zero_word
from desktop.theme import calm
from engine.job.declare import Parameter
from engine.job.figures import read_number
from engine.job.words import EngineError, Language, knows, message, number, say


class _Whole(QSpinBox):
    """Lets the wheel scroll the form unless the field has the keyboard, like the other two here."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class _Decimal(QDoubleSpinBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()

    @override
    def textFromValue(self, value: float) -> str:
        text = figure(value, self.locale(), "f", self.decimals())
        point = self.locale().decimalPoint()
        return text.rstrip("0").rstrip(point) if point in text else text


class WholeField(Field):
    """A whole number."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._spin = _Whole()
        self._spin.setRange(int(parameter.low or 0), int(parameter.high if parameter.high is not None else 2**31 - 1))
        self._spin.setSingleStep(int(parameter.step or 1))
        calm(self._spin)
        self._spin.setKeyboardTracking(False)
        self._language: Language = "en"
        self._spin.valueChanged.connect(self._moved)
        self._row.addWidget(self._spin, 1)

    def _moved(self, value: int) -> None:
        self._spin.setSuffix(suffix(self.parameter, self._language, value))
        self.changed.emit()

    @override
    def value(self) -> Any:
        return self._spin.value()

    @override
    def set_value(self, value: Any) -> None:
        self._spin.setValue(int(value))

    @override
    def focus_widget(self) -> QWidget:
        return self._spin

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        self._language = language
        self._spin.setLocale(where)
        self._spin.setSuffix(suffix(self.parameter, language, self._spin.value()))
        _name_auto(self._spin, self.parameter, language)


class DecimalField(Field):
    """A number with decimals, as many as its step has."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        step = parameter.step or 0.1
        self._spin = _Decimal()
        self._spin.setDecimals(max(_decimals(step), _decimals(parameter.low), _decimals(parameter.high)))
        self._spin.setRange(_or(parameter.low, -1e9), _or(parameter.high, 1e9))
        self._spin.setSingleStep(step)
        calm(self._spin)
        self._spin.setKeyboardTracking(False)
        self._spin.valueChanged.connect(lambda _value: self.changed.emit())
        self._row.addWidget(self._spin, 1)

    @override
    def value(self) -> Any:
        return round(self._spin.value(), self._spin.decimals())

    @override
    def set_value(self, value: Any) -> None:
        self._spin.setDecimals(max(self._spin.decimals(), _decimals(float(value))))
        self._spin.setValue(float(value))

    @override
    def focus_widget(self) -> QWidget:
        return self._spin

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        self._spin.setLocale(where)
        self._spin.setSuffix(suffix(self.parameter, language))
        _name_auto(self._spin, self.parameter, language)


class RatioField(Field):
    """A number that moves in ratios or may be left to the program: takes 1e-3 and 0.001, in either notation.

    Empty means recommended, where the parameter is optional. Up and Down go along 1, 2, 5, 10.
    """

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._language: Language = "en"
        self._recommended: float | None = None
        self._edit = _RatioEdit(self)
        self._edit.textChanged.connect(self._typed)
        self._row.addWidget(self._edit)

    def _typed(self, _text: str) -> None:
        try:
            self.value()
            bad = False
        except EngineError:
            bad = True
        if bad != bool(self._edit.property("bad")):
            self._edit.setProperty("bad", bad)
            self._edit.style().polish(self._edit)
        self.changed.emit()

    @override
    def value(self) -> Any:
        text = self._edit.text().strip()
        if not text and self.parameter.optional:
            return None
        off = zero_word(self.parameter, self._language)
        value = self.parameter.type(0.0 if off and text == off else _number(text, self.parameter))
        self.parameter.check(value)
        return value

    @override
    def set_value(self, value: Any) -> None:
        off = zero_word(self.parameter, self._language)
        written = off if off and value == 0 else _written(float(value), self._language) if value is not None else ""
        self._edit.setText(written)

    def turn(self, up: bool) -> None:
        """The next value of 1, 2, 5, 10 … above or below."""
        try:
            value = self.value()
        except EngineError:
            return
        if value is None:
            return
        low, high = _or(self.parameter.low, 0.0), _or(self.parameter.high, math.inf)
        self.set_value(min(max(_neighbour(float(value), up), low), high))

    @override
    def focus_widget(self) -> QWidget:
        return self._edit

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        try:
            value = self.value()
        except EngineError:
            value = None
        self._language = language
        if value is not None:
            self._edit.blockSignals(True)
            self.set_value(value)
            self._edit.blockSignals(False)
        self.recommend(self._recommended)

    def recommend(self, value: float | None) -> None:
        """Shows in the empty field what is taken for it; None: nobody knows it beforehand."""
        self._recommended = value
        if not self.parameter.optional:
            return
        if value is None:
            self._edit.setPlaceholderText(self.tr("recommended"))
        else:
            self._edit.setPlaceholderText(self.tr("{value} (advised)").format(value=_written(value, self._language)))


class _RatioEdit(QLineEdit):
    def __init__(self, field: RatioField) -> None:
        super().__init__()
        self._field = field

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._field.turn(event.key() == Qt.Key.Key_Up)
        else:
            super().keyPressEvent(event)


def _name_auto(spin: QSpinBox | QDoubleSpinBox, parameter: Parameter, language: Language) -> None:
    """Names the lowest value where it means something else than its figure (`choice.threads.0`), or off."""
    code = f"choice.{parameter.name}.{spin.minimum()}"
    spin.setSpecialValueText(say(message(code), language) if knows(code) else zero_word(parameter, language))


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _decimals(value: float | None) -> int:
    if value is None or not math.isfinite(value):
        return 0
    text = f"{value:.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _number(text: str, parameter: Parameter) -> float:
    """A number typed in either notation."""
    try:
        value = read_number(text, percent=parameter.unit == "%")
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise EngineError("bad_value", name=parameter.label, value=text, expected=parameter.expected)
    return value


def _written(value: float, language: Language) -> str:
    text = number(value, language, ".6g")
    return text.replace("e-0", "e-").replace("e+0", "e")


def _neighbour(value: float, up: bool) -> float:
    """The next of 1, 2, 5 times a power of ten above or below `value`."""
    if value <= 0:
        return 1e-6 if up else 0.0
    power = math.floor(math.log10(value))
    steps = [float(f"{digit}e{power + shift}") for shift in (-1, 0, 1) for digit in (1, 2, 5)]
    near = value * 1e-9
    above = [step for step in steps if step > value + near]
    below = [step for step in steps if step < value - near]
    return above[0] if up else below[-1]
