"""How a photo becomes the network's square: cropped, squashed, padded; kept by the model and used by every job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from pictures import drawn, folder_of
from PIL import Image
from small import result

from engine.embed.cache import cache_of, digest_weights
from engine.job.events import Outcome
from engine.jobs.classify import Classify
from engine.jobs.heatmap import Heatmap
from engine.jobs.train import Train
from engine.models.model import build, load_file
from engine.models.preprocessing import FITS, GREY, Preprocessing
from engine.paint.views import Fit
from engine.photos.folder import scan_folder

CROP = Preprocessing(64, 72, (0.5,) * 3, (0.5,) * 3, "bilinear")  # type: ignore[arg-type]
SHAPES = [(300, 100), (100, 300), (200, 200), (64, 64), (65, 64), (3000, 8), (1, 900)]


def ends(width: int, height: int) -> np.ndarray:
    """A picture with a red and a blue end along its longer side, white between."""
    pixels = np.full((height, width, 3), 255, np.uint8)
    along = pixels if height >= width else pixels.transpose(1, 0, 2)
    tenth = max(1, len(along) // 10)
    along[:tenth], along[-tenth:] = (255, 0, 0), (0, 0, 255)
    return pixels


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("fit", FITS)
def test_a_picture_of_any_shape_becomes_the_square(fit: str, shape: tuple[int, int]) -> None:
    wanted = replace(CROP, fit=fit)
    square = wanted.prepare(ends(*shape))
    assert (square.shape, square.dtype) == ((64, 64, 3), np.uint8)
    left, top, right, bottom = wanted.seen(*shape)
    assert 0 <= left < right <= shape[0]
    assert 0 <= top < bottom <= shape[1]


@pytest.mark.parametrize("fit", ["squash", "pad"])
def test_squash_and_pad_see_both_ends_of_a_wide_photo_and_a_crop_does_not(fit: str) -> None:
    wide = ends(300, 100)
    row = CROP.prepare(wide)[32].astype(int)
    assert (row.min(axis=1) > 200).all()
    seen = replace(CROP, fit=fit).prepare(wide)[32].astype(int)
    assert seen[1, 0] > 200 > 60 > seen[1, 2]
    assert seen[-2, 2] > 200 > 60 > seen[-2, 0]


def test_pad_keeps_the_proportions_and_puts_grey_beside() -> None:
    square = replace(CROP, fit="pad").prepare(np.zeros((100, 200, 3), np.uint8))
    black = (square == 0).all(axis=(1, 2))
    assert black.tolist() == [False] * 16 + [True] * 32 + [False] * 16
    assert (square[:16] == GREY).all()
    assert replace(CROP, fit="pad").inside(200, 100) == (0, 16, 64, 48)


def test_a_model_without_a_fit_is_a_crop_and_says_nothing_of_it() -> None:
    assert "fit" not in CROP.plain()
    assert Preprocessing.parse(CROP.plain()) == CROP
    for fit in FITS:
        assert Preprocessing.parse(replace(CROP, fit=fit).plain()).fit == fit
    with pytest.raises(ValueError, match="preprocessing"):
        Preprocessing.parse({**CROP.plain(), "fit": "stretch"})


@pytest.mark.parametrize("shape", [(90, 40), (40, 90), (64, 64)])
@pytest.mark.parametrize("fit", FITS)
def test_what_an_attack_looks_through_is_the_same_square(fit: str, shape: tuple[int, int]) -> None:
    wanted = replace(CROP, fit=fit)
    pixels = np.asarray(drawn(1, *shape))
    canvas = (torch.from_numpy(pixels.copy()).permute(2, 0, 1)[None].float() / 255).requires_grad_()
    seen = Fit(wanted)(canvas)
    assert torch.allclose(
        (seen[0].permute(1, 2, 0) * 255).round().detach(), torch.from_numpy(wanted.prepare(pixels).copy()).float()
    )
    (gradient,) = torch.autograd.grad(seen.square().sum(), canvas)
    across = (gradient.abs().sum(dim=(0, 1, 2)) > 0).float().mean()
    assert float(across) > (0.95 if fit != "crop" else 0.3)


def test_embeddings_of_another_fit_are_others() -> None:
    network = build("mobilenet_v3_small", weights="none", classes=("a", "b"))
    weights = digest_weights(network)
    folders = set()
    for fit in FITS:
        network.preprocessing = replace(network.preprocessing, fit=fit)
        folders.add(cache_of(network, "float32", "", weights).folder)
    assert len(folders) == len(FITS)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Wide photos that differ at their left end alone: a crop sees nothing of it."""
    root = tmp_path_factory.mktemp("wide")
    for label, colour in (("red", (220, 20, 20)), ("blue", (20, 20, 220))):
        for number in range(16):
            picture = drawn(number, 360, 90)
            picture.paste(colour, (0, 0, 120, 90))
            (root / label).mkdir(exist_ok=True)
            picture.save(root / label / f"{label}{number}.png")
    return root


@pytest.mark.parametrize("method", ["frozen", "fine_tune"])
@pytest.mark.parametrize("fit", ["squash", "pad"])
def test_a_training_keeps_its_fit_and_classify_and_heat_maps_see_the_same(
    wide: Path, tmp_path: Path, fit: str, method: str
) -> None:
    job = Train(
        folder=wide, fit=fit, method=method, epochs=1 if method == "fine_tune" else 20, test_share=0.0,
        backbone="efficientnet_lite0", out=tmp_path / "m.safetensors", batch_size=8, validation_share=0.25,
    )  # fmt: skip
    *_, last = job.run()
    assert isinstance(last, Outcome)
    model = load_file(tmp_path / "m.safetensors")
    assert model.preprocessing.fit == fit
    assert last.value.accuracy["validation"] >= (0.9 if method == "frozen" else 0.7)  # by chance: 0.5
    if method != "frozen":
        return
    photo = wide / "red" / "red3.png"
    *_, answer = Classify(model=str(tmp_path / "m.safetensors"), paths=(photo,)).run()
    assert isinstance(answer, Outcome)
    assert answer.value.photos[0].top[0].class_ == "red"
    *_, seen = Heatmap(model=str(tmp_path / "m.safetensors"), photo=photo).run()
    assert isinstance(seen, Outcome)
    square = seen.value.square
    assert np.array_equal(square, model.preprocessing.prepare(np.asarray(Image.open(photo))))


def test_shapes_that_a_crop_would_lose_are_said_with_what_to_do(wide: Path, tmp_path: Path) -> None:
    scan, _ = result(scan_folder(wide))
    said = [problem for problem in scan.problems if problem.code == "problem.odd_shapes"]
    assert [problem.params["count"] for problem in said] == [32]
    scan, _ = result(scan_folder(folder_of(tmp_path, a=10, b=10)))  # 96 × 72
    assert not [problem for problem in scan.problems if problem.code == "problem.odd_shapes"]
