"""The Data page: a folder of photos, its problems and its split."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from desktop.page.entry import Entry

ENTRY = Entry(
    "data",
    "DataPage",
    str(QT_TRANSLATE_NOOP("DataPage", "Data")),
    __name__,
    str(
        QT_TRANSLATE_NOOP(
            "DataPage",
            "Here you choose the photos that the network is to learn from: one folder for each thing that it "
            "shall tell apart. It learns from most of them; a few are kept back, so that you can see whether "
            "it has understood or only remembers. Look at what stands out before you go on: a model is only "
            "as good as its photos.",
        )
    ),
)
