"""The photos of a collection: by class, by name, as a grid; a click shows one large with its facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.plain import one_line
from desktop.widgets.tiles.grid import Collection, Grid
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.words import Language, say

LARGE = 2048  # the longer side of the large view, in the screen's pixels
_TYPING_PAUSE = 180  # ms


class Gallery(QWidget):
    """A grid with a filter and a search above it, and the large view in its place when a photo was chosen."""

    class_chosen = Signal(int)  # the filter's class, -1: all
    all_wanted = Signal()  # some were shown alone, and now all are again

    def __init__(self, parent: QWidget | None = None, thumbnails: Thumbnails | None = None) -> None:
        super().__init__(parent)
        self._collection: Collection | None = None
        self._only: Sequence[int] | None = None
        self._facts: Callable[[int], Sequence[str]] = lambda _: ()
        self._language: Language = "en"
        self.thumbnails = thumbnails or Thumbnails(self)
        self._build()
        self._typed = QTimer(self, singleShot=True, interval=_TYPING_PAUSE)
        self._typed.timeout.connect(self._refresh)
        self._search.textChanged.connect(self._wait_for_more)
        self._filter.activated.connect(self._filtered)
        self._all.clicked.connect(self._show_all)
        self.grid.activated.connect(self.open_large)
        self.grid.menu_wanted.connect(self._menu)
        self.retranslate("en")

    def _build(self) -> None:
        self._filter = QComboBox()
        self._filter.setMinimumWidth(150)
        self._filter.setMaximumWidth(260)
        self._search = QLineEdit(clearButtonEnabled=True)
        self._search.setMaximumWidth(260)
        self._count = QLabel()
        set_role(self._count, "muted")
        self._why = QLabel()
        self._why.setTextFormat(Qt.TextFormat.PlainText)
        self._all = QPushButton()
        set_role(self._all, "link")
        self.grid = Grid(self.thumbnails)
        self.large = LargeView(self.thumbnails)
        self.large.closed.connect(self._close_large)
        self.large.stepped.connect(self._step_large)
        self.large.folder_wanted.connect(self.show_in_folder)
        bar = QHBoxLayout()
        bar.setSpacing(WITHIN)
        for widget in (self._filter, self._search, self._why, self._all):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self._count)
        overview = QWidget()
        inside = QVBoxLayout(overview)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(WITHIN + 4)
        inside.addLayout(bar)
        inside.addWidget(self.grid, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(overview)
        self._stack.addWidget(self.large)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def set_collection(
        self, collection: Collection | None, facts: Callable[[int], Sequence[str]] | None = None
    ) -> None:
        """Shows all photos of `collection`; `facts` words what the large view says of one besides its size."""
        self._collection = collection
        self._facts = facts or (lambda _: ())
        self._only = None
        self.thumbnails.forget()
        self._search.clear()
        self._typed.stop()
        self._fill_filter()
        self._close_large()
        self._refresh()

    def show_only(self, indices: Sequence[int] | None, why: str = "") -> None:
        """Shows some photos alone and says `why`; None: all again."""
        self._only = indices
        self._why.setText(why if indices is not None else "")
        self._close_large()
        self._refresh()

    def _show_all(self) -> None:
        self.show_only(None)
        self.all_wanted.emit()

    def show_class(self, label: int) -> None:
        """Shows one class, or all of them (-1)."""
        self._filter.setCurrentIndex(label + 1)
        self._only = None
        self._close_large()
        self._refresh()

    @property
    def shown(self) -> Sequence[int]:
        """The indices of the photos that are shown."""
        return self.grid.shown

    @property
    def search(self) -> QLineEdit:
        return self._search

    def retranslate(self, language: Language) -> None:
        self._language = language
        self.grid.set_language(language)
        self.large.retranslate(language)
        self.grid.setAccessibleName(self.tr("Photos"))
        self._filter.setAccessibleName(self.tr("Class"))
        self._filter.setToolTip(self.tr("Show one class alone"))
        self._search.setPlaceholderText(self.tr("Search by file name"))
        self._search.setAccessibleName(self.tr("Search by file name"))
        self._all.setText(self.tr("Show all"))
        self.grid.set_message(self.tr("No photo here has such a name. Empty the search to see all of them."))
        if self._filter.count():
            self._filter.setItemText(0, self.tr("All classes"))
        self._tell_count()

    def open_large(self, index: int) -> None:
        """Shows one photo large, with its facts."""
        if self._collection is None or index < 0:
            return
        collection = self._collection
        path = collection.path(index)
        label = collection.label(index)
        facts = [collection.classes[label]] if 0 <= label < len(collection.classes) else []
        self.large.show_photo(
            ThumbnailRequest(path, LARGE, "contain"), collection.name(index), [*facts, *self._facts(index)]
        )
        self._stack.setCurrentWidget(self.large)
        self.large.setFocus()

    def show_in_folder(self) -> None:
        """Opens the current photo's folder in the system's own file viewer."""
        if self._collection is not None and self.grid.current >= 0:
            folder = self._collection.path(self.grid.current).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _fill_filter(self) -> None:
        self._filter.clear()
        self._filter.addItem(self.tr("All classes"))
        if self._collection is not None:
            self._filter.addItems([one_line(name) for name in self._collection.classes])

    def _filtered(self, row: int) -> None:
        self._only = None
        self._refresh()
        self.class_chosen.emit(row - 1)

    def _refresh(self) -> None:
        self.grid.show_photos(self._collection, self._matching())
        limited = self._only is not None
        self._why.setVisible(limited)
        self._all.setVisible(limited)
        self._filter.setVisible(not limited and self._filter.count() > 2)
        self._search.setVisible(not limited)
        self._tell_count()

    def _wait_for_more(self, _: str) -> None:
        self._typed.start()

    def _matching(self) -> Sequence[int]:
        """The photos that the filter and the search leave; without either, a range that costs nothing."""
        collection = self._collection
        if collection is None:
            return ()
        if self._only is not None:
            return self._only
        matching: Sequence[int] = range(len(collection))
        if (label := self._filter.currentIndex() - 1) >= 0:
            matching = [index for index in matching if collection.label(index) == label]
        if text := self._search.text().strip().casefold():
            matching = [index for index in matching if text in collection.name(index).casefold()]
        return matching

    def _tell_count(self) -> None:
        count = len(self.grid.shown)
        self._count.setText(self.tr("%n photo(s)", "", count) if self._collection is not None else "")

    def _menu(self, index: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(self.tr("Show large"), lambda: self.open_large(index))
        menu.addAction(self.tr("Show in its folder"), self.show_in_folder)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def _step_large(self, by: int) -> None:
        self.open_large(self.grid.step(by))

    def _close_large(self) -> None:
        if self._stack.currentWidget() is self.large:
            self._stack.setCurrentIndex(0)
            self.grid.setFocus()


class LargeView(QWidget):
    """One photo, large, with its name and facts; arrows go to its neighbours, Esc goes back."""

    closed = Signal()
    stepped = Signal(int)
    folder_wanted = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._wanted: ThumbnailRequest | None = None
        self._name = ""
        self._facts: tuple[str, ...] = ()
        self._language: Language = "en"
        self._build()
        thumbnails.arrived.connect(self._look)

    def _build(self) -> None:
        self._back, self._former, self._next, self._folder = (QPushButton() for _ in range(4))
        for button, name in ((self._back, "close"), (self._former, "back"), (self._next, "chevron")):
            set_icon(button, name)
        set_icon(self._folder, "open")
        for button in (self._back, self._former, self._next, self._folder):
            set_role(button, "icon")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._back.clicked.connect(self.closed)
        self._former.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        self._folder.clicked.connect(self.folder_wanted)
        self._title, self._caption = ElidedLabel(), QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._caption.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self._caption, "muted")
        bar = QHBoxLayout()
        bar.setSpacing(WITHIN)
        bar.addWidget(self._title, 1)
        for button in (self._folder, self._former, self._next, self._back):
            bar.addWidget(button)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(bar)
        words.addWidget(self._caption)
        self.picture = PictureView()
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN + 4)
        layout.addLayout(words)
        layout.addWidget(self.picture, 1)

    def show_photo(self, wanted: ThumbnailRequest, name: str, facts: Sequence[str]) -> None:
        """Shows a photo as soon as it is decoded."""
        self._wanted, self._name, self._facts = wanted, name, tuple(facts)
        self._title.setText(one_line(name))
        self._caption.setText(" · ".join(map(one_line, facts)))
        self.picture.set_message("…")
        self._look()
        self._thumbnails.want([wanted], self)

    def retranslate(self, language: Language) -> None:
        self._language = language
        for button, text in (
            (self._back, self.tr("Back to all photos (Esc)")),
            (self._former, self.tr("Previous photo (←)")),
            (self._next, self.tr("Next photo (→)")),
            (self._folder, self.tr("Show in its folder")),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _look(self) -> None:
        if self._wanted is None or (thumbnail := self._thumbnails.get(self._wanted)) is None:
            return
        if thumbnail.fault is not None:
            self.picture.set_message(say(thumbnail.fault, self._language))
        elif self.picture.empty:
            self.picture.set_pixmap(thumbnail.pixmap, self._name)
            size = self.tr("{width} × {height} pixels").format(width=thumbnail.size[0], height=thumbnail.size[1])
            self._caption.setText(" · ".join([*map(one_line, self._facts), size, _file_size(self._wanted, self)]))

    @override
    def event(self, event: QEvent) -> bool:
        mine = (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right)
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in mine:
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_Backspace:
                self.closed.emit()
            case Qt.Key.Key_Left:
                self.stepped.emit(-1)
            case Qt.Key.Key_Right:
                self.stepped.emit(1)
            case _:
                self.picture.keyPressEvent(event)


def _file_size(wanted: ThumbnailRequest, widget: QWidget) -> str:
    try:
        return widget.locale().formattedDataSize(wanted.path.stat().st_size, 1)
    except OSError:
        return ""
