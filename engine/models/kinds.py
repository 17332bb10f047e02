"""What kinds of things ImageNet's classes are (dogs, birds, tools …), so that they can be searched for by kind."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence

from engine.files import RESOURCES
from engine.models.backbones import imagenet_classes


@functools.cache
def imagenet_kinds() -> tuple[tuple[str, ...], ...]:
    """For each of the 1,000 classes, in their order, its kinds in words of both languages; () for none."""
    kinds: list[list[str]] = [[] for _ in imagenet_classes()]
    table = tomllib.loads((RESOURCES / "labels" / "imagenet_kinds.toml").read_text(encoding="utf-8"))
    for kind in table["kinds"]:
        words = [word.strip() for word in kind["words"].split(",")]
        for index in _indices(kind["classes"]):
            kinds[index] += words
    return tuple(tuple(dict.fromkeys(words)) for words in kinds)


def _indices(classes: Sequence[int | list[int]]) -> Iterator[int]:
    """Single indices and whole pairs [first, last], one after another."""
    for item in classes:
        yield from (item,) if isinstance(item, int) else range(item[0], item[1] + 1)
