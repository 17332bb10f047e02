"""The Classify page: driven by recorded events, by files, drops and the clipboard, and once by the real job."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.models.chooser import own_models
from desktop.page.intake import DEMO
from desktop.page.page import Surroundings
from desktop.page.pasted import KEPT, keep_picture
from desktop.pages.classify.page import ClassifyPage
from desktop.pages.classify.unseen import unseen
from desktop.pages.classify.view import rows_of
from desktop.widgets.rows.table import Row, Table
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError, message
from engine.jobs.classify import Classified, Classify, ClassifyResult
from engine.jobs.heatmap import Heatmap
from engine.look.guess import Guess
from engine.models.backbones import BACKBONES
from engine.models.card import CARD, Card
from engine.models.head import HeadSpec
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors
from engine.photos.door import PhotoFault, encode_png, read_photo
from engine.photos.kinds import Skipped
from engine.project import Project
from engine.project.run import START

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(around: Surroundings) -> Iterator[ClassifyPage]:
    made = opened(around)
    yield made
    made.thumbnails.close()


def opened(around: Surroundings) -> ClassifyPage:
    made = ClassifyPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    return made


def answer(path: Path, *guesses: tuple[str, float]) -> Classified:
    return Classified(str(path), tuple(Guess(name, share) for name, share in guesses))


ZEBRA = (("zebra", 0.9), ("<b>horse</b>", 0.06), ("cow", 0.04))


def started(page: ClassifyPage) -> Classify:
    """The job that was started last."""
    job = page.around.runner.jobs[-1].job
    assert isinstance(job, Classify)
    return job


def test_an_empty_page_offers_pictures_to_begin_with(page: ClassifyPage) -> None:
    assert len(page.intake.samples.buttons) == 5
    assert not page.bar.can_start
    QTest.mouseClick(page.intake.samples.buttons[-1], Qt.MouseButton.LeftButton)
    assert started(page).paths == (DEMO / "zebra.jpg",)
    assert page.around.runner.jobs[-1].urgent


def test_one_picture_is_shown_large_with_its_bars(page: ClassifyPage, until: Until) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "zebra.jpg", *ZEBRA),), ())), Ended("done")])
    assert page.answers.single.isVisible()
    assert page.answers.single.bars.accessibleDescription() == "zebra 90.0%, <b>horse</b> 6.0%, cow 4.0%"
    until(lambda: not page.answers.single.picture.empty)
    assert page.answers.single.picture.accessibleName() == "zebra.jpg"


def test_a_croatian_window_names_imagenets_classes_in_croatian_and_saves_them_in_english(
    page: ClassifyPage, tmp_path: Path
) -> None:
    guesses = (("tabby", 0.9), ("tiger cat", 0.06), ("zebra", 0.04))
    page.open_paths([DEMO / "cat.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "cat.jpg", *guesses),), ())), Ended("done")])
    page.around.settings.change(language="hr")
    page.retranslate()
    bars = page.answers.single.bars.bars
    assert [bar.label for bar in bars] == ["tigrasta mačka", "tigrica (prugasta mačka)", "zebra"]
    assert [bar.tip for bar in bars] == ["tigrasta mačka · tabby", "tigrica (prugasta mačka) · tiger cat", "zebra"]
    page.saving.table(tmp_path / "classes.csv", page._result, page.settings.top.value(), "programs")
    text = (tmp_path / "classes.csv").read_text(encoding="utf-8")
    assert "tabby,0.900000,tiger cat" in text
    assert "mačka" not in text
    page.answers.heat.switch.setChecked(True)
    page.answers.heat.choose(1)
    heat = page.around.runner.jobs[-1].job
    assert isinstance(heat, Heatmap)
    assert heat.target == "tiger cat"


def test_a_croatian_table_sorts_classes_by_the_croatian_alphabet(page: ClassifyPage) -> None:
    names = ("acorn", "goldfinch", "scorpion", "drum", "jay")  # žir, češljugar, škorpion, bubanj, šojka
    page.around.settings.change(language="hr")
    page.retranslate()
    page.open_paths([DEMO])
    photos = tuple(answer(DEMO / f"{name}.jpg", (name, 0.5), ("tabby", 0.4)) for name in names)
    page.hear([Outcome(ClassifyResult(photos, ())), Ended("done")])
    table = page.answers.table
    table.setLocale(page.around.settings.locale)
    table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    shown = [table.model().index(row, 2).data() for row in range(len(names))]
    assert shown == ["bubanj", "češljugar", "škorpion", "šojka", "žir"]
    assert table.model().index(0, 4).data().startswith("tigrasta mačka")
    assert "drum" in table.model().index(0, 2).data(Qt.ItemDataRole.ToolTipRole)


def test_a_model_of_ones_own_is_shown_with_its_own_names(page: ClassifyPage, tmp_path: Path) -> None:
    page.around.settings.change(language="hr")
    page.retranslate()
    page.around.workspace.set_model(tmp_path / "own.safetensors")
    page.open_paths([DEMO / "cat.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "cat.jpg", ("tabby", 0.9)),), ())), Ended("done")])
    assert [bar.label for bar in page.answers.single.bars.bars] == ["tabby"]


def test_the_number_of_classes_shown_changes_without_asking_again(page: ClassifyPage) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "zebra.jpg", *ZEBRA),), ())), Ended("done")])
    jobs = len(page.around.runner.jobs)
    page.settings.top.setValue(2)
    assert len(page.answers.single.bars.bars) == 2
    assert len(page.around.runner.jobs) == jobs


def test_many_pictures_are_a_table_and_those_not_read_say_why(page: ClassifyPage) -> None:
    photos = tuple(answer(DEMO / f"{name}.jpg", *ZEBRA) for name in ("cat", "dog"))
    skipped = (Skipped(str(DEMO / "README.md"), message("reason.not_a_picture")),)
    page.open_paths([DEMO])
    page.hear([Outcome(ClassifyResult(photos, skipped)), Ended("done")])
    assert page.answers.table.isVisible()
    model = page.answers.table.model()
    assert model.rowCount() == 3
    assert "left out: 1 file that is no picture" in page.answers._summary.text()
    page.answers.table.selectRow(2)
    assert page.answers.detail.bars.bars == ()
    assert page.answers.detail.picture.accessibleName() == model.index(2, 2).data()
    page.answers.table.selectRow(1)
    assert [bar.label for bar in page.answers.detail.bars.bars] == ["zebra", "<b>horse</b>", "cow"]


def test_a_table_of_ten_thousand_sorts_and_asks_for_few_thumbnails(app: QApplication) -> None:
    asked: list[Path] = []

    def read(path: Path, _shorter: int | None) -> np.ndarray:
        asked.append(path)
        return np.zeros((8, 8, 3), np.uint8)

    thumbnails = Thumbnails(read=read)
    table = Table(thumbnails)
    table.resize(700, 500)
    table.show()
    rows = [Row(Path(f"/{n}.jpg"), f"{n}.jpg", (("a", (n * 7919 % 10_000) / 10_000),)) for n in range(9_999)]
    table.set_rows([*rows, Row(Path("/bad.jpg"), "bad.jpg", (), "it is damaged")])
    for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
        table.sortByColumn(3, order)
        shares = [table.row(at).guesses[0][1] for at in range(9_999)]
        assert shares == sorted(shares, reverse=order == Qt.SortOrder.DescendingOrder)
        assert table.row(9_999).fault == "it is damaged"
        table.grab()
    thumbnails.close()
    assert len(asked) < 200


def test_sorting_keeps_the_row_that_was_chosen(app: QApplication) -> None:
    thumbnails = Thumbnails()
    table = Table(thumbnails)
    table.set_rows([Row(Path(name), name, ((name, 0.5),)) for name in ("b", "a", "c")])
    table.selectRow(0)
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert table.row(table.currentIndex().row()).name == "b"
    thumbnails.close()


def test_another_model_answers_for_the_same_pictures(page: ClassifyPage) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "zebra.jpg", *ZEBRA),), ())), Ended("done")])
    page.around.workspace.set_model("efficientnet_lite1")
    assert started(page).model == "efficientnet_lite1"
    assert started(page).paths == (DEMO / "zebra.jpg",)


def test_a_model_file_that_is_dropped_becomes_the_model(page: ClassifyPage, tmp_path: Path) -> None:
    card = Card("resnet18", "v1", ("daisy", "rose"), Preprocessing.of(BACKBONES["resnet18"]), HeadSpec(512, 2))
    write_tensors(tmp_path / "mine.safetensors", {"a": torch.zeros(1)}, {"format": "pt", CARD: card.encode()})
    page.open_paths([tmp_path / "mine.safetensors"])
    assert page.around.workspace.model == str(tmp_path / "mine.safetensors")
    assert page.settings.chooser.list.currentData() == str(tmp_path / "mine.safetensors")
    assert not page.busy


def test_the_answer_for_former_pictures_is_not_shown_for_new_ones(page: ClassifyPage) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    old = page.around.runner._watched[-1]
    page.open_paths([DEMO / "cat.jpg"])
    old.hear([Outcome(ClassifyResult((answer(DEMO / "zebra.jpg", *ZEBRA),), ())), Ended("done")])
    assert page.busy
    assert not page.answers.single.isVisible()


def test_a_failure_says_what_to_do_and_the_page_goes_on(page: ClassifyPage) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    page.hear([Ended("failed", EngineError("no_device", device="cuda"))])
    assert page.banner.isVisible()
    assert not page.busy
    assert page.bar.can_start


def test_a_pasted_picture_becomes_a_file_and_is_classified(app: QApplication, page: ClassifyPage, home: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (9, 11, 3), dtype=np.uint8)
    data = QMimeData()
    data.setData("image/png", encode_png(pixels))
    QGuiApplication.clipboard().setMimeData(data)
    page.intake.paste()
    (path,) = started(page).paths
    assert path.parent == home / "pasted"
    assert np.array_equal(read_photo(path), pixels)


def test_pasted_files_are_classified_where_they_lie(app: QApplication, page: ClassifyPage) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(DEMO / "cat.jpg")), QUrl.fromLocalFile(str(DEMO / "dog.jpg"))])
    QGuiApplication.clipboard().setMimeData(data)
    page.intake.paste()
    assert started(page).paths == (DEMO / "cat.jpg", DEMO / "dog.jpg")


def test_pasting_what_is_no_picture_is_said(app: QApplication, page: ClassifyPage, home: Path) -> None:
    QGuiApplication.clipboard().setText("hello")
    page.intake.paste()
    assert not page.busy
    page.open_bytes(b"no picture at all")
    assert page.banner.error is not None
    assert page.banner.error.code == "pasted_unreadable"
    assert not (home / "pasted").exists()


def test_only_the_newest_pasted_pictures_stay(home: Path) -> None:
    for level in range(KEPT + 5):
        last = keep_picture(encode_png(np.full((4, 4, 3), level, np.uint8)))
    assert len(list((home / "pasted").glob("*.png"))) == KEPT
    assert last.exists()
    with pytest.raises(PhotoFault):
        keep_picture(b"")


def test_models_of_trainings_are_offered_and_checkpoints_are_not(home: Path, page: ClassifyPage) -> None:
    run = home / "projects" / "flowers-12345678" / "runs" / "0003"
    run.mkdir(parents=True)
    for name in ("model", "best-000002", "checkpoint-000002"):
        (run / f"{name}.safetensors").write_bytes(b"")
    (run / START).write_bytes(b"")  # what the training began with has not learnt yet
    made = datetime(2020, 3, 5, 14, 3).astimezone().timestamp()
    os.utime(run / "model.safetensors", (made, made))
    assert own_models() == [run / "model.safetensors"]
    page.shown()
    names = [page.settings.chooser.list.itemText(row) for row in range(page.settings.chooser.list.count())]
    assert "flowers · 5 Mar 2020 14:03" in names
    assert "EfficientNet-Lite0" in names


def test_file_and_class_names_are_plain_text(page: ClassifyPage, tmp_path: Path) -> None:
    page.open_paths([tmp_path])
    name = "<img src=x>.jpg"
    page.hear([Outcome(ClassifyResult((answer(tmp_path / name, *ZEBRA),), ())), Ended("done")])
    labels = [label for label in page.findChildren(QLabel) if "<img" in label.text()]
    assert labels
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_rows_are_named_from_the_folder_they_share() -> None:
    result = ClassifyResult(
        (answer(Path("/a/b/one.jpg"), *ZEBRA), answer(Path("/a/c/two.jpg"), *ZEBRA)),
        (Skipped("/a/b/bad.jpg", message("reason.empty")),),
    )
    rows = rows_of(result, 2, "en")
    assert [Path(row.name).as_posix() for row in rows] == ["b/one.jpg", "c/two.jpg", "b/bad.jpg"]
    assert len(rows[0].guesses) == 2
    assert rows[2].fault


def test_other_pictures_puts_these_away(page: ClassifyPage) -> None:
    page.open_paths([DEMO / "zebra.jpg"])
    page.hear([Outcome(ClassifyResult((answer(DEMO / "zebra.jpg", *ZEBRA),), ())), Ended("done")])
    page.clear()
    assert page.intake.samples.isVisible()
    assert not page.bar.can_start


def test_a_csv_holds_what_is_shown_and_no_formula(page: ClassifyPage, tmp_path: Path) -> None:
    page.open_paths([tmp_path])
    page.hear([Outcome(ClassifyResult((answer(tmp_path / "a.jpg", ("=cmd|1", 0.7), *ZEBRA),), ())), Ended("done")])
    page.settings.top.setValue(2)
    page.saving.table(tmp_path / "out.csv", page._result, page.settings.top.value(), "excel")
    assert page.around.settings.form("classify")["csv_for"] == "excel"
    lines = (tmp_path / "out.csv").read_text("utf-8-sig").split()
    assert lines[0] == "path,class_1,probability_1,class_2,probability_2"
    assert "'=cmd|1,0.700000,zebra,0.900000" in lines[1]
    page.saving.table(tmp_path, page._result, page.settings.top.value(), "excel")
    assert page.banner.error is not None


def test_the_demo_pictures_are_named_rightly_for_real(real: Surroundings, until: Until) -> None:
    page = opened(real)
    page.open_paths([DEMO])
    until(lambda: not page.busy)
    assert page.banner.error is None
    best = {Path(row.name).stem: row.guesses[0][0] for row in page.answers.rows if row.guesses}
    assert best["zebra"] == "zebra"
    assert best["coffee"] == "espresso"
    assert len(page.answers.rows) >= 5
    page.thumbnails.close()


@pytest.fixture
def trained(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of photos of two classes and the model of a training on it, which learnt from the first two of each."""
    photos = tmp_path / "photos"
    parts: dict[str, object] = {"classes": ["čaplja", "roda"], "train": [], "validation": [], "test": []}
    for label, name in enumerate(("čaplja", "roda")):
        for number, part in enumerate(("train", "train", "validation", "test")):
            file = photos / name / f"{number}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(encode_png(np.full((40, 40, 3), 60 * number + 20 * label, np.uint8)))
            parts[part].append([f"{name}/{number}.png", f"digest{label}{number}", label])  # type: ignore[attr-defined]
    with Project(Project.default_folder(photos), photos) as project:
        run = project.new_run()
        (run.folder / "photos.json").write_text(json.dumps(parts), "utf-8")
        run.journal.add("start", settings={"method": "frozen"})
        run.journal.add("end", how="epochs")
        model = run.folder / "model.safetensors"
        model.write_bytes(b"x")
    return photos, model


def test_photos_that_the_model_has_not_learnt_from_are_offered_one_a_class(
    real: Surroundings, trained: tuple[Path, Path], until: Until
) -> None:
    photos, model = trained
    page = opened(real)
    real.workspace.open_folder(photos)
    real.workspace.set_model(model)
    until(lambda: len(page.settings.unseen.buttons) == 2)
    assert page.settings.unseen.paths == [photos / "čaplja" / "3.png", photos / "roda" / "3.png"]
    assert [button.accessibleName() for button in page.settings.unseen.buttons] == ["čaplja", "roda"]
    assert {path.name for path in page.settings.strangers.paths} == {path.name for path in DEMO.glob("*.jpg")}
    asked: list[list[Path]] = []
    page.open_paths = asked.append  # type: ignore[method-assign]
    page.settings.unseen.chosen.disconnect()
    page.settings.unseen.chosen.connect(asked.append)
    page.settings.unseen.buttons[1].click()
    page.settings.unseen.all.click()
    assert asked == [[photos / "roda" / "3.png"], page.settings.unseen.paths]
    (photos / "roda" / "3.png").unlink()
    assert [one.path.name for one in unseen(photos, model)] == ["3.png", "2.png"]
    real.workspace.set_model("efficientnet_lite0")
    assert page.settings.unseen.isHidden()
    assert page.settings.strangers.isHidden()
    page.thumbnails.close()


def test_whoever_comes_from_a_training_sees_those_photos_classified_at_once(
    real: Surroundings, trained: tuple[Path, Path], until: Until
) -> None:
    photos, model = trained
    page = opened(real)
    asked: list[list[Path]] = []
    page.open_paths = asked.append  # type: ignore[method-assign]
    real.workspace.open_folder(photos)
    real.workspace.set_model(model)
    real.workspace.wanted = "classify"
    page.shown()
    until(lambda: bool(asked))
    page.shown()
    assert asked == [page.settings.unseen.paths]
    real.workspace.wanted = "classify"
    page.shown()
    assert asked == [page.settings.unseen.paths] * 2
    page.thumbnails.close()


def test_nothing_is_offered_of_photos_that_a_model_knows_nothing_of(trained: tuple[Path, Path], tmp_path: Path) -> None:
    photos, model = trained
    assert list(unseen(tmp_path, model)) == []
    assert list(unseen(photos, model.with_name("other.safetensors"))) == []
    (model.parent / "photos.json").write_text("{", "utf-8")
    assert list(unseen(photos, model)) == []


def test_heat_maps_of_all_pictures_are_saved_with_a_table_that_names_them(
    real: Surroundings, tmp_path: Path, until: Until
) -> None:
    page = opened(real)
    page.open_paths([DEMO / "cat.jpg", DEMO / "dog.jpg"])
    until(lambda: not page.busy and page._result is not None)
    for _ in range(2):
        page.saving.maps(tmp_path, page._paths, 3, "grad_cam")
        until(lambda: not page.busy)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["heat maps", "heat maps 2"]
    for folder in tmp_path.iterdir():
        assert sorted(path.name for path in folder.iterdir()) == ["cat.png", "classes.csv", "dog.png"]
    assert any("heat maps 2" in label.text() for label in page.bar.findChildren(QLabel))
    page.thumbnails.close()


def test_a_file_that_is_only_called_a_model_is_refused_and_the_model_stays(page: ClassifyPage, tmp_path: Path) -> None:
    before = page.around.workspace.model
    (tmp_path / "garbage.safetensors").write_bytes(b"nonsense")
    page.open_paths([tmp_path / "garbage.safetensors"])
    assert page.around.workspace.model == before
    assert page.banner.error is not None
    assert page.banner.error.code == "not_a_model"
