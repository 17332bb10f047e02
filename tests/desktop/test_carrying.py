"""A project carried by the window: exported from the Train page, opened on the first one, its trainings there again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pictures import folder_of
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.page.page import Surroundings
from desktop.pages.train.page import TrainPage
from desktop.pages.welcome.page import Welcome
from desktop.shell.window import Window
from engine.job.background import Background
from engine.job.words import Language
from engine.jobs.project import CarryProject
from engine.project import Project
from engine.project.corrections import Correction, correct, corrections_of
from tests.desktop.surroundings import surroundings

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = folder_of(tmp_path / "slike ždralova", red=3, green=3)
    with Project(Project.default_folder(folder), folder) as project:
        run = project.new_run()
        run.journal.add("start", settings={"backbone": "efficientnet_lite0", "method": "frozen", "epochs": 3})
        run.journal.add("end", how="epochs", scores={"accuracy.validation": 0.5}, seconds=2.0)
    return folder


@pytest.fixture(params=["en", "hr"])
def speaking(app: QApplication, request: pytest.FixtureRequest) -> Iterator[Surroundings]:
    """Surroundings whose jobs are done, in each language."""
    made = surroundings(Background(), language=request.param)
    yield made
    made.runner.close()


def exported(photos: Path, file: Path, *, inside: bool) -> Path:
    list(CarryProject(action="export", file=file, folder=photos, photos=inside).run())
    return file


def welcome(around: Surroundings) -> tuple[Welcome, list[str]]:
    page = Welcome(around)
    page.retranslate()
    page.show()
    wanted: list[str] = []
    page.request_page.connect(wanted.append)
    return page, wanted


def choosing(monkeypatch: pytest.MonkeyPatch, file: Path | None, folder: Path | None) -> list[str]:
    """Has a person choose that file and that folder (None: think better of it); gives the titles of the dialogs."""
    titles: list[str] = []

    def choose_file(_window: object, title: str, *_: object) -> tuple[str, str]:
        titles.append(title)
        return str(file or ""), ""

    def choose_folder(_window: object, title: str, *_: object) -> str:
        titles.append(title)
        return str(folder or "")

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose_file)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose_folder)
    return titles


@pytest.mark.parametrize("inside", [False, True])
def test_the_project_of_the_open_folder_is_exported_where_a_person_wants_it(
    speaking: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until, *, inside: bool
) -> None:
    speaking.workspace.open_folder(photos)
    page = TrainPage(speaking)
    page.retranslate()
    page.show()
    until(lambda: page.view.runs.export.isEnabled())

    def choose(_window: object, _title: str, suggested: str, kinds: str, *_: str) -> tuple[str, str]:
        assert Path(suggested).name == "slike ždralova.prijenos"
        return str(tmp_path / "mine"), kinds.split(";;")[inside]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    page.view.runs.export.click()
    until(lambda: "mine.prijenos" in page.bar._note.text())
    copy = shutil.copytree(photos, tmp_path / "copy")
    (value,) = [
        event.value  # type: ignore[union-attr]
        for event in CarryProject(action="open", file=tmp_path / "mine.prijenos", folder=copy).run()
        if type(event).__name__ == "Outcome"
    ]
    assert value.runs == (1,)


def test_a_project_without_photos_asks_where_they_are_and_goes_on(
    speaking: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    file = exported(photos, tmp_path / "p.prijenos", inside=False)
    moved = photos.rename(tmp_path / "elsewhere")
    page, wanted = welcome(speaking)
    titles = choosing(monkeypatch, file, moved)
    QTest.mouseClick(page.project, Qt.MouseButton.LeftButton)
    until(lambda: wanted == ["train"])
    assert "slike ždralova" in titles[1]
    assert speaking.workspace.folder == moved
    assert len(Project.runs_of(Project.default_folder(moved))) == 1


def test_photos_inside_come_out_where_a_person_says(
    speaking: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    file = exported(photos, tmp_path / "p.prijenos", inside=True)
    (tmp_path / "place").mkdir()
    page, wanted = welcome(speaking)
    choosing(monkeypatch, file, tmp_path / "place")
    page.project.click()
    until(lambda: wanted == ["train"])
    out = tmp_path / "place" / "slike ždralova"
    assert speaking.workspace.folder == out
    assert len(list(out.rglob("*.jpg"))) == 6


def test_what_is_wrong_with_a_file_is_said_on_the_page_and_it_can_be_tried_again(
    real: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    broken = tmp_path / "p.prijenos"
    broken.write_bytes(b"nothing of ours" * 20)
    page, wanted = welcome(real)
    titles = choosing(monkeypatch, broken, photos)
    page.project.click()
    until(lambda: page.banner.error is not None)
    assert page.banner.error is not None
    assert page.banner.error.code == "project_file_foreign"
    assert len(titles) == 1
    assert page.project.isEnabled()
    exported(photos, broken, inside=False)
    page.project.click()
    until(lambda: wanted == ["train"])
    assert not page.banner.isVisible()


def test_who_thinks_better_of_it_changes_nothing(
    real: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    file = exported(photos, tmp_path / "p.prijenos", inside=False)
    page, wanted = welcome(real)
    assert len(choosing(monkeypatch, None, None)) == 0
    page.project.click()
    assert page.project.isEnabled()
    titles = choosing(monkeypatch, file, None)
    page.project.click()
    until(lambda: len(titles) == 2)
    until(lambda: page.project.isEnabled())
    assert not wanted
    assert real.workspace.folder is None


@pytest.mark.parametrize("language", ["en", "hr"])
def test_what_came_together_is_said_on_the_page_that_opens(
    app: QApplication, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until, language: Language
) -> None:
    around = surroundings(Background(), language=language)
    copy = shutil.copytree(photos, tmp_path / "copy")
    theirs, mine = Project.default_folder(photos), Project.default_folder(copy)
    correct(theirs, [Correction("1" * 64, "a.jpg", "leave_out"), Correction("2" * 64, "b.jpg", "leave_out")])
    correct(mine, [Correction("2" * 64, "b.jpg", "move", "red")])
    file = exported(photos, tmp_path / "p.prijenos", inside=False)
    monkeypatch.setattr(Window, "warm_up", lambda _self: None)
    window = Window(app, around)
    choosing(monkeypatch, file, copy)
    window.go("welcome").open_paths([file])
    until(lambda: window.page.name == "train" and window.page.banner.error is not None)
    assert window.page.banner.error is not None
    assert window.page.banner.error.code == "project_joined"
    said = window.page.banner.error.say(language)
    for words in {"en": ("of 1 photo ", "yours stays: b.jpg"), "hr": ("1 fotografiju", "ostaje vaše: b.jpg")}[language]:
        assert words in said
    assert corrections_of(mine).photos == 2
    window.closing.leaving = True
    window.close()
    around.runner.close()


@pytest.mark.parametrize("name", ["p.prijenos", "P.PRIJENOS", "renamed by a mail program.zip"])
def test_a_projects_file_that_is_dropped_anywhere_is_opened(
    app: QApplication, around: Surroundings, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = exported(photos, tmp_path / name, inside=False)
    monkeypatch.setattr(Window, "warm_up", lambda _self: None)
    window = Window(app, around)
    taken: list[Path] = []
    page = window.go("welcome")
    assert isinstance(page, Welcome)
    monkeypatch.setattr(page.opening, "open", taken.append)
    window.go("settings")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none))
    assert taken == [file]
    assert window.page is page
    window.closing.leaving = True
    window.close()
