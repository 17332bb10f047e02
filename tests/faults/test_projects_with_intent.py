"""Projects' files with a seal that fits and a lie within: refused in words, or opened to exactly what they list."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pictures import folder_of
from test_damaged_projects import JOURNAL, parcel, run_files, sealed, told

from engine.job.events import Outcome
from engine.jobs.runs import Runs
from engine.project import Project
from engine.project.history import record_of

COPIES = 200
ABOUT, LINES, CHOICES = "runs/0001/about.json", "runs/0001/journal.jsonl", "choices.json"
RED, GREEN = "photos/red/0.jpg", "photos/green/0.jpg"
REFUSED = {"project_file_damaged", "project_file_unsafe"}


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("photos") / "photos", red=3, green=3)


@pytest.fixture
def files(photos: Path) -> dict[str, bytes]:
    return {**run_files(photos), **{name: (photos.parent / name).read_bytes() for name in (RED, GREEN)}}


class Archive:
    """A good file and where the numbers of its ZIP stand."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.content = parcel(files)
        self.end = self.content.rindex(b"PK\5\6")
        with zipfile.ZipFile(io.BytesIO(self.content)) as archive:
            self.start, self.entries = archive.start_dir, archive.infolist()
        self.locals = {info.filename: info.header_offset for info in self.entries}
        self.central: dict[str, int] = {}
        at = self.start
        for info in self.entries:
            self.central[info.filename] = at
            at += 46 + sum(struct.unpack_from("<HHH", self.content, at + 28))

    def with_numbers(self, *numbers: tuple[int, str, int]) -> bytes:
        """Sealed anew with other numbers: place, how it is written, which."""
        data = bytearray(self.content)
        for at, form, number in numbers:
            struct.pack_into("<" + form, data, at, number)
        return sealed(bytes(data))

    def with_far_end(self, count: int, size: int, start: int, disks: int) -> bytes:
        """Sealed anew with the ending of a ZIP of more than 4 GB."""
        far = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
        where = struct.pack("<4sIQI", b"PK\6\7", 0, self.end, disks)
        return sealed(self.content[: self.end] + far + where + self.content[self.end :])


def of_the_zip(chance: random.Random, good: Archive, files: dict[str, bytes]) -> bytes:
    """A lie in what the ZIP itself says of its entries or of its end."""
    name, other = chance.sample([RED, GREEN, ABOUT, LINES], 2)
    central, local, end = good.central[name], good.locals[name], good.end
    large = chance.choice((1, 0x7FFF, 0xFFFF))
    larger = chance.choice((1, 0x7FFFFFFF, 0xFFFFFFFF, chance.getrandbits(32)))
    kind = chance.choice((0xA1FF, 0x21B6, 0x61B6, 0x11B6, 0xC1B6, 0x41ED))
    return chance.choice([
        lambda: good.with_numbers((central + 8, "H", chance.choice((1, 0x41)))),  # encrypted
        lambda: good.with_numbers((central + 8, "H", 1), (local + 6, "H", 1)),
        lambda: good.with_numbers((central + 10, "H", chance.choice((8, 9, 12, 14, 93, 99)))),  # packed some way
        lambda: good.with_numbers((central + 16, "I", chance.getrandbits(32))),
        lambda: good.with_numbers((central + 20, "I", larger)),
        lambda: good.with_numbers((central + 24, "I", larger)),
        lambda: good.with_numbers((central + 20, "I", larger), (central + 24, "I", larger)),
        lambda: good.with_numbers((central + 28, "H", large)),
        lambda: good.with_numbers((central + 38, "I", kind << 16)),  # a link, a device, a pipe, a socket, a folder
        lambda: good.with_numbers((central + 42, "I", larger)),
        lambda: good.with_numbers((central + 42, "I", good.locals[other])),  # another's content
        lambda: good.with_numbers((local, "I", larger)),
        lambda: good.with_numbers((local + 26, "H", large)),
        lambda: good.with_numbers((local + 28, "H", large)),
        lambda: good.with_numbers((local + 30 + chance.randrange(len(name)), "B", chance.choice(b"\0/\\\xff"))),
        lambda: good.with_numbers((end + 12, "I", chance.choice((0, 1, 0xFFFFFFFF)))),
        lambda: good.with_numbers((end + 16, "I", chance.choice((0, 1, 0xFFFFFFFF)))),
        lambda: good.with_far_end(2**40, chance.choice((0, 2**40, 2**63)), chance.choice((1, 2**40)), 1),
        lambda: good.with_far_end(len(files), good.end - good.start, good.start, chance.randrange(2, 9)),
        lambda: parcel(files, again=[name]),
    ])()  # fmt: skip


def of_the_list(chance: random.Random, good: Archive, files: dict[str, bytes]) -> bytes:
    """A lie in the list, a record that no project writes, or a name of another system."""
    name = chance.choice([ABOUT, LINES, RED])
    number = chance.choice((-1, True, 1.5, None, [], "1", 10**18, 10**40))
    digest = chance.choice(("A" * 64, "", "0" * 63, "\ud800", None, 7, [[]], good.content[-64:].decode()))
    nest = b"[" * (deep := chance.choice((65, 300, 900, 2_000, 200_000))) + b"]" * deep
    figure = chance.choice((b"NaN", b"-Infinity", b"1e999", b"9" * 5_000))
    odd = chance.choice((
        "photos/..\\secret.txt", "photos/a\\b.jpg", "runs/0001\\journal.jsonl", "RUNS/0001/journal.jsonl",
        "runs/0001/journal.jsonl ", "runs/0001/journal.jsonl::$DATA", "runs/0001/NUL", "runs/CON/journal.jsonl",
        "runs/٠٠٠٢/journal.jsonl", "runs/0001/best-٣.safetensors", f"runs/0001/best-{'9' * 300}.safetensors",
        "\\\\?\\C:\\secret.txt", "//server/share/x.jpg", "photos/a/../../secret.txt", "prijenos.json/x", "/",
    ))  # fmt: skip
    return chance.choice([
        lambda: parcel(files, lambda about: about["files"][name].update(size=number)),
        lambda: parcel(files, lambda about: about["files"][name].update(sha256=digest)) if name != RED else of_the_zip(
            chance, good, files
        ),
        lambda: parcel(files, lambda about: about["files"].update({odd: about["files"][name]})),
        lambda: parcel(files, lambda about: about["files"].update({name: number})),
        lambda: parcel({**files, odd: b"x"}),
        lambda: parcel({**files, "prijenos.json": nest}),
        lambda: parcel({**files, CHOICES: b'{"corrections": [' + nest + b"]}"}),
        lambda: parcel({**files, CHOICES: b'{"x": {"y": [' + figure + b"]}}"}),
        lambda: parcel({**files, CHOICES: chance.choice((b"", b"[]", b"7", b"{", b"\xff\xfe", nest))}),
        lambda: parcel({**files, "runs/0002/about.json": b"{}"}),  # a training without a journal
    ])()  # fmt: skip


@pytest.mark.parametrize("lie", [of_the_zip, of_the_list])
def test_two_hundred_files_with_a_seal_that_fits_and_a_lie_within_are_refused_in_words(
    place: Path, photos: Path, files: dict[str, bytes], home: Path, lie: Callable[..., bytes]
) -> None:
    chance, good = random.Random(2), Archive(files)
    came: Counter[str] = Counter()
    for _ in range(COPIES // 2):
        place.write_bytes(lie(chance, good, files))
        said = told(place, None, place.parent / "new")
        assert said in REFUSED
        assert not (place.parent / "new").exists()
        came[said] += 1
    assert set(came) == REFUSED
    assert not Project.runs_of(Project.default_folder(photos))
    assert not [path for path in home.rglob("*") if path.is_file() and path.suffix != ".jsonl"]


HARMLESS: dict[str, Callable[[Archive], bytes]] = {
    "local flags": lambda good: good.with_numbers((good.locals[RED] + 6, "H", 1)),
    "local method": lambda good: good.with_numbers((good.locals[RED] + 8, "H", 8)),
    "local sizes": lambda good: good.with_numbers((good.locals[RED] + 18, "I", 0), (good.locals[RED] + 22, "I", 9)),
    "disks": lambda good: good.with_numbers((good.end + 4, "H", 7), (good.central[RED] + 34, "H", 9)),
    "counts": lambda good: good.with_numbers((good.end + 8, "H", 0), (good.end + 10, "H", 0xFFFF)),
    "something before": lambda good: sealed(b"#!/bin/sh\necho hello\n" + good.content),
    "twice": lambda good: sealed(good.content + good.content),
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_no_reading_goes_by_changes_nothing_that_comes_out(
    place: Path, files: dict[str, bytes], kind: str
) -> None:
    place.write_bytes(HARMLESS[kind](Archive(files)))
    new = place.parent / "new"
    assert told(place, None, new) == "opened"
    out = {path.relative_to(new.parent).as_posix(): path.read_bytes() for path in new.rglob("*") if path.is_file()}
    assert out == {name.replace("photos/", "new/", 1): files[name] for name in (RED, GREEN)}
    [run] = Project.runs_of(Project.default_folder(new))
    assert {path.name for path in run.folder.iterdir()} == {"journal.jsonl", "photos.json", "about.json"}
    assert run.journal.path.read_bytes() == JOURNAL


@pytest.mark.parametrize("deep", [65, 900, *range(940, 1_000, 2), 5_000])
def test_a_nest_in_a_record_neither_ends_the_opening_midway_nor_hides_a_place(
    place: Path, photos: Path, deep: int
) -> None:
    """Near the depth at which Python reads no further, one part of the program could read what another could not."""
    nest = "[" * deep + "]" * deep
    journal = JOURNAL + f'{{"kind": "end", "how": "epochs", "model": "/etc/passwd", "x": {nest}}}\n'.encode()
    about = f'{{"name": "čvorak", "x": {nest}}}'.encode()
    place.write_bytes(parcel({**run_files(photos), LINES: journal, ABOUT: about}))
    assert told(place, photos) == "opened"
    [run] = Project.runs_of(Project.default_folder(photos))
    assert b"/etc" not in run.journal.path.read_bytes()
    record = record_of(run)
    assert record is not None
    assert record.model == ""
    *_, last = Runs(folder=photos).run()
    assert isinstance(last, Outcome)


@pytest.mark.parametrize("title", ["\x1b[2J\x07photos", "a\nb\r\u2028c", "a" * 10_000_000])
def test_a_title_does_nothing_to_the_place_where_it_is_told(
    place: Path, photos: Path, title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.__main__ import main

    place.write_bytes(parcel(run_files(photos), lambda about: about.update(photos=title)))
    assert main(["project", "open", str(place)]) != 0
    said = capsys.readouterr().err
    assert len(said) < 2_000
    assert all(letter.isprintable() or letter == "\n" for letter in said)
