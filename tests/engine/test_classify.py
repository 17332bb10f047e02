"""Classifying: the right answers, what is skipped, the table, and a model that needs no reload."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.__main__ import encode, main, run
from engine.job.declare import plain
from engine.job.events import Event, Outcome, Progress
from engine.job.words import EngineError, Language, message, say
from engine.jobs.classify import Classified, Classify, ClassifyResult, write_csv
from engine.jobs.train import Train
from engine.look.guess import Guess
from engine.models import recent
from engine.models.recent import forget, load_recent
from engine.photos.kinds import Skipped

LITE = "efficientnet_lite0"
CATS = {"tabby", "tiger cat", "Egyptian cat", "Persian cat", "Siamese cat"}
DOGS = {"Eskimo dog", "Siberian husky", "Norwegian elkhound", "malamute"}


def classify(*paths: Path, model: str = LITE, top: int = 5, events: list[Event] | None = None) -> ClassifyResult:
    heard: list[Event] = [] if events is None else events
    result: ClassifyResult = run(Classify(model=model, paths=paths, top=top), heard.append)
    return result


@pytest.fixture
def demo(resources: Path) -> Path:
    return resources / "demo_pictures"


@pytest.fixture(autouse=True)
def _no_model_kept() -> None:
    forget()


def test_the_demo_pictures_are_named_rightly(demo: Path) -> None:
    result = classify(*sorted(demo.glob("*.jpg")))
    answers = {Path(photo.path).stem: photo.top[0].class_ for photo in result.photos}
    assert answers["coffee"] == "espresso"
    assert answers["zebra"] == "zebra"
    assert answers["cat"] in CATS
    assert answers["dog"] in DOGS
    for photo in result.photos:
        chances = [guess.probability for guess in photo.top]
        assert chances == sorted(chances, reverse=True)
        assert 0 < sum(chances) <= 1 + 1e-6


def test_many_pictures_get_the_answers_that_each_gets_alone(demo: Path, tmp_path: Path) -> None:
    for number in range(12):
        shutil.copy(demo / ("cat.jpg" if number % 2 else "dog.jpg"), tmp_path / f"{number:02}.jpg")
    events: list[Event] = []
    many = classify(tmp_path, events=events)
    alone = {name: classify(demo / f"{name}.jpg").photos[0].top for name in ("cat", "dog")}
    assert [Path(photo.path).name for photo in many.photos] == [f"{number:02}.jpg" for number in range(12)]
    for number, photo in enumerate(many.photos):
        wanted = alone["cat" if number % 2 else "dog"]
        assert [guess.class_ for guess in photo.top] == [guess.class_ for guess in wanted]
        assert [guess.probability for guess in photo.top] == pytest.approx([g.probability for g in wanted], abs=1e-4)
    assert [event.done for event in events if isinstance(event, Progress)][-1] == 12
    assert isinstance(events[-1], Outcome)


def test_files_that_cannot_be_read_are_skipped_and_listed(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("this is no picture")
    (tmp_path / "empty.png").touch()
    shutil.copy(demo / "zebra.jpg", tmp_path / "zebra.jpg")
    result = classify(tmp_path, tmp_path / "gone.jpg")
    assert [Path(photo.path).name for photo in result.photos] == ["zebra.jpg"]
    assert {Path(item.path).name for item in result.skipped} == {"text.jpg", "empty.png", "gone.jpg"}
    for language in ("en", "hr"):
        assert all(say(line, language) for line in Classify.report(result) if not isinstance(line, str))


def test_no_picture_at_all_is_an_answer_too(tmp_path: Path) -> None:
    assert classify(tmp_path) == ClassifyResult((), ())


def test_the_outcome_is_what_the_contract_says(demo: Path) -> None:
    event = Outcome(classify(demo / "coffee.jpg", top=2))
    value = json.loads(json.dumps(encode(event)))["value"]
    assert value["skipped"] == []
    (photo,) = value["photos"]
    assert photo["path"] == str(demo / "coffee.jpg")
    assert [set(guess) for guess in photo["top"]] == [{"class", "probability"}] * 2


def test_more_answers_than_classes_are_all_classes(demo: Path, tmp_path: Path) -> None:
    model = tmp_path / "two.safetensors"
    save_model(model, ["=1+1", "dog"])
    (photo,) = classify(demo / "dog.jpg", model=str(model), top=1000).photos
    assert {guess.class_ for guess in photo.top} == {"=1+1", "dog"}
    assert sum(guess.probability for guess in photo.top) == pytest.approx(1)


def save_model(path: Path, classes: Sequence[str]) -> None:
    from engine.models.card import Card
    from engine.models.head import HeadSpec
    from engine.models.model import build, save

    network = build("mobilenet_v3_small", weights="none", classes=classes)
    spec = HeadSpec(network.record.embedding_size, len(classes))
    save(path, network, Card(network.name, "none", tuple(classes), network.preprocessing, spec))


def test_the_table_reads_back(tmp_path: Path) -> None:
    photos = (
        Classified('mape/čćžšđ, "navodnici".jpg', (Guess("=cmd|' /C calc'!A0", 0.75), Guess("-1", 0.25))),
        Classified("-x.jpg", (Guess("@SUM(1)", 1.0),)),
        Classified("1.jpg", (Guess("-1+1", 0.5), Guess("+2,5", 0.5))),
        Classified("\ttab\nline.jpg", ()),
    )
    path = tmp_path / "odgovori.csv"
    write_csv(path, ClassifyResult(photos, (Skipped("a", message("reason.empty")),)))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["path", "class_1", "probability_1", "class_2", "probability_2"]
    assert rows[1] == ['mape/čćžšđ, "navodnici".jpg', "'=cmd|' /C calc'!A0", "0.750000", "-1", "0.250000"]
    assert rows[2] == ["'-x.jpg", "'@SUM(1)", "1.000000"]
    assert rows[3] == ["1.jpg", "'-1+1", "0.500000", "+2,5", "0.500000"]
    assert rows[4] == ["'\ttab\nline.jpg"]


def test_the_command_line_writes_the_table(demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    assert main(["classify", LITE, str(demo / "coffee.jpg"), "--top", "3", "--csv", str(path), "--language", "hr"]) == 0
    assert "espresso" in path.read_text(encoding="utf-8")
    out = capsys.readouterr().out
    assert "espresso" in out
    assert " %" in out


def test_a_table_that_cannot_be_written_is_a_coded_error(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a.csv"
    folder.mkdir()
    with pytest.raises(EngineError) as caught:
        run(Classify(model=LITE, paths=(demo / "dog.jpg",), csv=folder), lambda _: None)
    assert caught.value.code == "not_written"


def test_an_unknown_model_is_told_with_the_nearest(demo: Path) -> None:
    with pytest.raises(EngineError) as caught:
        classify(demo / "dog.jpg", model="resnet81")
    assert caught.value.code == "unknown_model"
    assert "resnet18" in str(caught.value)


def test_the_second_picture_needs_no_reload(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = classify(demo / "dog.jpg")
    monkeypatch.setattr(recent, "load", lambda _: pytest.fail("loaded again"))
    assert classify(demo / "dog.jpg") == first


def test_a_model_file_that_was_replaced_is_loaded_again(demo: Path, tmp_path: Path) -> None:
    model = tmp_path / "m.safetensors"
    save_model(model, ["a", "b"])
    kept = load_recent(str(model), torch.device("cpu"))
    assert load_recent(str(model), torch.device("cpu")) is kept
    save_model(model, ["c", "d"])
    assert {guess.class_ for guess in classify(demo / "dog.jpg", model=str(model)).photos[0].top} == {"c", "d"}
    model.unlink()
    with pytest.raises(EngineError):
        classify(demo / "dog.jpg", model=str(model))


def test_a_name_that_is_no_text_can_be_shown(demo: Path, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/pas\xff.jpg"))
    shutil.copy(demo / "dog.jpg", path)
    result = classify(tmp_path)
    assert len(result.photos) == 1
    json.dumps(plain(result), ensure_ascii=False).encode("utf-8")


def test_a_picture_of_the_networks_size_is_taken_as_it_is(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (224, 224, 3), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "noise.png")
    network = load_recent(LITE, torch.device("cpu"))
    with torch.no_grad():
        wanted = network(torch.tensor(pixels).permute(2, 0, 1)[None].float() / 255).softmax(1).max().item()
    assert classify(tmp_path / "noise.png").photos[0].top[0].probability == pytest.approx(wanted, rel=1e-4)


def test_a_model_that_may_say_so_answers_what_it_knows_and_rather_not_what_is_none_of_its_classes(
    resources: Path, tmp_path: Path
) -> None:
    out = tmp_path / "m.safetensors"
    list(Train(folder=resources / "sample_photos", out=out).run())
    strangers = [resources / "demo_pictures" / f"{name}.jpg" for name in ("cat", "coffee", "dog", "rocket", "zebra")]
    known = [resources / "sample_photos" / name for name in ("bird", "flower", "fruit", "vegetable")]

    def asked(paths: list[Path], unsure: bool) -> list[Classified]:
        *_, last = Classify(model=str(out), paths=tuple(paths), unsure=unsure).run()
        assert isinstance(last, Outcome)
        return list(last.value.photos)  # type: ignore[attr-defined]

    assert not any(photo.unsure for photo in asked([*strangers, *known], unsure=False))
    doubtful, answered = asked(strangers, unsure=True), asked(known, unsure=True)
    assert all(photo.unsure == (photo.top == ()) for photo in [*doubtful, *answered])
    share = np.mean([photo.unsure for photo in answered])
    assert share < 0.25
    assert np.mean([photo.unsure for photo in doubtful]) >= 0.8, "they are like none of the photos that it learnt from"


def test_a_model_without_a_threshold_says_that_it_cannot(demo: Path) -> None:
    with pytest.raises(EngineError) as told:
        list(Classify(model=LITE, paths=(demo / "cat.jpg",), unsure=True).run())
    assert told.value.code == "no_threshold"


@pytest.mark.parametrize(
    ("wanted_by", "language", "head", "row"),
    [
        ("programs", "hr", b"path,class_1,probability_1\r\n", "a.jpg,mačka,0.912345"),
        ("excel", "en", b"\xef\xbb\xbfpath,class_1,probability_1\r\n", "a.jpg,mačka,0.912345"),
        ("excel", "hr", b"\xef\xbb\xbfpath;class_1;probability_1\r\n", "a.jpg;mačka;0,912345"),
    ],
)
def test_a_table_is_written_for_excel_or_for_programs(
    tmp_path: Path, wanted_by: str, language: Language, head: bytes, row: str
) -> None:
    result = ClassifyResult((Classified("a.jpg", (Guess("mačka", 0.9123451),)),), ())
    write_csv(tmp_path / "t.csv", result, wanted_by, language)
    written = (tmp_path / "t.csv").read_bytes()
    assert written.startswith(head)
    assert written.decode("utf-8-sig").splitlines()[1] == row


def test_the_command_writes_the_table_in_the_language_asked_for(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "t.csv"
    command = ["classify", LITE, str(demo / "cat.jpg"), "--csv", str(out), "--csv-for", "excel"]
    assert main([*command, "--language", "hr"]) == 0
    assert out.read_text("utf-8-sig").startswith("path;class_1;")
    assert main([*command, "--language", "en"]) == 0
    assert out.read_text("utf-8-sig").startswith("path,class_1,")


def test_heat_maps_of_many_pictures_are_saved_and_the_table_names_them(demo: Path, tmp_path: Path) -> None:
    maps, table = tmp_path / "maps", tmp_path / "t.csv"
    shutil.copytree(demo, tmp_path / "again")
    paths = (demo / "cat.jpg", demo / "dog.jpg", tmp_path / "again" / "cat.jpg")
    value = run(Classify(model=LITE, paths=paths, heatmaps=maps, csv=table), lambda _: None)
    assert sorted(path.name for path in maps.iterdir()) == ["cat 2.png", "cat.png", "dog.png"]
    with Image.open(maps / "dog.png") as picture:
        assert picture.size == (224, 224)
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["heatmap"] for row in rows] == [photo.heatmap for photo in value.photos]
    assert {Path(row["heatmap"]).name for row in rows} == {path.name for path in maps.iterdir()}
    assert maps.joinpath("cat.png").read_bytes() == maps.joinpath("cat 2.png").read_bytes()


def test_heat_maps_go_into_no_folder_that_holds_something(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(EngineError) as caught:
        run(Classify(model=LITE, paths=(demo / "cat.jpg",), heatmaps=tmp_path), lambda _: None)
    assert caught.value.code == "place_not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
