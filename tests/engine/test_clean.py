"""What is wrong with photos: planted label errors, shortcuts and strangers are found, and nothing where nothing is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import stats
from small import outcome, result

from engine.embed.embed import embed
from engine.job.words import EngineError, say
from engine.jobs.clean import Clean, CleanResult
from engine.judge.heads import fit_heads, folds_of, space_of
from engine.judge.known import KnownPhotos, know
from engine.judge.properties import Looks, looks
from engine.judge.scores import paired_interval
from engine.judge.shortcuts import Shortcut, shortcuts, slices
from engine.judge.suspects import believed, suspects
from engine.look.opening import opened
from engine.photos.folder import scan_folder

CLASSES = 4


@pytest.fixture(scope="module")
def known(resources: Path, tmp_path_factory: pytest.TempPathFactory) -> KnownPhotos:
    """The sample photos as the embedded backbone knows them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIJENOS_HOME", str(tmp_path_factory.mktemp("home")))
        scan, _ = result(scan_folder(resources / "sample_photos"))
        found, _ = result(know(scan, opened("efficientnet_lite0", "cpu", 0)))
    return found


@pytest.fixture(scope="module")
def seen(known: KnownPhotos) -> list[Looks]:
    found = [looks(known.file(index)) for index in range(len(known.labels))]
    assert all(found)
    return [one for one in found if one is not None]


def planted(labels: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which a tenth is swapped, and which were."""
    random = np.random.default_rng(seed)
    wrong = np.zeros(len(labels), bool)
    wrong[random.permutation(len(labels))[: round(0.1 * len(labels))]] = True
    noisy = labels.copy()
    noisy[wrong] = (labels[wrong] + random.integers(1, CLASSES, wrong.sum())) % CLASSES
    return noisy, wrong


def doubted(known: KnownPhotos, labels: np.ndarray) -> list[int]:
    (said, _), _ = result(believed(known.vectors, labels, np.array(known.groups), CLASSES, 0))
    return [one.index for one in suspects(said, labels)]


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_planted_label_errors_are_found(known: KnownPhotos, precision: str) -> None:
    network = opened("efficientnet_lite0", "cpu", 0)
    digests = [photo.digest for photo in known.scan.photos]
    embedded, _ = result(embed(known.scan.files(), digests, network, precision=precision))
    asked_of = replace(known, vectors=embedded.vectors[0])
    right = asked = 0
    for seed in range(10):
        noisy, wrong = planted(known.labels, seed)
        order = doubted(asked_of, noisy)
        hits = np.cumsum(wrong[order])
        assert hits[-1] >= 0.7 * wrong.sum()
        needed = int(np.argmax(hits >= np.ceil(0.7 * wrong.sum()))) + 1
        right, asked = right + int(hits[needed - 1]), asked + needed
        assert hits[needed - 1] / needed >= 0.5
    assert right / asked >= 0.8, (right, asked)


def test_accepting_the_true_ones_gives_what_clean_labels_give(known: KnownPhotos) -> None:
    clean, mended, noised = [], [], []
    for seed in range(5):
        noisy, wrong = planted(known.labels, seed)
        accepted = [index for index in doubted(known, noisy) if wrong[index]]
        corrected = noisy.copy()
        corrected[accepted] = known.labels[accepted]
        folds = folds_of(known.groups, known.labels.tolist(), 5, seed)
        for labels, right in ((known.labels, clean), (corrected, mended), (noisy, noised)):
            weights = (folds[None, :] != np.arange(5)[:, None]).astype(np.float64)
            heads, _ = result(fit_heads(space_of(known.vectors), labels, weights, CLASSES))  # type: ignore[arg-type]
            said = heads.probabilities().argmax(axis=2)
            right += (said[folds, np.arange(len(folds))] == known.labels).tolist()
    _, _, high = paired_interval(clean, mended)
    assert high >= 0, (np.mean(clean), np.mean(mended))
    assert np.mean(mended) > np.mean(noised)


def told(known: KnownPhotos, seen: list[Looks], labels: np.ndarray) -> list[Shortcut]:
    found, _ = result(shortcuts(seen, labels, known.groups, known.scan.classes, 0))  # type: ignore[arg-type]
    return found


def darkened(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: int(value * 0.85))


def marked(picture: Image.Image) -> Image.Image:
    made = picture.copy()
    width, height = made.size
    ImageDraw.Draw(made).rectangle([width - width // 16, height - height // 16, width, height], fill=(205, 205, 205))
    return made


@pytest.mark.parametrize(("change", "name"), [(darkened, "brightness"), (marked, "corner_bottom_right")])
@pytest.mark.parametrize("label", range(CLASSES))
def test_a_planted_shortcut_is_named_first(
    known: KnownPhotos, seen: list[Looks], tmp_path: Path, change: Any, name: str, label: int
) -> None:
    with_it = list(seen)
    for index in np.flatnonzero(known.labels == label):
        with Image.open(known.file(int(index))) as picture:
            change(picture.convert("RGB")).save(tmp_path / "photo.jpg", quality=92)
        measured = looks(tmp_path / "photo.jpg")
        assert measured is not None
        keep = {own: seen[index].figures[own] for own in ("file_size", "date")}  # what saving anew changes besides
        with_it[index] = replace(measured, figures={**measured.figures, **keep})
    first, *_ = told(known, with_it, known.labels)
    assert (first.property, first.class_) == (name, known.scan.classes[label])
    assert first.accuracy > first.majority == np.bincount(known.labels).max() / len(known.labels)


def test_shuffled_labels_hold_no_shortcut(known: KnownPhotos, seen: list[Looks]) -> None:
    found = []
    for seed in range(20):
        labels = np.random.default_rng(seed).permutation(known.labels)
        found += told(known, seen, labels)
    assert len(found) <= 3


def test_what_is_said_of_the_sample_photos_is_true(known: KnownPhotos, seen: list[Looks]) -> None:
    """Their pixel counts do tell something: by an independent test, too, the classes differ in them."""
    found = {one.property: one for one in told(known, seen, known.labels)}
    assert "size" in found
    sizes = np.array([one.figures["size"][0] for one in seen])
    assert stats.kruskal(*(sizes[known.labels == label] for label in range(CLASSES))).pvalue < 1e-4
    assert found["size"].auc > 0.8


def test_where_a_model_is_bad_is_told_only_where_it_is_plain(seen: list[Looks]) -> None:
    bright = np.array([one.figures["brightness"][0] for one in seen])
    random = np.random.default_rng(0)
    right = random.random(len(seen)) < np.where(bright > np.median(bright), 0.97, 0.55)
    found = {one.property: one for one in slices(seen, right)}
    assert found["brightness"].low < found["brightness"].high
    assert found["brightness"].low_interval[1] < found["brightness"].high_interval[0] + 0.1
    none = [len(slices(seen, random.random(len(seen)) < 0.8)) for _ in range(40)]
    assert sum(none) <= 3


def test_pictures_of_other_things_are_like_no_other_photo(tmp_path: Path, resources: Path) -> None:
    shutil.copytree(resources / "sample_photos", tmp_path / "photos")
    strangers = ["coffee.jpg", "rocket.jpg", "zebra.jpg", "noise.png"]
    for number, name in enumerate(strangers[:3]):
        shutil.copy(resources / "demo_pictures" / name, tmp_path / "photos" / ("bird", "fruit", "flower")[number])
    noise = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "photos" / "vegetable" / "noise.png")
    value, _ = outcome(Clean(folder=tmp_path / "photos"))
    assert isinstance(value, CleanResult)
    found = [Path(one.path).name for one in value.outliers]
    assert set(strangers) <= set(found)
    assert len(found) <= 6


def test_a_photo_is_never_asked_about_itself_or_its_copies(known: KnownPhotos) -> None:
    """A wrongly labelled photo with four copies beside it, all as wrong: each is still seen through."""
    noisy = known.labels.copy()
    wrong = int(np.flatnonzero(known.labels == 0)[0])
    noisy[wrong] = 2
    copies = [wrong] * 4
    vectors = np.concatenate([known.vectors, known.vectors[copies]])
    labels = np.concatenate([noisy, noisy[copies]])
    groups = np.concatenate([np.arange(len(noisy)), copies])
    (said, _), _ = result(believed(vectors, labels, groups, CLASSES, 0))
    found = [one.index for one in suspects(said, labels)]
    assert {wrong, *range(len(noisy), len(labels))} <= set(found)


def test_marks_are_given_to_photos_that_deserve_them(tmp_path: Path, resources: Path) -> None:
    cat = Image.open(resources / "demo_pictures" / "cat.jpg").convert("RGB")
    made = {
        "dark": cat.point(lambda value: value // 8),
        "bright": cat.point(lambda value: 245 + value // 26),
        "blurred": cat.resize((12, 12)).resize((400, 400), Image.Resampling.BICUBIC),
        "grey": cat.convert("L").convert("RGB"),
        "tiny": cat.resize((60, 40)),
        "shape": cat.resize((900, 200)),
    }
    for mark, picture in made.items():
        picture.save(tmp_path / f"{mark}.png")
        found = looks(tmp_path / f"{mark}.png")
        assert found is not None
        assert mark in found.marks
    plain = looks(resources / "demo_pictures" / "cat.jpg")
    assert plain is not None
    assert plain.marks == ()


def test_the_job_tells_all_of_it(resources: Path, tmp_path: Path) -> None:
    shutil.copytree(resources / "sample_photos", tmp_path / "photos")
    shutil.copy(tmp_path / "photos" / "bird" / "crow.jpg", tmp_path / "photos" / "fruit" / "crow.jpg")
    (tmp_path / "photos" / "bird" / "duck.jpg").rename(tmp_path / "photos" / "flower" / "duck.jpg")
    value, _ = outcome(Clean(folder=tmp_path / "photos"))
    assert isinstance(value, CleanResult)
    issues = {one.path: one for one in value.label_issues}
    assert (issues["flower/duck.jpg"].given, issues["flower/duck.jpg"].suggested) == ("flower", "bird")
    assert value.across == (("bird/crow.jpg", "fruit/crow.jpg"),)
    assert [one.class_ for one in value.typical] == ["bird", "flower", "fruit", "vegetable"]
    scores = [one.score for one in value.label_issues]
    assert scores == sorted(scores, reverse=True)
    lines = [say(line, "hr") if not isinstance(line, str) else line for line in Clean.report(value)]
    assert any("flower/duck.jpg" in line for line in lines)


def test_one_class_is_told(tmp_path: Path, resources: Path) -> None:
    shutil.copytree(resources / "sample_photos" / "bird", tmp_path / "photos" / "bird")
    with pytest.raises(EngineError) as error:
        list(Clean(folder=tmp_path / "photos").run())
    assert error.value.code == "nothing_to_tell_apart"


def test_the_date_of_a_photo_is_when_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = "2019:05:04 10:11:12"
    Image.new("RGB", (80, 80)).save(tmp_path / "taken.jpg", exif=exif)
    Image.new("RGB", (80, 80)).save(tmp_path / "untold.jpg")
    taken, untold = (looks(tmp_path / name) for name in ("taken.jpg", "untold.jpg"))
    assert taken is not None
    assert untold is not None
    assert taken.figures["date"] == (datetime(2019, 5, 4, tzinfo=UTC).timestamp() // 86_400,)
    assert untold.figures["date"] == ((tmp_path / "untold.jpg").stat().st_mtime // 86_400,)
