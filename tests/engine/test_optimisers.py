"""The tables of choices, each row against torch's own or a closed form."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine.embed.views import View
from engine.job.words import LANGUAGES, knows, message, say
from engine.learn.averaging import Average
from engine.learn.tables.augmentations import AUGMENTATIONS, AugmentedView
from engine.learn.tables.initialisations import INITIALISATIONS, initialise
from engine.learn.tables.optimisers import OPTIMISERS
from engine.learn.tables.schedules import SCHEDULES

TABLES = {
    "optimiser": OPTIMISERS,
    "schedule": SCHEDULES,
    "initialisation": INITIALISATIONS,
    "augmentation": AUGMENTATIONS,
}
ROWS = [(field, name) for field, table in TABLES.items() for name in table]


@pytest.mark.parametrize(("field", "name"), ROWS)
def test_every_choice_has_a_name_and_an_explanation(field: str, name: str) -> None:
    for kind in ("choice", "choice_help"):
        assert knows(f"{kind}.{field}.{name}")
        assert all(say(message(f"{kind}.{field}.{name}"), language) for language in LANGUAGES)


def test_the_tables_need_no_torch() -> None:
    modules = ", ".join(f"engine.learn.tables.{name}s" for name in TABLES)
    subprocess.run([sys.executable, "-c", f"import sys, {modules}; assert 'torch' not in sys.modules"], check=True)


TORCHS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.03, weight_decay=0.1),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.03, weight_decay=0.1, momentum=0.8),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.03, weight_decay=0.1, momentum=0.8, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.03, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.03, weight_decay=0.1),
    "adam": lambda p: torch.optim.Adam(p, lr=0.03, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.03, weight_decay=0.1),
}


def descend(make: Callable[[list[nn.Parameter]], torch.optim.Optimizer]) -> torch.Tensor:
    weight = nn.Parameter(torch.tensor([1.0, -2.0, 3.0]))
    optimiser = make([weight])
    for _ in range(5):
        optimiser.zero_grad()
        (weight * weight * torch.tensor([1.0, 2.0, 0.5])).sum().backward()
        optimiser.step()
    return weight.detach()


@pytest.mark.parametrize("name", OPTIMISERS)
def test_an_optimiser_moves_as_torchs_own(name: str) -> None:
    ours = descend(lambda p: OPTIMISERS[name].make([{"params": p, "lr": 0.03, "weight_decay": 0.1}], 0.8))
    assert torch.equal(ours, descend(TORCHS[name]))


@pytest.mark.parametrize("name", OPTIMISERS)
def test_fine_tuning_is_recommended_smaller_steps_than_a_new_network(name: str) -> None:
    row = OPTIMISERS[name]
    assert 0 < row.learning_rate("fine_tune") < row.learning_rate("scratch") <= 1
    assert row.learning_rate("frozen") <= 0.1


def torch_factors(make: Callable[[torch.optim.Optimizer], Any], total: int) -> list[float]:
    optimiser = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
    schedule = make(optimiser)
    factors = []
    for _ in range(total):
        factors.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
    return factors


@pytest.mark.parametrize("total", [12, 100])
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_goes_as_torchs_own(name: str, total: int) -> None:
    rates = torch.optim.lr_scheduler
    torchs: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
        "constant": lambda o: rates.ConstantLR(o, factor=1.0),
        "step": lambda o: rates.StepLR(o, step_size=math.ceil(total / 3), gamma=0.1),
        "exponential": lambda o: rates.ExponentialLR(o, gamma=0.01 ** (1 / total)),
        "cosine": lambda o: rates.CosineAnnealingLR(o, T_max=total),
        "one_cycle": lambda o: rates.OneCycleLR(
            o, max_lr=1.0, total_steps=total + 1, pct_start=0.25, div_factor=25, final_div_factor=1e4,
            cycle_momentum=False,
        ),
    }  # fmt: skip
    length = total + 1 if name == "one_cycle" else total
    ours = [SCHEDULES[name].factor(step, length) for step in range(total)]
    assert ours == pytest.approx(torch_factors(torchs[name], total), abs=1e-6)


@pytest.mark.parametrize("total", [1, 2, 3, 7])
@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_stays_between_nothing_and_one_however_short(name: str, total: int) -> None:
    assert all(0 <= SCHEDULES[name].factor(step, total) <= 1 for step in range(total))


DEVIATIONS: dict[str, Callable[[int, int], float]] = {
    "uniform": lambda n, _m: 1 / math.sqrt(3 * n),
    "normal_1_over_n": lambda n, _m: 1 / n,
    "normal_1_over_sqrt_n": lambda n, _m: 1 / math.sqrt(n),
    "xavier": lambda n, m: math.sqrt(2 / (n + m)),
    "kaiming": lambda n, _m: math.sqrt(2 / n),
    "normal": lambda _n, _m: 1.0,
}


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_first_weights_have_the_deviation_that_they_are_named_for(name: str) -> None:
    layer = nn.Linear(400, 200)
    initialise(layer, name, seed=1)
    assert float(layer.weight.detach().std()) == pytest.approx(DEVIATIONS[name](400, 200), rel=0.02)
    assert abs(float(layer.weight.detach().mean())) < 0.02 * DEVIATIONS[name](400, 200)
    assert not layer.bias.detach().any()


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_the_same_seed_gives_the_same_first_weights(name: str) -> None:
    one, same, other = nn.Linear(8, 4), nn.Linear(8, 4), nn.Linear(8, 4)
    for layer, seed in ((one, 1), (same, 1), (other, 2)):
        initialise(layer, name, seed)
    assert torch.equal(one.weight, same.weight)
    assert not torch.equal(one.weight, other.weight)


def photo(height: int = 60, width: int = 80) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


@pytest.mark.parametrize("size", [(60, 80), (1, 1), (1, 300), (224, 224)])
@pytest.mark.parametrize("name", AUGMENTATIONS)
def test_an_augmentation_gives_a_picture_and_leaves_the_photo_alone(name: str, size: tuple[int, int]) -> None:
    pixels = photo(*size)
    before = pixels.copy()
    for index in range(8):
        view: View = AugmentedView(name, index)
        changed = view.apply(pixels, "ab" * 32)
        assert changed.dtype == np.uint8
        assert changed.ndim == 3
        assert changed.shape[2] == 3
        assert changed.shape[0] <= size[0]
        assert changed.shape[1] <= size[1]
        assert min(changed.shape[:2]) >= 1
    assert np.array_equal(pixels, before)


@pytest.mark.parametrize("name", [name for name in AUGMENTATIONS if name != "none"])
def test_a_view_depends_on_photo_and_view_alone(name: str) -> None:
    looks = [AugmentedView(name, index).apply(photo(), "ab" * 32) for index in range(8)]
    again = [AugmentedView(name, index).apply(photo(), "ab" * 32) for index in range(8)]
    others = [AugmentedView(name, index).apply(photo(), "cd" * 32) for index in range(8)]
    assert all(np.array_equal(one, other) for one, other in zip(looks, again, strict=True))
    assert not all(np.array_equal(one, other) for one, other in zip(looks, others, strict=True))
    assert len({look.tobytes() for look in looks}) > 1
    assert len({AugmentedView(name, index, seed).key for index in range(4) for seed in range(4)}) == 16


def test_no_augmentation_is_the_photo_as_it_is() -> None:
    view = AugmentedView("none", 3)
    assert view.key == ""
    assert np.array_equal(view.apply(photo(), "ab"), photo())


def test_averaged_weights_follow_the_closed_form() -> None:
    layer = nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        layer.weight.zero_()
    average = Average(layer, decay=0.5)
    expected = 0.0
    for step, value in enumerate((1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0), 1):
        with torch.no_grad():
            layer.weight.fill_(value)
        average.update(layer)
        keep = min(0.5, (1 + step) / (10 + step))
        expected = keep * expected + (1 - keep) * value
    assert float(next(average.module.parameters())) == pytest.approx(expected)
