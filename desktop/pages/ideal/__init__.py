"""The Ideal image page: what a network would most like to see."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "ideal",
    "IdealPage",
    str(QT_TRANSLATE_NOOP("IdealPage", "Ideal image")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "IdealPage",
            "What would the network most like to see? It begins with noise and changes it bit by bit, until "
            "it is convinced. That it is sure does not mean that you recognise anything: compare the three "
            "recipes.",
        )
    ),
)
