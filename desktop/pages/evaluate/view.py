"""What judging a model came to: accuracy with its interval, the classes, the matrix, the photos behind its cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import percent
from desktop.page.mending import Mending
from desktop.page.page import Surroundings
from desktop.pages.evaluate.changing import ChangeLine
from desktop.pages.evaluate.closer import Closer
from desktop.pages.evaluate.mending import MendBar
from desktop.pages.evaluate.more import MoreFigures
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.charts.intervals import Share
from desktop.widgets.charts.matrix import Matrix
from desktop.widgets.plain import one_line
from desktop.widgets.rows.scores import Fact, Scores
from desktop.widgets.tiles.cell import Cell, words_of
from desktop.widgets.tiles.grid import Grid
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.jobs.evaluate import EvaluateResult
from engine.learn.scores import Judged, wilson


class JudgedView(QWidget):
    """Scores over the matrix and the classes; a cell or a class shows its photos, a photo is shown large.

    `train_wanted`: to train with what was corrected; `copy_wanted`: to have it as a folder.
    """

    train_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, around: Surroundings, thumbnails: Thumbnails, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self.mend = MendBar()
        self._result: EvaluateResult | None = None
        self._root = Path()
        self._photos: tuple[Judged, ...] = ()
        self._at: tuple[int, int] | None = None  # the cell that is shown; column −1: the mistakes of the class
        self.scores, self.matrix, self.more = Scores(), Matrix(), MoreFigures()
        self.classes = self.more.classes
        self.change = ChangeLine()
        self.grid = Grid(thumbnails)
        self.grid.set_side(84)
        self.closer = Closer(around, thumbnails)
        self.large = self.closer.large
        self._title, self._matrix_title = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self._back = QPushButton()
        set_role(self._back, "link")
        self._build()
        self.matrix.activated.connect(self.show_cell)
        self.classes.chosen.connect(self.show_class)
        self.grid.activated.connect(self.open_photo)
        self.large.closed.connect(lambda: self._stack.setCurrentWidget(self.grid))
        self.large.stepped.connect(lambda by: self.open_photo(self.grid.step(by)))
        self.large.folder_wanted.connect(self._open_folder)
        self._back.clicked.connect(self.show_classes)
        self.grid.current_changed.connect(lambda _: self._tell_photo())
        self.mend.wanted.connect(self._correct)
        self.mend.train_wanted.connect(self.train_wanted)
        self.mend.copy_wanted.connect(self.copy_wanted)
        self._mending.changed.connect(self.mend.show_history)
        self.retranslate("en")

    def _build(self) -> None:
        for label in (self._title, self._matrix_title):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, "heading")
        self._stack = QStackedWidget()
        for widget in (self.more, self.grid, self.closer):
            self._stack.addWidget(widget)
        self._stack.currentChanged.connect(self._make_room)
        below = QHBoxLayout()
        below.setSpacing(BETWEEN - 4)
        matrix = _card(self._matrix_title, self.matrix)
        below.addWidget(matrix, 3)
        self._stack.currentChanged.connect(  # a photo that is looked at closely has the room
            lambda _: matrix.setVisible(self._stack.currentWidget() is not self.closer)
        )
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(_card(head, self._stack, self.mend), 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN - 4)
        layout.addWidget(self.scores)
        layout.addWidget(self.change)
        layout.addLayout(below, 1)

    def _make_room(self) -> None:
        """Only what is in sight asks for height: the figures of the classes want more than is left over the buttons."""
        for widget in (self.more, self.grid, self.closer):
            policy, here = widget.sizePolicy(), widget is self._stack.currentWidget()
            policy.setVerticalPolicy(QSizePolicy.Policy.Preferred if here else QSizePolicy.Policy.Ignored)
            widget.setSizePolicy(policy)

    # What is shown

    def show_result(self, result: EvaluateResult, root: Path, before: EvaluateResult | None = None) -> None:
        """Shows what was found on the photos under `root`, and what has changed since they were judged `before`."""
        self.change.show_change(before, result)
        self._result, self._root = result, root
        self.matrix.show_counts(result.classes, result.confusion)
        self.mend.set_classes(result.classes)
        self.more.show_result(result)
        self.show_classes()
        self._tell()

    def show_cell(self, row: int, column: int) -> None:
        """The photos of that truth that the model gave that class."""
        if self._result is not None:
            self._show_photos((row, column), [one for one in self._result.judged if _cell(one) == (row, column)])

    def show_class(self, row: int) -> None:
        """The photos of a class that the model took for another."""
        if self._result is not None:
            label = self._rows()[row]
            wrong = [one for one in self._result.judged if one.truth == label and one.predicted != label]
            self._show_photos((label, -1), wrong)

    def show_classes(self) -> None:
        """The classes again."""
        self._at = None
        self._stack.setCurrentIndex(0)
        self._tell_title()

    def open_photo(self, index: int) -> None:
        """Shows one of the photos large, with what the model said."""
        if self._result is None or not 0 <= index < len(self._photos):
            return
        photo = self._photos[index]
        self._stack.setCurrentWidget(self.closer)
        self.closer.look(self._root, photo.path, [words_of(photo, self._result.classes, self.locale())])

    def _tell_photo(self) -> None:
        """The photo in hand can be corrected, to what the model takes it for before all."""
        index = self.grid.current
        there = self._result is not None and 0 <= index < len(self._photos)
        suggested = ""
        if there and self._result is not None and self._photos[index].truth != self._photos[index].predicted:
            suggested = self._result.classes[self._photos[index].predicted]
        self.mend.set_photo(there=there, suggested=suggested)

    def _correct(self, action: str, class_: str) -> None:
        if action in ("undo", "redo"):
            self._mending.do(action)
        elif 0 <= self.grid.current < len(self._photos):
            self._mending.do(action, [self._photos[self.grid.current].path], class_)
            self.grid.step(1)

    def _open_folder(self) -> None:
        if 0 <= self.grid.current < len(self._photos):
            folder = (self._root / self._photos[self.grid.current].path).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_photos(self, at: tuple[int, int], photos: Sequence[Judged]) -> None:
        assert self._result is not None
        self._at, self._photos = at, tuple(photos)
        self.grid.show_photos(Cell(self._root, self._photos, self._result.classes), range(len(photos)))
        self._stack.setCurrentWidget(self.grid)
        self._tell_photo()
        self._tell_title()

    def _rows(self) -> list[int]:
        """The classes that have photos, in their order."""
        assert self._result is not None
        return [row for row, counts in enumerate(self._result.confusion) if sum(counts)]

    # Words

    def _tell(self) -> None:
        result, where = self._result, self.locale()
        if result is None:
            return
        likely = max(range(len(result.classes)), key=lambda row: sum(result.confusion[row]))
        majority = sum(result.confusion[likely]) / max(result.photos, 1)
        low, high = (percent(share, where) for share in result.interval)
        text = self.tr("On other photos like these it would, 95 times of 100, lie between {low} and {high}.")
        facts = [
            Fact(self.tr("Photos judged"), where.toString(result.photos)),
            Fact(self.tr("Right"), where.toString(sum(row[at] for at, row in enumerate(result.confusion)))),
            Fact(self.tr("Always “{name}”").format(name=one_line(result.classes[likely])), percent(majority, where)),
            Fact(self.tr("Could not be judged"), where.toString(result.skipped)),
        ]
        self.scores.show_scores(
            self.tr("Accuracy"), result.accuracy, majority, text.format(low=low, high=high), facts, result.interval
        )
        shares = []
        for row in self._rows():
            right, asked = result.confusion[row][row], sum(result.confusion[row])
            figure = self.tr("{right} of {asked}").format(right=where.toString(right), asked=where.toString(asked))
            figure += " · " + percent(right / asked, where)
            shares.append(Share(result.classes[row], right / asked, wilson(right, asked), figure))
        self.classes.show_shares(shares)
        self._tell_title()

    def _tell_title(self) -> None:
        self._back.setVisible(self._at is not None)
        self.mend.setVisible(self._at is not None)
        if self._at is None or self._result is None:
            self._title.setText(self.tr("The classes"))
        elif self._at[1] >= 0:
            self._title.setText(self.matrix.describe(*self._at))
        else:
            name = one_line(self._result.classes[self._at[0]])
            self._title.setText(self.tr("Mistakes on {name}").format(name=name))

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._matrix_title.setText(self.tr("Confusion matrix: click a cell to see its photos"))
        self._back.setText(self.tr("All classes"))
        self.more.retranslate()
        self.change.retranslate()
        self.mend.retranslate()
        self.grid.set_language(language)
        self.grid.setAccessibleName(self.tr("Photos of the chosen cell"))
        self.grid.set_message(self.tr("No photo."))
        self.closer.retranslate(language)
        self.matrix.retranslate()
        self._tell()
        self._tell_title()


def _cell(one: Judged) -> tuple[int, int]:
    return one.truth, one.predicted


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
    layout.setSpacing(WITHIN)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if place == 1 else 0)
    return card
