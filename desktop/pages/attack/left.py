"""The Attack page's left column: model, target, attack and how far it may go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.form.fields.knob import Knob
from desktop.form.form import Form
from desktop.models.chooser import ModelChooser, own_models
from desktop.models.ref import ModelRef
from desktop.pages.attack.bench_left import BenchSettings
from desktop.pages.attack.patch_left import PatchSettings
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.search import ClassSearch
from desktop.widgets.segmented import Option, Segmented
from engine.job.declare import declared
from engine.job.words import EngineError, Language, Message, message, say
from engine.jobs.adversarial import Adversarial
from engine.paint.attacks import ATTACKS, idle

_FIRST: Final = ("attack",)
_MORE: Final = ("enduring", "transfer", "own_resolution", "steps", "seed", "rate", "confidence", "samples")
_EPSILON: Final = declared(Adversarial, "epsilon")
_OWN: Final = 4  # of one's own models are asked too, the newest


class AttackSettings(QWidget):
    """`kind`: one photo is attacked, or defences are tried on a whole folder, by the settings of `bench`.

    `changed`: something is different. `turned`: a live parameter is, with its name and value."""

    changed = Signal()
    turned = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self.kind = Segmented(("photo", "defences"), explained=False)
        self.chooser, self.bench = ModelChooser(), BenchSettings()
        self.search = ClassSearch(optional=True)
        self.first, self.form = Form(Adversarial, _FIRST), Form(Adversarial, _MORE)
        self.patch = PatchSettings()
        self.bounds = {unit: Knob(span) for unit, span in _EPSILON.spans.items()}
        self._target_name, self._photo_name, self._far = QLabel(), QLabel(), QLabel(wordWrap=True)
        set_role(self._target_name, "heading")
        set_role(self._photo_name, "heading")
        set_role(self._far, "caption")
        self.open, self.paste = QPushButton(), QPushButton()
        set_icon(self.open, "picture")
        set_icon(self.paste, "paste")
        self._put_together()
        for signal in (self.search.changed, self.patch.changed, self.bench.form.changed):
            signal.connect(self.changed)
        self.first.changed.connect(self._attack_changed)
        self.form.changed.connect(self._form_changed)
        self.form.turned.connect(self.turned)
        for knob in self.bounds.values():
            knob.turned.connect(lambda _: self.changed.emit())
        self.kind.changed.connect(self._show_kind)
        self.form.open_group("endurance")
        self._attack_changed()

    def _put_together(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(WITHIN)
        self._one = QWidget()
        layout = QVBoxLayout(self._one)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addWidget(self.open, 1)
        row.addWidget(self.paste, 1)
        layout.addWidget(self._photo_name)
        layout.addLayout(row)
        layout.addSpacing(BETWEEN - WITHIN)
        bounds = (*self.bounds.values(), self._far)
        for widget in (self._target_name, self.search, self.first, *bounds, self.patch, self.form):
            layout.addWidget(widget)
        layout.addStretch(1)
        outer.addWidget(self.kind)
        outer.addWidget(self.chooser)
        outer.addSpacing(BETWEEN - WITHIN)
        outer.addWidget(self._one, 1)
        outer.addWidget(self.bench, 1)
        self.bench.hide()

    def _show_kind(self, kind: str) -> None:
        self._one.setVisible(kind == "photo")
        self.bench.setVisible(kind == "defences")
        self.changed.emit()

    # Values

    @property
    def defending(self) -> bool:
        """Whether defences are tried, not one photo attacked."""
        return self.kind.value() == "defences"

    def set_model(self, model: str) -> None:
        """Offers a model's classes."""
        self.chooser.set_model(model)
        known = ModelRef.of(model)
        self.search.set_classes(known.classes, known.croatian, known.kinds)

    @property
    def unit(self) -> str:
        """What the attack's bound is given in: "steps", "l2" or "none"."""
        return ATTACKS[self.first.field("attack").value()].unit

    def values(self, model: str) -> dict[str, Any]:
        """The settings as `Adversarial` takes them. Raises EngineError `bad_value`."""
        values = {**self.first.values(), **self.form.values(), "target": self.search.wanted()}
        if self.unit in self.bounds:
            values["epsilon"] = self.bounds[self.unit].value()
        if values["transfer"]:
            values["against"] = tuple(path for path in own_models() if str(path) != model)[:_OWN]
        if self.covering:
            values |= self.patch.values()
            values["against"] = (*self.patch.folders, *values.get("against", ()))
        return values

    @property
    def covering(self) -> bool:
        """Whether a patch is made."""
        return ATTACKS[self.first.field("attack").value()].covering

    def plain_values(self) -> dict[str, Any]:
        """The settings as the settings file holds them."""
        bounds = {unit: knob.value() for unit, knob in self.bounds.items()}
        values = {**self.first.plain_values(), **self.form.plain_values(), **self.patch.form.plain_values()}
        bench = {"kind": self.kind.value(), "bench": self.bench.form.plain_values()}
        return {**values, "target": self.search.name(), "epsilon": bounds, **bench}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Takes up settings kept before, those of them that are still right."""
        self.first.set_values(values)
        self.form.set_values(values)
        self.patch.form.set_values(values)
        if isinstance(bench := values.get("bench"), Mapping):
            self.bench.form.set_values(bench)
        if isinstance(kind := values.get("kind"), str):
            self.kind.set_value(kind)
        names = ModelRef.of(str(self.chooser.list.currentData() or "")).classes
        if values.get("target") in names:
            self.search.choose(names.index(values["target"]))
        bounds = values.get("epsilon", values)  # beside the others they stood once, one over the parameter of its name
        for unit, knob in self.bounds.items():
            if isinstance(bounds, Mapping) and isinstance(bounds.get(unit), int | float):
                knob.set_value(float(bounds[unit]))

    # What goes with what

    def _attack_changed(self) -> None:
        attack = ATTACKS[self.first.field("attack").value()]
        for unit, knob in self.bounds.items():
            knob.setVisible(unit == attack.unit)
            if unit == attack.unit:
                knob.set_value(attack.epsilon)
        self._far.setVisible(attack.unit == "none" and not attack.covering)
        self.patch.setVisible(attack.covering)
        self._form_changed()

    def _form_changed(self) -> None:
        """Greys what does nothing in the attack as it is set."""
        name = self.first.field("attack").value()
        idlers = idle(ATTACKS[name], enduring=bool(self.form.field("enduring").value()))
        attack = Message(f"choice.attack.{name}")
        for option in ("seed", "confidence", "samples"):
            code = "notice.idle_samples" if option == "samples" else "notice.idle"
            told = message(code, option=declared(Adversarial, option).label, attack=attack)
            self.form.set_idle(option, say(told, self._language) if option in idlers else "")
        self.changed.emit()

    def why_not(self, model: str, photo: Path | None, language: Language) -> str:
        """Why `photo` cannot be attacked with `model` now, in `language`; "" when it can."""
        reason = ModelRef.of(model).why_not
        if reason == "absent":
            return self.tr("This backbone's weights are not here: choose another model, or fetch them on Train.")
        if reason:
            return self.tr("This model's file cannot be read: choose another.")
        if photo is None:
            return self.tr("Choose a photo first.")
        if not self.search.right:
            return self.tr("The model knows no class of that name.")
        try:
            self.values(model)
        except EngineError as error:
            return error.say(language)
        return ""

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        options = [
            Option("photo", self.tr("One photo"), self.tr("Change one photo until the network errs")),
            Option("defences", self.tr("Defences"), self.tr("What defences are worth, on a whole folder of photos")),
        ]
        self.kind.set_options(options, self.tr("What is attacked?"))
        self.chooser.retranslate(language)
        self.bench.retranslate(language)
        self._photo_name.setText(self.tr("Photo"))
        self.open.setText(self.tr("Open…"))
        self.open.setToolTip(self.tr("Choose a photo (Ctrl+O); one can be dropped here too"))
        self.paste.setText(self.tr("Paste"))
        self.paste.setToolTip(self.tr("A picture from the clipboard (Ctrl+V)"))
        self._target_name.setText(self.tr("Target"))
        tip = self.tr("The class that the network shall see; type a piece of its name, or its index")
        self.search.retranslate(self.tr("Target"), self.tr("any other class (untargeted)"), tip, language)
        for form in (self.first, self.form, self.patch):
            form.retranslate(language)
        self._form_changed()
        tip = say(_EPSILON.help, language)
        self.bounds["steps"].retranslate(self.tr("ε, for each pixel"), tip, "/255")
        self.bounds["l2"].retranslate(self.tr("ε, for the whole change (L2)"), tip)
        self._far.setText(self.tr("This attack has no ε: only the legal colours bound it."))


def is_model(path: Path) -> bool:
    """Whether a file is a saved model by its name."""
    return path.suffix.lower() == ".safetensors"
