"""Damage done to good files, from a seed: the same seed, the same damage; and what a folder holds before and after."""

from __future__ import annotations

import random
import struct
from collections.abc import Sequence
from pathlib import Path

_LIES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0xFFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def damaged(chance: random.Random, good: bytes, others: Sequence[bytes], head: int = 300) -> bytes:
    """A damaged copy of `good`: flipped bits, a lie where a number may stand, a cut, a piece of another file."""
    data = bytearray(good)
    for _ in range(chance.choice((1, 1, 2, 5))):
        chance.choice((_flip, _flip, _overwrite, _lie, _lie, _cut, _remove, _repeat, _splice))(
            chance, data, others, head
        )
    return bytes(data)


def _place(chance: random.Random, data: bytearray, head: int) -> int:
    """Somewhere; half the time near the beginning, where the numbers are that all else goes by."""
    return chance.randrange(min(head, len(data)) if chance.random() < 0.5 else len(data)) if data else 0


def _flip(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    for _ in range(chance.choice((1, 1, 3, 12))):
        if data:
            data[_place(chance, data, head)] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    place = _place(chance, data, head)
    length = chance.choice((1, 2, 4, 16, 64))
    data[place : place + length] = chance.randbytes(length)


def _lie(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    width = chance.choice(("B", "H", "I", "Q"))
    number = chance.choice(_LIES) & ((1 << 8 * struct.calcsize(width)) - 1)
    place = _place(chance, data, head)
    data[place : place + struct.calcsize(width)] = struct.pack(chance.choice("<>") + width, number)


def _cut(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    del data[_place(chance, data, head) :]


def _remove(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    place = _place(chance, data, head)
    del data[place : place + chance.choice((1, 4, 12, 100))]


def _repeat(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    place = _place(chance, data, head)
    piece = data[place : place + chance.choice((4, 12, 100, 1000))]
    data[place:place] = piece * chance.choice((1, 2, 50))


def _splice(chance: random.Random, data: bytearray, others: Sequence[bytes], head: int) -> None:
    other = chance.choice(others)
    place = chance.randrange(len(other) or 1)
    at = _place(chance, data, head)
    length = chance.choice((8, 100, len(other)))
    data[at : at + chance.choice((0, length))] = other[place : place + length]


def everything(folder: Path, *, but: Path) -> dict[str, bytes]:
    """Every file under a folder but for those under another."""
    paths = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {str(path): path.read_bytes() for path in paths if not path.is_relative_to(but)}
