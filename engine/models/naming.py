"""Which tensor of a file is which of a network's: whatever it is nested in, and whoever named it.

Names are compared first, behind any prefix ("state_dict.module.", "_orig_mod.", "backbone."); then as other programs
name the same layers: by their place among the network's parts (a Sequential of them, fastai), as Hugging Face does;
last by the order, the kinds and the shapes of the layers (timm's MobileNets, torchvision's older ones).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Shapes: TypeAlias = Mapping[str, tuple[int, ...]]
How: TypeAlias = Literal["names", "places", "hugging_face", "order"]

_WRAPPERS: Final = ("_orig_mod.", "_fsdp_wrapped_module.", "_checkpoint_wrapped_module.")
_COUNTER: Final = "num_batches_tracked"
_SECOND: Final = re.compile(r"(?i)(^|[._])(ema|teacher|momentum|averaged?|avg|swa|target|k|old|best|shadow)([._]|$)")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a network needs: its tensors without the classifier, the names of its parts in order, the classifier's.

    `linear`: that is a linear layer, in whose place any other can stand.
    """

    shapes: Shapes
    parts: tuple[str, ...]
    classifier: str
    linear: bool = True


@dataclass(frozen=True, slots=True)
class Match:
    """The file's name of each tensor of the network; `prefix`: what stands before them there; `how` they were told."""

    names: Mapping[str, str]
    prefix: str
    how: How


def find(wanted: Needs, found: Shapes, *, ordered: bool, by_order: bool = True) -> Match | None:
    """How a file's tensors `found` are those of a network; None where they are not.

    Where several sets fit, the one that was trained is taken before an average or a teacher of it. `ordered`: the
    file keeps the order of the layers. Counters of batch norm may be missing.
    """
    clean = {_unwrapped(name): name for name in found}
    shapes = {name: found[original] for name, original in clean.items()}
    for how, names in _spellings(wanted):
        for prefix in prefixes(names, shapes):
            if _fits(prefix, names, wanted, shapes):
                present = {own: prefix + other for other, own in names.items() if prefix + other in shapes}
                taken = {own: clean[name] for own, name in present.items()}
                return Match(taken, _prefix_of(clean, present, prefix), how)
    if not by_order:
        return None
    for prefix in _groups(shapes, len(wanted.shapes) // 2):
        for rows in _orders(prefix, shapes, ordered):
            found_so = _in_order(wanted.shapes, rows, shapes)
            if found_so and _knows_activations(wanted, found_so, shapes):
                return Match({own: clean[name] for own, name in found_so.items()}, prefix, "order")
    return None


def prefixes(expected: Iterable[str], found: Iterable[str]) -> list[str]:
    """What may stand before the names `expected` in a file, the likeliest first."""
    known = set(expected)
    counts: Counter[str] = Counter()
    for name in found:
        counts.update(name[:start] for start in _starts(name) if name[start:] in known)
    return sorted(counts, key=lambda prefix: (-counts[prefix], bool(_SECOND.search(prefix)), len(prefix)))


def _starts(name: str) -> Iterator[int]:
    yield 0
    for place, letter in enumerate(name):
        if letter == ".":
            yield place + 1


def _unwrapped(name: str) -> str:
    for wrapper in _WRAPPERS:
        name = name.replace(wrapper, "")
    return name


def _prefix_of(clean: Mapping[str, str], present: Mapping[str, str], prefix: str) -> str:
    """The prefix as the file has it."""
    name = next(iter(present.values()))
    return clean[name].removesuffix(name.removeprefix(prefix))


def _spellings(wanted: Needs) -> Iterator[tuple[How, Mapping[str, str]]]:
    """The ways to spell a network's names: from the other spelling to ours."""
    yield "names", {name: name for name in wanted.shapes}
    places = {part: str(number) for number, part in enumerate(wanted.parts)}
    yield "places", {".".join((places[own.partition(".")[0]], own.partition(".")[2])): own for own in wanted.shapes}
    if len({name.partition(".")[0] for name in wanted.shapes}) == 1:
        yield "places", {name.partition(".")[2]: name for name in wanted.shapes}
    if "layer1" in wanted.parts:
        yield "hugging_face", {_hugging_face(name): name for name in wanted.shapes}


_STEM: Final = {"conv1": "embedder.embedder.convolution", "bn1": "embedder.embedder.normalization"}
_KINDS: Final = {"conv": "convolution", "bn": "normalization"}


def _hugging_face(name: str) -> str:
    """How Hugging Face calls a tensor of a ResNet."""
    path, _, leaf = name.rpartition(".")
    if path in _STEM:
        return f"{_STEM[path]}.{leaf}"
    stage, block, layer = path.split(".", 2)
    place = f"encoder.stages.{int(stage[5:]) - 1}.layers.{block}"
    if layer.startswith("downsample"):
        return f"{place}.shortcut.{'convolution' if layer.endswith('0') else 'normalization'}.{leaf}"
    return f"{place}.layer.{int(layer[-1]) - 1}.{_KINDS[layer[:-1]]}.{leaf}"


def _fits(prefix: str, names: Mapping[str, str], wanted: Needs, found: Shapes) -> bool:
    """Whether all that a network needs stands behind a prefix in its shape, and no further layer of its own kind."""
    for other, own in names.items():
        shape = found.get(prefix + other)
        if shape != wanted.shapes[own] and not (shape is None and own.endswith(_COUNTER)):
            return False
    own_parts = {other.partition(".")[0] for other in names}
    head = _other_head(names, wanted)
    for name in found:
        inner = name.removeprefix(prefix)
        if not name.startswith(prefix) or inner in names or inner.partition(".")[0] not in own_parts:
            continue
        if not inner.startswith(head) and not inner.endswith(_COUNTER):
            return False
    return True


def _other_head(names: Mapping[str, str], wanted: Needs) -> tuple[str, ...]:
    """Where a file has its classifier, in its spelling: there it may look as it likes."""
    part, _, rest = wanted.classifier.partition(".")
    if not any(own.partition(".")[0] == part for own in names.values()):
        return (part + ".", f"{wanted.parts.index(part)}.")
    spelt = next(other.partition(".")[0] for other, own in names.items() if own.partition(".")[0] == part)
    return (f"{spelt}.{rest}.",)


def _groups(found: Shapes, least: int) -> list[str]:
    """The prefixes behind which there are enough tensors."""
    counts: Counter[str] = Counter()
    for name in found:
        counts.update(name[:start] for start in _starts(name))
    fitting = [prefix for prefix, count in counts.items() if count >= least]
    return sorted(fitting, key=lambda prefix: (bool(_SECOND.search(prefix)), len(prefix)))


def _orders(prefix: str, found: Shapes, ordered: bool) -> Iterator[list[str]]:
    names = [name for name in found if name.startswith(prefix)]
    if ordered:
        yield names
    blocks = {name.rpartition(".conv_pwl.")[0] for name in names if ".conv_pwl." in name}
    yield sorted(names, key=lambda name: _rank(name, blocks))


_WORDS: Final = (
    "conv_stem", "stem", "conv0", "conv1", "bn0", "bn1", "features", "blocks", "conv2", "bn2", "conv3", "bn3",
    "downsample", "conv_head", "pre_logits",
)  # fmt: skip
_NARROW: Final = ("conv_pw", "bn1", "conv_dw", "bn2", "se", "conv_pwl", "bn3")
_PLAIN: Final = ("conv", "conv_dw", "bn1", "se", "conv_pw", "bn2")
_LEAVES: Final = ("conv_reduce", "fc1", "conv_expand", "fc2", "weight", "bias", "running_mean", "running_var", _COUNTER)


def _rank(name: str, blocks: set[str]) -> tuple[tuple[int, int, str], ...]:
    """Where a tensor stands among the others, by what its name says."""
    key: list[tuple[int, int, str]] = []
    parts = name.split(".")
    for number, part in enumerate(parts):
        inside = number and parts[number - 1].isdigit() and "blocks" in parts[:number]
        words: Sequence[str] = _WORDS
        if inside:
            words = _NARROW if ".".join(parts[:number]) in blocks else _PLAIN
        elif part in _LEAVES:
            words = _LEAVES
        place = int(part) if part.isdigit() else words.index(part) if part in words else len(words)
        if part == "bn2" and not inside and "conv_head" not in parts and _after_head(parts):
            place = len(_WORDS)  # timm's last norm, behind conv_head
        key.append((0 if part.isdigit() else 1, place, "" if part in words else part))
    return tuple(key)


def _after_head(parts: Sequence[str]) -> bool:
    return len(parts) >= 2 and not any(part.isdigit() for part in parts)


def _in_order(expected: Shapes, rows: Sequence[str], found: Shapes) -> dict[str, str] | None:
    """The names by order, where the kinds and shapes of all layers agree in it; a head may follow."""
    own = [name for name in expected if not name.endswith(_COUNTER)]
    others = [name for name in rows if not name.endswith(_COUNTER)]
    if len(others) < len(own):
        return None
    taken: dict[str, str] = {}
    for name, other in zip(own, others, strict=False):
        if name.rpartition(".")[2] != other.rpartition(".")[2] or not _alike(expected[name], found[other]):
            return None
        taken[name] = other
    for name in expected:
        module = taken.get(name.removesuffix(_COUNTER) + "weight", "")
        counter = module.removesuffix("weight") + _COUNTER
        if name.endswith(_COUNTER) and counter in found:
            taken[name] = counter
    return taken


_SAME_ACTIVATIONS: Final = ("conv_head", "pre_logits")


def _knows_activations(wanted: Needs, taken: Mapping[str, str], found: Shapes) -> bool:
    """Whether the fully connected layers found by order are the network's own, so that its activations stand between.

    Somebody's own head may have layers of the same size with others between them. timm's names say that they are the
    network's; so does a classifier whose layers have the places of the network's, down to the last.
    """
    part, _, last = wanted.classifier.rpartition(".")
    hidden = {own: other for own, other in taken.items() if part and own.startswith(part + ".")}
    if all(any(word in other for word in _SAME_ACTIVATIONS) for other in hidden.values()):
        return True
    outer = {other.removesuffix(own) for own, other in hidden.items() if other.endswith(own)}
    return len(outer) == 1 and f"{outer.pop()}{part}.{last}.weight" in found


def _alike(shape: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether one is the other's figures in the same order: a convolution of 1×1 or of whole maps as a plain layer."""
    if shape == other:
        return True
    plain = min(len(shape), len(other)) == 2
    return plain and shape[0] == other[0] and math.prod(shape) == math.prod(other)
