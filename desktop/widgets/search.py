"""A line to find one class among a thousand: by a piece of its name, by its kind, or by its index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.figures import alphabet
from desktop.settings import locale
from desktop.theme import set_role
from desktop.widgets.plain import one_line
from desktop.widgets.ranking import Findable, fold
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
        self._kinds: tuple[tuple[str, ...], ...] = ()
        self._findable: tuple[Findable, ...] = ()
        self._language: Language = "en"
        self._index: int | None = None
        self._usable = optional
        self._offered = QStringListModel(self)
        self.line = _Line()
        completer = _Completer(self._offered, self)
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

    def set_classes(
        self, names: Sequence[str], croatian: Sequence[str] = (), kinds: Sequence[tuple[str, ...]] = ()
    ) -> None:
        """Offers these; the chosen one stays where one of its name is among them.

        `croatian`: the same classes in Croatian, one for each name, or none; `kinds`: words for what each one is.
        They are found by all of these in either language.
        """
        if (tuple(names), tuple(croatian)) == (self._names, self._croatian):
            return
        before = self.name()
        self._names, self._croatian, self._kinds = tuple(names), tuple(croatian), tuple(kinds)
        self._findable = ()
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

    def shown(self) -> str:
        """The chosen class as the window calls it, "" where none is."""
        return "" if self._index is None else (self._beside or self._names)[self._index]

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
            if self._index is not None:
                self.line.setText(self._label(self._index))
        self._tell()

    @property
    def _beside(self) -> tuple[str, ...]:
        """The names in the window's language; empty where the classes have none but their own."""
        return self._croatian if self._language == "hr" else ()

    def _label(self, index: int) -> str:
        names = dict.fromkeys([*self._beside[index : index + 1], self._names[index]])
        return _PART.join([*map(one_line, names), str(index)])

    def _find(self, text: str) -> int | None:
        """The class that `text` names: as the list writes it, by a name in either language, by its index."""
        wanted = text.strip()
        name, _, number = wanted.rpartition(_PART)
        if name and (index := self._index_of(number)) is not None and fold(self._label(index)) == fold(wanted):
            return index
        for names in (self._names, self._croatian):
            for alike in (str.casefold, fold):
                written = [alike(name) for name in names]
                if alike(wanted) in written:
                    return written.index(alike(wanted))
        return self._index_of(wanted)

    def _index_of(self, text: str) -> int | None:
        return int(text) if text.isascii() and text.isdigit() and int(text) < len(self._names) else None

    def _fitting(self, text: str) -> list[int]:
        """The classes that what was typed may mean, the likeliest first, those alike by the alphabet."""
        wanted = fold(text)
        if not wanted:
            return []
        ranks = {index: rank for index, one in enumerate(self._known()) if (rank := one.rank(wanted)) is not None}
        if (index := self._index_of(wanted)) is not None:
            ranks[index] = 0
        shown, key = self._beside or self._names, alphabet(locale(self._language))
        return sorted(ranks, key=lambda index: (ranks[index], key(shown[index]), index))

    def _known(self) -> tuple[Findable, ...]:
        if len(self._findable) != len(self._names):
            croatian = self._croatian or ("",) * len(self._names)
            kinds = self._kinds or ((),) * len(self._names)
            named = zip(self._names, croatian, kinds, strict=True)
            self._findable = tuple(Findable.of((own, other) if other else (own,), kind) for own, other, kind in named)
        return self._findable

    def _typed(self, text: str) -> None:
        self._offered.setStringList([self._label(index) for index in self._fitting(text)])
        self._set(self._find(text))

    def _take_label(self, label: str) -> None:
        self.choose(self._find(label))

    def _finished(self) -> None:
        text = self.line.text()
        found = self._find(text)
        fitting = self._fitting(text) if found is None else [found]
        if fitting:
            self.choose(fitting[0])

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


class _Completer(QCompleter):
    """Shows all that its model holds: what fits was chosen, and put in order, before."""

    @override
    def splitPath(self, path: str) -> list[str]:
        return [""]


class _Line(QLineEdit):
    """Whoever comes to it by mouse or key writes over what stands there."""

    def __init__(self) -> None:
        super().__init__(clearButtonEnabled=True)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.selectAll()
