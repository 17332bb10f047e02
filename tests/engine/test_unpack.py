"""Archives of photos are unpacked into a new folder: nothing leads out of it, and nothing half is left."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shlex
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from pictures import drawn

from engine.job.words import EngineError, say
from engine.jobs.classify import Classify
from engine.jobs.scan import Scan
from engine.photos.kinds import left_out
from engine.photos.unpack import UnpackedPhotos, archive_name, can_be_unpacked, free_place, is_zip, unpack


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


PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "tar": lambda plain: plain, "tar.gz": gzip.compress, "tgz": gzip.compress, "tar.bz2": bz2.compress,
    "tar.xz": lzma.compress,
}  # fmt: skip


def tar(entries: Mapping[str, bytes | tarfile.TarInfo], form: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, content in entries.items():
            entry = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            data = content if isinstance(content, bytes) else b""
            if isinstance(content, bytes):
                entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return file.getvalue()


def entry(name: str, kind: bytes, leads_to: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname = kind, leads_to
    return made


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("kind", PACKERS)
def test_a_tar_is_unpacked_however_it_is_packed_and_whatever_it_is_called(kind: str, form: int, tmp_path: Path) -> None:
    photos = {f"train/{name}/{n}.jpg": jpeg(n) for n in range(3) for name in ("bird", "čvorak")}
    beside = {"train/labels.csv": b"file,class\n", "train/notes.pdf": b"%PDF-1.7"}
    made = PACKERS[kind](tar(photos | beside, form))
    for number, name in enumerate((f"train.{kind}", "no suffix", "wrong.zip", "capitals." + kind.upper())):
        (tmp_path / name).write_bytes(made)
        assert can_be_unpacked(tmp_path / name)
        into = tmp_path / f"photos {number}"
        found = run(tmp_path / name, into)
        assert found.photos == 6
        assert files(into) == {*photos, "train/labels.csv"}
        assert all((into / name).read_bytes() == data for name, data in photos.items())
        assert [item.reason.code for item in found.skipped] == ["reason.document"]
    assert archive_name(tmp_path / f"Train.{kind}") == "Train"


@pytest.mark.parametrize("kind", PACKERS)
def test_a_tar_leads_nowhere_outside_and_makes_no_link(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.jpg").write_bytes(jpeg(1))
    bad = {
        "../out.jpg": jpeg(2), "/tmp/prijenos-out.jpg": jpeg(2), "a/../../out.jpg": jpeg(2), "C:\\out.jpg": jpeg(2),
        "a/link.jpg": entry("a/link.jpg", tarfile.SYMTYPE, str(tmp_path / "secret" / "s.jpg")),
        "a/hard.jpg": entry("a/hard.jpg", tarfile.LNKTYPE, "../secret/s.jpg"),
        "a/folder": entry("a/folder", tarfile.SYMTYPE, str(tmp_path / "secret")), "a/folder/x.jpg": jpeg(3),
        "a/pipe.jpg": entry("a/pipe.jpg", tarfile.FIFOTYPE), "a/device.jpg": entry("a/device.jpg", tarfile.CHRTYPE),
    }  # fmt: skip
    (tmp_path / "a").write_bytes(PACKERS[kind](tar({**bad, "a/good.jpg": jpeg(4)})))
    found = run(tmp_path / "a", tmp_path / "photos")
    assert files(tmp_path / "photos") == {"a/good.jpg", "a/folder/x.jpg"}
    assert all(not path.is_symlink() for path in (tmp_path / "photos").rglob("*"))
    assert files(tmp_path / "secret") == {"s.jpg"}
    assert {item.reason.code for item in found.skipped} == {"reason.outside", "reason.packed_link"}
    assert not (tmp_path / "out.jpg").exists()
    assert not Path("/tmp/prijenos-out.jpg").exists()


@pytest.mark.parametrize("kind", [kind for kind in PACKERS if kind != "tar"])
def test_a_packed_tar_that_would_fill_the_disk_is_refused(kind: str, tmp_path: Path) -> None:
    bomb = tar({"a/1.jpg": jpeg(1), "a/2.jpg": jpeg(2) + bytes(120_000_000)})
    (tmp_path / "b").write_bytes(PACKERS[kind](bomb))
    assert refused(tmp_path / "b", tmp_path / "photos") == "archive_bomb"


def test_an_xz_that_asks_for_gigabytes_of_memory_is_none_of_ours(tmp_path: Path) -> None:
    made = bytearray(lzma.compress(tar({"a/1.jpg": jpeg(1)})))
    end = 12 + (made[12] + 1) * 4  # of the block's header, behind the stream's
    assert made[14:16] == b"\x21\x01"
    made[16] = 38  # a dictionary of 3 GiB
    made[end - 4 : end] = struct.pack("<I", zlib.crc32(made[12 : end - 4]))
    (tmp_path / "m.tar.xz").write_bytes(made)
    assert not can_be_unpacked(tmp_path / "m.tar.xz")


@pytest.mark.parametrize("kind", PACKERS)
def test_a_tar_that_is_cut_or_damaged_says_so_and_leaves_nothing(kind: str, tmp_path: Path) -> None:
    whole = PACKERS[kind](tar({f"a/{n}.jpg": jpeg(n) for n in range(6)}))
    for number in range(24):
        broken = bytearray(whole)
        if number < 12:
            del broken[(number + 1) * len(whole) // 14 :]
        else:
            broken[(number - 11) * len(whole) // 14] ^= 0x10
        (tmp_path / "b").write_bytes(broken)
        into = tmp_path / f"photos {number}"
        with suppress(EngineError):
            assert run(tmp_path / "b", into).photos > 0
            assert number >= 12  # a plain tar has no check sum over its photos; a cut one is always noticed
            assert kind == "tar"
            continue
        assert not into.exists()
    assert {path.name for path in tmp_path.iterdir() if not path.name.startswith("photos")} == {"b"}


@pytest.mark.parametrize("content", [gzip.compress(b"file,class\n"), bz2.compress(bytes(9)), b"BZh9", b"\xfd7zXZ\x00"])
def test_one_packed_file_is_no_archive_of_photos(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.tar.gz").write_bytes(content)
    assert not can_be_unpacked(tmp_path / "a.tar.gz")


def test_a_terminal_says_what_to_do_with_an_archive(tmp_path: Path) -> None:
    """Given in a folder's place, beside photos in a folder, and among pictures to classify; the line given works."""
    photos = {f"set/{name}/{n}.jpg": jpeg(n) for n in range(2) for name in ("a", "b")}
    (tmp_path / "my photos.tar.xz").write_bytes(lzma.compress(tar(photos)))
    packed(tmp_path / "p.zip", photos)
    (tmp_path / "p.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    (tmp_path / "p.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    codes = {"my photos.tar.xz": "folder_is_packed", "p.zip": "folder_is_packed"}
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(EngineError) as caught:
            list(Scan(folder=path).run())
        assert caught.value.code == codes.get(path.name, "folder_is_packed_elsewhere")
        assert ("7-Zip" in caught.value.say("hr")) == (path.name not in codes)
        if path.name in codes:
            line = shlex.split(str(caught.value.params["line"]))
            assert line[0] == "python"
            (tmp_path / f"in {path.stem}").mkdir()
            done = subprocess.run([sys.executable, *line[1:]], cwd=tmp_path / f"in {path.stem}", check=False)
            assert done.returncode == 0
            assert files(tmp_path / f"in {path.stem}" / archive_name(path)) == set(photos)
    folder = tmp_path / "folder"
    for name, content in photos.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for name in ("my photos.tar.xz", "p.zip", "p.7z", "p.rar"):
        shutil.copy(tmp_path / name, folder / name)
    result = list(Scan(folder=folder).run())[-1].value  # type: ignore[union-attr]
    told = {one.kind: one for one in result.left_out}
    assert (told["archive"].count, told["packed"].count) == (2, 2)
    assert "7-Zip" in say(told["packed"].counted(), "hr")
    assert "ispustite je na prozor" in say(told["archive"].reason, "hr")
    skipped = Classify(model="efficientnet_lite0", paths=tuple(folder.glob("p.*")), top=1)
    answered = list(skipped.run())[-1].value  # type: ignore[union-attr]
    assert {one.kind for one in left_out(answered.skipped)} == {"archive", "packed"}
