"""The Compare page: what backbones, transfer and training tricks are worth on one's own photos."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "compare",
    "ComparePage",
    str(QT_TRANSLATE_NOOP("ComparePage", "Compare")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "ComparePage",
            "Which network suits your photos, how much does it help that it has learnt before, and is a "
            "trick worth it? Here you measure it instead of believing it. Guess first, then press start.",
        )
    ),
)
