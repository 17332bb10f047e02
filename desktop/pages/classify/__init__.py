"""The Classify page: what a model takes pictures for, and what in them decides."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "classify",
    "ClassifyPage",
    str(QT_TRANSLATE_NOOP("ClassifyPage", "Classify")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "ClassifyPage",
            "Show the model any picture, and it says what it takes it for and how sure it is. It knows only "
            "the classes that it has learnt, so a coffee cup may well become a bird. Switch on what counts "
            "to see which part of the picture convinced it.",
        )
    ),
)
