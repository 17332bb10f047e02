"""The map of a folder: a point a photo, and the photo large when its point is clicked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.figures import percent
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.charts.scatter import Dot, Scatter
from desktop.widgets.tiles.gallery import LARGE, LargeView
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.words import Language
from engine.jobs.map import MapResult


class FolderMap(QWidget):
    """`look_inside` asks to see what the layers make of a photo."""

    look_inside = Signal(object)  # Path

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: MapResult | None = None
        self.scatter = Scatter(thumbnails)
        self.large = LargeView(thumbnails)
        self.inside = QPushButton()
        set_icon(self.inside, "features")
        self._index = -1
        self._title, self._about = QLabel(), QLabel(wordWrap=True)
        for label, role in ((self._title, "heading"), (self._about, "muted")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        self._build()
        self.scatter.activated.connect(self.open_photo)
        self.large.closed.connect(self.close_photo)
        self.large.stepped.connect(self._step)
        self.inside.clicked.connect(lambda: self.look_inside.emit(self.scatter.dots[self._index].path))
        self.retranslate("en")

    def _build(self) -> None:
        card = QFrame()
        set_role(card, "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
        inside.setSpacing(WITHIN)
        inside.addWidget(self._title)
        inside.addWidget(self._about)
        inside.addWidget(self.scatter, 1)
        photo = QWidget()
        column = QVBoxLayout(photo)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(WITHIN)
        column.addWidget(self.large, 1)
        row = QHBoxLayout()
        row.addWidget(self.inside)
        row.addStretch(1)
        column.addLayout(row)
        self._stack = QStackedWidget()
        self._stack.addWidget(card)
        self._stack.addWidget(photo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def drawn(self) -> bool:
        return self._result is not None

    def clear(self) -> None:
        """Forgets the map: another folder or model has another."""
        self._result = None
        self.scatter.show_dots((), ())
        self._stack.setCurrentIndex(0)

    def show_map(self, result: MapResult, root: Path) -> None:
        """Shows a map of the photos under `root`."""
        self._result = result
        numbers = {name: number for number, name in enumerate(result.classes)}
        dots = [Dot(root / point.path, numbers[point.class_], point.x, point.y) for point in result.points]
        self.scatter.show_dots(dots, result.classes)
        self._stack.setCurrentIndex(0)
        self._tell()

    def open_photo(self, index: int) -> None:
        """Shows a point's photo large."""
        if self._result is None or not 0 <= index < len(self.scatter.dots):
            return
        self._index = index
        dot = self.scatter.dots[index]
        self.large.show_photo(
            ThumbnailRequest(dot.path, LARGE, "contain"), dot.path.name, [self._result.classes[dot.label]]
        )
        self._stack.setCurrentIndex(1)
        self.large.setFocus()

    def close_photo(self) -> None:
        """Back to the map."""
        self._stack.setCurrentIndex(0)
        self.scatter.setFocus()

    def _step(self, by: int) -> None:
        self.open_photo((self._index + by) % max(len(self.scatter.dots), 1))

    def _tell(self) -> None:
        result = self._result
        if result is None:
            return
        method = "t-SNE" if result.method == "tsne" else "PCA"
        title = self.tr("{method} of the embeddings of %n photo(s)", "", len(result.points))
        self._title.setText(title.format(method=method))
        text = self.tr("For {share} of them the nearest photo, by embedding, is of the same class.")
        about = text.format(share=percent(result.neighbours, self.locale()))
        if result.sampled:
            about += " " + self.tr("A part of the photos, drawn at random, is shown.")
        self._about.setText(about)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.scatter.retranslate()
        self.large.retranslate(language)
        self.inside.setText(self.tr("Look at it layer by layer"))
        self.inside.setToolTip(self.tr("Shows what each layer of the network makes of this photo"))
        self._tell()
