"""The data sets of the lesson in the window: chosen, downloaded from loopback, paused, ended, imported, opened."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from archives import CATS_AND_DOGS, cats_and_dogs, pets, picture, tarred
from loopback import Server
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from test_download import server  # noqa: F401 - a fixture

from desktop.page.page import Surroundings
from desktop.pages.data.page import DataPage
from desktop.pages.welcome.page import Welcome
from desktop.shell.window import Window
from engine.job.words import say
from engine.photos.datasets import DATA_SETS, begun, default_folder
from tests.desktop.surroundings import Idle, surroundings

Until = Callable[[Callable[[], bool]], None]


def shown_on(around: Surroundings, name: str = "cats_vs_dogs") -> tuple[Welcome, list[str]]:
    """The page with the data sets, one of them chosen, and the pages that it asks for."""
    page = Welcome(around)
    page.retranslate()
    page.resize(1000, 640)
    page.show()
    wanted: list[str] = []
    page.request_page.connect(wanted.append)
    page.lesson.click()
    page.lesson_photos.view.sets.set_value(name)
    return page, wanted


def choosing(monkeypatch: pytest.MonkeyPatch, *, file: Path | None = None, folder: Path | None = None) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file or ""), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder or ""))


def texts(page: Welcome) -> str:
    view = page.lesson_photos.view
    return "\n".join(label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view))


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", ["en", "hr"])
def test_what_it_is_its_size_and_its_licence_stand_there_before_anything_is_done(app: object, language: str) -> None:
    around = surroundings(Idle(), language=language)
    page, _ = shown_on(around)
    for name, row in DATA_SETS.items():
        page.lesson_photos.view.sets.set_value(name)
        told = texts(page)
        assert say(row.licence, page.language) in told
        assert say(row.about, page.language) in told
        assert f"{row.megabytes:.0f} MB" in told
        assert page.lesson_photos.view.classes.isVisibleTo(page) == (name == "oxford_pets")
    buttons = [button for button in page.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) > 6
    assert all(button.text() or button.accessibleName() for button in buttons)
    assert page.bar.can_start
    page.lesson_photos.view.back.click()
    assert not page.lesson_photos.view.isVisible()
    assert not page.bar.isVisible()
    page.start()
    assert not page.busy
    around.runner.close()


def test_it_is_downloaded_into_the_folder_that_a_person_chose_and_opened(
    real: Surroundings,
    server: Server,  # noqa: F811
    until: Until,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.contents = pets(tmp_path / "a.tar.gz").read_bytes()
    page, wanted = shown_on(real, "oxford_pets")
    page.lesson_photos.view.classes.set_value("species")
    choosing(monkeypatch, folder=tmp_path / "sets")
    page.lesson_photos.view.elsewhere.click()
    place = tmp_path / "sets" / "Oxford-IIIT Pet, species"
    assert page.lesson_photos.offer().place == place
    QTest.keyClick(page, Qt.Key.Key_Space)
    page.start()
    assert page.busy
    until(lambda: bool(wanted))
    assert wanted == ["data"]
    assert real.workspace.folder == place
    assert {path.parent.name for path in place.rglob("*.jpg")} == {"cat", "dog"}
    page.lesson.click()
    assert page.lesson_photos.offer().here
    assert not page.bar.can_start
    assert "download" not in page.lesson_photos.view._size.text(), "nothing is to be brought any more"
    assert "New folder" not in texts(page)
    again, wanted = shown_on(real, "oxford_pets")
    assert again.lesson_photos.offer().here, "place and classes are remembered"
    again.lesson_photos.view.open.click()
    assert wanted == ["data"]


@pytest.fixture
def slow(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Server:  # noqa: F811
    """A publisher who gives half of Oxford's pets and then waits."""
    chance = random.Random(0)
    photos = {f"images/pug_{n}.jpg": b"\xff\xd8\xff" + chance.randbytes(30_000) for n in range(30)}
    server.contents = tarred(tmp_path / "big.tar.gz", photos).read_bytes()
    monkeypatch.setitem(
        DATA_SETS, "oxford_pets", replace(DATA_SETS["oxford_pets"], megabytes=len(server.contents) / 1e6)
    )
    server.mode = "stalled"
    return server


def test_a_download_is_paused_cancelled_and_goes_on_or_is_thrown_away(
    real: Surroundings, slow: Server, until: Until
) -> None:
    page, wanted = shown_on(real, "oxford_pets")
    view, row = page.lesson_photos.view, DATA_SETS["oxford_pets"]
    page.start()
    until(slow.half_sent.is_set)
    until(lambda: begun(row).is_file() and begun(row).stat().st_size > 0)
    assert not view.sets.isEnabled()
    page.pause()
    assert page.task.state == "paused"
    page.pause()
    assert page.task.state == "running"
    view.back.click()
    assert page.busy, "a download goes on behind the choices"
    assert page.bar.isVisible()
    page.lesson.click()
    page.cancel()
    until(lambda: not page.busy)
    assert begun(row).is_file()
    assert view.forget.isVisible()
    assert not default_folder().joinpath("Oxford-IIIT Pet, breed").exists()
    view.forget.click()
    assert not begun(row).exists()
    assert not view.forget.isVisible()
    begun(row).write_bytes(slow.contents[:1000])
    slow.release.set()
    slow.mode = "by_ranges"
    page.start()
    until(lambda: wanted == ["data"])
    assert slow.requests[-1] == "bytes=1000-"
    assert files(default_folder()) == {f"Oxford-IIIT Pet, breed/pug/pug_{n}.jpg" for n in range(30)}


def test_whoever_went_on_to_another_page_is_not_torn_away(
    real: Surroundings,
    server: Server,  # noqa: F811
    until: Until,
    tmp_path: Path,
) -> None:
    server.contents = cats_and_dogs(tmp_path / "a.zip").read_bytes()
    page, wanted = shown_on(real)
    page.start()
    page.hide()
    until(lambda: not page.busy)
    assert wanted == []
    page.show()
    assert page.lesson_photos.offer().here
    page.lesson_photos.view.open.click()
    assert wanted == ["data"]


def test_without_a_network_one_sentence_says_so_and_an_archive_from_a_stick_is_the_way_out(
    real: Surroundings, until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setenv("PRIJENOS_WEIGHTS_MIRROR", "http://127.0.0.1:9/")
    page, wanted = shown_on(real, "oxford_pets")
    page.start()
    until(lambda: not page.busy)
    assert page.banner.error is not None
    assert page.banner.error.code == "download_offline"
    assert "USB" in page.banner.error.say("en")
    assert "USB" in page.banner.error.say("hr")
    archive = cats_and_dogs(tmp_path / "from a stick")
    choosing(monkeypatch, file=archive)
    page.lesson_photos.view.pick.click()
    assert page.banner.error is None
    assert page.lesson_photos.view.sets.value() == "cats_vs_dogs", "it is known by what lies in it"
    assert "from a stick" in texts(page)
    assert not page.busy, "its licence is shown first"
    page.start()
    until(lambda: bool(wanted))
    photos = {name.removeprefix("PetImages/") for name in CATS_AND_DOGS}
    papers = {"MSR-LA - 3467.docx", "readme[1].txt"}
    assert files(default_folder()) == {f"Cats vs. Dogs/{name}" for name in photos | papers}
    assert archive.is_file()


@pytest.mark.parametrize("spoilt", ["cut", "of another kind", "gone"])
def test_a_bad_archive_is_said_and_something_else_can_be_done(
    spoilt: str, real: Surroundings, until: Until, tmp_path: Path, home: Path
) -> None:
    archive = cats_and_dogs(tmp_path / "a.zip")
    page, wanted = shown_on(real)
    page.lesson_photos.take(archive)
    if spoilt == "cut":
        archive.write_bytes(archive.read_bytes()[:-60])
    elif spoilt == "gone":
        archive.unlink()
    else:
        tarred(archive, {"summer/IMG_1.jpg": picture(1)})
    page.start()
    until(lambda: not page.busy)
    assert page.banner.error is not None
    assert page.banner.error.code in ("archive_damaged", "data_set_unknown", "no_archive")
    assert wanted == []
    assert not files(default_folder())
    page.lesson_photos.view.download.click()
    assert page.lesson_photos.offer().archive is None
    assert page.bar.can_start


def test_the_folder_of_photos_that_is_open_is_not_written_to(around: Surroundings, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    around.workspace.open_folder(tmp_path / "photos")
    page, _ = shown_on(around)
    page.lesson_photos._into = tmp_path / "photos" / "more"
    page.start()
    assert not page.busy
    assert page.banner.error is not None
    assert page.banner.error.code == "unpack_into_photos"


def drop(window: Window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


@pytest.mark.parametrize(("make", "name"), [(cats_and_dogs, "cats_vs_dogs"), (pets, "oxford_pets")])
def test_a_dropped_archive_of_a_data_set_is_offered_as_such(
    make: Callable[[Path], Path], name: str, window: Window, tmp_path: Path
) -> None:
    window.go("train")
    drop(window, make(tmp_path / "archive"))
    assert isinstance(window.page, Welcome)
    offer = window.page.lesson_photos.offer()
    assert (offer.row.name, offer.archive) == (name, tmp_path / "archive")
    assert window.page.lesson_photos.view.isVisible()
    assert window.page.banner.error is None


def test_the_data_page_leads_there_and_the_foot_of_the_window_names_it(window: Window, home: Path) -> None:
    page = window.go("data")
    assert isinstance(page, DataPage)
    page._lesson.click()
    welcome = window.page
    assert isinstance(welcome, Welcome)
    assert welcome.lesson_photos.view.isVisible()
    welcome.start()
    assert welcome.busy
    window.go("data")
    found = [button for button in window.status.findChildren(QPushButton) if button.objectName() == "job welcome"]
    assert "Photos of the lesson" in found[0].text()
    page.overview.lesson.click()
    assert window.page is welcome
    welcome.cancel()
    window.go("data")
    window.go("welcome")
    assert welcome.lesson_photos.view.isVisible()
