"""Choosing a model: one's own, from trainings or a file, or any backbone whose weights are here."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.ref import ModelRef
from desktop.settings import locale
from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.asking import ask_file
from desktop.widgets.elided import ElidedBox
from desktop.widgets.plain import one_line, plain_tip
from engine.files import home
from engine.job.words import Language, knows, say
from engine.models.backbones import BACKBONES
from engine.models.store import weights_state
from engine.project.place import projects_folder
from engine.project.run import START

SHOWN: Final = 12  # of the learner's own models, the newest


class ModelChooser(QWidget):
    """A list of models. `chosen` tells a saved file's path or a backbone's name when a person chose it."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ""
        self._language: Language = "en"
        self._title, self._about = QLabel(), QLabel(wordWrap=True)
        set_role(self._title, "heading")
        set_role(self._about, "caption")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self.list = ElidedBox()
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setMinimumContentsLength(12)
        self._open = QPushButton()
        set_icon(self._open, "open")
        self._title.setBuddy(self.list)
        self.list.activated.connect(self._choose)
        self._open.clicked.connect(self._pick)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._title, self.list, self._about):
            layout.addWidget(widget)
        layout.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)

    def set_model(self, model: str) -> None:
        """Shows `model` as the chosen one and looks for new ones."""
        self._model = model
        self.refresh()

    def refresh(self) -> None:
        """Lists the models that are here now."""
        own = own_models()
        if self._model.lower().endswith(".safetensors") and Path(self._model) not in own:
            own.insert(0, Path(self._model))
        self.list.clear()
        self._add_heading(self.tr("Your models") if own else self.tr("Your models: none yet, train one first"))
        for path in own:
            self.list.addItem(ModelRef.of(str(path)).name(locale(self._language)), str(path))
            tip = plain_tip(f"{self.list.itemText(self.list.count() - 1)}: {path}")
            self.list.setItemData(self.list.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._add_heading(self.tr("Backbones, with ImageNet's 1,000 classes"))
        for name, record in BACKBONES.items():
            if name == self._model or (weights_state(name) != "absent" and not record.trunk_of):
                self.list.addItem(record.title, name)
        self.list.setCurrentIndex(self.list.findData(self._model))
        self._tell()

    def retranslate(self, language: Language) -> None:
        self._language = language
        self._title.setText(self.tr("Model"))
        self.list.setAccessibleName(self.tr("Model"))
        self._open.setText(self.tr("Open a model file…"))
        self._open.setToolTip(self.tr("A .safetensors file that a training saved, also on another computer"))
        if self._model:
            self.refresh()
        else:
            self._tell()

    def _add_heading(self, text: str) -> None:
        self.list.addItem(text)
        items = self.list.model()
        assert isinstance(items, QStandardItemModel)
        items.item(self.list.count() - 1).setFlags(Qt.ItemFlag.NoItemFlags)

    def _tell(self) -> None:
        use = self.tr("Who answers: a model of your own, or a backbone with the classes it came with")
        name = self.list.currentText()
        self.list.setToolTip(plain_tip(f"{name}: {use}" if name else use))
        if not self._model:
            return
        record = BACKBONES.get(self._model)
        if record is not None:
            knows_advice = knows(record.advice.code)
            self._about.setText(say(record.advice, self._language) if knows_advice else record.family)
            return
        classes = ModelRef.of(self._model).classes
        if not classes:
            self._about.setText(self.tr("This file cannot be read as a model."))
            return
        names = ", ".join(one_line(name) for name in classes[:12]) + (" …" if len(classes) > 12 else "")
        self._about.setText(self.tr("%n class(es):", "", len(classes)) + " " + names)

    def _choose(self, row: int) -> None:
        if model := self.list.itemData(row):
            self._model = model
            self._tell()
            self.chosen.emit(model)

    def _pick(self) -> None:
        kinds = self.tr("Models ({pattern})").format(pattern="*.safetensors *.SAFETENSORS")
        chosen = ask_file(self, "model", self.tr("Open a model file"), kinds)
        if chosen is None:
            return
        if ModelRef.of(str(chosen)).why_not:
            unread = self.tr("“{name}” cannot be read as a model; the one before stays.")
            self._about.setText(unread.format(name=one_line(chosen.name)))
            return
        self.set_model(str(chosen))
        self.chosen.emit(str(chosen))


def own_models() -> list[Path]:
    """The models that trainings left in the projects, newest first."""
    places = {home() / "projects", projects_folder()}
    files = {file for place in places for file in place.glob("*/runs/*/*.safetensors")}
    models = [path for path in files if not path.name.startswith(("checkpoint-", "best-")) and path.name != START]
    return sorted(models, key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
