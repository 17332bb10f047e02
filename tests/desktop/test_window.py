"""The window: pages, keys, drops, languages, and how it ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest
import torch
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton, QWidget

from desktop.page.column import WIDTH, FormColumn
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages import PAGES, WELCOME
from desktop.runner import WarmUp
from desktop.shell.crash_report import CrashReport
from desktop.shell.window import Window
from engine.files import RESOURCES
from engine.job.background import Running
from engine.job.declare import FINISH, Job, Steps
from engine.job.events import Ended, Metric, Notice, Outcome
from engine.job.words import EngineError, message
from engine.models.backbones import BACKBONES
from engine.models.card import CARD, Card
from engine.models.head import HeadSpec
from engine.models.preprocessing import Preprocessing
from engine.models.tensors import write_tensors
from engine.project import Project

Until = Callable[[Callable[[], bool]], None]
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Endless(Job):
    """Runs until it is asked to end well."""

    name: ClassVar[str] = "train"

    def run(self) -> Steps:
        turns = yield Notice(message("cli.interrupted"))
        while not (turns and FINISH in turns):
            turns = yield Metric("loss", 0, 0)
        yield Outcome("kept")


@pytest.fixture
def around(at_work: Surroundings) -> Surroundings:
    return at_work


def test_it_opens_on_the_welcome(window: Window) -> None:
    assert window.windowTitle().startswith("Prijenos")
    assert window.page.name == WELCOME


def test_pages_are_made_when_they_are_looked_at(window: Window) -> None:
    assert window.stack.count() == 1
    window.go("settings")
    assert window.stack.count() == 2
    window.go("welcome")
    window.go("settings")
    assert window.stack.count() == 2


@pytest.mark.parametrize("language", ["en", "hr"])
@pytest.mark.parametrize("page", [WELCOME, *PAGES])
def test_every_page_says_what_it_is_and_its_controls_say_what_they_do(
    window: Window, around: Surroundings, page: str, language: str
) -> None:
    around.settings.change(language=language)
    shown = window.go(page)
    assert shown.name == page
    assert shown.title()
    assert shown.title() != page
    assert shown.explanation()
    for button in shown.findChildren(QAbstractButton):
        if button.isVisibleTo(shown):
            assert button.text() or button.accessibleName(), button


def test_keys_choose_pages(window: Window) -> None:
    for number, page in enumerate(PAGES[:9], start=1):
        QTest.keyClick(window, getattr(Qt.Key, f"Key_{number}"), Qt.KeyboardModifier.ControlModifier)
        assert window.page.name == page
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == PAGES[-1]
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == WELCOME


def test_the_sidebar_marks_the_page_and_speaks_both_languages(window: Window, around: Surroundings) -> None:
    window.go("data")
    button = window.sidebar.findChild(QAbstractButton, "data")
    assert isinstance(button, QAbstractButton)
    assert button.isChecked()
    assert button.accessibleName() == "Data"
    around.settings.change(language="hr")
    assert button.accessibleName() == "Podaci"
    assert window.page.title() == "Podaci"
    around.settings.change(language="en")
    assert window.page.title() == "Data"


def job_button(window: Window, page: str) -> QPushButton | None:
    return next(
        (button for button in window.status.findChildren(QPushButton, f"job {page}") if button.isVisible()), None
    )


def said_of(window: Window, page: str) -> tuple[str, str]:
    """What the sidebar's entry and the foot of the window tell of a page: what a screen reader says, and the text."""
    entry, button = window.sidebar.findChild(QAbstractButton, page), job_button(window, page)
    assert isinstance(entry, QAbstractButton)
    return entry.accessibleName(), button.text() if button is not None else ""


def test_what_a_page_is_at_is_seen_from_every_other_and_a_click_leads_there(
    window: Window, around: Surroundings, until: Until
) -> None:
    page = window.go("attack")
    assert isinstance(page, WorkingPage)
    window.go("settings")
    assert said_of(window, "attack") == ("Attack", "")
    page.task.start(Endless)
    assert said_of(window, "attack") == ("Attack, running", "Attack: running")
    page.task.pause()
    assert said_of(window, "attack") == ("Attack, paused", "Attack: paused")
    page.task.pause()
    page.task.hear([Notice(message("notice.photos_lost"), EngineError("disk_full", path="/p", megabytes=5))])
    assert said_of(window, "attack") == ("Attack, waits for you", "Attack: waits for you")
    around.settings.change(language="hr")
    assert said_of(window, "attack") == ("Napad, čeka te", "Napad: čeka te")
    button = job_button(window, "attack")
    assert button is not None
    button.click()
    assert window.page is page
    page.task.cancel()
    until(lambda: not page.task.busy)
    assert said_of(window, "attack") == ("Napad", "")


def test_a_page_at_work_carries_a_sign_in_the_sidebar(window: Window) -> None:
    page = window.go("attack")
    assert isinstance(page, WorkingPage)
    window.go("settings")
    entry = window.sidebar.findChild(QAbstractButton, "attack")
    assert isinstance(entry, QAbstractButton)
    idle = entry.grab().toImage()
    page.task.start(Endless)
    running = entry.grab().toImage()
    page.task.pause()
    paused = entry.grab().toImage()
    assert idle != running != paused != idle
    page.task.drop()
    assert entry.grab().toImage() == idle


def test_the_theme_is_switched_while_it_runs(window: Window, around: Surroundings) -> None:
    light = window.grab().toImage().pixelColor(600, 400)
    around.settings.change(theme="dark")
    dark = window.grab().toImage().pixelColor(600, 400)
    assert light.lightness() > 200 > 100 > dark.lightness()


def test_the_status_line_says_what_is_open(window: Window, around: Surroundings, tmp_path: Path) -> None:
    folder = tmp_path / "flowers & fruit"
    folder.mkdir()
    around.workspace.open_folder(folder)
    assert "flowers & fruit" in window.status.text()
    assert "offline" in window.status.text()
    assert "EfficientNet" in window.status.text()


def test_a_folder_opened_from_any_page_is_looked_through(
    window: Window, around: Surroundings, resources: Path, until: Until
) -> None:
    window.go("settings")
    around.workspace.open_folder(resources / "demo_pictures")
    until(lambda: around.workspace.scan is not None or not around.runner.jobs)
    assert window.page.name == "settings"
    assert "data" in window._pages


def test_the_log_is_shown_and_remembered(window: Window, around: Surroundings) -> None:
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.log_panel.isVisible()
    assert around.settings.values.log_shown
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not window.log_panel.isVisible()


def drop(window: Window, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)


def test_a_folder_dropped_on_the_welcome_is_opened_as_data(
    window: Window, around: Surroundings, tmp_path: Path
) -> None:
    drop(window, tmp_path)
    assert window.page.name == "data"
    assert around.workspace.folder == tmp_path


def test_a_model_dropped_becomes_the_model_in_hand(window: Window, around: Surroundings, tmp_path: Path) -> None:
    model = tmp_path / "mine.safetensors"
    card = Card("resnet18", "v1", ("daisy", "rose"), Preprocessing.of(BACKBONES["resnet18"]), HeadSpec(512, 2))
    write_tensors(model, {"a": torch.zeros(1)}, {"format": "pt", CARD: card.encode()})
    drop(window, model)
    assert around.workspace.model == str(model)
    assert window.page.name == "classify"


def test_a_picture_pasted_anywhere_is_classified(
    window: Window, resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[list[Path]] = []
    monkeypatch.setattr(window.go("classify"), "open_paths", taken.append)
    window.go("settings")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(resources / "demo_pictures" / "dog.jpg"))])
    QGuiApplication.clipboard().setMimeData(data)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.page.name == "classify"
    assert taken == [[resources / "demo_pictures" / "dog.jpg"]]


def test_space_starts_pauses_and_leaves_text_alone(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []
    page = window.page
    monkeypatch.setattr(page, "start", lambda: did.append("start"))
    monkeypatch.setattr(page, "pause", lambda: did.append("pause"))
    monkeypatch.setattr(page, "cancel", lambda: did.append("cancel"))
    QTest.keyClick(window, Qt.Key.Key_Space)
    monkeypatch.setattr(type(page), "busy", True)
    QTest.keyClick(window, Qt.Key.Key_Space)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert did == ["start", "pause", "cancel"]
    field = QLineEdit(page)
    field.show()
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == " "
    assert len(did) == 3


@pytest.mark.parametrize("way", ["hidden", "disabled"])
def test_the_keyboard_stays_with_the_page_when_what_held_it_goes(window: Window, until: Until, way: str) -> None:
    window.go("classify")
    window.activateWindow()
    held = QPushButton(window.page)
    held.show()
    held.setFocus()
    until(lambda: window.focusWidget() is held)
    held.hide() if way == "hidden" else held.setEnabled(False)
    assert window.page.hasFocus()


def test_presenting_shows_the_page_alone_in_larger_type(window: Window, app: QApplication) -> None:
    before = app.font().pixelSize()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.sidebar.isVisible()
    assert app.font().pixelSize() > before
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.sidebar.isVisible()
    assert app.font().pixelSize() == before


def test_esc_closes_what_lies_open_before_it_ends_the_job(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    did: list[str] = []
    monkeypatch.setattr(window.page, "cancel", lambda: did.append("cancel"))
    monkeypatch.setattr(type(window.page), "busy", True)
    QTest.keyClick(window, Qt.Key.Key_F1)
    window.show_error(EngineError("unexpected", kind="ValueError", detail="nothing"))
    window.status.log.setChecked(True)
    panels = (window.page._hint, window.page.banner, window.log_panel)
    for closed in range(len(panels)):
        assert [panel.isVisible() for panel in panels] == [False] * closed + [True] * (len(panels) - closed)
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not any(panel.isVisible() for panel in panels)
    assert did == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert did == ["cancel"]


def test_f1_unfolds_the_explanation_and_folds_it_again(window: Window) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.page._hint.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert not window.page._hint.isVisible()


def test_escape_closes_the_sheet_of_keys_before_the_page_hears_of_it(window: Window) -> None:
    window.show_keys()
    window.explain()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.sheet.isVisible()
    assert window.page.close_panel(), "the explanation went with it"


def test_a_page_worded_in_large_type_needs_no_more_once_the_presentation_is_over(
    window: Window, around: Surroundings, app: QApplication
) -> None:
    page = window.go("attack")
    parts = [page, *page.findChildren(QWidget)]
    app.processEvents()
    before = [part.minimumSizeHint() for part in parts]
    window.present()
    around.settings.change(language="hr")
    around.settings.change(language="en")
    window.present()
    app.processEvents()
    wider = [part for part, size in zip(parts, before, strict=True) if part.minimumSizeHint().width() > size.width()]
    fixed = [part for part in parts if part.minimumWidth() > part.minimumSizeHint().width() > 0]
    assert not [*wider, *(part for part in fixed if isinstance(part, QAbstractButton))]


def test_the_sheet_lists_the_keys(window: Window) -> None:
    window.show_keys()
    words = " ".join(label.text() for label in window.sheet.findChildren(QWidget) if hasattr(label, "text"))
    assert "Ctrl+O" in words
    assert "F11" in words
    window.sheet.close()


def test_the_log_tells_what_jobs_told_in_the_present_language(
    window: Window, around: Surroundings, until: Until
) -> None:
    running = around.runner.start(Endless(), lambda _mails: None)
    until(lambda: "Interrupted" in window.log_panel.text())
    running.finish()
    until(lambda: "done" in window.log_panel.text())
    around.settings.change(language="hr")
    assert "Prekinuto" in window.log_panel.text()
    assert "gotovo" in window.log_panel.text()
    window.log_panel.copy()
    assert "gotovo" in QGuiApplication.clipboard().text()


def test_an_error_stands_on_the_page_and_changes_language_with_it(window: Window, around: Surroundings) -> None:
    window.show_error(EngineError("disk_full", path="/x", megabytes=5))
    assert window.page.banner.isVisible()
    assert "disk is full" in window.page.banner.accessibleName()
    around.settings.change(language="hr")
    assert "Disk je pun" in window.page.banner.accessibleName()
    window.page.banner.clear()
    assert not window.page.banner.isVisible()


# How it ends.


def click(box: QMessageBox | None, role: QMessageBox.ButtonRole) -> None:
    assert box is not None
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()


def test_it_closes_without_a_word_when_nothing_runs(window: Window) -> None:
    assert window.close()
    assert window.closing.question is None


def test_closing_while_a_job_runs_asks_and_going_on_goes_on(window: Window, around: Surroundings) -> None:
    running = around.runner.start(Endless(), lambda _mails: None)
    assert not window.close()
    click(window.closing.question, QMessageBox.ButtonRole.RejectRole)
    assert window.isVisible()
    assert running.state != "ended"
    assert not window.close()
    click(window.closing.question, QMessageBox.ButtonRole.RejectRole)


def test_stop_and_keep_waits_for_the_result_and_then_closes(window: Window, around: Surroundings, until: Until) -> None:
    results: list[object] = []
    around.runner.start(
        Endless(), lambda mails: results.extend(mail.value for mail in mails if isinstance(mail, Outcome))
    )
    window.close()
    click(window.closing.question, QMessageBox.ButtonRole.AcceptRole)
    until(lambda: not window.isVisible())
    assert results == ["kept"]


def test_quit_at_once_closes_at_once(window: Window, around: Surroundings) -> None:
    around.runner.start(Endless(), lambda _mails: None)
    window.close()
    click(window.closing.question, QMessageBox.ButtonRole.DestructiveRole)
    assert not window.isVisible()


def test_a_signal_stops_well_and_closes(window: Window, around: Surroundings, until: Until) -> None:
    results: list[object] = []
    around.runner.start(
        Endless(), lambda mails: results.extend(mail.value for mail in mails if isinstance(mail, Outcome))
    )
    window.closing.on_signal()
    until(lambda: not window.isVisible())
    assert results == ["kept"]


def test_the_window_comes_back_as_large_as_it_was(app: QApplication, window: Window, around: Surroundings) -> None:
    window.resize(790, 500)
    size = window.size()
    window.close()
    again = Window(app, around)
    assert again.size() == size


CHILD = """
import sys
from PySide6.QtCore import QTimer
from desktop.shell.window import Window
import desktop.__main__ as start
seen = []
warm_up = Window.warm_up
def first_paint(window):
    seen.append("torch" in sys.modules)
    print("ready", flush=True)
    {then}
Window.warm_up = first_paint
code = start.main([])
assert seen == [False], seen
sys.exit(code)
"""


def child(then: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD.format(then=then)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_the_window_stands_before_torch_is_imported_and_ends_with_zero(home: Path) -> None:
    with child("QTimer.singleShot(0, window.close)", home) as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert not list((home / "logs").glob("crash-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="no signals there")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_with_zero(home: Path, number: signal.Signals) -> None:
    with child("pass", home) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")
def test_a_crash_leaves_a_report_that_is_told_once(home: Path) -> None:
    with child("import faulthandler, os, signal; os.kill(os.getpid(), signal.SIGSEGV)", home) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGSEGV
    told = 'print(window.page.banner.error.code if window.page.banner.error else "", flush=True); window.close()'
    for expected in ("closed_unexpectedly", ""):
        with child(told, home) as process:
            output, _ = process.communicate(timeout=60)
        assert output.split("\n")[1] == expected


def test_a_lost_graphics_card_makes_the_processor_the_device_of_the_next_start(window: Window) -> None:
    window._note(Running(WarmUp(), False, lambda: None), [Ended("failed", EngineError("device_lost", detail="lost"))])
    assert window._around.settings.values.device == "cpu"


def test_a_crash_report_can_be_copied_and_saved_and_leads_back_to_the_training(
    window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    report = tmp_path / "report-1.txt"
    report.write_text("Fatal Python error")
    window._around.settings.add_recent(RESOURCES / "sample_photos")
    window.show_crash(EngineError("closed_unexpectedly", path=str(report)))
    (deeds,) = window.findChildren(CrashReport)
    back, copy, save = deeds.findChildren(QPushButton)
    until(lambda: all(button.isVisible() and bool(button.text()) for button in (back, copy, save)))
    copy.click()
    assert QGuiApplication.clipboard().text() == "Fatal Python error"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "mine.txt"), ""))
    save.click()
    assert (tmp_path / "mine.txt").read_text() == "Fatal Python error"
    failures: list[EngineError] = []
    deeds.failed.connect(failures.append)
    deeds.save(report / "within a file.txt")
    assert [error.code for error in failures] == ["folder_not_made"]
    window.show_crash(EngineError("closed_unexpectedly", path=str(report)))
    window.findChildren(CrashReport)[-1].go_on.emit()
    assert window.page.name == "train"
    assert window._around.workspace.folder == RESOURCES / "sample_photos"


def test_a_crash_without_a_folder_of_the_last_time_leads_nowhere(window: Window, tmp_path: Path) -> None:
    window.show_crash(EngineError("closed_unexpectedly", path=str(tmp_path / "gone.txt")))
    (deeds,) = window.findChildren(CrashReport)
    assert not any(button.isVisible() for button in deeds.findChildren(QPushButton))


def test_a_home_that_cannot_be_written_to_is_named_at_the_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir(exist_ok=True)
    (home / "file").write_text("where a folder should be")
    monkeypatch.setenv("PRIJENOS_HOME", str(home / "file" / "below"))
    told = 'print(window.page.banner.error.code if window.page.banner.error else "", flush=True); window.close()'
    with child(told, home) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert output.split("\n")[1] == "home_read_only"
    assert "Traceback" not in errors


@pytest.mark.parametrize("page", ["train", "classify"])
def test_a_training_that_is_held_is_told_on_whatever_page_is_open(window: Window, page: str) -> None:
    window.go(page)
    running = Running(Endless(), False, lambda: None)
    window._note(running, [Notice(message("notice.photos_lost"), EngineError("disk_full", path="x", megabytes=5))])
    assert (window.page.banner.error is not None) == (page == "classify")


def test_larger_type_makes_pages_scroll_and_not_the_window_grow(
    window: Window, around: Surroundings, app: QApplication
) -> None:
    window.resize(1280, 720)
    window.show()
    before = {}
    for name in (WELCOME, *PAGES):
        page = window.go(name)
        app.processEvents()
        before[name] = page.minimumSizeHint().width()
    around.settings.change(text_size=175)
    for name in (WELCOME, *PAGES):
        page = window.go(name)
        app.processEvents()
        assert page.fontMetrics().height() >= 20
        assert window.minimumSizeHint().width() <= 1280
        assert window.minimumSizeHint().height() <= 720
        assert window.size().toTuple() == (1280, 720)
        assert page.width() >= page.minimumSizeHint().width() > 0.99 * before[name]


def test_a_form_grows_wider_with_its_type(window: Window, around: Surroundings, app: QApplication) -> None:
    column = window.go("train").findChild(FormColumn)
    assert column is not None
    assert column.maximumWidth() == WIDTH
    around.settings.change(text_size=150)
    app.processEvents()
    assert column.minimumWidth() == pytest.approx(1.5 * WIDTH, abs=20)
    window.page.present(presenting=True)
    assert column.maximumWidth() == 0


def test_a_folder_brings_the_model_that_was_last_trained_on_it(
    window: Window, around: Surroundings, tmp_path: Path, until: Until
) -> None:
    photos, other = tmp_path / "photos", tmp_path / "other"
    for place in (photos, other):
        place.mkdir()
    with Project(Project.default_folder(photos), photos) as project:
        made = []
        for how in ("epochs", "epochs", "failed"):
            run = project.new_run()
            run.journal.add("start", settings={"method": "frozen"})
            run.journal.add("end", how=how)
            if how == "epochs":
                made.append(run.folder / "model.safetensors")
                made[-1].write_bytes(b"x")
    around.workspace.open_folder(photos)
    until(lambda: around.workspace.model == str(made[-1]))
    around.workspace.set_model(made[0])
    around.workspace.open_folder(other)
    around.workspace.open_folder(photos)
    until(lambda: not around.runner.jobs)
    assert around.workspace.model == str(made[0])  # one of its own that a person chose stays
