"""Live and fine: who joins, which canvases are gone through, and what it comes to beforehand."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.paint.presets import PRESETS
from engine.paint.quality import QUALITIES, companions, pace, remember, seconds, side_at, sides, work


def test_canvases_double_up_to_the_last() -> None:
    assert sides(224, 224) == (224,)
    assert sides(288, 224) == (288,)
    assert sides(512, 224) == (256, 512)
    assert sides(1024, 224) == (256, 512, 1024)
    assert sides(451, 224) == (451,)


def test_half_of_the_steps_are_for_the_coarsest_and_the_last_for_the_finest() -> None:
    passed = [side_at(step, 16, (256, 512, 1024)) for step in range(16)]
    assert passed == [256] * 8 + [512] * 4 + [1024] * 4
    assert {side_at(step, 16, (224,)) for step in range(16)} == {224}


def test_fine_is_joined_by_ready_siblings_so_that_strangers_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"efficientnet_lite0", "efficientnet_lite2", "squeezenet1_1", "vgg16"}
    monkeypatch.setattr("engine.paint.quality.weights_state", lambda name: "ready" if name in here else "absent")
    assert companions("efficientnet_lite0", "fine") == ("efficientnet_lite2",)
    assert companions("efficientnet_lite0", "live") == ()
    assert companions("squeezenet1_1", "fine") == ()
    assert companions("/tmp/own.safetensors", "fine") == ()


def test_fine_weighs_photos_only_where_a_recipe_does() -> None:
    assert QUALITIES["fine"].terms(PRESETS["robust"])["statistics"] == 1.0
    assert QUALITIES["live"].terms(PRESETS["robust"]) == PRESETS["robust"].terms
    assert QUALITIES["fine"].terms(PRESETS["noise"]) == {}


def test_time_beforehand_is_measured_and_grows_with_the_work(home: Path) -> None:
    one = work(["efficientnet_lite0"], (224,), 256)
    assert work(["efficientnet_lite0", "efficientnet_lite1"], (224,), 256) > 2 * one
    assert work(["efficientnet_lite0"], (256, 512, 1024), 256) > one
    usual = pace()
    remember(one, 3.0)
    assert pace() != usual
    assert seconds(2 * one) == pytest.approx(6.0)
    (home / "pace.json").write_text("[]", encoding="utf-8")
    assert pace() == usual
