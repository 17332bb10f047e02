"""A line to find one class among a thousand: by a piece of its name, or by its index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.theme import set_role
from desktop.widgets.plain import one_line
from engine.job.words import Language

_ROWS: Final = 12  # of the list at once
_PART: Final = " · "


class ClassSearch(QWidget):
    """`changed`: another class is chosen, or none, or the line became right or wrong.

    With `optional`, an empty line is a choice too.
    """

    changed = Signal()

    def __init__(self, *, optional: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = optional
        self._names: tuple[str, ...] = ()
        self._croatian: tuple[str, ...] = ()
        self._language: Language = "en"
        self._index: int | None = None
        self._usable = optional
        self._labels = QStringListModel(self)
        self.line = _Line()
        completer = QCompleter(self._labels, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_ROWS)
        completer.activated.connect(self._take_label)
        self.line.setCompleter(completer)
        self.line.textEdited.connect(self._typed)
        self.line.editingFinished.connect(self._finished)
        self._note = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._note, "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        layout.addWidget(self._note)
        self.setFocusProxy(self.line)

    def set_classes(self, names: Sequence[str], croatian: Sequence[str] = ()) -> None:
        """Offers these; the chosen one stays where one of its name is among them.

        `croatian`: the same classes in Croatian, one for each name, or none; a Croatian window finds by either.
        """
        if (tuple(names), tuple(croatian)) == (self._names, self._croatian):
            return
        before = self.name()
        self._names, self._croatian = tuple(names), tuple(croatian)
        self._fill()
        self.choose(self._names.index(before) if before in self._names else None)

    def choose(self, index: int | None) -> None:
        """Takes the class of that index; None: no class."""
        inside = index is not None and 0 <= index < len(self._names)
        self.line.setText(self._label(index) if index is not None and inside else "")
        self._set(index if inside else None)

    def index(self) -> int | None:
        """The chosen class's index."""
        return self._index

    def name(self) -> str:
        """The chosen class's name, "" where none is."""
        return "" if self._index is None else self._names[self._index]

    def wanted(self) -> str | None:
        """The chosen class as a job takes it: its name, or its index where another class before it has the same."""
        if self._index is None:
            return None
        name = self._names[self._index]
        return name if self._names.index(name) == self._index else str(self._index)

    @property
    def right(self) -> bool:
        """Whether the line can be used: it names a class, or is empty where it may be."""
        return self._index is not None or (self._optional and not self.line.text().strip())

    def retranslate(self, name: str, placeholder: str, tip: str, language: Language = "en") -> None:
        """`name` is what a screen reader calls the line."""
        self.line.setAccessibleName(name)
        self.line.setPlaceholderText(placeholder)
        self.line.setToolTip(tip)
        clear = self.line.findChild(QToolButton)
        if isinstance(clear, QToolButton):
            clear.setAccessibleName(self.tr("Empty the line"))
        if language != self._language:
            self._language = language
            self._fill()
            if self._index is not None:
                self.line.setText(self._label(self._index))
        self._tell()

    def _fill(self) -> None:
        self._labels.setStringList([self._label(index) for index in range(len(self._names))])

    @property
    def _beside(self) -> tuple[str, ...]:
        """The names in the window's language; empty where the classes have none but their own."""
        return self._croatian if self._language == "hr" else ()

    def _label(self, index: int) -> str:
        names = dict.fromkeys([*self._beside[index : index + 1], self._names[index]])
        return _PART.join([*map(one_line, names), str(index)])

    def _find(self, text: str) -> int | None:
        """The class that `text` names: as the list writes it, by its name, by its index."""
        wanted = text.strip().casefold()
        labels = [label.casefold() for label in self._labels.stringList()]
        if wanted in labels:
            return labels.index(wanted)
        for names in (self._names, self._beside):
            folded = [name.casefold() for name in names]
            if wanted in folded:
                return folded.index(wanted)
        return int(wanted) if wanted.isascii() and wanted.isdigit() and int(wanted) < len(labels) else None

    def _nearest(self, text: str) -> int | None:
        """The first class that begins with what was typed, or holds it."""
        wanted = text.strip().casefold()
        if not wanted:
            return None
        names = [(index, name.casefold()) for of in (self._beside, self._names) for index, name in enumerate(of)]
        fitting = [(not name.startswith(wanted), index) for index, name in names if wanted in name]
        return min(fitting)[1] if fitting else None

    def _typed(self, text: str) -> None:
        self._set(self._find(text))

    def _take_label(self, label: str) -> None:
        self.choose(self._find(label))

    def _finished(self) -> None:
        text = self.line.text()
        found = self._find(text)
        found = self._nearest(text) if found is None else found
        if found is not None:
            self.choose(found)

    def _set(self, index: int | None) -> None:
        before = (self._index, self._usable)
        self._index = index
        self._usable = self.right
        self._tell()
        if before != (index, self._usable):
            self.changed.emit()

    def _tell(self) -> None:
        bad = not self.right and bool(self.line.text().strip())
        self._note.setText(self.tr("no class of the model is called so") if bad else "")
        self._note.setVisible(bad)
        set_role(self._note, "error" if bad else "caption")
        self.line.setAccessibleDescription(self._note.text())


class _Line(QLineEdit):
    """Whoever comes to it by mouse or key writes over what stands there."""

    def __init__(self) -> None:
        super().__init__(clearButtonEnabled=True)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()
