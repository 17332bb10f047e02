"""Oxford's list of its pets, which says of each photo whether it shows a cat or a dog.

Its lines are `NAME CLASS-ID SPECIES BREED-ID`, a species being 1 for a cat and 2 for a dog, as the README says that
lies beside it. It is published in an archive of its own, annotations.tar.gz.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from engine.job.words import EngineError
from engine.photos.tarred import TarredError, is_tar, walk_tar

LIST: Final = "list.txt"
SPECIES: Final = {"1": "cat", "2": "dog"}
_LINE: Final = re.compile(r"(?m)^[ \t]*(\S+)[ \t]+\d+[ \t]+([12])[ \t]+\d+[ \t]*\r?$")
_PLACES: Final = (LIST, f"annotations/{LIST}", "annotations.tar.gz")
_LONG: Final = 4_000_000  # bytes that are read of a list; that of all 7,349 photos has 200,000
_ENTRIES: Final = 100_000
_UNPACKED: Final = 500_000_000
log = logging.getLogger(__name__)


def read_list(text: bytes) -> dict[str, str]:
    """ "cat" or "dog" by the name of a photo without its suffix; empty where the text is no such list."""
    return {name: SPECIES[kind] for name, kind in _LINE.findall(text.decode("utf-8", "replace"))}


def find_list(folder: Path, beside: Sequence[Path]) -> dict[str, str]:
    """What the list says of the pets: the one in `folder`, which is taken away there, or one that lies `beside`.

    A list that names none of the photos in the folder is another's and says nothing.
    """
    photos = {path.stem for path in folder.glob("*/*")}
    inside = sorted(folder.glob("list*.txt"))
    found = [_text(path) for path in inside]
    for path in inside:
        path.unlink()
    for text in (*found, *_texts(beside)):
        said = read_list(text)
        if not photos.isdisjoint(said):
            return said
    return {}


def put_right(folder: Path, said: Mapping[str, str]) -> int:
    """Moves the photos of a folder with a sub-folder for each species to where the list says; how many it moved."""
    wrong = [path for path in folder.glob("*/*") if said.get(path.stem, path.parent.name) != path.parent.name]
    for path in sorted(wrong):
        into = folder / said[path.stem]
        into.mkdir(exist_ok=True)
        target, number = into / path.name, 2
        while target.exists():
            target, number = into / f"{path.stem} ({number}){path.suffix}", number + 1
        path.rename(target)
    for kind in SPECIES.values():
        if (folder / kind).is_dir() and not any((folder / kind).iterdir()):
            (folder / kind).rmdir()
    return len(wrong)


def _texts(folders: Sequence[Path]) -> Iterator[bytes]:
    """What lies in those folders and may be the list, packed or not."""
    for folder in dict.fromkeys(folders):
        for place in (folder / name for name in _PLACES):
            try:
                yield _packed(place) if is_tar(place) else _text(place)
            except (OSError, TarredError, EngineError) as error:
                log.info("no list in %s: %s", place, error)


def _text(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LONG)


def _packed(archive: Path) -> bytes:
    for entry in walk_tar(archive, _UNPACKED, _ENTRIES):
        if entry.file and entry.name.rpartition("/")[2] == LIST:
            with entry.open() as inside:
                return inside.read(_LONG)
    return b""
