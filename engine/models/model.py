"""Models: built from a backbone's weights, saved as one safetensors file, loaded from either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from torch import Tensor, nn

from engine.files import shown
from engine.job.declare import unknown
from engine.job.words import EngineError
from engine.models import store
from engine.models.backbones import BACKBONES, Backbone, backbone, imagenet_classes
from engine.models.blank import blank
from engine.models.card import CARD, Card, card_of, carries_card, read_card, versions
from engine.models.file import open_weights
from engine.models.head import HeadSpec, build_head
from engine.models.network import Network, take_classifier
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors

__all__ = [
    "Card", "HeadSpec", "Network", "Preprocessing", "build", "build_head", "load", "load_backbone",
    "load_file", "read_card", "save", "versions",
]  # fmt: skip


def build(
    name: str, *, weights: str = "default", classes: Sequence[str] | None = None, head: nn.Module | None = None
) -> Network:
    """A network on the backbone of that name, in evaluation mode.

    `weights`: "default", "v1", "v2", or "none" for random ones. `classes` None: ImageNet's 1,000 with their own head;
    else `head`, or a fresh linear one. Raises EngineError `unknown_backbone`, `no_weights_version`, `weights_absent`
    and what reading a weights file raises.
    """
    record = backbone(name)
    version = weights if weights == "none" else record.published(weights).version
    whole = record.build() if version == "none" else _trained(record, version)
    last = take_classifier(whole, record, published=classes is None)
    if classes is None:
        network = Network(record, whole, last, imagenet_classes(), Preprocessing.of(record, version))
    else:
        head = head or build_head(HeadSpec(record.embedding_size, len(classes)))
        network = Network(record, whole, head, classes, Preprocessing.of(record, version))
    network.weights = version
    network.digest = "" if version == "none" else store.weights_digest(name, version)
    return network.eval()


def load(model: str | Path, greys: tuple[float, float] | None = None) -> Network:
    """The model that a command line names: a saved file, or a backbone's name with ImageNet's classes.

    `greys`: the range of the deep greys that a published network is to be shown; a saved model has its own.
    Raises EngineError `unknown_model`, and what `build` and `load_file` raise.
    """
    if str(model) in BACKBONES:
        network = build(str(model))
        network.preprocessing = replace(network.preprocessing, greys=greys)
        return network
    path = Path(model)
    if not path.is_file():
        raise unknown("unknown_model", str(model), tuple(BACKBONES))
    return load_file(path)


def load_file(path: Path) -> Network:
    """A saved model, its digest verified, in evaluation mode.

    Raises EngineError `file_has_code`, `model_damaged`, `not_a_model`, `newer_model`, `unknown_backbone`, and
    `weights_mismatch` or `head_mismatch` with the differences.
    """
    with open_weights(path) as file:
        card = card_of(file)
        record = backbone(card.backbone)
        with blank():
            whole = record.build()
            last = take_classifier(whole, record, published=card.head is None)
            head = build_head(card.head) if card.head else last
        outputs = card.head.classes if card.head else len(imagenet_classes())
        if outputs != len(card.classes):
            raise EngineError("head_mismatch", path=str(path), details=f"{outputs} ≠ {len(card.classes)}")
        network = nn.ModuleDict({"backbone": whole, "head": head})
        network.load_state_dict(file.load(shapes(network)), assign=True)
    made = Network(record, whole, head, card.classes, card.preprocessing)
    made.weights, made.digest, made.card = card.weights, card.digest, card
    return made.eval()


def load_backbone(path: Path, name: str, classes: Sequence[str]) -> Network:
    """The backbone alone of a saved model or a checkpoint, whatever its classes, with a fresh linear head.

    Pictures are prepared as that model wants them. Raises EngineError `model_missing` or `other_backbone`, and what
    `read_card` and `WeightsFile.load` raise.
    """
    record = backbone(name)
    if not path.is_file():
        raise EngineError("model_missing", path=shown(path))
    with open_weights(path) as file:
        card = card_of(file) if carries_card(file) else None
        if card is not None and card.backbone != name:
            raise EngineError("other_backbone", path=shown(path), found=card.backbone, backbone=name)
        with blank():
            whole = record.build()
            take_classifier(whole, record, published=False)
        prefix = "backbone." if any(key.startswith("backbone.") for key in file.shapes) else ""
        head = {key: shape for key, shape in file.shapes.items() if key.startswith(("head.", record.classifier + "."))}
        state = file.load(head | {prefix + key: shape for key, shape in shapes(whole).items()})
    whole.load_state_dict({key: state[prefix + key] for key in shapes(whole)}, assign=True)
    fresh = build_head(HeadSpec(record.embedding_size, len(classes)))
    made = Network(record, whole, fresh, classes, card.preprocessing if card else Preprocessing.of(record))
    made.weights, made.card = card.weights if card else record.published().version, card
    return made.eval()


def save(path: Path, network: Network, card: Card) -> str:
    """Writes backbone, head and card as one safetensors file, whole or not at all; gives its digest (SHA-256).

    Raises EngineError `disk_full` or `not_written`.
    """
    return write_tensors(path, network.state_dict(), {"format": "pt", CARD: card.encode()})


def shapes(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """The names and shapes of everything a file for `module` must hold."""
    return {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}


def _trained(record: Backbone, version: str) -> nn.Module:
    """The whole published network with its weights; nothing is initialised only to be written over."""
    with blank():
        whole = record.build()
    state: Mapping[str, Tensor] = store.load_weights(record.name, version, shapes(whole))
    whole.load_state_dict(state, assign=True)
    return whole
