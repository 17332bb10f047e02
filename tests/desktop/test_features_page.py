"""The Features page: driven by recorded events, and once by the real jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.models.ref import ModelRef
from desktop.page.intake import DEMO
from desktop.page.page import Surroundings
from desktop.pages.features.page import FeaturesPage
from desktop.pages.ideal.page import IdealPage
from desktop.widgets.charts.scatter import Dot, Scatter
from desktop.widgets.rows.layertree import stage_text
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.files import RESOURCES
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError
from engine.jobs.features import Features, FeaturesResult, Silenced
from engine.jobs.map import Map, MapResult, Point
from engine.look.colours import coloured
from engine.look.features import Statistics
from engine.look.guess import Guess
from engine.models.layers import Layer
from engine.photos.door import read_photo

Until = Callable[[Callable[[], bool]], None]
CAT = DEMO / "cat.jpg"
LAYERS = (
    Layer("backbone", "Sequential", 0, "", (8,), 10),
    Layer("backbone._conv_stem", "Conv2d", 1, "stem", (4, 6, 6), 10),
    Layer("backbone._blocks.0", "Block", 2, "stage1", (4, 3, 3), 10),
    Layer("head", "Linear", 0, "", (3,), 10),
)


@pytest.fixture
def page(around: Surroundings) -> Iterator[FeaturesPage]:
    made = opened(around)
    yield made
    made.thumbnails.close()


def opened(around: Surroundings) -> FeaturesPage:
    made = FeaturesPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    return made


def started(page: FeaturesPage) -> Features:
    job = page.around.runner.jobs[-1].job
    assert isinstance(job, Features)
    return job


def view(layer: Layer = LAYERS[1], excitations: np.ndarray | None = None, files: tuple[str, ...] = ()) -> Outcome:
    """What a job says of a layer whose last channel is the most active one."""
    count, height, width = layer.shape
    maps = np.arange(count * height * width, dtype=np.float32).reshape(count, height, width)
    return Outcome(
        FeaturesResult(
            layer=layer.path, shape=layer.shape, picture="", statistics=Statistics(1.0, 2.0, 3.0, 0.25),
            most_active=tuple(reversed(range(count))), channel=None, exciting=(), counting=(), silenced=None,
            layers=LAYERS, maps=maps, square=np.zeros((24, 24, 3), np.uint8), files=files, excitations=excitations,
        )
    )  # fmt: skip


def test_an_empty_page_offers_pictures_and_says_what_is_missing(page: FeaturesPage) -> None:
    assert len(page.intake.samples.buttons) == 5
    assert not page.bar.can_start
    QTest.mouseClick(page.intake.samples.buttons[0], Qt.MouseButton.LeftButton)
    assert started(page).photo == CAT
    assert started(page).layer == "stem"
    assert page.around.runner.jobs[-1].urgent


def test_every_stage_of_every_backbone_has_its_button(page: FeaturesPage) -> None:
    page.around.workspace.set_model("vgg16")
    assert tuple(page.layers.stages.buttons) == ModelRef.of("vgg16").stages
    assert "block3" in page.layers.stages.buttons
    assert stage_text("fully_connected") == "fully connected"
    assert stage_text("stage12") == "stage 12"


def test_choosing_a_layer_shows_its_maps_its_shape_and_its_statistics(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    assert page.layers.isVisible()
    assert page.settings.tree.paths == ["backbone._conv_stem", "backbone._blocks.0"]
    assert list(page.layers.maps.order) == [0, 1, 2, 3]
    assert page.layers.maps.current == 3
    assert "4 × 6 × 6" in page.layers._name.text()
    assert "25.0%" in page.layers._statistics.text()
    page.settings.tree.setCurrentItem(page.settings.tree._rows["backbone._blocks.0"])
    assert started(page).layer == "backbone._blocks.0"


def test_a_stage_button_asks_for_the_stage(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    QTest.mouseClick(page.layers.stages.buttons["stage1"], Qt.MouseButton.LeftButton)
    assert started(page).layer == "stage1"
    page.hear([view(LAYERS[2]), Ended("done")])
    assert page.layers.stages.buttons["stage1"].isChecked()
    assert page.settings.tree.currentItem() is page.settings.tree._rows["backbone._blocks.0"]


def test_the_most_active_channels_come_first_when_asked_for(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    page.layers.shown.setCurrentIndex(3)
    assert list(page.layers.maps.order) == [3, 2, 1, 0]


def test_a_channel_is_chosen_with_hand_and_keys_and_its_photos_need_no_new_run(
    page: FeaturesPage, tmp_path: Path
) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    QTest.mouseClick(page.layers.channel.seek, Qt.MouseButton.LeftButton)
    assert started(page).folder == tmp_path
    assert started(page).layer == "backbone._conv_stem"
    figures = np.array([[0.0, 5.0, 1.0, 2.0], [9.0, 1.0, 0.0, 3.0]], np.float32)
    page.hear([view(excitations=figures, files=("/a.jpg", "/b.jpg")), Ended("done")])
    jobs = len(page.around.runner.jobs)
    page.layers.maps.choose(0)
    photos = page.layers.channel.photos._collection
    assert photos is not None
    assert [photos.path(row).name for row in range(len(photos))] == ["b.jpg", "a.jpg"]
    QTest.keyClick(page.layers.maps, Qt.Key.Key_Right)
    assert page.layers.maps.current == 1
    photos = page.layers.channel.photos._collection
    assert photos is not None
    assert photos.path(0).name == "a.jpg"
    assert len(page.around.runner.jobs) == jobs
    page.hear([view(LAYERS[2]), Ended("done")])
    assert page.layers.channel._figures is None
    page.hear([view(), Ended("done")])
    assert page.layers.channel._figures is figures


def test_photos_in_which_the_channel_counted_stand_beside_those_that_excite_it(
    page: FeaturesPage, tmp_path: Path
) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.open_paths([CAT])
    page.show_layer("stem", tmp_path)
    figures = np.array([[0.0, 5.0, 1.0, 2.0], [9.0, 1.0, 0.0, 3.0]], np.float32)
    counted = np.array([[0.5, -5.0, 1.0, 2.0], [-0.1, -1.0, 4.0, 3.0]], np.float32)
    outcome = view(excitations=figures, files=("/a.jpg", "/b.jpg"))
    answers = ("zebra", "tabby")
    page.hear([Outcome(replace(outcome.value, counted=counted, answers=answers)), Ended("done")])
    card = page.layers.channel

    def shown(channel: int, which: str) -> list[tuple[str, str]]:
        page.layers.maps.choose(channel)
        card.which.set_value(which)
        found = card.photos._collection
        assert found is not None
        return [(found.path(row).name, found.name(row)) for row in range(len(found))]

    assert [name for name, _ in shown(2, "excite")] == ["a.jpg", "b.jpg"]
    assert shown(2, "count") == [("b.jpg", "tabby +4"), ("a.jpg", "zebra +1")]
    assert shown(0, "count") == [("a.jpg", "zebra +0.5")]
    assert shown(1, "count") == []


def test_channels_are_switched_off_one_after_another_and_the_answer_is_told(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    page.layers.maps.choose(2)
    QTest.mouseClick(page.layers.channel.off, Qt.MouseButton.LeftButton)
    assert started(page).off == "2"
    quiet = Silenced((2,), Guess("zebra", 0.9), Guess("tabby", 0.5), 0.25)
    page.hear([Outcome(replace(view().value, silenced=quiet)), Ended("done")])
    told = page.layers.channel._without
    assert "zebra 90.0% becomes tabby 50.0%; 25.0% is left" in told.text()
    assert page.layers.channel.off.isChecked()
    page.layers.maps.choose(1)
    assert not page.layers.channel.off.isChecked()
    QTest.mouseClick(page.layers.channel.off, Qt.MouseButton.LeftButton)
    assert started(page).off == "1,2"
    same = Silenced((1, 2), Guess("zebra", 0.9), Guess("zebra", 0.4), 0.4)
    page.hear([Outcome(replace(view().value, silenced=same)), Ended("done")])
    assert "still zebra, 90.0% becomes 40.0%" in told.text()
    QTest.mouseClick(page.layers.channel.off, Qt.MouseButton.LeftButton)
    assert started(page).off == "2"
    page.hear([view(), Ended("done")])
    assert told.isHidden()


def test_the_ideal_image_of_the_chosen_channel_is_asked_for(page: FeaturesPage) -> None:
    asked: list[str] = []
    page.request_page.connect(asked.append)
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    page.layers.maps.choose(2)
    QTest.mouseClick(page.layers.channel.ideal, Qt.MouseButton.LeftButton)
    assert asked == ["ideal"]
    assert page.around.workspace.wanted_channel == "backbone._conv_stem:2"


def test_the_ideal_page_takes_up_the_channel_that_was_asked_for(page: FeaturesPage) -> None:
    page.around.workspace.wanted_channel = "backbone._blocks.3:17"
    ideal = IdealPage(page.around)
    ideal.retranslate()
    ideal.shown()
    assert ideal.settings.target_name() == "backbone._blocks.3:17"
    assert page.around.workspace.wanted_channel == ""


def test_another_model_shows_the_same_stage_of_the_same_picture(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(LAYERS[2]), Ended("done")])
    page.around.workspace.set_model("efficientnet_lite1")
    assert (started(page).model, started(page).layer, started(page).photo) == ("efficientnet_lite1", "stage1", CAT)
    assert page.settings.tree.paths == []


def test_what_an_earlier_layer_still_says_is_not_shown(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    old = page.around.runner._watched[-1]
    page.show_layer("stage3")
    old.hear([view(), Ended("done")])
    assert page.busy
    assert page._result is None


def test_a_failure_says_what_to_do_and_the_page_goes_on(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([Ended("failed", EngineError("unknown_layer", value="x", nearest="y", known="z"))])
    assert page.banner.isVisible()
    assert page.bar.can_start


def test_the_maps_that_are_shown_are_saved_on_their_scale(real: Surroundings, until: Until, tmp_path: Path) -> None:
    page = opened(real)
    page.hear([view(), Ended("done")])
    page.sheets.save(tmp_path / "maps.png")
    until(lambda: not real.runner.jobs)
    pixels = read_photo(tmp_path / "maps.png")
    low, high = page.layers.range
    first = coloured(page.layers.shown_maps[:1], low, high)[0, 0, 0]
    assert pixels[4, 4].tolist() == first.tolist()
    page.sheets.save(tmp_path)
    until(lambda: page.banner.error is not None)
    page.thumbnails.close()


def test_a_map_shows_a_point_a_photo_and_a_click_opens_it(page: FeaturesPage, tmp_path: Path) -> None:
    page.settings.kind.set_value("map")
    assert not page.bar.can_start
    page.around.workspace.open_folder(tmp_path)
    page.start()
    assert isinstance(page.around.runner.jobs[-1].job, Map)
    points = (Point("a/1.jpg", "a", -1.0, 0.0), Point("b/2.jpg", "b", 1.0, 0.5))
    page.hear([Outcome(MapResult("tsne", points, ("a", "b"), 0.5, False, "")), Ended("done")])
    assert page.map.isVisible()
    scatter = page.map.scatter
    QTest.mouseMove(scatter, scatter.place(1).toPoint())
    QTest.mouseClick(scatter, Qt.MouseButton.LeftButton, pos=scatter.place(1).toPoint())
    assert page.map.large.isVisible()
    assert page.map.large._wanted is not None
    assert page.map.large._wanted.path == tmp_path / "b" / "2.jpg"
    QTest.mouseClick(page.map.inside, Qt.MouseButton.LeftButton)
    assert started(page).photo == tmp_path / "b" / "2.jpg"
    page.around.workspace.open_folder(tmp_path / "other")
    assert not page.map.drawn


def test_a_map_of_a_former_folder_or_model_is_not_shown(page: FeaturesPage, tmp_path: Path) -> None:
    page.settings.kind.set_value("map")
    found = Outcome(MapResult("tsne", (Point("a/1.jpg", "a", 0.0, 0.0),), ("a",), 0.5, False, ""))
    page.around.workspace.open_folder(tmp_path)
    page.start()
    old = page.around.runner._watched[-1]
    page.around.workspace.open_folder(tmp_path / "other")
    old.hear([found, Ended("done")])
    page.start()
    old = page.around.runner._watched[-1]
    page.around.workspace.set_model("efficientnet_lite2")
    old.hear([found, Ended("done")])
    assert not page.map.drawn
    assert page.bar.can_start


def test_arrows_walk_from_point_to_point(app: QApplication) -> None:
    thumbnails = Thumbnails()
    scatter = Scatter(thumbnails)
    scatter.resize(500, 400)
    spots = ((0.0, 0.0), (0.5, 0.1), (-0.5, 0.0), (0.0, 0.8))
    scatter.show_dots([Dot(Path(f"/{n}.jpg"), 0, x, y) for n, (x, y) in enumerate(spots)], ("all",))
    scatter.choose(0)
    for key, expected in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 0), (Qt.Key.Key_Up, 3)):
        QTest.keyClick(scatter, key)
        assert scatter.current == expected
    assert scatter.accessibleDescription() == "3.jpg, all"
    thumbnails.close()


def test_a_layer_of_a_thousand_figures_is_drawn_as_tiles(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    maps = np.random.default_rng(0).random((1000, 1, 1), np.float32)
    page.layers.maps.show_maps(maps, range(1000), 0.0, 1.0)
    page.layers.maps.grab()
    assert len(page.layers.maps._tiles) < 600


def test_words_follow_the_language_while_a_layer_is_shown(page: FeaturesPage) -> None:
    page.open_paths([CAT])
    page.hear([view(), Ended("done")])
    page.around.settings.change(language="hr")
    page.retranslate()
    assert "25,0 %" in page.layers._statistics.text()


def test_a_layer_and_a_map_for_real(real: Surroundings, until: Until) -> None:
    page = opened(real)
    page.open_paths([CAT])
    until(lambda: not page.busy)
    assert page.banner.error is None
    assert page._result is not None
    assert page._result.maps.shape == (32, 112, 112)
    assert page.layers.stages.buttons["stem"].isChecked()
    real.workspace.open_folder(RESOURCES / "demo_pictures")
    page.find_photos()
    until(lambda: not page.busy)
    assert page.banner.error is None
    assert len(page.layers.channel.photos.shown) == 5
    page.layers.channel.which.set_value("count")
    assert 0 < len(page.layers.channel.photos.shown) <= 5
    page.layers.channel.off.click()
    until(lambda: not page.busy)
    assert page._result.silenced is not None
    assert page.layers.channel._without.isVisible()
    page.thumbnails.close()


def test_choosing_the_other_method_redraws_the_map_at_once(page: FeaturesPage, tmp_path: Path) -> None:
    page.settings.kind.set_value("map")
    page.around.workspace.open_folder(tmp_path)
    page.settings.method.set_value("pca")
    assert not page.busy
    page.start()
    page.hear([Outcome(MapResult("pca", (Point("a/1.jpg", "a", 0.0, 0.0),), ("a",), 0.5, False, "")), Ended("done")])
    page.settings.method.set_value("tsne")
    job = page.around.runner.jobs[-1].job
    assert page.busy
    assert isinstance(job, Map)
    assert job.method == "tsne"
