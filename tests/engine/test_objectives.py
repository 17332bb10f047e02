"""Objectives, terms, transforms: every row of their tables keeps the contract, and each means what it says."""

from __future__ import annotations

import math
from random import Random

import pytest
import torch

from engine.job.words import EngineError
from engine.models.layers import find_layer, outputs
from engine.models.targets import find_channel, find_class
from engine.paint.objectives import OBJECTIVES, TERMS, Aim, Seen, layers_of, margin, penalty, score, total_variation
from engine.paint.transforms import TRANSFORMS, Look, look_at, view
from engine.paint.updates import UPDATES
from tests.engine.small import CLASSES, SIZE, hooks, small_network


def seen(pictures: int = 2) -> Seen:
    torch.manual_seed(0)
    maps = torch.randn(pictures, 6, 5, 5, requires_grad=True)
    return Seen(torch.randn(pictures, 4, requires_grad=True), {"layer": maps})


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_every_objective_scores_each_picture_and_can_be_climbed(kind: str) -> None:
    what = seen()
    values = OBJECTIVES[kind].score(what, Aim(kind, 2, "layer"))
    assert values.shape == (2,)
    source = what.activations["layer"] if OBJECTIVES[kind].of_layer else what.logits
    (gradient,) = torch.autograd.grad(values.sum(), source)
    assert gradient.abs().sum() > 0


@pytest.mark.parametrize("kind", [kind for kind in OBJECTIVES if OBJECTIVES[kind].of_layer])
def test_an_objective_of_a_layer_takes_one_of_figures_too(kind: str) -> None:
    what = Seen(torch.zeros(2, 4), {"layer": torch.arange(12.0).view(2, 6)})
    assert OBJECTIVES[kind].score(what, Aim(kind, 3, "layer")).shape == (2,)


def test_the_unit_is_the_middle_of_the_channel() -> None:
    maps = torch.zeros(1, 3, 4, 6)
    maps[0, 1, 2, 3] = 7.0
    what = Seen(torch.zeros(1, 2), {"layer": maps})
    assert float(OBJECTIVES["unit"].score(what, Aim("unit", 1, "layer"))) == 7.0
    assert float(OBJECTIVES["channel"].score(what, Aim("channel", 1, "layer"))) == pytest.approx(7.0 / 24)


def test_a_sum_of_aims_is_weighted() -> None:
    what = seen()
    parts = (Aim("logit", 1, weight=2.0), Aim("margin", 0, weight=-0.5))
    wanted = 2.0 * what.logits[:, 1].mean() - 0.5 * margin(what.logits, 0).mean()
    assert torch.isclose(score(what, parts), wanted)
    assert layers_of((Aim("logit"), Aim("channel", 1, "a"), Aim("layer", 0, "a"))) == ("a",)


def test_each_picture_may_have_a_class_of_its_own() -> None:
    logits = torch.tensor([[1.0, 5.0, 2.0], [4.0, 0.0, 1.0]])
    assert margin(logits, (1, 2)).tolist() == [3.0, -3.0]


def test_a_channel_that_is_not_there_is_named() -> None:
    with pytest.raises(EngineError) as caught:
        OBJECTIVES["channel"].score(seen(), Aim("channel", 6, "layer"))
    assert caught.value.code == "no_channel"
    assert caught.value.params["count"] == 6


@pytest.mark.parametrize("name", TERMS)
def test_every_term_costs_something_where_there_is_something(name: str) -> None:
    torch.manual_seed(1)
    pixels = torch.rand(2, 3, 8, 8, requires_grad=True)
    activations = {"layer": torch.nn.functional.conv2d(pixels, torch.randn(4, 3, 3, 3))}
    cost = penalty(pixels, Seen(torch.zeros(2, 2), activations, pixels.mean()), {name: 0.5})
    assert cost.shape == ()
    assert float(cost.detach()) > 0.0
    (gradient,) = torch.autograd.grad(cost, pixels)
    assert torch.isfinite(gradient).all()


def test_grey_costs_nothing() -> None:
    grey = torch.full((1, 3, 8, 8), 0.5)
    assert float(penalty(grey, Seen(torch.zeros(1, 2), {}), dict.fromkeys(TERMS, 1.0))) == pytest.approx(0.0, abs=1e-9)


def test_variation_is_the_lesson_s() -> None:
    """TensorFlow's total_variation: the sum of absolute differences between neighbours."""
    pixels = torch.tensor([[[[0.0, 1.0], [0.25, 0.5]]]])
    assert float(total_variation(pixels)) == pytest.approx(1.0 + 0.25 + 0.25 + 0.5)


@pytest.mark.parametrize("name", TRANSFORMS)
def test_every_transform_moves_the_look_and_none_does_not(name: str) -> None:
    assert look_at(64, {name: 0.0}, Random(0)) == Look()
    assert look_at(64, {name: 0.9}, Random(0)) != Look()
    assert look_at(64, {name: 0.5}, Random(1)) == look_at(64, {name: 0.5}, Random(1))


def test_a_look_at_everything_changes_nothing_and_a_jitter_shifts() -> None:
    pixels = torch.rand(1, 3, 16, 16)
    assert view(pixels, Look(), 16) is pixels
    shifted = view(pixels, Look(x=2 / 16), 16)
    assert torch.allclose(shifted[..., :-2], pixels[..., 2:], atol=1e-5)
    assert torch.allclose(shifted[..., -1], torch.full_like(shifted[..., -1], 0.5))


def test_a_quarter_turn_turns() -> None:
    pixels = torch.rand(1, 3, 16, 16)
    turned = view(pixels, Look(angle=math.pi / 2), 16)
    assert torch.allclose(turned, torch.rot90(pixels, 1, (2, 3)), atol=1e-4) or torch.allclose(
        turned, torch.rot90(pixels, -1, (2, 3)), atol=1e-4
    )


def test_a_large_canvas_is_averaged_down_and_not_skipped_over() -> None:
    stripes = torch.zeros(1, 3, 64, 64)
    stripes[..., ::2] = 1.0
    small = view(stripes, Look(), 16)[..., 2:-2, 2:-2]
    assert float((small - 0.5).abs().max()) < 0.1


@pytest.mark.parametrize("rule", UPDATES)
def test_every_update_goes_uphill(rule: str) -> None:
    values = torch.zeros(1, 3, 4, 4, requires_grad=True)
    move = UPDATES[rule](values)
    for _ in range(3):
        move(torch.ones(1, 3, 4, 4), 0.1)
    assert float(values.detach().min()) > 0.0
    assert values.grad is None


@pytest.mark.parametrize(
    ("wanted", "index"), [("cat", 2), ("CAT", 2), ("3", 3), ("great dane", 4), (" 0 ", 0), ("zebra", 3)]
)
def test_a_class_is_found_by_name_and_by_index(wanted: str, index: int) -> None:
    assert find_class(wanted, CLASSES) == index


def test_a_name_wins_over_an_index() -> None:
    assert find_class("2", ("2", "b", "c")) == 0


@pytest.mark.parametrize("wanted", ["zebr", "5", "-1", "", "²"])
def test_an_unknown_class_gets_the_nearest_ones(wanted: str) -> None:
    with pytest.raises(EngineError) as caught:
        find_class(wanted, CLASSES)
    assert caught.value.code == "unknown_class"
    if wanted == "zebr":
        assert "zebra" in str(caught.value.params["nearest"])


def test_a_channel_is_a_layer_and_a_number() -> None:
    assert find_channel("backbone.layer1:7") == ("backbone.layer1", 7)
    for wrong in ("layer", "layer:", ":3", "layer:x", "layer:-1"):
        with pytest.raises(EngineError):
            find_channel(wrong)


@pytest.mark.parametrize("name", ["backbone.2", "2", "second"])
def test_a_layer_is_found_by_path_or_stage(name: str) -> None:
    network = small_network()
    assert find_layer(network, name) == "backbone.2"


@pytest.mark.parametrize("name", ["", "third", "2.0"])
def test_a_name_of_no_layer_is_an_error_with_a_code(name: str) -> None:
    with pytest.raises(EngineError) as caught:
        find_layer(small_network(), name)
    assert caught.value.code == "unknown_layer"


def test_taking_outputs_leaves_no_hook_whatever_happens() -> None:
    network = small_network()
    with pytest.raises(EngineError), outputs(network, ("first", "nowhere")):
        pass
    assert hooks(network) == 0
    with pytest.raises(RuntimeError), outputs(network, ("first",)):
        raise RuntimeError
    assert hooks(network) == 0


def test_what_is_watched_is_what_the_layer_gave_though_a_relu_writes_over_it() -> None:
    network = small_network()
    with torch.no_grad(), outputs(network, ("backbone.0",)) as activations:
        network(torch.rand(1, 3, SIZE, SIZE))
        assert float(activations["backbone.0"].min()) < 0.0
