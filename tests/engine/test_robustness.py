"""Accuracy against ε over a folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from engine.job.events import Metric, Notice
from engine.job.words import LANGUAGES, EngineError, Message, say
from engine.jobs.robustness import Robustness, RobustnessResult, parsed
from engine.judge.attackable import spread
from engine.models.network import Network
from tests.engine.small import drawn_pixels, hooks, outcome, small_network


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = small_network()
    monkeypatch.setattr("engine.models.model.load", lambda model, greys=None: made)
    return made


def folder(root: Path, *classes: str) -> Path:
    for number, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for index in range(5):
            Image.fromarray(drawn_pixels(10 * number + index)).save(root / name / f"{index}.png")
    return root


def robustness(root: Path, **given: object) -> tuple[RobustnessResult, list[object]]:
    settings = {"model": "small", "folder": root, "epsilons": "0,1,4,40", "steps": 5, "threads": 1, **given}
    value, events = outcome(Robustness(**settings))  # type: ignore[arg-type]
    assert isinstance(value, RobustnessResult)
    return value, list(events)


@pytest.mark.parametrize("attack", ["pgd_linf", "fgsm"])
def test_accuracy_falls_as_the_bound_grows(network: Network, tmp_path: Path, attack: str) -> None:
    found, events = robustness(folder(tmp_path / "own", "tram", "tree"), attack=attack)
    accuracies = [row.accuracy for row in found.rows]
    assert accuracies[0] == 1.0  # the model's own answers are the truth: it does not know these classes
    assert accuracies == sorted(accuracies, reverse=True)
    assert accuracies[-1] < 0.5
    assert (found.truth, found.photos) == ("model", 10)
    curve = [(event.step, event.value) for event in events if isinstance(event, Metric)]
    assert curve == [(row.epsilon, row.accuracy) for row in found.rows]
    assert {event.series for event in events if isinstance(event, Metric)} == {"accuracy"}
    assert hooks(network) == 0


@pytest.mark.usefixtures("network")
def test_the_folders_are_the_truth_where_the_model_knows_their_names(tmp_path: Path) -> None:
    found, _ = robustness(folder(tmp_path / "own", "cat", "zebra"), epsilons="0")
    assert found.truth == "folders"
    assert found.rows[0].accuracy < 1.0


@pytest.mark.usefixtures("network")
def test_a_damaged_photo_is_left_out_and_told(tmp_path: Path) -> None:
    root = folder(tmp_path / "own", "tram", "tree")
    broken = root / "tram" / "0.png"
    job = Robustness(model="small", folder=root, epsilons="0", threads=1)
    steps = job.run()
    events = []
    for event in steps:
        events.append(event)
        if "reading_photos" in str(event) and broken.exists():
            broken.unlink()
    value = events[-1].value  # type: ignore[union-attr]
    assert (value.photos, value.skipped) == (9, 1)
    assert [event for event in events if isinstance(event, Notice)]


@pytest.mark.parametrize(("words", "wanted"), [("0,1,2", (0, 1, 2)), ("4; 0.5,4", (0.5, 4)), ("8", (8,))])
def test_bounds_are_read(words: str, wanted: tuple[float, ...]) -> None:
    assert parsed(words) == wanted


@pytest.mark.parametrize("words", ["", "x", "1,-1", "300", "nan"])
def test_odd_bounds_are_refused(words: str) -> None:
    with pytest.raises(EngineError) as caught:
        parsed(words)
    assert caught.value.code == "bad_epsilons"
    assert all(caught.value.say(language) for language in LANGUAGES)


def test_few_photos_are_taken_from_all_classes() -> None:
    assert spread([0, 0, 0, 0, 1, 1, 2], 4) == [0, 1, 4, 6]
    assert spread([0, 1], 0) == [0, 1]
    assert spread([0, 1], 5) == [0, 1]


@pytest.mark.usefixtures("network")
def test_the_report_is_worded_in_both_languages(tmp_path: Path) -> None:
    found, _ = robustness(folder(tmp_path / "own", "cat", "zebra"), epsilons="0,2")
    for language in LANGUAGES:
        lines = [say(line, language) for line in Robustness.report(found) if isinstance(line, Message)]
        assert len(lines) == 3
