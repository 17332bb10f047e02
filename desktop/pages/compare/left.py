"""What is compared: backbones, what transfer is worth, or a training trick; each with its few settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop.form.form import Form
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.segmented import Option, Segmented
from engine.files import is_folder
from engine.job.declare import Job
from engine.job.words import Language
from engine.jobs.compare import Compare
from engine.jobs.find_rate import FindRate
from engine.jobs.learning_curve import LearningCurve
from engine.jobs.trial import Trial
from engine.lessons.runs import DRAWINGS

KINDS: Final[Mapping[str, tuple[type[Job], tuple[str, ...]]]] = {
    "backbones": (Compare, ("seed",)),
    "transfer": (LearningCurve, ("methods", "photos", "seeds", "epochs", "backbone", "beside")),
    "tricks": (Trial, ("claim", "seeds", "backbone")),
    "rate": (FindRate, ("optimiser", "steps", "seed", "backbone")),
}
"""A job each, and which of its parameters are asked for."""


class CompareSettings(QWidget):
    """`changed`: something is set otherwise; `kind_changed`: something else is compared."""

    changed = Signal()
    kind_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = Segmented(tuple(KINDS))
        self._title = QLabel()
        set_role(self._title, "heading")
        self.forms = {kind: Form(job, names) for kind, (job, names) in KINDS.items()}
        self._stack = QStackedWidget()
        for form in self.forms.values():
            self._stack.addWidget(form)
            form.changed.connect(self.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._title)
        layout.addWidget(self.kind)
        layout.addSpacing(BETWEEN - WITHIN)
        self.new = QPushButton()
        set_icon(self.new, "picture")
        self.new.clicked.connect(self._take_drawings)
        self.forms["transfer"].changed.connect(self._show_new)
        layout.addWidget(self.new, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._stack, 1)
        self._layout = layout
        self.kind.changed.connect(self._show_kind)
        self._show_new()

    def add(self, widget: QWidget) -> None:
        """Puts something more at the end."""
        self._layout.addWidget(widget)

    @property
    def _with_drawings(self) -> bool:
        return self.forms["transfer"].plain_values().get("beside") == str(DRAWINGS)

    def _take_drawings(self) -> None:
        """The drawings on board are the second folder, or no longer."""
        self.forms["transfer"].set_values({"beside": None if self._with_drawings else str(DRAWINGS)})
        self._show_new()
        self.changed.emit()

    def _show_new(self) -> None:
        self.new.setVisible(self.kind.value() == "transfer" and is_folder(DRAWINGS))
        self.new.setText(
            self.tr("Without the drawings") if self._with_drawings else self.tr("Something completely new: drawings")
        )

    def _show_kind(self, kind: str) -> None:
        self._show_new()
        self._stack.setCurrentWidget(self.forms[kind])
        self.kind_changed.emit(kind)
        self.changed.emit()

    def values(self) -> dict[str, Any]:
        """The settings of what is compared now. Raises EngineError for a field that cannot be read."""
        return self.forms[self.kind.value()].values()

    def plain_values(self) -> dict[str, Any]:
        """All settings as a settings file holds them."""
        return {"kind": self.kind.value(), **{kind: form.plain_values() for kind, form in self.forms.items()}}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Sets what was kept; what is no setting is passed over."""
        for kind, form in self.forms.items():
            if isinstance(kept := values.get(kind), Mapping):
                form.set_values(kept)
        if isinstance(chosen := values.get("kind"), str):
            self.kind.set_value(chosen)
        self._show_new()

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._title.setText(self.tr("What is compared?"))
        self.kind.set_options(
            [
                Option("backbones", self.tr("Backbones"), self.tr(
                    "Which of the networks that are here tells your photos apart best, and what it costs")),
                Option("transfer", self.tr("Transfer"), self.tr(
                    "How much what the network knows already helps, with few photos and with many")),
                Option("tricks", self.tr("Tricks"), self.tr(
                    "Whether a trick of training really helps on your photos: with it, without it, several times")),
                Option("rate", self.tr("Rate"), self.tr(
                    "Which learning rate teaches fastest: it grows from step to step until it destroys")),
            ],
            self.tr("What is compared?"),
        )  # fmt: skip
        self.new.setToolTip(
            self.tr("170 drawings of birds, flowers, fruit and vegetables, measured beside your photos")
        )
        self._show_new()
        for form in self.forms.values():
            form.retranslate(language)
