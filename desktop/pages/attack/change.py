"""The change that an attack made, magnified so that it can be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.theme import WITHIN, set_role
from desktop.widgets.pictures.picture import PictureView
from desktop.widgets.slider import CalmSlider
from desktop.widgets.steady import SteadyLabel
from engine.job.declare import Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGEST: Final = 640  # px a side that the magnified change is drawn with
_TIMES: Final = Span(1.0, 100.0, "ratio")
_NOTCHES: Final = 100


class ChangeView(QWidget):
    """after − before, × 1 to × 100 around mid grey: grey is no change, brighter is more, darker is less."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._change: NDArray[np.int16] | None = None
        self.picture = PictureView()
        self.slider = CalmSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, _NOTCHES)
        self.slider.setValue(round(_NOTCHES * _TIMES.share(20.0)))
        self.slider.valueChanged.connect(lambda _: self._draw())
        self._name, self._times = QLabel(), SteadyLabel("× 100")
        set_role(self._times, "muted")
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addWidget(self._name)
        row.addWidget(self.slider, 1)
        row.addWidget(self._times)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.picture, 1)
        layout.addLayout(row)

    @property
    def times(self) -> int:
        """How much the change is magnified."""
        return round(_TIMES.value(self.slider.value() / _NOTCHES))

    def set_times(self, times: int) -> None:
        """Magnifies by `times`, 1 to 100."""
        self.slider.setValue(round(_NOTCHES * _TIMES.share(times)))

    def show_change(self, before: NDArray[np.uint8] | None, after: NDArray[np.uint8] | None) -> None:
        """Shows what changed between pictures (H, W, 3) of one shape; None: nothing yet."""
        self._change = None if before is None or after is None else difference(before, after)
        self._draw()

    def retranslate(self) -> None:
        self._name.setText(self.tr("Change"))
        self.slider.setAccessibleName(self.tr("How much the change is magnified"))
        tip = self.tr("The change, signed: grey is none, brighter is more light, darker is less")
        self.slider.setToolTip(tip)
        self.picture.setToolTip(tip)
        self._draw()

    def _draw(self) -> None:
        text = f"× {self.locale().toString(self.times)}"
        self._times.setText(text)
        self.slider.setAccessibleDescription(text)
        if self._change is None:
            self.picture.set_message(self.tr("The change will appear here."))
            return
        words = self.tr("The change, magnified {times}").format(times=text)
        self.picture.set_pixels(magnified(self._change, self.times), words)


def difference(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> NDArray[np.int16]:
    """after − before in steps of 1/255, of each so many-th pixel where there are more than can be seen."""
    every = max(1, -(-max(before.shape[:2]) // LARGEST))
    return after[::every, ::every].astype(np.int16) - before[::every, ::every]


def magnified(change: NDArray[np.int16], times: int) -> NDArray[np.uint8]:
    """A signed change as a picture: 128 is none; what does not fit is cut off."""
    shown: NDArray[np.uint8] = np.clip(128 + times * change.astype(np.int32), 0, 255).astype(np.uint8)
    return shown
