"""The learning-rate finder: it suggests what teaches, says what destroys, and keeps nothing."""

from __future__ import annotations

import numpy as np
import pytest
from small import outcome, result

from engine.__main__ import main
from engine.files import RESOURCES, home
from engine.job.events import Metric
from engine.jobs.find_rate import FindRate, FindRateResult
from engine.judge.rates import HIGHEST, LOWEST, search_rate, suggested
from engine.learn.recipe import TrainingRecipe

SAMPLES = RESOURCES / "sample_photos"


@pytest.mark.parametrize("optimiser", ["adam", "sgd"])
def test_the_suggestion_lies_where_the_loss_falls_and_the_curve_is_told(optimiser: str) -> None:
    value, events = outcome(FindRate(folder=SAMPLES, optimiser=optimiser, threads=1))
    assert isinstance(value, FindRateResult)
    told = [(event.step, event.value) for event in events if isinstance(event, Metric) and event.series == "loss"]
    assert told == list(zip(value.rates, value.losses, strict=True))
    assert value.rates[0] == pytest.approx(LOWEST)
    assert value.rates[-1] <= HIGHEST
    assert value.suggested is not None
    at = value.rates.index(value.suggested)
    assert 0 < at <= int(np.argmin(value.losses))
    assert value.usual / 30 < value.suggested < value.usual * 30
    assert value.diverged is None or value.diverged > value.suggested
    assert not (home() / "projects").exists()


def test_a_rate_that_destroys_is_named() -> None:
    random = np.random.default_rng(0)
    vectors, labels = random.normal(size=(64, 16)).astype(np.float32), random.integers(0, 4, 64)
    value, _ = result(search_rate(TrainingRecipe(optimiser="adam"), vectors, labels, 4, 200))
    assert value.diverged is not None
    assert max(value.losses) <= 4 * min(value.losses)
    assert value.rates[-1] < value.diverged <= HIGHEST


def test_the_same_seed_gives_the_same_curve() -> None:
    one, other = (outcome(FindRate(folder=SAMPLES, steps=30, threads=1))[0] for _ in range(2))
    assert one == other


def test_a_loss_that_falls_nowhere_suggests_nothing() -> None:
    rates = [10.0**power for power in range(-6, 0)]
    assert suggested(rates, [1.0, 1.1, 1.2, 1.3, 1.4, 1.5]) is None
    assert suggested(rates, [1.0]) is None
    assert suggested(rates, [1.0, 0.99, 0.9, 0.4, 0.35, 2.0]) == pytest.approx(rates[2], rel=20)


@pytest.mark.parametrize("language", ["en", "hr"])
def test_the_command_says_it_in_words(capsys: pytest.CaptureFixture[str], language: str) -> None:
    assert main(["find-rate", str(SAMPLES), "--steps", "40", "--language", language]) == 0
    assert {"en": "learning rate of", "hr": "pri stopi učenja"}[language] in capsys.readouterr().out
