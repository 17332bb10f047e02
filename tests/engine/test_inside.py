"""One photo looked at closely: what it is taken for, what counted, and the photos that were learnt from like it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small import result

from engine.job.words import EngineError
from engine.jobs.train import Train
from engine.judge.inside import look_inside
from engine.look.opening import opened
from engine.photos.folder import scan_folder


def test_the_photos_like_it_are_those_that_were_learnt_from_and_not_itself(resources: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "m.safetensors", resources / "sample_photos"
    list(Train(folder=folder, out=out, threads=1).run())
    network = opened(str(out), "cpu", 1)
    scan, _ = result(scan_folder(folder))
    assert network.card is not None
    learnt = set(network.card.split["train"])
    digests = {photo.path: photo.digest for photo in scan.photos}
    found, _ = result(look_inside(scan, network, folder / "bird" / "crow.jpg"))
    assert [one.probability for one in found.top] == sorted((one.probability for one in found.top), reverse=True)
    assert found.top[0].class_ == "bird"
    assert len(found.near) == 6
    assert {digests[one.path] for one in found.near} <= learnt
    assert "bird/crow.jpg" not in [one.path for one in found.near]
    assert sum(one.class_ == "bird" for one in found.near) >= 4
    assert [one.likeness for one in found.near] == sorted((one.likeness for one in found.near), reverse=True)
    assert found.marked.shape == (224, 224, 3)
    assert found.marked.dtype == np.uint8


def test_of_a_backbone_all_other_photos_are_looked_through(resources: Path) -> None:
    folder = resources / "sample_photos"
    scan, _ = result(scan_folder(folder))
    found, _ = result(look_inside(scan, opened("efficientnet_lite0", "cpu", 1), folder / "fruit" / "lemon.jpg"))
    assert "lemon" in found.top[0].class_
    assert len(found.near) == 6


def test_a_photo_that_is_gone_is_told(resources: Path) -> None:
    folder = resources / "sample_photos"
    scan, _ = result(scan_folder(folder))
    with pytest.raises(EngineError) as told:
        result(look_inside(scan, opened("efficientnet_lite0", "cpu", 1), folder / "bird" / "gone.jpg"))
    assert told.value.code == "photo_unreadable"
