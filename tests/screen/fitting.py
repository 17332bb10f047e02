"""What of a window cannot be read or reached: texts cut without saying so, drop-downs without their last row."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QScrollArea, QStyle, QStyleOptionComboBox, QWidget
from told import serve_for


def cut_texts(window: QWidget) -> list[str]:
    """The labels, buttons and drop-downs in view whose text has not the room it needs and no tip with the whole."""
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    return [
        f"{type(widget).__name__} {_text(widget)[:40]!r}: {why}"
        for widget in shown
        if isinstance(widget, QLabel | QAbstractButton | QComboBox) and _text(widget)
        for why in _cuts(widget)
    ]


def _text(widget: QWidget) -> str:
    return widget.currentText() if isinstance(widget, QComboBox) else widget.text()  # type: ignore[attr-defined]


def _cuts(widget: QWidget) -> Iterator[str]:
    wanted, given = _least(widget), widget.size()
    told = _text(widget).replace("&", "") in widget.toolTip()
    if wanted[0] > given.width() and not told:
        yield f"needs {wanted[0]} wide, has {given.width()}"
    if wanted[1] > given.height():
        yield f"needs {wanted[1]} high, has {given.height()}"
    for outer, inside in _outside(widget):
        yield f"{inside.left()} to {inside.right()} of {outer.width()} in {type(outer).__name__}"


def _least(widget: QWidget) -> tuple[int, int]:
    """The width and height that the text takes; a label that wraps takes any width."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return 0, widget.heightForWidth(widget.width())
    if isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
        lacking = widget.fontMetrics().horizontalAdvance(widget.currentText()) - field.width()
        return widget.width() + lacking, widget.minimumSizeHint().height()
    hint = widget.sizeHint()
    return hint.width(), hint.height()


def _outside(widget: QWidget) -> Iterator[tuple[QWidget, QRect]]:
    """The widgets around it that it sticks out of: sideways, or downwards where nothing scrolls."""
    outer, scrolls = widget.parentWidget(), False
    while outer is not None and not widget.isWindow():
        inside = QRect(widget.mapTo(outer, QPoint()), widget.size())
        if isinstance(outer.parentWidget(), QScrollArea):
            scrolls = True
        if inside.left() < 0 or inside.right() >= outer.width():
            yield outer, inside
            return
        if not scrolls and (inside.top() < 0 or inside.bottom() >= outer.height()):
            yield outer, inside
            return
        if outer.isWindow():
            return
        outer = outer.parentWidget()


def cut_rows(window: QWidget) -> list[str]:
    """The drop-downs in view whose list, opened, is cut before its last row or leaves the screen."""
    return [
        f"drop-down {box.currentText()!r}: {why}"
        for box in window.findChildren(QComboBox)
        if box.isVisible() and box.isEnabled() and box.count()
        for why in _row_cuts(box)
    ]


def _row_cuts(box: QComboBox) -> list[str]:
    box.showPopup()
    serve_for(20)
    view = box.view()
    frame, screen = view.window().frameGeometry(), view.screen().geometry()
    view.scrollToBottom()
    last = view.visualRect(view.model().index(box.count() - 1, box.modelColumn()))
    cut = last.bottom() >= view.viewport().height() or last.top() < 0
    scrolls = box.count() <= box.maxVisibleItems() and view.verticalScrollBar().maximum() > 0
    box.hidePopup()
    found = [f"its last row ends at {last.bottom()} of {view.viewport().height()}"] * cut
    found += ["it scrolls although all rows have room"] * scrolls
    return found + [f"it reaches {frame.getRect()}, beyond the screen"] * (not screen.contains(frame))
