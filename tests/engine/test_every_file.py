"""Every file of a folder is used or told with its kind and the way out, judged by what is in it and not by its name."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import drawn, saved
from PIL import Image

from engine.job.declare import plain
from engine.job.events import Outcome
from engine.job.words import LANGUAGES, EngineError, Message, catalogue, message, say
from engine.jobs.classify import Classify
from engine.jobs.scan import Scan
from engine.models.card import Card
from engine.models.head import HeadSpec, build_head
from engine.models.model import build, save
from engine.photos.door import PhotoFault, read_photo
from engine.photos.kinds import HEIC, judge
from engine.photos.tiff import tiff_bands

HEIC_DATA = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 4000


def jpeg(number: int) -> bytes:
    file = io.BytesIO()
    drawn(number).save(file, "JPEG", quality=90)
    return file.getvalue()


def put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def scanned(root: Path) -> Any:
    *_, last = Scan(folder=root).run()
    assert isinstance(last, Outcome)
    return last.value


def kinds(value: Any) -> dict[str, int]:
    return {kind.kind: kind.count for kind in value.left_out}


def multiband(bands: int, bits: int, order: str = "<") -> bytes:
    """A TIFF of 8×8 pixels with so many bands, as satellites and microscopes write them."""
    data = bytes(8 * 8 * bands * bits // 8)
    tags = [
        (256, 3, 1, 8), (257, 3, 1, 8), (258, 3, bands, 8 + 2 + 10 * 12 + 4), (259, 3, 1, 1), (262, 3, 1, 1),
        (273, 4, 1, 8 + 2 + 10 * 12 + 4 + 2 * bands), (277, 3, 1, bands), (278, 3, 1, 8), (279, 4, 1, len(data)),
        (284, 3, 1, 1),
    ]  # fmt: skip
    entries = b"".join(
        struct.pack(order + "HHI", tag, kind, count)
        + (struct.pack(order + "I", value) if kind == 4 or count > 1 else struct.pack(order + "HH", value, 0))
        for tag, kind, count, value in tags
    )
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    return (
        head
        + struct.pack(order + "H", 10)
        + entries
        + bytes(4)
        + struct.pack(f"{order}{bands}H", *[bits] * bands)
        + data
    )


def zipped(name: str, content: bytes = b"x") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo("a"))
    return file.getvalue()


def array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.zeros((8, 8)))
    return file.getvalue()


KINDS: dict[str, tuple[str, bytes]] = {
    "scan.dcm": ("dicom", b"\0" * 128 + b"DICM" + b"\x02\x00" * 50),
    "scan without a suffix": ("dicom", b"\0" * 128 + b"DICM" + b"\x02\x00" * 50),
    "a.npy": ("arrays", array()),
    "a.npz": ("arrays", zipped("arr_0.npy")),
    "brain.nii.gz": ("arrays", tarred()),
    "cells.h5": ("arrays", b"\x89HDF\r\n\x1a\n" + bytes(40)),
    "train.zip": ("archive", zipped("train/bird/1.jpg")),
    "images.tar.gz": ("archive", tarred()),
    "old.rar": ("packed", b"Rar!\x1a\x07\x01\x00"),
    "clip.MOV": ("video", b"\0\0\0\x14ftypqt  " + bytes(99)),
    "clip.mp4": ("video", b"\0\0\0\x18ftypisom" + bytes(99)),
    "clip.webm": ("video", b"\x1aE\xdf\xa3" + bytes(40)),
    "clip.avi": ("video", b"RIFF\0\0\0\0AVI LIST"),
    "paper.pdf": ("document", b"%PDF-1.7\n"),
    "report.docx": ("document", zipped("[Content_Types].xml")),
    "drawing.svg": ("svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "photo.NEF": ("raw", b"MM\0*\0\0\0\x08" + bytes(64)),
    "photo.cr2": ("raw", b"II*\0\x10\0\0\0CR\x02\0" + bytes(64)),
    "photo.CR3": ("raw", b"\0\0\0\x18ftypcrx " + bytes(64)),
    "photo.raf": ("raw", b"FUJIFILMCCD-RAW 0201"),
    "IMG_0001.AAE": ("sidecar", b"<plist/>"),
    "IMG_0001.xmp": ("sidecar", b"<x:xmpmeta/>"),
    "voice.m4a": ("audio", b"\0\0\0\x18ftypM4A " + bytes(40)),
    "weights.pth": ("weights", zipped("archive/data.pkl")),
    "layers.psd": ("unsupported", b"8BPS\0\x01" + bytes(40)),
    "page.jpg": ("page", b"<!DOCTYPE html><html>404</html>"),
    "forest.tif": ("bands", multiband(13, 16)),
    "river.tif": ("bands", multiband(4, 16, ">")),
    "empty.jpg": ("empty", b""),
    "cut.jpg": ("truncated", jpeg(1)[:900]),
    "text.jpg": ("not_a_picture", b"I am no picture"),
    "README.md": ("text", b"# Photos of birds\n"),
    "program.exe": ("other", b"MZ\x90\0" + bytes(range(128))),
    **({} if HEIC else {"IMG_1.HEIC": ("heic", HEIC_DATA), "renamed.jpg": ("heic", HEIC_DATA)}),
}  # fmt: skip


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "m.safetensors"
    spec = HeadSpec(1024, 2)
    network = build("mobilenet_v3_small", weights="none", classes=("bird", "dog"), head=build_head(spec))
    save(path, network, Card(network.name, "none", network.classes, network.preprocessing, spec))
    return path


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A folder with good photos, and one file of every kind."""
    root = tmp_path / "photos"
    for name in ("bird", "dog"):
        for number in range(4):
            saved(root / name / f"{number}.jpg", number + 10 * (name == "dog"))
    for name, (_, content) in KINDS.items():
        put(root / "bird" / name, content)
    return root


def test_every_file_is_a_photo_or_told_with_its_kind(full: Path, model: Path) -> None:
    value = scanned(full)
    expected: dict[str, int] = {}
    for kind, _ in KINDS.values():
        expected[kind] = expected.get(kind, 0) + 1
    assert kinds(value) == expected
    files = sum(path.is_file() for path in full.rglob("*"))
    assert value.photos + sum(kind.count for kind in value.left_out) == files
    *_, last = Classify(model=str(model), paths=(full,), threads=1).run()
    assert isinstance(last, Outcome)
    assert kinds(last.value) == expected  # the same words for the same files, whoever looks
    told = {kind.kind: kind.reason for kind in last.value.left_out}
    assert told == {kind.kind: kind.reason for kind in value.left_out}
    data = json.loads(json.dumps(plain(value)))["left_out"]
    assert {tuple(sorted(kind)) for kind in data} == {("count", "first", "kind", "reason")}


def test_the_window_s_findings_and_the_terminal_name_each_kind_with_the_way_out(full: Path, model: Path) -> None:
    value = scanned(full)
    problems = {str(p.params["kind"]): p for p in value.problems if p.code == "problem.skipped"}
    left = {kind for kind, _ in KINDS.values()} - {"empty", "truncated", "not_a_picture", "text"}
    assert set(problems) == left
    *_, last = Classify(model=str(model), paths=(full,), threads=1).run()
    assert isinstance(last, Outcome)
    for report in (Scan.report(value), Classify.report(last.value)):
        for language in LANGUAGES:
            lines = [say(line, language) if isinstance(line, Message) else line for line in report]
            assert all("\n" not in line for line in lines)
            text = "\n".join(lines)
            words = {
                "en": ("2 DICOM files", "unpack it first", "13 bands"),
                "hr": ("2 datoteke DICOM", "raspakirajte", "13 kanala"),
            }
            assert all(word in text for word in words[language])
    for problem in problems.values():
        assert say(problem, "hr") != say(problem, "en")


def test_what_a_folder_leaves_out_is_left_out_when_it_is_named_too(tmp_path: Path, model: Path) -> None:
    file = io.BytesIO()
    drawn(1).save(file, "TIFF")
    paths = (put(tmp_path / "photo.NEF", file.getvalue()), put(tmp_path / "IMG_1.THM", jpeg(2)))
    paths += (put(tmp_path / "really.nef", jpeg(3)), put(tmp_path / "scan.dcm", KINDS["scan.dcm"][1]))
    *_, last = Classify(model=str(model), paths=paths, threads=1).run()
    assert isinstance(last, Outcome)
    assert kinds(last.value) == {"raw": 1, "sidecar": 1, "dicom": 1}
    assert [Path(photo.path).name for photo in last.value.photos] == ["really.nef"]


def test_every_reason_can_be_counted() -> None:
    reasons = {code.removeprefix("reason.") for code in catalogue() if code.startswith("reason.")}
    for reason in sorted(reasons):
        for count in (1, 2, 5):
            for language in LANGUAGES:
                assert str(count) in say(message(f"kind.{reason}", count=count), language)


NAMES = (
    "cat.jpg_large", "cat.jpg?w=640", "cat.jpg!d", "St. Bernard", "IMG_20210305.jpg.1", "cat.jpg~", "cat.jpg.webp",
    "cat2.JPG", "cat3.Jpeg", "download", "cat.jfif", "cat.jpe", "cat.pjpeg", "cat.jpg ", "photo.php", "b1.5m",
    "cat.jpg.download", "cat.jpeg_1280", "cat.mov", "cat.HEIC", "cat.txt", "cat.pdf", "cat.part", "cat.zip",
)  # fmt: skip


def test_a_good_photo_counts_whatever_it_is_called(tmp_path: Path, model: Path) -> None:
    for number, name in enumerate(NAMES):
        put(tmp_path / "p" / "bird" / name, jpeg(number))
        put(tmp_path / "p" / "dog" / f"{number}.jpg", jpeg(100 + number))
    value = scanned(tmp_path / "p")
    assert value.classes == {"bird": len(NAMES), "dog": len(NAMES)}
    assert value.left_out == ()
    *_, last = Classify(model=str(model), paths=(tmp_path / "p" / "bird",), threads=1).run()
    assert isinstance(last, Outcome)
    assert len(last.value.photos) == len(NAMES)


@pytest.mark.parametrize("mode", ["RGB", "L", "I;16", "1"])
def test_ppm_and_pgm_are_read(tmp_path: Path, mode: str) -> None:
    picture = drawn(3)
    if mode == "I;16":
        picture = Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    elif mode != "RGB":
        picture = picture.convert(mode)
    path = tmp_path / f"a.{ {'RGB': 'ppm', '1': 'pbm'}.get(mode, 'pgm') }"
    picture.save(path)
    shown = np.asarray(picture.convert("RGB") if mode != "I;16" else drawn(3).convert("L").convert("RGB"))
    assert np.abs(read_photo(path).astype(int) - shown).max() <= 1
    plain_text = tmp_path / "plain.ppm"
    plain_text.write_text("P3\n# by hand\n2 1\n255\n255 0 0  0 0 255\n")
    assert read_photo(plain_text).tolist() == [[[255, 0, 0], [0, 0, 255]]]


def test_a_picture_of_absurd_size_in_a_text_format_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "bomb.ppm", b"P6 99999 99999 255\n" + bytes(99))
    with pytest.raises(PhotoFault) as caught:
        read_photo(path)
    assert caught.value.reason.code == "reason.too_large"


def test_folders_without_photos_say_what_is_in_them(tmp_path: Path) -> None:
    for number in range(3):
        put(tmp_path / "medical" / "ill" / f"{number}.dcm", KINDS["scan.dcm"][1])
        put(tmp_path / "medical" / "well" / f"{number}.npy", KINDS["a.npy"][1])
        put(tmp_path / "packed" / f"{number}.zip", KINDS["train.zip"][1])
        put(tmp_path / "phone" / f"IMG_{number}.HEIC", HEIC_DATA + bytes([number]))
        put(tmp_path / "phone" / f"IMG_{number}.MOV", KINDS["clip.MOV"][1])
    words = {
        "medical": ("3 DICOM files", "save it as PNG", "3 files of numbers", "NumPy"),
        "packed": ("3 archives", "unpack it first"),
        "phone": ("3 damaged files",) if HEIC else ("3 HEIC photos", "do: a photo in Apple's", "prijenos[heic]"),
    }  # fmt: skip
    for name, said in words.items():
        with pytest.raises(EngineError) as caught:
            scanned(tmp_path / name)
        assert all(word in str(caught.value) for word in said), str(caught.value)
        assert caught.value.say("hr") != str(caught.value)


def test_an_iphone_s_folder_is_understood(tmp_path: Path) -> None:
    for number in range(6):
        for name in ("bird", "dog"):
            folder, kind = tmp_path / name, number % 3
            photo = folder / f"IMG_{number:04d}.{'JPG' if kind == 0 else 'HEIC'}"
            put(photo, jpeg(number + 50 * (name == "dog")))  # also JPEGs that are only named HEIC
            if kind == 2 and not HEIC:
                put(photo, HEIC_DATA)
            put(folder / f"IMG_{number:04d}.MOV", KINDS["clip.MOV"][1])
            put(folder / f"IMG_{number:04d}.AAE", b"<plist/>")
        put(tmp_path / "bird" / f"film_{number}.mov", KINDS["clip.MOV"][1])
    value = scanned(tmp_path)
    expected = {"live_photo": 12, "sidecar": 12, "video": 6} | ({} if HEIC else {"heic": 4})
    assert kinds(value) == expected
    assert value.photos == (12 if HEIC else 8)


@pytest.mark.skipif(not HEIC, reason="pillow-heif is not installed")
def test_heic_is_read_upright_where_the_extra_is_installed(tmp_path: Path) -> None:
    saved(tmp_path / "a.heic", 3, quality=95)
    pixels = read_photo(tmp_path / "a.heic")
    assert np.abs(pixels.astype(int) - np.asarray(drawn(3))).mean() < 12
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn(3).save(tmp_path / "turned.heic", exif=exif.tobytes(), quality=95)
    assert read_photo(tmp_path / "turned.heic").shape == (96, 72, 3)
    put(tmp_path / "bad.heic", HEIC_DATA)
    with pytest.raises(PhotoFault) as caught:
        read_photo(tmp_path / "bad.heic")
    assert caught.value.reason.code in ("reason.damaged", "reason.truncated")


ABOUT_HEIC = (
    "test_every_file.py::test_every_file_is_a_photo_or_told_with_its_kind",
    "test_every_file.py::test_folders_without_photos_say_what_is_in_them",
    "test_every_file.py::test_an_iphone_s_folder_is_understood",
    "test_folder.py::test_damaged_and_odd_files_are_listed_and_the_rest_goes_on",
    "test_photos.py::test_what_is_no_photo_of_ours_says_so",
)


@pytest.mark.skipif(not HEIC, reason="pillow-heif is not installed: the tests themselves run without it")
def test_what_is_said_of_heic_holds_where_the_extra_is_not_installed() -> None:
    """The same tests in a process to which the package is not there, as if it had never been installed."""
    here = Path(__file__).parent
    tests = [str(here / name) for name in ABOUT_HEIC]
    program = (
        "import sys; sys.modules['pillow_heif'] = None; import pytest; from engine.photos.kinds import HEIC;"
        f"assert not HEIC; sys.exit(pytest.main(['-q', '-x', '-p', 'no:cacheprovider', *{tests!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=here.parents[1], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "passed" in done.stdout


def cuts(content: bytes) -> Iterator[bytes]:
    for place in range(0, min(len(content), 400), 7):
        yield content[:place]
        yield content[:place] + bytes([content[place] ^ 0x41]) + content[place + 1 :]


def test_damaged_beginnings_are_judged_without_a_fault() -> None:
    for name, (_, content) in KINDS.items():
        for damaged in cuts(content):
            found = judge(damaged[:1024], name)
            assert found is None or say(found, "hr")
            assert (tiff_bands(io.BytesIO(damaged)) or 0) < 1 << 16
