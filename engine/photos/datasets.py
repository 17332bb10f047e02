"""The data sets of the lesson: one record each in DATA_SETS, and how their archives become folders of classes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

from engine.files import alive, home, is_folder, sweep, write_json
from engine.job.words import Message, message
from engine.photos.kinds import is_paper_name
from engine.photos.species import LIST, find_list, put_right
from engine.photos.unpack import Arrange, sweep_folders

CLASSES: Final = ("breed", "species")
_NOTE: Final = ".unpacking.json"
_BREED: Final = re.compile(r"([A-Za-z][A-Za-z_]*[A-Za-z])_\d+\.(jpg|jpeg|png|gif)", re.IGNORECASE)
Place: TypeAlias = Callable[[Sequence[str], str], Sequence[str] | None]
Finish: TypeAlias = Callable[[Path, str, Sequence[Path]], Message | None]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A published data set: where its archive `file` is and what comes of it.

    `sha256`: of the file as it was last known. `photos`: about how many. `place`: the path of an entry, as parts, from
    the parts of its path in the archive and the classes that are wanted; None for what belongs to no class.
    `choices`: the classes that can be wanted. `finish`: what is done last in the folder of what was unpacked, with the
    classes that are wanted and the folders in which something that belongs to it may lie; it tells of that. `signs`:
    of copies of the archive that begin with something else than photos.
    """

    name: str
    title: str
    file: str
    address: str
    megabytes: float
    sha256: str
    photos: int
    place: Place
    choices: tuple[str, ...] = ()
    finish: Finish | None = None
    signs: frozenset[str] = frozenset()

    @property
    def about(self) -> Message:
        return Message(f"data_set.{self.name}.about")

    @property
    def licence(self) -> Message:
        return Message(f"data_set.{self.name}.licence")

    def folder(self, classes: str) -> str:
        """What the folder of its photos is called."""
        return f"{self.title}, {classes}" if classes in self.choices else self.title

    def shows(self, parts: Sequence[str]) -> bool:
        """Whether an entry of an archive shows that it is this data set's."""
        return self.place(parts, "") is not None or any("/".join(two) in self.signs for two in pairwise(parts))

    def arrange(self, classes: str) -> Arrange:
        """Where the entries of its archive go: photos into their classes, its licence and readme beside these."""

        def arranged(parts: Sequence[str]) -> Sequence[str] | None:
            place = self.place(parts, classes)
            return (parts[-1],) if place is None and is_paper_name(parts[-1]) else place

        return arranged


def _cats_and_dogs(parts: Sequence[str], _classes: str) -> Sequence[str] | None:
    """PetImages/Cat/0.jpg: the classes are folders, and what lies beside them belongs to none."""
    folder = next((n for n, part in enumerate(parts) if part.casefold() == "petimages"), None)
    inside = parts[folder + 1 :] if folder is not None else ()
    return inside if len(inside) > 1 else None


def _pets(parts: Sequence[str], classes: str) -> Sequence[str] | None:
    """images/american_bulldog_7.jpg: the breed stands in the name, and begins with a capital letter for a cat.

    The list that says which are cats comes along where the species are asked for; `_tell_species` reads it.
    """
    if classes == "species" and parts[-1] == LIST:
        return (LIST,)
    named = _BREED.fullmatch(parts[-1])
    if named is None or "images" not in parts[:-1]:
        return None
    breed = named[1].replace("_", " ")
    species = "cat" if breed[0].isupper() else "dog"
    return (species if classes == "species" else breed, parts[-1])


def _tell_species(folder: Path, classes: str, beside: Sequence[Path]) -> Message | None:
    """Oxford's list wins over the capital letter, by which the photos have been told apart so far."""
    if classes != "species":
        return None
    said = find_list(folder, beside)
    return (
        message("notice.species_by_list", count=put_right(folder, said))
        if said
        else message("notice.species_by_letter")
    )


_ROWS: Final = (
    DataSet(
        name="cats_vs_dogs",
        title="Cats vs. Dogs",
        file="kagglecatsanddogs_5340.zip",
        address="https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/",
        megabytes=825,
        sha256="b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9",
        photos=25_000,
        place=_cats_and_dogs,
    ),
    DataSet(
        name="oxford_pets",
        title="Oxford-IIIT Pet",
        file="images.tar.gz",
        address="https://www.robots.ox.ac.uk/~vgg/data/pets/data/",
        megabytes=792,
        sha256="67195c5e1c01f1ab5f9b6a5d22b8c27a580d896ece458917e61d459337fa318d",
        photos=7_390,
        place=_pets,
        choices=CLASSES,
        finish=_tell_species,
        signs=frozenset(f"annotations/{name}" for name in (LIST, "trainval.txt", "test.txt", "trimaps", "xmls")),
    ),
)
DATA_SETS: Final[dict[str, DataSet]] = {row.name: row for row in _ROWS}


def default_folder() -> Path:
    """Where data sets come to lie where nobody says another place."""
    return home() / "datasets"


def begun(row: DataSet) -> Path:
    """Where what has come of its archive lies until all is there."""
    return default_folder() / f"{row.file}.begun"


def forget_begun(row: DataSet) -> None:
    """Throws away what has come of its archive, all of it or a part."""
    for left in (begun(row), default_folder() / row.file):
        left.unlink(missing_ok=True)


def megabytes_here(row: DataSet) -> float:
    """How much of its archive has come, in megabytes."""
    for place in (default_folder() / row.file, begun(row)):
        try:
            return place.stat().st_size / 1e6
        except OSError:
            continue
    return 0.0


@contextmanager
def noted(place: Path, archive: Path | None = None) -> Iterator[None]:
    """Notes where something is unpacked, so that `sweep_unfinished` finds what is left should it be ended by force.

    `archive`: one of ours that is no longer needed once the folder is there.
    """
    note = default_folder() / f".{os.getpid()}{_NOTE}"
    write_json(note, {"place": os.fspath(place), "archive": archive.name if archive is not None else ""})
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def sweep_unfinished() -> None:
    """Removes what an unpacking that was ended by force has left: half a folder, or an archive that is unpacked."""
    sweep(default_folder())
    for note in default_folder().glob(f".*{_NOTE}"):
        process = note.name.removeprefix(".").removesuffix(_NOTE)
        if not process.isdigit() or alive(int(process)):
            continue
        try:
            kept = json.loads(note.read_bytes())
            place, archive = Path(kept["place"]), default_folder() / Path(kept["archive"]).name
        except (ValueError, TypeError, KeyError):  # it is none of ours
            note.unlink(missing_ok=True)
            continue
        sweep_folders(place)
        if is_folder(place) and any(place.iterdir()) and archive.is_file():
            archive.unlink()
        note.unlink(missing_ok=True)
