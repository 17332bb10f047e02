"""Canvases and the 8-bit grid: where they start, and that they never leave their ball or the legal pixels."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.paint.canvas import CANVASES, STEP, BallCanvas, FourierCanvas, Start
from engine.paint.grid import nearest_steps, whole_steps
from engine.paint.updates import UPDATES

BALLS = [name for name in CANVASES if "l" in name.partition("_")[2]]


def photo(seed: int, side: int = 12) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-60, 316, (1, 3, side, side), generator=generator).clamp(0, 255)


def start(kind: str = "photo", seed: int = 0, radius: float = 0.1, side: int = 12) -> Start:
    return Start(side, side, kind, seed, 1, photo(seed, side), radius)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["noise", "grey", "photo"])
@pytest.mark.parametrize("name", CANVASES)
def test_every_canvas_gives_pixels_that_follow_from_its_values(name: str, kind: str) -> None:
    canvas = CANVASES[name](start(kind))
    pixels = canvas.pixels()
    assert pixels.shape == (1, 3, 12, 12)
    assert float(pixels.detach().min()) >= 0.0
    assert float(pixels.detach().max()) <= 1.0
    (gradient,) = torch.autograd.grad(pixels.square().sum(), canvas.values)
    assert gradient.shape == canvas.values.shape
    assert torch.isfinite(gradient).all()
    assert gradient.abs().sum() > 0


@pytest.mark.parametrize("name", CANVASES)
def test_a_canvas_begins_alike_from_one_seed_and_differently_from_another(name: str) -> None:
    made = [CANVASES[name](Start(12, 12, "noise", seed, 1, photo(1), 0.1)).pixels().detach() for seed in (3, 3, 4)]
    assert torch.equal(made[0], made[1])
    assert not torch.equal(made[0], made[2])


@pytest.mark.parametrize("name", CANVASES)
def test_a_canvas_begins_with_the_photo(name: str) -> None:
    canvas = CANVASES[name](start("photo"))
    wanted = photo(0) * STEP
    tolerance = 0.02 if name in ("fourier", "bounded", "phase") else 1e-6  # a sigmoid does not reach black and white
    assert float((canvas.pixels() - wanted).detach().abs().max()) < tolerance


def test_fourier_gives_odd_sizes_too() -> None:
    assert FourierCanvas(Start(13, 13)).pixels().shape == (1, 3, 13, 13)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(BALLS),
    kind=st.sampled_from(["photo", "noise"]),
    rule=st.sampled_from(sorted(UPDATES)),
    seed=st.integers(0, 10_000),
    radius=st.floats(0.0, 2.0),
    rate=st.floats(1e-4, 10.0),
)
def test_no_step_leaves_the_ball_or_the_legal_pixels(
    name: str, kind: str, rule: str, seed: int, radius: float, rate: float
) -> None:
    canvas = CANVASES[name](start(kind, seed, radius))
    assert isinstance(canvas, BallCanvas)
    move = UPDATES[rule](canvas.values)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(4):
        linf, l2 = canvas.distances()
        assert (linf <= 255 * radius + 1e-4) if name == "ball_linf" else (l2 <= radius + 1e-5)
        steps = canvas.pixels().detach() * 255
        assert torch.allclose(steps, steps.round(), atol=1e-4)
        assert float(steps.min()) >= 0.0
        assert float(steps.max()) <= 255.0
        move(torch.randn(canvas.values.shape, generator=generator), rate)
        canvas.settle()


def test_what_a_ball_shows_is_to_the_bit_what_a_file_will_hold() -> None:
    canvas = CANVASES["ball_linf"](start("noise", 5, 0.05))
    assert isinstance(canvas, BallCanvas)
    whole = torch.from_numpy(canvas.whole(canvas.change())).permute(0, 3, 1, 2)
    assert torch.equal(canvas.pixels().detach(), whole.to(torch.float32) / 255.0)


def test_a_radius_between_steps_is_rounded_down() -> None:
    change = torch.full((1, 3, 2, 2), 1.0)
    assert float(nearest_steps(change, torch.zeros(1, 3, 2, 2), 4.9 / 255).max()) == 4.0
    assert float(nearest_steps(change, torch.zeros(1, 3, 2, 2), 4 / 255).max()) == 4.0


def test_whole_steps_serve_a_direction_better_than_any_rounding_of_chance() -> None:
    """Of all changes in whole steps of about its length, the found one has the largest product with the direction."""
    rng = np.random.default_rng(0)
    direction = torch.from_numpy(rng.laplace(size=(3, 16, 16))).float()
    direction *= 20 / 255 / direction.norm()
    found, _ = whole_steps(direction, torch.full((3, 16, 16), 128.0))
    assert 18.0 < float(found.norm()) <= 20.0
    for _ in range(50):
        other = torch.zeros(3 * 16 * 16)
        other[torch.from_numpy(rng.permutation(768)[: int(found.norm() ** 2)])] = 1.0
        other = other.view(3, 16, 16) * direction.sign()
        assert float((other * direction).sum()) < float((found * direction).sum())


def test_whole_steps_of_nothing_are_nothing() -> None:
    found, stretch = whole_steps(torch.zeros(3, 4, 4), torch.zeros(3, 4, 4))
    assert not found.any()
    assert stretch is None
