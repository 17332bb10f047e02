"""Fields for choices: on or off, one of a few, one of many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from desktop.form.fields.field import Field
from engine.job.declare import Parameter
from engine.job.words import Language, say


class _Combo(QComboBox):
    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        super().wheelEvent(event) if self.hasFocus() else event.ignore()


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
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click Space is the page's
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


def _choices(parameter: Parameter) -> Sequence[str]:
    return tuple(parameter.choices() if parameter.choices is not None else ())


def _choice_words(parameter: Parameter, choice: str, language: Language) -> tuple[str, str]:
    label, tip = parameter.choice_label(choice), parameter.choice_help(choice)
    return say(label, language) if label else choice, say(tip, language) if tip else ""
