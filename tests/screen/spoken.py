"""What a screen reader would find in a window: its controls, each with a role and a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

Role = QAccessible.Role
CONTROLS: Final = {
    Role.Button, Role.ButtonDropDown, Role.ButtonMenu, Role.CheckBox, Role.ComboBox, Role.EditableText, Role.Link,
    Role.List, Role.MenuItem, Role.PageTab, Role.ProgressBar, Role.RadioButton, Role.Slider, Role.SpinBox, Role.Table,
    Role.Tree, Role.Chart, Role.Dial,
}  # fmt: skip
_WHOLE: Final = {Role.ComboBox, Role.List, Role.Table, Role.Tree, Role.SpinBox}
"""What is spoken of as one thing: its rows and fields come with it."""


def nameless(window: QWidget) -> list[str]:
    """The controls in view, and what the keyboard reaches besides, without a name or without a role."""
    return [
        f"{_kind(found)} in {' / '.join(around)}: {what}"
        for found, around in _walk(QAccessible.queryAccessibleInterface(window), ())
        for what in _lacks(found)
    ]


def _walk(
    found: QAccessibleInterface | None, around: tuple[str, ...]
) -> Iterator[tuple[QAccessibleInterface, list[str]]]:
    if found is None or not found.isValid() or found.state().invisible:  # type: ignore[attr-defined]
        return
    yield found, list(around[-3:])
    if found.role() not in _WHOLE:
        for number in range(found.childCount()):
            yield from _walk(found.child(number), (*around, _kind(found)))


def _lacks(found: QAccessibleInterface) -> Iterator[str]:
    named = bool(found.text(QAccessible.Text.Name).strip())
    reached = bool(found.state().focusable)  # type: ignore[attr-defined]
    if (found.role() in CONTROLS or reached) and not named:
        yield "no name"
    if reached and found.role() == Role.NoRole:
        yield "no role"


def _kind(found: QAccessibleInterface) -> str:
    thing = found.object()
    return type(thing).__name__ if thing is not None else found.role().name
