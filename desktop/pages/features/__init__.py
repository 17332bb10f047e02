"""The Features page: what the layers of a network make of a picture, and a folder as the network sees it."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("features", "FeaturesPage", str(QT_TRANSLATE_NOOP("FeaturesPage", "Features")), __name__)
