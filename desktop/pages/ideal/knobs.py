"""The knobs of an ascent, to be turned before it and while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.form.fields.knob import Knob
from desktop.form.form import Group
from desktop.form.words import suffix, zero_word
from desktop.theme import WITHIN, set_icon, set_role
from engine.job.declare import declared
from engine.job.words import Language, message, say
from engine.jobs.ideal import Ideal
from engine.paint.presets import PRESETS, Preset
from engine.paint.quality import QUALITIES

NAMES: Final = (
    "statistics", "variation", "rate", "window", "grain", "rotate", "jitter", "scale", "mirror", "l2", "blur", "pad",
    "diversity",
)  # fmt: skip
"""The knobs, the usual ones first; names of live parameters of Ideal."""
_USUAL: Final = 5


def recipe_value(preset: Preset, name: str, quality: str = "live") -> float:
    """Where a knob stands in a preset, in a quality."""
    return preset.rate if name == "rate" else QUALITIES[quality].terms(preset).get(name, preset.moves.get(name, 0.0))


class Knobs(QWidget):
    """`turned` tells a knob's name and figure; None: it goes back to what each recipe has."""

    turned = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = PRESETS[declared(Ideal, "preset").default]
        self._quality = "live"
        self._turned: dict[str, dict[str, float]] = {}  # by recipe: the knobs that were turned, and how far
        self._language: Language = "en"
        self.knobs = {name: Knob(declared(Ideal, name).span) for name in NAMES}
        self._title, self._more = QLabel(), Group()
        set_role(self._title, "heading")
        self._reset = QPushButton()
        set_role(self._reset, "link")
        set_icon(self._reset, "refresh", "accent")
        self._reset.clicked.connect(self.reset)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(head)
        for number, (name, knob) in enumerate(self.knobs.items()):
            (layout if number < _USUAL else self._more.inside).addWidget(knob)
            knob.turned.connect(lambda value, name=name: self._turn(name, value))
        layout.addWidget(self._more)
        self.set_recipe(self._preset.name)

    def set_recipe(self, preset: str) -> None:
        """Shows the knobs of a recipe: as it has them, but for those that were turned."""
        self._preset = PRESETS[preset]
        turned = self.values(preset)
        for name, knob in self.knobs.items():
            knob.set_value(turned.get(name, recipe_value(self._preset, name, self._quality)))
        self._tell()

    def set_quality(self, quality: str) -> None:
        """Shows the recipe's knobs as a quality has them."""
        if quality != self._quality:
            self._quality = quality
            self.set_recipe(self._preset.name)

    @property
    def recipe(self) -> str:
        """The recipe whose knobs are shown."""
        return self._preset.name

    def values(self, preset: str) -> dict[str, float]:
        """The figures of a recipe's knobs that were turned."""
        return dict(self._turned.get(preset, {}))

    def all_values(self) -> dict[str, dict[str, float]]:
        """Those of every recipe."""
        return {preset: dict(values) for preset, values in self._turned.items() if values}

    def set_values(self, preset: str, values: Mapping[str, float]) -> None:
        """Turns knobs of a recipe without telling anybody."""
        known = {name: float(value) for name, value in values.items() if name in self.knobs}
        self._turned.setdefault(preset, {}).update(known)
        self.set_recipe(self._preset.name)
        rounded = {name: self.knobs[name].value() for name in known if preset == self._preset.name}
        self._turned[preset].update(rounded)

    def reset(self) -> None:
        """Every knob of the recipe that is shown back to what it has."""
        turned = self._turned.pop(self._preset.name, {})
        self.set_recipe(self._preset.name)
        for name in sorted(turned):
            self.turned.emit(name, None)

    def retranslate(self, language: Language) -> None:
        self._language = language
        self._title.setToolTip(self.tr("All of them can be turned while the picture grows"))
        self._reset.setText(self.tr("as in the recipe"))
        self._reset.setToolTip(self.tr("Puts every knob back to where the recipe has it"))
        self._more.set_title(self.tr("More knobs"))
        for name, knob in self.knobs.items():
            parameter = declared(Ideal, name)
            words = say(parameter.label, language), say(parameter.help, language)
            knob.retranslate(*words, suffix(parameter, language), zero_word(parameter, language))
        self._tell()

    def _turn(self, name: str, value: float) -> None:
        self._turned.setdefault(self._preset.name, {})[name] = value
        self._tell()
        self.turned.emit(name, value)

    def _tell(self) -> None:
        turned = self._turned.get(self._preset.name, {})
        for name, knob in self.knobs.items():
            knob.mark(name in turned)
        self._reset.setVisible(bool(turned))
        recipe = say(message(f"choice.preset.{self._preset.name}"), self._language)
        self._title.setText(self.tr("Knobs of “{recipe}”").format(recipe=recipe))
