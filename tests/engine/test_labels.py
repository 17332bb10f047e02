"""ImageNet's class names in Croatian: one for each English name, in the same order, none like another."""

from __future__ import annotations

import tomllib
import unicodedata

import pytest

from engine.files import RESOURCES
from engine.models.backbones import imagenet_classes, imagenet_classes_croatian
from engine.models.kinds import imagenet_kinds

CROATIAN = imagenet_classes_croatian()


def test_every_english_name_has_a_croatian_one() -> None:
    assert len(CROATIAN) == len(imagenet_classes()) == 1000
    assert all(CROATIAN)


def test_no_two_croatian_names_are_alike() -> None:
    assert len({name.casefold() for name in CROATIAN}) == len(CROATIAN)


def test_names_are_tidy_composed_croatian_text() -> None:
    letters = set("abcčćdđefghijklmnopqrsštuvwxyzž ()-")
    for name in CROATIAN:
        assert name == " ".join(name.split())
        assert name == unicodedata.normalize("NFC", name)
        assert set(name.lower()) <= letters, name


@pytest.mark.parametrize(
    ("index", "english", "croatian"),
    [
        (0, "tench", "linjak"),
        (1, "goldfish", "zlatna ribica"),
        (22, "bald eagle", "bjeloglavi orao"),
        (84, "peacock", "paun"),
        (134, "crane bird", "ždral"),
        (207, "golden retriever", "zlatni retriver"),
        (235, "German shepherd", "njemački ovčar"),
        (249, "malamute", "aljaški malamut"),
        (250, "Siberian husky", "sibirski haski"),
        (281, "tabby", "tigrasta mačka"),
        (284, "Siamese cat", "sijamska mačka"),
        (291, "lion", "lav"),
        (292, "tiger", "tigar"),
        (301, "ladybug", "bubamara"),
        (340, "zebra", "zebra"),
        (388, "giant panda", "veliki panda"),
        (402, "acoustic guitar", "akustična gitara"),
        (499, "cleaver", "mesarska sjekira"),
        (500, "cliff dwelling", "nastamba u stijeni"),
        (517, "crane", "dizalica"),
        (638, "maillot", "triko"),
        (673, "mouse", "računalni miš"),
        (749, "quill", "pisaće pero"),
        (750, "quilt", "poplun"),
        (879, "umbrella", "kišobran"),
        (920, "traffic light", "semafor"),
        (949, "strawberry", "jagoda"),
        (980, "volcano", "vulkan"),
        (998, "ear", "klip kukuruza"),
        (999, "toilet tissue", "toaletni papir"),
    ],
)
def test_names_stand_at_the_place_of_their_english_ones(index: int, english: str, croatian: str) -> None:
    assert (imagenet_classes()[index], CROATIAN[index]) == (english, croatian)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("mačka", 4), ("terijer", 20), ("ovčar", 6), ("majmun", 8), ("gitara", 2), ("zebra", 1), ("tigrica", 1)],
)
def test_a_kind_is_found_by_its_common_word(kind: str, least: int) -> None:
    assert sum(kind in name for name in CROATIAN) >= least


@pytest.mark.parametrize(
    ("kind", "count", "some"),
    [
        ("pas", 118, ("čivava", "mops", "meksički goli pas")),
        ("dog", 118, ("čivava", "njemački ovčar")),
        ("ptica", 59, ("pijetao", "ždral", "kraljevski pingvin", "velika siva sova")),
        ("mačka", 13, ("tigrasta mačka", "tigrica (prugasta mačka)", "lav", "puma")),
        ("zmija", 17, ("zelena mamba", "dijamantna čegrtuša")),
        ("gljiva", 8, ("vrganj", "pečurka")),
        ("hrana", 44, ("pizza", "banana")),
        ("glazbalo", 26, ("violina", "usna harmonika", "bubanj")),
    ],
)
def test_a_kind_holds_all_that_is_of_it(kind: str, count: int, some: tuple[str, ...]) -> None:
    of_it = {name for name, kinds in zip(CROATIAN, imagenet_kinds(), strict=True) if kind in kinds}
    assert len(of_it) == count
    assert of_it.issuperset(some)


def test_every_word_for_a_kind_means_one_kind_alone() -> None:
    table = tomllib.loads((RESOURCES / "labels" / "imagenet_kinds.toml").read_text(encoding="utf-8"))
    words = [word for kind in table["kinds"] for word in kind["words"].split(", ")]
    assert len(words) == len(set(words))
    assert all(word == word.strip().lower() and word for word in words)
