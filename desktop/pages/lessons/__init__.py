"""The Lessons page: predict, try on one's own model, say what one saw, and only then learn why."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("lessons", "LessonsPage", str(QT_TRANSLATE_NOOP("LessonsPage", "Lessons")), __name__)
