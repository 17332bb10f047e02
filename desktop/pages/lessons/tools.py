"""What stands beside the lessons: the words of the field, and how true one's "how sure" is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.figures import alphabet, percent
from desktop.page.terms import terms
from desktop.theme import WITHIN, set_role
from desktop.widgets.charts.reliability import Reliability
from desktop.widgets.terms import OTHERWISE
from engine.job.words import Language
from engine.judge.scores import Calibration


def scrolled(inside: QWidget) -> QScrollArea:
    """`inside` as wide as there is room, scrolling where it is higher."""
    area = QScrollArea(widgetResizable=True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    inside.setProperty("role", "column")
    area.setWidget(inside)
    return area


class WordsView(QWidget):
    """Every term with its meaning, by the alphabet; a field finds one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty(OTHERWISE, True)  # each is explained where it stands
        self.field = QLineEdit(clearButtonEnabled=True)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, WITHIN, 0)
        self._column.setSpacing(WITHIN)
        self.entries: list[tuple[str, QLabel]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.field)
        layout.addWidget(scrolled(self._list), 1)
        self.field.textChanged.connect(self._show_found)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.field.setPlaceholderText(self.tr("Find a word"))
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        order = alphabet(self.locale())
        self.entries = []
        for term in sorted(terms(language), key=lambda term: order(term.name)):
            label = QLabel(f"<b>{term.name}</b><br>{term.meaning}", wordWrap=True)
            self.entries.append((f"{term.name} {term.meaning}".casefold(), label))
            self._column.addWidget(label)
        self._column.addStretch(1)
        self._show_found()

    def _show_found(self) -> None:
        wanted = self.field.text().strip().casefold()
        for text, label in self.entries:
            label.setVisible(wanted in text)


class SurenessView(QWidget):
    """The learner's own reliability diagram, drawn as a network's is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Calibration | None = None
        self.text = QLabel(wordWrap=True)
        self.plot = Reliability()
        self.forget = QPushButton()
        set_role(self.forget, "flat")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.text)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.forget, 0, Qt.AlignmentFlag.AlignLeft)

    def show_sureness(self, found: Calibration) -> None:
        self._found = found
        self.retranslate()

    def retranslate(self) -> None:
        self.plot.setAccessibleName(self.tr("Reliability diagram"))
        self.forget.setText(self.tr("Forget all my answers"))
        self.forget.setToolTip(self.tr("Begins the lessons anew; the answers until now are set aside in a file"))
        count = 0 if self._found is None else sum(one.photos for one in self._found.bins)
        if self._found is None or not count:
            self.text.setText(self.tr("Once you have predicted and answered something, your points will stand here."))
            self.plot.show_bins((), "", "", "")
            return
        told = self.tr("%n answer(s) so far.", "", count)
        explained = self.tr(
            "Where a point lies below the line, you were surer than you were right; above it you were more right than "
            "you thought. On average you are off by {error}. A network is judged in just the same way."
        ).format(error=percent(self._found.ece, self.locale()))
        self.text.setText(f"{told} {explained}")
        bins = self._found.bins
        self.plot.show_bins(bins, self.tr("you"), self.tr("how sure you were"), self.tr("right"))
