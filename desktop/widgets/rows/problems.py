"""Findings about a folder: what was found, what to do about it, and a way to the photos concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import WITHIN, set_role, tokens

Weight: TypeAlias = Literal["danger", "warning", "good", "muted"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `photos`: how many photos the way leads to, 0 where it concerns none in particular."""

    title: str
    advice: str
    photos: int = 0
    weight: Weight = "warning"


class Problems(QWidget):
    """Findings one below the other. `chosen` tells the row whose photos a person wants to see."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)

    def set_findings(self, findings: Sequence[Finding]) -> None:
        if tuple(findings) == self._findings:
            return
        self._findings = tuple(findings)
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        while (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row, finding in enumerate(findings):
            layout.addWidget(self._card(row, finding))

    def _card(self, row: int, finding: Finding) -> QWidget:
        card = _Card(finding.weight)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 8, 8, 8)
        inside.setSpacing(4)
        for text, role in ((finding.title, "heading"), (finding.advice, "muted")):
            label = QLabel(text, wordWrap=True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setVisible(bool(text))
            if role:
                set_role(label, role)
            inside.addWidget(label)
        if finding.photos:
            show = QPushButton(self.tr("Show %n photo(s)", "", finding.photos))
            set_role(show, "link")
            show.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            show.setAccessibleDescription(finding.title)
            show.clicked.connect(lambda: self.chosen.emit(row))
            inside.addWidget(show)
        return card


class _Card(QFrame):
    """A frame with a stripe in the colour of its weight."""

    def __init__(self, weight: str) -> None:
        super().__init__()
        self._weight = weight

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(getattr(tokens(self), self._weight)))
        painter.drawRoundedRect(QRectF(2, 8, 4, self.height() - 16), 2, 2)
