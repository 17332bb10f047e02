"""Carries what a widget shows out of the window: to the clipboard, or into a PNG, SVG or CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QRect, QSize
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.files import atomic_write, cell

Paint = Callable[[QPainter, QRect], None]
_SCALE: Final = 2


def draw_image(paint: Paint, size: QSize, background: str) -> QImage:
    """What `paint` draws, at twice the size in pixels so that it stays sharp on paper and on a wall."""
    image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(_SCALE)
    image.fill(QColor(background))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return image


def encode_png(image: QImage) -> bytes:
    """The bytes of a PNG file."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(held.data())


def draw_svg(paint: Paint, size: QSize, background: str, title: str) -> bytes:
    """The bytes of an SVG file: lines and text that stay lines and text."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    painter.fillRect(0, 0, size.width(), size.height(), QColor(background))
    paint(painter, QRect(0, 0, size.width(), size.height()))
    painter.end()
    return bytes(held.data())


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str | float | int | None]]) -> str:
    """A table as CSV in the C locale: a point for decimals, an empty cell for what is not there."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: str | float | None) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, str):  # a class named "=1+1" must not become a formula in a spreadsheet
        return cell(value)
    return repr(value)


def copy(image: QImage, text: str = "") -> None:
    """Puts a picture, and the same as text, on the clipboard."""
    mime = QMimeData()
    mime.setImageData(image)
    if text:
        mime.setText(text)
    QGuiApplication.clipboard().setMimeData(mime)


def save(path: Path, content: bytes | str) -> None:
    """Writes a file whole or not at all. Raises EngineError `disk_full` or `not_written`."""
    atomic_write(path, content)
