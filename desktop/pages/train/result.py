"""What a training came to: the score, the confusion matrix, and the photos behind each of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import percent
from desktop.page.pace import duration
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.charts.matrix import Matrix
from desktop.widgets.plain import one_line
from desktop.widgets.rows.scores import Fact, Scores
from desktop.widgets.tiles.cell import Cell, words_of
from desktop.widgets.tiles.gallery import LARGE, LargeView
from desktop.widgets.tiles.grid import Grid
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.words import Language
from engine.learn.results import TrainResult
from engine.learn.scores import Judged

_CELL = Qt.ItemDataRole.UserRole


class Result(QWidget):
    """Scores over matrix and mistakes. `classify`, `save` and `share` are next steps that it offers."""

    classify = Signal()
    save = Signal()
    share = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: TrainResult | None = None
        self._root = Path()
        self._language: Language = "en"
        self._cell: tuple[int, int] | None = None
        self.scores, self.matrix = Scores(), Matrix()
        self.thumbnails = Thumbnails(self)
        self.grid = Grid(self.thumbnails)
        self.grid.set_side(84)
        self.large = LargeView(self.thumbnails)
        self._photos: tuple[Judged, ...] = ()
        self.mistakes = QListWidget()
        self._title, self._matrix_title = QLabel(), QLabel()
        self._back = QPushButton()
        set_role(self._back, "link")
        self._classify, self._save, self._share, self._show = (QPushButton() for _ in range(4))
        self._build()
        self.matrix.activated.connect(self.show_cell)
        self.matrix.current_changed.connect(lambda *_: self._tell_cell())
        self.mistakes.itemActivated.connect(self._show_mistake)
        self.mistakes.itemClicked.connect(self._show_mistake)
        self.grid.activated.connect(self.open_photo)
        self.large.closed.connect(lambda: self._stack.setCurrentWidget(self.grid))
        self.large.stepped.connect(lambda by: self.open_photo(self.grid.step(by)))
        self.large.folder_wanted.connect(self._open_photos_folder)
        self._back.clicked.connect(self.show_mistakes)
        self._classify.clicked.connect(self.classify)
        self._save.clicked.connect(self.save)
        self._share.clicked.connect(self.share)
        self._show.clicked.connect(self._open_run)

    def _open_run(self) -> None:
        if self._result is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._result.run))

    def _build(self) -> None:
        for label in (self._title, self._matrix_title):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._matrix_title, "heading")
        set_role(self._title, "heading")
        self._title.setWordWrap(True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.mistakes)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self.large)
        left = _card([self._matrix_title, self.matrix])
        right = _card([self._title, self._stack])
        right_layout = right.layout()
        assert isinstance(right_layout, QVBoxLayout)
        right_layout.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        below = QHBoxLayout()
        below.setSpacing(BETWEEN - 4)
        below.addWidget(left, 3)
        below.addWidget(right, 2)
        set_role(self._classify, "primary")
        set_icon(self._classify, "classify", "on_accent")
        set_icon(self._save, "save")
        set_icon(self._share, "export")
        set_icon(self._show, "open")
        steps = QHBoxLayout()
        steps.setSpacing(WITHIN)
        for button in (self._classify, self._save, self._share, self._show):
            steps.addWidget(button)
        steps.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN - 4)
        layout.addWidget(self.scores)
        layout.addLayout(below, 1)
        layout.addLayout(steps)

    # What is shown

    def show_result(self, result: TrainResult, root: Path) -> None:
        """Shows the result of a training on the photos in `root`; what needs its model is off where that is gone."""
        self._result, self._root = result, root
        for button in (self._classify, self._save, self._share):
            button.setEnabled(bool(result.model))
        self.matrix.show_counts(result.classes, result.confusion)
        self._tell()
        self.show_mistakes()

    def show_cell(self, row: int, column: int) -> None:
        """The photos of that truth that the model gave that class."""
        if self._result is None:
            return
        self._photos = tuple(one for one in self._result.judged if (one.truth, one.predicted) == (row, column))
        self._cell = (row, column)
        self.grid.show_photos(Cell(self._root, self._photos, self._result.classes), range(len(self._photos)))
        self._stack.setCurrentWidget(self.grid)
        self._tell_cell()

    def open_photo(self, index: int) -> None:
        """Shows one of the cell's photos large, with what the model said."""
        if self._result is not None and 0 <= index < len(self._photos):
            photo, path = self._photos[index], self._root / self._photos[index].path
            said = words_of(photo, self._result.classes, self.locale())
            self.large.show_photo(ThumbnailRequest(path, LARGE, "contain"), path.name, [said])
            self._stack.setCurrentWidget(self.large)
            self.large.setFocus()

    def _open_photos_folder(self) -> None:
        if 0 <= self.grid.current < len(self._photos):
            folder = (self._root / self._photos[self.grid.current].path).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def show_mistakes(self) -> None:
        """The most frequent mistakes again."""
        self._cell = None
        self._stack.setCurrentWidget(self.mistakes)
        self._tell_cell()

    def _show_mistake(self, item: QListWidgetItem) -> None:
        row, column = item.data(_CELL)
        self.matrix.choose(row, column)
        self.show_cell(row, column)

    def _tell_cell(self) -> None:
        if self._cell is not None:
            self._title.setText(self.matrix.describe(*self._cell))
        elif self.mistakes.count():
            self._title.setText(self.tr("Most frequent mistakes"))
        elif self._result is not None and not self._result.judged:
            self._title.setText(self.tr("The validation photos could not be read any more"))
        else:
            self._title.setText(self.tr("No mistakes on the validation photos"))
        self._back.setVisible(self._cell is not None)

    def _tell(self) -> None:
        result = self._result
        if result is None:
            return
        where = self.locale()
        likely = max(range(len(result.classes)), key=lambda row: sum(result.confusion[row]))
        share, guess = percent(result.majority, where), one_line(result.classes[likely])
        if result.accuracy["validation"] > result.majority:
            verdict = self.tr("Always answering “{guess}” would be right on {share}.")
        else:
            verdict = self.tr("No better than always answering “{guess}”: right on {share}.")
        self.scores.show_scores(
            self.tr("Validation accuracy"),
            result.accuracy["validation"],
            result.majority,
            verdict.format(guess=guess, share=share),
            self._facts(result),
        )
        self.mistakes.clear()
        for count, row, column in self.matrix.confusions():
            text = self.tr("{truth}  →  {said}   ({count})").format(
                truth=one_line(result.classes[row]), said=one_line(result.classes[column]), count=where.toString(count)
            )
            item = QListWidgetItem(text)
            item.setData(_CELL, (row, column))
            item.setToolTip(self.tr("Shows these photos"))
            self.mistakes.addItem(item)
        self._tell_cell()

    def _facts(self, result: TrainResult) -> list[Fact]:
        where = self.locale()
        parts = " + ".join(where.toString(result.photos[part]) for part in ("train", "validation", "test"))
        epochs = self.tr("{best} of {epochs}").format(
            best=where.toString(result.best_epoch), epochs=where.toString(result.epochs)
        )
        return [
            Fact(self.tr("Train accuracy"), percent(result.accuracy["train"], where)),
            Fact(self.tr("Best epoch"), epochs),
            Fact(self.tr("Train + validation + test"), parts),
            Fact(self.tr("Time"), duration(result.seconds["total"], where)),
        ]

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self._matrix_title.setText(self.tr("Confusion matrix of the validation photos"))
        self._back.setText(self.tr("All mistakes"))
        self._classify.setText(self.tr("Classify something now"))
        self._classify.setToolTip(self.tr("Takes this model to the Classify page"))
        self._save.setText(self.tr("Save the model as…"))
        self._save.setToolTip(self.tr("One file that holds all that classifying needs, for another computer too"))
        self._share.setText(self.tr("Web page…"))
        self._share.setToolTip(self.tr("One file that names pictures on any phone, without a connection"))
        self._show.setAccessibleName(self.tr("Show the run's folder"))
        self._show.setToolTip(self.tr("The folder with the journal, the checkpoints and the model of this training"))
        self.mistakes.setAccessibleName(self.tr("Most frequent mistakes"))
        self.grid.set_language(language)
        self.large.retranslate(language)
        self.grid.setAccessibleName(self.tr("Photos of the chosen cell"))
        self.matrix.retranslate()
        self._tell()


def _card(widgets: Sequence[QWidget]) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
    layout.setSpacing(WITHIN)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return card
