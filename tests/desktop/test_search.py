"""Finding one class among ImageNet's thousand: what a person types, and what the list then offers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.figures import alphabet
from desktop.models.ref import ModelRef
from desktop.settings import locale
from desktop.widgets.ranking import Findable, fold
from desktop.widgets.search import ClassSearch
from engine.job.words import Language


def made(language: Language) -> ClassSearch:
    search = ClassSearch()
    known = ModelRef.of("resnet18")
    search.set_classes(known.classes, known.croatian, known.kinds)
    search.retranslate("Razred", "", "", language)
    search.show()
    QTest.qWaitForWindowExposed(search)
    return search


@pytest.fixture(params=["hr", "en"])
def search(app: QApplication, request: pytest.FixtureRequest) -> Iterator[ClassSearch]:
    found = made(request.param)
    yield found
    found.line.completer().popup().hide()
    found.deleteLater()


def type_in(search: ClassSearch, typed: str) -> None:
    """Presses a key for each letter; QTest's own clicks know no letter but ASCII's."""
    for letter in typed:
        QApplication.sendEvent(search.line, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


def offered(search: ClassSearch, typed: str) -> list[int]:
    """The indices of what the list below the line shows, from its top, after `typed` was typed."""
    search.line.clear()
    type_in(search, typed)
    popup = search.line.completer().popup()
    assert popup.isVisible()
    labels = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    return [int(label.rpartition(" · ")[2]) for label in labels]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("zebra", [340]),
        ("tigrica", [282]),
        ("Tigrica", [282]),
        ("tabby", [281]),
        ("pingvin", [145]),
        ("cavao", [677]),
        ("rebra", []),
        ("285", [285]),
        ("dalmat", [251]),
    ],
)
def test_what_is_typed_is_offered_first(search: ClassSearch, typed: str, first: list[int]) -> None:
    if first:
        assert offered(search, typed)[: len(first)] == first
    else:
        type_in(search, typed)
        assert not search.line.completer().popup().isVisible()


@pytest.mark.parametrize("typed", ["mačka", "macka", "MAČKA", "mačke"])
def test_a_cat_is_every_cat_those_called_so_first(search: ClassSearch, typed: str) -> None:
    found = offered(search, typed)
    assert set(found[:13]) == set(range(281, 294))
    if typed != "mačke":
        assert set(found[:5]) == set(range(281, 286))


@pytest.mark.parametrize(
    ("typed", "indices"), [("pas", range(151, 269)), ("dog", range(151, 269)), ("zmija", range(52, 69))]
)
def test_a_kind_offers_all_that_is_of_it_before_anything_else(search: ClassSearch, typed: str, indices: range) -> None:
    assert set(offered(search, typed)[: len(indices)]) == set(indices)


def test_what_fits_alike_stands_in_the_alphabet_of_the_language(app: QApplication) -> None:
    search = made("hr")
    known = ModelRef.of("resnet18").croatian
    birds = [known[index] for index in offered(search, "ptice")][:59]
    assert birds == sorted(birds, key=alphabet(locale("hr")))
    assert birds.index("crvenonoga prutka") < birds.index("češljugar") < birds.index("droplja")
    search.deleteLater()


def test_enter_takes_the_first_that_is_offered(search: ClassSearch) -> None:
    for typed in ("macka", "ptice", "zeb", "krokod"):
        first = offered(search, typed)[0]
        QTest.keyClick(search.line.completer().popup(), Qt.Key.Key_Return)
        search.line.editingFinished.emit()
        assert search.index() == first


def test_a_row_of_the_list_is_taken_by_the_keys(search: ClassSearch) -> None:
    third = offered(search, "macka")[2]
    popup = search.line.completer().popup()
    popup.setCurrentIndex(popup.model().index(2, 0))
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert search.index() == third


def test_ones_own_classes_are_found_and_shown_as_they_are(app: QApplication) -> None:
    search = ClassSearch()
    search.set_classes(["Čuk", "cuk", "đak"])
    search.retranslate("Razred", "", "", "hr")
    for typed, index in (("cuk", 1), ("čuk", 0), ("ČUK", 0), ("djak", None), ("dak", 2)):
        search.line.setText(typed)
        search.line.textEdited.emit(typed)
        assert search.index() == index
    search.choose(2)
    assert search.line.text() == "đak · 2"


def test_names_are_ranked_from_the_whole_to_the_piece() -> None:
    wanted = fold("Šal")
    names = ("šal", "vuneni šal", "šalica", "mala šalica", "maršal")
    assert [Findable.of((name,)).rank(wanted) for name in names] == [0, 3, 4, 5, 7]
    assert Findable.of(("kaput",), ("šal",)).rank(wanted) == 2
    assert Findable.of(("kaput",), ("šalovi",)).rank(wanted) == 6
    assert Findable.of(("kaput",)).rank(wanted) is None


def test_croatian_letters_stand_where_its_alphabet_has_them() -> None:
    words = [
        "žaba",
        "zec",
        "šal",
        "sova",
        "njuška",
        "nula",
        "ljama",
        "lula",
        "đak",
        "džep",
        "dud",
        "čaj",
        "cvijet",
        "ćuk",
    ]
    ordered = [
        "cvijet",
        "čaj",
        "ćuk",
        "dud",
        "džep",
        "đak",
        "lula",
        "ljama",
        "nula",
        "njuška",
        "sova",
        "šal",
        "zec",
        "žaba",
    ]
    assert sorted(words, key=alphabet(locale("hr"))) == ordered
    assert sorted(["10.jpg", "9.jpg", "B", "a"], key=alphabet(locale("en"))) == ["9.jpg", "10.jpg", "a", "B"]
