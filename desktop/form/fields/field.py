"""What every field of a form has."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QSizePolicy,
    QWidget,
)

from desktop.theme import WITHIN
from engine.job.declare import Parameter
from engine.job.words import Language


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
