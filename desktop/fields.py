"""The fields of a form, one kind of parameter each: text, number, switch, choice, file, folder."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from desktop.figures import figure
from desktop.theme import WITHIN, calm, set_icon
from engine.run.job import Parameter
from engine.run.messages import EngineError, Language, knows, message, number, say

SEGMENTS = 3  # as many choices stand side by side; more go into a list


class Field(QWidget):
    """One parameter's value. `changed`: a person or `set_value` made it different."""

    changed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(WITHIN)

    def value(self) -> Any:
        """The value as the job takes it. Raises EngineError `bad_value` where it cannot be read."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        raise NotImplementedError

    def choice(self) -> str:
        """The chosen name, for the explanation under the field; "" where nothing is chosen from a table."""
        return ""

    def focus_widget(self) -> QWidget:
        """The part that takes the keyboard: a label's buddy."""
        return self

    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        """Words the field; `name` is its label."""


def make_field(parameter: Parameter) -> Field:
    """The field for a parameter, holding its default."""
    made = _kind_of(parameter)(parameter)
    if not parameter.required:
        made.set_value(parameter.default)
    return made


def _kind_of(parameter: Parameter) -> type[Field]:
    match parameter.kind:
        case "switch":
            return SwitchField
        case "choice":
            few = parameter.choices is not None and len(parameter.choices()) <= SEGMENTS
            return SegmentField if few else ComboField
        case "number" if parameter.optional or parameter.logarithmic:
            return RatioField
        case "number":
            return WholeField if parameter.type is int else DecimalField
        case "file" | "folder" | "save" | "paths":
            return PathField
        case _:
            return TextField


class TextField(Field):
    """A line of text."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._edit = QLineEdit()
        self._edit.textChanged.connect(lambda _text: self.changed.emit())
        self._row.addWidget(self._edit)

    @override
    def value(self) -> Any:
        text = self._edit.text().strip()
        return None if self.parameter.optional and not text else text

    @override
    def set_value(self, value: Any) -> None:
        self._edit.setText("" if value is None else str(value))

    @override
    def focus_widget(self) -> QWidget:
        return self._edit


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


class _Combo(QComboBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


class WholeField(Field):
    """A whole number."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._spin = _Whole()
        self._spin.setRange(int(parameter.low or 0), int(parameter.high if parameter.high is not None else 2**31 - 1))
        self._spin.setSingleStep(int(parameter.step or 1))
        calm(self._spin)
        self._spin.setKeyboardTracking(False)
        self._spin.valueChanged.connect(lambda _value: self.changed.emit())
        self._row.addWidget(self._spin, 1)

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
        self._spin.setLocale(where)
        self._spin.setSuffix(_suffix(self.parameter, language))
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
        self._spin.setSuffix(_suffix(self.parameter, language))


class RatioField(Field):
    """A number that moves in ratios or may be left to the program: takes 1e-3 and 0.001, in either notation.

    Empty means recommended, where the parameter is optional. Up and Down go along 1, 2, 5, 10.
    """

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._language: Language = "en"
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
        value = self.parameter.type(_number(text, self.parameter))
        self.parameter.check(value)
        return value

    @override
    def set_value(self, value: Any) -> None:
        self._edit.setText("" if value is None else _written(float(value), self._language))

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
        if self.parameter.optional:
            self._edit.setPlaceholderText(self.tr("recommended"))


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


class SwitchField(Field):
    """On or off, its label beside the box."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._box = QCheckBox()
        self._box.toggled.connect(lambda _on: self.changed.emit())
        self._row.addWidget(self._box)

    @override
    def value(self) -> Any:
        return self._box.isChecked()

    @override
    def set_value(self, value: Any) -> None:
        self._box.setChecked(bool(value))

    @override
    def focus_widget(self) -> QWidget:
        return self._box

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        self._box.setText(name)


class ComboField(Field):
    """One of many, from a list; each choice explains itself on hover."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._choices = _choices(parameter)
        self._box = _Combo()
        self._box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._box.setMinimumContentsLength(8)
        self._box.addItems(list(self._choices))
        self._box.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self._row.addWidget(self._box, 1)

    @override
    def value(self) -> Any:
        index = self._box.currentIndex()
        return self._choices[index] if index >= 0 else None

    @override
    def set_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._choices.index(value) if value in self._choices else -1)

    @override
    def choice(self) -> str:
        return str(self.value() or "")

    @override
    def focus_widget(self) -> QWidget:
        return self._box

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        for index, choice in enumerate(self._choices):
            text, tip = _choice_words(self.parameter, choice, language)
            self._box.setItemText(index, text)
            self._box.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)


class SegmentField(Field):
    """One of two or three, side by side, or one above the other where their names are too long for that."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._choices = _choices(parameter)
        self._group = QButtonGroup(self)
        self._row.setSpacing(0)
        for index in range(len(self._choices)):
            button = QPushButton()
            button.setCheckable(True)
            button.setProperty("role", "segment")
            self._group.addButton(button, index)
            self._row.addWidget(button)
        self._arrange(stacked=False)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._toggled)

    def _toggled(self, _index: int, checked: bool) -> None:
        if checked:
            self.changed.emit()

    def _arrange(self, stacked: bool) -> None:
        self._stacked = stacked
        direction = QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        ends = ("top", "bottom") if stacked else ("first", "last")
        for index, button in enumerate(self._group.buttons()):
            place = ends[0] if index == 0 else ends[1] if index == len(self._choices) - 1 else "middle"
            button.setProperty("place", place)
            button.style().unpolish(button)
            button.style().polish(button)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = sum(
            button.fontMetrics().horizontalAdvance(button.text()) * 1.08 + 22 for button in self._group.buttons()
        )
        if (wanted > self.width()) != self._stacked:
            self._arrange(stacked=not self._stacked)
            self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    @override
    def value(self) -> Any:
        return self._choices[self._group.checkedId()]

    @override
    def set_value(self, value: Any) -> None:
        self._group.button(self._choices.index(value)).setChecked(True)

    @override
    def choice(self) -> str:
        return str(self.value())

    @override
    def focus_widget(self) -> QWidget:
        return self._group.button(0)

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        for index, choice in enumerate(self._choices):
            text, tip = _choice_words(self.parameter, choice, language)
            button = self._group.button(index)
            button.setText(text)
            button.setToolTip(tip or text)
            button.setAccessibleName(f"{name}: {text}")


class PathField(Field):
    """A file, a folder, a place to save, or several files."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._edit = QLineEdit()
        self._edit.textChanged.connect(lambda _text: self.changed.emit())
        self._button = QPushButton()
        self._button.setProperty("role", "icon")
        self._button.clicked.connect(self._pick)
        set_icon(self._button, "save" if parameter.kind == "save" else "open", "muted")
        self._row.addWidget(self._edit, 1)
        self._row.addWidget(self._button)
        self._paths: tuple[Path, ...] = ()

    @override
    def value(self) -> Any:
        if self.parameter.kind == "paths":
            return self._paths
        text = self._edit.text().strip()
        if text:
            return Path(text).expanduser()
        if self.parameter.optional:
            return None
        raise EngineError("bad_value", name=self.parameter.name, value=text, expected=self.parameter.kind)

    @override
    def set_value(self, value: Any) -> None:
        if self.parameter.kind == "paths":
            self._paths = tuple(Path(path) for path in value)
            value = "; ".join(str(path) for path in self._paths)
        self._edit.setText("" if value is None else str(value))

    def _pick(self) -> None:
        match self.parameter.kind:
            case "folder":
                chosen = QFileDialog.getExistingDirectory(self.window(), "", self._edit.text())
            case "save":
                chosen = QFileDialog.getSaveFileName(self.window(), "", self._edit.text())[0]
            case "paths":
                several = QFileDialog.getOpenFileNames(self.window(), "", "")[0]
                self.set_value(several or self._paths)
                return
            case _:
                chosen = QFileDialog.getOpenFileName(self.window(), "", self._edit.text())[0]
        if chosen:
            self._edit.setText(chosen)

    @override
    def focus_widget(self) -> QWidget:
        return self._edit

    @override
    def retranslate(self, language: Language, where: QLocale, name: str) -> None:
        text = self.tr("Choose…")
        self._button.setToolTip(text)
        self._button.setAccessibleName(f"{name}: {text}")


def _choices(parameter: Parameter) -> Sequence[str]:
    return tuple(parameter.choices() if parameter.choices is not None else ())


def _choice_words(parameter: Parameter, choice: str, language: Language) -> tuple[str, str]:
    label, tip = parameter.choice_label(choice), parameter.choice_help(choice)
    return say(label, language) if label else choice, say(tip, language) if tip else ""


def _suffix(parameter: Parameter, language: Language) -> str:
    if not parameter.unit:
        return ""
    code = f"unit.{parameter.unit}"
    return " " + (say(message(code), language) if knows(code) else parameter.unit)


def _name_auto(spin: QSpinBox, parameter: Parameter, language: Language) -> None:
    """Names the lowest value where it means something else than its figure (`choice.threads.0`)."""
    code = f"choice.{parameter.name}.{spin.minimum()}"
    spin.setSpecialValueText(say(message(code), language) if knows(code) else "")


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _decimals(value: float | None) -> int:
    if value is None or not math.isfinite(value):
        return 0
    text = f"{value:.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _number(text: str, parameter: Parameter) -> float:
    """A number typed in either notation: a single comma is a decimal comma."""
    try:
        value = float(text.replace(" ", "").replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise EngineError("bad_value", name=parameter.name, value=text, expected=parameter.type.__name__)
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
