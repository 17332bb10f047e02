"""The Compare page: what backbones, transfer and training tricks are worth on one's own photos."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("compare", "ComparePage", str(QT_TRANSLATE_NOOP("ComparePage", "Compare")), __name__)
