"""What names of folders and files tell: a part of a split, a piece of a collection, a version of photos, a class.

Each test works on names alone; what a name means is decided where all names beside it are known, in `layout`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal, TypeAlias

from engine.files import shown

Part: TypeAlias = Literal["train", "validation", "test"]

PARTS: Final[dict[Part, re.Pattern[str]]] = {
    "train": re.compile("train|training|trn|tr|trainset|učenje|ucenje|uvježbavanje|treniranje"),
    "validation": re.compile("val|valid|validation|validate|valset|validset|dev|provjera|validacija"),
    "test": re.compile("test|testing|tst|ts|testset|holdout|ispitivanje|testiranje"),
}
_FILLER: Final = re.compile(
    "set|data|dataset|images?|imgs?|photos|pictures|split|seg|folder|dir|csv|labels?|list|files?"
)
_PICTURES: Final = re.compile("images?|imgs?|photos?|pictures|jpegimages|slike|fotografije")
_NO_CLASS: Final = re.compile(
    "unknown|unlabel+ed|none|all|data|dataset|nepoznato|sve|neoznačeno|no[ _-]?class|placeholder|dummy"
)
_BESIDES: Final = re.compile("annotations?|trimaps|masks?|labels|segmentations?|groundtruth|lists|docs|xmls")

_PIECE: Final = re.compile(
    "part|piece|chunk|batch|set|subset|images?|imgs?|photos?|pictures?|pics?|slik[ae]|fotografij[ae]|foto|folder|mapa|"
    "dir|archive|zip|dis[ck]|cd|dvd|vol|volume|shard|data|dataset|fold|split|section|session|day|week|month|night|dan|"
    "tjedan|mjesec|dio|skup|serija|paket|album|roll|upload|export|download|camera|cam|kamera|webcam|snimanje|capture|"
    "run|recording|rec|sequence|seq|scene|video|clip|" + "|".join(words.pattern for words in PARTS.values())
)
_COLLECTION: Final = re.compile(
    "set|data|datasets?|images?|imgs?|photos?|pictures|folder|dir|files?|archive|master|main|slike|fotografije|mapa"
)
_MAKE: Final = re.compile(
    "canon|nikon|sony|fuji(film)?|olympus|panasonic|leica|pentax|gopro|dji|iphone|ipad|samsung|huawei|xiaomi|pixel|"
    "motorola|dslr|webcam|phone|mobitel|smartphone|camera|kamera|dcim|whatsapp( images)?"
)
_CARD: Final = re.compile(
    r"[1-9]\d\d(canon|_?pana|msdcf|apple|media|olymp|nikon|nd\w+|eos\w+|_?fuji|gopro|andro|cloud|_\w+)"
)
_MONTH: Final = (
    "jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sep(t|tember)?|oct(ober)?|nov(ember)?|"
    "dec(ember)?|siječanj|veljača|ožujak|travanj|svibanj|lipanj|srpanj|kolovoz|rujan|listopad|studeni|prosinac"
)
_YEAR: Final = r"(19[5-9]\d|20\d\d)"
_MM: Final = r"(0?[1-9]|1[0-2])"
_DD: Final = r"(0?[1-9]|[12]\d|3[01])"
_DATE: Final = re.compile(
    rf"{_YEAR}|{_YEAR}[-_. ]{_MM}(?:[-_. ]{_DD})?(?:[-_ T].*)?|"
    rf"{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?(?:[-_ T].*)?|"
    rf"{_DD}[-_. ]{_MM}[-_. ]{_YEAR}\.?|(?:{_YEAR}[-_ ])?(?:{_MONTH})(?:[-_ ]{_YEAR})?",
    re.IGNORECASE,
)
_VERSION: Final = re.compile(
    r"colou?r(ed)?|rgb|gr[ae]y(scale)?|segmented|segmentation|mask(ed|s)?|raw|original|orig|augmented|aug|processed|"
    r"preprocessed|cropped|crops?|resized|clean(ed)?|noisy|edges?|thumbnails?|thumbs|small|medium|large|lowres|highres|"
    r"hr|lr|hd|front|back|left|right|top|bottom|side|sketch|cartoon|clipart|painting|art|real|synthetic|generated|"
    r"amazon|jpe?g|png|tiff?|webp|original[ _-]images|\d+ ?x|\d+ ?[x×] ?\d+|\d+ ?px|u boji|crno[ _-]?bijelo|sivo|"
    "izvorno"
)

_CAMERA: Final = re.compile(
    "(img|images?|dsc[fn]?|pxl|mvi|vid|photos?|pictures?|pics?|slik[ae]|fotografij[ae]|foto|screenshot|screen|frame|"
    "untitled|fb_img|cimg|sam|gopr|dji|pano|scan|whatsapp|signal|snapchat|received|p|file|slide|page)([-_ ].*)?"
)
_NUMBER: Final = re.compile(r"(?:[\s_\-.]*[(\[]?\d+[)\]]?)+$")
_LEADING: Final = re.compile(r"^\d+[\s_\-.]+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_FIRST: Final = re.compile(r"([^\W\d_]+)(?=[\W_])|([^\W\d_]*[^\W\d_a-f][^\W\d_]*)(?=\d+[\W_])")
_HUMP: Final = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
_DIGITS: Final = re.compile(r"\d+")
_AFTER: Final = re.compile(r"(?:[^\W\d_]+[\s_\-.]*)?\d+[\s_\-.]+([^\W\d][^\d]*)")
_ENOUGH: Final = 0.8  # of the names must tell a class that another photo has too


@functools.lru_cache(10_000)
def class_key(name: str) -> str:
    """A name without what is no difference: composed and decomposed letters, capitals and small ones are the same."""
    return composed(name).casefold()


def composed(name: str) -> str:
    """A name as it can be shown, its letters composed."""
    return unicodedata.normalize("NFC", shown(name)).strip()


def roles(folders: Iterable[str]) -> dict[str, Part]:
    """Which folders are parts of one split: two at least, called alike but for that word, or all that there are."""
    names = sorted(folders)
    told = {name: part for name in names if (part := role(name)[0]) is not None}
    families: dict[tuple[str, ...], dict[str, Part]] = {}
    for name, part in told.items():
        families.setdefault(role(name)[1], {})[name] = part
    splits = [family for _, family in sorted(families.items()) if len(set(family.values())) > 1]
    if len(splits) > 1:
        return {}
    if len(told) == len(names) and len(set(told.values())) > 1:
        return told
    return splits[0] if splits else {}


def roles_of_each(folders: Iterable[str]) -> dict[str, tuple[str, Part]]:
    """The class and the part that every folder tells (cat_train, cat_test, dog_train …); {} where they do not."""
    told = {name: role(name) for name in folders}
    families = [rest for _, rest in told.values()]
    if not all(part and rest for part, rest in told.values()) or not 1 < len(set(families)) < len(families):
        return {}
    return {name: (" ".join(rest), part) for name, (part, rest) in told.items() if part is not None}


def role(name: str) -> tuple[Part | None, tuple[str, ...]]:
    """The part that a name tells, None where it tells none or several, and its other words."""
    words = [word.casefold() for word in _WORDS.findall(_HUMP.sub(" ", composed(name)))]
    words = [word for word in words if not _FILLER.fullmatch(word)]
    told: dict[str, Part] = {word: part for word in words for part, names in PARTS.items() if names.fullmatch(word)}
    if len(set(told.values())) != 1:
        return None, tuple(words)
    return next(iter(told.values())), tuple(word for word in words if word not in told)


def holds_tests(folder: str) -> bool:
    """Whether a folder's name says that its photos are for validation or for a test, and nothing else."""
    told, rest = role(folder)
    return told in ("validation", "test") and not rest


def is_pictures(folder: str) -> bool:
    """Whether a folder's name says no more than that pictures lie in it."""
    return _PICTURES.fullmatch(class_key(folder)) is not None


def is_beside(folder: str) -> bool:
    """Whether a folder's name says that what lies in it belongs to photos elsewhere."""
    return _BESIDES.fullmatch(class_key(folder)) is not None


def no_class(folder: str) -> bool:
    """Whether a folder's name stands where a class's would, but is none."""
    key = class_key(folder)
    return is_pictures(folder) or _NO_CLASS.fullmatch(key) is not None or role(folder)[0] is not None


def pieces(folders: Collection[str]) -> bool:
    """Whether folders are called like pieces of one collection: numbered parts, dates, or what cameras name."""
    keys = [class_key(folder) for folder in folders]
    if len(keys) < 2:
        return False
    if all(_DATE.fullmatch(key) for key in keys):
        return True
    if all(_CARD.fullmatch(key) for key in keys) and all(key[3] != "_" or _same(keys) for key in keys):
        return True
    words = [_WORDS.findall(_HUMP.sub(" ", folder)) for folder in folders]
    if all(some and all(_COLLECTION.fullmatch(word.casefold()) for word in some) for some in words):
        return True
    return _same(keys) and all(any(_PIECE.fullmatch(word.casefold()) for word in some) for some in words)


def _same(keys: Sequence[str]) -> bool:
    return numbered(keys) or _lettered(keys)


def numbered(names: Collection[str]) -> bool:
    """Whether names are the same but for a number, and are more than the number."""
    forms = {_DIGITS.sub("#", class_key(name)).rstrip(" _-.()#") for name in names}
    return len(names) > 1 and len(forms) == 1 and _WORDS.search(next(iter(forms))) is not None


def _lettered(keys: Sequence[str]) -> bool:
    """part_a, part_b; disc I, disc II."""
    cut = [re.fullmatch(r"(.*[^\W_])[ _-]([a-z]|[ivx]{1,4})", key) for key in keys]
    return all(cut) and len({found[1] for found in cut if found}) == 1


def versions(folders: Collection[str]) -> bool:
    """Whether folders are called like versions, views or sources of the same things."""
    keys = [class_key(folder) for folder in folders]
    makes = all(_MAKE.fullmatch(_NUMBER.sub("", key)) for key in keys)
    return makes or all(_VERSION.fullmatch(key) or _VERSION.fullmatch(_NUMBER.sub("", key)) for key in keys)


def named(files: Iterable[tuple[int, str]], others: Iterable[tuple[int, str]] = ()) -> dict[int, str]:
    """The classes that file names tell, by number; none where the names of `files` are not of that kind.

    Names among `others` tell a class if it is one of those.
    """
    files = list(files)
    for tell, per_class in ((_before_the_number, 2), (_first_word, 5), (_after_the_number, 5)):
        names = {number: tell(file) for number, file in files}
        sizes = Counter(class_key(name) for name in names.values() if name)
        classes = {key for key, size in sizes.items() if size > 1}
        told = sum(sizes[key] for key in classes)
        if all(role(key)[0] for key in classes):
            continue
        if len(classes) > 1 and told >= max(_ENOUGH * len(files), per_class * len(classes)):
            names |= {number: tell(file) for number, file in others}
            return {number: name for number, name in names.items() if name and class_key(name) in classes}
    return {}


def stem(file: str) -> str:
    """A file's name without its suffix; a number after a dot is none (cat.12)."""
    before, dot, suffix = file.rpartition(".")
    return before if dot and not suffix.isdigit() else file


def _before_the_number(file: str) -> str | None:
    """great_pyrenees_12.jpg → great_pyrenees; None without a number, or when a camera gave the name."""
    whole = _LEADING.sub("", stem(file))
    name = _NUMBER.sub("", whole)
    return name if name != whole and name and not _by_camera(name) else None


def _first_word(file: str) -> str | None:
    """cat_on_a_mat.jpg → cat; None for what begins like a digest (d0c2225b___x.jpg)."""
    whole = _LEADING.sub("", stem(file))
    first = _FIRST.match(whole)
    word = (first[1] or first[2]) if first else ""
    return word if word and len(_WORDS.findall(whole)) > 1 and not _by_camera(word) else None


def _after_the_number(file: str) -> str | None:
    """0012_cat.jpg, img_0012_cat.jpg → cat."""
    told = _AFTER.fullmatch(stem(file))
    return told[1] if told and not _by_camera(told[1]) else None


def _by_camera(name: str) -> bool:
    return _CAMERA.fullmatch(class_key(name)) is not None
