"""The widgets that lessons ask and explain with: terms in a text, an order, pictures side by side, how sure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from desktop.page.terms import terms
from desktop.widgets.charts.handdrawn import HandDrawn
from desktop.widgets.charts.reliability import Reliability
from desktop.widgets.rows.explained import ExplainedText, marked
from desktop.widgets.rows.ordering import Orderable, Ordering
from desktop.widgets.rows.sureness import Sureness
from desktop.widgets.terms import Explained
from desktop.widgets.tiles.photorow import Captioned
from desktop.widgets.tiles.strip import PictureStrip
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.judge.scores import Bin
from engine.lessons.glossary import glossary
from engine.lessons.reading import read_lessons

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "sample_photos"
HEAD = Explained("head", "the part that decides", ("head*",))
MAP = Explained("loss of maps", "none", ("maps loss",))
SHORT = Explained("loss", "what is made small", ("loss",))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("The head & <b>Heads</b>.", 'The <a href="term:0">head</a> &amp; &lt;b&gt;Heads&lt;/b&gt;.'),
        ("Go ahead.", "Go ahead."),
        ("A maps loss, a loss.", 'A <a href="term:1">maps loss</a>, a loss.'),
        ("One\ntwo", "One<br>two"),
    ],
)
def test_the_first_use_of_a_term_is_marked(text: str, html: str) -> None:
    assert marked(text, (HEAD, MAP)) == html


def test_of_two_terms_at_one_place_the_longer_one_is_marked() -> None:
    assert marked("variation loss", (SHORT, Explained("v", "w", ("variation loss",)))) == (
        '<a href="term:1">variation loss</a>'
    )


def test_hovering_over_a_term_explains_it(app: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: told.append(text))
    label = ExplainedText()
    label.show_text("Only the head learns.", (HEAD,))
    label.linkHovered.emit("term:0")
    assert told == ["<span>head: the part that decides</span>"]
    assert label.accessibleName() == "Only the head learns."


@pytest.mark.parametrize("language", ["en", "hr"])
def test_every_term_is_met_somewhere_in_the_lessons_or_is_a_word_of_the_field(language: str) -> None:
    """Terms are found in the texts as they are inflected there."""
    lessons, _ = read_lessons()
    texts = [
        text.word(language)  # type: ignore[arg-type]
        for lesson in lessons
        for text in (
            lesson.situation, lesson.experiment, *lesson.why, lesson.teacher.aim, lesson.teacher.surprises,
            *(question.text for question in lesson.quiz), *(question.because for question in lesson.quiz),
            *(prediction.text for prediction in lesson.predictions),
            *(answer.text for question in lesson.quiz for answer in question.answers),
            *(answer.wrong for question in lesson.quiz for answer in question.answers if answer.wrong),
        )
    ]  # fmt: skip
    known = terms(language)  # type: ignore[arg-type]
    met = {number for text in texts for number, term in enumerate(known) if 'href="term:0"' in marked(text, (term,))}
    assert len(known) == len(glossary()) >= 24
    assert len(met) >= 18


def test_things_are_put_in_order_by_buttons_and_keys(app: QApplication, until: Callable[..., None]) -> None:
    thumbnails = Thumbnails()
    ordering = Ordering(thumbnails)
    changes: list[list[str]] = []
    ordering.changed.connect(lambda: changes.append(ordering.order))
    photos = sorted((SAMPLES / "bird").glob("*.jpg"))[:3]
    ordering.begin([Orderable(name, name, photo) for name, photo in zip("abc", photos, strict=True)])
    ordering.word("in order", "Earlier", "Later", {"a": "first"})
    ordering.show()
    until(lambda: not ordering._waiting)
    assert ordering.list.item(0).text() == "first"
    assert not ordering.list.item(0).icon().isNull()
    assert not ordering.earlier.isEnabled()
    ordering.later.click()
    ordering.later.click()
    ordering.later.click()
    assert changes == [["b", "a", "c"], ["b", "c", "a"]]
    assert not ordering.later.isEnabled()
    thumbnails.close()


def test_pictures_stand_side_by_side_as_large_as_there_is_room(app: QApplication, until: Callable[..., None]) -> None:
    thumbnails = Thumbnails()
    strip = PictureStrip(thumbnails)
    photos = sorted((SAMPLES / "fruit").glob("*.jpg"))[:3]
    strip.resize(450, 300)
    strip.set_pictures([Captioned(photo, photo.stem) for photo in photos])
    strip.show()
    assert [strip._field(number).left() for number in range(3)] == [0, 154, 308]
    until(lambda: all(thumbnails.get(strip._wanted(picture)) is not None for picture in strip.pictures))
    picture = strip.grab().toImage()
    assert len({picture.pixelColor(x, 60).name() for x in range(0, 440, 7)}) > 10
    strip.set_pictures([Captioned(SAMPLES / "none.jpg", "")])
    assert strip.sizeHint().height() <= 190
    thumbnails.close()


def test_a_handle_is_moved_with_the_keys(app: QApplication) -> None:
    drawn = HandDrawn()
    drawn.begin(["one", "other"], [2, 10])
    drawn.word({"one": "first line"}, "photos")
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(drawn, key)
    assert drawn.lines == {"one": [0.55, 0.4], "other": [0.5, 0.5]}
    assert "first line: 55" in drawn.accessibleDescription()
    drawn.take("other")
    for _ in range(30):
        QTest.keyClick(drawn, Qt.Key.Key_Up)
    assert drawn.lines["other"] == [0.5, 1.0]
    drawn.set_lines({"one": [0.1, 2.0], "third": [0.0, 0.0], "other": [0.0]})
    assert drawn.lines == {"one": [0.1, 1.0], "other": [0.5, 1.0]}


def test_half_sure_is_the_least(app: QApplication) -> None:
    sure = Sureness()
    sure.retranslate()
    assert sure.value == 0.75
    sure.slider.setValue(0)
    assert sure.value == 0.5
    sure.set_value(1.0)
    assert sure._figure.text().startswith("100")


def test_a_persons_sureness_and_a_networks_are_drawn_alike(app: QApplication) -> None:
    plot = Reliability()
    plot.show_bins((Bin(10, 0.9, 0.6), Bin(0, 0.0, 0.0)), "you", "how sure", "right")
    (mine, ideal) = plot.rows
    assert [(point.x, point.y) for point in mine.points] == [(0.9, 0.6)]
    assert [(point.x, point.y) for point in ideal.points] == [(0.0, 0.0), (1.0, 1.0)]
    assert mine.points[0].interval is not None
