"""What is dropped on the window or pasted into it goes where it belongs, or is told why it cannot be taken."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torchvision
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from desktop.__main__ import _given
from desktop.models.ref import ModelRef
from desktop.page.page import Surroundings
from desktop.pages.train.page import TrainPage
from desktop.shell.window import Window
from desktop.widgets.dropzone import DropZone
from engine.files import RESOURCES, home
from engine.models.backbones import BACKBONES
from engine.models.card import CARD, Card
from engine.models.head import HeadSpec
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors

Until = Callable[[Callable[[], bool]], None]
SAMPLES = RESOURCES / "sample_photos"


@pytest.fixture
def around(at_work: Surroundings) -> Surroundings:
    return at_work


def urls(*addresses: str | Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) if isinstance(one, Path) else QUrl(one) for one in addresses])
    return data


def drop(window: Window, data: QMimeData) -> bool:
    """Whether the window lets what is dragged over it be dropped; it is dropped then."""
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
    entering.setAccepted(False)
    window.dragEnterEvent(entering)
    if entering.isAccepted():
        window.dropEvent(QDropEvent(QPoint(5, 5), copy, data, left, none))
    return entering.isAccepted()


def paste(window: Window, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def archive(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("bird", "flower"):
            for photo in sorted((SAMPLES / name).iterdir())[:4]:
                packed.write(photo, f"train/{name}/{photo.name}")
    return path


def said(window: Window) -> str:
    return "" if window.page.banner.error is None else window.page.banner.error.code


def test_an_address_of_the_web_or_a_network_says_what_it_is(window: Window) -> None:
    assert drop(window, urls("https://example.org/cat.jpg"))
    assert said(window) == "brought_web"
    assert drop(window, urls("smb://server/photos"))
    assert said(window) == "brought_share"
    paste(window, QMimeData())
    assert said(window) == "brought_nothing"
    words = QMimeData()
    words.setText("hello")
    assert not drop(window, words)


def test_what_a_page_s_own_place_to_drop_has_no_use_for_goes_to_the_window(window: Window, tmp_path: Path) -> None:
    zone = window.go("classify").findChild(DropZone)
    assert zone is not None
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for data, code in (
        (urls(archive(tmp_path / "a.zip")), "archive_offered"),
        (urls("smb://server/a"), "brought_share"),
    ):
        entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, none)
        QApplication.sendEvent(zone, entering)  # goes on to who stands around it, until one accepts it
        assert entering.isAccepted()
        QApplication.sendEvent(zone, QDropEvent(QPointF(5, 5), copy, data, left, none))
        assert said(window) == code


def test_a_path_pasted_as_text_is_opened(window: Window, around: Surroundings, tmp_path: Path) -> None:
    data = QMimeData()
    data.setText(f'"{tmp_path}"')
    paste(window, data)
    assert around.workspace.folder == tmp_path
    assert window.page.name == "data"


def test_a_model_in_capitals_becomes_the_model_in_hand(window: Window, around: Surroundings, tmp_path: Path) -> None:
    path = tmp_path / "MINE.SAFETENSORS"
    card = Card("resnet18", "v1", ("daisy", "rose"), Preprocessing.of(BACKBONES["resnet18"]), HeadSpec(512, 2))
    write_tensors(path, {"a": torch.zeros(1)}, {"format": "pt", CARD: card.encode()})
    assert drop(window, urls(path))
    assert around.workspace.model == str(path)
    assert around.workspace.own_model


@pytest.mark.parametrize("content", [b"", b"\x00garbage" * 900], ids=["empty", "garbage"])
def test_what_is_only_called_a_model_is_refused_and_the_model_in_hand_stays(
    window: Window, around: Surroundings, tmp_path: Path, content: bytes
) -> None:
    before = around.workspace.model
    (tmp_path / "model.safetensors").write_bytes(content)
    assert drop(window, urls(tmp_path / "model.safetensors"))
    assert said(window) == "not_weights"
    assert around.workspace.model == before


def test_an_archive_is_offered_unpacked_where_a_person_says_and_opened(
    window: Window, around: Surroundings, tmp_path: Path, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "train.ZIP")
    assert drop(window, urls(path))
    assert said(window) == "archive_offered"
    assert not (home() / "photos").exists()  # nothing before a person has said so
    buttons = window._unpacking.buttons
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "elsewhere"))
    buttons["elsewhere"].click()
    assert "elsewhere" in str(window.page.banner.error)
    window._unpacking.buttons["unpack"].click()
    assert said(window) == "archive_unpacking"
    until(lambda: around.workspace.scan is not None)
    assert window.page.name == "data"
    assert around.workspace.folder == tmp_path / "elsewhere" / "train" / "train"
    assert set(around.workspace.scan.classes) == {"bird", "flower"}  # type: ignore[union-attr]
    assert path.is_file()


@pytest.mark.parametrize("packing", ["", "gz", "bz2", "xz"])
def test_a_tar_is_offered_by_what_is_in_it_and_its_folder_has_its_plain_name(
    window: Window, around: Surroundings, tmp_path: Path, until: Until, packing: str
) -> None:
    drawn_at = tmp_path / "made"
    with zipfile.ZipFile(archive(tmp_path / "a.zip")) as opened:
        opened.extractall(drawn_at)
    path = tmp_path / f"Train.TAR{'.' if packing else ''}{packing}"
    with tarfile.open(path, f"w:{packing}") as made:
        made.add(drawn_at / "train", "train")
    assert drop(window, urls(path))
    assert said(window) == "archive_offered"
    window._unpacking.buttons["unpack"].click()
    until(lambda: around.workspace.scan is not None)
    assert around.workspace.folder == home() / "photos" / "Train" / "train"
    assert set(around.workspace.scan.classes) == {"bird", "flower"}  # type: ignore[union-attr]


def test_what_only_other_programs_unpack_says_so(window: Window, tmp_path: Path) -> None:
    kinds = {"a.7z": b"7z\xbc\xaf\x27\x1c", "a.zst": b"\x28\xb5\x2f\xfd", "a.csv.gz": gzip.compress(b"a,b")}
    for name, content in kinds.items():
        (tmp_path / name).write_bytes(content + bytes(40))
        drop(window, urls(tmp_path / name))
        assert said(window) == "brought_archive"
        assert "7-Zip" in str(window.page.banner.error)


def test_nothing_is_unpacked_into_the_open_folder_of_photos(
    window: Window, around: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = tmp_path / "photos"
    (photos / "bird").mkdir(parents=True)
    around.workspace.open_folder(photos)
    drop(window, urls(archive(tmp_path / "a.zip")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(photos / "bird"))
    window._unpacking.buttons["elsewhere"].click()
    window._unpacking.buttons["unpack"].click()
    assert said(window) == "unpack_into_photos"
    assert sorted(photos.rglob("*")) == [photos / "bird"]


def test_unpacking_can_be_cancelled_and_a_bad_archive_says_so(
    window: Window, around: Surroundings, tmp_path: Path, until: Until
) -> None:
    path = archive(tmp_path / "a.zip")
    drop(window, urls(path))
    window._unpacking.buttons["unpack"].click()
    window._unpacking.buttons["cancel"].click()
    until(lambda: not around.runner.jobs)
    left = list((home() / "photos").iterdir()) if (home() / "photos").exists() else []
    assert all(not one.name.endswith(".part") for one in left)
    (tmp_path / "cut.zip").write_bytes(path.read_bytes()[:5000])
    drop(window, urls(tmp_path / "cut.zip"))
    window._unpacking.buttons["unpack"].click()
    until(lambda: said(window) == "archive_damaged")
    (tmp_path / "a.rar").write_bytes(b"Rar!\x1a\x07\x01\x00")
    drop(window, urls(tmp_path / "a.rar"))
    assert said(window) == "brought_archive"


def test_weights_of_another_program_are_what_a_training_starts_from(
    window: Window, around: Surroundings, tmp_path: Path, until: Until
) -> None:
    state = torchvision.models.resnet18(num_classes=3).state_dict()
    path = tmp_path / "theirs.PTH.tar"
    torch.save({"state_dict": {f"model.{n}": t for n, t in state.items()}, "epoch": 3, "optimizer_states": []}, path)
    assert drop(window, urls(path))
    assert window.page.name == "train"
    page = window.page
    assert isinstance(page, TrainPage)
    until(lambda: said(window) == "weights_taken")
    assert "Lightning checkpoint, epoch 3" in str(page.banner.error)
    values = page.settings.values()
    assert (values["backbone"], values["start_from"]) == ("resnet18", path)
    ask = page.brought_weights.ask
    assert ask is not None
    ask.click()
    until(lambda: window.page.name == "classify")
    assert ModelRef.of(around.workspace.model).classes == ("0", "1", "2")
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pt")
    drop(window, urls(tmp_path / "other.pt"))
    until(lambda: said(window) == "weights_unknown")
    torch.save(torch.nn.Linear(2, 2), tmp_path / "whole.pt")
    drop(window, urls(tmp_path / "whole.pt"))
    until(lambda: said(window) == "whole_network")
    lines = [label.text() for label in page.banner.findChildren(QLabel) if "save_file" in label.text()]
    assert [text.count("\n") for text in lines] == [1]  # two lines, to be copied as they are


def test_a_published_file_of_weights_is_imported(
    window: Window, around: Surroundings, tmp_path: Path, until: Until
) -> None:
    path = tmp_path / "resnet18-f37072fd.pth"
    file = io.BytesIO()
    torch.save({"a": torch.zeros(3)}, file)
    path.write_bytes(file.getvalue())
    drop(window, urls(path))
    page = window.page
    assert isinstance(page, TrainPage)
    assert page.settings.chooser.name == "resnet18"
    until(lambda: not around.runner.jobs)
    assert not (home() / "weights" / path.name).exists()  # it only bears that name


def test_a_desktop_gives_addresses_of_files_in_the_place_of_paths(tmp_path: Path) -> None:
    path = tmp_path / "čapljice i 100%.jpg"
    path.write_bytes(b"x")
    assert _given([QUrl.fromLocalFile(str(path)).toString(QUrl.ComponentFormattingOption.FullyEncoded)]) == [path]
    assert _given([str(path), str(tmp_path / "none")]) == [path]
