"""Recognising how a folder tells its classes, from paths alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.job.words import LANGUAGES, say
from engine.photos.layout import Recognised, recognise


def told(paths: Sequence[str], name: str = "photos", wanted: str = "auto") -> Recognised:
    found = recognise(sorted(paths), name, wanted=wanted)
    reasons = [found.layout.reason, *(other.reason for other in found.layout.alternatives)]
    assert all(say(text, language) for text in (*reasons, *found.problems) for language in LANGUAGES)
    return found


def places(layout: Recognised) -> set[tuple[str | None, str | None]]:
    return {(place.class_, place.part) for place in layout.places}


def numbered(*stems: str, count: int = 4) -> list[str]:
    return [stem.format(number) for stem in stems for number in range(1, count + 1)]


@pytest.mark.parametrize(
    "paths",
    [
        numbered("cat/{}.jpg", "dog/{}.jpg"),
        numbered("PetImages/cat/{}.jpg", "PetImages/dog/{}.jpg"),
        numbered("a/b/c/cat/{}.jpg", "a/b/c/dog/{}.jpg"),
        numbered("images/cat/{}.jpg", "images/dog/{}.jpg", "annotations/trimaps/{}.png"),
        numbered("cat/indoors/{}.jpg", "cat/{}.jpg", "dog/outdoors/far/{}.jpg"),
    ],
)
def test_a_folder_for_each_class(paths: list[str]) -> None:
    layout = told(paths)
    assert layout.layout.name == "folders"
    assert places(layout) - {(None, None)} == {("cat", None), ("dog", None)}


@pytest.mark.parametrize(
    ("train", "validation", "test"),
    [
        ("train", "val", "test"),
        ("Train", "Valid", "Test"),
        ("training", "validation", "testing"),
        ("training_set", "validation_set", "test_set"),
        ("seg_train/seg_train", "seg_val/seg_val", "seg_test/seg_test"),
        ("asl_alphabet_train", "asl_alphabet_val", "asl_alphabet_test"),
        ("01-train", "02-val", "03-test"),
        ("učenje", "provjera", "ispitivanje"),
        ("wrap/train", "wrap/dev", "wrap/test"),
    ],
)
def test_parts_of_a_ready_made_split(train: str, validation: str, test: str) -> None:
    layout = told([f"{part}/{name}/{n}.jpg" for part in (train, validation, test) for name in "ab" for n in range(3)])
    assert layout.layout.name == "parts"
    assert places(layout) == {(name, part) for name in "ab" for part in ("train", "validation", "test")}


def test_parts_within_each_class() -> None:
    layout = told(numbered("cat/train/{}.jpg", "cat/test/{}.jpg", "dog/train/{}.jpg", "dog/test/{}.jpg"))
    assert layout.layout.name == "parts"
    assert places(layout) == {(name, part) for name in ("cat", "dog") for part in ("train", "test")}


def test_parts_whose_file_names_tell_the_class() -> None:
    layout = told(numbered("train/cat.{}.jpg", "train/dog.{}.jpg", "test1/{}.jpg"))
    assert layout.layout.name == "parts"
    assert places(layout) == {("cat", "train"), ("dog", "train"), (None, "test")}


def test_a_folder_beside_the_parts_has_no_class() -> None:
    layout = told(numbered("train/a/{}.jpg", "train/b/{}.jpg", "val/a/{}.jpg", "pred/{}.jpg"))
    assert places(layout) == {("a", "train"), ("b", "train"), ("a", "validation"), (None, None)}


def test_classes_called_like_parts_are_classes() -> None:
    assert places(told(numbered("train/{}.jpg", "bus/{}.jpg"))) == {("train", None), ("bus", None)}


@pytest.mark.parametrize(
    ("stems", "classes"),
    [
        (("Abyssinian_{}.jpg", "great_pyrenees_{}.jpg", "Bombay_10{}.jpg"), {"Abyssinian", "great_pyrenees", "Bombay"}),
        (("images/Abyssinian_{}.jpg", "images/pug_{}.jpg", "annotations/trimaps/pug_{}.png"), {"Abyssinian", "pug"}),
        (("cat.{}.jpg", "dog.{}.jpg"), {"cat", "dog"}),
        (("cat ({}).jpg", "dog ({}).jpg"), {"cat", "dog"}),
        (("cat{}.jpg", "dog{}.png"), {"cat", "dog"}),
        (("mačka-{}.jpg", "pas-{}.jpg"), {"mačka", "pas"}),
        (("001_cat_{}.jpg", "002_dog_{}.jpg"), {"cat", "dog"}),
    ],
)
def test_the_class_in_the_file_name(stems: Sequence[str], classes: set[str]) -> None:
    layout = told(numbered(*stems))
    assert layout.layout.name == "names"
    assert {place.class_ for place in layout.places} - {None} == classes


@pytest.mark.parametrize(
    "paths",
    [
        numbered("IMG_{}.jpg", "DSC_000{}.jpg"),
        numbered("{}.jpg"),
        numbered("IMG-20230101-WA000{}.jpg", "PXL_2023010{}_123.jpg"),
        ["rose.jpg", "tulip.jpg", "anemone_red.jpg", "flower1.jpg", "flower2.jpg", "iris.jpg", "daffodil.jpg"],
        [
            f"{digest}___{kind}_{n}.jpg"
            for n, digest in enumerate(("1414c9", "20a8d", "bf947", "d0c22"))
            for kind in "uvwxyz"
        ],
        [f"Screenshot 2024-01-0{n}.png" for n in range(1, 9)],
    ],
)
def test_names_that_a_camera_gave_tell_no_class(paths: list[str]) -> None:
    layout = told(paths, "holiday")
    assert layout.layout.reason.code == "why.no_class"
    assert places(layout) == {("holiday", None)}


def test_one_folder_alone_is_one_class() -> None:
    layout = told(numbered("cat/{}.jpg"))
    assert (layout.layout.name, places(layout)) == ("folders", {("cat", None)})


def test_a_few_photos_beside_class_folders_have_no_class() -> None:
    layout = told([*numbered("cat/{}.jpg", "dog/{}.jpg"), "cover.jpg"])
    assert (layout.layout.name, places(layout)) == ("folders", {("cat", None), ("dog", None), (None, None)})


def test_a_small_folder_beside_many_named_photos_does_not_count() -> None:
    layout = told(numbered("cat_{}.jpg", "dog_{}.jpg", count=9) + numbered("extra/{}.jpg", count=2))
    assert (layout.layout.name, places(layout)) == ("names", {("cat", None), ("dog", None), (None, None)})
