"""The Classify page's left column: who answers, how many classes are shown, and the ways to other pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop.models.chooser import ModelChooser
from desktop.page.intake import DEMO
from desktop.pages.classify.unseen import Offer, Unseen
from desktop.theme import BETWEEN, WITHIN, calm, set_icon, set_role
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.declare import declared
from engine.job.words import Language, say
from engine.jobs.classify import Classify

ASKED: Final = 20  # guesses the job is asked for; the page shows the first few of them


class ClassifySettings(QWidget):
    """`chooser`: the model; `top`: how many classes are shown; `share`: the model as a web page.

    `files`, `folder`, `paste`: worded by their owner.

    `unseen` and `strangers`: photos that a model of one's own has not learnt from, and pictures of something else.
    """

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.unseen, self.strangers = Offer(thumbnails), Offer(thumbnails)
        self.chooser = ModelChooser()
        self.top = QSpinBox(minimum=1, maximum=ASKED, value=5)
        self.files, self.folder, self.paste = QPushButton(), QPushButton(), QPushButton()
        for button, icon in zip((self.files, self.folder, self.paste), ("picture", "open", "paste"), strict=True):
            set_icon(button, icon)
        self._pictures, self._top_label = QLabel(), QLabel()
        self.unsure, self.share = QCheckBox(), QPushButton()
        set_icon(self.share, "export")
        self.ways = QWidget()
        set_role(self._pictures, "heading")
        self._top_label.setBuddy(self.top)
        calm(self.top)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.chooser)
        layout.addSpacing(BETWEEN)
        row = QHBoxLayout()
        row.addWidget(self._top_label, 1)
        row.addWidget(self.top)
        layout.addLayout(row)
        layout.addWidget(self.unsure)
        layout.addWidget(self.share, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(BETWEEN)
        layout.addWidget(self.ways)
        layout.addSpacing(BETWEEN)
        layout.addWidget(self.unseen)
        layout.addSpacing(BETWEEN)
        layout.addWidget(self.strangers)
        layout.addStretch(1)
        ways = QVBoxLayout(self.ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(WITHIN)
        for widget in (self._pictures, self.files, self.folder, self.paste):
            ways.addWidget(widget)

    def show_offers(self, unseen: Sequence[Unseen], *, own: bool) -> None:
        """Offers photos of the folder, one a class, and for a model of one's `own` the demo pictures too."""
        self.unseen.show_pictures([(one.path, one.class_) for one in unseen])
        self.unsure.setEnabled(own)
        self.strangers.show_pictures([(path, "") for path in sorted(DEMO.glob("*.jpg"))] if own else [])

    def retranslate(self, language: Language) -> None:
        """Words everything but the buttons in `language`."""
        self.chooser.retranslate(language)
        self._pictures.setText(self.tr("Pictures"))
        self._top_label.setText(self.tr("Classes shown"))
        tip = self.tr("How many of the most probable classes are shown for a picture (top-k)")
        self.top.setToolTip(tip)
        self._top_label.setToolTip(tip)
        may = declared(Classify, "unsure")
        self.unsure.setText(say(may.label, language))
        self.unsure.setToolTip(say(may.help, language))
        self.share.setText(self.tr("Save as a web page…"))
        self.share.setToolTip(self.tr("One file that names pictures on any phone, without a connection"))
        self.unseen.retranslate(
            self.tr("Photos that it has not learnt from"),
            self.tr("One of each class, from the part of the folder that was kept for this."),
            self.tr("Classify all of them"),
        )
        self.strangers.retranslate(
            self.tr("And something else"),
            self.tr("It must choose among what it knows: whatever it is shown, it names one of its classes."),
            self.tr("Classify all of them"),
        )
