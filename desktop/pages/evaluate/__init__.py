"""The Evaluate page: how well a model does on photos that it has not learnt."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "evaluate",
    "EvaluatePage",
    str(QT_TRANSLATE_NOOP("EvaluatePage", "Evaluate")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "EvaluatePage",
            "Here the model sits an exam with photos that nobody has shown it before. You see how many it "
            "gets right, and how far luck may have helped. Look at its mistakes: often the photo tells you "
            "why.",
        )
    ),
)
