"""How well a training went, in a few large figures: always beside what guessing would have reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import AROUND, BETWEEN, Tokens, set_role, tokens


@dataclass(frozen=True, slots=True)
class Fact:
    """A small figure with its name: "best epoch", "12"."""

    name: str
    figure: str


class Scores(QFrame):
    """The score in the largest type, a bar against the baseline under it, and small facts beside."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._figure, self._name, self._verdict = QLabel(), _label("caption"), _label("muted")
        self._verdict.setWordWrap(True)
        self._labels: list[tuple[QLabel, QLabel]] = []
        self._bar = _Bar()
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(AROUND)
        self._facts.setVerticalSpacing(2)
        large = QVBoxLayout()
        large.setSpacing(4)
        for widget in (self._name, self._figure, self._bar, self._verdict):
            large.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(BETWEEN, BETWEEN - 4, BETWEEN, BETWEEN - 4)
        layout.setSpacing(AROUND)
        layout.addLayout(large, 3)
        layout.addLayout(self._facts, 2)
        self._resize_figure()

    def show_scores(
        self,
        name: str,
        score: float,
        baseline: float,
        verdict: str,
        facts: Sequence[Fact],
        interval: tuple[float, float] | None = None,
    ) -> None:
        """`score` and `baseline` are fractions; `verdict` says in words how they compare.

        `interval`: between which fractions the true score probably lies, drawn over the bar.
        """
        self._name.setText(name)
        self._figure.setText(percent(score, self.locale()))
        self._bar.set_shares(score, baseline, interval)
        self._verdict.setText(verdict)
        for place in range(max(len(facts), len(self._labels))):
            self._show_fact(place, facts[place] if place < len(facts) else Fact("", ""))
        told = ", ".join(f"{fact.name} {fact.figure}" for fact in facts)
        self.setAccessibleName(f"{name} {self._figure.text()}")
        self.setAccessibleDescription(f"{verdict} {told}")

    def _show_fact(self, place: int, fact: Fact) -> None:
        if place == len(self._labels):
            self._labels.append((_label("caption"), _label("heading")))
            row, column = divmod(place, 2)
            self._facts.addWidget(self._labels[place][0], 2 * row, column)
            self._facts.addWidget(self._labels[place][1], 2 * row + 1, column, Qt.AlignmentFlag.AlignTop)
        self._labels[place][0].setText(fact.name)
        self._labels[place][1].setText(fact.figure)

    def _resize_figure(self) -> None:
        font = self._figure.font()
        font.setPixelSize(round(2.6 * self.fontInfo().pixelSize()))
        font.setWeight(font.Weight.DemiBold)
        self._figure.setFont(font)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_figure"):
            self._resize_figure()


def _label(role: str) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


class _Bar(QWidget):
    """A score from 0 to 1 as a bar, with a tick where the baseline is."""

    def __init__(self) -> None:
        super().__init__()
        self._score = self._baseline = 0.0
        self._interval: tuple[float, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, score: float, baseline: float, interval: tuple[float, float] | None = None) -> None:
        self._score, self._baseline, self._interval = score, baseline, interval
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 18)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(0, 5, self.width(), 8)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(groove, 4, 4)
        groove.setWidth(max(8.0, groove.width() * min(1.0, max(0.0, self._score))))
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(groove, 4, 4)
        if self._interval is not None:
            paint_interval(painter, colours, QRectF(0, 1, self.width(), 16), self._interval)
        at = self.width() * min(1.0, max(0.0, self._baseline))
        painter.setPen(QPen(QColor(colours.surface), 5))
        painter.drawLine(QRectF(at, 1, 0, 16).topLeft(), QRectF(at, 1, 0, 16).bottomLeft())
        painter.setPen(QPen(QColor(colours.text), 2))
        painter.drawLine(QRectF(at, 1, 0, 16).topLeft(), QRectF(at, 1, 0, 16).bottomLeft())


def paint_interval(painter: QPainter, colours: Tokens, room: QRectF, interval: tuple[float, float]) -> None:
    """A bracket from one fraction to another of the width of `room`, legible on a bar and beside it."""
    left, right = (room.left() + 1.5 + share * (room.width() - 3) for share in interval)
    middle, reach = room.center().y(), room.height() / 2 - 2
    for ink, width in ((colours.surface, 5.0), (colours.text, 1.6)):
        painter.setPen(QPen(QColor(ink), width))
        painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        for at in (left, right):
            painter.drawLine(QPointF(at, middle - reach), QPointF(at, middle + reach))
