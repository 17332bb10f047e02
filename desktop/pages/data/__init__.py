"""The Data page: a folder of photos, its problems and its split."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("data", "DataPage", str(QT_TRANSLATE_NOOP("DataPage", "Data")), __name__)
