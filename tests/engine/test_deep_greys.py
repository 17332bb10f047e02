"""Greys of more than 8 bits are seen by the range that their folder uses: X-rays, microscopes, heat cameras."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pictures import drawn, folder_of
from PIL import Image
from small import result

from engine.embed.cache import cache_of, digest_weights
from engine.embed.squares import read_square
from engine.job.events import Outcome
from engine.jobs.adversarial import Adversarial
from engine.jobs.classify import Classify
from engine.jobs.evaluate import Evaluate
from engine.jobs.heatmap import Heatmap
from engine.jobs.train import Train
from engine.models.model import build, load, load_file
from engine.models.preprocessing import Preprocessing
from engine.photos.door import inspect_photo, read_photo_bytes
from engine.photos.folder import scan_folder
from engine.photos.pixels import common_range, to_rgb

PLAIN = Preprocessing(64, 72, (0.5,) * 3, (0.5,) * 3, "bilinear")  # type: ignore[arg-type]


def deep(values: object, kind: type = np.uint16) -> Image.Image:
    return Image.fromarray(np.asarray(values, kind))


def encoded(picture: Image.Image, format_: str) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "format_"), [(np.uint16, "PNG"), (np.uint16, "TIFF"), (np.int32, "TIFF"), (np.float32, "TIFF")]
)
def test_a_range_says_what_is_black_and_what_is_white(kind: type, format_: str) -> None:
    data = encoded(deep([[7300, 7400, 7850, 8300, 9000]], kind), format_)
    assert read_photo_bytes(data, greys=(7400, 8300))[0, :, 0].tolist() == [0, 0, 128, 255, 255]
    assert np.ptp(read_photo_bytes(data)[0, :, 0]) < 8  # by all that the file can hold they are hardly told apart
    assert read_photo_bytes(data, greys="own")[0, [0, 4], 0].tolist() == [0, 255]


def test_a_range_concerns_deep_greys_alone() -> None:
    for picture in (drawn(1), drawn(1).convert("L")):
        plain = read_photo_bytes(encoded(picture, "PNG"))
        assert np.array_equal(read_photo_bytes(encoded(picture, "PNG"), greys=(10, 20)), plain)
        assert np.array_equal(read_photo_bytes(encoded(picture, "PNG"), greys="own"), plain)


def test_greys_that_are_no_numbers_and_pictures_of_one_grey_are_read() -> None:
    odd = deep([[np.nan, -np.inf, 300.0, 310.0, np.inf]], np.float32)
    assert np.asarray(to_rgb(odd, (300.0, 310.0)))[0, :, 0].tolist() == [0, 0, 0, 255, 0]
    flat = encoded(deep(np.full((4, 4), 514)), "PNG")
    assert read_photo_bytes(flat, greys="own")[0, 0].tolist() == [2, 2, 2]


def test_hot_pixels_do_not_set_the_range(tmp_path: Path) -> None:
    values = np.random.default_rng(0).integers(1000, 1500, (200, 200))
    values[3, 5], values[40, 7] = 65_535, 0
    deep(values).save(tmp_path / "1.png")
    found = inspect_photo(tmp_path / "1.png").greys
    assert found is not None
    assert 1000 <= found[0] < 1010
    assert 1490 < found[1] < 1500


def test_a_folder_has_one_range_and_one_odd_photo_of_many_does_not_set_it() -> None:
    assert common_range([]) is None
    assert common_range([(5.0, 5.0)]) is None
    assert common_range([(100.0, 900.0), (50.0, 400.0)]) == (50.0, 900.0)
    assert common_range([*[(100.0, 900.0)] * 149, (0.0, 65_535.0)]) == (100.0, 900.0)


def xrays(root: Path, top: int = 4095, low: int = 0, count: int = 16) -> Path:
    """Two classes of 16-bit greys that a person tells apart at a glance, in a narrow range of all that 16 bits hold."""
    for label, name in enumerate(("healthy", "ill")):
        (root / name).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            grey = np.asarray(drawn(100 * label + number, 160, 120).convert("L"), np.float64) / 255 * 0.6
            spot = grey[20:70, 30 + number : 90 + number]
            spot[:: 4 if label else 1, :: 1 if label else 4] += 0.4
            deep(np.rint(low + grey * top)).save(root / name / f"{name}{number}.{'png' if number % 2 else 'tif'}")
    return root


def test_the_range_is_found_said_and_kept_for_a_second_look(tmp_path: Path) -> None:
    folder = xrays(tmp_path / "photos", top=900, low=7400)
    for _ in range(2):
        scan, _ = result(scan_folder(folder))
        assert scan.greys is not None
        assert 7400 <= scan.greys[0] < 7450
        assert 8200 < scan.greys[1] <= 8300
        assert [problem.params["count"] for problem in scan.problems if problem.code == "problem.deep_greys"] == [32]
    scan, _ = result(scan_folder(folder_of(tmp_path / "ordinary", a=3, b=3)))
    assert scan.greys is None


def test_dark_photos_that_differ_are_no_copies_and_a_copy_is_one(tmp_path: Path) -> None:
    folder = xrays(tmp_path / "photos", top=200)  # divided by 257 they would all be black
    with Image.open(folder / "ill" / "ill3.png") as picture:
        Image.fromarray(np.asarray(picture)).save(folder / "ill" / "again.tif")
    scan, _ = result(scan_folder(folder))
    assert scan.near_duplicates == (("ill/again.tif", "ill/ill3.png"),)


def test_a_model_without_a_range_says_nothing_of_it_and_nonsense_is_refused() -> None:
    assert "greys" not in PLAIN.plain()
    assert Preprocessing.parse(PLAIN.plain()).greys is None
    ranged = replace(PLAIN, greys=(7400.0, 8300.0))
    assert Preprocessing.parse(ranged.plain()) == ranged
    for nonsense in ([5, 5], [9, 1], [1], ["a", 2], [float("nan"), 1], [0, float("inf")], 7):
        with pytest.raises((ValueError, TypeError)):
            Preprocessing.parse({**PLAIN.plain(), "greys": nonsense})


def test_embeddings_by_another_range_are_others() -> None:
    network = build("mobilenet_v3_small", weights="none", classes=("a", "b"))
    weights = digest_weights(network)
    folders = set()
    for greys in (None, (0.0, 4095.0), (0.0, 4096.0)):
        network.preprocessing = replace(network.preprocessing, greys=greys)
        folders.add(cache_of(network, "float32", "", weights).folder)
    assert len(folders) == 3


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return xrays(tmp_path_factory.mktemp("ward"), top=900, low=7400)


@pytest.mark.parametrize("method", ["frozen", "fine_tune"])
def test_a_training_learns_the_range_and_every_job_with_its_model_sees_the_same(
    ward: Path, tmp_path: Path, method: str
) -> None:
    out = tmp_path / "m.safetensors"
    job = Train(
        folder=ward, method=method, epochs=1 if method == "fine_tune" else 20, test_share=0.2, validation_share=0.25,
        backbone="efficientnet_lite0", out=out, batch_size=8,
    )  # fmt: skip
    *_, last = job.run()
    assert isinstance(last, Outcome)
    scan, _ = result(scan_folder(ward))
    model = load_file(out)
    assert model.preprocessing.greys == scan.greys
    assert last.value.accuracy["validation"] >= (0.9 if method == "frozen" else 0.7)  # by chance: 0.5
    if method != "frozen":
        return
    photo = ward / "ill" / "ill3.png"
    with Image.open(photo) as picture:
        values = np.asarray(picture).astype(np.float32)
    assert scan.greys is not None
    low, high = scan.greys
    grey = np.rint(((values - low) * (255 / (high - low))).clip(0, 255)).astype(np.uint8)
    square = model.preprocessing.prepare(np.repeat(grey[..., None], 3, axis=2))
    assert np.ptp(square) > 150
    assert np.array_equal(read_square(photo, model.preprocessing), square)
    *_, seen = Heatmap(model=str(out), photo=photo).run()
    assert isinstance(seen, Outcome)
    assert np.array_equal(seen.value.square, square)
    *_, fooled = Adversarial(model=str(out), photo=photo, steps=1, endurance=False, out=tmp_path / "a.png").run()
    assert isinstance(fooled, Outcome)
    assert np.array_equal(fooled.value.pixels["before"], square)
    *_, answer = Classify(model=str(out), paths=(photo,)).run()
    assert isinstance(answer, Outcome)
    assert answer.value.photos[0].top[0].class_ == "ill"
    *_, judged = Evaluate(model=str(out), folder=ward, part="test").run()
    assert isinstance(judged, Outcome)
    assert judged.value.accuracy >= 0.8


def test_the_range_can_be_switched_off(ward: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    *_, last = Train(folder=ward, greys="whole", epochs=1, backbone="efficientnet_lite0", out=out).run()
    assert isinstance(last, Outcome)
    assert load_file(out).preprocessing.greys is None


def test_a_published_network_is_shown_a_folder_by_the_folder_s_range(ward: Path) -> None:
    scan, _ = result(scan_folder(ward))
    assert load("efficientnet_lite0").preprocessing.greys is None
    assert load("efficientnet_lite0", scan.greys).preprocessing.greys == scan.greys
