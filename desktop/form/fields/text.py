"""A field for text."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import (
    QLineEdit,
    QWidget,
)
from typing_extensions import override

from desktop.form.fields.field import Field
from engine.job.declare import Parameter


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
