"""The layers of a network in the order in which data flows, grouped by stage, each with the shape of its output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from desktop.theme import set_role
from desktop.widgets.plain import plain_tip

_PATH = Qt.ItemDataRole.UserRole
_ACTIVATIONS = ("ReLU", "ReLU6", "Hardswish", "Hardsigmoid", "SiLU", "Sigmoid", "GELU")


@dataclass(frozen=True, slots=True)
class LayerItem:
    """A layer: its `path` in the network, its `kind`, its `stage` ("" outside of all), the `shape` of its output."""

    path: str
    kind: str
    stage: str
    shape: tuple[int, ...]


def shape_text(shape: Sequence[int]) -> str:
    """A shape as people write it: 64 × 56 × 56."""
    return " × ".join(map(str, shape))


class LayerTree(QTreeWidget):
    """A branch for each stage, a row for each layer. `chosen` tells a layer's path, or a stage's name."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, QTreeWidgetItem] = {}
        self._layers: tuple[LayerItem, ...] = ()
        self._telling = True
        self.setColumnCount(2)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setMinimumHeight(160)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell)
        self.retranslate()

    def retranslate(self) -> None:
        self.setHeaderLabels([self.tr("Layer"), self.tr("Output")])
        self.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.headerItem().setToolTip(1, self.tr("Channels × height × width of what the layer gives for one picture"))
        self.setAccessibleName(self.tr("Layers in the order of the data"))
        if self._layers and (now := self.currentItem()) is not None:
            chosen = now.data(0, _PATH)
            self.show_layers(self._layers)
            self.set_chosen(chosen)

    def show_layers(self, layers: Iterable[LayerItem]) -> None:
        """Shows the layers of another network; those that belong to no stage stand between the branches."""
        self._layers = tuple(layers)
        self._telling = False
        self.clear()
        self._rows = {}
        branches: dict[str, QTreeWidgetItem] = {}
        for layer in self._layers:
            if layer.path in ("backbone", "head"):
                continue
            above = self._branch(branches, layer) if layer.stage else self.invisibleRootItem()
            self._add(above, layer)
        self._telling = True

    def set_chosen(self, path: str) -> None:
        """Marks a layer without telling anybody, its branch unfolded."""
        row = self._rows.get(path)
        current = self.currentItem()
        if row is None or (current is not None and current.data(0, _PATH) == path):
            return
        self._telling = False
        self.setCurrentItem(row)
        self.scrollToItem(row)
        self._telling = True

    @property
    def paths(self) -> list[str]:
        """The layers that are shown, in their order."""
        return list(self._rows)

    def _branch(self, branches: dict[str, QTreeWidgetItem], layer: LayerItem) -> QTreeWidgetItem:
        branch = branches.get(layer.stage)
        if branch is None:
            branch = branches[layer.stage] = QTreeWidgetItem([stage_text(layer.stage), ""])
            branch.setData(0, _PATH, layer.stage)
            font = branch.font(0)
            font.setWeight(font.Weight.DemiBold)
            branch.setFont(0, font)
            branch.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.addTopLevelItem(branch)
        branch.setText(1, shape_text(layer.shape))
        return branch

    def _add(self, above: QTreeWidgetItem, layer: LayerItem) -> None:
        row = QTreeWidgetItem([self._readable(layer, above.childCount() + 1), shape_text(layer.shape)])
        row.setData(0, _PATH, layer.path)
        row.setToolTip(0, plain_tip(f"{layer.path} · {layer.kind}"))
        row.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        above.addChild(row)
        self._rows[layer.path] = row

    def _readable(self, layer: LayerItem, number: int) -> str:
        """What a layer does, and its number in its stage: the path itself is in its tip."""
        kind = layer.kind
        if kind in ("Conv2d", "SameConv2d"):
            word = self.tr("convolution")
        elif "Pool" in kind:
            word = self.tr("pooling")
        elif kind in _ACTIVATIONS:
            word = self.tr("activation")
        else:
            words = {
                "Linear": self.tr("fully connected"), "BatchNorm2d": self.tr("batch norm"),
                "Dropout": self.tr("dropout"), "Identity": self.tr("nothing"),
            }  # fmt: skip
            word = words.get(kind, self.tr("block"))
        return f"{number}. {word}"

    def _tell(self, now: QTreeWidgetItem | None) -> None:
        if now is not None and self._telling:
            self.chosen.emit(now.data(0, _PATH))


def stage_text(name: str) -> str:
    """What a stage is called: "fully connected", "stage 3"."""
    words = {
        "stem": QCoreApplication.translate("Stage", "stem"),
        "top": QCoreApplication.translate("Stage", "top"),
        "fully_connected": QCoreApplication.translate("Stage", "fully connected"),
        "stage": QCoreApplication.translate("Stage", "stage"),
        "block": QCoreApplication.translate("Stage", "block"),
    }
    stem = name.rstrip("0123456789")
    word = words.get(stem, stem.replace("_", " "))
    return f"{word} {name[len(stem) :]}".strip()


class StageRow(QWidget):
    """The stages as buttons, from the picture to the answer: one click shows what a stage gives."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, QPushButton] = {}
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    @property
    def stages(self) -> tuple[str, ...]:
        return tuple(self._buttons)

    @property
    def buttons(self) -> dict[str, QPushButton]:
        return self._buttons

    def show_stages(self, stages: Sequence[str]) -> None:
        """Offers the stages of another network."""
        if tuple(stages) == self.stages:
            return
        for button in self._buttons.values():
            self._layout.removeWidget(button)
            button.deleteLater()
        self._buttons = {stage: self._button(stage) for stage in stages}
        places = ["middle"] * len(stages)
        if places:
            places[0], places[-1] = "first", "last"
        for button, place in zip(self._buttons.values(), places, strict=True):
            button.setProperty("place", place)
            set_role(button, "segment")
            self._layout.addWidget(button)
        self.retranslate()

    def set_chosen(self, stage: str) -> None:
        """Marks a stage ("": none) without telling anybody."""
        for name, button in self._buttons.items():
            button.setChecked(name == stage)

    def retranslate(self) -> None:
        tip = self.tr("Shows what this stage makes of the picture")
        self.setAccessibleName(self.tr("Stages of the network"))
        for name, button in self._buttons.items():
            button.setToolTip(tip)
            button.setAccessibleName(stage_text(name))
        self._fit()

    def _fit(self) -> None:
        """Writes the names out where there is room for all, else their numbers alone."""
        metrics = self.fontMetrics()
        needed = sum(metrics.horizontalAdvance(stage_text(stage)) + 24 for stage in self._buttons)
        for stage, button in self._buttons.items():
            button.setText(stage_text(stage) if needed <= self.width() else _short(stage))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _button(self, stage: str) -> QPushButton:
        button = QPushButton(_short(stage))
        button.setCheckable(True)
        button.setMinimumWidth(24)
        button.clicked.connect(lambda: self._choose(stage))
        return button

    def _choose(self, stage: str) -> None:
        self.set_chosen(stage)
        self.chosen.emit(stage)


def _short(stage: str) -> str:
    """A stage's number where it has one: the row is narrow, the branch of the tree has the whole name."""
    return stage_text(stage).rsplit(" ", 1)[-1] if stage[-1:].isdigit() else stage_text(stage)
