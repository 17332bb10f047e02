"""Folders with many photos of one class and few or none of another: what is learnt, scored and said is still true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from pictures import folder_of, saved

from engine.job.events import Metric, Notice, Outcome
from engine.job.words import EngineError
from engine.jobs.train import Train
from engine.learn.results import TrainResult
from engine.learn.scores import balanced_weights, class_shares
from engine.learn.tables.initialisations import answer_by_share
from engine.models.head import HeadSpec, build_head
from engine.models.model import load_file


def trained(folder: Path, **given: object) -> tuple[TrainResult, list[str], dict[str, dict[float, float]]]:
    """What a training gives, the codes of what it said, and its curves."""
    events = list(Train(folder=folder, **given).run())  # type: ignore[arg-type]
    said = [event.message.code for event in events if isinstance(event, Notice)]
    curves: dict[str, dict[float, float]] = {}
    for event in events:
        if isinstance(event, Metric):
            curves.setdefault(event.series, {})[event.step] = event.value
    assert isinstance(events[-1], Outcome)
    assert isinstance(events[-1].value, TrainResult)
    return events[-1].value, said, curves


@pytest.fixture(scope="module")
def only_checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose validation part has a class, `third`, that its train part lacks."""
    root = tmp_path_factory.mktemp("parts")
    wanted = {"train": {"first": 12, "second": 12}, "val": {"first": 4, "second": 4, "third": 8}}
    places = [
        root / part / name / f"{n}.jpg" for part, of in wanted.items() for name, many in of.items() for n in range(many)
    ]
    for seed, place in enumerate(places):
        saved(place, seed)
    return root


def test_a_class_that_cannot_be_learnt_is_in_no_output_and_no_score(only_checked: Path) -> None:
    result, said, curves = trained(only_checked, epochs=3)
    assert result.classes == ("first", "second")
    assert load_file(Path(result.model)).classes == ("first", "second")
    assert "notice.class_not_learnt" in said
    assert sorted({judged.path.split("/")[1] for judged in result.judged}) == ["first", "second"]
    assert len(result.judged) == 8
    assert all(round(8 * share) == pytest.approx(8 * share) for share in curves["accuracy.validation"].values())


def test_a_rare_class_is_not_called_more_often_than_it_is_there(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, common=96, rare=6)  # nothing tells them apart: the best answer is always `common`
    for seed in range(3):
        result, _, curves = trained(folder, seed=seed)
        (majority,) = curves["accuracy.majority"].values()
        assert result.accuracy["validation"] >= majority


def test_a_new_head_begins_with_the_shares_of_the_classes() -> None:
    labels = [0] * 30 + [1] * 10
    head = build_head(HeadSpec(5, 2, (8,)))
    answer_by_share(head, class_shares(labels, (1.0, 1.0)))
    last = head[-1]
    assert isinstance(last, torch.nn.Linear)
    assert last.bias.softmax(0).tolist() == pytest.approx([0.75, 0.25])
    answer_by_share(head, class_shares(labels, balanced_weights(labels, 2)))
    assert last.bias.softmax(0).tolist() == pytest.approx([0.5, 0.5])


def test_few_photos_to_check_by_are_said_with_what_they_cannot_tell(tmp_path: Path) -> None:
    _, said, _ = trained(folder_of(tmp_path / "few", first=10, second=10), epochs=1)
    assert "notice.few_to_check" in said
    _, said, _ = trained(folder_of(tmp_path / "enough", first=60, second=60), epochs=1, validation_share=0.3)
    assert "notice.few_to_check" not in said


def test_batch_norm_with_batches_of_one_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as told:
        trained(folder_of(tmp_path, first=6, second=6), batch_size=1, hidden_layers=1, batch_norm=True)
    assert told.value.code == "batch_of_one"
    assert told.value.say("hr")


@pytest.mark.parametrize("method", ["fine_tune", "scratch"])
def test_a_batch_in_pieces_of_one_goes_through_batch_norm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr("engine.learn.tune.pieces", lambda network, batch_size: batch_size)
    result, _, _ = trained(
        folder_of(tmp_path, first=6, second=6), epochs=1, method=method, batch_size=4, batch_norm=True,
        hidden_layers=1, hidden_units=8, backbone="mobilenet_v3_small", weights="none",
    )  # fmt: skip
    assert np.isfinite(result.loss["validation"])
