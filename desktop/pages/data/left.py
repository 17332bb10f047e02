"""The Data page's left column: the folder, its classes, what is odd about it, and how its photos are split."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from desktop.pages.data.reading import Readings
from desktop.theme import BETWEEN, WITHIN, calm, set_icon, set_role
from desktop.widgets.charts.splitbar import SplitBar
from desktop.widgets.plain import one_line
from desktop.widgets.rows.bars import ClassBars, Tally
from desktop.widgets.rows.problems import Finding, Problems
from engine.job.declare import declared
from engine.jobs.scan import ScanResult
from engine.learn.recipe import TrainingRecipe
from engine.photos.series import KEPT

ROWS: Final = 8  # classes in sight before their list scrolls
SPLIT: Final = ("validation_share", "test_share", "seed", "groups")
DECLARED: Final = {name: declared(TrainingRecipe, name) for name in SPLIT}
DEFAULT_SPLIT: Final[Mapping[str, Any]] = {name: parameter.default for name, parameter in DECLARED.items()}


class Overview(QWidget):
    """What a folder of photos holds, in words, bars and figures."""

    open_wanted = Signal()
    again_wanted = Signal()
    lesson_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0)  # photos, classes
        self._folder = _label("heading")
        self._total = _label("muted")
        self._why = _label("caption")
        self.readings = Readings()
        self._open, self._again, self.lesson = QPushButton(), QPushButton(), QPushButton()
        set_icon(self._open, "open")
        set_icon(self.lesson, "lessons")
        set_role(self.lesson, "icon")
        self.lesson.clicked.connect(self.lesson_wanted)
        set_icon(self._again, "refresh")
        self._open.clicked.connect(self.open_wanted)
        self._again.clicked.connect(self.again_wanted)
        self._classes_title, self._problems_title = _label("heading"), _label("heading")
        self.classes = ClassBars()
        self._room = QScrollArea(widgetResizable=True)
        self._room.setWidget(self.classes)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.viewport().setAutoFillBackground(False)
        self.classes.setAutoFillBackground(False)
        self.problems = Problems()
        self.split = SplitSettings()
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(WITHIN)
        buttons.addWidget(self._open)
        buttons.addWidget(self._again)
        buttons.addWidget(self.lesson)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._folder, self._total, self._why):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self.readings)
        below: tuple[tuple[QLabel, QWidget], ...] = (
            (self._classes_title, self._room),
            (self._problems_title, self.problems),
        )
        for title, shown in below:
            layout.addSpacing(BETWEEN - WITHIN)
            layout.addWidget(title)
            layout.addWidget(shown)
        layout.addSpacing(BETWEEN - WITHIN)
        layout.addWidget(self.split)
        layout.addStretch(1)

    def show_folder(self, name: str, tip: str) -> None:
        """The folder that is open now; what it holds is not known yet."""
        self._folder.setText(one_line(name))
        self._folder.setToolTip(tip)

    def show_scan(self, result: ScanResult, why: str, found: Sequence[Finding]) -> None:
        self._counts = (result.photos, len(result.classes))
        self._why.setText(why)
        self.problems.set_findings(found)
        self._tell_counts()

    def show_split(self, classes: Sequence[str], counts: Sequence[tuple[int, int, int]]) -> None:
        """Cuts the classes' bars and the whole into parts; `counts`: (train, validation, test) of each class."""
        self.classes.set_tallies([Tally(name, parts) for name, parts in zip(classes, counts, strict=True)])
        self._room.setFixedHeight(self.classes.row_height * min(len(classes), ROWS))
        self.split.bar.set_parts(*(sum(parts[number] for parts in counts) for number in range(3)))

    def forget(self) -> None:
        """Another folder: no class of it is chosen, and its list begins at the top."""
        self.classes.set_chosen(-1)
        self._room.verticalScrollBar().setValue(0)

    def set_busy(self, busy: bool) -> None:
        """While a folder is read it is not read again."""
        self._again.setEnabled(not busy)

    def retranslate(self) -> None:
        self._open.setText(self.tr("Open…"))
        self._open.setToolTip(self.tr("Open another folder of photos (Ctrl+O)"))
        self._again.setText(self.tr("Refresh"))
        self._again.setToolTip(self.tr("Look through the folder again, after photos were added or removed (F5)"))
        self.lesson.setToolTip(self.tr("Photos of the lesson: Cats vs. Dogs, Oxford-IIIT Pet"))
        self.lesson.setAccessibleName(self.tr("Photos of the lesson…"))
        self._classes_title.setText(self.tr("Classes"))
        self._problems_title.setText(self.tr("What stands out"))
        for shown in (self.classes, self._room):
            shown.setAccessibleName(self.tr("Photos in each class"))
        self.classes.setToolTip(self.tr("Click a class to see its photos alone"))
        self.split.retranslate()
        self._tell_counts()

    def _tell_counts(self) -> None:
        photos = self.tr("%n photo(s)", "", self._counts[0])
        self._total.setText(photos + " · " + self.tr("%n class(es)", "", self._counts[1]))


class SplitSettings(QWidget):
    """The split, drawn, and its three settings."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = SplitBar()
        self._title, self._locked = _label("heading"), _label("caption")
        self._labels = [QLabel() for _ in range(3)]
        self.validation, self.test, self.seed = QSpinBox(), QSpinBox(), QSpinBox()
        self._groups: str = DEFAULT_SPLIT["groups"]
        for field, name, scale in self._fields():
            span = DECLARED[name].span
            field.setRange(round(span.low * scale), round(span.high * scale))
        fields = QGridLayout()
        fields.setHorizontalSpacing(WITHIN)
        fields.setVerticalSpacing(4)
        for column, (label, field) in enumerate(
            zip(self._labels, (self.validation, self.test, self.seed), strict=True)
        ):
            set_role(label, "caption")
            label.setBuddy(field)
            calm(field)
            field.setKeyboardTracking(False)
            field.setMinimumWidth(70)
            field.valueChanged.connect(self.changed)
            fields.addWidget(label, 0, column)
            fields.addWidget(field, 1, column)
            fields.setColumnStretch(column, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addWidget(self._title)
        layout.addWidget(self.bar)
        layout.addWidget(self._locked)
        layout.addLayout(fields)

    def _fields(self) -> Iterable[tuple[QSpinBox, str, int]]:
        """Each field, its parameter, and what a 1 of that is in the field."""
        yield self.validation, "validation_share", 100
        yield self.test, "test_share", 100
        yield self.seed, "seed", 1

    def values(self) -> dict[str, Any]:
        """The settings under the names that the Train job has for them; shares are fractions."""
        return {
            "validation_share": self.validation.value() / 100,
            "test_share": self.test.value() / 100,
            "seed": self.seed.value(),
            "groups": self._groups,
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Sets the settings without telling; what is missing or can be none of them gets its default.

        What stays on one side of the split is chosen with the training and kept here as it is.
        """
        self._groups = values["groups"] if values.get("groups") in KEPT else DEFAULT_SPLIT["groups"]
        for field, name, scale in self._fields():
            value: Any = values.get(name)
            if not isinstance(value, int | float) or isinstance(value, bool) or not abs(value) < 2**31:
                value = DEFAULT_SPLIT[name]
            field.blockSignals(True)
            field.setValue(round(value * scale))
            field.blockSignals(False)

    def retranslate(self) -> None:
        self._title.setText(self.tr("Split"))
        self._locked.setText(
            self.tr(
                "The test part stays locked: no training ever sees it. It judges a finished model once, at the end."
            )
        )
        for label, field, text, tip in (
            (self._labels[0], self.validation, self.tr("Validation"), self.tr(
                "The share of the photos that checks the model after every epoch; it is not learned from")),
            (self._labels[1], self.test, self.tr("Test"), self.tr(
                "The share of the photos that stays locked until you ask for the final judgement")),
            (self._labels[2], self.seed, self.tr("Seed"), self.tr(
                "The number that the dice begin with: the same seed always gives the same split")),
        ):  # fmt: skip
            label.setText(text)
            label.setToolTip(tip)
            field.setToolTip(tip)
            field.setAccessibleName(text)
        self.validation.setSuffix(" %")
        self.test.setSuffix(" %")
        self.bar.retranslate()


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    set_role(label, role)
    return label
