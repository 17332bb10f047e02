"""Terms of the field are explained wherever they stand in the window, in both languages, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QHeaderView, QLabel, QTableWidget, QToolTip, QVBoxLayout, QWidget

from desktop.page.terms import terms
from desktop.pages import PAGES, WELCOME
from desktop.shell.window import Window
from desktop.widgets.charts.legend import Legend, LegendEntry
from desktop.widgets.said import said, spots
from desktop.widgets.terms import OTHERWISE, Explained, Vocabulary, met
from engine.job.words import LANGUAGES, Language
from engine.lessons.glossary import glossary

Until = Callable[[Callable[[], bool]], None]
HEAD = Explained("head", "the part that decides", ("head", "heads"))
LOSS = Explained("loss", "what is made small", ("loss", "losses"))
CALM = Explained("variation loss", "the price of roughness", ("variation loss*",))
KNOWN = (HEAD, LOSS, CALM)
ELSEWHERE: dict[str, set[str]] = {
    language: {
        "adversarial picture", "balanced accuracy", "baseline", "calibration", "interval", "threshold",
        "variation loss",
    }
    for language in LANGUAGES
}  # fmt: skip
"""Terms that no page shows before something has run or is chosen: they stand in results and in lessons."""
ELSEWHERE["en"].add("stage")


def names(text: str, vocabulary: Vocabulary) -> list[str]:
    return [found.term.name for found in vocabulary.met(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Head, and two heads", ["head", "head"]),
        ("A heading, ahead of a headline", []),
        ("variation loss and loss", ["variation loss", "loss"]),
        ("head.jpg", []),
        ("my head 3.jpg", []),
        ("Saved as /home/me/head of school/loss", ["loss"]),
        (r"C:\head\loss", []),
        ("The class “head” has no loss", ["loss"]),
        ("Razred „head” i loss", ["loss"]),
        ("loss/head", ["loss", "head"]),
        ("", []),
    ],
)
def test_terms_are_met_as_whole_words_and_not_in_names(text: str, found: list[str]) -> None:
    assert names(text, Vocabulary(KNOWN)) == found


def test_no_term_is_seen_in_the_name_of_a_class_or_a_folder() -> None:
    vocabulary = Vocabulary(KNOWN, ["head cabbage", "loss", "bird"])
    assert names("Is it head cabbage? The head says so.", vocabulary) == ["head"]
    assert names("loss, 23 %", vocabulary) == []
    assert names("The loss of this class", vocabulary) == ["loss"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_met_in_its_own_name(language: Language) -> None:
    for term in terms(language):
        assert [found.term.name for found in met(term.name, terms(language))] == [term.name]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_term_is_explained_somewhere_in_the_window_or_known_not_to_stand_there(
    window: Window, language: Language
) -> None:
    window._around.settings.change(language=language)
    found: set[str] = set()
    for name in (WELCOME, *(name for name in PAGES if name != "lessons")):  # that one lists all of them
        page = window.go(name)
        widgets = page.findChildren(QWidget)
        found |= {term.term.name for widget in widgets for _, term in window.glossing.terms_of(widget)}
        assert page.name == name
    english = {term.name.word(language): term.name.en for term in glossary()}
    assert set(english.values()) - {english[name] for name in found} == ELSEWHERE[language]


def shown(window: Window, *widgets: QWidget) -> QWidget:
    """The page that is open, with these widgets on it in their order."""
    page = window.page
    place = QWidget(page)
    layout = QVBoxLayout(place)
    for widget in widgets:
        layout.addWidget(widget)
    place.resize(400, 40 * len(widgets) + 40)
    place.move(0, 0)
    place.raise_()
    place.show()
    QApplication.processEvents()
    window.glossing._vocabulary = Vocabulary(KNOWN)
    return place


def hover(widget: QWidget, place: QPoint, monkeypatch: pytest.MonkeyPatch) -> str:
    told: list[str] = []
    with monkeypatch.context() as patched:
        patched.setattr(QToolTip, "showText", lambda _place, text, *_rest: told.append(text))
        QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
    return "".join(told)


def test_a_tooltip_is_kept_and_the_meaning_stands_below_it(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    box, other = QCheckBox("Dropout in the head"), QCheckBox("Nothing of that")
    box.setToolTip("Its own <tip & more")
    shown(window, box, other)
    window.glossing.look_through()
    told = hover(box, box.rect().center(), monkeypatch)
    assert told.startswith("<div>Its own &lt;tip &amp; more</div>")
    assert "<b>head</b>: the part that decides" in told
    assert box.toolTip() == "Its own <tip & more"
    assert hover(other, other.rect().center(), monkeypatch) == ""


def test_the_term_under_the_pointer_is_explained_and_between_them_all(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    label = QLabel("head and also a loss")
    shown(window, label)
    window.glossing.look_through()
    (one,) = said(label)
    (box,) = spots(one, label.font(), one.text.index("loss"), len(one.text))
    told = hover(label, box.center(), monkeypatch)
    assert "what is made small" in told
    assert "decides" not in told
    between = hover(label, QPoint((box.left() * 2) // 3, box.center().y()), monkeypatch)
    assert "what is made small" in between
    assert "decides" in between


def test_a_heading_of_a_table_is_explained(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    table = QTableWidget(1, 2)
    table.setHorizontalHeaderLabels(["Photo", "Loss"])
    shown(window, table)
    header = table.horizontalHeader()
    assert isinstance(header, QHeaderView)
    window.glossing.look_through()
    places = [QPoint(header.sectionViewportPosition(column) + 4, 6) for column in range(2)]
    assert [("what is made small" in hover(header.viewport(), place, monkeypatch)) for place in places] == [False, True]


def test_the_first_use_of_a_term_is_marked_once_and_its_letters_stay(window: Window) -> None:
    first, again, later = QLabel("The head"), QLabel("Another head"), QLabel("A loss")
    shown(window, first, again, later)
    before = first.grab().toImage()
    window.glossing.look_through()
    marked = [(widget, [term.term.name for _, term in found]) for widget, found in window.glossing._marks.items()]
    assert [one for one in marked if one[0] in (first, again, later)] == [(first, ["head"]), (later, ["loss"])]
    after = first.grab().toImage()
    changed = {
        (x, y) for x in range(after.width()) for y in range(after.height()) if before.pixel(x, y) != after.pixel(x, y)
    }
    (box,) = spots(said(first)[0], first.font(), 4, 8)
    assert changed
    assert {y for _, y in changed} == {min(box.top() + first.fontMetrics().ascent() + 3, first.height() - 1)}
    assert box.left() - 1 <= min(x for x, _ in changed) <= max(x for x, _ in changed) <= box.right() + 1


def test_what_a_text_says_later_is_found_without_being_told(window: Window, until: Until) -> None:
    label = QLabel("Nothing yet")
    shown(window, label)
    label.setText("Now the head")
    until(lambda: "decides" in label.accessibleDescription())
    label.setText("Nothing again")
    until(lambda: label.accessibleDescription() == "")


def test_a_screen_reader_hears_the_meaning_after_what_it_was_told(window: Window) -> None:
    described, tipped = QCheckBox("The loss"), QCheckBox("The head")
    described.setAccessibleDescription("Its own description")
    tipped.setToolTip("Its tip")
    shown(window, described, tipped)
    for _ in range(2):
        window.glossing.look_through()
        assert described.accessibleDescription() == "Its own description\nloss: what is made small"
        assert tipped.accessibleDescription() == "Its tip\nhead: the part that decides"
    described.setText("Nothing")
    window.glossing.look_through()
    assert described.accessibleDescription() == "Its own description"


def test_where_words_mean_something_else_nothing_is_explained(window: Window) -> None:
    label, inside = QLabel("The head"), QWidget()
    QVBoxLayout(inside).addWidget(label)
    inside.setProperty(OTHERWISE, True)
    shown(window, inside)
    window.glossing.look_through()
    assert label.accessibleDescription() == ""
    assert label not in window.glossing._marks


def test_a_key_explains_what_has_the_keyboard_or_else_the_whole_page(window: Window, until: Until) -> None:
    page = window.go("train")
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    until(window.word_sheet.isVisible)
    whole = window.word_sheet.text.toPlainText()
    assert "backbone" in whole
    assert "epoch" in whole
    window.word_sheet.close()
    box = next(box for box in page.findChildren(QWidget) if box.accessibleName() == "Epochs")
    box.setFocus()
    assert [term.name for term in window.glossing.words_in_hand()] == ["epoch"]
    assert QKeySequence("Shift+F1") in {QKeySequence(key) for key, _ in sheet_rows(window)}


def sheet_rows(window: Window) -> list[tuple[str, str]]:
    window._fill_sheet()
    texts = [label.text() for label in window.sheet.findChildren(QLabel)]
    return list(zip(texts[1::2], texts[2::2], strict=False))


def test_the_names_in_a_legend_are_explained(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    legend = Legend()
    legend.show_entries([LegendEntry("bird", "0.3", 0), LegendEntry("loss", "0.1", 1)], "", "0.0")
    shown(window, legend)
    window.glossing.look_through()
    boxes = {one.text: one.box for one in said(legend)}
    assert hover(legend, boxes["bird"].center(), monkeypatch) == ""
    assert "what is made small" in hover(legend, boxes["loss"].center(), monkeypatch)


def test_a_marked_text_that_is_gone_is_forgotten(window: Window, raised: list[BaseException]) -> None:
    label = QLabel("The head")
    place = shown(window, label)
    window.glossing.look_through()
    assert label in window.glossing._marks
    place.hide()
    place.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.glossing.look_through()
    assert label not in window.glossing._marks
    assert not raised
