"""A model as the window knows it without loading it: its name in words, its classes, why it cannot be used here."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDate, QLocale

from desktop.figures import percent
from desktop.widgets.called import Called
from desktop.widgets.plain import one_line
from engine.job.words import EngineError, Language, knows, message, say
from engine.models.backbones import BACKBONES, IMAGENET_CLASSES, imagenet_classes_croatian
from engine.models.card import Card, read_card
from engine.models.kinds import imagenet_kinds
from engine.models.store import weights_state

_UNNAMED: Final = ("model", "last-good")  # files that a training named, not a person


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A saved file, by its path, or a backbone, by its name.

    `card`: the file's, but for the photos it was split from; None where it cannot be read.
    """

    model: str
    card: Card | None = None

    @classmethod
    def of(cls, model: str) -> ModelRef:
        """What the window calls `model`; its file is read again where it has changed."""
        if model in BACKBONES:
            return cls(model)
        try:
            found = Path(model).stat()
        except (OSError, ValueError):
            return cls(model)
        return cls(model, _card(model, (found.st_size, found.st_mtime_ns, found.st_ino)))

    @property
    def published(self) -> bool:
        """Whether it is a backbone as it was published, with ImageNet's classes."""
        return self.model in BACKBONES

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that it tells apart; none where its file cannot be read."""
        if self.published:
            return IMAGENET_CLASSES()
        return () if self.card is None else self.card.classes

    @property
    def croatian(self) -> tuple[str, ...]:
        """Its classes in Croatian, in the same order; none where they are not ImageNet's own."""
        return imagenet_classes_croatian() if self.classes == IMAGENET_CLASSES() else ()

    @property
    def kinds(self) -> tuple[tuple[str, ...], ...]:
        """Words for what each of its classes is, in both languages; none where they are not ImageNet's own."""
        return imagenet_kinds() if self.classes == IMAGENET_CLASSES() else ()

    def called(self, where: QLocale) -> Called:
        """What the window calls its classes in a language."""
        croatian = self.croatian if _language(where) == "hr" else ()
        return Called(dict(zip(self.classes, croatian, strict=True)) if croatian else {})

    @property
    def backbone(self) -> str:
        """The name of its backbone, "" where its file cannot be read."""
        if self.published:
            return self.model
        return "" if self.card is None else self.card.backbone

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages of its backbone, from the picture to the answer."""
        record = BACKBONES.get(self.backbone)
        return () if record is None else tuple(stage.name for stage in record.stages)

    @property
    def why_not(self) -> str:
        """ "absent" where a backbone's weights are not here, "unreadable" where a file is no model, else ""."""
        if self.published:
            return "absent" if weights_state(self.model) == "absent" else ""
        return "" if self.classes else "unreadable"

    def name(self, where: QLocale) -> str:
        """What tells it from every other: "flowers · fine-tuned ResNet-18 · 96.2% · 14:03"; of a backbone its title.

        What its file does not say is left out; the time, of another day with its date, is then the file's own.
        """
        if self.published:
            return BACKBONES[self.model].title
        told = (self._title(), self._method(_language(where)), self._accuracy(where), self._time(where))
        return " · ".join(part for part in told if part)

    def _title(self) -> str:
        """The name that a person gave the file, else that of the folder whose photos it has learnt."""
        path = Path(self.model)
        if path.stem not in _UNNAMED:
            return one_line(path.stem)
        folder = self.card.folder if self.card is not None else ""
        if path.parent.parent.name == "runs":
            folder = folder or path.parents[2].name.rpartition("-")[0]
        return one_line((folder or path.parent.name or path.stem)[:60])

    def _method(self, language: Language) -> str:
        """How its backbone was trained."""
        if self.card is None:
            return ""
        record = BACKBONES.get(self.card.backbone)
        backbone = self.card.backbone if record is None else record.title
        code = f"model_name.{self.card.settings.get('method')}"
        return say(message(code, backbone=backbone), language) if knows(code) else backbone

    def _accuracy(self, where: QLocale) -> str:
        judged = None if self.card is None else self.card.scores.get("validation")
        share = judged.get("accuracy") if isinstance(judged, dict) else None
        return percent(share, where) if isinstance(share, int | float) and 0 <= share <= 1 else ""

    def _time(self, where: QLocale) -> str:
        """When it was made, in the computer's own time: of today the time alone."""
        try:
            made = self._made()
        except (OSError, ValueError, OverflowError):
            return ""
        clock = f"{made:%H:%M}"
        if made.date() == datetime.now(made.tzinfo).date():
            return clock
        date = "d. M. yyyy." if _language(where) == "hr" else "d MMM yyyy"
        return f"{where.toString(QDate(made.year, made.month, made.day), date)} {clock}"

    def _made(self) -> datetime:
        if self.card is not None:
            return datetime.fromisoformat(self.card.created).astimezone()
        return datetime.fromtimestamp(Path(self.model).stat().st_mtime).astimezone()


@functools.lru_cache(maxsize=64)
def _card(model: str, _unchanged: tuple[int, ...]) -> Card | None:
    """The card of a saved model, its weights not read; None where there is none to read."""
    try:
        return replace(read_card(Path(model)), split={})
    except (EngineError, OSError, ValueError):
        return None


def _language(where: QLocale) -> Language:
    return "hr" if where.language() == QLocale.Language.Croatian else "en"


def other_networks(model: str) -> tuple[str, ...]:
    """Every ready backbone that answers with ImageNet's classes, but `model`."""
    asked = (name for name, row in BACKBONES.items() if name != model and not row.trunk_of)
    return tuple(name for name in asked if weights_state(name) != "absent")
