"""What the pages are at, told in the sidebar and at the foot of the window wherever a person looks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Signal

from desktop.page.page import Page
from desktop.page.task import TaskState
from desktop.page.working import WorkingPage

SIGNS: Final[dict[TaskState, tuple[str, str]]] = {
    "running": ("play", "accent"),
    "paused": ("pause", "muted"),
    "held": ("warning", "warning"),
}
"""The icon of each state that is shown, and the token of its colour."""


class PageStates(QObject):
    """The state of each page's task. `changed`: one is another."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, WorkingPage] = {}

    def watch(self, page: Page) -> None:
        """Follows a page from now on, if it is one with a task."""
        if isinstance(page, WorkingPage):
            self._pages[page.name] = page
            page.task.changed.connect(self.changed)

    def states(self) -> dict[str, TaskState]:
        """The pages that are at something, in the order in which they were first looked at."""
        return {name: page.task.state for name, page in self._pages.items() if page.task.state != "idle"}

    def word(self, state: TaskState) -> str:
        """A state in the present language; "" where there is nothing to say."""
        words = {"running": self.tr("running"), "paused": self.tr("paused"), "held": self.tr("waits for you")}
        return words.get(state, "")
