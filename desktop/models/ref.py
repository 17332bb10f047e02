"""What the window knows of models without loading one: their classes, their names, and which are ready."""

from __future__ import annotations

from pathlib import Path

from desktop.widgets.plain import one_line
from engine.job.words import EngineError
from engine.models.backbones import BACKBONES, IMAGENET_CLASSES, imagenet_classes_croatian
from engine.models.card import Card, read_card
from engine.models.store import weights_state


def classes_of(model: str) -> tuple[str, ...]:
    """The classes that a model tells apart; none where its file cannot be read."""
    if model in BACKBONES:
        return IMAGENET_CLASSES()
    card = glance(Path(model))
    return () if card is None else tuple(card.classes)


def croatian_of(model: str) -> tuple[str, ...]:
    """The classes of a model in Croatian, in the same order; none where they are not ImageNet's own."""
    return imagenet_classes_croatian() if classes_of(model) == IMAGENET_CLASSES() else ()


def backbone_of(model: str) -> str:
    """The name of the backbone of a model, "" where its file cannot be read."""
    if model in BACKBONES:
        return model
    card = glance(Path(model))
    return "" if card is None else card.backbone


def title_of(model: str) -> str:
    """What a model is called in the window."""
    return BACKBONES[model].title if model in BACKBONES else one_line(Path(model).stem)


def other_networks(model: str) -> tuple[str, ...]:
    """Every ready backbone but `model`."""
    return tuple(name for name in BACKBONES if name != model and weights_state(name) != "absent")


def why_not(model: str) -> str:
    """ "absent" where a backbone's weights are not here, "unreadable" where a file is no model, else ""."""
    if model in BACKBONES:
        return "absent" if weights_state(model) == "absent" else ""
    return "" if classes_of(model) else "unreadable"


def glance(path: Path) -> Card | None:
    """The card of a saved model, its weights not read; None where there is none to read."""
    try:
        return read_card(path)
    except (EngineError, OSError, ValueError):
        return None
