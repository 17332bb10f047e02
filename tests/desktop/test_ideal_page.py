"""The Ideal image page: driven by recorded events, by its film and its knobs, and once by the real job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.form.fields.knob import Knob
from desktop.models.ref import ModelRef
from desktop.page.errands import AskNetworks, SaveFilm, SavePicture
from desktop.page.page import Surroundings
from desktop.pages.ideal.exciting import exciting_job, exciting_photos
from desktop.pages.ideal.film import CAPACITY, SIDE, Film
from desktop.pages.ideal.page import IdealPage
from desktop.settings import locale
from desktop.widgets.pictures.filmstrip import FilmStrip
from desktop.widgets.search import ClassSearch
from engine.files import RESOURCES
from engine.job.background import Background, Mail, Running
from engine.job.declare import Span
from engine.job.events import Ended, Metric, Outcome, Picture, Progress
from engine.job.words import EngineError, message
from engine.jobs.classify import Classified, ClassifyResult
from engine.jobs.features import Features
from engine.jobs.ideal import Ideal
from engine.look.guess import Guess
from engine.look.opinions import Opinion
from engine.paint.presets import LESSON, PRESETS
from engine.photos.door import read_photo
from tests.desktop.surroundings import Idle, surroundings

Until = Callable[..., None]
SAMPLES = RESOURCES / "sample_photos"


@pytest.fixture
def page(app: QApplication) -> Iterator[IdealPage]:
    around = surroundings(Idle())
    made = opened(around)
    yield made
    made.thumbnails.close()
    around.runner.close()


def opened(around: Surroundings) -> IdealPage:
    made = IdealPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    return made


def jobs(page: IdealPage) -> list[Ideal]:
    return [running.job for running in page.around.runner.jobs if isinstance(running.job, Ideal)]


def asked(page: IdealPage) -> list[AskNetworks]:
    return [running.job for running in page.around.runner.jobs if isinstance(running.job, AskNetworks)]


def frame(level: int, side: int = 32) -> np.ndarray:
    return np.full((side, side, 3), level, np.uint8)


def step(number: int, total: int = 20) -> list[Mail]:
    note = message("note.climbing", step=number, steps=total)
    return [
        Metric("probability", number, number / total),
        Metric("variation", number, 0.1),
        Progress(number, total, note),
        Picture("picture", number, frame(number)),
    ]


def grow(page: IdealPage, preset: str = "robust", steps: int = 5) -> None:
    page.start_with(preset)
    for number in range(steps):
        page.hear(step(number), preset)


def turned(running: Running) -> dict[str, Any]:
    return dict(running._turns)


def test_each_recipe_is_one_click(page: IdealPage) -> None:
    assert page.ready.isVisible()
    QTest.mouseClick(page.ready.cards["noise"], Qt.MouseButton.LeftButton)
    (job,) = jobs(page)
    assert (job.preset, job.target, job.model) == ("noise", "zebra", "efficientnet_lite0")
    assert page.settings.recipe.value() == "noise"
    assert not page.ready.isVisible()
    assert page.bar.state == "running"


def test_three_recipes_grow_side_by_side_from_one_seed(page: IdealPage) -> None:
    page.settings.compare.setChecked(True)
    page.settings.form.set_values({"seed": 7})
    page.start()
    assert {job.preset for job in jobs(page)} == set(LESSON)
    assert {job.seed for job in jobs(page)} == {7}
    for preset in LESSON:
        page.hear(step(3), preset)
    assert all(not pane.picture.empty for pane in page.growing.panes.values())
    page.hear([Ended("done")], "noise")
    assert page.busy
    for preset in ("variation", "robust"):
        page.hear([Ended("done")], preset)
    assert not page.busy


def test_progress_counts_all_recipes_together(page: IdealPage) -> None:
    page.settings.compare.setChecked(True)
    page.start()
    for preset in LESSON:
        page.hear(step(10, 20), preset)
    assert (page.bar._progress.value(), page.bar._progress.maximum()) == (30, 60)


def test_a_knob_turns_the_recipe_that_is_looked_at_and_no_other(page: IdealPage) -> None:
    page.settings.compare.setChecked(True)
    page.start()
    growths, knobs = page._growths, page.settings.knobs
    assert knobs.recipe == page.growing.current == "robust"
    knobs.knobs["variation"].slider.setValue(200)
    assert {preset for preset, growth in growths.items() if turned(growth.running)} == {"robust"}
    assert turned(growths["robust"].running)["variation"] == knobs.knobs["variation"].value()
    page.growing.look_at("noise")
    assert knobs.recipe == page.settings.recipe.value() == "noise"
    assert knobs.knobs["variation"].value() == PRESETS["noise"].terms.get("variation", 0.0)
    knobs.knobs["variation"].slider.setValue(100)
    assert turned(growths["noise"].running)["variation"] == knobs.knobs["variation"].value()
    page.growing.look_at("robust")
    assert turned(growths["robust"].running)["variation"] == knobs.knobs["variation"].value()
    knobs.reset()
    assert turned(growths["robust"].running)["variation"] == PRESETS["robust"].terms.get("variation", 0.0)
    assert set(knobs.all_values()) == {"noise"}


def test_a_recipe_taken_on_the_left_is_looked_at_on_the_right(page: IdealPage) -> None:
    page.settings.compare.setChecked(True)
    page.start()
    page.settings.recipe.set_value("variation")
    page.settings.recipe.changed.emit("variation")
    assert page.growing.current == page.settings.knobs.recipe == "variation"


def test_the_figure_below_a_picture_is_the_one_in_the_bars(page: IdealPage) -> None:
    page.start_with("robust")
    growth = page._growths["robust"]
    page.hear([Picture("picture", 4, np.zeros((8, 8, 3), np.uint8)), Metric("probability", 4, 0.99)], "robust")
    assert "%" not in page.growing.panes["robust"]._caption.text(), "of a view of one step nothing is said there"
    said = Opinion(growth.running.job.model, (Guess("zebra", 0.25),), 0.25, 1)  # type: ignore[attr-defined]
    page.growing.hear_opinions("robust", (said,))
    assert "25.0%" in page.growing.panes["robust"]._caption.text()


def test_one_picture_is_no_film(page: IdealPage) -> None:
    page.start_with("robust")
    page.hear([Picture("picture", 0, np.zeros((8, 8, 3), np.uint8))], "robust")
    assert not page.growing.save_film.isEnabled()
    page.hear([Picture("picture", 1, np.ones((8, 8, 3), np.uint8))], "robust")
    assert page.growing.save_film.isEnabled()


def test_knobs_turned_before_the_start_go_into_the_job(page: IdealPage) -> None:
    page.settings.knobs.knobs["jitter"].slider.setValue(5)
    page.start_with("robust")
    (job,) = jobs(page)
    assert job.jitter == 5
    assert job.variation is None


def test_steps_left_empty_while_running_mean_the_recipes_own(page: IdealPage) -> None:
    page.start_with("noise")
    page.settings.form.set_values({"steps": 30})
    assert turned(page._growths["noise"].running)["steps"] == 30
    page.settings.form.field("steps").set_value(None)
    assert turned(page._growths["noise"].running)["steps"] == PRESETS["noise"].steps


def test_pause_goes_on_and_stop_keeps_the_picture(page: IdealPage) -> None:
    grow(page)
    running = page._growths["robust"].running
    page.pause()
    assert running.paused
    page.pause()
    assert not running.paused
    page.cancel()
    assert running._finish.is_set()
    assert page.bar.state == "stopping"
    page.cancel()
    assert running._cancel.is_set()


def test_a_picture_is_kept_and_grown_again_while_the_keyboard_is_on_a_curve(page: IdealPage, until: Until) -> None:
    page.activateWindow()
    until(page.isActiveWindow)
    for _ in range(3):
        grow(page)
        page.bar._stop.setFocus()
        page.cancel()
        for curve in page.growing.course.curves:
            curve.setFocus()
            assert "step 4" in curve.accessibleDescription()
        page.hear([Ended("done")], "robust")
        assert page.bar.state == "idle"


def test_restart_begins_anew_and_the_former_run_is_not_heard(page: IdealPage) -> None:
    grow(page)
    former = page.around.runner._watched[0]
    page.restart()
    assert former.running._cancel.is_set()
    assert page._growths["robust"].film.newest is None
    former.hear(step(9))
    assert page._growths["robust"].film.newest is None


def test_the_scrubber_goes_back_and_the_picture_stays_there(page: IdealPage) -> None:
    grow(page)
    page.growing.player.strip.go(1)
    for number in (5, 6):
        held = page.growing.pixels()
        assert held is not None
        assert (held == 1).all()
        page.hear(step(number), "robust")
    page.growing.player.strip.go(99)
    newest = page.growing.pixels()
    assert newest is not None
    assert (newest == 6).all()


def test_a_film_stays_small_and_ends_with_the_newest_picture_whole() -> None:
    film = Film()
    for number in range(10 * CAPACITY):
        film.add(number, frame(number % 256, 2 * SIDE if number % 50 == 0 else 32))
    film.add(10 * CAPACITY, frame(9, 2 * SIDE))
    assert len(film.steps) <= CAPACITY + 1
    assert list(film.steps) == sorted(set(film.steps))
    assert film.steps[0] == 0
    assert film.steps[-1] == 10 * CAPACITY
    assert max(max(each.shape[:2]) for each in film.frames()) <= SIDE
    assert film.picture(len(film.steps) - 1).shape == (2 * SIDE, 2 * SIDE, 3)


def test_arrow_keys_walk_along_the_film(app: QApplication) -> None:
    strip = FilmStrip()
    told: list[int] = []
    strip.chosen.connect(told.append)
    strip.retranslate()
    strip.show_film((0, 4, 8), lambda place: frame(place))
    assert strip.following
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_End):
        QTest.keyClick(strip, key)
    assert told == [1, 0, 0, 2]
    strip.grab()
    assert strip.accessibleDescription() == "step 8"


def test_opinions_are_asked_between_steps_and_shown(page: IdealPage) -> None:
    from engine.look.guess import Guess as Said
    from engine.look.opinions import Opinion

    grow(page, steps=2)
    (job,) = asked(page)
    assert job.models[0] == "efficientnet_lite0"
    assert job.class_ == "zebra"
    watched = next(each for each in page.around.runner._watched if each.running.job is job)
    own = Opinion("efficientnet_lite0", (Said("zebra", 0.9), Said("horse", 0.1)), 0.9, 1)
    other = Opinion("efficientnet_lite1", (Said("tabby", 0.4),), 0.1, 7)
    watched.hear([Outcome((own, other)), Ended("done")])
    assert [bar.label for bar in page.growing.beside.bars.bars] == ["zebra", "horse"]
    rows = {row.network: row for row in page.growing.beside.verdicts.rows}
    assert rows["EfficientNet-Lite1 · a sibling disagrees"].agrees is False
    assert rows["EfficientNet-Lite2"].class_ == ""
    page.hear(step(3), "robust")
    assert len(asked(page)) == 1  # not at each step


def test_at_the_end_every_ready_network_is_asked(page: IdealPage) -> None:
    grow(page)
    page.hear([Ended("done")], "robust")
    assert asked(page)[-1].models == ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2")
    assert page.bar.can_start


READY = ("efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2", "squeezenet1_1")


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three siblings and a network of another family are ready."""
    for module in ("desktop.models.ref", "engine.paint.quality"):
        monkeypatch.setattr(f"{module}.weights_state", lambda name: "ready" if name in READY else "absent")


@pytest.mark.usefixtures("strangers")
def test_a_check_beside_each_ready_network_lets_it_see_the_picture_too(app: QApplication) -> None:
    page = opened(surroundings(Idle()))
    together = page.settings.together
    offered = {name for name, check in together.checks.items() if not check.isHidden()}
    assert offered == set(READY[1:])
    together.checks["efficientnet_lite2"].click()
    page.start()
    (job,) = jobs(page)
    assert (job.with_, job.quality) == ("efficientnet_lite2", "live")
    page.hear(step(3), "robust")
    page.hear([Ended("done")], "robust")
    assert asked(page)[-1].models == ("efficientnet_lite0", "efficientnet_lite1", "squeezenet1_1")
    assert [row.network for row in page.growing.beside.verdicts.rows] == ["EfficientNet-Lite1", "SqueezeNet 1.1"]
    page.around.runner.close()


@pytest.mark.usefixtures("strangers")
def test_judges_are_siblings_and_strangers_in_words(app: QApplication) -> None:
    page = opened(surroundings(Idle()))
    grow(page)
    page.growing.hear_opinions(
        "robust",
        (
            Opinion("efficientnet_lite1", (Guess("zebra", 0.9),), 0.9, 1),
            Opinion("squeezenet1_1", (Guess("prison", 0.4),), 0.01, 88),
        ),
    )
    told = {row.network for row in page.growing.beside.verdicts.rows if row.class_}
    assert told == {"EfficientNet-Lite1 · a sibling agrees", "SqueezeNet 1.1 · a stranger disagrees"}
    page.around.runner.close()


@pytest.mark.usefixtures("strangers")
def test_fine_checks_the_siblings_and_says_how_much_longer_it_takes(app: QApplication) -> None:
    page = opened(surroundings(Idle()))
    together = page.settings.together
    live = together.time.text()
    together.quality.set_value("fine")
    assert together.others == ("efficientnet_lite1", "efficientnet_lite2")
    assert page.settings.knobs.knobs["statistics"].value() == pytest.approx(1.0, abs=0.02)
    assert figure_in(together.time.text()) > 2 * figure_in(live)
    page.settings.form.set_values({"size": 1024})
    larger = figure_in(together.time.text())
    page.settings.form.set_values({"steps": 512})
    assert figure_in(together.time.text()) > larger
    kept = page.settings.plain_values()
    together.quality.set_value("live")
    assert together.others == ()
    page.settings.set_values(kept)
    assert together.others == ("efficientnet_lite1", "efficientnet_lite2")
    page.settings.kind.set_value("channel")
    assert not together.checks["efficientnet_lite1"].isEnabled()
    assert "alone" in together._note.text()
    page.start()
    assert jobs(page)[0].with_ is None
    page.around.runner.close()


def figure_in(text: str) -> int:
    return int("".join(letter for letter in text if letter.isdigit()))


def test_a_model_of_ones_own_grows_alone_and_the_page_says_why(
    page: IdealPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = page.settings.together
    together.set_model("/somewhere/own.safetensors")
    assert all(check.isHidden() for check in together.checks.values())
    assert "no other network" in together._note.text().lower()
    assert together.values() == {"quality": "live", "with_": ""}


def test_several_pictures_of_a_recipe_grow_side_by_side(page: IdealPage) -> None:
    page.settings.form.set_values({"pictures": 3})
    assert not page.settings.compare.isEnabled()
    page.start()
    (job,) = jobs(page)
    assert job.pictures == 3
    keys = ["robust", "robust.2", "robust.3"]
    assert list(page.growing.panes) == keys
    for number, slot in enumerate(("picture", "picture.2", "picture.3")):
        page.hear([Picture(slot, 1, frame(40 * number))], "robust")
    assert [int(page._growths[key].film.newest[0, 0, 0]) for key in keys] == [0, 40, 80]  # type: ignore[index]
    page.growing.look_at("robust.3")
    assert page.settings.knobs.recipe == "robust"
    page.settings.knobs.knobs["diversity"].slider.setValue(500)
    assert turned(page._growths["robust"].running)["diversity"] > 0
    page.hear([Ended("done")], "robust")
    assert all(growth.over for growth in page._growths.values())
    assert [panes._caption.text() for panes in page.growing.panes.values()] == ["picture 1", "picture 2", "picture 3"]


def test_phases_alone_on_a_large_canvas_go_into_the_job(page: IdealPage, tmp_path: Path) -> None:
    page.settings.form.set_values({"canvas": "phase", "size": 512, "like": tmp_path})
    page.start()
    (job,) = jobs(page)
    assert (job.canvas, job.size, job.like) == ("phase", 512, tmp_path)


def test_an_error_is_told_in_its_place_and_the_page_goes_on(page: IdealPage) -> None:
    grow(page, steps=1)
    page.hear([Ended("failed", EngineError("not_finite", step=3))], "robust")
    assert page.banner.error is not None
    assert page.bar.can_start


def test_start_is_refused_only_with_its_reason(page: IdealPage, tmp_path: Path) -> None:
    assert page.bar.can_start
    page.settings.search.line.setText("no such thing")
    page.settings.search.line.textEdited.emit("no such thing")
    assert not page.bar.can_start
    assert "class" in page.bar._note.text()
    assert not page.ready.cards["noise"].isEnabled()
    page.settings.search.choose(0)
    page.settings.form.set_values({"start": "photo"})
    assert "photo" in page.bar._note.text()
    page.open_paths([tmp_path / "mine.jpg"])
    assert page.bar.can_start
    page.around.workspace.set_model("resnet50")
    assert "weights" in page.bar._note.text()


def test_a_channel_can_be_the_target(page: IdealPage) -> None:
    page.settings.kind.set_value("channel")
    page.start_with("robust")
    (job,) = jobs(page)
    assert job.target is None
    assert job.channel is not None
    layer, _, channel = job.channel.rpartition(":")
    assert layer.startswith("stage")
    assert channel == "0"
    page.hear([Metric("objective", 0, 1.5), *step(0)[1:]], "robust")
    assert page.growing.course.curves[0].value("robust.objective") == 1.5


def test_settings_are_as_the_last_time(page: IdealPage) -> None:
    page.settings.search.choose(281)
    page.settings.knobs.knobs["rotate"].slider.setValue(40)
    page.start_with("variation")
    again = opened(page.around)
    assert again.settings.search.index() == 281
    assert again.settings.recipe.value() == "variation"
    again.settings.look_at("robust")
    assert again.settings.knobs.values("robust") == {"rotate": 40}
    assert again.settings.knobs.knobs["rotate"].value() == 40
    again.thumbnails.close()


def test_photos_that_excite_the_class_are_found_in_the_open_folder(page: IdealPage) -> None:
    grow(page)
    page.around.workspace.open_folder(SAMPLES)
    page.growing.beside.search.click()
    guesses = {"a": 0.2, "b": 0.9, "c": 0.0}
    photos = tuple(Classified(name, (Guess("other", 0.05), Guess("zebra", p))) for name, p in guesses.items())
    watched = page.around.runner._watched[-1]
    watched.hear([Outcome(ClassifyResult(photos, ())), Ended("done")])
    assert [str(photo.path) for photo in page.growing.beside.photos.photos] == ["b", "a", "c"]
    assert page.growing.beside.photos.photos[0].caption == "90.0%"


def test_photos_for_a_channel_are_found_by_its_excitation() -> None:
    job = exciting_job("efficientnet_lite0", SAMPLES, "stage3:12", "cpu", 0)
    assert isinstance(job, Features)
    assert (job.layer, job.channel) == ("stage3", 12)
    assert exciting_photos(None, "x", locale("en")) == []


def test_picture_and_film_are_saved(page: IdealPage, tmp_path: Path) -> None:
    grow(page)
    page.saving.picture(tmp_path / "zebra.png", page.growing.pixels())
    page.saving.film(tmp_path / "zebra.gif", page.growing.film())
    page.saving.film(tmp_path / "frames", page.growing.film())
    for running in page.around.runner.jobs:
        if isinstance(running.job, SavePicture | SaveFilm):
            list(running.job.run())
    assert (read_photo(tmp_path / "zebra.png") == 4).all()
    with Image.open(tmp_path / "zebra.gif") as film:
        assert getattr(film, "n_frames", 0) == 5
    assert len(list((tmp_path / "frames").glob("*.png"))) == 5


def test_a_film_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as raised:
        list(SaveFilm(tmp_path / "film.avi", [frame(0)]).run())
    assert raised.value.code == "unknown_film"


def test_a_class_is_found_by_piece_by_index_and_by_name(app: QApplication) -> None:
    search = ClassSearch()
    search.set_classes(["crane", "zebra", "crane", "tabby cat"])
    for typed, index in (("zeb", 1), ("2", 2), ("crane", 0), ("TABBY CAT", 3), ("cat", 3), ("crane · 2", 2)):
        search.line.setText(typed)
        search.line.editingFinished.emit()
        assert search.index() == index
    assert search.wanted() == "2"  # its name would mean the first of the two
    search.line.setText("unicorn")
    search.line.textEdited.emit("unicorn")
    assert search.index() is None
    assert not search.right


def test_a_croatian_window_finds_a_class_by_either_name(app: QApplication) -> None:
    search = ClassSearch()
    search.set_classes(["tabby", "tiger", "zebra"], ["tigrasta mačka", "tigar", "zebra"])
    search.choose(1)
    search.retranslate("Razred", "", "", "hr")
    assert search.line.text() == "tigar · tiger · 1"
    for typed, index in (("MAČKA", 0), ("tigar", 1), ("tabby", 0), ("tigar · tiger · 1", 1), ("zeb", 2), ("tabb", 0)):
        search.line.setText(typed)
        search.line.editingFinished.emit()
        assert search.index() == index
    assert search.wanted() == "tabby"
    search.retranslate("Class", "", "", "en")
    assert search.line.text() == "tabby · 0"
    search.line.setText("mačka")
    search.line.textEdited.emit("mačka")
    assert search.index() is None


def test_only_imagenets_own_classes_have_croatian_names(page: IdealPage) -> None:
    page.around.settings.change(language="hr")
    page.retranslate()
    page.settings.search.line.setText("ždral")
    page.settings.search.line.editingFinished.emit()
    assert page.settings.search.name() == "crane bird"
    assert ModelRef.of("no such model").croatian == ()


def test_a_croatian_page_says_its_target_and_opinions_in_croatian_and_keeps_them_in_english(page: IdealPage) -> None:
    page.around.settings.change(language="hr")
    page.retranslate()
    page.settings.search.line.setText("tigrica")
    page.settings.search.line.editingFinished.emit()
    grow(page)
    from engine.look.guess import Guess as Said
    from engine.look.opinions import Opinion

    page.growing.hear_opinions(
        "robust", (Opinion("efficientnet_lite0", (Said("tabby", 0.9), Said("lion", 0.1)), 0.9, 1),)
    )
    page.show_state()
    assert page.growing.heading.text().startswith("tigrica (prugasta mačka) · ")
    assert [bar.label for bar in page.growing.beside.bars.bars] == ["tigrasta mačka", "lav"]
    assert {job.target for job in jobs(page)} == {"tiger cat"}
    assert page.settings.plain_values()["target"] == "tiger cat"


def test_another_models_classes_keep_the_chosen_one_where_it_has_it(app: QApplication) -> None:
    search = ClassSearch()
    search.set_classes(["a", "b"])
    search.choose(1)
    search.set_classes(["b", "c"])
    assert search.name() == "b"
    search.set_classes(["c"])
    assert search.index() is None


@pytest.mark.parametrize("span", [Span(0, 64, whole=True), Span(1e-3, 1.0, "ratio"), Span(0.0, 0.2, "cubic")])
def test_a_knob_shows_any_figure_and_tells_only_what_a_hand_turns(app: QApplication, span: Span) -> None:
    knob = Knob(span)
    told: list[float] = []
    knob.turned.connect(told.append)
    knob.retranslate("x", "y")
    for share in (0.0, 0.3, 1.0):
        assert span.share(span.value(share)) == pytest.approx(share, abs=1e-9)
    knob.set_value(span.high * 2)
    assert knob.value() == span.high
    assert told == []
    knob.slider.setValue(knob.slider.maximum() // 2)
    assert told == [knob.value()]
    assert span.low <= told[0] <= span.high


def test_words_change_with_the_language_while_it_grows(page: IdealPage) -> None:
    grow(page)
    page.around.settings.change(language="hr")
    page.retranslate()
    assert page.growing.panes["robust"]._caption.text().startswith("Otporno")
    assert page.explanation()


def test_a_few_real_steps_grow_a_picture_and_are_judged(app: QApplication, until: Until) -> None:
    around = surroundings(Background())
    page = opened(around)
    page.settings.form.set_values({"steps": 2})
    page.start_with("noise")
    until(lambda: not page.busy and not page.asking.busy, 120)
    assert page.banner.error is None
    result = page._growths["noise"].result
    assert result is not None
    assert result.steps == 2
    assert len(page.growing.beside.bars.bars) == 5
    assert all(row.class_ for row in page.growing.beside.verdicts.rows)
    page.thumbnails.close()
    around.runner.close()
