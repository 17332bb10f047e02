"""The Features page's left column: what is looked at, by which model, and the layers or the method of the map."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.chooser import ModelChooser
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.rows.layertree import LayerTree
from desktop.widgets.segmented import Option, Segmented
from engine.job.words import Language


class FeaturesSettings(QWidget):
    """`kind`: layers or map; `tree`: the layers; `method`: the map's; the buttons are worded by their owner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = Segmented(("layers", "map"), explained=False)
        self.chooser = ModelChooser()
        self.tree = LayerTree()
        self.method = Segmented(("tsne", "pca"))
        self.files, self.paste, self.folder = QPushButton(), QPushButton(), QPushButton()
        for button, icon in zip((self.files, self.paste, self.folder), ("picture", "paste", "open"), strict=True):
            set_icon(button, icon)
        self._picture, self._method_name = QLabel(), QLabel()
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self._picture, self._method_name):
            set_role(label, "heading")
        self._build()

    def _build(self) -> None:
        self._layer_form, self._map_form = QWidget(), QWidget()
        layer, folder = QVBoxLayout(self._layer_form), QVBoxLayout(self._map_form)
        for column in (layer, folder):
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(WITHIN)
        ways = QHBoxLayout()
        ways.setSpacing(WITHIN)
        ways.addWidget(self.files, 1)
        ways.addWidget(self.paste)
        layer.addWidget(self._picture)
        layer.addLayout(ways)
        layer.addSpacing(WITHIN)
        layer.addWidget(self.tree, 1000)
        layer.addStretch(1)
        for widget in (self._method_name, self.method, self.folder):
            folder.addWidget(widget)
        folder.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addWidget(self.kind)
        layout.addWidget(self.chooser)
        layout.addWidget(self._layer_form, 1)
        layout.addWidget(self._map_form, 1)

    @property
    def mapping(self) -> bool:
        """Whether a folder is to be laid out, not a picture looked at."""
        return self.kind.value() == "map"

    def show_state(self, picture: str) -> None:
        """Shows what belongs to the view that is chosen; `picture`: the name of the picture, "" before there is one."""
        self._layer_form.setVisible(not self.mapping)
        self._map_form.setVisible(self.mapping)
        self._picture.setText(picture or self.tr("Picture"))
        self.tree.setVisible(bool(self.tree.paths))

    def retranslate(self, language: Language) -> None:
        """Words everything but the buttons in `language`."""
        self.kind.set_options(
            [
                Option("layers", self.tr("Layers of a picture"), self.tr("What each layer makes of one picture")),
                Option("map", self.tr("Map of a folder"), self.tr("Photos near each other are alike to the network")),
            ],
            self.tr("View"),
        )
        self._method_name.setText(self.tr("Method"))
        self.method.set_options(
            [
                Option("tsne", "t-SNE", self.tr("Keeps neighbours together; distances between groups say little.")),
                Option("pca", "PCA", self.tr("The two directions in which the photos differ most; quick and exact.")),
            ],
            self.tr("Method"),
        )
        self.chooser.retranslate(language)
        self.tree.retranslate()
