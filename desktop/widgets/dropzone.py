"""A place to drop files on: the empty state of a page, telling the next step, with the ways to take it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import BETWEEN, WITHIN, set_icon, set_role, set_sign, tokens


class DropZone(QFrame):
    """A dashed frame with an icon, a title, a line of advice and buttons; `extra` takes what stands below them.

    `dropped` tells local files and folders, `pasted` the bytes of an encoded picture that came without a file.
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
        if carries_photos(event.mimeData()):
            self._set_over(True)
            event.acceptProposedAction()

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


def carries_photos(data: QMimeData) -> bool:
    """Whether there is anything in a drop or on the clipboard that may be a photo or a folder."""
    return bool(local_paths(data)) or any(kind.startswith("image/") for kind in data.formats()) or data.hasImage()


def local_paths(data: QMimeData) -> list[Path]:
    """The files and folders of this computer that `data` names."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def picture_bytes(data: QMimeData) -> bytes:
    """A picture in `data` as an encoded file's bytes, PNG first: not decoded here. b"" where there is none."""
    kinds = [kind for kind in data.formats() if kind.startswith("image/")]
    for kind in sorted(kinds, key=lambda kind: kind != "image/png"):
        if content := data.data(kind).data():
            return bytes(content)
    image = data.imageData() if data.hasImage() else None
    if not isinstance(image, QImage) or image.isNull():
        return b""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(held, "PNG")  # type: ignore[call-overload]
    return bytes(held.data().data())
