"""Recognising how a folder tells the classes of its photos: by folders, by parts with folders, or by file names.

Works on paths alone, relative to the root and with slashes; nothing is opened.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from engine.files import shown
from engine.job.words import Message, message

Part: TypeAlias = Literal["train", "validation", "test"]
Kind: TypeAlias = Literal["classes", "parts", "flat"]

_PARTS: Final[dict[Part, re.Pattern[str]]] = {
    "train": re.compile("train|training|trn|trainset|učenje|ucenje|uvježbavanje|treniranje"),
    "validation": re.compile("val|valid|validation|validate|valset|validset|dev|provjera|validacija"),
    "test": re.compile("test|testing|tst|testset|holdout|ispitivanje|testiranje"),
}
_FILLER: Final = re.compile("set|data|dataset|images?|imgs?|photos|pictures|split|seg|folder|dir")
_PICTURES: Final = re.compile("images?|imgs?|photos?|pictures|jpegimages|slike|fotografije")
_BESIDES: Final = re.compile("annotations?|trimaps|masks?|labels|segmentations?|groundtruth|lists|docs|xmls")
_CAMERA: Final = re.compile(
    "(img|images?|dsc[fn]?|pxl|mvi|vid|photos?|pictures?|pics?|slik[ae]|fotografij[ae]|foto|screenshot|screen|frame|"
    "untitled|fb_img|cimg|sam|gopr|dji|pano|scan|whatsapp|signal|snapchat|received|p|file|slide|page)([-_ ].*)?"
)
_NUMBER: Final = re.compile(r"(?:[\s_\-.]*[(\[]?\d+[)\]]?)+$")
_LEADING: Final = re.compile(r"^\d+[\s_\-.]+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_ENOUGH: Final = 0.8  # of the names must tell a class that another photo has too


@dataclass(frozen=True, slots=True)
class Place:
    """Where a photo belongs: its class (None: it cannot be told) and its part, where the folder gives parts."""

    class_: str | None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """How a folder tells its classes, why it is thought so, and the place of each path."""

    kind: Kind
    why: Message
    places: tuple[Place, ...]


Row: TypeAlias = tuple[int, tuple[str, ...]]
"""A path by its number: what is left of its folders, and its file name last."""


def recognise(paths: Sequence[str], name: str) -> Layout:
    """Recognises the layout of a folder called `name` that holds `paths`."""
    rows = _unwrapped([(number, tuple(path.split("/"))) for number, path in enumerate(paths)])
    found = _by_parts(rows) or _by_inner_parts(rows) or _by_folders(rows) or _by_names(rows)
    kind, why, places = found or _unlabelled(rows, name)
    return Layout(kind, why, tuple(places.get(number, Place(None)) for number in range(len(paths))))


_Found: TypeAlias = tuple[Kind, Message, dict[int, Place]]


@functools.lru_cache(10_000)
def class_key(name: str) -> str:
    """What makes two class names one: composed and decomposed letters, capitals and small ones are the same."""
    return unicodedata.normalize("NFC", shown(name)).casefold().strip()


def _folders(rows: Iterable[Row]) -> Counter[str]:
    """The folders right below, with how many photos each holds."""
    return Counter(parts[0] for _, parts in rows if len(parts) > 1)


def _inside(rows: Iterable[Row], folder: str) -> list[Row]:
    return [(number, parts[1:]) for number, parts in rows if len(parts) > 1 and parts[0] == folder]


def _direct(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if len(row[1]) == 1]


def _unwrapped(rows: list[Row]) -> list[Row]:
    """Without folders that only wrap the others (PetImages/Cat, images/…); one that is the only class stays."""
    while folder := _wrapper(rows):
        inside = _inside(rows, folder)
        if not _folders(inside) and not _named(inside):
            break
        rows = inside
    return rows


def _wrapper(rows: list[Row]) -> str | None:
    folders = _folders(rows)
    if _direct(rows) and len(_direct(rows)) > sum(folders.values()):
        return None
    if len(folders) == 1:
        return None if _direct(rows) else next(iter(folders))
    pictures = [folder for folder in folders if _PICTURES.fullmatch(class_key(folder))]
    besides = [folder for folder in folders if _BESIDES.fullmatch(class_key(folder))]
    return pictures[0] if len(pictures) == 1 and besides and len(besides) + 1 == len(folders) else None


def _by_parts(rows: list[Row]) -> _Found | None:
    roles = _roles(_folders(rows))
    if not roles:
        return None
    inner = {folder: _unwrapped(_inside(rows, folder)) for folder in roles}
    direct = {folder: _direct(part) for folder, part in inner.items()}
    train = [row for folder, part in direct.items() if roles[folder] == "train" for row in part]
    named = _named(train, [row for part in direct.values() for row in part])
    places = {
        number: Place(parts[0] if len(parts) > 1 else named.get(number), roles[folder])
        for folder, part in inner.items()
        for number, parts in part
    }
    if all(place.class_ is None for place in places.values()):
        return None
    found = ", ".join(shown(folder) for folder in sorted(roles))
    return "parts", message("why.parts", folders=found), places


def _roles(folders: Iterable[str]) -> dict[str, Part]:
    """Which folders are parts of a split: train and at least one more, called alike but for that word."""
    families: dict[tuple[str, ...], dict[str, Part]] = {}
    for folder in sorted(folders):
        words = [word for word in _WORDS.findall(class_key(folder)) if not _FILLER.fullmatch(word)]
        parts = {word: part for word in words for part, names in _PARTS.items() if names.fullmatch(word)}
        if len(set(parts.values())) == 1:
            rest = tuple(word for word in words if word not in parts)
            families.setdefault(rest, {})[folder] = next(iter(parts.values()))
    for _, family in sorted(families.items()):
        if "train" in family.values() and len(set(family.values())) > 1:
            return family
    return {}


def _by_inner_parts(rows: list[Row]) -> _Found | None:
    """Parts within each class: cats/train, cats/test, dogs/train …"""
    deep = [(number, parts) for number, parts in rows if len(parts) > 2]
    roles = _roles({parts[1] for _, parts in deep})
    if len(deep) < len(rows) or not all(parts[1] in roles for _, parts in deep):
        return None
    places = {number: Place(parts[0], roles[parts[1]]) for number, parts in deep}
    return "parts", message("why.inner_parts", folders=", ".join(shown(folder) for folder in sorted(roles))), places


def _by_folders(rows: list[Row]) -> _Found | None:
    folders, direct = _folders(rows), _direct(rows)
    if not folders or (len(direct) > sum(folders.values()) and _named(direct)):
        return None
    places = {number: Place(parts[0]) for number, parts in rows if len(parts) > 1}
    return "classes", message("why.classes", count=len({class_key(folder) for folder in folders})), places


def _by_names(rows: list[Row]) -> _Found | None:
    direct = _direct(rows)
    named = _named(direct)
    if not named:
        return None
    number, parts = next(row for row in direct if row[0] in named)
    why = message(
        "why.flat",
        count=len({class_key(name) for name in named.values()}),
        example=shown(parts[0]),
        class_name=shown(named[number]),
    )
    return "flat", why, {number: Place(name) for number, name in named.items()}


def _unlabelled(rows: list[Row], name: str) -> _Found:
    return "flat", message("why.no_class"), {number: Place(name) for number, _ in rows}


def _named(rows: list[Row], others: Sequence[Row] = ()) -> dict[int, str]:
    """The classes that file names tell, by number; none where the names of `rows` are not of that kind.

    Names among `others` tell a class if it is one of those.
    """
    for tell, per_class in ((_before_the_number, 2), (_first_word, 5)):
        names = {number: tell(parts[-1]) for number, parts in rows}
        sizes = Counter(class_key(name) for name in names.values() if name)
        classes = {key for key, size in sizes.items() if size > 1}
        told = sum(sizes[key] for key in classes)
        if len(classes) > 1 and told >= max(_ENOUGH * len(rows), per_class * len(classes)):
            names |= {number: tell(parts[-1]) for number, parts in others}
            return {number: name for number, name in names.items() if name and class_key(name) in classes}
    return {}


def _stem(file: str) -> str:
    stem, dot, suffix = file.rpartition(".")
    return stem if dot and not suffix.isdigit() else file


def _before_the_number(file: str) -> str | None:
    """great_pyrenees_12.jpg → great_pyrenees; None without a number, or when a camera gave the name."""
    stem = _LEADING.sub("", _stem(file))
    name = _NUMBER.sub("", stem)
    return name if name != stem and name and not _by_camera(name) else None


def _first_word(file: str) -> str | None:
    """cat_on_a_mat.jpg → cat."""
    words = _WORDS.findall(_LEADING.sub("", _stem(file)))
    return words[0] if len(words) > 1 and not _by_camera(words[0]) else None


def _by_camera(name: str) -> bool:
    return _CAMERA.fullmatch(class_key(name)) is not None
