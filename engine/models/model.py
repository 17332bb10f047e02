"""Models: built from a backbone's weights, saved as one safetensors file, loaded from either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from engine.files import shown
from engine.job.declare import unknown
from engine.job.words import EngineError
from engine.models import foreign, store
from engine.models.backbones import BACKBONES, Backbone, backbone, imagenet_classes
from engine.models.blank import blank
from engine.models.card import CARD, Card, card_of, carries_card, read_card, versions
from engine.models.file import WeightsFile, open_weights
from engine.models.foreign import Foreign
from engine.models.head import HeadSpec, build_head
from engine.models.network import Network, take_classifier
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors

__all__ = [
    "Card", "HeadSpec", "Network", "Preprocessing", "adopt", "build", "build_head", "load", "load_backbone",
    "load_file", "read_card", "save", "versions",
]  # fmt: skip


def build(
    name: str, *, weights: str = "default", classes: Sequence[str] | None = None, head: nn.Module | None = None
) -> Network:
    """A network on the backbone of that name, in evaluation mode.

    `weights`: "default", "v1", "v2", or "none" for random ones. `classes` None: ImageNet's 1,000 with their own head;
    else `head`, or a fresh linear one. Raises EngineError `unknown_backbone`, `no_weights_version`, `weights_absent`,
    `trunk_without_classes` and what reading a weights file raises.
    """
    record = backbone(name)
    version = weights if weights == "none" else record.published(weights).version
    if classes is None and record.trunk_of and version != "none":
        raise EngineError("trunk_without_classes", backbone=record.name, whole=record.trunk_of)
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
    return load_file(path, greys)


def load_file(path: Path, greys: tuple[float, float] | None = None) -> Network:
    """A saved model, its digest verified, in evaluation mode; or what another program saved of a backbone of ours.

    The latter answers with its own last layer and the classes named beside it, else with their numbers; `greys` as for
    a published network. Raises EngineError `file_has_code` and its like, `model_damaged`, `not_a_model`,
    `newer_model`, `unknown_backbone`, `foreign_head`, and `weights_mismatch` or `head_mismatch` with the differences.
    """
    with open_weights(path) as file:
        found = None if carries_card(file) else foreign.recognise(file)
        if found is not None:
            return _foreign_model(file, found, greys)
        card = card_of(file)
        record = backbone(card.backbone)
        if card.head is None and record.trunk_of:
            raise EngineError("trunk_without_classes", backbone=record.name, whole=record.trunk_of)
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
        if card is None:
            found = foreign.of_backbone(file, name)
            state, told = foreign.tensors(file, found), found.told(shown(path))
        else:
            heads = {key: shape for key, shape in file.shapes.items() if key.startswith("head.")}
            read = file.load(heads | {"backbone." + key: shape for key, shape in shapes(whole).items()})
            state, told = {key: read["backbone." + key] for key in shapes(whole)}, None
    whole.load_state_dict(state, assign=True)
    fresh = build_head(HeadSpec(record.embedding_size, len(classes)))
    made = Network(record, whole, fresh, classes, card.preprocessing if card else Preprocessing.of(record))
    made.weights, made.card = card.weights if card else record.published().version, card
    made.told = told
    return made.eval()


def save(path: Path, network: Network, card: Card) -> str:
    """Writes backbone, head and card as one safetensors file, whole or not at all; gives its digest (SHA-256).

    Raises EngineError `disk_full` or `not_written`.
    """
    return write_tensors(path, network.state_dict(), {"format": "pt", CARD: card.encode()})


def shapes(module: nn.Module) -> dict[str, tuple[int, ...]]:
    """The names and shapes of everything a file for `module` must hold."""
    return {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}


def adopt(path: Path, target: Path) -> Network:
    """What another program saved of a backbone of ours, saved as a model of our own at `target`, and that network.

    Raises what `load_file` raises, `disk_full` or `not_written`.
    """
    network = load_file(path)
    spec = HeadSpec(network.record.embedding_size, len(network.classes))
    save(target, network, Card(network.name, network.weights, network.classes, network.preprocessing, spec))
    return network


def _foreign_model(file: WeightsFile, found: Foreign, greys: tuple[float, float] | None) -> Network:
    """A network that another program trained. Raises EngineError `foreign_head` where its head is not one layer."""
    record = backbone(found.backbone)
    if found.head is None:
        why = found.why_not(file)
        raise EngineError(
            "foreign_head", path=shown(file.path), backbone=record.title, name=record.name, what=found.what, why=why
        )
    with blank():
        whole = record.build()
        take_classifier(whole, record, published=False)
    weight, bias = found.head
    given = file.read(name for name in found.head if name)
    spec = HeadSpec(record.embedding_size, len(given[weight]))
    head = build_head(spec)
    figures = {"weight": given[weight].flatten(1), "bias": given.get(bias, torch.zeros(spec.classes))}
    head.load_state_dict({f"0.{name}": tensor for name, tensor in figures.items()})
    whole.load_state_dict(foreign.tensors(file, found), assign=True)
    classes = found.classes or tuple(str(number) for number in range(spec.classes))
    made = Network(record, whole, head, classes, replace(Preprocessing.of(record), greys=greys))
    made.weights, made.digest, made.told = record.published().version, file.sha256(), found.told(shown(file.path))
    return made.eval()


def _trained(record: Backbone, version: str) -> nn.Module:
    """The published network with its weights; nothing is initialised only to be written over.

    What takes the place of the classifier of a `trunk_of` another, which nobody has published, stays without values.
    """
    with blank():
        whole = record.build()
    last = record.classifier + "."
    expected = {key: shape for key, shape in shapes(whole).items() if not (record.trunk_of and key.startswith(last))}
    state: Mapping[str, Tensor] = store.load_weights(record.name, version, expected)
    missing, _ = whole.load_state_dict(state, strict=not record.trunk_of, assign=True)
    if any(not key.startswith(last) for key in missing):
        raise KeyError(missing)
    return whole
