"""The Classify page's answers: one picture large with its heat map, or many in a table with one beside it."""

from __future__ import annotations

import os
from itertools import zip_longest
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.page.page import Surroundings
from desktop.pages.classify.heat import HeatPanel
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.called import Called
from desktop.widgets.rows.answer import Answer
from desktop.widgets.rows.table import Row, Table
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language, message, say
from engine.jobs.classify import ClassifyResult
from engine.photos.kinds import left_out, listed

_BESIDE: Final = 1000  # px of width from which a table and a picture stand side by side


class Answers(QWidget):
    """Shows what pictures were named; `save`, `maps` and `new` are its buttons."""

    def __init__(self, around: Surroundings, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self.single, self.detail = Answer(thumbnails), Answer(thumbnails)
        self.heat = HeatPanel(around, self.single)
        self.table = Table(thumbnails)
        self._summary = QLabel()
        set_role(self._summary, "muted")
        self.save, self.maps, self.new = QPushButton(), QPushButton(), QPushButton()
        set_icon(self.save, "export")
        set_icon(self.maps, "picture")
        set_icon(self.new, "close")
        self._build()
        self.table.current_changed.connect(lambda row: _show(self.detail, row))

    def _build(self) -> None:
        one = QWidget()
        column = QVBoxLayout(one)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(WITHIN + 4)
        column.addWidget(self.single, 1)
        column.addWidget(self.heat)
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self._summary, 1)
        head.addWidget(self.save)
        head.addWidget(self.maps)
        head.addWidget(self.new)
        self._many = QSplitter(Qt.Orientation.Horizontal)
        self._many.setChildrenCollapsible(False)
        self._many.setHandleWidth(BETWEEN)
        self._many.addWidget(self.table)
        self._many.addWidget(self.detail)
        self._many.setSizes([300, 300])
        self._stack = QStackedWidget()
        self._stack.addWidget(one)
        self._stack.addWidget(self._many)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN + 4)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def show_result(self, result: ClassifyResult, top: int, language: Language, called: Called) -> None:
        """Shows `top` classes for each picture, worded by `called`."""
        self.single.called = self.detail.called = self.table.called = called
        self.single.sees = self.detail.sees = result.sees
        self.rows = rows_of(result, top, language)
        if len(self.rows) == 1:
            _show(self.single, self.rows[0])
            self.heat.show_for(self.rows[0].path, self.rows[0].guesses)
        else:
            self.heat.show_for(None, ())
            self.table.set_rows(self.rows)
        self._stack.setCurrentIndex(0 if len(self.rows) == 1 else 1)
        text = self.tr("%n picture(s)", "", len(result.photos))
        if result.skipped:
            kinds = say(listed(left_out(result.skipped)), language)
            text += " · " + self.tr("left out: {kinds}").format(kinds=kinds)
        self._summary.setText(text)

    def clear(self) -> None:
        """Puts the pictures away."""
        self.rows = []
        self.heat.cancel()
        self.heat.show_for(None, ())

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`; the summary comes with the answers."""
        self.save.setText(self.tr("Save as CSV…"))
        self.save.setToolTip(self.tr("Every picture with its classes and probabilities, for a spreadsheet"))
        self.maps.setText(self.tr("Heat maps…"))
        self.maps.setToolTip(
            self.tr("Saves every picture with what speaks for its first class marked, and a table that names them")
        )
        self.new.setText(self.tr("Other pictures"))
        self.new.setToolTip(self.tr("Puts these pictures away; the files stay where they are"))
        self.table.retranslate()
        self.single.retranslate(language)
        self.heat.retranslate(language)
        self.detail.retranslate(language)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The table stands over the picture, or beside it where there is room for both."""
        super().resizeEvent(event)
        room = self._many.width() >= _BESIDE
        self._many.setOrientation(Qt.Orientation.Horizontal if room else Qt.Orientation.Vertical)
        self.detail.set_wide(not room)


def _show(answer: Answer, row: Row) -> None:
    answer.show_answer(row.path, row.name, row.guesses, row.fault)


def rows_of(result: ClassifyResult, top: int, language: Language) -> list[Row]:
    """The answers as rows, the pictures first that could be read; names from the folder they all lie in."""
    paths = [Path(photo.path) for photo in result.photos] + [Path(item.path) for item in result.skipped]
    base = os.path.commonpath([path.parent for path in paths]) if paths and all(p.is_absolute() for p in paths) else ""
    names = [os.path.relpath(path, base) if base else str(path) for path in paths]
    unsure = say(message("report.classify.unsure"), language).strip()
    names = [
        f"{name} · {unsure}" if photo is not None and photo.unsure else name
        for name, photo in zip_longest(names, result.photos)
    ]
    guesses = [tuple((guess.class_, guess.probability) for guess in photo.top[:top]) for photo in result.photos]
    faults = [say(item.reason, language) for item in result.skipped]
    good = [Row(path, name, top_k) for path, name, top_k in zip(paths, names, guesses, strict=False)]
    left = zip(paths[len(good) :], names[len(good) :], faults, strict=True)
    return good + [Row(path, name, (), fault) for path, name, fault in left]
