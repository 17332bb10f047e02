"""What an experiment showed, drawn: pictures, charts and tables below one another, each with its title."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHeaderView, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.theme import WITHIN, set_role
from desktop.widgets.charts.points import AcrossAxis, MeasuredPoint, PointPlot, PointRow
from desktop.widgets.rows.marktable import MarkRow, MarkTable
from desktop.widgets.tiles.photorow import Captioned
from desktop.widgets.tiles.strip import PictureStrip
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.lessons.said import word
from engine.lessons.views import Block, ShownChart, ShownPictures, ShownTable

_CHART_HIGH = 220


class Blocks(QWidget):
    """Shows blocks; `mark` frames one of them."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None, *, high: int = _CHART_HIGH) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._high = high
        self._frames: list[QFrame] = []
        self._shown: tuple[object, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(WITHIN)
        self._layout.addStretch(1)

    def show_blocks(self, blocks: Sequence[Block], titles: Sequence[str], language: Language) -> None:
        """Draws what is not drawn yet; a title that is "" is left out."""
        shown = (tuple(blocks), tuple(titles), language)
        if shown == self._shown:
            self.mark(None)
            return
        self._shown = shown
        for frame in self._frames:
            self._layout.removeWidget(frame)
            frame.hide()
            frame.deleteLater()
        self._frames = [
            self._framed(block, title, language)
            for block, title in zip(blocks, [*titles, *[""] * len(blocks)], strict=False)
        ]
        for place, frame in enumerate(self._frames):
            self._layout.insertWidget(place, frame)

    @property
    def frames(self) -> Sequence[QFrame]:
        """What is drawn, in its order."""
        return self._frames

    def mark(self, number: int | None) -> None:
        """Frames one block, or none."""
        for place, frame in enumerate(self._frames):
            set_role(frame, "hint" if place == number else "")

    def bring(self, area: QScrollArea, number: int | None) -> None:
        """Scrolls `area`, in which the blocks stand, to the beginning of one of them, once they have their places."""
        if number is None or number >= len(self._frames):
            return
        frame = self._frames[number]
        QTimer.singleShot(0, frame, lambda: area.verticalScrollBar().setValue(frame.y()))

    def _framed(self, block: Block, title: str, language: Language) -> QFrame:
        frame = QFrame()
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        if title:
            label = QLabel(title, wordWrap=True)
            set_role(label, "heading")
            layout.addWidget(label)
        drawn = self._drawn(block, language)
        drawn.setAccessibleName(title)
        layout.addWidget(drawn)
        return frame

    def _drawn(self, block: Block, language: Language) -> QWidget:
        match block:
            case ShownPictures():
                strip = PictureStrip(self._thumbnails)
                strip.set_pictures([Captioned(Path(one.path), word(one.caption, language)) for one in block.pictures])
                return strip
            case ShownChart():
                return self._chart(block, language)
            case ShownTable():
                return _table(block, language)

    def _chart(self, block: ShownChart, language: Language) -> QWidget:
        plot = PointPlot()
        plot.setLocale(self.locale())
        plot.setFixedHeight(self._high)
        rows = []
        for style, line in enumerate(block.lines):
            labels = line.labels or ("",) * len(line.points)
            points = tuple(
                MeasuredPoint(x, y, None if low == high else (low, high), label)
                for (x, y, low, high), label in zip(line.points, labels, strict=True)
            )
            rows.append(PointRow(word(line.name, language), style % 4, points, joined=line.joined))
        ticks = tuple((x, word(text, language)) for x, text in block.ticks)
        plot.show_rows(rows, AcrossAxis(word(block.across, language), ticks, block.ratio), "", block.level)
        return plot


def _table(block: ShownTable, language: Language) -> QWidget:
    table = MarkTable(len(block.headings))
    table.set_headings([word(one, language) for one in block.headings])
    table.set_trials(
        [
            MarkRow(tuple(word(cell, language) for cell in row), mark)
            for row, mark in zip(block.rows, block.marks, strict=True)
        ]
    )
    line = table.verticalHeader().defaultSectionSize()
    table.setFixedHeight(line * len(block.rows) + table.horizontalHeader().sizeHint().height() + 8)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = table.horizontalHeader()
    last = len(block.headings) - 1
    for column in range(last):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)
    return table
