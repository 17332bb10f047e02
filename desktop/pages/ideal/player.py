"""The film of a picture that grows: a strip to scrub along, a button that plays it, the step that is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.theme import WITHIN, set_icon, set_role
from desktop.widgets.pictures.filmstrip import FilmStrip
from desktop.widgets.steady import SteadyLabel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PACE: Final = 60  # ms a frame


class Player(QWidget):
    """`strip` tells which frame a person, or the playing film, goes to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip, self.play = FilmStrip(), QPushButton()
        self._step = SteadyLabel("00000")
        self._step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self, interval=_PACE)
        set_role(self.play, "icon")
        set_icon(self.play, "play")
        set_role(self._step, "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(WITHIN)
        row.addWidget(self.play)
        row.addWidget(self.strip, 1)
        row.addWidget(self._step)
        self.play.clicked.connect(self._toggle)
        self._timer.timeout.connect(self._next)

    def show_film(self, steps: Sequence[int], frame: Callable[[int], NDArray[np.uint8]], *, anew: bool = False) -> None:
        """The frames' steps, and where to get a frame by its place; `anew`: another film than before."""
        if anew:
            self.strip.forget()
        self.strip.show_film(steps, frame)

    def forget(self) -> None:
        """There is no film."""
        self.stop()
        self.strip.forget()

    def show_step(self, steps: Sequence[int]) -> None:
        """The figure of the step at the strip's place."""
        self._step.setText(self.locale().toString(steps[min(self.strip.place, len(steps) - 1)]) if steps else "")

    def stop(self) -> None:
        """The film stands still."""
        self._timer.stop()
        set_icon(self.play, "play")

    def _toggle(self) -> None:
        if self._timer.isActive():
            self.stop()
            return
        if self.strip.following:
            self.strip.go(0)
        set_icon(self.play, "pause")
        self._timer.start()

    def _next(self) -> None:
        if self.strip.following:
            self.stop()
        else:
            self.strip.go(self.strip.place + 1)

    def retranslate(self) -> None:
        self.strip.retranslate()
        self.play.setToolTip(self.tr("Plays the film"))
        self.play.setAccessibleName(self.tr("Play the film"))
