"""Copies that somebody made of photos, saved again, smaller, mirrored, cut, are found; others are not called so."""

from __future__ import annotations

import itertools
import random
import shutil
from pathlib import Path

import pytest
from pictures import drawn, folder_of
from PIL import Image, ImageOps
from small import result

from engine.files import home
from engine.photos.folder import scan_folder
from engine.photos.scan import FolderScan

WAYS = ("saved", "smaller", "mirrored", "cut", "cut at an edge")
PLANTED = 60


def altered(photo: Image.Image, way: str) -> Image.Image:
    width, height = photo.size
    match way:
        case "smaller":
            return photo.resize((width * 6 // 10, height * 6 // 10), Image.Resampling.LANCZOS)
        case "mirrored":
            return ImageOps.mirror(photo)
        case "cut":
            return photo.crop((round(0.05 * width), round(0.05 * height), round(0.95 * width), round(0.95 * height)))
        case "cut at an edge":
            return photo.crop((0, 0, round(0.9 * width), round(0.9 * height)))
    return photo


def pairs(scan: FolderScan) -> set[tuple[str, str]]:
    groups = (*scan.duplicates, *scan.near_duplicates)
    return {pair for group in groups for pair in itertools.combinations(sorted(group), 2)}


@pytest.mark.parametrize("seed", range(3))
def test_planted_copies_are_found_and_nothing_else(tmp_path: Path, resources: Path, seed: int) -> None:
    photos = sorted((resources / "sample_photos").rglob("*.jpg"))
    for photo in photos:
        (tmp_path / photo.parent.name).mkdir(exist_ok=True)
        shutil.copy(photo, tmp_path / photo.parent.name)
    planted = set()
    for number, photo in enumerate(random.Random(seed).sample(photos, PLANTED)):
        copy = tmp_path / photo.parent.name / f"{photo.stem} {WAYS[number % len(WAYS)]}.jpg"
        with Image.open(photo) as opened:
            altered(opened.convert("RGB"), WAYS[number % len(WAYS)]).save(copy, quality=75)
        first, second = sorted(f"{photo.parent.name}/{name}" for name in (photo.name, copy.name))
        planted.add((first, second))
    scan, _ = result(scan_folder(tmp_path))
    found = pairs(scan)
    assert len(found & planted) >= 0.95 * len(found)
    assert len(found & planted) >= 0.9 * len(planted)
    groups = dict(zip((photo.path for photo in scan.photos), scan.groups("copies"), strict=True))
    assert all(groups[one] == groups[other] for one, other in found)


def test_the_sample_photos_hold_no_copies(resources: Path) -> None:
    scan, _ = result(scan_folder(resources / "sample_photos"))
    assert pairs(scan) == set()


def test_a_cut_copy_in_another_class_is_said_and_a_mirror_image_there_is_let_be(tmp_path: Path) -> None:
    folder_of(tmp_path, left=6, right=6)
    picture = drawn(500, 200, 150)
    picture.save(tmp_path / "left" / "arrow.png")
    ImageOps.mirror(picture).save(tmp_path / "right" / "arrow.png")
    scan, _ = result(scan_folder(tmp_path))
    assert pairs(scan) == set()
    (tmp_path / "right" / "arrow.png").unlink()
    picture.crop((10, 8, 190, 142)).save(tmp_path / "right" / "cut.png")
    scan, _ = result(scan_folder(tmp_path))
    assert pairs(scan) == {("left/arrow.png", "right/cut.png")}
    assert "problem.two_classes" in [problem.code for problem in scan.problems]


def test_what_was_compared_once_is_not_compared_again(
    resources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    shutil.copytree(resources / "sample_photos", folder)
    with Image.open(folder / "bird" / "crow.jpg") as crow:
        crow.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(folder / "bird" / "worc.jpg")
        crow.resize((200, round(200 * crow.height / crow.width))).save(folder / "bird" / "small.jpg")
    first, _ = result(scan_folder(folder))
    opened: list[Path] = []
    monkeypatch.setattr("engine.photos.folder.open_photo", lambda path, **_: opened.append(path))
    again, _ = result(scan_folder(folder))
    assert again.near_duplicates == first.near_duplicates
    assert len(first.near_duplicates[0]) == 3
    assert opened == []


def test_of_a_photo_that_has_changed_nothing_is_believed(resources: Path, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    shutil.copytree(resources / "sample_photos", folder)
    with Image.open(folder / "bird" / "crow.jpg") as crow:
        crow.resize((200, round(200 * crow.height / crow.width))).save(folder / "bird" / "small.jpg")
    assert len(result(scan_folder(folder))[0].near_duplicates) == 1
    shutil.copy(folder / "flower" / "flower2.jpg", folder / "bird" / "small.jpg")
    assert result(scan_folder(folder))[0].near_duplicates == ()


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"version": 1, "proofs": 3}', b'{"version": 1, "proofs": {}, "set": 4, "guesses": [[1]]}']
)
def test_a_damaged_record_of_comparisons_is_none(resources: Path, tmp_path: Path, content: bytes) -> None:
    folder = resources / "sample_photos"
    first, _ = result(scan_folder(folder))
    (record,) = (home() / "index").glob("*.proofs")
    record.write_bytes(content)
    assert result(scan_folder(folder))[0].near_duplicates == first.near_duplicates
