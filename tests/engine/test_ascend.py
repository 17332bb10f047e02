"""The one loop: it climbs, tells, listens, and leaves no trace in the network."""

from __future__ import annotations

import gc
import threading
import tracemalloc

import numpy as np
import pytest
import torch

from engine.job.declare import FINISH
from engine.job.events import Metric, Picture, Progress
from engine.job.words import EngineError
from engine.paint.ascend import Goal, Recipe, ascend, eight_bits
from engine.paint.canvas import CANVASES, Start
from engine.paint.film import spacing
from engine.paint.objectives import OBJECTIVES, TERMS, Aim
from engine.paint.presets import PRESETS
from engine.paint.transforms import TRANSFORMS
from engine.paint.updates import UPDATES
from tests.engine.small import SIZE, drawn_pixels, hooks, result, small_network

MOVES = {"pad": 1.0, "jitter": 2.0, "scale": 0.1, "rotate": 5.0}


def canvas(name: str = "pixels", kind: str = "noise", count: int = 1, size: int = SIZE):  # type: ignore[no-untyped-def]
    photo = torch.from_numpy(drawn_pixels(1, size, size)).permute(2, 0, 1)[None].expand(count, -1, -1, -1)
    return CANVASES[name](Start(size, size, kind, 0, count, photo, 0.5 if name.endswith("l2") else 4 / 255))  # type: ignore[arg-type]


def goal(kind: str = "logit") -> Goal:
    return Goal((Aim(kind, 3, layer="second"),), follow={"probability": 3})


@pytest.mark.parametrize("name", CANVASES)
@pytest.mark.parametrize("kind", OBJECTIVES)
def test_every_canvas_climbs_every_objective(name: str, kind: str) -> None:
    rate = 0.05 if name == "fourier" else 0.01
    update = {"ball_linf": "sign", "ball_l2": "direction", "sphere_l2": "direction"}.get(name, "adam")
    rate = 0.1 if update == "direction" else rate
    _, events = result(ascend(small_network(), canvas(name), goal(kind), Recipe(12, rate, update)))
    climbed = [event.value for event in events if isinstance(event, Metric) and event.series == "objective"]
    assert len(climbed) == 12
    assert climbed[-1] > climbed[0]


@pytest.mark.parametrize("name", TRANSFORMS)
@pytest.mark.parametrize("update", UPDATES)
def test_every_transform_goes_with_every_update(name: str, update: str) -> None:
    recipe = Recipe(2, 0.01, update, moves={name: 1.0 if name != "scale" else 0.1})
    ascent, _ = result(ascend(small_network(), canvas("fourier"), goal(), recipe))
    assert ascent.pixels.shape == (1, SIZE, SIZE, 3)
    assert ascent.pixels.dtype == np.uint8


def test_each_update_moves_uphill_as_far_as_it_says() -> None:
    gradient = torch.tensor([[3.0, -4.0], [0.0, 0.5]])
    turned = torch.tensor([[4.0, 3.0], [0.0, 0.5]])
    unit, second = torch.tensor([[0.6, -0.8], [0.0, 1.0]]), torch.tensor([[0.8, 0.6], [0.0, 1.0]])
    moved = {
        "adam": gradient.sign(), "ascent": gradient, "sign": gradient.sign(), "direction": unit,
        "smooth_direction": unit,
    }  # fmt: skip
    for name, expected in moved.items():
        values = torch.zeros(2, 2, requires_grad=True)
        UPDATES[name](values)(gradient.clone(), 0.1)
        torch.testing.assert_close(values.detach(), 0.1 * expected, msg=name)
    values = torch.zeros(2, 2, requires_grad=True)
    move = UPDATES["smooth_direction"](values)
    move(gradient, 0.0)
    move(turned, 1.0)
    mean = (unit + second) / 2
    torch.testing.assert_close(values.detach(), mean / mean.norm(dim=1, keepdim=True))


def test_the_same_seed_grows_the_same_picture() -> None:
    def grown(seed: int) -> bytes:
        recipe = Recipe(6, 0.05, moves=MOVES, terms=dict.fromkeys(TERMS, 0.001), seed=seed)
        return result(ascend(small_network(), canvas("fourier"), goal(), recipe))[0].pixels.tobytes()

    assert grown(1) == grown(1)
    assert grown(1) != grown(2)


def test_each_step_tells_its_figures_and_how_far_it_is() -> None:
    _, events = result(ascend(small_network(), canvas("ball_linf"), goal(), Recipe(3, 1 / 255, "sign", every=1)))
    series = {event.series for event in events if isinstance(event, Metric)}
    assert series == {"objective", "probability", "variation", "linf", "l2"}
    for name in series:
        assert [e.step for e in events if isinstance(e, Metric) and e.series == name] == [0, 1, 2]
    assert [(e.done, e.total) for e in events if isinstance(e, Progress)] == [(1, 3), (2, 3), (3, 3)]
    pictures = [event for event in events if isinstance(event, Picture)]
    assert [picture.step for picture in pictures] == [0, 1, 2, 3]
    assert all(picture.pixels.base is None for picture in pictures)


def test_the_picture_at_the_end_is_the_ascent_s() -> None:
    ascent, events = result(ascend(small_network(), canvas(), goal(), Recipe(3, 0.02)))
    last = [event for event in events if isinstance(event, Picture)][-1]
    assert np.array_equal(last.pixels, ascent.pixels[0])


def test_knobs_turn_while_it_runs() -> None:
    steps = ascend(small_network(), canvas(), goal(), Recipe(30, 0.02))
    figures = []
    event = next(steps)
    while True:
        knobs = {"variation": 5.0, "rate": 0.02} if isinstance(event, Progress) and event.done == 15 else None
        try:
            event = steps.send(knobs)
        except StopIteration:
            break
        if isinstance(event, Metric) and event.series == "variation":
            figures.append(event.value)
    assert figures[14] > figures[0] * 0.9
    assert figures[-1] < 0.5 * figures[14]


def test_finish_ends_it_well_and_more_steps_go_on() -> None:
    steps = ascend(small_network(), canvas(), goal(), Recipe(1000, 0.02))
    next(steps)
    steps.send({FINISH: True})
    assert result(steps)[0].steps == 1
    assert Recipe(5, 1.0).turned({"steps": 9, "unknown": 1}) == Recipe(9, 1.0)


@pytest.mark.parametrize("when", [0, 1, 7])
def test_a_cancelled_ascent_gives_the_network_back_as_it_was(when: int) -> None:
    network = small_network()
    network.head.train()
    wanted = [parameter.requires_grad for parameter in network.parameters()]
    weights = [parameter.detach().clone() for parameter in network.parameters()]
    steps = ascend(network, canvas(), goal("channel"), Recipe(100, 0.02))
    for _ in range(when):
        next(steps)
    steps.close()
    assert hooks(network) == 0
    assert network.head.training
    assert not network.backbone.training
    assert [parameter.requires_grad for parameter in network.parameters()] == wanted
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), weights, strict=True))
    assert all(parameter.grad is None for parameter in network.parameters())


def test_it_never_waits_with_gradients_switched_off() -> None:
    for _ in ascend(small_network(), canvas(), goal(), Recipe(2, 0.02, moves=MOVES)):
        assert torch.is_grad_enabled()
        assert not torch.is_inference_mode_enabled()


def test_an_objective_out_of_bounds_stops_with_what_to_do() -> None:
    network = small_network()
    with pytest.raises(EngineError) as caught:
        result(ascend(network, canvas("fourier"), goal(), Recipe(5, float("nan"))))
    assert caught.value.code == "not_finite"
    assert hooks(network) == 0


def test_several_pictures_grow_apart() -> None:
    recipe = Recipe(5, 0.05, terms={"diversity": 10.0})
    ascent, events = result(ascend(small_network(), canvas("fourier", count=3), goal(), recipe))
    assert ascent.pixels.shape[0] == 3
    slots = {event.slot for event in events if isinstance(event, Picture)}
    assert slots == {"picture", "picture.2", "picture.3"}


def test_a_canvas_may_be_larger_than_the_network_s_input() -> None:
    network = small_network()
    ascent, _ = result(ascend(network, canvas("fourier", size=100), goal(), Recipe(3, 0.05, moves=MOVES)))
    assert ascent.pixels.shape == (1, 100, 100, 3)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_names_rows_that_are_there(name: str) -> None:
    preset = PRESETS[name]
    assert preset.name == name
    assert preset.canvas in CANVASES
    assert preset.objective in OBJECTIVES
    assert preset.update in UPDATES
    assert set(preset.terms) <= set(TERMS)
    assert set(preset.moves) <= set(TRANSFORMS)


def test_eight_bits_round_and_own_their_memory() -> None:
    pixels = torch.tensor([0.0, 0.4999 / 255, 0.51 / 255, 1.0]).view(1, 1, 2, 2).expand(1, 3, 2, 2)
    found = eight_bits(pixels)
    assert found[0, ..., 0].ravel().tolist() == [0, 0, 1, 255]
    assert found.flags.writeable


@pytest.mark.parametrize("steps", [1, 5, 96, 97, 5000])
def test_a_film_has_not_too_many_frames(steps: int) -> None:
    assert 1 <= steps / spacing(steps) <= 97


@pytest.mark.slow
def test_500_short_runs_leave_nothing_behind() -> None:
    network = small_network()
    threads = threading.active_count()

    def short(number: int) -> None:
        steps = ascend(network, canvas("fourier"), goal("channel"), Recipe(2, 0.05, moves=MOVES))
        if number % 2:
            result(steps)
        else:
            next(steps)
            steps.close()

    for number in range(50):
        short(number)
    gc.collect()
    tracemalloc.start()
    tensors = sum(type(thing) is torch.Tensor for thing in gc.get_objects())
    before = tracemalloc.get_traced_memory()[0]
    for number in range(500):
        short(number)
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert hooks(network) == 0
    assert threading.active_count() == threads
    assert sum(type(thing) is torch.Tensor for thing in gc.get_objects()) <= tensors + 2
    assert grown < 200_000


class Halting:
    """Steers by one `factor`, and has enough `after` so many steps."""

    def __init__(self, factor: float, after: int = 100) -> None:
        self._factor, self._after = factor, after
        self.seen: list[tuple[int, int, tuple[int, ...]]] = []

    @property
    def finished(self) -> bool:
        return len(self.seen) >= self._after

    def __call__(self, step: int, total: int, logits: torch.Tensor, /) -> float:
        self.seen.append((step, total, tuple(logits.shape)))
        return self._factor


def test_what_steers_is_obeyed() -> None:
    """A factor of nothing moves nothing; who steers sees the logits of each step, and may end the ascent."""
    halt = Halting(0.0)
    made = canvas("pixels")
    before = made.values.detach().clone()
    result(ascend(small_network(), made, Goal((Aim("logit", 3),), steer=halt), Recipe(3, 0.1, "ascent")))
    assert halt.seen == [(0, 3, (1, 5)), (1, 3, (1, 5)), (2, 3, (1, 5))]
    assert torch.equal(made.values.detach(), before)
    twice = Goal((Aim("logit", 3),), steer=Halting(1.0, after=2))
    assert result(ascend(small_network(), made, twice, Recipe(3, 0.1, "ascent")))[0].steps == 2
    assert not torch.equal(made.values.detach(), before)


def test_grain_fades_to_nothing_and_other_moves_stay() -> None:
    recipe = Recipe(100, 0.1, moves={"grain": 0.4, "window": 0.5})
    assert [recipe.moves_at(step)["grain"] for step in (0, 50, 100)] == pytest.approx([0.4, 0.2, 0.0])
    assert {recipe.moves_at(step)["window"] for step in (0, 50, 100)} == {0.5}


@pytest.mark.parametrize("name", ["bounded", "phase"])
def test_a_canvas_grows_finer_on_the_way_and_ends_as_large_as_asked(name: str) -> None:
    recipe = Recipe(8, 0.05, every=1, sides=(32, 64, 128), moves={"window": 0.5})
    ascent, events = result(ascend(small_network(), canvas(name), goal(), recipe))
    shown = [event.pixels.shape[0] for event in events if isinstance(event, Picture)]
    assert shown == [32] * 4 + [64] * 2 + [128] * 2 + [128]
    assert ascent.pixels.shape == (1, 128, 128, 3)


def test_ended_early_it_is_still_as_large_as_asked() -> None:
    steps = ascend(small_network(), canvas("bounded"), goal(), Recipe(100, 0.05, sides=(32, 64)))
    next(steps)
    steps.send({FINISH: True})
    assert result(steps)[0].pixels.shape == (1, 64, 64, 3)


def test_a_finer_canvas_is_looked_at_more_closely_and_judged_alike() -> None:
    recipe = Recipe(4, 0.05, sides=(32, 128), moves={"window": 0.5}, terms={"variation": 8.0, "l2": 1.0})
    assert [recipe.moves_at(step)["window"] for step in (0, 3)] == [0.5, 0.75]
    assert [recipe.terms_at(step)["variation"] for step in (0, 3)] == [8.0, 2.0]
    assert recipe.terms_at(3)["l2"] == 1.0


def test_of_several_networks_the_mean_is_climbed() -> None:
    """One step along the gradient of the mean lies between the steps for each network alone."""
    networks = [small_network(seed) for seed in (0, 1)]
    moved = []
    for climbed in (networks[:1], networks[1:], networks):
        made = canvas("pixels")
        before = made.values.detach().clone()
        result(ascend(climbed, made, goal(), Recipe(1, 1e-3, "ascent")))
        moved.append(made.values.detach() - before)
        assert all(hooks(network) == 0 for network in networks)
    inside = (canvas("pixels").values.detach() - 0.5).abs() < 0.4  # away from where pixels are clamped
    torch.testing.assert_close(moved[2][inside], ((moved[0] + moved[1]) / 2)[inside], rtol=1e-3, atol=1e-6)


def test_the_rate_falls_to_its_last_share() -> None:
    falling = Recipe(100, 0.2, last=0.1)
    assert [falling.rate_at(step) for step in (0, 50, 100)] == pytest.approx([0.2, 0.11, 0.02])
    assert Recipe(100, 0.2).rate_at(77) == pytest.approx(0.2)
