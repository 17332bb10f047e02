"""A camera that does not move: pictures that differ in a small part are different, whatever a sketch of them says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pictures import drawn
from PIL import Image, ImageDraw

from engine.job.events import Outcome
from engine.jobs.scan import Scan, ScanResult
from engine.jobs.train import Train


@pytest.fixture
def camera(tmp_path: Path) -> Path:
    """Forty pictures of one scene with a part in it and forty without; light, noise and the part's place vary."""
    random, scene = np.random.default_rng(0), drawn(3, 320, 240)
    for name in ("present", "missing"):
        (tmp_path / name).mkdir()
        for number in range(40):
            picture = scene.copy()
            x, y = (int(v) for v in random.integers((130, 90), (170, 130)))
            if name == "present":
                ImageDraw.Draw(picture).ellipse((x, y, x + 28, y + 28), (200, 60, 40), (30, 30, 30), 3)
            light = np.asarray(picture, np.float32) * random.uniform(0.97, 1.03) + random.normal(0, 4, (240, 320, 1))
            Image.fromarray(light.clip(0, 255).astype(np.uint8)).save(tmp_path / name / f"cam_{number:03}.png")
    return tmp_path


def test_no_picture_of_a_fixed_camera_is_called_a_copy(camera: Path) -> None:
    *_, last = Scan(folder=camera).run()
    assert isinstance(last, Outcome)
    result = last.value
    assert isinstance(result, ScanResult)
    assert (result.duplicates, result.near_duplicates) == ((), ())
    assert [problem.code for problem in result.problems] == ["problem.one_scene"]
    assert result.scan.groups() == list(range(80))


def test_a_fixed_camera_can_be_learnt_from(camera: Path) -> None:
    *_, last = Train(folder=camera, epochs=20).run()
    assert isinstance(last, Outcome)
    assert last.value.accuracy["validation"] >= 0.9


def test_a_small_part_makes_two_pictures_different(tmp_path: Path) -> None:
    for number in range(4):
        scene = drawn(number, 320, 240)
        for name in ("with", "without"):
            (tmp_path / name).mkdir(exist_ok=True)
            picture = scene.copy()
            if name == "with":
                ImageDraw.Draw(picture).ellipse((150, 100, 178, 128), (200, 60, 40), (30, 30, 30), 3)
            picture.save(tmp_path / name / f"{number}.png")
    *_, last = Scan(folder=tmp_path).run()
    assert isinstance(last, Outcome)
    assert last.value.near_duplicates == ()
