"""The lessons in their order with how far each is, and what else there is: words, sureness, the class, sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.theme import set_icon, set_role
from desktop.widgets.terms import OTHERWISE
from engine.job.words import Language
from engine.lessons.records import Lesson

TOOLS: Final = ("words", "sure", "class", "print")
_SIGNS: Final = {"words": "search", "sure": "evaluate", "class": "bars", "print": "save"}


class LessonList(QWidget):
    """`chosen` tells a lesson's name, `tool_wanted` a name of TOOLS."""

    chosen = Signal(str)
    tool_wanted = Signal(str)

    def __init__(self, lessons: Sequence[Lesson], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lessons = tuple(lessons)
        self.group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for lesson in lessons:
            button = QPushButton()
            button.setCheckable(True)
            set_role(button, "nav")
            self.group.addButton(button)
            self.buttons[lesson.name] = button
            layout.addWidget(button)
            button.clicked.connect(lambda _=False, name=lesson.name: self.chosen.emit(name))
        line = QFrame()
        set_role(line, "line")
        layout.addSpacing(6)
        layout.addWidget(line)
        layout.addSpacing(6)
        self.tools = {name: QPushButton() for name in TOOLS}
        self.tools["class"].setProperty(OTHERWISE, True)
        for name, button in self.tools.items():
            button.setCheckable(True)
            set_role(button, "nav")
            self.group.addButton(button)
            set_icon(button, _SIGNS[name], "muted")
            layout.addWidget(button)
            button.clicked.connect(lambda _=False, name=name: self.tool_wanted.emit(name))
        layout.addStretch(1)

    def show_states(self, states: Mapping[str, str], current: str, language: Language) -> None:
        """`states`: "done" or "begun" by a lesson's name; `current`: the lesson, or the tool, that is shown."""
        for lesson in self._lessons:
            button, state = self.buttons[lesson.name], states.get(lesson.name, "")
            text = f"{lesson.number}  {lesson.title.word(language)}"
            button.setText(text)
            sign, tint = {"done": ("check", "good"), "begun": ("play", "accent")}.get(state, ("chevron", "muted"))
            set_icon(button, sign, tint)
            said = {"done": self.tr("done"), "begun": self.tr("begun")}.get(state, self.tr("not taken yet"))
            button.setToolTip(f"{text}: {said}")
            button.setAccessibleName(f"{text}, {said}")
        chosen = {**self.buttons, **self.tools}.get(current)
        if chosen is not None:
            chosen.setChecked(True)

    def retranslate(self) -> None:
        texts = {
            "words": (self.tr("Words"), self.tr("What the words of the field mean")),
            "class": (self.tr("How the class voted"), self.tr("Type in how a class predicted, and compare")),
            "print": (self.tr("Sheets to print"), self.tr("Sheets for pupils, for the teacher and for parents")),
            "sure": (self.tr("How sure am I?"), self.tr("Whether you are as often right as you are sure")),
        }
        for name, (text, tip) in texts.items():
            self.tools[name].setText(text)
            self.tools[name].setToolTip(tip)
