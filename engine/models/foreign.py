"""Weights that another program saved: which backbone they are, what kind of file it is, and the classes it names."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import torch

from engine.files import shown
from engine.job.words import EngineError, Message, message
from engine.models.backbones import BACKBONES, backbone, imagenet_classes
from engine.models.blank import blank
from engine.models.file import WeightsFile, told_differences
from engine.models.naming import Match, Needs, find, prefixes
from engine.models.network import OwnClasses, take_classifier

if TYPE_CHECKING:
    from torch import Tensor

_NAMED: Final = 8  # classes that are told by name


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file of another program with the weights of a backbone of ours.

    `head`: the file's names of the weight (N, D) and the bias (N) of its one last layer, "" for a bias that is not
    there; None where the head is not one layer. `classes`: those named beside, none where there are none. `what`: what
    kind of file it is, in words. `outputs`: how many classes its one layer tells apart. `left`: the layers of a head
    that is more than one, by the file's names; nothing is done with them.
    """

    backbone: str
    match: Match
    head: tuple[str, str] | None
    classes: tuple[str, ...]
    what: Message
    outputs: int = 0
    left: tuple[str, ...] = ()

    def told(self, path: str) -> Message:
        """What the file is, in a sentence, and what of it is left."""
        told = self._told(path)
        if not self.left:
            return told
        named = ", ".join(self.left[:_NAMED]) + (" …" if len(self.left) > _NAMED else "")
        return message("notice.foreign_left", told=told, count=len(self.left), layers=named)

    def why_not(self, file: WeightsFile) -> Message:
        """Why it cannot be asked as it is, where its `head` is None."""
        if not self.left:
            return message("foreign_head.none")
        if len(self.left) > 1:
            return message("foreign_head.several", count=len(self.left), layers=", ".join(self.left[:_NAMED]))
        shape = file.shapes.get(next((key for key in file.shapes if key.endswith(f"{self.left[0]}.weight")), ""), ())
        size = backbone(self.backbone).embedding_size
        if shape[1:2] == (size,):
            return message("foreign_head.on_map", layer=self.left[0])
        return message("foreign_head.other", layer=self.left[0], shape=str(list(shape)), size=size)

    def _told(self, path: str) -> Message:
        title = BACKBONES[self.backbone].title
        how = "how.order" if self.match.how == "order" else "how.named"
        if not self.classes and self.outputs:
            return message(
                "notice.foreign_unnamed", path=path, what=self.what, backbone=title, how=message(how),
                count=self.outputs,
            )  # fmt: skip
        if not self.classes:
            return message("notice.foreign", path=path, what=self.what, backbone=title, how=message(how))
        names = ", ".join(self.classes[:_NAMED]) + (" …" if len(self.classes) > _NAMED else "")
        return message(
            "notice.foreign_classes", path=path, what=self.what, backbone=title, how=message(how),
            count=len(self.classes), classes=names,
        )  # fmt: skip


@functools.cache
def wanted(name: str) -> Needs:
    """What a backbone's file must hold."""
    record = backbone(name)
    with blank():
        whole = record.build()
        parts = tuple(part for part, _ in whole.named_children())
        linear = not isinstance(take_classifier(whole, record, published=False), OwnClasses)
    shapes = {key: tuple(one.shape) for key, one in whole.state_dict().items()}
    return Needs(shapes, parts, record.classifier, linear)


def of_backbone(file: WeightsFile, name: str) -> Foreign:
    """How the weights of that backbone lie in a file of another program.

    Raises EngineError `other_backbone` where they are another's, or `weights_mismatch` with the differences.
    """
    needed = wanted(name)
    match = find(needed, file.shapes, ordered=not file.is_safetensors)
    if match is not None:
        return _foreign(file, name, match)
    other = recognise(file)
    if other is not None and BACKBONES[other.backbone].trunk_of == name:
        whole = BACKBONES[name].title
        raise EngineError("foreign_classifier", path=shown(file.path), backbone=whole, found=other.backbone)
    if other is not None:
        raise EngineError("other_backbone", path=shown(file.path), found=other.backbone, backbone=name)
    prefix = next(iter(prefixes(needed.shapes, file.shapes)), "")
    inside = {key.removeprefix(prefix): shape for key, shape in file.shapes.items() if key.startswith(prefix)}
    parts = {own.partition(".")[0] for own in needed.shapes}
    inside = {key: shape for key, shape in inside.items() if key.partition(".")[0] in parts}  # without its head
    raise EngineError("weights_mismatch", path=shown(file.path), details=told_differences(needed.shapes, inside))


def recognise(file: WeightsFile) -> Foreign | None:
    """Which backbone's weights a file of another program holds; None where it is none of ours."""
    whole = [name for name, row in BACKBONES.items() if not row.trunk_of]
    trunks = [name for name, row in BACKBONES.items() if row.trunk_of]
    for names, by_order in ((whole, False), (whole, True), (trunks, False), (trunks, True)):
        for name in names:
            match = find(wanted(name), file.shapes, ordered=not file.is_safetensors, by_order=by_order)
            if match is not None and (not by_order or match.how == "order"):
                return _foreign(file, name, match)
    return None


def tensors(file: WeightsFile, found: Foreign) -> dict[str, Tensor]:
    """The backbone's tensors by its own names, figures as float32."""
    expected = wanted(found.backbone).shapes
    read = file.read(found.match.names.values())
    state = {own: read[other].reshape(expected[own]) for own, other in found.match.names.items()}
    missing = {own: torch.zeros((), dtype=torch.int64) for own in expected if own not in state}
    return {own: (state | missing)[own] for own in expected}


def _foreign(file: WeightsFile, name: str, match: Match) -> Foreign:
    beside = _beside(file, match)
    head = _head(file, name, beside)
    left = dict.fromkeys(key.rpartition(".")[0].removeprefix(_root(file, match)) for key in beside) if not head else ()
    count = file.shapes[head[0]][0] if head else 0
    classes = _classes(file.told, count)
    if not classes and count == len(imagenet_classes()):
        classes = imagenet_classes()
    return Foreign(name, match, head, classes, _what(file, match), count, tuple(key for key in left if key))


_BESIDE: Final = re.compile(
    r"(?i)(^|[._])(criterion|loss|loss_fn|metrics?|normali[sz]e|mean|std|n_averaged|train_\w+|val_\w+|test_\w+|ema\w*|teacher\w*|"
    r"\w+_(ema|k|momentum)|queue\w*)([._]|$)"
)


def _beside(file: WeightsFile, match: Match) -> dict[str, tuple[int, ...]]:
    """The tensors saved together with the backbone's that seem to be a head of it, with their shapes."""
    taken, root = set(match.names.values()), _root(file, match)
    return {
        key: shape for key, shape in file.shapes.items()
        if key not in taken and key.startswith(root) and shape and not _BESIDE.search(key.removeprefix(root))
    }  # fmt: skip


def _head(file: WeightsFile, name: str, beside: Mapping[str, tuple[int, ...]]) -> tuple[str, str] | None:
    """The one layer that stands beside the backbone's, where it is one and takes its embedding."""
    plain = ((),) if not wanted(name).linear else ((), (1, 1))  # over a map that is cut off at zero none is a head
    weights = [key for key, shape in beside.items() if len(shape) >= 2 and shape[2:] in plain]
    if len(weights) != 1 or file.shapes[weights[0]][1] != backbone(name).embedding_size:
        return None
    bias = weights[0].removesuffix("weight") + "bias"
    others = [key for key in beside if key not in (weights[0], bias)]
    if others or not weights[0].endswith("weight"):
        return None
    return weights[0], bias if bias in beside else ""


def _root(file: WeightsFile, match: Match) -> str:
    """What stands before all names that were saved together with the backbone's."""
    nests = [nest for nest in file.nests if match.prefix.startswith(nest)]
    return max(nests, key=len, default="")


_CLASS_KEYS: Final = (
    "classes", "class_names", "classnames", "class_labels", "labels", "label_names", "categories", "class_to_idx",
    "class2idx", "label2id", "idx_to_class", "idx2class", "id2label", "index_to_class", "names", "vocab", "label_map",
)  # fmt: skip


def _classes(told: Mapping[str, Any], count: int) -> tuple[str, ...]:
    """The names of so many classes that stand beside the weights; none where there is no such list."""
    lists: dict[str, dict[str, Any]] = {}
    for name, value in told.items():
        parts = name.split(".")
        for place, part in enumerate(parts[:-1]):
            if part in _CLASS_KEYS:
                lists.setdefault(".".join(parts[: place + 1]), {})[".".join(parts[place + 1 :])] = value
                break
    for key in sorted(lists, key=lambda key: (_CLASS_KEYS.index(key.rpartition(".")[2]), len(key))):
        names = _listed(lists[key])
        if names and len(names) == count:
            return names
    return ()


def _listed(found: Mapping[str, Any]) -> tuple[str, ...]:
    """Names in the order of the outputs: from a list, or a table from names to numbers or from numbers to names."""
    if all(type(value) is int for value in found.values()) and not all(key.isdigit() for key in found):
        pairs = [(int(value), key) for key, value in found.items()]
    elif all(key.isdigit() for key in found) and all(isinstance(value, str | int) for value in found.values()):
        pairs = [(int(key), str(value)) for key, value in found.items() if len(key) < 9]
    else:
        return ()
    pairs.sort()
    names = tuple(name[:200] for _, name in pairs)
    right = [number for number, _ in pairs] == list(range(len(pairs))) and len(set(names)) == len(names)
    return names if right and all(name.strip() for name in names) else ()


def _what(file: WeightsFile, match: Match) -> Message:
    """What kind of file it is, as far as it says so itself."""
    told, names = file.told, file.shapes
    top = {name.partition(".")[0] for name in (*told, *names)}
    kind = _kind(file, match, top)
    what = message(f"weights_file.{kind}")
    epoch = next((told[key] for key in ("epoch", "epochs", "meta.epoch") if type(told.get(key)) is int), None)
    return what if epoch is None else message("weights_file.at_epoch", what=what, epoch=epoch)


def _kind(file: WeightsFile, match: Match, top: set[str]) -> str:
    names = match.names.values()
    if "pytorch-lightning_version" in top or ("state_dict" in top and top & {"optimizer_states", "global_step"}):
        return "lightning"
    if match.how == "hugging_face":
        return "hugging_face"
    if any(name.endswith("n_averaged") and match.prefix.startswith(name[: -len("n_averaged")]) for name in file.shapes):
        return "averaged"
    if "arch" in top and "version" in top:
        return "timm"
    if "arch" in top and "state_dict" in top:
        return "imagenet_example"
    if {"model", "lr_scheduler", "args"} <= top:
        return "torchvision"
    if _is_fastai(file, match):
        return "fastai"
    if any("_orig_mod." in name for name in names):
        return "compiled"
    if match.prefix.endswith("module."):
        return "parallel"
    if file.is_safetensors:
        return "safetensors"
    return "training" if _root(file, match) else "plain"


def _is_fastai(file: WeightsFile, match: Match) -> bool:
    """Whether a body and a head lie side by side by number, as fastai puts them."""
    if match.how != "places" or match.prefix not in ("0.", "model.0."):
        return False
    head, taken = match.prefix.removesuffix("0.") + "1.", set(match.names.values())
    root = _root(file, match)
    rest = [name for name in file.shapes if name not in taken and name.startswith(root)]
    return bool(rest) and all(name.startswith(head) for name in rest)
