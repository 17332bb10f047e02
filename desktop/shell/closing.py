"""How the window ends: it asks while a job runs, stops it well on a signal, and never waits for long."""

from __future__ import annotations

import signal
import socket
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from desktop.runner import Runner

PATIENCE: Final = 8_000  # ms that a job may take to stop well after a signal


class Closing(QObject):
    """Decides whether the window may close.

    `leaving`: it is decided. `keeping`, told by `stopping`: the jobs are being stopped well.
    """

    stopping = Signal()

    def __init__(self, window: QWidget, runner: Runner) -> None:
        super().__init__(window)
        self._window = window
        self._runner = runner
        self._question: QMessageBox | None = None
        self.keeping = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.at_once)
        self.leaving = False
        runner.changed.connect(self._jobs_changed)

    @property
    def question(self) -> QMessageBox | None:
        """The question while it is open."""
        return self._question

    def may_close(self) -> bool:
        """Whether the window may close now; if not, a person has been asked."""
        if self.leaving or not self._runner.worth_asking:
            self.leaving = True
            return True
        self.ask()
        return False

    def ask(self) -> None:
        """Asks what shall become of the job that runs; does not wait for the answer."""
        if self._question is not None:
            self._question.raise_()
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setWindowModality(Qt.WindowModality.WindowModal)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText("<b>" + self.tr("A job is still running") + "</b>")
        box.setInformativeText(self.tr("What was reached until now can be kept: a training keeps its best state."))
        keep = box.addButton(self.tr("Stop and keep"), QMessageBox.ButtonRole.AcceptRole)
        go_on = box.addButton(self.tr("Go on"), QMessageBox.ButtonRole.RejectRole)
        quit_now = box.addButton(self.tr("Quit at once"), QMessageBox.ButtonRole.DestructiveRole)
        for button, role in ((keep, "primary"), (go_on, ""), (quit_now, "danger")):
            button.setProperty("role", role)
        keep.clicked.connect(self.keep)
        quit_now.clicked.connect(self.at_once)
        box.setDefaultButton(keep)
        box.setEscapeButton(go_on)
        box.finished.connect(self._answered)
        self._question = box
        box.open()

    def _answered(self) -> None:
        self._question = None

    def keep(self) -> None:
        """Asks the jobs to end well, and closes when they have."""
        self.keeping = True
        self._runner.finish()
        self.stopping.emit()
        self._jobs_changed()

    def on_signal(self) -> None:
        """The system wants the program to end: stop and keep, but not for ever."""
        self._patience.start()
        self.keep()

    def at_once(self) -> None:
        """Closes whatever still runs."""
        self.leaving = True
        if self._question is not None:
            self._question.close()
        self._window.close()

    def _jobs_changed(self) -> None:
        if self.keeping and not self._runner.worth_asking:
            QTimer.singleShot(0, self, self.at_once)


class Signals(QObject):
    """SIGTERM and SIGINT as Qt's signal `received`: Python's handlers alone would wait for the next event."""

    received = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        self._reader.recv(64)
        self.received.emit()
