"""What a training came to, in one strip over its curves, with the next steps; before that, its room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.theme import WITHIN, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.plain import one_line
from engine.learn.results import TrainResult
from engine.learn.scores import wilson


class ResultStrip(QFrame):
    """`mistakes`, `classify` and `save`: next steps that it offers once there is a result."""

    mistakes = Signal()
    classify = Signal()
    save = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self._result: TrainResult | None = None
        self._title = ""
        self.figure = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.range, self.baseline = ElidedLabel(), ElidedLabel()
        for label in (self.range, self.baseline):
            set_role(label, "caption")
        self.buttons = tuple(QPushButton() for _ in range(3))
        signals = (self.mistakes, self.classify, self.save)
        for button, signal in zip(self.buttons, signals, strict=True):
            button.clicked.connect(signal)
        set_role(self.buttons[1], "primary")
        self._build()
        self._resize_figure()
        self.show_result(None)

    def _build(self) -> None:
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.range)
        lines.addWidget(self.baseline)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(WITHIN + 4, 4, 4, 4)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.figure)
        layout.addLayout(lines, 1)
        for button in self.buttons:
            layout.addWidget(button)

    def show_result(self, result: TrainResult | None, title: str = "") -> None:
        """Shows what came of a training, `title` telling which one where it is not the last; None: nothing yet.

        The next steps need the model: where it is gone they are not offered.
        """
        self._result, self._title = result, title
        for button in self.buttons:
            button.setEnabled(result is not None and bool(result.model))
        self._tell()

    def _tell(self) -> None:
        result, where = self._result, self.locale()
        if result is None:
            self.figure.setText("–")
            self.range.setText(self.tr("What the training came to"))
            self.baseline.setText(self.tr("stands here when it is done"))
            return
        share, photos = result.accuracy["validation"], result.photos["validation"]
        low, high = (percent(end, where) for end in wilson(round(share * photos), photos))
        between = self.tr("{low} to {high}") if self._title else self.tr("{low} to {high} in 95 of 100 cases")
        best = self.tr("best epoch {best}").format(best=where.toString(result.best_epoch))
        likely = max(range(len(result.classes)), key=lambda row: sum(result.confusion[row]))
        always = self.tr("always “{guess}”: {share}").format(
            guess=one_line(result.classes[likely]), share=percent(result.majority, where)
        )
        self.figure.setText(percent(share, where))
        self.range.setText(" · ".join(filter(None, (one_line(self._title), between.format(low=low, high=high)))))
        self.baseline.setText(f"{best} · {always}")

    def _resize_figure(self) -> None:
        font = self.figure.font()
        font.setPixelSize(round(1.6 * self.fontInfo().pixelSize()))
        font.setWeight(font.Weight.DemiBold)
        self.figure.setFont(font)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._resize_figure()

    def retranslate(self) -> None:
        """Words everything in the language of the window."""
        words = (
            (self.tr("Mistakes"), self.tr("Judges the model on the Evaluate page and shows what it takes for what")),
            (self.tr("Classify", "verb"), self.tr("Photos of your folder that this model has not learnt from")),
            (self.tr("Save…"), self.tr("One file that holds all that classifying needs, for another computer too")),
        )
        for button, (text, tip) in zip(self.buttons, words, strict=True):
            button.setText(text)
            button.setToolTip(tip)
        self.figure.setAccessibleName(self.tr("Validation accuracy"))
        self._tell()
