"""The drawing surface of a live curve: pyqtgraph, dressed in the window's colours and language."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from pyqtgraph import exceptionHandling
from PySide6.QtCore import QEvent, QLocale, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.figures import figure, percent
from desktop.theme import set_role, tokens
from desktop.widgets.charts.legend import line_pen, marker
from desktop.widgets.charts.traces import Points, Trace, smooth, thin
from desktop.widgets.elided import ElidedLabel

if sys.excepthook == exceptionHandling.handler.sys_excepthook:  # what is not caught is the window's to show
    exceptionHandling.handler.remove()

_FEW: Final = 160  # up to so many points edges are smooth even in a hurry
_DRAWN: Final = 512  # about one a pixel
_NOTHING: Final = 1e-9  # the highest value before there is one
CHANGES: Final = (QEvent.Type.PaletteChange, QEvent.Type.LocaleChange, QEvent.Type.FontChange)
_MARKED: Final = 40  # up to so many points each has its marker, then the last alone


class _Axis(pg.AxisItem):  # type: ignore[misc]
    """An axis that writes its numbers as the window's language does, and shares as percent."""

    def __init__(self, orientation: str, percent: bool = False) -> None:
        super().__init__(orientation)
        self._percent = percent
        self.words = QLocale()
        self.setStyle(tickLength=-4, autoExpandTextSpace=False)
        self.keep_picture(True)

    def keep_picture(self, kept: bool) -> None:
        """Whether the axis is copied from a picture of it: much quicker, for it stands still while the lines grow."""
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache if kept else self.CacheMode.NoCache)

    @override
    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self.logMode:
            return [self._decimal(10**value) for value in values]
        factor = 100 if self._percent else 1
        places = max(0, math.ceil(-math.log10(spacing * factor) - 1e-9))
        if self._percent:
            sign = percent(0.0, self.words).lstrip("0.,")
            return [figure(value * factor, self.words, "f", places) + sign for value in values]
        if max((abs(value) for value in values), default=1.0) < 1e-3:
            return [figure(value, self.words, "g", 2) for value in values]
        return [figure(value, self.words, "f", places) for value in values]

    def _decimal(self, value: float) -> str:
        """A figure of a logarithmic axis: 1, 2 and 5 of each decade have room."""
        leading = f"{value:.0e}"[0]
        return figure(value, self.words, "g", 2) if leading in "125" else ""


class Stroke(pg.GraphicsObject):  # type: ignore[misc]
    """A line through points, drawn in pixels of its own: pyqtgraph's wide or dashed pens cost ten times as much.

    Many points are drawn without smooth edges while they keep coming (`hurried`), which is ten times quicker again.
    """

    def __init__(self, depth: float) -> None:
        super().__init__()
        self._steps = self._values = np.empty(0)
        self._pen = QPen()
        self._marked = np.empty(0, dtype=np.int64)
        self._style = 0
        self.hurried = False
        self.setZValue(depth)

    def set_pen(self, pen: QPen) -> None:
        self._pen = pen
        self.update()

    def set_points(self, steps: Points, values: Points) -> None:
        """Steps and values, each (N,); NaN is a gap."""
        self._steps, self._values = steps, values
        self.update()

    def mark(self, style: int) -> None:
        """Markers of that style on the points, or on the last alone where there are many."""
        there = np.flatnonzero(np.isfinite(self._values))
        self._style, self._marked = style, there if len(there) <= _MARKED else there[-1:]

    @override
    def boundingRect(self) -> QRectF:
        return self.viewRect() or QRectF()

    @override
    def viewRangeChanged(self) -> None:
        self.viewTransformChanged()  # the range changes first, and what it shows with it

    @override
    def viewTransformChanged(self) -> None:
        self.prepareGeometryChange()
        super().viewTransformChanged()  # forgets the bounds before: a screen draws nothing that is out of them

    @override
    def paint(self, painter: QPainter, *_: Any) -> None:
        if len(self._steps) == 0:
            return
        onto = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        smooth_edges = len(self._steps) <= _FEW or not self.hurried
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth_edges)
        painter.setPen(self._pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        across, down = self._steps * onto.m11() + onto.dx(), self._values * onto.m22() + onto.dy()
        if len(across) > 1:
            painter.drawPath(pg.arrayToQPath(across, down, connect="finite"))
        if len(self._marked):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._pen.color())
            shape = marker(self._style)
            for at in self._marked.tolist():
                painter.drawPolygon(shape.translated(float(across[at]), float(down[at])))
        painter.restore()


class PlotLine:
    """One series as it is drawn: smoothed over raw, markers, and the run before in the background."""

    def __init__(self, view: pg.ViewBox, style: int) -> None:
        self.style = style
        self.before, self.raw, self.line = (Stroke(depth) for depth in range(3))
        for item in (self.before, self.raw, self.line):
            view.addItem(item, ignoreBounds=True)

    def show(self, trace: Trace, weight: float, log: bool) -> tuple[float, float] | None:
        """Draws the trace; gives the lowest and highest value drawn, None where there is none."""
        steps, values = trace.points()
        drawn = _scaled(smooth(values, weight), log)
        self.line.set_points(*thin(steps, drawn, _DRAWN))
        self.raw.setVisible(weight > 0)
        if weight > 0:
            self.raw.set_points(*thin(steps, _scaled(values, log), _DRAWN))
        self.line.mark(self.style)
        there = drawn[np.isfinite(drawn)]
        return (float(there.min()), float(there.max())) if len(there) else None

    def show_before(self, trace: Trace | None, weight: float, log: bool) -> None:
        steps, values = (trace or Trace()).points()
        self.before.set_points(*thin(steps, _scaled(smooth(values, weight), log), _DRAWN))

    def dress(self, widget: QWidget) -> None:
        """Takes colours from the widget's theme."""
        colours = tokens(widget)
        faint = QColor(colours.curves[self.style])
        faint.setAlphaF(0.4)
        before = line_pen(colours, self.style, 1.5)
        before.setColor(faint)
        self.line.set_pen(line_pen(colours, self.style))
        self.raw.set_pen(QPen(faint, 1))
        self.before.set_pen(before)


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Lines over steps, a dotted baseline, a cross hair. It keeps its range by itself until the hand takes it."""

    hovered = Signal(object)  # the step under the pointer, a float; None when it left

    def __init__(self, styles: Mapping[str, int], *, percent: bool, parent: QWidget | None = None) -> None:
        self._x, self._y = _Axis("bottom"), _Axis("left", percent)
        super().__init__(parent, enableMenu=False, axisItems={"bottom": self._x, "left": self._y})
        self._percent, self._log = percent, False
        self._span, self._top, self._bottom = 1.0, 1.0, 0.0
        self._manual = False
        item = self.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.showGrid(x=False, y=True, alpha=0.2)
        self._y.setWidth(58)
        self._x.setHeight(24)
        self._view: Any = item.getViewBox()
        self._view.disableAutoRange()
        self._view.sigRangeChangedManually.connect(self._taken)
        self.lines = {key: PlotLine(self._view, style) for key, style in styles.items()}
        self._baseline = pg.InfiniteLine(angle=0, movable=False)
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        for line in (self._baseline, self._cross):
            line.hide()
            self._view.addItem(line, ignoreBounds=True)
        self._corner = ElidedLabel(self)
        set_role(self._corner, "muted")
        self._corner.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._corner.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scene().sigMouseMoved.connect(self._moved)
        self.dress()
        self.fit()

    # What is drawn

    def name_steps(self, name: str) -> None:
        """What the steps are ("epoch"): it stands in the corner below the values, in the row of the steps' figures."""
        self._corner.setText(name)
        self._place_corner()

    def _place_corner(self) -> None:
        size, right = self._corner.sizeHint(), self._y.width() - 6
        self._corner.setGeometry(0, self.height() - round(self._x.height()), round(right), size.height())

    @override
    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        if hasattr(self, "_corner"):
            self._place_corner()

    def show_traces(self, traces: Mapping[str, Trace], weight: float) -> None:
        """Redraws the given series, and widens the range where they need it."""
        for key, trace in traces.items():
            bounds = self.lines[key].show(trace, weight, self._log)
            if bounds is not None and trace.last is not None:
                self._widen(trace.last[0], *bounds)

    def hurry(self, hurried: bool) -> None:
        """Quick drawing while points keep coming; fine drawing when they stop."""
        for line in self.lines.values():
            for stroke in (line.line, line.raw, line.before):
                stroke.hurried = hurried
                stroke.update()

    def show_baseline(self, value: float | None) -> None:
        """A dotted line across at `value`."""
        shown = None if value is None else float(_scaled(np.array([value]), self._log)[0])
        self._baseline.setVisible(shown is not None and math.isfinite(shown))
        if shown is not None and math.isfinite(shown):
            self._baseline.setValue(shown)

    def show_cross(self, step: float | None) -> None:
        """An upright line at `step`."""
        self._cross.setVisible(step is not None)
        if step is not None:
            self._cross.setValue(step)

    # Ranges: changed seldom and in strides, because an axis that moves is drawn anew

    def reset(self, span: float) -> None:
        """An empty range from 0 to `span` steps."""
        self._span, self._manual = max(span, 1.0), False
        self._top, self._bottom = (0.0, 0.0) if self._log else (1.0 if self._percent else _NOTHING, 0.0)
        self.fit()

    def set_log(self, log: bool) -> None:
        """A logarithmic axis of values; the caller draws its traces again."""
        self._log = log
        self._y.setLogMode(x=False, y=log)
        self._top, self._bottom = (-math.inf, math.inf) if log else (1.0 if self._percent else _NOTHING, 0.0)
        self._manual = False

    def fit(self) -> None:
        """Shows the whole run again."""
        self._manual = False
        low, high = self._bottom, self._top
        if not (math.isfinite(low) and math.isfinite(high)) or high - low <= _NOTHING:
            low, high = (-2.0, 0.0) if self._log else (0.0, 1.0)
        margin = 0.08 * (high - low)
        self._view.setRange(
            xRange=(-0.01 * self._span, 1.02 * self._span), yRange=(low - margin, high + margin), padding=0
        )

    def _widen(self, step: float, low: float, high: float) -> None:
        before = (self._span, self._top, self._bottom)
        if step > self._span:
            self._span = step * 1.25
        if self._log:
            self._bottom = min(self._bottom, math.floor(4 * low) / 4)
            self._top = max(self._top, math.ceil(4 * high) / 4)
        else:
            self._bottom = min(self._bottom, 1.15 * low) if low < self._bottom else self._bottom
            self._top = max(self._top, 1.15 * high) if high > self._top else self._top
        if before != (self._span, self._top, self._bottom) and not self._manual:
            self.fit()

    def _taken(self) -> None:
        self._manual = True

    # Dress and hand

    def dress(self) -> None:
        """Takes colours, numbers and type from the window."""
        colours = tokens(self)
        self.setBackground(QColor(colours.surface))
        for axis in (self._x, self._y):
            axis.setPen(pg.mkPen(colours.line))
            axis.setTextPen(pg.mkPen(colours.muted))
            axis.setTickFont(self.font())
            axis.words = self.locale()
            axis.picture = None
            axis.update()
        for line in self.lines.values():
            line.dress(self)
        dotted = line_pen(colours, None, 1.5)
        dotted.setCosmetic(True)
        self._baseline.setPen(dotted)
        self._cross.setPen(pg.mkPen(colours.muted, width=1))

    def paint_into(self, painter: QPainter, rect: QRect) -> None:
        """Draws the plot as it stands into `rect` of any painter, lines and letters as such."""
        for axis in (self._x, self._y):
            axis.keep_picture(False)
        scene = self.mapToScene(self.viewport().rect()).boundingRect()
        self.scene().render(painter, QRectF(rect), scene, Qt.AspectRatioMode.IgnoreAspectRatio)
        for axis in (self._x, self._y):
            axis.keep_picture(True)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in CHANGES and hasattr(self, "_cross"):  # each for itself: a parent hears of a palette first
            self.dress()

    def _moved(self, at: QPointF) -> None:
        inside = self._view.sceneBoundingRect().contains(at)
        self.hovered.emit(float(self._view.mapSceneToView(at).x()) if inside else None)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(None)

    @override
    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.fit()
        event.accept()


def _scaled(values: Points, log: bool) -> Points:
    """`values`, or their logarithms to base 10 with a gap where there is none."""
    if not log:
        return values
    return np.log10(values, out=np.full(len(values), np.nan), where=values > 0)
