"""The Ideal image page's left column: model, target, recipe, knobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from desktop.form.form import Form
from desktop.models.chooser import ModelChooser
from desktop.models.ref import ModelRef
from desktop.pages.ideal.company import Company
from desktop.pages.ideal.knobs import Knobs
from desktop.theme import BETWEEN, WITHIN, calm, set_role
from desktop.widgets.rows.layertree import stage_text
from desktop.widgets.search import ClassSearch
from desktop.widgets.segmented import Option, Segmented
from engine.job.declare import declared
from engine.job.words import EngineError, Language, message, say
from engine.jobs.ideal import Ideal
from engine.models.backbones import BACKBONES
from engine.paint.presets import LESSON, PRESETS

_FORM: Final = ("steps", "seed", "size", "canvas", "like", "start", "photo", "pictures", "objective")
_PRESET: Final = declared(Ideal, "preset").default
_USUAL: Final = "zebra"


class IdealSettings(QWidget):
    """`changed`: something is different. `turned`: a live parameter is, with its name and value (None: the recipe's).

    `recipe_chosen`: a person took another recipe.
    """

    changed = Signal()
    turned = Signal(str, object)
    recipe_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chooser = ModelChooser()
        self.kind = Segmented(("class", "channel"), explained=False)
        self.search = ClassSearch()
        self._layer, self._channel = QComboBox(), QSpinBox(maximum=100_000)
        self._backbone = ""
        calm(self._channel)
        self.recipe = Segmented(LESSON)
        self.recipe.set_value(_PRESET)
        self.compare = QCheckBox()
        self.together = Company()
        self.knobs = Knobs()
        self.form = Form(Ideal, _FORM)
        self._target_name, self._recipe_name = QLabel(), QLabel()
        self._put_together()
        self._connect()
        self._adapt()

    def _put_together(self) -> None:
        for label in (self._target_name, self._recipe_name):
            set_role(label, "heading")
        self._channel_row = QWidget()
        row = QHBoxLayout(self._channel_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._layer, 1)
        row.addWidget(self._channel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        parts: list[QWidget | None] = [
            self.chooser, None, self._target_name, self.kind, self.search, self._channel_row, None,
            self._recipe_name, self.recipe, self.compare, None, self.together, None, self.knobs, None, self.form,
        ]  # fmt: skip
        for part in parts:
            if part is None:
                layout.addSpacing(BETWEEN - WITHIN)
            else:
                layout.addWidget(part)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.kind.changed.connect(lambda _: self._tell())
        self.search.changed.connect(self._tell)
        self._layer.activated.connect(lambda _: self._tell())
        self._channel.valueChanged.connect(lambda _: self._tell())
        self.recipe.changed.connect(self._recipe_changed)
        self.compare.toggled.connect(lambda _: self._tell())
        self.together.changed.connect(self._tell)
        self.knobs.turned.connect(self.turned)
        self.form.turned.connect(self.turned)
        self.form.changed.connect(self._tell)

    # Values

    def set_model(self, model: str) -> None:
        """Offers a model's classes and layers."""
        self.chooser.set_model(model)
        self.together.set_model(model)
        known = ModelRef.of(model)
        classes = known.classes
        self.search.set_classes(classes, known.croatian, known.kinds)
        if self.search.index() is None and classes:
            self.search.choose(classes.index(_USUAL) if _USUAL in classes else 0)
        self._fill_layers(known.backbone)

    @property
    def presets(self) -> tuple[str, ...]:
        """The recipes to follow: the chosen one, or all to be compared."""
        return LESSON if self.compare.isChecked() and self.pictures == 1 else (self.recipe.value(),)

    @property
    def pictures(self) -> int:
        """How many pictures of a recipe grow side by side."""
        try:
            return int(self.form.field("pictures").value() or 1)
        except EngineError:  # in the midst of typing
            return 1

    @property
    def by_class(self) -> bool:
        return self.kind.value() == "class"

    def target_name(self) -> str:
        """The class's name, or LAYER:N."""
        return self.search.name() if self.by_class else f"{self._layer.currentData()}:{self._channel.value()}"

    def target_shown(self) -> str:
        """The target as the window calls it."""
        return self.search.shown() if self.by_class else self.target_name()

    def values(self, preset: str) -> dict[str, Any]:
        """The settings as `Ideal` takes them for a recipe, but for its name. Raises EngineError `bad_value`."""
        values = {**self.form.values(), **self.together.values(), **self.knobs.values(preset)}
        if self.by_class:
            return {**values, "target": self.search.wanted()}
        return {**values, "channel": self.target_name()}

    def look_at(self, preset: str) -> None:
        """Shows the knobs of one of several recipes that grow side by side."""
        self.recipe.set_value(preset)
        self.knobs.set_recipe(preset)

    def show_channel(self, channel: str) -> None:
        """Aims at a channel, LAYER:N, that another page chose; any layer is offered then, not the stages alone."""
        layer, _, number = channel.rpartition(":")
        at = self._layer.findData(layer)
        if at < 0:
            self._layer.addItem(layer.removeprefix("backbone."), layer)
            at = self._layer.count() - 1
        self._layer.setCurrentIndex(at)
        self._channel.setValue(int(number))
        self.kind.set_value("channel")
        self._tell()

    def plain_values(self) -> dict[str, Any]:
        """The settings as the settings file holds them."""
        values = {**self.form.plain_values(), "preset": self.recipe.value(), "compare": self.compare.isChecked()}
        values |= self.together.plain_values()
        return {**values, "target": self.search.name(), "knobs": self.knobs.all_values()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Takes up settings kept before, those of them that are still right."""
        self.form.set_values(values)
        self.together.set_values(values)
        self.recipe.set_value(str(values.get("preset", _PRESET)))
        self.compare.setChecked(values.get("compare") is True)
        names = ModelRef.of(self.chooser.list.currentData() or "").classes
        if values.get("target") in names:
            self.search.choose(names.index(values["target"]))
        self.knobs.set_recipe(self.recipe.value())
        knobs = values.get("knobs")
        knobs = knobs if isinstance(knobs, dict) else {}
        if not any(isinstance(kept, dict) for kept in knobs.values()):  # earlier versions had one set for all recipes
            knobs = {self.recipe.value(): knobs}
        for preset, kept in knobs.items():
            if preset in LESSON and isinstance(kept, dict):
                self.knobs.set_values(preset, {n: v for n, v in kept.items() if type(v) in (int, float)})

    # What goes with what

    def _recipe_changed(self, preset: str) -> None:
        self.knobs.set_recipe(preset)
        self.recipe_chosen.emit(preset)
        self._tell()

    def _tell(self) -> None:
        self._adapt()
        self.changed.emit()

    def _adapt(self) -> None:
        self.search.setVisible(self.by_class)
        self._channel_row.setVisible(not self.by_class)
        start, canvas = (self.form.field(name).value() for name in ("start", "canvas"))
        self.form.row("photo").setVisible(start == "photo")
        self.compare.setEnabled(self.pictures == 1)
        self.together.adapt(by_class=self.by_class)
        self.knobs.set_quality(self.together.quality.value())
        self._tell_time(grows=start != "photo" and canvas != "pixels")

    def _tell_time(self, *, grows: bool) -> None:
        """Brings the time that it will take up to date; as it was where a figure is in the midst of being typed."""
        try:
            steps, size = (self.form.field(name).value() for name in ("steps", "size"))
        except EngineError:
            return
        usual = [PRESETS[preset].steps for preset in self.presets]
        self.together.tell_time(
            len(usual) * steps if steps else sum(usual), size, self.pictures, grows=grows and len(usual) == 1
        )

    def _fill_layers(self, backbone: str) -> None:
        self._backbone = backbone
        chosen = self._layer.currentData()
        self._layer.clear()
        for stage in BACKBONES[backbone].stages if backbone in BACKBONES else ():
            self._layer.addItem(stage_text(stage.name), stage.name)
        at = self._layer.findData(chosen)
        self._layer.setCurrentIndex(at if at >= 0 else self._layer.count() // 2)

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self.chooser.retranslate(language)
        self._target_name.setText(self.tr("Target"))
        self._fill_layers(self._backbone)
        kinds = [
            Option("class", self.tr("A class"), self.tr("What the network finds ideal for one of its classes")),
            Option("channel", self.tr("A channel"), self.tr("What one channel of a layer inside likes to see")),
        ]
        self.kind.set_options(kinds, self.tr("Target"))
        tip = self.tr("Type a piece of the class's name, or its index")
        self.search.retranslate(self.tr("Class"), self.tr("type a name or an index"), tip, language)
        self._layer.setAccessibleName(self.tr("Layer"))
        self._layer.setToolTip(self.tr("Where inside the network: early layers like textures, late ones things"))
        self._channel.setAccessibleName(self.tr("Channel"))
        self._channel.setToolTip(self.tr("Which of the layer's channels, counted from 0"))
        self._recipe_name.setText(self.tr("Recipe"))
        options = [
            Option(name, f"{number}. {_said('choice', name, language)}", _said("choice_help", name, language))
            for number, name in enumerate(LESSON, start=1)
        ]
        self.recipe.set_options(options, self.tr("Recipe"))
        self.compare.setText(self.tr("All three side by side"))
        self.compare.setToolTip(self.tr("The three recipes at once, from the same seed"))
        self.together.retranslate(language)
        self.knobs.retranslate(language)
        self.form.retranslate(language)


def _said(kind: str, preset: str, language: Language) -> str:
    return say(message(f"{kind}.preset.{preset}"), language)
