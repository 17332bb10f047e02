"""The lesson's data sets: downloaded from loopback, imported; a bad archive ends in one sentence."""

from __future__ import annotations

import gzip
import hashlib
import os
import random
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from archives import PETS, cats_and_dogs, pets, picture, special, tarred
from loopback import Server
from test_download import server  # noqa: F401 - a fixture

from engine.__main__ import main
from engine.files import write_json
from engine.job.events import Event, Notice, Outcome, Progress
from engine.job.words import EngineError, say
from engine.jobs.datasets import DataSetResult, DataSetRow, Datasets
from engine.jobs.scan import Scan
from engine.models import download
from engine.photos.datasets import DATA_SETS, begun, default_folder, forget_begun, megabytes_here
from engine.photos.recognise import glance

Archive = Callable[..., Path]
SETS: dict[str, tuple[Archive, int, dict[str, int]]] = {
    "cats_vs_dogs": (cats_and_dogs, 5, {"Cat": 2, "Dog": 3}),
    "oxford_pets": (pets, 6, {"Abyssinian": 2, "Egyptian Mau": 1, "american bulldog": 2, "pug": 1}),
}


def done(**settings: object) -> tuple[list[Event], DataSetResult]:
    *events, outcome = Datasets(**settings).run()  # type: ignore[arg-type]
    assert isinstance(outcome, Outcome)
    value: DataSetResult = outcome.value
    return events, value


def publish(host: Server, monkeypatch: pytest.MonkeyPatch, path: Path, name: str = "oxford_pets") -> None:
    """The server has that file under the published name, and its record knows it."""
    host.contents = path.read_bytes()
    row = replace(
        DATA_SETS[name],
        megabytes=len(host.contents) / 1e6,
        sha256=hashlib.sha256(host.contents).hexdigest(),
        address=f"http://127.0.0.1:{host.server_port}/sets/",
    )
    monkeypatch.setitem(DATA_SETS, name, row)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(**settings: object) -> str:
    with pytest.raises(EngineError) as caught:
        done(**settings)
    assert caught.value.say("en") != caught.value.say("hr")
    return caught.value.code


def test_the_list_says_size_licence_and_where_each_lies(tmp_path: Path) -> None:
    *_, outcome = Datasets().run()
    assert isinstance(outcome, Outcome)
    rows: list[DataSetRow] = outcome.value
    assert [row.name for row in rows] == list(DATA_SETS) == list(SETS)
    for row in rows:
        assert row.megabytes > 700
        assert row.photos > 7000
        assert row.path == ""
        assert "https://" in say(row.licence, "hr") != say(row.licence, "en")
        assert row.address.startswith("https://")
    done(action="import", source=str(pets(tmp_path / "images.tar.gz")))
    *_, outcome = Datasets().run()
    assert isinstance(outcome, Outcome)
    assert [bool(row.path) for row in outcome.value] == [False, True]


@pytest.mark.parametrize("name", SETS)
def test_an_archive_that_was_brought_becomes_a_folder_of_classes(name: str, tmp_path: Path) -> None:
    make, count, classes = SETS[name]
    archive = make(tmp_path / "brought under any name")
    before = archive.read_bytes()
    events, result = done(action="import", source=str(archive), into=tmp_path / "sets")
    assert (result.name, result.photos, result.classes) == (name, count, classes)
    assert [event.message for event in events if isinstance(event, Notice)] == [result.licence]
    assert Path(result.path).parent == tmp_path / "sets"
    assert archive.read_bytes() == before
    *_, scan = Scan(folder=Path(result.path)).run()
    assert isinstance(scan, Outcome)
    assert (scan.value.classes, scan.value.photos) == (classes, count)
    assert refused(action="import", source=str(archive), into=tmp_path / "sets") == "unpack_place"


def test_of_oxford_s_pets_cat_or_dog_is_a_choice(tmp_path: Path) -> None:
    archive = pets(tmp_path / "images.tar.gz")
    _, species = done(action="import", source=str(archive), into=tmp_path, classes="species")
    _, breeds = done(action="import", source=str(archive), into=tmp_path)
    assert species.classes == {"cat": 3, "dog": 3}
    assert species.path != breeds.path
    assert files(Path(species.path)) == {
        "cat/Abyssinian_1.jpg", "cat/Abyssinian_2.jpg", "cat/Egyptian_Mau_1.jpg", "dog/american_bulldog_1.jpg",
        "dog/american_bulldog_20.jpg", "dog/pug_3.jpg",
    }  # fmt: skip


def species_of(archive: Path, into: Path, **settings: object) -> tuple[dict[str, set[str]], list[str]]:
    """The photos of each species, and what was told on the way besides the licence."""
    events, result = done(action="import", source=str(archive), into=into, classes="species", **settings)
    told = [event.message.code for event in events if isinstance(event, Notice)][1:]
    assert result.told is not None
    assert told == [result.told.code]
    assert set(result.classes) == {path.name for path in Path(result.path).iterdir() if path.is_dir()}
    return {name: {path.stem for path in (Path(result.path) / name).iterdir()} for name in result.classes}, told


LIST = b"#Image CLASS-ID SPECIES BREED ID\n#ID: 1:37 class ids\nAbyssinian_1 1 2 1\r\npug_3 37 1 25\nunknown_9 2 2 2\n"
BY_LETTER = {
    "cat": {"Abyssinian_1", "Abyssinian_2", "Egyptian_Mau_1"},
    "dog": {"american_bulldog_1", "american_bulldog_20", "pug_3"},
}
BY_LIST = {
    "cat": {"pug_3", "Abyssinian_2", "Egyptian_Mau_1"},
    "dog": {"american_bulldog_1", "american_bulldog_20", "Abyssinian_1"},
}


@pytest.mark.parametrize("where", ["first in the archive", "last in the archive", "beside", "packed beside", "in into"])
def test_oxford_s_own_list_wins_over_the_capital_letter(where: str, tmp_path: Path) -> None:
    photos = {f"images/{name}": picture(number) for name, number in PETS.items()}
    inside = {"annotations/list.txt": LIST, "annotations/README": b"by Parkhi et al."}
    entries = {"first in the archive": inside | photos, "last in the archive": photos | inside}.get(where, photos)
    archive = tarred(tmp_path / "images.tar.gz", entries)
    (tmp_path / "sets" / "annotations").mkdir(parents=True)
    if where == "beside":
        (tmp_path / "list.txt").write_bytes(LIST)
    elif where == "packed beside":
        tarred(tmp_path / "annotations.tar.gz", inside)
    elif where == "in into":
        (tmp_path / "sets" / "annotations" / "list.txt").write_bytes(LIST)
    assert species_of(archive, tmp_path / "sets") == (BY_LIST, ["notice.species_by_list"])
    papers = files(tmp_path / "sets" / "Oxford-IIIT Pet, species") - {
        f"{kind}/{name}.jpg" for kind, names in BY_LIST.items() for name in names
    }
    assert papers == ({"README"} if "archive" in where else set())
    _, breeds = done(action="import", source=str(archive), into=tmp_path / "breeds")
    assert breeds.told is None
    assert breeds.classes == SETS["oxford_pets"][2]


@pytest.mark.parametrize(
    "text", [b"", b"shopping: 1 1 1\n", b"summer_1 1 2 1\nsummer_2 1 1 1\n", b"\x00\xff" * 900, b"Abyssinian_1 1 3 1\n"]
)
def test_without_the_list_or_with_another_s_the_letter_tells_and_it_is_said(text: bytes, tmp_path: Path) -> None:
    archive = pets(tmp_path / "a.tar.gz", {"annotations/list.txt": text})
    (tmp_path / "list.txt").write_bytes(text)
    (tmp_path / "annotations.tar.gz").write_bytes(b"\x1f\x8b\x08" + text)
    assert species_of(archive, tmp_path / "sets") == (BY_LETTER, ["notice.species_by_letter"])
    assert not list((tmp_path / "sets").rglob("*.txt"))


def test_a_list_that_knows_one_species_alone_leaves_one_class(tmp_path: Path) -> None:
    said = b"".join(f"{name.rpartition('.')[0]} 1 1 1\n".encode() for name in PETS)
    found, _ = species_of(pets(tmp_path / "a.tar.gz", {"annotations/list.txt": said}), tmp_path / "sets")
    assert found == {"cat": BY_LETTER["cat"] | BY_LETTER["dog"]}


def test_a_copy_that_begins_with_the_annotations_is_known_too(tmp_path: Path) -> None:
    maps = {f"oxford-iiit-pet/annotations/trimaps/Abyssinian_{n}.png": picture(n, "PNG") for n in range(250)}
    photos = {f"oxford-iiit-pet/images/{name}": picture(number) for name, number in PETS.items()}
    archive = tarred(tmp_path / "all.tar.gz", maps | photos)
    _, result = done(action="import", source=str(archive), into=tmp_path / "sets")
    assert (result.name, result.classes) == ("oxford_pets", SETS["oxford_pets"][2])
    only = tarred(tmp_path / "annotations.tar.gz", maps)
    assert refused(action="import", source=str(only), into=tmp_path / "none") == "archive_no_photos"


@pytest.mark.parametrize("name", SETS)
def test_licence_and_readme_stay_beside_the_classes_and_trouble_nobody(name: str, tmp_path: Path) -> None:
    make, count, classes = SETS[name]
    papers = {"MSR-LA - 3467.docx": b"PK\x03\x04" + bytes(30), "readme[1].txt": b"read me"}
    more = {"images/LICENSE": b"CC BY-SA", "images/setup.exe": b"MZ" + bytes(9)} | (papers if make is pets else {})
    _, result = done(action="import", source=str(make(tmp_path / "a", more)), into=tmp_path / "sets")
    folder = Path(result.path)
    kept = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert kept == papers | {"LICENSE": b"CC BY-SA"}
    assert set(result.papers) == set(kept)
    assert result.classes == classes
    *_, scan = Scan(folder=folder).run()
    assert isinstance(scan, Outcome)
    assert (scan.value.classes, scan.value.photos) == (classes, count)
    assert scan.value.skipped == ()
    assert any(str(line) for line in Datasets.report(result))


def test_of_licences_without_end_a_few_are_kept(tmp_path: Path) -> None:
    papers = {f"PetImages/papers/LICENSE {number}.txt": b"terms" for number in range(60)}
    papers |= {"PetImages/Cat/licence.jpg": picture(6), "..\\..\\LICENSE.txt": b"out", "/readme.txt": b"out"}
    _, result = done(action="import", source=str(cats_and_dogs(tmp_path / "a.zip", papers)), into=tmp_path / "sets")
    assert 0 < len(list(tmp_path.rglob("*LICENSE*"))) <= 24
    assert result.photos == 6
    assert files(tmp_path) - {"a.zip"} == {f"sets/Cats vs. Dogs/{name}" for name in files(Path(result.path))}


def test_empty_photos_are_left_out_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive = cats_and_dogs(tmp_path / "a.zip")
    _, result = done(action="import", source=str(archive), into=tmp_path / "one")
    assert [(kind.kind, kind.count) for kind in result.left_out] == [("empty", 2)]
    assert main(["datasets", "import", str(archive), "--into", str(tmp_path / "two"), "--language", "hr"]) == 0
    told = capsys.readouterr()
    assert "MSR-LA" in told.err
    assert "5 fotografija sada je u" in told.out
    assert main(["datasets", "--language", "hr"]) == 0
    assert "25.000 fotografija" in capsys.readouterr().out


@pytest.mark.parametrize("name", SETS)
def test_a_mirror_has_it_under_the_published_name(name: str, server: Server, tmp_path: Path) -> None:  # noqa: F811
    make, count, classes = SETS[name]
    server.contents = make(tmp_path / "a").read_bytes()
    events, result = done(action="get", source=name, into=tmp_path / "sets")
    assert (result.photos, result.classes) == (count, classes)
    codes = [event.message.code for event in events if isinstance(event, Notice)]
    assert codes == [f"data_set.{name}.licence", "notice.data_set_differs"]
    assert isinstance(events[0], Notice), "its licence comes first"
    assert not files(default_folder())


@pytest.fixture
def published(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:  # noqa: F811
    """A server that is the publisher of Oxford's pets; plain http is let pass."""
    figures = random.Random(0).randbytes(800_000)  # more than comes in one piece
    publish(server, monkeypatch, pets(tmp_path / "published.tar.gz", {"images/figures.mat": figures}))
    monkeypatch.setattr(download, "mirrored", lambda: False)
    return server


FAULTS = {
    "missing": "download_missing", "broken": "download_refused", "cut": "download_cut", "stalled": "download_stalled",
    "portal": "download_portal", "wrong": "download_wrong_digest", "elsewhere": "download_insecure",
}  # fmt: skip


@pytest.mark.parametrize(("mode", "code"), FAULTS.items())
def test_each_fault_of_the_network_is_one_sentence_and_the_next_try_succeeds(
    mode: str, code: str, published: Server, tmp_path: Path
) -> None:
    published.mode = mode
    assert refused(action="get", source="oxford_pets", into=tmp_path / "sets") == code
    assert not (tmp_path / "sets").exists()
    published.mode = "good"
    published.release.set()
    _, result = done(action="get", source="oxford_pets", into=tmp_path / "sets")
    assert result.photos == 6
    assert not files(default_folder())


def test_a_download_that_was_stopped_goes_on_from_there(
    published: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_stall_seconds", 30.0)
    published.mode = "stalled"
    steps = Datasets(action="get", source="oxford_pets", into=tmp_path / "sets").run()
    assert next(event for event in steps if isinstance(event, Progress) and event.done)
    steps.close()
    half = (default_folder() / "images.tar.gz.begun").stat().st_size
    assert 0 < half < len(published.contents)
    assert not (tmp_path / "sets").exists()
    published.release.set()
    published.mode = "by_ranges"
    _, result = done(action="get", source="oxford_pets", into=tmp_path / "sets")
    assert published.requests[-1] == f"bytes={half}-"
    assert result.photos == 6


@pytest.mark.parametrize("left", ["all of it", "more than there is", "nonsense"])
def test_what_an_earlier_download_left_never_spoils_the_next(left: str, published: Server, tmp_path: Path) -> None:
    default_folder().mkdir(parents=True)
    begun = default_folder() / "images.tar.gz.begun"
    contents = published.contents
    begun.write_bytes({"all of it": contents, "more than there is": contents * 2, "nonsense": bytes(100)}[left])
    published.mode = "by_ranges"
    if left == "nonsense":
        assert refused(action="get", source="oxford_pets", into=tmp_path) == "download_wrong_digest"
        assert not begun.exists()
    assert done(action="get", source="oxford_pets", into=tmp_path)[1].photos == 6


def test_a_damaged_archive_from_a_mirror_is_brought_anew(server: Server, tmp_path: Path) -> None:  # noqa: F811
    good = pets(tmp_path / "a.tar.gz").read_bytes()
    server.contents = good[: len(good) // 2]
    assert refused(action="get", source="oxford_pets", into=tmp_path / "sets") == "archive_damaged"
    assert not (tmp_path / "sets").exists() or not files(tmp_path / "sets")
    server.contents = good
    assert done(action="get", source="oxford_pets", into=tmp_path / "sets")[1].photos == 6


def test_a_place_that_is_taken_is_said_before_anything_is_downloaded(server: Server, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "Cats vs. Dogs").mkdir()
    (tmp_path / "Cats vs. Dogs" / "mine.jpg").write_bytes(b"mine")
    assert refused(action="get", source="cats_vs_dogs", into=tmp_path) == "unpack_place"
    assert server.requests == []
    assert files(tmp_path) == {"Cats vs. Dogs/mine.jpg"}


def test_what_is_asked_wrongly_is_said(tmp_path: Path) -> None:
    assert refused(action="get", source="cats") == "unknown_choice"
    assert refused(action="get") == "data_set_name"
    assert refused(action="import") == "data_set_file"
    assert refused(action="import", source=str(tmp_path / "none.zip")) == "no_archive"
    assert refused(action="import", source=str(tmp_path)) == "archive_is_folder"
    (tmp_path / "photo.jpg").write_bytes(picture(1))
    assert refused(action="import", source=str(tmp_path / "photo.jpg")) == "data_set_unknown"
    own = tarred(tmp_path / "own.tar.gz", {"summer/IMG_1.jpg": picture(1)})
    assert refused(action="import", source=str(own)) == "data_set_unknown"


def test_nothing_leads_out_of_the_folder_and_no_link_is_made(tmp_path: Path) -> None:
    odd = {f"images/{name}": picture(7) for name in ("../../pug_7.jpg", "../../../pug_8.jpg", "..\\..\\pug_9.jpg")}
    odd |= {"/images/pug_6.jpg": picture(7), "C:/images/pug_5.jpg": picture(7)}
    links = {
        "images/pug_11.jpg": special("images/pug_11.jpg", tarfile.SYMTYPE, "/etc/passwd"),
        "images/pug_12.jpg": special("images/pug_12.jpg", tarfile.LNKTYPE, "images/pug_3.jpg"),
        "images/pug_13.jpg": special("images/pug_13.jpg", tarfile.FIFOTYPE, ""),
        "images/pug_14.jpg": special("images/pug_14.jpg", tarfile.CHRTYPE, ""),
        "images/dir": special("images/dir", tarfile.SYMTYPE, str(tmp_path)),
        "images/dir/pug_15.jpg": picture(8),
    }
    archive = pets(tmp_path / "a.tar.gz", odd | links)  # type: ignore[arg-type]
    _, result = done(action="import", source=str(archive), into=tmp_path / "sets")
    assert result.photos == 7
    assert {(kind.kind, kind.count) for kind in result.left_out} == {("outside", 5), ("packed_link", 5)}
    inside = "sets/Oxford-IIIT Pet, breed/"
    assert all(name.startswith(inside) or name == "a.tar.gz" for name in files(tmp_path))
    assert not [path for path in tmp_path.rglob("*") if path.is_symlink()]


def test_of_a_zip_nothing_leads_out_either(tmp_path: Path) -> None:
    names = ("../../out.jpg", "..\\..\\out.jpg", "/out.jpg", "C:/out.jpg", "C:\\out.jpg", "\\\\server\\out.jpg")
    archive = cats_and_dogs(
        tmp_path / "a.zip", {f"{way}{name}": picture(7) for name in names for way in ("", "PetImages/")}
    )
    with zipfile.ZipFile(archive, "a") as opened:
        for number, kind in enumerate((stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFBLK)):
            entry = zipfile.ZipInfo(f"PetImages/Cat/1{number}.jpg")
            entry.external_attr = (kind | 0o777) << 16
            opened.writestr(entry, "/etc/passwd")
    _, result = done(action="import", source=str(archive), into=tmp_path / "sets")
    assert {kind.kind: kind.count for kind in result.left_out}["packed_link"] == 4
    assert all(name.startswith("sets/Cats vs. Dogs/") or name == "a.zip" for name in files(tmp_path))
    assert not [path for path in tmp_path.rglob("*") if path.is_symlink()]
    assert {"Cat", "Dog"} < set(result.classes), "what stands behind a drive's letter lies inside, by another name"


@pytest.mark.parametrize("name", SETS)
def test_names_that_a_system_takes_for_one_lose_no_photo(name: str, tmp_path: Path) -> None:
    make, count, _ = SETS[name]
    same = {
        "cats_vs_dogs": ("PetImages/cat/0.jpg", "PetImages/CAT/0.JPG", "petimages/Cat/0.jpg"),
        "oxford_pets": ("images/PUG_3.jpg", "images/Pug_3.jpg", "images/pug_3.JPG"),
    }[name]
    archive = make(tmp_path / "a", {path: picture(20 + number) for number, path in enumerate(same)})
    _, result = done(action="import", source=str(archive), into=tmp_path / "sets", classes="species")
    found = [path for path in files(Path(result.path)) if not path.endswith((".docx", ".txt"))]
    assert result.photos == len(found) == count + len(same)
    keys = {(Path(result.path) / path).relative_to(result.path).as_posix().casefold() for path in found}
    assert len(keys) == len(found), "a system that knows no capitals has them all"


def test_a_link_where_the_folder_shall_be_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.jpg").write_bytes(b"mine")
    (tmp_path / "sets").mkdir()
    (tmp_path / "sets" / "Cats vs. Dogs").symlink_to(tmp_path / "mine", target_is_directory=True)
    archive = cats_and_dogs(tmp_path / "a.zip")
    assert refused(action="import", source=str(archive), into=tmp_path / "sets") == "unpack_place"
    assert files(tmp_path / "mine") == {"a.jpg"}


def bomb_of_zeros(path: Path) -> Path:
    return pets(path, {"images/pug_9.jpg": b"\xff\xd8\xff" + bytes(120_000_000)})


def bomb_in_a_file_that_is_left_out(path: Path) -> Path:
    return pets(path, {"images/zeros.mat": bytes(120_000_000)})


def bomb_in_a_name(path: Path) -> Path:
    """A header that announces a name of 60 GB, and zeros behind it."""
    data = gzip.decompress(pets(path).read_bytes())
    entry = tarfile.TarInfo("././@LongLink")
    entry.type, entry.size = tarfile.GNUTYPE_LONGNAME, 60_000_000_000
    path.write_bytes(gzip.compress(entry.tobuf(tarfile.GNU_FORMAT) + data))
    return path


def cut(path: Path) -> Path:
    good = pets(path).read_bytes()
    path.write_bytes(good[:-300])
    return path


def cut_before_it_was_packed(path: Path) -> Path:
    """The tar is cut between two files, and what is left of it packed well."""
    data = gzip.decompress(pets(path).read_bytes())
    path.write_bytes(gzip.compress(data[: data.index(b"images/pug_3.jpg")]))
    return path


def with_a_header_damaged(path: Path) -> Path:
    data = bytearray(gzip.decompress(pets(path).read_bytes()))
    data[data.index(b"images/pug_3.jpg")] ^= 1
    path.write_bytes(gzip.compress(data))
    return path


def with_a_wrong_check_sum(path: Path) -> Path:
    data = bytearray(pets(path).read_bytes())
    data[-6] ^= 1
    path.write_bytes(data)
    return path


def zip_cut(path: Path) -> Path:
    path.write_bytes(cats_and_dogs(path).read_bytes()[:-100])
    return path


def zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(cats_and_dogs(path), "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("PetImages/Dog/9.bmp", b"BM" + bytes(160_000_000))
    return path


def zip_that_lies(path: Path) -> Path:
    """Its table of contents announces ten bytes a file."""
    data = bytearray(cats_and_dogs(path).read_bytes())
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 20 : place + 28] = struct.pack("<II", 10, 10)
    path.write_bytes(data)
    return path


def zip_with_a_photo_damaged(path: Path) -> Path:
    data = bytearray(cats_and_dogs(path).read_bytes())
    data[data.index(b"PetImages/Dog/1.jpg") + 200] ^= 255
    path.write_bytes(data)
    return path


def zip_with_a_password(path: Path) -> Path:
    data = bytearray(cats_and_dogs(path).read_bytes())
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 8] |= 1
    path.write_bytes(data)
    return path


BAD: dict[Callable[[Path], Path], set[str]] = {
    bomb_of_zeros: {"archive_bomb"},
    bomb_in_a_file_that_is_left_out: {"archive_bomb"},
    bomb_in_a_name: {"archive_damaged", "archive_bomb"},
    cut: {"archive_damaged"},
    cut_before_it_was_packed: {"archive_damaged"},
    with_a_header_damaged: {"archive_damaged"},
    with_a_wrong_check_sum: {"archive_damaged"},
    zip_cut: {"archive_damaged"},
    zip_bomb: {"archive_bomb"},
    zip_that_lies: {"archive_damaged"},
    zip_with_a_photo_damaged: {"archive_damaged"},
    zip_with_a_password: {"archive_locked"},
}


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
def test_a_bad_archive_is_one_sentence_and_leaves_nothing(make: Callable[[Path], Path], tmp_path: Path) -> None:
    archive = make(tmp_path / "a.tar.gz")
    tracemalloc.start()
    code = refused(action="import", source=str(archive), into=tmp_path / "sets")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert code in BAD[make]
    assert files(tmp_path) == {"a.tar.gz"}
    assert most < 40e6
    assert not files(default_folder())


def test_every_flipped_bit_ends_in_words_and_nothing_outside(tmp_path: Path) -> None:
    small = {"images/pug_1.jpg": picture(1)[:300], "images/Bengal_1.jpg": picture(2)[:200]}
    packed = tarred(tmp_path / "a.tar.gz", small).read_bytes()
    plain = bytearray(gzip.decompress(packed))
    for place in range(0, len(packed), 2):
        damaged = bytearray(packed)
        damaged[place] ^= 1 << (place % 8)
        survives(tmp_path, bytes(damaged))
    for place in range(0, 2000, 7):  # where a check sum fits
        damaged = bytearray(plain)
        damaged[place] ^= 1 << (place % 8)
        survives(tmp_path, gzip.compress(damaged, 1))


def survives(folder: Path, contents: bytes) -> None:
    (folder / "a.tar.gz").write_bytes(contents)
    with suppress(EngineError):
        done(action="import", source=str(folder / "a.tar.gz"), into=folder / "sets")
    shutil.rmtree(folder / "sets", ignore_errors=True)
    assert {path.name for path in folder.iterdir()} == {"a.tar.gz"}


def test_more_entries_than_photos_can_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.photos import unpack

    monkeypatch.setattr(unpack, "_ENTRIES", 3)
    assert refused(action="import", source=str(pets(tmp_path / "a.tar.gz")), into=tmp_path / "sets") == "archive_bomb"
    assert files(tmp_path) == {"a.tar.gz"}


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.photos import unpack

    monkeypatch.setattr(unpack.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    assert refused(action="import", source=str(pets(tmp_path / "a.tar.gz")), into=tmp_path / "sets") == "disk_full"
    assert files(tmp_path) == {"a.tar.gz"}


def dead_process() -> int:
    """The number of a process that has been and is no more."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def test_what_a_killed_unpacking_left_anywhere_is_swept_by_the_next_look(tmp_path: Path) -> None:
    dead, there = dead_process(), tmp_path / "stick"
    half = there / f".Cats vs. Dogs.{dead}.part"
    (half / "Cat").mkdir(parents=True)
    (half / "Cat" / "0.jpg").write_bytes(b"half")
    (there / "mine.part").write_bytes(b"mine")
    default_folder().mkdir(parents=True)
    archive = default_folder() / DATA_SETS["cats_vs_dogs"].file
    archive.write_bytes(b"all of it")
    note = {"place": str(there / "Cats vs. Dogs"), "archive": archive.name}
    write_json(default_folder() / f".{dead}.unpacking.json", note)
    write_json(default_folder() / f".{os.getpid()}.unpacking.json", note)
    (default_folder() / f".{dead_process()}.unpacking.json").write_bytes(b"[]")
    *_, outcome = Datasets().run()
    assert files(there) == {"mine.part"}
    assert files(default_folder()) == {archive.name, f".{os.getpid()}.unpacking.json"}
    assert isinstance(outcome, Outcome)
    assert outcome.value[0].begun == pytest.approx(9e-6)
    (there / "Cats vs. Dogs" / "Cat").mkdir(parents=True)  # it was killed when the folder was there
    write_json(default_folder() / f".{dead}.unpacking.json", note)
    assert list(Datasets().run())
    assert files(default_folder()) == {f".{os.getpid()}.unpacking.json"}


def test_what_has_come_can_be_thrown_away() -> None:
    row = DATA_SETS["oxford_pets"]
    assert megabytes_here(row) == 0
    default_folder().mkdir(parents=True)
    begun(row).write_bytes(bytes(1000))
    assert megabytes_here(row) == pytest.approx(0.001)
    forget_begun(row)
    assert not files(default_folder())


@pytest.mark.parametrize("name", SETS)
def test_an_archive_is_known_at_a_glance(name: str, tmp_path: Path) -> None:
    make, *_ = SETS[name]
    found = glance(make(tmp_path / "a", {f"images/more_{n}.jpg": picture(n) for n in range(40)}))
    assert found is not None
    assert found.name == name


def test_a_glance_takes_no_archive_for_another_and_never_fails(tmp_path: Path) -> None:
    made = {
        "own.tar.gz": tarred(tmp_path / "own.tar.gz", {"summer/pug_1.jpg": picture(1)}).read_bytes(),
        "photo.jpg": picture(1), "empty": b"", "zip": b"PK\x03\x04" + bytes(20), "gzip": b"\x1f\x8b\x08" + b"x" * 900,
        "zeros": gzip.compress(bytes(30_000_000)), "odd": gzip.compress(b"a" * 257 + b"ustar" + b"9" * 5000),
        "names": b"PK\x01\x02" * 60_000, "parcel": b"PK\x03\x04" + b"\xff" * 300,
    }  # fmt: skip
    for name, contents in made.items():
        (tmp_path / name).write_bytes(contents)
        assert glance(tmp_path / name) is None
    assert glance(tmp_path / "none") is None
    assert glance(tmp_path) is None
