"""One way from a file to the square that a network looks at, whoever asks for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from engine.embed.squares import ViewRequest, decode, open_square, read_square
from engine.embed.views import PLAIN
from engine.job.events import Picture
from engine.job.words import EngineError
from engine.jobs.adversarial import Adversarial
from engine.jobs.features import Features
from engine.learn.parts import choose
from engine.learn.photos import PhotoSource
from engine.models.backbones import BACKBONES
from engine.models.preprocessing import Preprocessing
from engine.photos.door import PhotoFault, read_photo
from engine.photos.folder import scan_folder

ROOT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
NAMES = ("efficientnet_lite0", "resnet18", "efficientnet_lite2")


def embedded(photo: Path, preprocessing: Preprocessing) -> NDArray[np.uint8]:
    digest = hashlib.sha256(photo.read_bytes()).hexdigest()
    (square,) = decode(ViewRequest(digest, (photo,), (0,)), [PLAIN], preprocessing).squares
    return square


def outcome(steps: Generator[object, Any, T]) -> T:
    """What a generator returns when it is gone through."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: T = end.value
            return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", [embedded, read_square, open_square])
def test_each_way_gives_the_same_square_of_each_sample_photo(
    way: Callable[[Path, Preprocessing], NDArray[np.uint8]], name: str, resources: Path
) -> None:
    preprocessing = Preprocessing.of(BACKBONES[name])
    photos = sorted((resources / "sample_photos").glob("*/*.jpg"))[::9]
    assert len(photos) > 8
    for photo in photos:
        expected = preprocessing.prepare(read_photo(photo, shorter=preprocessing.resize))
        assert np.array_equal(way(photo, preprocessing), expected)


def test_a_fine_tuned_network_learns_from_the_same_squares(resources: Path) -> None:
    preprocessing = Preprocessing.of(BACKBONES["resnet18"])
    scan = outcome(scan_folder(resources / "sample_photos"))
    parts = choose(scan, seed=0, validation=0.15, test=0.15)
    cpu = torch.device("cpu")
    with PhotoSource(parts, preprocessing, batch_size=8, seed=0, augmentation="none", device=cpu) as source:
        batch = next(iter(source.train(0)))
    for row, pixels in zip(batch.rows, batch.inputs, strict=True):
        square = (pixels.permute(1, 2, 0) * 255).round().to(torch.uint8).numpy()
        assert np.array_equal(square, read_square(parts.root / parts.paths[int(row)], preprocessing))


def test_an_attack_begins_with_the_same_square(resources: Path) -> None:
    photo = resources / "demo_pictures" / "zebra.jpg"
    steps = Adversarial(model="efficientnet_lite0", photo=photo, steps=1, endurance=False).run()
    shown = next(event for event in steps if isinstance(event, Picture))
    steps.close()
    expected = read_square(photo, Preprocessing.of(BACKBONES["efficientnet_lite0"]))
    assert np.array_equal(shown.pixels, expected)


def test_a_photo_that_cannot_be_read_is_a_fault_or_an_error(tmp_path: Path) -> None:
    photo, preprocessing = tmp_path / "a.jpg", Preprocessing.of(BACKBONES["resnet18"])
    photo.write_bytes(b"no photo")
    with pytest.raises(PhotoFault):
        read_square(photo, preprocessing)
    with pytest.raises(EngineError) as caught:
        open_square(photo, preprocessing)
    assert caught.value.code == "photo_unreadable"
    with pytest.raises(EngineError):
        list(Features(model="efficientnet_lite0", photo=photo).run())


def test_a_large_jpeg_is_decoded_at_reduced_scale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(tmp_path / "large.jpg")
    sizes: list[tuple[int, ...]] = []
    prepare = Preprocessing.prepare

    def watched(self: Preprocessing, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
        sizes.append(pixels.shape)
        return prepare(self, pixels)

    monkeypatch.setattr(Preprocessing, "prepare", watched)
    read_square(tmp_path / "large.jpg", Preprocessing.of(BACKBONES["resnet18"]))
    assert sizes == [(375, 500, 3)]


def test_no_other_part_of_the_engine_decodes_for_a_network() -> None:
    doors = {"engine/embed/squares.py", "engine/models/preprocessing.py"}
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in ROOT.glob("engine/**/*.py")}
    assert {name for name, text in texts.items() if "decode_shorter" in text} == doors
    assert not [name for name, text in texts.items() if re.search(r"prepare\(\s*read_", text) and name not in doors]
