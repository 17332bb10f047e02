"""Folders as people have them: parts, pieces, versions, and names that differ in a capital alone, from paths."""

from __future__ import annotations

import pytest

from engine.job.declare import plain
from engine.job.words import LANGUAGES, EngineError, catalogue, say
from engine.photos.clues import pieces, roles
from engine.photos.layout import LAYOUTS, NAMES, Recognised, recognise


def read(*stems: str, wanted: str = "auto", count: int = 6) -> Recognised:
    paths = sorted(stem.format(number) for stem in stems for number in range(1, count + 1))
    found = recognise(paths, "photos", wanted=wanted)
    reasons = [found.layout.reason, *(other.reason for other in found.layout.alternatives), *found.problems]
    assert all(say(text, language) for text in reasons for language in LANGUAGES)
    return found


def classes(found: Recognised) -> set[str | None]:
    return {place.class_ for place in found.places}


def told(found: Recognised) -> set[str]:
    return {problem.code for problem in found.problems}


def test_every_layout_has_its_words_in_both_languages() -> None:
    texts = catalogue()
    assert NAMES == ("parts", "folders", "subfolders", "names", "table")
    for kind in LAYOUTS:
        assert kind.reasons
        for code in kind.reasons:
            assert set(texts[code]) == set(LANGUAGES), code


@pytest.mark.parametrize(
    "folders",
    [
        ("train", "test"),
        ("train", "valid", "test"),
        ("test", "val"),
        ("Training", "PublicTest", "PrivateTest"),
        ("trainImages", "testImages"),
        ("images/train", "images/val"),
        ("train/images", "valid/images", "test/images"),
        ("imagesTr", "imagesTs"),
        ("učenje", "provjera"),
    ],
)
def test_parts_of_a_split_are_never_classes(folders: tuple[str, ...]) -> None:
    found = read(*(f"{folder}/{{:032x}}.jpg" for folder in folders))
    assert found.layout.name == "none"
    assert classes(found) == {"photos"}
    assert "problem.parts_alone" in told(found)


def test_parts_told_by_file_names_are_never_classes() -> None:
    assert read("train_{}.jpg", "test_{}.jpg", "val_{}.jpg").layout.name == "none"


@pytest.mark.parametrize("folder", ["unknown", "images", "test", "all", "anything"])
def test_a_folder_that_only_stands_for_one_in_an_unlabelled_part_is_left_out(folder: str) -> None:
    found = read(
        "train/cat/{}.jpg", "train/dog/{}.jpg", "valid/cat/{}.jpg", "valid/dog/{}.jpg", f"test/{folder}/{{}}.jpg"
    )
    assert {(place.class_, place.part) for place in found.places} == {
        ("cat", "train"), ("dog", "train"), ("cat", "validation"), ("dog", "validation"), (None, "test"),
    }  # fmt: skip


def test_a_class_beside_known_ones_in_another_part_stays_to_be_told_of() -> None:
    found = read("train/cat/{}.jpg", "train/dog/{}.jpg", "val/cat/{}.jpg", "val/dog/{}.jpg", "val/hen/{}.jpg")
    assert classes(found) == {"cat", "dog", "hen"}


def test_a_part_whose_photos_lie_in_folders_of_pictures_has_the_classes_above_them() -> None:
    found = read("train/n01/images/n01_{}.JPEG", "train/n02/images/n02_{}.JPEG", "val/images/val_{}.JPEG")
    assert {(place.class_, place.part) for place in found.places} == {
        ("n01", "train"), ("n02", "train"), (None, "validation"),
    }  # fmt: skip


def test_folders_that_tell_a_class_and_a_part() -> None:
    found = read("cat_train/{}.jpg", "cat_test/{}.jpg", "dog_train/{}.jpg", "dog_test/{}.jpg")
    assert found.layout.name == "parts"
    assert {(place.class_, place.part) for place in found.places} == {
        (name, part) for name in ("cat", "dog") for part in ("train", "test")
    }


def test_train_with_classes_beside_a_folder_without_is_a_part() -> None:
    found = read("train/cat/{}.jpg", "train/dog/{}.jpg", "unlabelled/{}.jpg")
    assert classes(found) == {"cat", "dog", None}


PIECES = [
    ("images_part_1", "images_part_2"),
    ("images_001", "images_002", "images_012"),
    ("batch_1", "batch_2"),
    ("100CANON", "101CANON"),
    ("100_PANA", "101_PANA"),
    ("2024-05-01", "2024-05-02"),
    ("2024-05-01 Zagreb", "2024-06-11 Split"),
    ("20240501", "20240502"),
    ("01.05.2024", "02.05.2024"),
    ("2021", "2022", "2023"),
    ("siječanj", "veljača"),
    ("camera1", "camera2"),
    ("dio 1", "dio 2"),
    ("New folder", "New folder (2)"),
    ("part_a", "part_b"),
    ("disc I", "disc II"),
    ("fold1", "fold2", "fold3"),
]


@pytest.mark.parametrize("folders", PIECES)
def test_pieces_of_one_collection_are_no_classes_and_it_is_said(folders: tuple[str, ...]) -> None:
    found = read(*(f"{folder}/{{:032x}}.jpg" for folder in folders))
    assert (found.layout.name, classes(found)) == ("none", {"photos"})
    assert "problem.pieces_alone" in told(found)
    assert [other.name for other in found.layout.alternatives] == ["folders"]
    assert dict(found.layout.alternatives[0].classes) == dict.fromkeys(folders, 6)
    assert classes(read(*(f"{folder}/{{:032x}}.jpg" for folder in folders), wanted="folders")) == set(folders)


@pytest.mark.parametrize("folders", PIECES)
def test_what_lies_in_pieces_tells_the_classes(folders: tuple[str, ...]) -> None:
    inside = read(*(f"{folder}/{name}/{{}}.jpg" for folder in folders for name in ("cat", "dog")))
    assert (inside.layout.name, classes(inside)) == ("subfolders", {"cat", "dog"})
    named = read(*(f"{folder}/{name}_{{}}.jpg" for folder in folders for name in ("cat", "dog")))
    assert (named.layout.name, classes(named)) == ("names", {"cat", "dog"})


@pytest.mark.parametrize("folders", PIECES)
def test_pieces_within_a_class_belong_to_it(folders: tuple[str, ...]) -> None:
    found = read(*(f"{name}/{folder}/{{}}.jpg" for folder in folders for name in ("cat", "dog")))
    assert (found.layout.name, classes(found)) == ("folders", {"cat", "dog"})


@pytest.mark.parametrize(
    "folders",
    [
        ("0", "1", "2", "9"),
        ("c0", "c1", "c2"),
        ("class_1", "class_2"),
        ("grade 1", "grade 2"),
        ("s1", "s2", "s40"),
        ("n01443537", "n01629819"),
        ("001.Black_footed_Albatross", "002.Laysan_Albatross"),
        ("daisy1", "rose1"),
        ("part_1", "dog"),
        ("may", "rose"),
        ("normal", "pneumonia"),
        ("camera", "phone"),
    ],
)
def test_numbered_and_coded_classes_stay_classes(folders: tuple[str, ...]) -> None:
    found = read(*(f"{folder}/{{}}.jpg" for folder in folders))
    assert (found.layout.name, classes(found)) == ("folders", set(folders))


@pytest.mark.parametrize(
    "outer",
    [
        ("color", "grayscale", "segmented"),
        ("224x224", "512x512"),
        ("40X", "100X", "200X", "400X"),
        ("raw", "augmented"),
        ("amazon", "dslr", "webcam"),
        ("lab1", "lab2"),
        ("Canon", "iPhone 12"),
    ],
)
def test_versions_of_the_same_classes_are_said_and_each_is_offered(outer: tuple[str, ...]) -> None:
    found = read(*(f"all/{folder}/{name}/{{}}.jpg" for folder in outer for name in ("rust", "scab", "healthy", "rot")))
    assert (found.layout.name, classes(found)) == ("subfolders", {"rust", "scab", "healthy", "rot"})
    assert "problem.versions" in told(found)
    offered = [other for other in found.layout.alternatives if other.folder]
    assert {other.folder for other in offered} <= {f"all/{folder}" for folder in outer}
    assert dict(offered[0].classes) == dict.fromkeys(("rust", "scab", "healthy", "rot"), 6)
    assert [other.name for other in found.layout.alternatives if not other.folder] == ["folders"]


def test_versions_that_each_have_the_same_parts() -> None:
    stems = (
        f"{kind}/{part}/{name}/{{}}.jpg" for kind in ("color", "grey") for part in ("train", "val") for name in "xy"
    )
    found = read(*stems)
    assert found.layout.name == "parts"
    assert {(place.class_, place.part) for place in found.places} == {
        (name, part) for name in "xy" for part in ("train", "validation")
    }


@pytest.mark.parametrize("inner", [("front", "back"), ("images", "masks"), ("left", "right"), ("raw", "cropped")])
def test_views_of_each_class_are_no_classes(inner: tuple[str, ...]) -> None:
    found = read(*(f"{name}/{view}/{{}}.jpg" for view in inner for name in ("cat", "dog", "hen")))
    assert (found.layout.name, classes(found)) == ("folders", {"cat", "dog", "hen"})


def test_two_readings_that_are_close_are_both_told_with_counts_and_examples() -> None:
    found = read("fresh/apple/{}.jpg", "fresh/pear/{}.jpg", "rotten/apple/{}.jpg", "rotten/pear/{}.jpg")
    assert classes(found) == {"fresh", "rotten"}
    assert "problem.same_inside" in told(found)
    (other,) = found.layout.alternatives
    assert (other.name, dict(other.classes)) == ("subfolders", {"apple": 12, "pear": 12})
    assert other.examples == ("fresh/apple/1.jpg → apple", "fresh/pear/1.jpg → pear")
    assert {"name", "reason", "classes", "examples", "folder"} <= set(plain(other))
    assert classes(read("fresh/apple/{}.jpg", "fresh/pear/{}.jpg", "rotten/apple/{}.jpg", wanted="subfolders")) == {
        "apple", "pear",
    }  # fmt: skip


def test_finer_classes_inside_are_told_as_another_reading() -> None:
    found = read("animals/cat/{}.jpg", "animals/dog/{}.jpg", "plants/rose/{}.jpg", "plants/tulip/{}.jpg")
    assert classes(found) == {"animals", "plants"}
    assert [(other.name, set(other.classes)) for other in found.layout.alternatives] == [
        ("subfolders", {"cat", "dog", "rose", "tulip"})
    ]


def test_names_that_cut_across_folders_are_told_as_another_reading() -> None:
    found = read("ana/left_{}.jpg", "ana/right_{}.jpg", "ivo/left_{}.jpg", "ivo/right_{}.jpg")
    assert classes(found) == {"ana", "ivo"}
    assert [(other.name, set(other.classes)) for other in found.layout.alternatives] == [("names", {"left", "right"})]
    assert read("cat/cat_{}.jpg", "dog/dog_{}.jpg").layout.alternatives == ()


def test_a_layout_that_is_asked_for_is_taken_or_said_not_to_be_there() -> None:
    assert classes(read("train/{}.jpg", "test/{}.jpg", wanted="folders")) == {"train", "test"}
    assert classes(read("ana/left_{}.jpg", "ana/right_{}.jpg", wanted="names")) == {"left", "right"}
    with pytest.raises(EngineError) as caught:
        read("cat/{}.jpg", "dog/{}.jpg", wanted="parts")
    assert caught.value.code == "no_such_layout"
    assert all(caught.value.say(language) for language in LANGUAGES)


def test_capital_and_small_letters_side_by_side_are_different_classes() -> None:
    found = read("A/{}.png", "a/{}.png", "B/{}.png", "b/{}.png")
    assert classes(found) == {"A", "a", "B", "b"}
    assert found.layout.reason.params["count"] == 4
    parts = read("train/A/{}.png", "train/a/{}.png", "val/A/{}.png", "val/a/{}.png")
    assert classes(parts) == {"A", "a"}
    assert classes(read("A_{}.png", "a_{}.png", "b_{}.png")) == {"A", "a", "b"}


def test_one_class_spelt_in_two_ways_in_different_parts_is_one_and_it_is_said() -> None:
    found = read("train/Cat/{}.jpg", "train/dog/{}.jpg", "val/cat/{}.jpg", "val/dog/{}.jpg")
    assert classes(found) == {"Cat", "dog"}
    assert told(found) == {"problem.spellings"}


def test_names_alone_tell_parts_and_pieces() -> None:
    assert roles(["asl_train", "asl_test", "other"]) == {"asl_train": "train", "asl_test": "test"}
    assert roles(["train", "bus"]) == {}
    assert not pieces(["images_1"])


def test_a_test_folder_beside_the_classes_is_no_class() -> None:
    assert classes(read("cats/{}.jpg", "dogs/{}.jpg", "test/{}.jpg")) == {"cats", "dogs", None}
    parted = read("cats/{}.jpg", "dogs/{}.jpg", "test/cats/{}.jpg", "test/dogs/{}.jpg")
    assert {(place.class_, place.part) for place in parted.places} == {
        (name, part) for name in ("cats", "dogs") for part in ("train", "test")
    }


def test_folders_of_pictures_inside_each_version_are_passed_through() -> None:
    found = read(*(f"{kind}/images/{name}/{{}}.jpg" for kind in ("amazon", "dslr") for name in ("mug", "pen", "bag")))
    assert classes(found) == {"mug", "pen", "bag"}


def test_folders_that_only_say_that_they_hold_a_collection_are_no_classes() -> None:
    found = read("dataset-master/{:032x}.jpg", "dataset2-master/{:032x}.jpg", "images/{:032x}.jpg")
    assert found.layout.name == "none"


def test_a_year_in_the_name_of_a_class_makes_no_date_of_it() -> None:
    assert classes(read("2012 Audi A4/{}.jpg", "2013 BMW M3/{}.jpg")) == {"2012 Audi A4", "2013 BMW M3"}


@pytest.mark.parametrize("stem", ["{{:04}}_{}.jpg", "img_{{:04}}_{}.jpg", "{{}}-{}.png", "train/{{}}_{}.png"])
def test_the_class_after_the_number_in_a_file_name(stem: str) -> None:
    found = read(stem.format("cat"), stem.format("dog"), *["test/{}_cat.png"] * stem.startswith("train"))
    assert classes(found) == {"cat", "dog"}
