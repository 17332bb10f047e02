"""The Train page: a new network learns one's own classes, watched while it does."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "train",
    "TrainPage",
    str(QT_TRANSLATE_NOOP("TrainPage", "Train")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "TrainPage",
            "A network that has already seen a million photos now learns yours. Press start and watch two "
            "lines: how often it is right on the photos it learns from, and on photos it has not seen. The "
            "second line is the one that counts.",
        )
    ),
)
