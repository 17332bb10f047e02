"""Every parameter of every job that names a place to write to: looked at before the work, whatever is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pictures import folder_of, saved

from engine.__main__ import main
from engine.files import atomic_write
from engine.job.declare import Job, parameters
from engine.job.words import EngineError
from engine.jobs import JOBS
from engine.places import check_name, check_place

LITE = "efficientnet_lite0"
READ = {
    ("features", "folder"),
    ("learning-curve", "beside"),
    ("evaluate", "strangers"),
    ("ideal", "like"),
    ("project", "folder"),
    ("runs", "project"),
    ("project", "into"),
}
"""Folders that are only read, besides the folder of photos, which stands first on the command line; and the last one,
where an opened project's photos go, which `test_carry_project.py` tries with a file that can be opened."""


def kept_places(kind: str) -> list[tuple[type[Job], str]]:
    """Job and parameter for each place to save to: files, or folders that are no folder of photos."""
    found = [
        (job, parameter.name)
        for job in JOBS
        for parameter in parameters(job)
        if parameter.kind == kind and not parameter.positional and (job.name, parameter.name) not in READ
    ]
    return [*found, *((job, "file") for job in JOBS if job.name == "project" and kind == "save")]


FOLDER_REFUSED = ("cannot take the files", "may not be written to", "No file can be called",
                  "lies in the folder of photos", "cannot be a folder", "is there already")  # fmt: skip
FILES = kept_places("save")
FOLDERS = kept_places("folder")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return folder_of(tmp_path / "photos", cat=3, dog=3)


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(_job: Job) -> Iterator[object]:
        raise AssertionError("the work began")
        yield

    for job in JOBS:
        monkeypatch.setattr(job, "run", run)


def words_for(job: type[Job], photos: Path, name: str, place: Path | str) -> list[str]:
    """A command line that is right but for the place."""
    photo = photos / "cat" / "0.jpg"
    given = {"folder": photos, "model": LITE, "photo": photo, "paths": photo, "file": photos.parent / "a.prijenos",
             "action": "export" if job.name == "project" else "get", "source": "oxford_pets",
             "target": "0"}  # fmt: skip
    words = [job.name]
    for parameter in parameters(job):
        value = place if parameter.name == name else given.get(parameter.name)
        if parameter.positional and (parameter.required or job.name == "datasets"):
            words.append(str(value))
        elif parameter.name == name or (parameter.required and not parameter.positional):
            words.append(f"--{parameter.name.replace('_', '-')}={place if parameter.name == name else value}")
    if job.name == "correct" and name == "into":
        words.append("--action=write")
    if job.name == "project":
        words.append(f"--folder={photos}")
    return words


def told(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What is said to a command line whose place is refused, in one line; nothing is done."""
    ended = main([*words, "--language", "en"])
    said = capsys.readouterr()
    assert ended in (1, 2), said
    assert said.out == ""
    (line,) = said.err.splitlines()
    assert "Something went wrong" not in line, line
    assert "the work began" not in line, line
    return line


def test_there_are_places_to_look_at() -> None:
    assert {job.name for job, _ in FILES} >= {"train", "classify", "heatmap", "ideal", "adversarial", "page", "project"}
    assert {(job.name, name) for job, name in FOLDERS} >= {("classify", "heatmaps"), ("correct", "into")}


@pytest.mark.usefixtures("no_work")
@pytest.mark.parametrize(("job", "name"), FILES, ids=lambda part: getattr(part, "name", part))
def test_every_file_to_be_saved_has_its_place_looked_at_first(
    job: type[Job], name: str, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    suffix = ".gif" if name == "frames" else ".png"
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "file").write_text("x")
    somebodys = saved(tmp_path / f"somebody{suffix}", 9)
    before = somebodys.read_bytes()
    os.mkfifo(tmp_path / f"pipe{suffix}")
    (tmp_path / f"link{suffix}").symlink_to(somebodys)
    refused = {
        f"folder{suffix}": "is a folder",
        f"file/x{suffix}": "may not be written to",
        f"somebody{suffix}": "is there already",
        f"link{suffix}": "is there already",
        f"pipe{suffix}": "is no file",
        f"new{suffix}/": "is a folder",
        "š" * 126 + suffix: "No file can be called",
        f"{'x' * 300}/a{suffix}": "No file can be called",
    }
    for place, said in refused.items():
        line = told(words_for(job, photos, name, f"{tmp_path}/{place}"), capsys)
        assert said in line, (place, line)
    devices = told(words_for(job, photos, name, os.devnull), capsys)
    assert "is no file" in devices or "may not be written to" in devices
    if os.geteuid() != 0:
        (tmp_path / "shut").mkdir(mode=0o500)
        assert "may not be written to" in told(words_for(job, photos, name, tmp_path / "shut" / f"a{suffix}"), capsys)
    assert somebodys.read_bytes() == before


@pytest.mark.usefixtures("no_work")
def test_a_film_replaces_no_picture_of_somebodys_in_its_folder(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    somebodys = saved(tmp_path / "film" / "0003.png", 9)
    assert f"{somebodys} is there already" in told(
        ["ideal", LITE, "--target=0", f"--frames={tmp_path / 'film'}"], capsys
    )


@pytest.mark.parametrize(("job", "name"), FOLDERS, ids=lambda part: getattr(part, "name", part))
def test_every_folder_to_be_filled_has_its_place_looked_at_first(
    job: type[Job], name: str, photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """In the way: a file, a name that is too long; and never within the photos."""
    (tmp_path / "file").write_text("x")
    before = sorted(photos.rglob("*"))
    places = [tmp_path / "file", tmp_path / "file" / "x", tmp_path / ("š" * 150)]
    if name != "into" or job.name == "correct":
        places += [photos, photos / "new", photos / "cat" / ".." / "new"]
    if name == "heatmaps":
        places = [*places[:3], photos, photos / "cat"]  # of one photo the folder is nobody's business
    for place in places:
        line = told(words_for(job, photos, name, place), capsys)
        assert any(said in line for said in FOLDER_REFUSED), line
    assert sorted(photos.rglob("*")) == before
    assert not (tmp_path / "a.prijenos").exists()


def test_heat_maps_do_not_go_among_the_photos_that_they_are_made_of(
    photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["classify", LITE, str(photos / "cat"), f"--heatmaps={photos / 'cat' / 'maps'}"]
    assert "in the folder of photos" in told(words, capsys)
    assert not (photos / "cat" / "maps").exists()


@pytest.mark.usefixtures("no_work")
def test_what_is_read_is_not_replaced_by_what_comes_of_it(photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photos / "cat" / "0.png"
    photo.write_bytes(b"Prijenos")  # our own mark: else it would be refused as somebody's
    for words in (["heatmap", LITE, str(photo)], ["page", str(photo)], ["train", str(photos), f"--start-from={photo}"]):
        assert "among what is read" in told([*words, f"--out={photo}"], capsys)
    assert photo.read_bytes() == b"Prijenos"


def test_events_take_the_place_of_events_alone(
    photos: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photos / "cat" / "0.jpg"
    before = photo.read_bytes()
    assert "is there already" in told(["scan", str(photos), f"--events={photo}"], capsys)
    assert photo.read_bytes() == before
    assert "is a folder" in told(["scan", str(photos), f"--events={photos}"], capsys)
    for _ in range(2):
        assert main(["scan", str(photos), f"--events={tmp_path / 'events.jsonl'}"]) == 0
    assert main(["scan", str(photos), f"--events={os.devnull}"]) == 0
    assert not Path(os.devnull).is_file()
    assert main(["scan", str(photos), f"--events={photo}", "--replace"]) == 0
    assert photo.read_bytes().startswith(b'{"kind": "')


@pytest.mark.parametrize("name", ["š" * 120 + ".png", "📷" * 60 + ".csv", "x" * 250 + ".x", "ž" * 127])
def test_a_name_of_any_letters_that_the_system_takes_can_be_written(tmp_path: Path, name: str) -> None:
    place = tmp_path / name
    check_place(place, replace=False)
    for content in (b"one", b"two"):
        atomic_write(place, content)
        assert place.read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "name", ["CON", "nul.png", "com1.txt", "a?.png", "a|b", "a<b>", 'a"b', "name.", "name ", "x\ty"]
)
def test_names_that_windows_keeps_for_itself_are_told_there(name: str) -> None:
    with pytest.raises(EngineError) as refused:
        check_name(Path("folder") / name, windows=True)
    assert refused.value.code == "place_name_odd"
    check_name(Path("folder") / name, windows=False)


def test_names_that_only_look_odd_are_taken_everywhere() -> None:
    for name in ("console.png", "nula.png", "ždral 2.csv", "..", ".hidden", "com10.txt", "a.b.c", "x" * 255):
        check_name(Path(name), windows=True)
        check_name(Path(name), windows=False)
    with pytest.raises(EngineError):
        check_name(Path("a\0b"))
