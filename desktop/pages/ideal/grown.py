"""What grows on the Ideal image page, in words: its model and target, and why nothing can grow now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.models.ref import ModelRef
from desktop.widgets.plain import one_line
from engine.job.words import EngineError, Language

if TYPE_CHECKING:
    from desktop.pages.ideal.left import IdealSettings


class Grown(NamedTuple):
    """The model that grows a picture, and of what: a class's name, or LAYER:N where it is not `by_class`."""

    model: str
    target: str
    by_class: bool

    def heading(self, where: QLocale) -> str:
        """The target and the model as the window calls them; "" for nothing."""
        if not self.model:
            return ""
        known = ModelRef.of(self.model)
        shown = known.called(where)(self.target) if self.by_class else self.target
        return f"{one_line(shown)} · {known.name(where)}"

    def file_name(self) -> str:
        """The target as a file may be called anywhere."""
        return "".join(letter if letter.isalnum() or letter in " .-_" else "-" for letter in self.target)[:60]


def why_not(model: str, settings: IdealSettings, language: Language) -> str:
    """Why nothing can grow with `model` and `settings` now; "" when it can."""
    reason = ModelRef.of(model).why_not
    if reason == "absent":
        return _tr("This backbone's weights are not here: choose another model, or fetch them on Train.")
    if reason:
        return _tr("This model's file cannot be read: choose another.")
    if settings.by_class and settings.search.index() is None:
        return _tr("Choose a class that the model knows.")
    try:
        values = settings.values(settings.presets[0])
    except EngineError as error:
        return error.say(language)
    if values["start"] == "photo" and values["photo"] is None:
        return _tr("Choose the photo to begin with.")
    return ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Grown", text)
