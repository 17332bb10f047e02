"""Judging a model: on its own locked test part, on a folder, with ImageNet's classes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pictures import folder_of, saved
from sklearn.metrics import balanced_accuracy_score, confusion_matrix, precision_recall_fscore_support
from small import outcome, result

from engine.job.events import Event, Notice, Outcome
from engine.job.words import EngineError, Message, say
from engine.jobs.evaluate import Evaluate, EvaluateResult, _ask, _is_known
from engine.jobs.train import Train
from engine.judge.scores import temperature_of
from engine.learn.scores import wilson
from engine.models.card import read_card
from engine.models.familiar import Familiar
from engine.models.model import load_file
from engine.photos.folder import scan_folder


def events(model: Path | str, folder: Path, **given: Any) -> list[Event]:
    return list(Evaluate(model=str(model), folder=folder, threads=1, **given).run())


def judge(model: Path | str, folder: Path, **given: Any) -> EvaluateResult:
    last = events(model, folder, **given)[-1]
    assert isinstance(last, Outcome)
    assert isinstance(last.value, EvaluateResult)
    return last.value


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("evaluate") / "photos", green=10, red=10)


@pytest.fixture(scope="module")
def model(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model trained on `photos`."""
    out = tmp_path_factory.mktemp("models") / "m.safetensors"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIJENOS_HOME", str(out.parent / "home"))
        list(Train(folder=photos, backbone="mobilenet_v3_small", weights="none", epochs=3, threads=1, out=out).run())
    return out


def test_the_test_part_is_exactly_what_was_locked_away(model: Path, photos: Path) -> None:
    value = judge(model, photos, part="test")
    locked = read_card(model).split["test"]
    assert value.photos == len(locked) == 4
    assert value.skipped == 0
    assert len({judged.path for judged in value.judged}) == value.photos


def test_the_locked_part_is_found_by_content_wherever_it_lies(model: Path, photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "elsewhere")
    for path in sorted((tmp_path / "elsewhere").rglob("*.jpg")):
        path.rename(path.with_name(f"renamed {path.name}"))
    saved(tmp_path / "elsewhere" / "red" / "new.jpg", 4711)
    assert judge(model, tmp_path / "elsewhere").confusion == judge(model, photos).confusion


def test_figures_agree_with_the_answers(model: Path, photos: Path) -> None:
    value = judge(model, photos, part="all")
    truth = [judged.truth for judged in value.judged]
    predicted = [judged.predicted for judged in value.judged]
    assert value.photos == 20
    assert [list(row) for row in value.confusion] == confusion_matrix(truth, predicted, labels=[0, 1]).tolist()
    right = sum(one == other for one, other in zip(truth, predicted, strict=True))
    assert value.accuracy == right / 20
    assert value.interval == wilson(right, 20)
    assert all(judged.path.startswith(value.classes[judged.truth] + "/") for judged in value.judged)
    assert all(0.5 <= judged.probability <= 1 for judged in value.judged)


def test_scores_of_the_classes_are_scikit_learns(model: Path, photos: Path) -> None:
    value = judge(model, photos, part="all")
    truth, said = [judged.truth for judged in value.judged], [judged.predicted for judged in value.judged]
    assert value.balanced_accuracy == pytest.approx(balanced_accuracy_score(truth, said))
    precision, recall, f1, _ = precision_recall_fscore_support(truth, said, labels=[0, 1], zero_division=np.nan)
    found = [[score.precision, score.recall, score.f1] for score in value.per_class.values()]
    assert list(value.per_class) == list(value.classes)
    assert np.allclose(np.transpose(found), [precision, recall, np.nan_to_num(f1)], equal_nan=True)
    low, high = value.balanced_interval
    assert low <= value.balanced_accuracy <= high
    assert value.curves is not None
    assert value.top is None


def test_the_temperature_was_learnt_on_the_validation_photos_and_is_kept_with_the_model(
    model: Path, photos: Path
) -> None:
    kept = read_card(model).scores["validation"]["temperature"]
    value = judge(model, photos, part="all")
    assert value.calibration.temperature == kept
    assert 0 <= value.calibration.ece <= 1
    assert value.calibration.calibrated_ece is not None
    assert sum(one.photos for one in value.calibration.bins) == value.photos
    learnt = set(read_card(model).split["validation"])
    network = load_file(model)
    scan, _ = result(scan_folder(photos))
    rows = [row for row, photo in enumerate(scan.photos) if photo.digest in learnt]
    labels = [scan.photos[row].label for row in rows]
    answers, _ = result(_ask(network, scan, rows, labels))
    assert temperature_of(answers.logits, labels) == pytest.approx(kept, rel=1e-3)


def test_a_backbone_is_judged_without_a_temperature_and_with_its_five_best(tmp_path: Path, resources: Path) -> None:
    folder = tmp_path / "photos"
    for name, file in (("zebra", "zebra.jpg"), ("tabby", "cat.jpg")):
        (folder / name).mkdir(parents=True)
        shutil.copy(resources / "demo_pictures" / file, folder / name)
    value = judge("efficientnet_lite0", folder, part="all")
    assert value.calibration.temperature is None
    assert value.top is not None
    assert value.top >= value.accuracy


def test_validation_photos_get_the_answers_that_the_training_gave(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    *_, last = Train(folder=photos, backbone="mobilenet_v3_small", weights="none", threads=1, out=out).run()
    assert isinstance(last, Outcome)
    trained = {judged.path: judged for judged in last.value.judged}  # type: ignore[attr-defined]
    again = {judged.path: judged for judged in judge(out, photos, part="all").judged}
    for path, judged in trained.items():
        assert again[path].predicted == judged.predicted
        assert again[path].probability == pytest.approx(judged.probability, abs=1e-5)


def test_a_folder_with_fewer_classes_or_other_spelling_is_judged(model: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", RED=3)
    value = judge(model, folder, part="all")
    assert value.classes == ("green", "red")
    assert sum(value.confusion[1]) == 3


def test_classes_that_the_model_does_not_know_are_told_with_the_nearest(model: Path, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "photos", gren=2, red=2)
    with pytest.raises(EngineError, match="green") as told:
        judge(model, folder, part="all")
    assert told.value.code == "other_classes"


def test_a_folder_without_the_test_photos_is_told(model: Path, tmp_path: Path) -> None:
    for number in range(4):
        saved(tmp_path / "photos" / ("red", "green")[number % 2] / f"{number}.jpg", 900 + number)
    with pytest.raises(EngineError) as told:
        judge(model, tmp_path / "photos")
    assert told.value.code == "test_part_missing"


def test_test_photos_that_are_gone_are_told(model: Path, photos: Path, tmp_path: Path) -> None:
    shutil.copytree(photos, tmp_path / "some")
    whole = judge(model, tmp_path / "some")
    (tmp_path / "some" / whole.judged[0].path).unlink()
    told = events(model, tmp_path / "some")
    assert [event.message.code for event in told if isinstance(event, Notice)] == ["notice.test_photos_gone"]
    assert isinstance(told[-1], Outcome)
    assert told[-1].value.photos == whole.photos - 1  # type: ignore[attr-defined]


def test_a_model_that_locked_nothing_away_has_no_test_part(photos: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    given: dict[str, Any] = {"backbone": "mobilenet_v3_small", "weights": "none", "epochs": 1, "test_share": 0.0}
    list(Train(folder=photos, threads=1, out=out, **given).run())
    with pytest.raises(EngineError) as told:
        judge(out, photos)
    assert told.value.code == "no_test_part"


def test_a_backbone_is_judged_where_folders_are_named_as_its_classes(resources: Path, tmp_path: Path) -> None:
    demo = resources / "demo_pictures"
    for name, picture in (("espresso", "coffee.jpg"), ("Zebra", "zebra.jpg")):
        (tmp_path / "photos" / name).mkdir(parents=True)
        shutil.copy(demo / picture, tmp_path / "photos" / name)
    value = judge("efficientnet_lite0", tmp_path / "photos")
    assert value.accuracy == 1.0
    assert value.classes == ("zebra", "espresso")
    assert value.confusion == ((1, 0), (0, 1))


def test_a_backbone_does_not_know_classes_that_are_not_imagenets(photos: Path) -> None:
    with pytest.raises(EngineError) as told:
        judge("efficientnet_lite0", photos)
    assert told.value.code == "other_classes"


def test_the_report_says_accuracy_interval_and_every_class(model: Path, photos: Path) -> None:
    lines = [
        say(line, "en") if isinstance(line, Message) else line
        for line in Evaluate.report(judge(model, photos, part="all"))
    ]
    assert "20 photos" in lines[0]
    assert any(line.startswith("green: ") for line in lines)


def test_the_price_of_strangers_is_told_and_what_a_model_knows_is_no_stranger(resources: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.safetensors"
    list(Train(folder=resources / "sample_photos", out=out, threads=1).run())
    value, _ = outcome(Evaluate(model=str(out), folder=resources / "sample_photos", threads=1))
    told = value.calibration.strangers  # type: ignore[attr-defined]
    assert len(told) == len(value.calibration.answering)  # type: ignore[attr-defined]
    assert list(told) == sorted(told, reverse=True)
    assert told[0] <= 0.2, "the demo pictures are like none of the photos"
    other = Evaluate(
        model=str(out), folder=resources / "sample_photos", strangers=resources / "sample_photos", threads=1
    )
    known, _ = outcome(other)
    assert known.calibration.strangers[0] > 0.8  # type: ignore[attr-defined]
    assert _is_known("cat", ("Cats", "Dogs"))
    assert _is_known("dog", ("Mačke", "Psi i pasmine"))
    assert not _is_known("zebra", ("Cats", "Dogs"))


def test_a_model_without_what_it_has_seen_is_read_and_judged_as_before(resources: Path, tmp_path: Path) -> None:
    for nonsense in (
        None,
        3,
        {},
        {"classes": 2, "centres": "?", "least": 0.5},
        {"classes": 0, "centres": "", "least": 0},
    ):
        assert Familiar.parse(nonsense) is None
    one = Familiar(np.eye(3, 8, dtype=np.float32), 0.25)
    again = Familiar.parse(one.plain())
    assert again is not None
    assert again.least == 0.25
    assert (again.centres == one.centres).all()
    assert again.likeness(np.eye(1, 8, dtype=np.float32)).tolist() == [1.0]
