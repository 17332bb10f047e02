"""What stands inside a network: layers, heat maps, maps of a folder, against captum and scikit-learn."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import torch

from engine.job.words import EngineError
from engine.jobs.features import channels_of
from engine.look import features, maps
from engine.look.colours import coloured, over, sheet
from engine.look.faithfulness import check
from engine.look.heatmaps import HEATMAPS
from engine.models.backbones import BACKBONES
from engine.models.layers import Layer, find_layer, last_map, layers, outputs, row_of
from engine.models.model import build
from engine.models.network import Network
from engine.photos.door import read_photo

T = TypeVar("T")
ZEBRA = 340


def result(steps: Generator[object, None, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: T = end.value
            return value


@pytest.fixture(scope="module")
def lite() -> Network:
    return build("efficientnet_lite0").requires_grad_(requires_grad=False)


@pytest.fixture(scope="module")
def square(lite: Network, resources: Path) -> np.ndarray:
    return lite.preprocessing.prepare(read_photo(resources / "demo_pictures" / "zebra.jpg"))


@pytest.fixture(scope="module")
def zebra(lite: Network, square: np.ndarray) -> torch.Tensor:
    return features.as_tensor([square], lite)


def hooks(network: Network) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in network.modules())


def test_grad_cam_agrees_with_captum(lite: Network, zebra: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    heat = result(HEATMAPS["grad_cam"].make(lite, zebra, ZEBRA))
    layer = lite.get_submodule("backbone._bn1")
    theirs = captum.LayerGradCam(lite, layer).attribute(zebra.clone().requires_grad_(), ZEBRA, relu_attributions=True)
    theirs = captum.LayerAttribution.interpolate(theirs, zebra.shape[2:], "bilinear")[0, 0].detach().numpy()
    assert np.corrcoef(heat.ravel(), theirs.ravel())[0, 1] > 0.9

    torch.manual_seed(0)
    gentle = build("mobilenet_v2", weights="none").requires_grad_(requires_grad=False)
    heat = result(HEATMAPS["grad_cam"].make(gentle, zebra, 3))
    layer = gentle.get_submodule(last_map(gentle))
    theirs = captum.LayerGradCam(gentle, layer).attribute(zebra.clone().requires_grad_(), 3, relu_attributions=True)
    theirs = captum.LayerAttribution.interpolate(theirs, zebra.shape[2:], "bilinear")[0, 0].detach().numpy()
    assert np.corrcoef(heat.ravel(), theirs.ravel())[0, 1] > 0.99


def test_integrated_gradients_agree_with_captum_and_are_complete(lite: Network, zebra: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    heat = result(HEATMAPS["integrated_gradients"].make(lite, zebra, ZEBRA))
    theirs = captum.IntegratedGradients(lite).attribute(
        zebra, target=ZEBRA, n_steps=48, internal_batch_size=8
    )[0].sum(dim=0).detach().numpy()  # fmt: skip
    assert np.corrcoef(heat.ravel(), theirs.ravel())[0, 1] > 0.99
    with torch.no_grad():
        rise = float(lite(zebra)[0, ZEBRA] - lite(torch.zeros_like(zebra))[0, ZEBRA])
    assert heat.sum() == pytest.approx(rise, rel=0.15)


def test_occlusion_finds_the_only_place_that_counts(lite: Network, zebra: torch.Tensor) -> None:
    class Corner(torch.nn.Module):
        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            return pixels[:, :, :32, :32].sum(dim=(1, 2, 3))[:, None].repeat(1, 2)

    heat = result(HEATMAPS["occlusion"].make(Corner(), torch.ones_like(zebra), 0))  # type: ignore[arg-type]
    assert heat[:16, :16].min() > 0
    assert np.abs(heat[80:, 80:]).max() == 0


@pytest.mark.parametrize("method", list(HEATMAPS))
def test_a_map_of_a_real_picture_marks_what_counts(lite: Network, zebra: torch.Tensor, method: str) -> None:
    heat = result(HEATMAPS[method].make(lite, zebra, ZEBRA))
    assert heat.shape == tuple(zebra.shape[2:])
    assert np.isfinite(heat).all()
    found = check(lite, zebra, ZEBRA, heat)
    assert found.deleted[0] == pytest.approx(found.kept[-1], abs=1e-4)
    assert found.score > 0
    upside_down = check(lite, zebra, ZEBRA, -heat)
    assert upside_down.score < found.score


@pytest.mark.parametrize("name", ["efficientnet_lite0", "resnet18", "mobilenet_v2", "mobilenet_v3_small"])
def test_layers_come_in_the_order_of_data_and_leave_no_hook(name: str) -> None:
    network = build(name, weights="none")
    found = layers(network)
    stages = list(dict.fromkeys(row.stage for row in found if row.stage))
    expected = [stage.name for stage in BACKBONES[name].stages]
    assert stages == [stage for stage in expected if stage in stages]
    assert found[-1].path == "head"
    assert hooks(network) == 0
    side = network.preprocessing.size
    last = row_of(last_map(network), found)
    assert last.shape[1:] == (-(-side // 32), -(-side // 32))


def test_a_layer_is_found_by_path_and_by_stage_and_the_nearest_are_named(lite: Network) -> None:
    found = layers(lite)
    assert row_of(find_layer(lite, "_conv_stem"), found).shape == (32, 112, 112)
    assert find_layer(lite, "stage2") == "backbone._blocks.2"
    with pytest.raises(EngineError) as caught:
        find_layer(lite, "stage99")
    assert "stage" in str(caught.value.params["nearest"])


def test_a_list_of_layers_is_no_layer_since_it_gives_nothing(lite: Network) -> None:
    with pytest.raises(EngineError) as caught, outputs(lite, ["_blocks"]):
        pass
    assert caught.value.code == "unknown_layer"
    assert hooks(lite) == 0


def test_what_a_hook_saw_is_not_changed_by_what_follows_in_place() -> None:
    network = build("resnet18", weights="none")
    with outputs(network, ["backbone.bn1"]) as seen, torch.no_grad():
        network(torch.rand(1, 3, 64, 64))
    assert seen["backbone.bn1"].min() < 0
    with pytest.raises(ZeroDivisionError), outputs(network, ["backbone.bn1"]):
        raise ZeroDivisionError
    assert hooks(network) == 0


def test_channels_that_a_photo_excites_are_found(lite: Network, resources: Path) -> None:
    files = sorted((resources / "demo_pictures").glob("*.jpg"))
    layer = Layer("head", "Linear", 0, "", (1000,), 0)
    found = result(features.excitations(lite, [*files, Path("gone.jpg")], layer))
    assert found.kept == tuple(range(len(files)))
    assert files[int(found.excitations[:, ZEBRA].argmax())].name == "zebra.jpg"
    assert found.classes[files.index(resources / "demo_pictures" / "zebra.jpg")] == "zebra"
    logits = found.excitations.max(axis=1)  # of the last layer the answer's own figure counts, all of it, and no other
    assert np.allclose(found.counted.max(axis=1), logits)
    assert np.count_nonzero(found.counted) == len(files)
    assert hooks(lite) == 0


def test_what_counts_is_what_is_lost_without_it(lite: Network, resources: Path) -> None:
    file = resources / "demo_pictures" / "zebra.jpg"
    square = lite.preprocessing.prepare(read_photo(file, shorter=lite.preprocessing.decode_shorter))
    whole = features.silenced(lite, square, row_of("head", layers(lite)), [])
    assert int(whole.argmax()) == ZEBRA
    for name in ("stage3", last_map(lite)):
        layer = row_of(find_layer(lite, name), layers(lite))
        order = np.argsort(result(features.excitations(lite, [file], layer)).counted[0])
        few = max(4, len(order) // 10)
        least, most = (features.silenced(lite, square, layer, some)[ZEBRA] for some in (order[:few], order[-few:]))
        assert most < whole[ZEBRA]
        assert most < 0.9 * least
    assert hooks(lite) == 0


def test_channels_are_told_as_a_list() -> None:
    assert channels_of(" 17, 3;3 ") == (3, 17)
    assert channels_of("") == ()
    with pytest.raises(EngineError, match="no list of channels"):
        channels_of("-1")


def test_maps_of_a_layer_are_drawn_on_one_scale(lite: Network, square: np.ndarray) -> None:
    layer = row_of(find_layer(lite, "stage1"), layers(lite))
    activation = features.activation(lite, square, layer)
    assert activation.shape == layer.shape
    first = features.most_active(activation)[0]
    assert activation[first].max() == activation.max()
    drawn = features.draw(activation, range(len(activation)))
    assert drawn.dtype == np.uint8
    assert drawn.shape[2] == 3
    flat = sheet(np.stack([np.zeros((2, 2)), np.ones((2, 2))]).astype(np.float32), 2, 8, 0.0, 1.0)
    assert (flat[4, 4] < flat[4, -4]).all()


def test_a_heat_map_without_heat_leaves_the_picture_alone() -> None:
    pixels = np.full((4, 4, 3), 100, np.uint8)
    assert (over(pixels, np.zeros((4, 4), np.float32)) == 100).all()


def test_both_maps_keep_neighbours_together_as_scikit_learn_judges() -> None:
    datasets, manifold = pytest.importorskip("sklearn.datasets"), pytest.importorskip("sklearn.manifold")
    vectors = datasets.load_digits().data[:200].astype(np.float32)
    flat = result(maps.MAPS["pca"](vectors, 0))
    near = result(maps.MAPS["tsne"](vectors, 0))
    assert manifold.trustworthiness(vectors, near) > 0.95
    assert manifold.trustworthiness(vectors, near) > manifold.trustworthiness(vectors, flat)
    assert np.abs(near).max() == pytest.approx(1.0)
    assert (near == result(maps.MAPS["tsne"](vectors, 0))).all()


@pytest.mark.parametrize("count", [1, 2, 3, 5])
@pytest.mark.parametrize("method", list(maps.MAPS))
def test_few_points_have_a_map_too(method: str, count: int) -> None:
    vectors = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    points = result(maps.MAPS[method](vectors, 0))
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()


def test_figures_below_zero_have_colours_of_their_own_and_zero_is_dark() -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan], np.float32)
    shown = coloured(values, -2.0, 1.0).astype(int)
    light = shown.sum(axis=-1)
    assert light[0] > light[1] > light[2] < light[3] < light[4]
    assert light[2] == light[5]
    assert shown[0][2] > shown[0][0], "below is blue"
    assert shown[3][0] > shown[3][2], "above is warm"
    one_sided = coloured(np.array([0.0, 1.0], np.float32), 0.0, 1.0)
    assert (one_sided == coloured(np.array([5.0, 6.0], np.float32), 5.0, 6.0)).all()
