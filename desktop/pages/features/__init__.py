"""The Features page: what the layers of a network make of a picture, and a folder as the network sees it."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "features",
    "FeaturesPage",
    str(QT_TRANSLATE_NOOP("FeaturesPage", "Features")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "FeaturesPage",
            "A network looks at a picture in many layers, one after the other. The first ones find lines and "
            "colours, the later ones eyes, wheels or petals. Click through the stages with one picture and "
            "watch what is left of it.",
        )
    ),
)
