"""The Ideal image page: what a network would most like to see."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("ideal", "IdealPage", str(QT_TRANSLATE_NOOP("IdealPage", "Ideal image")), __name__)
