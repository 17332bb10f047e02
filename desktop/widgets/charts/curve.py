"""A live plot of a few series over the steps of a run, to watch, to read off and to carry away."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSlider, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.theme import WITHIN, set_icon, tokens
from desktop.widgets.asking import ask_save
from desktop.widgets.charts import export
from desktop.widgets.charts.legend import Legend, LegendEntry
from desktop.widgets.charts.plot import Plot
from desktop.widgets.charts.traces import Trace
from engine.job.words import EngineError

_SMOOTHEST: Final = 0.99
_HEADER: Final = 30
_REST: Final = 300  # ms without points until the plot is drawn finely


@dataclass(frozen=True, slots=True)
class Series:
    """One line: `style` 0 to 3 gives colour, dash and marker; None is a dotted baseline at the last value."""

    key: str
    style: int | None


class Curve(QWidget):
    """Give it points with `append`, in one call or many: it redraws some fifteen times a second, and only in sight.

    `delay`: ms from a point's coming to its being drawn; plots that get points together take turns by different ones.
    `failed`: an EngineError from saving. Left and right walk a cross hair along the points.
    """

    failed = Signal(object)

    def __init__(
        self, series: Sequence[Series], *, percent: bool = False, delay: int = 40, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._series, self._percent = tuple(series), percent
        self._undrawn: set[str] = set()
        self._traces = {item.key: Trace() for item in series}
        self._before: dict[str, Trace] = {}
        self._labels = {item.key: item.key for item in series}
        self._step_name, self._file_name = "", "curve"
        self._weight, self._compared = 0.0, False
        self._cross: float | None = None
        self._build()
        self._soon = QTimer(self, singleShot=True, interval=delay)
        self._soon.timeout.connect(self.draw)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(lambda: self._plot.hurry(False))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    def _build(self) -> None:
        styles = {item.key: item.style for item in self._series if item.style is not None}
        self._plot = Plot(styles, percent=self._percent, parent=self)
        self._plot.hovered.connect(self.show_cross)
        self._title = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._title.setProperty("role", "heading")
        self._legend = Legend()
        self._smoothing_name = QLabel()
        self._smoothing = QSlider(Qt.Orientation.Horizontal)
        self._smoothing.setRange(0, 99)
        self._smoothing.setMinimumWidth(32)
        self._smoothing.setMaximumWidth(72)
        self._smoothing.valueChanged.connect(lambda value: self.set_smoothing(value / 100))
        self._log = QToolButton()
        self._log.setCheckable(True)
        self._log.toggled.connect(self.set_log)
        self._more = QToolButton()
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        set_icon(self._more, "export", "muted")
        self._build_menu()
        top = QHBoxLayout()
        top.setSpacing(WITHIN)
        top.addWidget(self._title, 1)
        for widget in (self._smoothing_name, self._smoothing, self._log, self._more):
            top.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WITHIN + 4, 4, WITHIN, 4)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._legend)
        layout.addWidget(self._plot, 1)

    def _build_menu(self) -> None:
        menu = QMenu(self)
        self._copy = menu.addAction("", self.copy)
        self._copy.setShortcut(QKeySequence.StandardKey.Copy)
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self._copy)
        menu.addSeparator()
        self._saves = {kind: menu.addAction("", partial(self._ask_and_save, kind)) for kind in _KINDS}
        menu.addSeparator()
        self._fit = menu.addAction("", self._plot.fit)
        self._more.setMenu(menu)

    # Points

    def append(self, points: Iterable[tuple[str, float, float]]) -> None:
        """Adds (series, step, value) points; those of other series are not ours."""
        fresh: dict[str, list[tuple[float, float]]] = {}
        for key, step, value in points:
            if key in self._traces:
                fresh.setdefault(key, []).append((step, value))
        for key, added in fresh.items():
            self._traces[key].append(added)
        self._undrawn |= fresh.keys()
        if fresh and self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def draw(self) -> None:
        """Draws what came since the last time."""
        self._soon.stop()
        if self._undrawn:
            if not self._rest.isActive():
                self._plot.hurry(True)
            self._rest.start()
            self._draw(self._undrawn)

    def clear(self, span: float = 0.0) -> None:
        """An empty plot whose axis reaches to `span` steps (0: as far as there will be points)."""
        for trace in self._traces.values():
            trace.clear()
        self._cross = None
        self._plot.show_cross(None)
        self._plot.reset(span)
        self._draw(self._traces)

    def keep_for_comparison(self) -> None:
        """Takes what is drawn now as the run before, to be drawn faintly behind the next."""
        self._before = self._traces
        self._traces = {item.key: Trace() for item in self._series}
        self._draw_before()

    def compare(self, shown: bool) -> None:
        """Shows or hides the run before."""
        self._compared = shown
        self._draw_before()

    def _draw(self, keys: Iterable[str]) -> None:
        chosen = set(keys)
        self._undrawn -= chosen
        self._plot.show_traces({key: self._traces[key] for key in self._plot.lines if key in chosen}, self._weight)
        for item in self._series:
            if item.style is None and item.key in chosen:
                last = self._traces[item.key].last
                self._plot.show_baseline(last[1] if last else None)
        self._tell()

    def _draw_before(self) -> None:
        shown = self._before if self._compared else {}
        for key, line in self._plot.lines.items():
            line.show_before(shown.get(key), self._weight, self._log.isChecked())

    # What the hand changes

    def set_smoothing(self, weight: float) -> None:
        """How much of the past stays in each point drawn, 0 to 0.99; the points themselves stay faintly visible."""
        self._weight = min(max(weight, 0.0), _SMOOTHEST)
        self._smoothing.setValue(round(100 * self._weight))
        self._draw(self._traces)
        self._draw_before()

    def set_log(self, log: bool) -> None:
        """Values on a logarithmic axis."""
        self._log.setChecked(log)
        self._plot.set_log(log)
        self._draw(self._traces)
        self._draw_before()
        self._plot.fit()

    def show_cross(self, step: float | None) -> None:
        """Reads the series off at the point nearest to `step`; None: the last values again."""
        self._cross = None if step is None else self._nearest(step)
        self._plot.show_cross(self._cross)
        self._tell()

    def _nearest(self, step: float) -> float | None:
        steps = self._steps()
        return float(steps[np.abs(steps - step).argmin()]) if len(steps) else None

    def _steps(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.unique(np.concatenate([self._traces[key].points()[0] for key in self._plot.lines]))

    def value(self, key: str) -> float | None:
        """A series' value under the cross hair, or its last one."""
        trace = self._traces[key]
        if self._cross is None or key not in self._plot.lines:
            return trace.last[1] if trace.last else None
        steps, values = trace.points()
        return float(values[np.abs(steps - self._cross).argmin()]) if len(steps) else None

    # Words

    def set_texts(self, title: str, step: str, labels: Mapping[str, str], file_name: str) -> None:
        """`title` of the plot, what a `step` is called ("epoch"), what each series is, and a name for saved files.

        A series that is called "" is not in the legend: nothing of it is coming.
        """
        self._title.setText(title)
        self._labels.update(labels)
        self._step_name, self._file_name = step, file_name
        self.setAccessibleName(title)
        for spoken in (self._plot, self._plot.viewport()):  # a screen reader comes to the inner one, too
            spoken.setAccessibleName(title)
        self._plot.name_steps(step)
        self._tell()

    def explain(self, tip: str) -> None:
        """What exactly is drawn, to be read over the title."""
        self._title.setToolTip(tip)

    def retranslate(self) -> None:
        """Words everything that is the widget's own."""
        self._smoothing_name.setText(self.tr("smoothing"))
        self._smoothing.setAccessibleName(self.tr("Smoothing"))
        tip = self.tr("Draws a moving average (EMA), so that the trend shows through the noise; the points stay faint.")
        self._smoothing.setToolTip(tip)
        self._log.setText(self.tr("log"))
        self._log.setAccessibleName(self.tr("Logarithmic scale"))
        self._log.setToolTip(self.tr("Logarithmic scale: each step up is ten times more, so small values show too."))
        self._more.setAccessibleName(self.tr("Copy or save the plot"))
        self._more.setToolTip(self.tr("Copy or save the plot, or show the whole run again"))
        self._copy.setText(self.tr("Copy the picture"))
        self._saves["png"].setText(self.tr("Save as PNG…"))
        self._saves["svg"].setText(self.tr("Save as SVG…"))
        self._saves["csv"].setText(self.tr("Save the values (CSV)…"))
        self._fit.setText(self.tr("Show the whole run"))
        self._plot.dress()
        self._tell()

    def summary(self) -> str:
        """The last values in words, for who listens to the window."""
        told = []
        for item in self._series:
            value = self.value(item.key)
            if value is not None:
                told.append(f"{self._labels[item.key]} {self._figure(value)}")
        return ", ".join([*([self._place()] if self._place() else []), *told])

    def _place(self) -> str:
        steps = [trace.last[0] for key in self._plot.lines if (trace := self._traces[key]).last]
        step = self._cross if self._cross is not None else max(steps, default=None)
        if step is None:
            return ""
        return f"{self._step_name} {figure(round(step, 2), self.locale(), 'g', 6)}"

    def _figure(self, value: float) -> str:
        if not math.isfinite(value):
            return "–"
        if self._percent:
            return percent(value, self.locale())
        form = ("f", 3) if 1e-2 <= abs(value) < 100 or value == 0 else ("g", 3)
        return figure(value, self.locale(), *form)

    def _tell(self) -> None:
        """Brings the legend, and what a screen reader says while the plot has the focus, up to date."""
        values = {item.key: self.value(item.key) for item in self._series}
        words = {key: "" if value is None else self._figure(value) for key, value in values.items()}
        named = [item for item in self._series if self._labels[item.key]]
        entries = tuple(LegendEntry(self._labels[item.key], words[item.key], item.style) for item in named)
        self._legend.show_entries(entries, self._place() if self._cross is not None else "", self._figure(8.888))
        if self.hasFocus():
            self.setAccessibleDescription(self.summary())

    # Carrying away

    def paint_into(self, painter: QPainter, rect: QRect) -> None:
        """The plot under its title and legend, for exports."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(tokens(self).text))
        wide = painter.fontMetrics().horizontalAdvance(self._title.text())
        painter.drawText(QRect(16, 4, wide + 4, _HEADER), Qt.AlignmentFlag.AlignVCenter, self._title.text())
        names = self._legend.height_in(rect.width() - 32)
        self._legend.paint_into(painter, QRect(16, _HEADER, rect.width() - 32, names))
        self._draw(self._undrawn)
        self._plot.hurry(False)
        self._plot.paint_into(painter, rect.adjusted(0, _HEADER + names + 4, -8, -4))

    def image(self) -> QImage:
        """The plot as a picture, at twice its size on the screen."""
        return export.draw_image(self.paint_into, self._paper(), tokens(self).surface)

    def svg(self) -> bytes:
        """The plot as an SVG file's bytes."""
        return export.draw_svg(self.paint_into, self._paper(), tokens(self).surface, self._title.text())

    def csv(self) -> str:
        """The points, in the C locale: a row a step, a column a series, empty where a series has no point."""
        columns: list[dict[float, float]] = []
        for item in self._series:
            at, values = self._traces[item.key].points()
            columns.append(dict(zip(at.tolist(), values.tolist(), strict=True)))
        steps = sorted(set().union(*columns))
        rows = ([step, *(column.get(step) for column in columns)] for step in steps)
        return export.write_csv(["step", *(item.key for item in self._series)], rows)

    def copy(self) -> None:
        """Puts the picture, and the values as text, on the clipboard."""
        export.copy(self.image(), self.csv())

    def save(self, path: Path) -> None:
        """Writes a PNG, SVG or CSV file, by the ending of `path`. Raises EngineError."""
        makers: Mapping[str, Callable[[], bytes | str]] = {".csv": self.csv, ".svg": self.svg}
        export.save(path, makers.get(path.suffix.lower(), lambda: export.encode_png(self.image()))())

    def _paper(self) -> QSize:
        size = QSize(max(480, self._plot.width()), max(240, self._plot.height()))
        return QSize(size.width() + 8, size.height() + _HEADER + self._legend.height_in(size.width() - 24) + 8)

    def _ask_and_save(self, kind: str) -> None:
        name = f"{self._file_name}.{kind}"
        if (chosen := ask_save(self, self._saves[kind].text(), name, f"*.{kind}")) is None:
            return
        path, _ = chosen
        try:
            self.save(path if path.suffix.lower() == f".{kind}" else path.with_name(f"{path.name}.{kind}"))
        except EngineError as error:
            self.failed.emit(error)

    # Keys, focus, theme

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = self._steps()
        key = event.key()
        if key == Qt.Key.Key_Escape and self._cross is not None:
            self.show_cross(None)
        elif key in _MOVES and len(steps):
            at = len(steps) if self._cross is None else int(np.abs(steps - self._cross).argmin())
            goal = {"first": 0, "last": len(steps) - 1}.get(_MOVES[key], at + (1 if _MOVES[key] == "next" else -1))
            self.show_cross(float(steps[min(max(goal, 0), len(steps) - 1)]))
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw(self._undrawn)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.setAccessibleDescription(self.summary())
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_cross(None)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        colours = tokens(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        painter.setPen(QPen(QColor(colours.accent if focused else colours.line), 2 if focused else 1))
        painter.setBrush(QColor(colours.surface))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange):
            self._tell()


_KINDS: Final = ("png", "svg", "csv")
_MOVES: Final[Mapping[int, str]] = {
    Qt.Key.Key_Left: "previous",
    Qt.Key.Key_Right: "next",
    Qt.Key.Key_Home: "first",
    Qt.Key.Key_End: "last",
}
