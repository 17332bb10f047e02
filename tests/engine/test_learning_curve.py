"""What transfer is worth: points over photos a class, asked about photos that nobody learnt from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from small import outcome, result
from tiny import TINY, publish

from engine.job.events import Metric
from engine.job.words import EngineError, say
from engine.jobs.learning_curve import LearningCurve, LearningCurveResult, _cut, _few
from engine.judge.known import KnownPhotos, know
from engine.look.opening import opened
from engine.models.backbones import BACKBONES
from engine.photos.folder import scan_folder


def curve(folder: Path, **given: Any) -> tuple[LearningCurveResult, list[Metric]]:
    value, events = outcome(LearningCurve(folder=folder, **given))
    assert isinstance(value, LearningCurveResult)
    return value, [event for event in events if isinstance(event, Metric) and event.series.startswith("accuracy.")]


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch, home: Path) -> str:
    for name, row in TINY.items():
        monkeypatch.setitem(BACKBONES, name, row)
    publish(home / "weights")
    return "tiny"


def test_more_photos_teach_more_and_each_point_has_its_interval(resources: Path) -> None:
    value, told = curve(resources / "sample_photos", methods="frozen", photos="2,10,500", seeds=3)
    assert [(row.method, row.photos_a_class) for row in value.rows] == [("frozen", 2), ("frozen", 10)]
    assert value.rows[0].accuracy < value.rows[1].accuracy
    assert value.rows[1].accuracy > value.majority + 0.3
    for row in value.rows:
        assert 0 <= row.low <= row.accuracy <= row.high <= 1
    assert [(event.step, event.value) for event in told][-1] == (10, pytest.approx(value.rows[1].accuracy))
    assert len(told) == 6
    lines = [say(line, "hr") if not isinstance(line, str) else line for line in LearningCurve.report(value)]
    assert "10 fotografija po razredu" in lines[-1]


def test_every_method_is_drawn_beside_the_others(resources: Path, tiny: str) -> None:
    value, _ = curve(
        resources / "sample_photos", methods="frozen,fine_tune,scratch", photos="3", seeds=1, epochs=2, backbone=tiny
    )
    assert [row.method for row in value.rows] == ["frozen", "fine_tune", "scratch"]
    assert all(row.low < row.high for row in value.rows)


def test_nothing_that_is_asked_about_is_learnt_from_and_larger_sizes_hold_the_smaller_ones(resources: Path) -> None:
    scan, _ = result(scan_folder(resources / "sample_photos"))
    found, _ = result(know(scan, opened("efficientnet_lite0", "cpu", 0)))
    assert isinstance(found, KnownPhotos)
    for seed in range(3):
        train, asked = _cut(found, seed)
        assert set(train).isdisjoint(asked)
        assert {found.groups[row] for row in train}.isdisjoint({found.groups[row] for row in asked})
        few, more = (_few(found, train, size, seed) for size in (2, 6))
        assert set(few) < set(more) <= set(train)
        assert np.bincount(found.labels[few]).tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"methods": "frozen,magic"}, "unknown_method"),
        ({"photos": "2,many"}, "bad_sizes"),
        ({"photos": ","}, "bad_sizes"),
        ({"photos": "0"}, "bad_sizes"),
    ],
)
def test_what_is_no_method_and_no_number_is_told(resources: Path, given: dict[str, str], code: str) -> None:
    with pytest.raises(EngineError) as told:
        list(LearningCurve(folder=resources / "sample_photos", **given).run())  # type: ignore[arg-type]
    assert told.value.code == code


def test_a_second_folder_stands_beside_the_first_and_each_says_how_sure_the_backbone_is(
    resources: Path, tmp_path: Path
) -> None:
    noise = np.random.default_rng(0)
    for kind in ("one", "other"):
        (tmp_path / "noise" / kind).mkdir(parents=True)
        for number in range(8):
            pixels = noise.integers(0, 256, (64, 64, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "noise" / kind / f"{number}.png")
    samples, settings = resources / "sample_photos", {"methods": "frozen", "photos": "2,4", "seeds": 1, "epochs": 3}
    value, events = outcome(LearningCurve(folder=samples, beside=tmp_path / "noise", threads=1, **settings))  # type: ignore[arg-type]
    assert isinstance(value, LearningCurveResult)
    assert value.beside is not None
    assert [row.photos_a_class for row in value.beside.rows] == [2, 4]
    assert value.sureness > value.beside.sureness + 0.1
    assert {event.series for event in events if isinstance(event, Metric)} >= {
        "accuracy.frozen",
        "accuracy.frozen.beside",
    }
