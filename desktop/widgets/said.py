"""What a widget says in words, whatever kind it is, and where it draws them."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol, cast

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QTextDocumentFragment, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QRadioButton,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

_TAG: Final = re.compile(r"<[a-zA-Z/!][^>]*>")


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it stands in its widget.

    `drawn`: how it lies in its box; None where the place of a single word in it cannot be known.
    """

    text: str
    box: QRect
    drawn: Qt.AlignmentFlag | None = None
    wraps: bool = False


class Saying(Protocol):
    """A widget that draws its words itself, and tells which and where."""

    def said(self) -> Sequence[Said]: ...


def said(widget: QWidget) -> Sequence[Said]:
    """The texts that a widget shows now; of one that only bears a name, that name."""
    match widget:
        case QLabel():
            return _of_label(widget)
        case QCheckBox() | QRadioButton():
            return [_of_box(widget)]
        case QAbstractButton():
            return [Said(_without_keys(widget.text()), widget.rect())]
        case QComboBox():
            return [Said(widget.currentText(), widget.rect()), Said(widget.accessibleName(), widget.rect())]
        case QGroupBox():
            return [Said(_without_keys(widget.title()), widget.rect())]
        case QHeaderView():
            return _of_header(widget)
        case _ if hasattr(type(widget), "said"):
            return cast("Saying", widget).said()
        case _ if widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            return [Said(widget.accessibleName(), widget.rect())]
    return ()


def spots(one: Said, font: QFont, start: int, end: int) -> list[QRect]:
    """Where the letters from `start` up to `end` stand in the widget, a box a line; none where that is not known."""
    if one.drawn is None or one.box.width() <= 0:
        return []
    layout = QTextLayout(one.text.replace("\n", "\u2028"), font)
    wrapping = QTextOption.WrapMode.WordWrap if one.wraps else QTextOption.WrapMode.NoWrap
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    option = layout.textOption()
    option.setWrapMode(wrapping)
    layout.setTextOption(option)
    found: list[QRect] = []
    top = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(one.box.width())
        top += max(0.0, line.leading()) if found or top else 0.0
        first, last = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        if first < last:
            left, right = _across(line, first), _across(line, last)
            shift = _shift(one, line.naturalTextWidth())
            found.append(QRect(round(left + shift), round(top), round(right - left), round(line.height())))
        top += line.height()
    layout.endLayout()
    return [rect.translated(one.box.left(), one.box.top() + _drop(one, top)) for rect in found]


def _across(line: object, place: int) -> float:
    found = line.cursorToX(place)  # type: ignore[attr-defined]
    return float(found[0] if isinstance(found, tuple) else found)


def _shift(one: Said, width: float) -> float:
    assert one.drawn is not None
    room = one.box.width() - width
    if one.drawn & Qt.AlignmentFlag.AlignRight:
        return room
    return room / 2 if one.drawn & Qt.AlignmentFlag.AlignHCenter else 0.0


def _drop(one: Said, height: float) -> int:
    assert one.drawn is not None
    room = one.box.height() - height
    if one.drawn & Qt.AlignmentFlag.AlignBottom:
        return round(room)
    return round(room / 2) if one.drawn & Qt.AlignmentFlag.AlignVCenter else 0


def _of_label(label: QLabel) -> Sequence[Said]:
    text = label.text()
    if not text:
        return ()
    rich = label.textFormat() == Qt.TextFormat.RichText
    if rich or (label.textFormat() == Qt.TextFormat.AutoText and is_rich(text)):
        return [Said(plain(text), label.rect())]
    margin = label.margin()
    box = label.contentsRect().adjusted(margin, margin, -margin, -margin)
    if label.indent() > 0 and label.alignment() & Qt.AlignmentFlag.AlignLeft:
        box.setLeft(box.left() + label.indent())
    return [Said(text, box, label.alignment(), label.wordWrap())]


def _of_box(box: QCheckBox | QRadioButton) -> Said:
    option = QStyleOptionButton()
    option.initFrom(box)
    ticked = isinstance(box, QCheckBox)
    part = QStyle.SubElement.SE_CheckBoxContents if ticked else QStyle.SubElement.SE_RadioButtonContents
    place = box.style().subElementRect(part, option, box)
    return Said(_without_keys(box.text()), place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def _of_header(header: QHeaderView) -> Sequence[Said]:
    model, across = header.model(), header.orientation()
    if model is None or across != Qt.Orientation.Horizontal:
        return ()
    return [
        Said(
            str(model.headerData(section, across) or ""),
            QRect(header.sectionViewportPosition(section), 0, header.sectionSize(section), header.height()),
        )
        for section in range(header.count())
        if not header.isSectionHidden(section)
    ]


def is_rich(text: str) -> bool:
    """Whether a text that may be either is read as HTML: it has a tag in it."""
    return "<" in text and _TAG.search(text) is not None


@functools.lru_cache(maxsize=512)
def plain(html: str) -> str:
    """What a rich text says."""
    return QTextDocumentFragment.fromHtml(html).toPlainText()


def _without_keys(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
