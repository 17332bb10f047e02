"""Tricks on trial: both sides learn from the same photos, and the verdict says no more than the figures do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small import outcome, result

from engine.job.events import Metric
from engine.job.words import knows, say
from engine.jobs.trial import Trial, TrialResult, _parts
from engine.judge.claims import CLAIMS
from engine.judge.known import KnownPhotos, know
from engine.judge.scores import mean_interval
from engine.judge.training import train_head
from engine.learn.recipe import TrainingRecipe
from engine.look.opening import opened
from engine.photos.folder import scan_folder


def tried(folder: Path, **given: Any) -> tuple[TrialResult, list[Metric]]:
    value, events = outcome(Trial(folder=folder, **given))
    assert isinstance(value, TrialResult)
    return value, [event for event in events if isinstance(event, Metric) and event.series in ("with", "without")]


@pytest.fixture(scope="module")
def known(resources: Path, tmp_path_factory: pytest.TempPathFactory) -> KnownPhotos:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIJENOS_HOME", str(tmp_path_factory.mktemp("home")))
        scan, _ = result(scan_folder(resources / "sample_photos"))
        found, _ = result(know(scan, opened("efficientnet_lite0", "cpu", 0)))
    return found


def test_weights_that_begin_far_too_large_learn_worse_and_the_verdict_says_so(resources: Path) -> None:
    value, told = tried(resources / "sample_photos", claim="initialisation", seeds=5)
    assert value.verdict == "holds"
    assert value.difference == pytest.approx(np.mean(value.with_) - np.mean(value.without))
    differences = np.subtract(value.with_, value.without).tolist()
    assert value.interval == mean_interval(differences)
    assert [event.value for event in told if event.series == "with"] == list(value.with_)
    assert [event.value for event in told if event.series == "without"] == list(value.without)
    assert value.photos >= 25
    lines = [say(line, "hr") if not isinstance(line, str) else line for line in Trial.report(value)]
    assert "vrijedi" in lines[-1]


def test_what_makes_no_difference_cannot_be_told(resources: Path) -> None:
    value, _ = tried(resources / "sample_photos", claim="dropout", seeds=3)
    assert value.verdict == "cannot_tell"
    again, _ = tried(resources / "sample_photos", claim="dropout", seeds=3)
    assert again == value


@pytest.mark.parametrize("name", CLAIMS)
def test_the_two_sides_of_a_claim_differ_in_what_it_says_and_both_can_be_trained(known: KnownPhotos, name: str) -> None:
    claim = CLAIMS[name]
    base = replace(TrainingRecipe(), **claim.amid)
    sides = [replace(base, **settings, epochs=1) for settings in (claim.with_, claim.without)]
    assert (sides[0] != sides[1]) or not claim.scaled
    parts = _parts(known, 0)
    for recipe in sides:
        run, _ = result(train_head(recipe, known.vectors, known.labels, known.classes, parts, scaled=claim.scaled))
        assert len(run.right) == len(parts[2])
        assert run.epochs == 1
    for code in (f"choice.claim.{name}", f"choice_help.claim.{name}"):
        assert knows(code)


def test_photos_that_the_verdict_is_about_neither_teach_nor_choose_the_epoch(known: KnownPhotos) -> None:
    train, check, asked = _parts(known, 3)
    assert sorted([*train, *check, *asked]) == list(range(len(known.labels)))
    other = known.labels.copy()
    other[list(asked)] = (other[list(asked)] + 1) % known.classes
    recipe = TrainingRecipe(epochs=3, seed=3)
    one, _ = result(train_head(recipe, known.vectors, known.labels, known.classes, (train, check, asked)))
    two, _ = result(train_head(recipe, known.vectors, other, known.classes, (train, check, asked)))
    assert not (one.right & two.right).any()


def test_a_training_that_diverges_is_judged_as_it_was_when_it_was_sound(known: KnownPhotos) -> None:
    recipe = TrainingRecipe(optimiser="sgd", learning_rate=1e6, epochs=4)
    run, _ = result(train_head(recipe, known.vectors, known.labels, known.classes, _parts(known, 0)))
    assert len(run.right) > 0
