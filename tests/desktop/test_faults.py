"""Errors nobody caught, and what hinders the window from opening."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desktop import __main__ as start
from desktop.shell.faults import BETWEEN_DIALOGS, Uncaught, watched
from engine.job.words import EngineError, Language, say


class Broken(QWidget):
    """Fails in every paint, and asks for the next one."""

    painted = 0

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self.painted += 1
        self.update()
        raise ValueError("a brush too few")


def test_an_error_in_every_paint_is_logged_and_shown_once_a_minute(
    app: QApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, until: Any
) -> None:
    shown: list[EngineError] = []
    now = [0.0]
    monkeypatch.setattr(sys, "excepthook", Uncaught(shown.append, lambda: now[0]))
    widget = Broken()
    widget.show()
    until(lambda: widget.painted >= 100)
    assert len(shown) == 1
    assert shown[0].code == "unexpected"
    assert caplog.text.count("ValueError: a brush too few") >= 100
    now[0] += BETWEEN_DIALOGS
    until(lambda: len(shown) == 2)
    widget.close()


def test_what_nobody_caught_is_in_the_log_file(home: Path) -> None:
    with watched(lambda _error: None):
        sys.excepthook(ValueError, ValueError("seven"), None)
    assert "ValueError: seven" in (home / "logs" / "prijenos.log").read_text()


def test_watching_leaves_nothing_behind(home: Path) -> None:
    before = (sys.excepthook, list(logging.getLogger().handlers))
    with watched(lambda _error: None) as left:
        assert left is None
    assert (sys.excepthook, list(logging.getLogger().handlers)) == before
    assert not list((home / "logs").glob("crash-*"))


def test_where_no_log_can_be_written_the_program_goes_on(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "logs").write_text("a file where the folder should be")
    with watched(lambda _error: None) as left:
        assert left is None


def test_a_crash_report_of_a_dead_process_is_told_once(home: Path) -> None:
    logs = home / "logs"
    logs.mkdir(parents=True)
    (logs / "crash-999999999.txt").write_text("Fatal Python error")
    (logs / "crash-999999998.txt").write_text("")
    with watched(lambda _error: None) as left:
        assert left is not None
        assert left.code == "closed_unexpectedly"
        report = Path(str(left.params["path"])).read_text()
    assert report.endswith("Fatal Python error")
    assert "attach this file" in report
    assert all(name in report for name in ("Prijenos 0", "python", "torch", "system"))
    assert str(home) not in report
    with watched(lambda _error: None) as left:
        assert left is None


@pytest.mark.skipif(sys.platform != "linux", reason="a matter of X11")
@pytest.mark.parametrize("platform", ["", "xcb"])
@pytest.mark.parametrize("display", ["", ":4711"])
@pytest.mark.parametrize("language", ["en", "hr"])
def test_without_a_display_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    platform: str,
    display: str,
    language: Language,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(start, "system_language", lambda: language)
    assert start.main([]) == 1
    error = capfd.readouterr().err
    title = say(EngineError("no_display").part("title"), language)
    assert error.startswith(title)
    assert error.count("\n") == 1
    assert "python -m engine" in error


@pytest.mark.skipif(sys.platform != "linux", reason="a matter of Linux")
def test_a_missing_library_is_named_with_the_line_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from engine.jobs import doctor

    monkeypatch.setattr(start, "_loads", lambda _platform: False)
    monkeypatch.setattr(doctor, "missing_libraries", lambda: [doctor.Library("libxcb-cursor.so.0", "libxcb-cursor0")])
    monkeypatch.setattr(start, "system_language", lambda: "en")
    assert start.main([]) == 1
    error = capfd.readouterr().err
    assert "libxcb-cursor.so.0" in error
    assert "sudo apt install libxcb-cursor0" in error
    assert error.count("\n") == 1


def test_nothing_hinders_a_window_without_a_screen() -> None:
    assert start.obstacle() is None


@pytest.mark.skipif(sys.platform != "linux", reason="a matter of Linux")
def test_an_old_system_is_named_before_qt_is_tried(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "_loads", lambda _platform: False)
    monkeypatch.setattr("platform.libc_ver", lambda: ("glibc", "2.17"))
    monkeypatch.setattr(start, "system_language", lambda: "en")
    assert start.main([]) == 1
    assert "glibc 2.17" in capfd.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device there")
def test_a_log_on_a_full_disk_disturbs_nobody(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (home / "logs").mkdir(parents=True)
    (home / "logs" / "prijenos.log").symlink_to("/dev/full")
    with watched(lambda _error: None):
        logging.getLogger("test").error("no room for this")
    assert capfd.readouterr().err == ""
