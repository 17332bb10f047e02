"""The Settings page: language, look, machine and folders."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("settings", "SettingsPage", str(QT_TRANSLATE_NOOP("SettingsPage", "Settings")), __name__)
