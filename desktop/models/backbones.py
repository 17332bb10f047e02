"""The chooser of backbones: what each can do, what it costs, whether its weights are here, and bringing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QLocale, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.theme import ICON, WITHIN, pixmap, set_icon, set_role, tokens
from desktop.widgets.asking import ask_file
from desktop.widgets.segmented import Option, Segmented
from engine.job.words import EngineError, Language, say
from engine.models.backbones import BACKBONES, Backbone
from engine.models.store import weights_state

_NAME: Final = Qt.ItemDataRole.UserRole
_FACTS: Final = Qt.ItemDataRole.UserRole + 1
_HERE: Final = Qt.ItemDataRole.UserRole + 2
_SORTS: Final[Mapping[str, Callable[[Backbone], float]]] = {
    "listed": lambda _row: 0.0,
    "accuracy": lambda row: -row.top1,
    "size": lambda row: row.megabytes,
    "speed": lambda row: row.gflops,
}
_ROWS_SHOWN: Final = 4


class BackboneChooser(QWidget):
    """A list of backbones and, below it, advice, the version of the weights, and a way to bring them.

    It starts no job: `download_wanted` (name, version), `import_wanted` (name, version, path) and `cancel_wanted` ask
    for it, `show_download` and `end_download` tell how it goes. `changed`: another backbone or version, or its weights
    came.
    """

    changed = Signal()
    download_wanted = Signal(str, str)
    import_wanted = Signal(str, str, object)
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._bringing: tuple[str, str] | None = None
        self._error: EngineError | None = None
        self._random = False
        self._model = QStandardItemModel(self)
        self._list = _Cards()
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Card(self._list))
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._family, self._sort = QComboBox(), QComboBox()
        self._advice = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._advice, "caption")
        self._versions_name = QLabel()
        self.versions = Segmented(("v1", "v2", "none"))
        self._bring = _Bring()
        self._build()
        self._fill()
        self.retranslate("en")
        self.set_choice("efficientnet_lite0", "default")

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(WITHIN)
        for box in (self._family, self._sort):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            top.addWidget(box, 1)
        self._family.currentIndexChanged.connect(self._fill)
        self._sort.currentIndexChanged.connect(self._fill)
        self._list.selectionModel().currentChanged.connect(lambda *_: self._told())
        self.versions.changed.connect(lambda _: self._told())
        self._bring.download.clicked.connect(self.download)
        self._bring.pick.clicked.connect(self._pick)
        self._bring.cancel.clicked.connect(self.cancel_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(top)
        for widget in (self._list, self._advice, self._versions_name, self.versions, self._bring):
            layout.addWidget(widget)

    # The choice

    @property
    def name(self) -> str:
        """The chosen backbone's name."""
        return str(self._list.currentIndex().data(_NAME) or "efficientnet_lite0")

    @property
    def version(self) -> str:
        """The chosen weights as the jobs name them: "default" for V1, "v2", or "none"."""
        chosen = self.versions.value()
        return "default" if chosen == "v1" else chosen

    @property
    def ready(self) -> bool:
        """Whether the chosen weights are here, or none are needed."""
        needed = not self._random and self.version != "none"
        return not needed or weights_state(self.name, self.version) != "absent"

    def set_choice(self, name: str, version: str) -> None:
        """Chooses a backbone and its weights, as far as there are such."""
        for box in (self._family, self._sort):
            box.setCurrentIndex(max(box.currentIndex(), 0))
        if self._row(name) < 0 and name in BACKBONES:
            self._family.setCurrentIndex(0)
        if (row := self._row(name)) >= 0:
            self._list.setCurrentIndex(self._model.index(row, 0))
        self.versions.set_value("v1" if version == "default" else version)
        self._told()

    def from_scratch(self, scratch: bool) -> None:
        """Where a training starts at random, no weights are chosen or brought."""
        if scratch == self._random:
            return
        self._random = scratch
        self.versions.setVisible(not scratch)
        self._versions_name.setVisible(not scratch)
        self._told()

    def _row(self, name: str) -> int:
        rows = (row for row in range(self._model.rowCount()) if self._model.item(row).data(_NAME) == name)
        return next(rows, -1)

    def _fill(self) -> None:
        """Lists the backbones of the chosen family in the chosen order."""
        name, family = self.name, self._family.currentData()
        rows = [row for row in BACKBONES.values() if not family or row.family == family]
        rows.sort(key=_SORTS[self._sort.currentData() or "listed"])
        blocked = self._list.selectionModel().blockSignals(True)
        self._model.clear()
        for row in rows:
            item = QStandardItem(row.title)
            item.setData(row.name, _NAME)
            self._model.appendRow(item)
        self._word_rows()
        self._list.selectionModel().blockSignals(blocked)
        self._list.setCurrentIndex(self._model.index(max(self._row(name), 0), 0))
        self._list.setFixedHeight(min(_ROWS_SHOWN, max(len(rows), 1)) * _Card.height(self._list) + 4)
        self._told()

    def refresh(self) -> None:
        """Looks again which weights are here."""
        self._word_rows()
        self._told()

    def _word_rows(self) -> None:
        where = self.locale()
        for number in range(self._model.rowCount()):
            item = self._model.item(number)
            row = BACKBONES[item.data(_NAME)]
            here = weights_state(row.name) != "absent"
            facts = " · ".join(
                [
                    percent(row.top1, where),
                    self.tr("{megabytes} MB").format(megabytes=_size(row.megabytes, where)),
                    self.tr("{gflops} GFLOPs").format(gflops=figure(row.gflops, where, "f", 1)),
                ]
            )
            item.setData(facts, _FACTS)
            item.setData(here, _HERE)
            state = self.tr("ready") if here else self.tr("to be downloaded")
            item.setData(f"{row.title}, {facts}, {state}", Qt.ItemDataRole.AccessibleTextRole)
            item.setToolTip(
                self.tr("Right on {top1} of ImageNet's photos · {gflops} GFLOPs a picture · {state}").format(
                    top1=percent(row.top1, where), gflops=figure(row.gflops, where, "f", 1), state=state
                )
            )

    def _told(self) -> None:
        """Brings all that stands under the list up to date with the choice."""
        row = BACKBONES[self.name]
        self._advice.setText(say(row.advice, self._language))
        has_v2 = any(file.version == "v2" for file in row.weights)
        self.versions.show_option("v2", has_v2)
        self._tell_state()
        self.changed.emit()

    def _tell_state(self) -> None:
        row, bring = BACKBONES[self.name], self._bring
        if self._bringing is not None:
            bring.show_part("progress")
        elif self.ready:
            bring.show_part("")
        else:
            megabytes = _size(row.published(self.version).megabytes, self.locale())
            bring.show_part("offer")
            bring.state.setText(self.tr("These weights, {megabytes} MB, are not on this computer yet.").format(
                megabytes=megabytes
            ))  # fmt: skip
        bring.show_error(self._error.say(self._language) if self._error else "")

    # Bringing weights

    def download(self) -> None:
        """Asks for the chosen weights, also again after an error."""
        self._begin()
        self.download_wanted.emit(*self._asked())

    def _pick(self) -> None:
        file = BACKBONES[self.name].published(self.version).file
        title = self.tr("Weights of {backbone}: {file}").format(backbone=BACKBONES[self.name].title, file=file)
        chosen = ask_file(self, "model", title, self.tr("Weights (*.pth *.pt *.safetensors)"))
        if chosen is not None:
            self.import_from(chosen)

    def import_from(self, path: Path) -> None:
        """Asks for the chosen weights out of a file or a folder, a USB stick's say."""
        self._begin()
        self.import_wanted.emit(*self._asked(), path)

    def _begin(self) -> None:
        self._bringing, self._error = (self.name, self.version), None
        self.show_download(0, 0, "")
        self._told()

    def _asked(self) -> tuple[str, str]:
        return self._bringing or (self.name, self.version)

    def show_download(self, done: int, total: int, note: str) -> None:
        """How far the weights have come."""
        name, _ = self._asked()
        self._bring.show_progress(done, total, note or BACKBONES[name].title)

    def end_download(self, error: EngineError | None) -> None:
        """The weights are here, or `error` says why not (None too when a person cancelled)."""
        self._bringing, self._error = None, error
        self.refresh()

    # Words

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        families = dict.fromkeys(row.family for row in BACKBONES.values())
        _refill(self._family, [(self.tr("All families"), ""), *((family, family) for family in families)])
        sorts = {
            "listed": self.tr("By family"), "accuracy": self.tr("Most accurate first"),
            "size": self.tr("Smallest first"), "speed": self.tr("Quickest first"),
        }  # fmt: skip
        _refill(self._sort, [(text, key) for key, text in sorts.items()])
        self._family.setAccessibleName(self.tr("Family of backbones"))
        self._family.setToolTip(self.tr("Show the backbones of one family only"))
        self._sort.setAccessibleName(self.tr("Order of the backbones"))
        self._sort.setToolTip(self.tr("What the list is sorted by"))
        self._list.setAccessibleName(self.tr("Backbone"))
        self._versions_name.setText(self.tr("Pre-trained weights (ImageNet)"))
        options = [
            Option("v1", self.tr("V1"), self.tr("Learnt on 1.28 million photos of 1,000 classes: our advice.")),
            Option("v2", self.tr("V2"), self.tr("Trained longer: more accurate, less sure of its answers.")),
            Option("none", self.tr("None"), self.tr("Random numbers: shows what transfer is worth.")),
        ]
        self.versions.set_options(options, self.tr("Pre-trained weights"))
        self._bring.retranslate()
        self.refresh()


class _Bring(QWidget):
    """Weights that are not here: an offer to bring them, how far they have come, what went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.state = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._error = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        set_role(self._error, "error")
        self.download, self.pick, self.cancel = QPushButton(), QPushButton(), QPushButton()
        set_icon(self.download, "download")
        set_icon(self.pick, "import")
        set_icon(self.cancel, "close")
        self._progress = QProgressBar(textVisible=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addWidget(self.download)
        row.addWidget(self.pick)
        for widget in (self._error, self.state, self._progress):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)

    def show_part(self, part: str) -> None:
        """Shows the "offer", the "progress", or nothing."""
        self.setVisible(bool(part))
        self.download.setVisible(part == "offer")
        self.pick.setVisible(part == "offer")
        self._progress.setVisible(part == "progress")
        self.cancel.setVisible(part == "progress")

    def show_progress(self, done: int, total: int, note: str) -> None:
        self._progress.setRange(0, 1000 if total else 0)
        self._progress.setValue(round(1000 * done / total) if total else 0)
        self.state.setText(note)

    def show_error(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self.download.setText(self.tr("Try again") if text else self.tr("Download"))

    def retranslate(self) -> None:
        self.download.setToolTip(self.tr("Fetches the file from its publisher and checks its digest"))
        self.pick.setText(self.tr("From a file…"))
        self.pick.setToolTip(self.tr("Takes the weights from a file or a USB stick: no network connection needed"))
        self.cancel.setText(self.tr("Cancel"))
        self._progress.setAccessibleName(self.tr("Download"))


class _Cards(QListView):
    """The backbones; Space is the page's, since one of them is chosen at any time."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Card(QStyledItemDelegate):
    """A backbone in two lines, with a mark for weights that are here or an arrow for those that are not."""

    @staticmethod
    def height(view: QWidget) -> int:
        return 2 * view.fontMetrics().height() + 14

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view: Any = self.parent()
        return QSize(200, self.height(view))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view: Any = self.parent()
        colours, box = tokens(view), option.rect.adjusted(4, 2, -4, -2)
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tint = QColor(colours.accent if chosen else colours.text)
        tint.setAlphaF(0.14 if chosen else 0.05 if state & QStyle.StateFlag.State_MouseOver else 0.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(box, 6, 6)
        here = bool(index.data(_HERE))
        mark = pixmap("check" if here else "download", view, "good" if here else "muted", ICON - 4)
        painter.drawPixmap(box.right() - ICON, box.center().y() - (ICON - 4) // 2, mark)
        line = view.fontMetrics().height()
        words = QRect(box.left() + 8, box.top() + 3, box.width() - ICON - 20, line)
        bold = QFont(view.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, str(index.data(Qt.ItemDataRole.DisplayRole)))
        painter.setFont(view.font())
        painter.setPen(QColor(colours.muted))
        painter.drawText(words.translated(0, line + 2), Qt.AlignmentFlag.AlignVCenter, str(index.data(_FACTS)))
        painter.restore()


def _refill(box: QComboBox, entries: list[tuple[str, str]]) -> None:
    """New words for a list, the same choice."""
    chosen, blocked = max(box.currentIndex(), 0), box.blockSignals(True)
    box.clear()
    for text, key in entries:
        box.addItem(text, key)
    box.setCurrentIndex(chosen)
    box.blockSignals(blocked)


def _size(megabytes: float, where: QLocale) -> str:
    return figure(megabytes, where, "f", 1 if megabytes < 10 else 0)
