"""Fields for files and folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from desktop.form.fields.field import Field
from desktop.theme import set_icon
from engine.job.declare import Parameter
from engine.job.words import EngineError, Language


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
        raise EngineError("bad_value", name=self.parameter.label, value=text, expected=self.parameter.expected)

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
