"""Who grows a picture, and how finely: the two qualities, a check beside each ready network, the time beforehand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from desktop.models.ref import ModelRef, other_networks
from desktop.theme import WITHIN, set_role
from desktop.widgets.segmented import Option, Segmented
from engine.job.declare import declared
from engine.job.words import Language, message, say
from engine.jobs.ideal import Ideal
from engine.models.backbones import BACKBONES
from engine.paint.quality import QUALITIES, companions, seconds, sides, work

_TENS: Final = 20  # seconds from which on an estimate is told in tens


class Company(QWidget):
    """`changed`: another quality, or other networks. A network can join where it knows the model's classes."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = ""
        self._by_class = True
        self._work = 0.0
        self.quality = Segmented(tuple(QUALITIES))
        self.time = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._heading = QLabel()
        self._title, self._note = QLabel(), QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self.checks = {name: QCheckBox(row.title) for name, row in BACKBONES.items() if not row.trunk_of}
        for label in (self.time, self._note):
            set_role(label, "caption")
        set_role(self._title, "muted")
        set_role(self._heading, "heading")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._heading, self.quality, self.time, self._title, *self.checks.values(), self._note):
            layout.addWidget(widget)
        for check in self.checks.values():
            check.clicked.connect(lambda _=False: self.changed.emit())
        self.quality.changed.connect(self._quality_changed)
        self.set_model("")

    def set_model(self, model: str) -> None:
        """Offers the networks that know the classes of `model`: the ready ones, where it is a published one itself."""
        known = ModelRef.of(model).published
        offered = other_networks(model) if known else ()
        for name, check in self.checks.items():
            check.setVisible(name in offered)
        if model != self._model:
            self._model = model
            self._take(companions(model, self.quality.value()))
        self.adapt(by_class=self._by_class)

    def adapt(self, *, by_class: bool) -> None:
        """Whether a class grows, which several networks can see, or a channel, which one has."""
        self._by_class = by_class
        for name in self._offered:
            self.checks[name].setEnabled(by_class)
        self._title.setVisible(bool(self._offered))
        self._note.setText(self._why_alone())
        self._note.setVisible(bool(self._note.text()))

    @property
    def others(self) -> tuple[str, ...]:
        """The networks that climb besides the model."""
        if not self._by_class:
            return ()
        return tuple(name for name in self._offered if self.checks[name].isChecked())

    def values(self) -> dict[str, Any]:
        """As `Ideal` takes them."""
        quality = {"quality": self.quality.value()}
        return {**quality, "with_": ",".join(self.others)} if self._by_class else quality

    def plain_values(self) -> dict[str, Any]:
        """As the settings file holds them."""
        return {
            "quality": self.quality.value(),
            "with_": [name for name in self._offered if self.checks[name].isChecked()],
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Takes up what was kept, as far as it is still right."""
        quality, others = values.get("quality"), values.get("with_")
        if quality in QUALITIES:
            self.quality.set_value(str(quality))
        if isinstance(others, list):
            self._take([name for name in others if isinstance(name, str)])

    def tell_time(self, steps: int, size: int | None, pictures: int, *, grows: bool) -> None:
        """Says how long so many steps take, on a canvas of `size` pixels (None: as the quality has it)."""
        names = [ModelRef.of(self._model).backbone, *self.others]
        record = BACKBONES.get(names[0])
        first = record.input_size if record is not None else 0
        side = size or QUALITIES[self.quality.value()].size or first
        self._work = pictures * work(names, sides(side, first) if grows and first else (side,), steps)
        self._say_time()

    @property
    def _offered(self) -> list[str]:
        return [name for name, check in self.checks.items() if not check.isHidden()]

    def _take(self, names: Sequence[str]) -> None:
        for name, check in self.checks.items():
            check.setChecked(name in names)

    def _quality_changed(self, quality: str) -> None:
        self._take(companions(self._model, quality))
        self.changed.emit()

    def _why_alone(self) -> str:
        if not self._model or (self._offered and self._by_class):
            return ""
        if not self._by_class:
            return self.tr("A channel belongs to one network: it grows alone.")
        if not ModelRef.of(self._model).published:
            return self.tr("No other network knows the classes of a model of your own: it grows alone.")
        return ""

    def _say_time(self) -> None:
        about = seconds(self._work)
        whole = round(about) if about < _TENS else 10 * round(about / 10)
        self.time.setText(self.tr("Takes about {seconds} s.").format(seconds=self.locale().toString(max(1, whole))))

    def retranslate(self, language: Language) -> None:
        options = [
            Option(
                name,
                say(message(f"choice.quality.{name}"), language),
                say(message(f"choice_help.quality.{name}"), language),
            )
            for name in QUALITIES
        ]
        label = say(declared(Ideal, "quality").label, language)
        self._heading.setText(label)
        self.quality.set_options(options, label)
        together = declared(Ideal, "with_")
        self._title.setText(say(together.label, language))
        for check in self.checks.values():
            check.setToolTip(say(together.help, language))
        tip = self.tr("As fast as the last ideal image grew on this machine; a busy machine takes longer")
        self.time.setToolTip(tip)
        self.adapt(by_class=self._by_class)
        self._say_time()
