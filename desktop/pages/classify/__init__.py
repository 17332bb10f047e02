"""The Classify page: what a model takes pictures for, and what in them decides."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("classify", "ClassifyPage", str(QT_TRANSLATE_NOOP("ClassifyPage", "Classify")), __name__)
