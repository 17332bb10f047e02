"""Archives of photos are unpacked into a new folder: nothing leads out of it, and nothing half is left."""

from __future__ import annotations

import io
import os
import shutil
import stat
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from pictures import drawn

from engine.job.words import EngineError
from engine.photos.unpack import UnpackedPhotos, free_place, is_zip, unpack


def jpeg(number: int) -> bytes:
    file = io.BytesIO()
    drawn(number).save(file, "JPEG", quality=90)
    return file.getvalue()


def packed(path: Path, entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def run(archive: Path, into: Path, language: str = "en") -> UnpackedPhotos:
    steps = unpack(archive, into, language)  # type: ignore[arg-type]
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: UnpackedPhotos = end.value
            return found


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def refused(archive: Path, into: Path) -> str:
    with pytest.raises(EngineError) as caught:
        run(archive, into)
    assert caught.value.say("hr")
    assert not into.exists()
    assert not [path for path in into.parent.iterdir() if path.name.endswith(".part")]
    return caught.value.code


def test_photos_and_tables_come_out_as_they_went_in(tmp_path: Path) -> None:
    photos = {f"data/train/{name}/{n}.jpg": jpeg(n) for n in range(3) for name in ("bird", "čvorak")}
    beside = {
        "data/labels.csv": b"file,class\n", "data/notes.pdf": b"%PDF-1.7", "data/inner.zip": b"PK\x03\x04" + bytes(30),
        "__MACOSX/data/._0.jpg": b"x", "data/.DS_Store": b"x", "data/bare": jpeg(9),
    }  # fmt: skip
    found = run(packed(tmp_path / "a.zip", photos | beside), tmp_path / "new" / "photos")
    assert files(tmp_path / "new" / "photos") == {*photos, "data/labels.csv", "data/bare"}
    for name, content in photos.items():
        assert (tmp_path / "new" / "photos" / name).read_bytes() == content
    assert found.photos == 7
    assert {item.reason.code for item in found.skipped} == {"reason.document", "reason.archive"}


def test_a_folder_that_holds_all_is_opened_itself(tmp_path: Path) -> None:
    photos = {f"photos/train/{name}/{n}.jpg": jpeg(n) for n in range(2) for name in ("bird", "dog")}
    assert run(packed(tmp_path / "a.zip", photos), tmp_path / "a").folder == tmp_path / "a" / "photos" / "train"
    flat = {f"photos/{n}.jpg": jpeg(n) for n in range(2)}
    assert run(packed(tmp_path / "b.zip", flat), tmp_path / "b").folder == tmp_path / "b"


def test_nothing_leads_out_of_the_new_folder(tmp_path: Path) -> None:
    names = (
        "../out.jpg", "a/../../out.jpg", "/out.jpg", "C:/out.jpg", "C:out.jpg", "..\\out.jpg", "a\\..\\..\\out.jpg",
        "//server/share/out.jpg", "/".join(["deep"] * 60) + "/out.jpg",
    )  # fmt: skip
    archive = packed(tmp_path / "a.zip", {name: jpeg(1) for name in names} | {"good.jpg": jpeg(2)})
    before = files(tmp_path)
    found = run(archive, tmp_path / "new")
    assert files(tmp_path) - before == {"new/good.jpg"}
    assert [item.reason.code for item in found.skipped] == ["reason.outside"] * len(names)


def test_links_and_devices_are_not_made(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("good.jpg", jpeg(1))
        for name, kind in (("link.jpg", stat.S_IFLNK), ("pipe.jpg", stat.S_IFIFO), ("device.jpg", stat.S_IFCHR)):
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (kind | 0o777) << 16
            archive.writestr(entry, "/etc/passwd")
    found = run(tmp_path / "a.zip", tmp_path / "new")
    assert files(tmp_path / "new") == {"good.jpg"}
    assert [item.reason.code for item in found.skipped] == ["reason.packed_link"] * 3


def test_bombs_and_lies_are_refused_and_nothing_is_left(tmp_path: Path) -> None:
    packed(tmp_path / "zeros.zip", {"a.bmp": b"BM" + bytes(120_000_000)})
    assert refused(tmp_path / "zeros.zip", tmp_path / "new") == "archive_bomb"
    data = bytearray(packed(tmp_path / "lie.zip", {"a.jpg": jpeg(1), "b.jpg": jpeg(2)}).read_bytes())
    for place in range(len(data) - 4):
        if data[place : place + 4] == b"PK\x01\x02":
            data[place + 24 : place + 28] = struct.pack("<I", 10)  # the size that the table of contents announces
    (tmp_path / "lie.zip").write_bytes(data)
    assert refused(tmp_path / "lie.zip", tmp_path / "new") == "archive_damaged"


def test_damaged_locked_and_empty_archives_say_so(tmp_path: Path) -> None:
    good = packed(tmp_path / "a.zip", {f"{n}.jpg": jpeg(n) for n in range(4)}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(good[:-200])
    assert refused(tmp_path / "cut.zip", tmp_path / "new") == "archive_damaged"
    broken = bytearray(good)
    broken[200:260] = bytes(60)
    (tmp_path / "broken.zip").write_bytes(broken)
    assert refused(tmp_path / "broken.zip", tmp_path / "new") == "archive_damaged"
    locked = bytearray(good)
    for place in range(len(locked) - 4):
        if locked[place : place + 4] == b"PK\x01\x02":
            locked[place + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    assert refused(tmp_path / "locked.zip", tmp_path / "new") == "archive_locked"
    packed(tmp_path / "papers.zip", {"a.pdf": b"%PDF-1.7"})
    assert refused(tmp_path / "papers.zip", tmp_path / "new") == "archive_no_photos"
    assert refused(tmp_path / "none.zip", tmp_path / "new") == "archive_gone"


def test_every_flipped_bit_ends_in_words_and_nothing_outside(tmp_path: Path) -> None:
    good = packed(tmp_path / "a.zip", {"x/1.jpg": jpeg(1)[:300], "y.csv": b"a,b\n"}).read_bytes()
    into = tmp_path / "new"
    for place in range(0, len(good), 3):
        damaged = bytearray(good)
        damaged[place] ^= 1 << (place % 8)
        (tmp_path / "a.zip").write_bytes(damaged)
        with suppress(EngineError):
            run(tmp_path / "a.zip", into)
        shutil.rmtree(into, ignore_errors=True)
        assert {path.name for path in tmp_path.iterdir()} == {"a.zip"}


def test_names_that_a_system_takes_for_one_get_places_of_their_own(tmp_path: Path) -> None:
    archive = packed(
        tmp_path / "a.zip", {"A.jpg": jpeg(1), "a.jpg": jpeg(2), "b/č.jpg": jpeg(3), "b/c\u030c.jpg": jpeg(4)}
    )
    run(archive, tmp_path / "new")
    assert len(files(tmp_path / "new")) == 4
    odd = {"con.jpg": jpeg(1), 'what?"<>|.jpg': jpeg(2), "l" * 300 + ".jpg": jpeg(3)}
    run(packed(tmp_path / "odd.zip", odd), tmp_path / "odd")
    names = files(tmp_path / "odd")
    assert len(names) == 3
    assert all(len(os.fsencode(name)) < 255 and not set(name) & set('<>:"|?*') for name in names)


@pytest.mark.parametrize(("raw", "language"), [("čaplja/1.jpg".encode(), "en"), ("čaplja/1.jpg".encode("cp852"), "hr")])
def test_croatian_names_survive_archives_of_macos_and_windows(tmp_path: Path, raw: bytes, language: str) -> None:
    data = packed(tmp_path / "a.zip", {"x" * len(raw): jpeg(1)}).read_bytes()
    (tmp_path / "a.zip").write_bytes(data.replace(b"x" * len(raw), raw))
    run(tmp_path / "a.zip", tmp_path / "new", language)
    assert files(tmp_path / "new") == {"čaplja/1.jpg"}


def test_only_a_new_folder_is_written_to_and_a_cancelled_one_vanishes(tmp_path: Path) -> None:
    archive = packed(tmp_path / "a.zip", {f"{n}.jpg": jpeg(n) for n in range(4)})
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.jpg").write_bytes(b"mine")
    with pytest.raises(EngineError) as caught:
        run(archive, tmp_path / "taken")
    assert caught.value.code == "unpack_place"
    assert files(tmp_path / "taken") == {"mine.jpg"}
    assert free_place(tmp_path, "taken") == tmp_path / "taken 2"
    assert free_place(tmp_path, "other") == tmp_path / "other"
    steps = unpack(archive, tmp_path / "new")
    next(steps)
    next(steps)
    steps.close()
    assert {path.name for path in tmp_path.iterdir()} == {"a.zip", "taken"}
    assert is_zip(archive)
    assert not is_zip(tmp_path / "none")
