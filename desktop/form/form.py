"""A form made from a job's declaration: one field a parameter, the first ones open, the others in folded groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.form.fields.field import Field
from desktop.form.fields.make import make_field
from desktop.form.fields.number import RatioField
from desktop.form.words import unit_text
from desktop.settings import locale
from desktop.theme import ICON, WITHIN, set_icon
from engine.job.declare import Job, Parameter, parameters
from engine.job.words import EngineError, Language, knows, message, say

NUMBER_WIDTH = 128


class Form(QWidget):
    """Fields for the parameters `names` of a job (all but the hidden ones when None), in the order of the names.

    `changed`: some value is different. `turned`: a live parameter is, with its name and value.
    """

    changed = Signal()
    turned = Signal(str, object)

    def __init__(self, job: type[Job], names: Sequence[str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        known = {parameter.name: parameter for parameter in parameters(job)}
        chosen = [known[name] for name in names] if names is not None else list(known.values())
        self._rows: dict[str, _Row] = {}
        self._groups: dict[str, Group] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN + 4)
        for parameter in chosen:
            if parameter.group != "hidden":
                self._add(parameter)
        layout.addStretch(1)
        self.retranslate("en")

    def _add(self, parameter: Parameter) -> None:
        row = _Row(parameter)
        self._rows[parameter.name] = row
        row.field.changed.connect(lambda: self._tell(parameter))
        self._place(parameter.group).addWidget(row)

    def _place(self, group: str) -> QVBoxLayout:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        if not group:
            return layout
        if group not in self._groups:
            self._groups[group] = Group()
            layout.addWidget(self._groups[group])
        return self._groups[group].inside

    def _tell(self, parameter: Parameter) -> None:
        self._rows[parameter.name].explain(self._language)
        self.changed.emit()
        if not parameter.live:
            return
        try:
            value = self._rows[parameter.name].field.value()
        except EngineError:  # in the midst of typing: the field itself shows that it is no value yet
            return
        self.turned.emit(parameter.name, value)

    def field(self, name: str) -> Field:
        """The field of a parameter."""
        return self._rows[name].field

    def row(self, name: str) -> QWidget:
        """The field with its label, to hide or disable it."""
        return self._rows[name]

    def recommend(self, name: str, value: float | None) -> None:
        """What the program takes where the field is left empty; see `RatioField.recommend`."""
        field = self.field(name)
        assert isinstance(field, RatioField)
        field.recommend(value)

    def set_idle(self, name: str, why: str) -> None:
        """Greys a field that does nothing as things stand, and says why under it; "" lets it be used."""
        self._rows[name].set_idle(why, self._language)

    def values(self) -> dict[str, Any]:
        """The values by name, as the job takes them. Raises EngineError `bad_value` for a field that cannot be read."""
        return {name: row.field.value() for name, row in self._rows.items()}

    def plain_values(self) -> dict[str, Any]:
        """The values as a settings file can hold them; fields that cannot be read are left out."""
        good: dict[str, Any] = {}
        for name, row in self._rows.items():
            try:
                value = row.field.value()
            except EngineError:
                continue
            good[name] = str(value) if isinstance(value, Path) else value
        return good

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Sets the values that are there and right for their parameter; the others keep what they have."""
        for name, value in values.items():
            row = self._rows.get(name)
            if row is not None and _allowed(row.parameter, value):
                row.field.set_value(value)
                row.explain(self._language)

    def reset(self) -> None:
        """Every parameter back to its default."""
        self.set_values({name: row.parameter.default for name, row in self._rows.items() if not row.parameter.required})

    def open_group(self, group: str, shown: bool = True) -> None:
        """Unfolds or folds a group."""
        self._groups[group].open(shown)

    def show_group(self, group: str, shown: bool) -> None:
        """Shows or hides a whole group."""
        self._groups[group].setVisible(shown)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        for row in self._rows.values():
            row.retranslate(language, locale(language))
        for name, group in self._groups.items():
            group.set_title(_worded(f"group.{name}", name, language))


class Group(QFrame):
    """Fields under a heading that folds them away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._head = QPushButton()
        self._head.setProperty("role", "fold")
        self._head.setCheckable(False)
        self._body = QWidget()
        self._head.clicked.connect(lambda: self.open(not self._body.isVisibleTo(self)))
        self.inside = QVBoxLayout(self._body)
        self.inside.setContentsMargins(4, 4, 4, WITHIN)
        self.inside.setSpacing(WITHIN + 4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self._body)
        self.open(False)

    def open(self, shown: bool) -> None:
        self._body.setVisible(shown)
        set_icon(self._head, "chevron_down" if shown else "chevron", "muted")
        self._head.setIconSize(QSize(ICON - 6, ICON - 6))

    def set_title(self, title: str) -> None:
        self._head.setText(title)
        self._head.setAccessibleName(title)


class _Row(QWidget):
    """A field under its label, with the explanation of the choice made below it."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self._idle = ""
        self.field = make_field(parameter)
        self._label = QLabel(wordWrap=parameter.kind == "number")
        self._label.setBuddy(self.field.focus_widget())
        self._note = QLabel(wordWrap=True)
        self._note.setProperty("role", "caption")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        head: QHBoxLayout | QVBoxLayout = layout
        if parameter.kind == "number":
            self.field.setFixedWidth(NUMBER_WIDTH)
            head = QHBoxLayout()
            layout.addLayout(head)
        if parameter.kind != "switch":
            head.addWidget(self._label, 1 if parameter.kind == "number" else 0)
        head.addWidget(self.field)
        layout.addWidget(self._note)

    def retranslate(self, language: Language, where: QLocale) -> None:
        name = _worded(self.parameter.label.code, self.parameter.name, language)
        unit = unit_text(self.parameter, language)
        self._label.setText(f"{name} ({unit})" if unit and self.parameter.kind != "number" else name)
        tip = _worded(self.parameter.help.code, "", language)
        for widget in (self._label, self.field, self.field.focus_widget()):
            widget.setToolTip(tip)
        self.field.focus_widget().setAccessibleName(name)
        self.field.focus_widget().setAccessibleDescription(tip)
        self.field.retranslate(language, where, name)
        self.explain(language)

    def set_idle(self, why: str, language: Language) -> None:
        """Greys the field, and says why; "" lets it be used."""
        self._idle = why
        for widget in (self.field, self._label):
            widget.setEnabled(not why)
        self.explain(language)

    def explain(self, language: Language) -> None:
        """Shows why the field does nothing, or what the present choice means, where the catalogue says so."""
        chosen = self.field.choice()
        text = self.parameter.choice_help(chosen) if chosen else None
        told = self._idle or (say(text, language) if text else "")
        self._note.setText(told)
        self._note.setVisible(bool(told))


def _worded(code: str, otherwise: str, language: Language) -> str:
    return say(message(code), language) if knows(code) else otherwise


def _allowed(parameter: Parameter, value: Any) -> bool:
    if parameter.type is Path and isinstance(value, str):
        value = Path(value)
    try:
        parameter.check(value)
    except EngineError:
        return False
    return True
