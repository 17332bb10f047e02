"""The curves of a training while it runs: loss and accuracy, or learning rate and gradient norm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.theme import WITHIN
from desktop.widgets.charts.curve import Curve, Series
from engine.job.events import Metric

LOSS: Final = (Series("loss.train", 0), Series("loss.validation", 1))
ACCURACY: Final = (Series("accuracy.train", 0), Series("accuracy.validation", 1), Series("accuracy.majority", None))
RATE: Final = (Series("learning_rate", 2),)
NORM: Final = (Series("gradient_norm", 3),)


class Live(QStackedWidget):
    """Two pairs of plots. `failed`: an EngineError from saving one."""

    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loss, self.accuracy = Curve(LOSS, delay=40), Curve(ACCURACY, percent=True, delay=57)
        self.rate, self.norm = Curve(RATE, delay=40), Curve(NORM, delay=57)
        for pair in ((self.loss, self.accuracy), (self.rate, self.norm)):
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(WITHIN)
            for curve in pair:
                layout.addWidget(curve, 1)
                curve.failed.connect(self.failed)
            self.addWidget(page)
        self._curves = (self.loss, self.accuracy, self.rate, self.norm)
        self._drawn = False

    @property
    def drawn(self) -> bool:
        """Whether there is something to see."""
        return self._drawn

    def begin(self, epochs: int, *, keep: bool) -> None:
        """Empties the plots for `epochs`; `keep`: what they showed is kept to be compared with."""
        for curve in self._curves:
            if keep and self._drawn:
                curve.keep_for_comparison()
            curve.clear(epochs)
        self._drawn = False

    def hear(self, metrics: Sequence[Metric]) -> None:
        """Draws what came, each plot at most once."""
        points = [(metric.series, metric.step, metric.value) for metric in metrics]
        for curve in self._curves:
            curve.append(points)
        self._drawn = self._drawn or bool(points)

    def compare(self, shown: bool) -> None:
        """Shows or hides the last run behind this one."""
        for curve in self._curves:
            curve.compare(shown)

    def retranslate(self) -> None:
        epoch, train, validation = self.tr("epoch"), self.tr("train"), self.tr("validation")
        loss, accuracy = self.tr("Loss"), self.tr("Accuracy")
        self.loss.set_texts(loss, epoch, {"loss.train": train, "loss.validation": validation}, "loss")
        majority = self.tr("majority class")
        labels = {"accuracy.train": train, "accuracy.validation": validation, "accuracy.majority": majority}
        self.accuracy.set_texts(accuracy, epoch, labels, "accuracy")
        rate, norm = self.tr("Learning rate"), self.tr("Gradient norm")
        self.rate.set_texts(rate, epoch, {"learning_rate": self.tr("first group")}, "learning-rate")
        self.norm.set_texts(norm, epoch, {"gradient_norm": self.tr("before clipping")}, "gradient-norm")
        for curve in self._curves:
            curve.retranslate()
