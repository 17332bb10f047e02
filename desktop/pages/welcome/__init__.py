"""The Welcome page: what there is before a folder is open."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("welcome", "Welcome", str(QT_TRANSLATE_NOOP("Welcome", "Welcome")), __name__)
