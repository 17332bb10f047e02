"""Scanning folders as they are: copies, links, pipes, odd names, damage (faults 8, 11, 12, 14, 15)."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import unicodedata
from collections.abc import Generator
from pathlib import Path

import pytest
from pictures import drawn, folder_of, saved
from PIL import Image

from engine.files import shown
from engine.job.events import Event, Notice, Progress
from engine.job.words import LANGUAGES, EngineError, say
from engine.photos import folder as folder_module
from engine.photos.door import PhotoFacts, inspect_photo
from engine.photos.folder import list_photos, scan_folder
from engine.photos.kinds import HEIC
from engine.photos.scan import FolderScan
from engine.photos.split import split


def finish(steps: Generator[Event, None, FolderScan]) -> tuple[FolderScan, list[Event]]:
    events: list[Event] = []
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return end.value, events


def scanned(root: Path) -> FolderScan:
    scan, _ = finish(scan_folder(root))
    for text in (scan.layout.reason, *scan.problems, *(item.reason for item in scan.skipped)):
        assert all(say(text, language) for language in LANGUAGES)
    return scan


def codes(scan: FolderScan) -> list[str]:
    return [problem.code for problem in scan.problems]


def reasons(scan: FolderScan) -> dict[str, str]:
    return {item.path: item.reason.code for item in scan.skipped}


def test_the_sample_photos_are_four_classes_of_different_photos(resources: Path) -> None:
    scan = scanned(resources / "sample_photos")
    assert scan.counts() == {"bird": 35, "flower": 24, "fruit": 26, "vegetable": 18}
    assert (scan.skipped, scan.duplicates, scan.near_duplicates, scan.problems) == ((), (), (), ())
    assert scan.groups() == list(range(103))
    assert all(path.is_file() for path in scan.files())
    assert [photo.path for photo in scan.photos] == sorted(photo.path for photo in scan.photos)


def test_the_user_s_folder_is_not_written_to(tmp_path: Path) -> None:
    root = folder_of(tmp_path / "photos", cat=3, dog=3)
    before = [(path, path.stat().st_ctime_ns) for path in sorted(root.rglob("*"))]
    scanned(root)
    assert [(path, path.stat().st_ctime_ns) for path in sorted(root.rglob("*"))] == before


def test_copies_are_found_exact_and_saved_again(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=6, dog=6)
    shutil.copy(root / "cat/0.jpg", root / "cat/copy.jpg")
    Image.open(root / "cat/1.jpg").resize((200, 150)).save(root / "cat/again.webp", quality=60)
    shutil.copy(root / "dog/0.jpg", root / "cat/dog.jpg")
    scan = scanned(root)
    assert set(scan.duplicates) == {("cat/0.jpg", "cat/copy.jpg"), ("cat/dog.jpg", "dog/0.jpg")}
    assert scan.near_duplicates == (("cat/1.jpg", "cat/again.webp"),)
    assert {"problem.two_classes", "problem.duplicates", "problem.near_duplicates"} <= set(codes(scan))
    parts = split([photo.label for photo in scan.photos], scan.groups(), seed=3, validation=0.3, test=0.3).parts()
    side = {photo.path: part for photo, part in zip(scan.photos, parts, strict=True)}
    assert side["cat/0.jpg"] == side["cat/copy.jpg"]
    assert side["cat/1.jpg"] == side["cat/again.webp"]
    assert side["cat/dog.jpg"] == side["dog/0.jpg"]


def test_pictures_of_one_colour_are_no_copies_of_each_other(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / "red").mkdir(exist_ok=True)
        Image.new("RGB", (40, 40), (200 + number, 0, 0)).save(tmp_path / "red" / f"{number}.png")
    assert scanned(tmp_path).near_duplicates == ()


def test_damaged_and_odd_files_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=4, dog=4)
    (root / "cat/empty.jpg").touch()
    (root / "cat/cut.jpg").write_bytes((root / "cat/0.jpg").read_bytes()[:700])
    (root / "dog/text.png").write_text("no picture")
    for name in ("phone.HEIC", "drawing.svg", "paper.pdf", "raw.cr2"):
        (root / "dog" / name).write_bytes(b"x")
    for name in ("README.md", "Thumbs.db", "labels.csv", ".hidden.jpg", "noextension"):
        (root / "dog" / name).write_bytes(b"x")
    saved(root / ".git" / "a.jpg", 1)
    saved(root / "__MACOSX" / "a.jpg", 1)
    saved(root / "cat" / "bare", 77, format="PNG")
    scan = scanned(root)
    assert scan.counts() == {"cat": 5, "dog": 4}
    assert reasons(scan) == {
        "cat/empty.jpg": "reason.empty",
        "cat/cut.jpg": "reason.truncated",
        "dog/text.png": "reason.not_a_picture",
        "dog/phone.HEIC": "reason.not_a_picture" if HEIC else "reason.heic",
        "dog/drawing.svg": "reason.svg",
        "dog/paper.pdf": "reason.document",
        "dog/raw.cr2": "reason.raw",
    }
    assert {"problem.damaged", "problem.skipped"} <= set(codes(scan))


def test_links_loops_and_special_files_give_each_photo_once(tmp_path: Path) -> None:
    root = folder_of(tmp_path / "photos", cat=3, dog=3)
    outside = tmp_path / "elsewhere"
    for number in range(2):
        saved(outside / "bird" / f"{number}.jpg", 90 + number)
    (root / "cat/loop").symlink_to(root)
    (root / "cat/self").symlink_to("self")
    (root / "cat/twice.jpg").symlink_to("0.jpg")
    (root / "all").symlink_to("/")
    (root / "here").symlink_to("dog")
    (root / "bird").symlink_to(outside / "bird")
    (outside / "bird/back").symlink_to(root)
    (root / "dog/gone.jpg").symlink_to("nowhere.jpg")
    os.mkfifo(root / "dog/pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(root / "dog/socket.jpg"))
        scan = scanned(root)
    assert scan.counts() == {"bird": 2, "cat": 3, "dog": 3}
    assert reasons(scan) == {
        "all": "reason.link_above",
        "cat/loop": "reason.link_above",
        "bird/back": "reason.link_above",
        "dog/gone.jpg": "reason.broken_link",
        "dog/pipe.jpg": "reason.special",
        "dog/socket.jpg": "reason.special",
    }
    assert scan.duplicates == ()


def test_two_links_to_one_photo_elsewhere_count_once(tmp_path: Path) -> None:
    root = folder_of(tmp_path / "photos", cat=2, dog=2)
    photo = saved(tmp_path / "one.jpg", 50)
    (root / "cat/a.jpg").symlink_to(photo)
    (root / "dog/b.jpg").symlink_to(photo)
    assert sum(scanned(root).counts().values()) == 5


def test_photos_thirty_folders_deep_are_found(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=1, dog=1)
    deep = root / "cat" / "/".join(f"level{n}" for n in range(30))
    saved(deep / "a.jpg", 9)
    assert scanned(root).counts() == {"cat": 2, "dog": 1}


def test_a_path_too_long_for_the_system_is_skipped(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=1, dog=1)
    place = os.open(root / "cat", os.O_RDONLY)
    for _ in range(30):
        os.mkdir("n" * 200, dir_fd=place)
        inner = os.open("n" * 200, os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(place)
    scan = scanned(root)
    assert scan.counts() == {"cat": 1, "dog": 1}
    assert set(reasons(scan).values()) <= {"reason.folder_unreadable", "reason.unreadable"}


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_folder_is_skipped(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=2, dog=2, secret=1)
    (root / "secret").chmod(0)
    try:
        assert reasons(scanned(root)) == {"secret": "reason.folder_unreadable"}
    finally:
        (root / "secret").chmod(0o700)


@pytest.mark.parametrize("name", ["čćžšđ", "🐕 dog", "two\nlines", "=cmd", "<script>", "{brace}", "50 %", "x" * 200])
def test_odd_class_names_are_shown_and_usable(tmp_path: Path, name: str) -> None:
    root = folder_of(tmp_path, **{name: 2, "other": 2})
    scan = scanned(root)
    assert scan.counts() == {name: 2, "other": 2}
    assert all(path.is_file() for path in scan.files())


def test_composed_and_decomposed_letters_are_one_class(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "čaplja")
    for number, path in enumerate(
        (f"train/{decomposed}/a.jpg", "val/čaplja/b.jpg", "train/roda/c.jpg", "val/roda/d.jpg")
    ):
        saved(tmp_path / path, number)
    scan = scanned(tmp_path)
    assert scan.counts() == {"roda": 2, "čaplja": 2}
    assert [photo.part for photo in scan.photos] == ["train", "train", "validation", "validation"]
    assert all(path.is_file() for path in scan.files())


def test_names_that_are_no_text_are_shown_and_usable(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=2)
    saved(root / "\udce8\udcff" / "\udcfe.jpg", 5)
    (root / "cat" / "\udcf0.jpg").write_bytes(b"damaged")
    scan = scanned(root)
    assert scan.classes == (r"\xe8\xff", "cat")
    assert all(path.is_file() for path in scan.files())
    assert [item.path for item in scan.skipped] == [r"cat/\xf0.jpg"]
    shown(scan.photos[-1].path).encode()
    assert scanned(root).photos == scan.photos


def test_few_photos_and_imbalance_are_explained(tmp_path: Path) -> None:
    scan = scanned(folder_of(tmp_path, many=40, some=5, one=1))
    assert codes(scan) == ["problem.tiny_class", "problem.few_photos", "problem.imbalance"]


def test_one_class_is_explained(tmp_path: Path) -> None:
    assert codes(scanned(folder_of(tmp_path, cat=12))) == ["problem.one_class"]


def test_no_class_is_explained(tmp_path: Path) -> None:
    for number in range(12):
        saved(tmp_path / f"IMG_{number}.jpg", number)
    scan = scanned(tmp_path)
    assert codes(scan) == ["problem.no_class"]
    assert len(scan.classes) == 1


def test_a_class_without_a_readable_photo_is_no_class(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=12, dog=12)
    (root / "bird").mkdir()
    (root / "bird/a.jpg").write_bytes(b"damaged")
    scan = scanned(root)
    assert scan.classes == ("cat", "dog")
    assert {photo.label for photo in scan.photos} == {0, 1}
    assert "problem.empty_class" in codes(scan)


def test_leaks_between_ready_made_parts_are_reported(tmp_path: Path) -> None:
    for number, name in enumerate(("train/a/1", "train/a/2", "train/b/1", "test/a/1", "test/b/1", "test/c/1")):
        saved(tmp_path / f"{name}.jpg", number)
    shutil.copy(tmp_path / "train/a/1.jpg", tmp_path / "test/a/copy.jpg")
    scan = scanned(tmp_path)
    assert scan.layout.name == "parts"
    assert {"problem.two_parts", "problem.not_in_train"} <= set(codes(scan))


def test_errors_say_which_folder_and_what_to_do(tmp_path: Path) -> None:
    file = saved(tmp_path / "file.jpg", 1)
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/a.jpg").write_bytes(b"damaged")
    expected = {
        tmp_path / "none": "no_folder",
        file: "not_a_folder",
        file / "below": "no_folder",
        tmp_path / "empty": "no_photos",
        tmp_path / "bad": "no_readable_photos",
        tmp_path / "nul\0": "folder_unreadable",
    }
    for path, code in expected.items():
        with pytest.raises(EngineError) as caught:
            scanned(path)
        assert caught.value.code == code
        assert all(caught.value.say(language) for language in LANGUAGES)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The photos that scans inspect, in the order in which they do."""
    seen: list[Path] = []

    def inspect(path: Path) -> PhotoFacts:
        seen.append(path)
        return inspect_photo(path)

    monkeypatch.setattr(folder_module, "inspect_photo", inspect)
    return seen


def test_a_second_scan_reads_only_what_changed(tmp_path: Path, read: list[Path]) -> None:
    root = folder_of(tmp_path, cat=5, dog=5)
    (root / "cat/bad.jpg").write_bytes(b"damaged")
    first = scanned(root)
    assert len(read) == 11
    read.clear()
    assert scanned(root) == first
    assert read == []
    drawn(99).save(root / "cat/0.jpg")
    assert scanned(root).photos != first.photos
    assert read == [root / "cat/0.jpg"]


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "garbage", "folder"])
def test_a_damaged_index_is_rebuilt(tmp_path: Path, home: Path, read: list[Path], damage: str) -> None:
    root = folder_of(tmp_path, cat=3, dog=3)
    first = scanned(root)
    (file,) = (home / "index").iterdir()
    data = bytearray(file.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
    contents = {"flip": data, "cut": data[:90], "empty": b"", "garbage": os.urandom(500), "folder": b""}
    file.write_bytes(contents[damage])
    if damage == "folder":
        file.unlink()
        file.mkdir()
    read.clear()
    assert scanned(root) == first
    assert len(read) == 6


def test_a_home_that_cannot_be_written_is_a_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIJENOS_HOME", str(saved(tmp_path / "file", 1, format="PNG")))
    scan, events = finish(scan_folder(folder_of(tmp_path / "photos", cat=2, dog=2)))
    assert len(scan.photos) == 4
    (notice,) = [event for event in events if isinstance(event, Notice)]
    assert say(notice.message)


def test_progress_counts_up_to_the_number_of_photos(tmp_path: Path) -> None:
    _, events = finish(scan_folder(folder_of(tmp_path, cat=20, dog=20)))
    counted = [event for event in events if isinstance(event, Progress) and event.total]
    assert [event.done for event in counted] == sorted(event.done for event in counted)
    assert (counted[-1].done, counted[-1].total) == (40, 40)
    assert all(event.note and say(event.note) for event in counted)


def test_a_cancelled_scan_ends_its_threads_and_keeps_what_it_knows(tmp_path: Path, read: list[Path]) -> None:
    root = folder_of(tmp_path, cat=60, dog=60)
    steps = scan_folder(root)
    for event in steps:
        if isinstance(event, Progress) and event.total and event.done:
            break
    steps.close()
    for thread in threading.enumerate():
        if thread.name.startswith("inspect"):
            thread.join(10)
            assert not thread.is_alive()
    cancelled = len(read)
    assert cancelled < 120
    assert scanned(root).counts() == {"cat": 60, "dog": 60}
    assert len(read) < cancelled + 120


def test_a_file_that_vanishes_during_the_scan_is_skipped(tmp_path: Path) -> None:
    root = folder_of(tmp_path, cat=3, dog=3)
    steps = scan_folder(root)
    for event in steps:
        if isinstance(event, Progress) and event.total:
            break
    (root / "cat/2.jpg").unlink()
    scan, _ = finish(steps)
    assert reasons(scan) == {"cat/2.jpg": "reason.vanished"}
    saved(root / "cat/2.jpg", 2)
    assert scanned(root).skipped == ()


def test_the_order_of_the_system_does_not_matter(tmp_path: Path) -> None:
    names = [f"{name}/{number}.jpg" for name in ("b", "a", "C") for number in (3, 1, 2)]
    for place, order in ((tmp_path / "x", names), (tmp_path / "y", names[::-1])):
        for name in order:
            saved(place / name, names.index(name))
    one, other = scanned(tmp_path / "x"), scanned(tmp_path / "y")
    assert one.photos == other.photos
    assert one.classes == ("a", "b", "C")


def test_lists_of_files_and_folders_are_unfolded(tmp_path: Path) -> None:
    root = folder_of(tmp_path / "photos", cat=2)
    (root / "cat/drawing.svg").write_bytes(b"x")
    single = saved(tmp_path / "strange.name", 1, format="PNG")
    photos, skipped, _ = list_photos([single, root, root / "cat/0.jpg", tmp_path / "none.jpg"])
    assert photos == [single, root / "cat/0.jpg", root / "cat/1.jpg"]
    told = [(item.path, item.reason.code) for item in skipped]
    assert told == [(f"{root}/cat/drawing.svg", "reason.svg"), (f"{tmp_path}/none.jpg", "reason.no_such_file")]
