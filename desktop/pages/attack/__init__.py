"""The Attack page: changes that nobody sees, and what a network makes of them."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("attack", "AttackPage", str(QT_TRANSLATE_NOOP("AttackPage", "Attack")), __name__)
