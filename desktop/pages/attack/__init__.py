"""The Attack page: changes that nobody sees, and what a network makes of them."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "attack",
    "AttackPage",
    str(QT_TRANSLATE_NOOP("AttackPage", "Attack")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "AttackPage",
            "A few changes that nobody sees, and the network takes a dog for a cat. They are not random: "
            "each pixel is moved exactly where it hurts. Try how little is enough, and whether it survives "
            "being saved as a JPEG.",
        )
    ),
)
