"""What is judged: the model, on which photos; how often the locked ones were looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.models.chooser import ModelChooser
from desktop.settings import Settings
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.plain import one_line
from desktop.widgets.segmented import Option, Segmented
from engine.job.words import Language

PHOTOS: Final = "photos"
"""The third thing that can be judged: the photos themselves."""
_REMEMBERED: Final = 50  # models whose looks are counted
_KEPT: Final = "evaluate"


class CountedLooks:
    """How often the test photos of each model were looked at, kept with the settings."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def of(self, model: str) -> int:
        """How often the test photos of that model were looked at."""
        count = self._known().get(model, 0)
        return count if isinstance(count, int) else 0

    def add(self, model: str) -> None:
        """One look more."""
        count, known = self.of(model), self._known()
        known.pop(model, None)
        known[model] = count + 1
        self._settings.keep_form(_KEPT, {"looks": dict(list(known.items())[-_REMEMBERED:])})

    def _known(self) -> dict[str, object]:
        held = self._settings.form(_KEPT).get("looks", {})
        return dict(held) if isinstance(held, dict) else {}


class EvaluateForm(QWidget):
    """The model, the photos, the folder that they are in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chooser = ModelChooser()
        self.part = Segmented(("test", "all", PHOTOS))
        self.folder = QPushButton()
        set_icon(self.folder, "open")
        self._what, self._where, self._looks = QLabel(), QLabel(wordWrap=True), QLabel(wordWrap=True)
        for label, role in ((self._what, "heading"), (self._where, "caption"), (self._looks, "warning")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self.chooser)
        layout.addSpacing(BETWEEN)
        for widget in (self._what, self.part, self._looks, self._where, self.folder):
            layout.addWidget(widget)
        layout.addStretch(1)
        self._layout = layout

    def add(self, widget: QWidget) -> None:
        """Puts something more at the end."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def show_state(self, folder: Path | None, looks: int) -> None:
        """The folder of the photos, and how often the locked ones were looked at (0: nothing is said)."""
        self._where.setText(one_line(str(folder)) if folder is not None else "")
        self._where.setVisible(folder is not None)
        self._looks.setVisible(looks > 0)
        self._looks.setText(
            self.tr("You have looked at these %n time(s).", "", looks)
            + " "
            + self.tr("Who looks, changes the settings and looks again has begun to learn the test by heart.")
        )

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._what.setText(self.tr("What is judged?"))
        self.part.set_options(
            [
                Option("test", self.tr("Test photos"), self.tr("Those that the training never used: look once.")),
                Option("all", self.tr("A folder"), self.tr("Every photo of a folder with the same classes.")),
                Option(PHOTOS, self.tr("Photos"), self.tr(
                    "What is wrong with the photos themselves: labels, strangers, bad pictures, shortcuts.")),
            ],
            self.tr("What is judged?"),
        )  # fmt: skip
        self.folder.setText(self.tr("Open a folder of photos…"))
        self.folder.setToolTip(
            self.tr("A folder with one folder for each class, named as the model names them (Ctrl+O)")
        )
        self.chooser.retranslate(language)
