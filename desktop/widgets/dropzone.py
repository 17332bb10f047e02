"""A place to drop files on: the empty state of a page, telling the next step, with the ways to take it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import BETWEEN, WITHIN, set_icon, set_role, set_sign, tokens
from desktop.widgets.brought import carries_photos, local_paths, picture_bytes
from engine.photos.kinds import is_packed


class DropZone(QFrame):
    """A dashed frame with an icon, a title, a line of advice and buttons; `extra` takes what stands below them.

    `dropped` tells local files and folders, `pasted` the bytes of an encoded picture that came without a file. What is
    neither, or is an archive or a file of weights, it leaves to the window.
    """

    dropped = Signal(list)  # list[Path]
    pasted = Signal(bytes)

    def __init__(self, icon_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._over = False
        self._sign = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        for label in (self._title, self._hint):
            label.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self._title, "title")
        set_role(self._hint, "muted")
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(WITHIN)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        self.extra = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(32, 24, 32, 24)
        layout.setSpacing(BETWEEN)
        layout.addStretch(1)
        for widget in (self._sign, self._title, self._hint):
            layout.addWidget(widget)
        layout.addLayout(self._buttons)
        layout.addLayout(self.extra)
        layout.addStretch(1)
        self.setAcceptDrops(True)
        set_sign(self._sign, icon_name, "accent", 48)

    def set_texts(self, title: str, hint: str) -> None:
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)

    def add_button(self, icon_name: str, *, primary: bool = False) -> QPushButton:
        """A button in the row of ways to go on; its text is its owner's."""
        button = QPushButton()
        set_role(button, "primary" if primary else "")
        set_icon(button, icon_name, "on_accent" if primary else "")
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        return button

    def _set_over(self, over: bool) -> None:
        self._over = over
        self.update()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        data = event.mimeData()
        if carries_photos(data) and not any(is_packed(path) for path in local_paths(data)):
            self._set_over(True)
            event.acceptProposedAction()
        else:
            event.ignore()  # the window has a use for it, or says why not

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._set_over(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._set_over(False)
        event.acceptProposedAction()
        if paths := local_paths(event.mimeData()):
            self.dropped.emit(paths)
        elif data := picture_bytes(event.mimeData()):
            self.pasted.emit(data)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = tokens(self)
        painter.setBrush(QColor(look.surface))
        pen = QPen(QColor(look.accent if self._over else look.line), 2.5 if self._over else 1.5, Qt.PenStyle.DashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 10, 10)
