"""The Evaluate page: how well a model does on photos that it has not learnt."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry("evaluate", "EvaluatePage", str(QT_TRANSLATE_NOOP("EvaluatePage", "Evaluate")), __name__)
