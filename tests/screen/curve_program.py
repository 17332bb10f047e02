"""A live curve alone on the screen, told what to show by test_curve_on_screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from told import serve

from desktop.theme import apply_theme, tokens
from desktop.widgets.charts.curve import Curve, Series


def main() -> None:
    """Serves until its standard input ends."""
    app = QApplication([])
    apply_theme(app, "light")
    curve = Curve((Series("loss", 0), Series("other", 1)))
    curve.setGeometry(QRect(40, 40, 900, 560))
    plot = curve._plot
    curve.show()

    def append(step: float, value: float) -> list[int]:
        """Adds a point; gives where on the screen it belongs."""
        curve.append([("loss", step, value)])
        curve.draw()
        return place(step, value)

    def place(step: float, value: float) -> list[int]:
        at = plot.viewport().mapToGlobal(plot.mapFromScene(plot._view.mapViewToScene(QPointF(step, value))))
        return [at.x(), at.y()]

    def area() -> list[int]:
        """Left, top, right and bottom of what lies between the axes."""
        inside = plot.mapFromScene(plot._view.sceneBoundingRect()).boundingRect()
        corner: QPoint = plot.viewport().mapToGlobal(inside.topLeft())
        return [corner.x(), corner.y(), corner.x() + inside.width(), corner.y() + inside.height()]

    def colour() -> list[int]:
        """Blue, green and red of the line."""
        shown = QColor(tokens(curve).curves[0])
        return [shown.blue(), shown.green(), shown.red()]

    doings = {
        "append": append,
        "clear": curve.clear,
        "compare": curve.compare,
        "keep": curve.keep_for_comparison,
        "redraw": plot.viewport().update,
        "settle": lambda: None,
        "smooth": curve.set_smoothing,
    }
    questions = {"area": area, "colour": colour, "place": place}
    serve(app, doings, questions, lambda: curve._soon.isActive() or curve._rest.isActive())


if __name__ == "__main__":
    main()
