"""What a model is called, wherever the window names it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from desktop.models.chooser import ModelChooser
from desktop.models.ref import ModelRef
from desktop.page.page import Surroundings
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.status import Status
from desktop.workspace import Workspace
from engine.models.backbones import BACKBONES
from engine.models.card import CARD, Card
from engine.models.head import HeadSpec
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors
from tests.desktop.surroundings import Idle

KEPT = Path(__file__).parents[1] / "faults" / "kept"
EN, HR = QLocale("en_US"), QLocale("hr_HR")
NOW = datetime.now().astimezone().replace(hour=14, minute=3)
MADE = Card(
    "resnet18", "v1", ("daisy", "rose"), Preprocessing.of(BACKBONES["resnet18"]), HeadSpec(512, 2),
    settings={"method": "fine_tune"}, scores={"validation": {"accuracy": 0.962}}, split={"train": ("ab" * 32,)},
    created=NOW.isoformat(), folder="flowers",
)  # fmt: skip


def saved(path: Path, card: Card | str) -> str:
    """A model's file with that card, without its weights: a name needs none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = card if isinstance(card, str) else card.encode()
    write_tensors(path, {"a": torch.zeros(1)}, {"format": "pt", CARD: text})
    return str(path)


@pytest.fixture
def run(home: Path) -> Path:
    return home / "projects" / "flowers-12345678" / "runs" / "0003"


def test_a_model_is_named_by_its_photos_method_accuracy_and_time(run: Path) -> None:
    model = ModelRef.of(saved(run / "model.safetensors", MADE))
    assert model.name(EN) == "flowers · fine-tuned ResNet-18 · 96.2% · 14:03"
    assert model.name(HR) == "flowers · fino ugođeni ResNet-18 · 96,2 % · 14:03"


@pytest.mark.parametrize(
    ("method", "en", "hr"),
    [
        ("frozen", "frozen ResNet-18", "zamrznuti ResNet-18"),
        ("scratch", "ResNet-18 from scratch", "ResNet-18 od početka"),
        ("unheard of", "ResNet-18", "ResNet-18"),
    ],
)
def test_every_way_to_train_has_its_words(method: str, en: str, hr: str, run: Path) -> None:
    model = ModelRef.of(saved(run / "model.safetensors", replace(MADE, settings={"method": method})))
    assert model.name(EN).split(" · ")[1] == en
    assert model.name(HR).split(" · ")[1] == hr


def test_a_name_of_another_day_carries_its_date(run: Path) -> None:
    made = NOW.replace(year=2024, month=3, day=5)
    model = ModelRef.of(saved(run / "model.safetensors", replace(MADE, created=made.isoformat())))
    assert model.name(EN).endswith(" · 5 Mar 2024 14:03")
    assert model.name(HR).endswith(" · 5. 3. 2024. 14:03")


def test_models_of_one_folder_are_told_apart(run: Path) -> None:
    cards = [
        MADE,
        replace(MADE, settings={"method": "frozen"}),
        replace(MADE, scores={"validation": {"accuracy": 0.9}}),
        replace(MADE, created=(NOW + timedelta(minutes=1)).isoformat()),
        replace(MADE, created=(NOW - timedelta(days=1)).isoformat()),
    ]
    paths = [run.with_name(f"{number:04}") / "model.safetensors" for number in range(len(cards))]
    names = {ModelRef.of(saved(path, card)).name(EN) for path, card in zip(paths, cards, strict=True)}
    assert len(names) == len(cards)


def test_a_name_that_a_person_gave_comes_first(tmp_path: Path) -> None:
    path = saved(tmp_path / "for the fair.safetensors", MADE)
    assert ModelRef.of(path).name(EN) == "for the fair · fine-tuned ResNet-18 · 96.2% · 14:03"


def test_a_model_of_an_earlier_version_is_named_by_what_it_holds(run: Path, tmp_path: Path) -> None:
    text = (KEPT / "card-1.json").read_text(encoding="utf-8")
    model = ModelRef.of(saved(run / "model.safetensors", text))
    title, method, accuracy, time = model.name(EN).split(" · ")
    assert (title, method) == ("flowers", "frozen EfficientNet-Lite0")
    assert accuracy.endswith("%")
    assert ":" in time
    moved = ModelRef.of(saved(tmp_path / "fruit" / "model.safetensors", text))
    assert moved.name(HR).startswith("fruit · zamrznuti EfficientNet-Lite0 · ")
    assert model.classes == ("bird", "flower", "fruit", "vegetable")
    assert model.why_not == ""


@pytest.mark.parametrize(
    "scores", [{}, {"validation": 3}, {"validation": {"accuracy": "x"}}, {"validation": {"accuracy": 7.0}}]
)
def test_what_a_card_does_not_tell_rightly_is_left_out(scores: dict[str, object], run: Path) -> None:
    card = replace(MADE, scores=scores, created="yesterday", settings={})
    assert ModelRef.of(saved(run / "model.safetensors", card)).name(EN) == "flowers · ResNet-18"


def test_a_file_that_cannot_be_read_still_has_a_name_and_says_why_not(run: Path) -> None:
    path = run / "model.safetensors"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    model = ModelRef.of(str(path))
    assert (model.name(EN), model.why_not, model.classes) == ("flowers · 14:03", "unreadable", ())
    path.unlink()
    gone = ModelRef.of(str(path))
    assert (gone.name(EN), gone.why_not) == ("flowers", "unreadable")
    assert ModelRef.of("\0").why_not == "unreadable"


def test_a_file_that_changed_is_read_again(run: Path) -> None:
    path = run / "model.safetensors"
    first = ModelRef.of(saved(path, MADE))
    saved(path, replace(MADE, classes=("a", "b", "c")))
    assert (first.classes, ModelRef.of(str(path)).classes) == (("daisy", "rose"), ("a", "b", "c"))


def test_a_backbone_is_called_by_its_title(home: Path) -> None:
    assert ModelRef.of("efficientnet_lite0").name(HR) == "EfficientNet-Lite0"
    assert ModelRef.of("efficientnet_lite0").why_not == ""
    assert ModelRef.of("vgg16").why_not == "absent"
    assert len(ModelRef.of("vgg16").croatian) == 1000


def test_an_open_list_shows_each_name_whole(app: QApplication, run: Path) -> None:
    for number in range(3):
        saved(
            run.with_name(f"{number:04}") / "model.safetensors", replace(MADE, created=f"2024-03-0{number + 1}T12:00")
        )
    chooser = ModelChooser()
    chooser.retranslate("hr")
    chooser.setFixedWidth(240)
    chooser.set_model("efficientnet_lite0")
    chooser.show()
    chooser.list.showPopup()
    view = chooser.list.view()
    longest = max(chooser.list.fontMetrics().horizontalAdvance(chooser.list.itemText(row)) for row in range(1, 4))
    assert view.minimumWidth() > longest > chooser.list.width()
    assert len({chooser.list.itemText(row) for row in range(1, 4)}) == 3
    chooser.list.hidePopup()


def test_the_list_of_models_and_the_status_line_call_it_alike(app: QApplication, run: Path) -> None:
    settings, background = Settings(), Idle()
    settings.change(language="en")
    around = Surroundings(Runner(background=background), Workspace(settings), settings)
    path = saved(run / "model.safetensors", MADE)
    around.workspace.set_model(path)
    chooser = ModelChooser()
    chooser.retranslate("en")
    chooser.set_model(path)
    name = ModelRef.of(path).name(around.settings.locale)
    assert chooser.list.currentText() == name
    assert name in chooser.list.toolTip()
    assert name in Status(around).facts(None)
    around.runner.close()
