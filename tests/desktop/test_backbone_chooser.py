"""The chooser of backbones: what it lists, what it asks for, how it shows that weights come."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.models.backbones import BackboneChooser
from engine.job.words import EngineError
from engine.models.backbones import BACKBONES
from engine.models.store import weights_path


@pytest.fixture
def chooser(app: QApplication) -> BackboneChooser:
    made = BackboneChooser()
    made.setLocale(QLocale("en_US"))
    made.retranslate("en")
    made.show()
    return made


def listed(chooser: BackboneChooser) -> list[str]:
    return [chooser._model.item(row).text() for row in range(chooser._model.rowCount())]


def test_every_backbone_is_listed_and_can_be_chosen(chooser: BackboneChooser) -> None:
    assert listed(chooser) == [row.title for row in BACKBONES.values()]
    for name, row in BACKBONES.items():
        chooser.set_choice(name, "default")
        assert (chooser.name, chooser.version) == (name, "default")
        assert chooser.versions._buttons["v2"].isVisibleTo(chooser) == any(one.version == "v2" for one in row.weights)


def test_the_embedded_weights_are_ready_and_others_are_offered(chooser: BackboneChooser) -> None:
    chooser.set_choice("efficientnet_lite0", "default")
    assert chooser.ready
    chooser.set_choice("resnet18", "default")
    assert not chooser.ready
    assert chooser._bring.download.isVisible()
    chooser.versions.set_value("none")
    assert chooser.ready
    assert not chooser._bring.isVisible()


def test_from_scratch_needs_no_weights(chooser: BackboneChooser) -> None:
    chooser.set_choice("vgg16", "default")
    chooser.from_scratch(True)
    assert chooser.ready
    assert not chooser.versions.isVisible()
    chooser.from_scratch(False)
    assert not chooser.ready


def test_a_family_and_an_order_can_be_chosen(chooser: BackboneChooser) -> None:
    chooser.set_choice("resnet50", "v2")
    chooser._family.setCurrentText("ResNet")
    chooser._sort.setCurrentIndex(chooser._sort.findData("speed"))
    assert listed(chooser)[0] == "ResNet-18"
    assert all(title.startswith("ResNet") for title in listed(chooser))
    assert (chooser.name, chooser.version) == ("resnet50", "v2")


def test_a_version_that_a_backbone_lacks_gives_way_to_the_first(chooser: BackboneChooser) -> None:
    chooser.set_choice("resnet50", "v2")
    chooser.set_choice("resnet18", "default")
    assert chooser.version == "default"


def test_the_arrow_keys_choose(chooser: BackboneChooser) -> None:
    chooser.set_choice("efficientnet_lite0", "default")
    told: list[str] = []
    chooser.changed.connect(lambda: told.append(chooser.name))
    QTest.keyClick(chooser._list, Qt.Key.Key_Down)
    assert told[-1] == "efficientnet_lite1"


def test_a_download_shows_its_progress_can_be_cancelled_and_tried_again(chooser: BackboneChooser) -> None:
    wanted: list[tuple[str, str]] = []
    cancelled: list[bool] = []
    chooser.download_wanted.connect(lambda name, version: wanted.append((name, version)))
    chooser.cancel_wanted.connect(lambda: cancelled.append(True))
    chooser.set_choice("resnet18", "default")
    chooser._bring.download.click()
    chooser.show_download(25, 100, "12 of 47 MB")
    assert wanted == [("resnet18", "default")]
    assert (chooser._bring._progress.value(), chooser._bring.state.text()) == (250, "12 of 47 MB")
    chooser._bring.cancel.click()
    assert cancelled == [True]
    chooser.end_download(EngineError("disk_full", path="/weights", megabytes=5))
    assert chooser._bring._error.isVisible()
    assert chooser._bring.download.text() == "Try again"
    chooser._bring.download.click()
    assert len(wanted) == 2
    assert not chooser._bring._error.isVisible()


def test_weights_that_came_make_the_backbone_ready(chooser: BackboneChooser) -> None:
    chooser.set_choice("resnet18", "default")
    chooser.download()
    path = weights_path("resnet18")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"weights")
    chooser.end_download(None)
    assert chooser.ready
    assert not chooser._bring.isVisible()


def test_a_file_can_be_imported(chooser: BackboneChooser, tmp_path: Path) -> None:
    wanted: list[tuple[str, str, Path]] = []
    chooser.import_wanted.connect(lambda name, version, path: wanted.append((name, version, path)))
    chooser.set_choice("resnet50", "v2")
    chooser.import_from(tmp_path / "resnet50.pth")
    assert wanted == [("resnet50", "v2", tmp_path / "resnet50.pth")]


def test_it_speaks_croatian_at_once_and_keeps_the_choice(chooser: BackboneChooser) -> None:
    chooser.set_choice("resnet50", "v2")
    english = chooser._advice.text()
    chooser.setLocale(QLocale("hr_HR"))
    chooser.retranslate("hr")
    assert chooser._advice.text() != english
    assert "76,1 %" in str(chooser._list.currentIndex().data(Qt.ItemDataRole.UserRole + 1))
    assert (chooser.name, chooser.version) == ("resnet50", "v2")
