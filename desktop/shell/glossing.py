"""Terms of the field are explained wherever they stand in the window: on hover, by a key, to a screen reader."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QLabel, QToolTip, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.models.ref import ModelRef
from desktop.page.terms import terms
from desktop.theme import tokens
from desktop.widgets.rows.explained import ExplainedText
from desktop.widgets.said import Said, is_rich, plain, said, spots
from desktop.widgets.terms import OTHERWISE, Explained, Met, Vocabulary

if TYPE_CHECKING:
    from desktop.page.page import Page, Surroundings
    from desktop.shell.window import Window

_PAUSE: Final = 250  # ms from a change on the screen until its words are looked through
_AT_ONCE: Final = 4  # terms of one text that are explained together
_NAME: Final = "Prijenos"
_DESCRIBED: Final = "described"


class Glossing(QObject):
    """Looks through the words of the page that is shown when something was drawn anew, never oftener than need be.

    What it finds is explained beside the widget's own tooltip; the first use of each term is underlined in dots.
    """

    def __init__(self, window: Window, around: Surroundings) -> None:
        super().__init__(window)
        self._window, self._around = window, around
        self._vocabulary: Vocabulary | None = None
        self._marks: dict[QWidget, list[tuple[Said, Met]]] = {}
        self._watched: set[QWidget] = set()
        self._timer = QTimer(self, interval=_PAUSE, singleShot=True)
        self._timer.timeout.connect(self.look_through)
        workspace = around.workspace
        for signal in (workspace.folder_changed, workspace.scan_changed, workspace.model_changed):
            signal.connect(self.forget)
        window.installEventFilter(self)

    def forget(self) -> None:
        """The words are others now: the language has changed, or what somebody's own things are called."""
        self._vocabulary = None
        self._timer.start()

    @property
    def looking(self) -> bool:
        """Whether something was drawn whose words are not looked through yet."""
        return self._timer.isActive()

    @property
    def vocabulary(self) -> Vocabulary:
        """The glossary in the window's language, blind to the names of the person's own classes and folders."""
        if self._vocabulary is None:
            self._vocabulary = Vocabulary(terms(self._around.settings.words_language), self._names())
        return self._vocabulary

    def _names(self) -> set[str]:
        workspace, values = self._around.workspace, self._around.settings.values
        scanned = () if workspace.scan is None else workspace.scan.classes
        folder = () if workspace.folder is None else (workspace.folder.name,)
        recent = [place.replace("\\", "/").rpartition("/")[2] for place in values.recent_folders]
        model = ModelRef.of(workspace.model)
        return {*scanned, *folder, *recent, *model.classes, *model.croatian, model.name(self._window.locale())} - {""}

    # What stands on the page

    def look_through(self) -> None:
        """Finds the terms on the page that is shown, marks the first use of each, and describes them."""
        page = self._window.page
        found = [(widget, self.terms_of(widget)) for widget in page.findChildren(QWidget) if widget.isVisible()]
        met = [(widget, terms) for widget, terms in found if terms and not self._elsewhere(widget, page)]
        met.sort(key=lambda one: _place(one[0], page))
        for widget, inside in met:
            self._watch(widget)
            self._describe(widget, [term for _, one in inside for term in [one.term]])
        now = {widget for widget, _ in met}
        for widget in self._watched - now:
            if isValid(widget):
                self._describe(widget, ())
        self._watched &= now
        self._mark(met)

    def terms_of(self, widget: QWidget) -> list[tuple[Said, Met]]:
        """The terms in what a widget shows, each with the text that it stands in."""
        if isinstance(widget, ExplainedText):
            return []
        if isinstance(widget, QLabel) and widget.text() == _NAME:
            return []
        vocabulary = self.vocabulary
        return [(one, term) for one in said(widget) if one.text for term in vocabulary.met(one.text)]

    @staticmethod
    def _elsewhere(widget: QWidget, page: QWidget) -> bool:
        """Whether it stands where words mean something else."""
        inside: QWidget | None = widget
        while inside is not None and inside is not page:
            if inside.property(OTHERWISE):
                return True
            inside = inside.parentWidget()
        return False

    def _watch(self, widget: QWidget) -> None:
        if widget not in self._watched:
            self._watched.add(widget)
            place = widget.viewport() if isinstance(widget, QHeaderView) else widget
            place.removeEventFilter(self)
            place.installEventFilter(self)

    def _mark(self, met: Sequence[tuple[QWidget, Sequence[tuple[Said, Met]]]]) -> None:
        """Underlines the first use of each term whose place is known."""
        page = self._window.page
        texts = [text for text in page.findChildren(ExplainedText) if text.isVisible()]
        seen = {one.term for text in texts for one in self.vocabulary.met(text.plain)}
        marks: dict[QWidget, list[tuple[Said, Met]]] = {}
        for widget, inside in met:
            for one, term in inside:
                if term.term not in seen and one.drawn is not None:
                    seen.add(term.term)
                    marks.setdefault(widget, []).append((one, term))
        changed = [widget for widget in {*marks, *self._marks} if marks.get(widget) != self._marks.get(widget)]
        self._marks = marks
        for widget in changed:
            if isValid(widget):
                widget.update()

    @staticmethod
    def _describe(widget: QWidget, found: Iterable[Explained]) -> None:
        """Tells a screen reader what the terms mean, after what the widget's own description or tooltip says."""
        given, now = widget.property(_DESCRIBED), widget.accessibleDescription()
        own = given[0] if given and given[1] == now else now
        first = own or _without_marks(widget.toolTip())
        told = "\n".join(filter(None, [first, *(f"{term.name}: {term.meaning}" for term in dict.fromkeys(found))]))
        described = told if told != first else own
        if described != now:
            widget.setProperty(_DESCRIBED, (own, described))
            widget.setAccessibleDescription(described)

    # On hover, and as it is painted

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.UpdateRequest and not self._timer.isActive():
                self._timer.start()
            return False
        if kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and isinstance(watched, QWidget):
            return self._tell(watched, event)
        if kind == QEvent.Type.Paint and watched in self._marks:
            assert isinstance(watched, QWidget)
            return self._paint(watched, event)
        return False

    def _tell(self, watched: QWidget, event: QHelpEvent) -> bool:
        """Shows the tooltip of a widget with its terms explained below."""
        outer = watched.parentWidget()
        header = outer if isinstance(outer, QHeaderView) and watched is outer.viewport() else None
        widget = header or watched
        found = self.explained_at(widget, event.pos())
        if not found:
            return False
        own = watched.toolTip() if header is None else _header_tip(header, event.pos())
        QToolTip.showText(event.globalPos(), _tip(own, found), watched)
        return True

    def explained_at(self, widget: QWidget, place: QPoint) -> list[Explained]:
        """What is to be explained where the pointer is: the term under it, or what stands in the text around it."""
        around: dict[Explained, None] = {}
        for one, term in self.terms_of(widget):
            if not one.box.contains(place):
                continue
            if any(
                box.adjusted(-2, -2, 2, 2).contains(place) for box in spots(one, widget.font(), term.start, term.end)
            ):
                return [term.term]
            around[term.term] = None
        return list(around)[:_AT_ONCE]

    def _paint(self, widget: QWidget, event: QEvent) -> bool:
        """Lets the widget paint itself, and dots below the terms that are marked."""
        widget.event(event)
        painter = QPainter(widget)
        pen = QPen(QColor(tokens(widget).muted), 1.0)
        pen.setDashPattern([1.0, 2.0])
        painter.setPen(pen)
        ascent = widget.fontMetrics().ascent()
        for one, term in self._marks[widget]:
            for box in spots(one, widget.font(), term.start, term.end):
                level = min(box.top() + ascent + 3, widget.height() - 1)
                painter.drawLine(box.left(), level, box.right(), level)
        painter.end()
        return True

    # By a key

    def words_in_hand(self) -> list[Explained]:
        """The terms of what has the keyboard and of its name; where there are none, all those on the page."""
        page = self._window.page
        holder = QApplication.focusWidget()
        if holder is not None and page.isAncestorOf(holder):
            beside = [label for label in page.findChildren(QLabel) if label.buddy() is holder]
            heads = holder.findChildren(QHeaderView) if isinstance(holder, QAbstractItemView) else []
            if found := self._all([holder, *beside, *heads]):
                return found
        shown = [widget for widget in page.findChildren(QWidget) if widget.isVisible()]
        return self._all(sorted(shown, key=lambda widget: _place(widget, page)))

    def _all(self, widgets: Iterable[QWidget]) -> list[Explained]:
        page = self._window.page
        found: dict[Explained, None] = {}
        for widget in widgets:
            if self._elsewhere(widget, page):
                continue
            if isinstance(widget, ExplainedText):
                found |= dict.fromkeys(one.term for one in self.vocabulary.met(widget.plain))
            else:
                found |= dict.fromkeys(term.term for _, term in self.terms_of(widget))
        return list(found)


def _place(widget: QWidget, page: Page) -> tuple[int, int]:
    spot = widget.mapTo(page, QPoint(0, 0))
    return spot.y(), spot.x()


def _tip(own: str, found: Iterable[Explained]) -> str:
    first = own if not own or is_rich(own) else html.escape(own).replace("\n", "<br>")
    told = "".join(f"<p><b>{html.escape(one.name)}</b>: {html.escape(one.meaning)}</p>" for one in found)
    return f"<div>{first}</div>{told}" if first else told


def _header_tip(header: QHeaderView, place: QPoint) -> str:
    section, model = header.logicalIndexAt(place), header.model()
    own = model.headerData(section, header.orientation(), Qt.ItemDataRole.ToolTipRole) if section >= 0 else None
    return str(own or header.toolTip())


def _without_marks(tip: str) -> str:
    return plain(tip) if is_rich(tip) else tip
