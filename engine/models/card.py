"""A saved model's card: what it is, what it knows and how it came to be. Torch-free, read without the weights."""

from __future__ import annotations

import base64
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from engine.job.words import EngineError
from engine.models.familiar import Familiar
from engine.models.file import WeightsFile, open_weights
from engine.models.head import HeadSpec
from engine.models.preprocessing import Preprocessing

FORMAT: Final = 1
CARD: Final = "prijenos"


def versions() -> dict[str, str]:
    """The versions of what a result depends on."""
    names = ("torch", "torchvision", "numpy", "pillow", "safetensors")
    return {"python": platform.python_version(), **{name: _version(name) for name in names}}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about a saved model but its tensors.

    `weights`: the version the backbone started from ("v1", "v2", "none"). `head`: None for ImageNet's own. `settings`:
    the training's parameters. `scores`: figures such as {"validation": {"accuracy": 0.9}}. `split`: for each part the
    SHA-256 of its photos, so that the locked test part is found again. `folder`: the name of the folder of photos, ""
    where an earlier version wrote the card. `digest`: the file's, filled in by `card_of`.
    """

    backbone: str
    weights: str
    classes: tuple[str, ...]
    preprocessing: Preprocessing
    head: HeadSpec | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=versions)
    created: str = field(default_factory=_now)
    folder: str = ""
    familiar: Familiar | None = None
    digest: str = ""

    def encode(self) -> str:
        """The card as the text that stands in the file's metadata."""
        return json.dumps(
            {
                "format": FORMAT,
                "backbone": self.backbone,
                "weights": self.weights,
                "classes": self.classes,
                "preprocessing": self.preprocessing.plain(),
                "head": self.head.plain() if self.head else None,
                "settings": self.settings,
                "scores": self.scores,
                "split": {part: _pack(digests) for part, digests in self.split.items()},
                "versions": self.versions,
                "created": self.created,
                "folder": self.folder,
                **({"familiar": self.familiar.plain()} if self.familiar is not None else {}),
            },
            ensure_ascii=False,
            allow_nan=False,
        )

    @classmethod
    def decode(cls, text: str, digest: str) -> Card:
        """The inverse of `encode`. Raises EngineError `newer_model`; KeyError, TypeError or ValueError for nonsense."""
        value = json.loads(text)
        if value["format"] > FORMAT:
            raise EngineError("newer_model", format=value["format"])
        head = value["head"]
        return cls(
            backbone=str(value["backbone"]),
            weights=str(value["weights"]),
            classes=tuple(str(name) for name in value["classes"]),
            preprocessing=Preprocessing.parse(value["preprocessing"]),
            head=HeadSpec.parse(head) if head is not None else None,
            settings=dict(value["settings"]),
            scores=dict(value["scores"]),
            split={part: _unpack(packed) for part, packed in value["split"].items()},
            versions=dict(value["versions"]),
            created=str(value["created"]),
            folder=str(value.get("folder", "")),
            familiar=Familiar.parse(value.get("familiar")),
            digest=digest,
        )


def temperature_in(card: Card | None) -> float | None:
    """By what a model's logits are to be divided so that its probabilities are true; None where it is not known."""
    found = _certainty(card, "temperature")
    return found if found is not None and 0 < found < 1e3 else None


def threshold_in(card: Card | None) -> float | None:
    """Below which probability, made true, a model does not know; None where nobody has found out."""
    found = _certainty(card, "threshold")
    return found if found is not None and 0 <= found <= 1 else None


def _certainty(card: Card | None, name: str) -> float | None:
    scores = card.scores.get("validation") if card is not None else None
    found = scores.get(name) if isinstance(scores, Mapping) else None
    return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else None


def read_card(path: Path) -> Card:
    """The card of a saved model that is opened for nothing else; the weights are not read. Raises as `card_of` does."""
    with open_weights(path) as file:
        return card_of(file)


def card_of(file: WeightsFile) -> Card:
    """The card of a saved model. Raises EngineError `not_a_model` or `newer_model`, and what `look_through` raises."""
    if not carries_card(file):
        file.look_through()  # says so where it holds code or is no file of tensors at all
        raise EngineError("not_a_model", path=str(file.path))
    if not file.digest:  # our own files carry one; a file without has lost more than that
        raise EngineError("model_damaged", path=str(file.path))
    try:
        return Card.decode(file.metadata[CARD], file.digest)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EngineError("model_damaged", path=str(file.path)) from error


def carries_card(file: WeightsFile) -> bool:
    """Whether a file says that it is a saved model; checkpoints do not."""
    return CARD in file.metadata


def _pack(digests: tuple[str, ...]) -> str:
    """SHA-256 digests, 64 hex digits each, as one short text."""
    return base64.b64encode(bytes.fromhex("".join(digests))).decode()


def _unpack(packed: str) -> tuple[str, ...]:
    digits = base64.b64decode(packed, validate=True).hex()
    return tuple(digits[start : start + 64] for start in range(0, len(digits), 64))
