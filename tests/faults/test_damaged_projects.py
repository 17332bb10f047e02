"""A project's file from a stranger, damaged or made with intent: refused in words, and nothing is written outside."""

from __future__ import annotations

import hashlib
import io
import json
import random
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from damage import damaged
from pictures import folder_of

from engine.job.events import Outcome
from engine.job.words import EngineError
from engine.jobs.project import CarryProject
from engine.project import Project
from engine.project.history import record_of

COPIES = 200
WORDS = {
    "project_file_foreign", "project_file_damaged", "project_file_newer", "project_file_unsafe", "photos_elsewhere",
    "photos_inside", "photos_outside",
}  # fmt: skip
MARK = b"Prijenos project. SHA-256 of all before: "
JOURNAL = b'{"kind": "start", "settings": {"epochs": 2}}\n{"kind": "end", "how": "cancelled"}\n'


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("photos") / "photos", red=3, green=3)


def run_files(photos: Path) -> dict[str, bytes]:
    names = sorted(path.relative_to(photos).as_posix() for path in photos.rglob("*.jpg"))
    digests = [hashlib.sha256((photos / name).read_bytes()).hexdigest() for name in names]
    listed = {"classes": ["green", "red"], "train": [[n, d, 0] for n, d in zip(names, digests, strict=True)]}
    return {
        "runs/0001/journal.jsonl": JOURNAL,
        "runs/0001/photos.json": json.dumps({**listed, "validation": [], "test": []}).encode(),
        "runs/0001/about.json": '{"name": "čvorak"}'.encode(),
    }


def sealed(content: bytes) -> bytes:
    """The same with a seal that fits, as whoever knows how it is made can make it."""
    before = content[:-64] if len(content) > 64 else content
    return before + hashlib.sha256(before).hexdigest().encode()


def parcel(files: Mapping[str, bytes], tell: Callable[[dict[str, Any]], None] = lambda _: None, **odd: Any) -> bytes:
    """A project's file with those entries. `tell` changes its list; `odd`: how entries are written, by name."""
    sink = io.BytesIO()
    listed = {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()}
    about = {"format": "prijenos project file", "version": 1, "photos": "photos", "files": listed}
    tell(about)
    with zipfile.ZipFile(sink, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that come twice
        for name, data in [*files.items(), ("prijenos.json", json.dumps(about).encode())]:
            info = zipfile.ZipInfo(name)
            info.external_attr = odd.get("kinds", {}).get(name, stat.S_IFREG | 0o644) << 16
            info.compress_type = odd.get("methods", {}).get(name, zipfile.ZIP_STORED)
            archive.writestr(info, data)
        for name in odd.get("again", ()):
            archive.writestr(name, b"again")
        archive.comment = MARK + b"0" * 64
    return sealed(sink.getvalue())


def told(path: Path, folder: Path | None, into: Path | None = None) -> str:
    """How opening went: "opened", or the code of what was said against it."""
    said: EngineError | None = None
    try:
        *_, last = CarryProject(action="open", file=path, folder=folder, into=into).run()
    except EngineError as error:
        said = error
    else:
        assert isinstance(last, Outcome)
    return "opened" if said is None else said.code if len(said.say("hr")) > 40 < len(said.say("en")) else "wordless"


def test_a_good_file_is_opened(place: Path, photos: Path) -> None:
    place.write_bytes(parcel(run_files(photos)))
    assert told(place, photos) == "opened"
    [run] = Project.runs_of(Project.default_folder(photos))
    assert run.journal.path.read_bytes() == JOURNAL
    assert (run.folder / "about.json").read_bytes() == run_files(photos)["runs/0001/about.json"]


def test_two_hundred_damaged_files_are_refused_in_words(place: Path, photos: Path, home: Path) -> None:
    good = parcel({**run_files(photos), "photos/red/0.jpg": (photos / "red" / "0.jpg").read_bytes()})
    chance = random.Random(0)
    seen = set()
    for _ in range(COPIES):
        bad = damaged(chance, good, [good, b"PK\x03\x04" * 40])
        if bad == good:
            continue
        place.write_bytes(bad)
        seen.add(told(place, photos))
    assert seen == {"project_file_damaged", "project_file_foreign"}
    assert not (home / "projects").exists()


def test_a_thousand_damaged_files_with_a_seal_that_fits_harm_nothing(place: Path, photos: Path, home: Path) -> None:
    """Whoever knows how the seal is made gets no further: what is opened is what the list names, digest by digest."""
    files = run_files(photos)
    good = parcel({**files, "photos/red/0.jpg": (photos / "red" / "0.jpg").read_bytes()})
    chance = random.Random(1)
    tail = len(MARK) + 64
    for _ in range(5 * COPIES):
        body = damaged(chance, good[:-tail], [good], head=200)
        place.write_bytes(sealed(body + good[-tail:]))
        came = told(place, photos)
        assert came in WORDS | {"opened"}
        for run in Project.runs_of(Project.default_folder(photos)):
            inside = {path.name for path in run.folder.iterdir()}
            assert inside <= {"journal.jsonl", "photos.json", "about.json"}
    assert {path.name for path in home.iterdir()} <= {"projects", "index"}


ELSEWHERE = (
    "../secret.txt", "/tmp/secret.txt", "runs/../../secret.txt", "runs/0001/../../../secret.txt", "C:\\secret.txt",
    "photos/../../secret.txt", "photos//etc/passwd", "photos/..\\..\\secret.txt", "photos/.hidden/a.jpg",
    "photos/a/./b.jpg", "photos/" + "a/" * 40 + "b.jpg", "photos/" + "a" * 300 + ".jpg", "photos/a\nb.jpg",
    "runs/0001/run.py", "runs/1/journal.jsonl", "runs/0001/sub/journal.jsonl", "project.json", "lock", "settings.json",
    "runs/0001/best-1.safetensors.exe", "choices.json/x", "weights/a.pth", "photos/", "runs/0001/",
)  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_names_that_lead_elsewhere_or_are_none_of_ours_are_refused(place: Path, photos: Path, name: str) -> None:
    place.write_bytes(parcel({**run_files(photos), name: b"x"}))
    assert told(place, photos) == "project_file_unsafe"
    assert told(place, None, place.parent / "new") == "project_file_unsafe"
    assert not (place.parent / "new").exists()
    assert not Project.runs_of(Project.default_folder(photos))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_devices_are_refused(place: Path, photos: Path, kind: int) -> None:
    files = {**run_files(photos), "photos/link.jpg": b"../../secret.txt"}
    place.write_bytes(parcel(files, kinds={"photos/link.jpg": kind | 0o777}))
    assert told(place, None, place.parent / "new") == "project_file_unsafe"


def test_a_bomb_is_refused_before_anything_is_unpacked(place: Path, photos: Path) -> None:
    bomb = {**run_files(photos), "runs/0001/best-1.safetensors": b"\0" * 50_000_000}
    place.write_bytes(parcel(bomb, methods={"runs/0001/best-1.safetensors": zipfile.ZIP_DEFLATED}))
    assert place.stat().st_size < 100_000
    assert told(place, photos) == "project_file_unsafe"


def test_entries_that_lie_over_one_another_are_refused(place: Path, photos: Path) -> None:
    """Many names for the same bytes unpack to more than the file has."""
    names = [f"photos/{number:04}.jpg" for number in range(100)]
    data = b"\xff\xd8\xff" + bytes(100_000)
    whole = parcel({**run_files(photos), names[0]: data}, lambda about: about["files"].update(
        dict.fromkeys(names, about["files"][names[0]])
    ))  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        first, start = archive.getinfo(names[0]), archive.start_dir
    entry = next(piece for piece in whole[start:].split(b"PK\x01\x02") if names[0].encode() in piece)
    assert first.file_size == len(data)
    more = b"".join(b"PK\x01\x02" + entry.replace(names[0].encode(), name.encode()) for name in names[1:])
    end = whole.rindex(b"PK\x05\x06")
    count = int.from_bytes(whole[end + 10 : end + 12], "little") + len(names) - 1
    size = int.from_bytes(whole[end + 12 : end + 16], "little") + len(more)
    last = bytearray(whole[end:])
    last[8:12] = count.to_bytes(2, "little") * 2
    last[12:16] = size.to_bytes(4, "little")
    place.write_bytes(sealed(whole[:end] + more + bytes(last)))
    assert told(place, None, place.parent / "new") == "project_file_unsafe"


@pytest.mark.parametrize(
    "change",
    [
        lambda about: about["files"].pop("runs/0001/about.json"),
        lambda about: about["files"].update({"runs/0002/about.json": {"size": 1, "sha256": "0" * 64}}),
        lambda about: about["files"]["runs/0001/about.json"].update(size=10**15),
        lambda about: about["files"]["runs/0001/about.json"].update(size=-1),
        lambda about: about["files"]["runs/0001/about.json"].update(size="18"),
        lambda about: about["files"]["runs/0001/about.json"].update(sha256="0" * 64),
        lambda about: about.update(files=[]),
        lambda about: about.update(files=None),
        lambda about: about.update(format="another"),
        lambda about: about.update(version="1"),
        lambda about: about.update(version=0),
        lambda about: about.update(photos=7),
    ],
)
def test_a_list_that_does_not_fit_is_refused(place: Path, photos: Path, change: Any) -> None:
    place.write_bytes(parcel(run_files(photos), change))
    assert told(place, photos) == "project_file_damaged"
    assert not Project.runs_of(Project.default_folder(photos))


def test_names_that_come_twice_are_refused(place: Path, photos: Path) -> None:
    place.write_bytes(parcel(run_files(photos), again=["runs/0001/about.json"]))
    assert told(place, photos) == "project_file_unsafe"


def test_what_is_no_photo_does_not_come_out_as_one(place: Path, photos: Path) -> None:
    files = {**run_files(photos), "photos/red/run.jpg": b"#!/bin/sh\necho hello\n"}
    place.write_bytes(parcel(files))
    assert told(place, None, place.parent / "new") == "project_file_unsafe"
    assert not (place.parent / "new").exists()


STRANGE: tuple[dict[str, Any], ...] = (
    {"kind": "end", "how": "epochs", "model": "/etc/passwd"},
    {"kind": "end", "how": "epochs", "model": "\\\\computer\\share\\x.safetensors", "x": 1},
    {"kind": "end", "model": "../../../etc/secret.txt", "scores": {"a": float("nan")}},
    {"how": "epochs", "kind": "end", "model": "C:\\secret.txt"},
    {"kind": "end", "model": ["/etc/passwd"]},
)


@pytest.mark.parametrize("line", STRANGE, ids=str)
def test_a_strangers_journal_names_no_place_outside(place: Path, photos: Path, line: dict[str, Any]) -> None:
    start = {"kind": "start", "settings": {"epochs": 2, "folder": "/home/x", "out": "/etc/x", "start_from": "/y/z"}}
    journal = "".join(json.dumps(one) + "\n" for one in (start, line))
    place.write_bytes(parcel({**run_files(photos), "runs/0001/journal.jsonl": journal.encode()}))
    assert told(place, photos) == "opened"
    [run] = Project.runs_of(Project.default_folder(photos))
    text = run.journal.path.read_text("utf-8")
    assert not any(part in text for part in ("/home", "/etc", "../", "computer", "C:", "/y"))
    about = record_of(run)
    assert about is not None
    assert about.model == ""


def test_a_newer_version_is_refused_in_words(place: Path, photos: Path) -> None:
    place.write_bytes(parcel(run_files(photos), lambda about: about.update(version=2)))
    assert told(place, photos) == "project_file_newer"


def test_a_project_here_of_a_newer_version_is_not_touched(place: Path, photos: Path) -> None:
    project = Project.default_folder(photos)
    project.mkdir(parents=True)
    (project / "project.json").write_text('{"version": 99}')
    place.write_bytes(parcel(run_files(photos)))
    assert told(place, photos) == "project_newer"
    assert [path.name for path in project.iterdir()] == ["project.json"]


@pytest.mark.parametrize("content", [b"", b"PK", b"x" * 200, MARK, MARK + b"0" * 64], ids=len)
def test_what_is_no_projects_file_is_refused(place: Path, photos: Path, content: bytes) -> None:
    place.write_bytes(content)
    assert told(place, photos) in ("project_file_foreign", "project_file_damaged")


def test_a_file_that_is_not_there_and_a_folder_are_said(place: Path, photos: Path) -> None:
    assert told(place, photos) == "project_file_missing"
    assert told(photos, photos) == "project_file_unreadable"


def test_a_disk_that_is_too_small_is_said_before_anything_is_written(
    place: Path, photos: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_bytes(parcel(run_files(photos)))
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 3})())
    assert told(place, photos) == "disk_full"
    assert not (home / "projects").exists()


def test_whoever_stops_it_midway_leaves_nothing_behind(place: Path, photos: Path, home: Path) -> None:
    many = {f"photos/red/{number}.jpg": b"\xff\xd8\xff" + bytes(number) for number in range(50)}
    place.write_bytes(parcel({**run_files(photos), **many}))
    steps = CarryProject(action="open", file=place, into=place.parent / "new").run()
    for event in steps:
        if getattr(getattr(event, "note", None), "code", "") == "note.unpacking_project" and event.done > 500:  # type: ignore[union-attr]
            break
    steps.close()
    assert not (place.parent / "new").exists()
    assert not list(place.parent.glob(".incoming*"))
    assert not Project.runs_of(Project.default_folder(place.parent / "new"))
