"""The Train page: a new network learns one's own classes, watched while it does."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("train", "TrainPage", str(QT_TRANSLATE_NOOP("TrainPage", "Train")), __name__)
