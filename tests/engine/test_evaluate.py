"""Judging a model: on its own locked test part, on a folder, with ImageNet's classes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from pictures import folder_of, saved
from sklearn.metrics import confusion_matrix

from engine.job.events import Event, Notice, Outcome
from engine.job.words import EngineError, Message, say
from engine.jobs.evaluate import Evaluate, EvaluateResult
from engine.jobs.train import Train
from engine.learn.scores import wilson
from engine.models.card import read_card


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
