"""What is wrong with the photos: findings on the left, the photos of the chosen one on the right, to be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.figures import percent
from desktop.page.mending import Mending
from desktop.page.page import Surroundings
from desktop.pages.evaluate.closer import Closer
from desktop.pages.evaluate.mending import MendBar
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.plain import one_line
from desktop.widgets.rows.problems import Finding, Problems
from desktop.widgets.tiles.grid import Grid
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language, Message, say
from engine.jobs.clean import CleanResult


@dataclass(frozen=True, slots=True)
class FoundPhoto:
    """A photo of a finding: its path from the folder, what is said of it, and the class suggested, "" for none."""

    path: str
    said: str
    suggested: str = ""


@dataclass(frozen=True, slots=True)
class FoundPhotos:
    """Photos of a finding, as a grid shows them."""

    root: Path
    photos: tuple[FoundPhoto, ...]
    classes: Sequence[str]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.photos)

    def path(self, index: int) -> Path:
        return self.root / self.photos[index].path

    def name(self, index: int) -> str:
        return self.notes[index] or self.photos[index].said

    def label(self, index: int) -> int:  # noqa: ARG002
        return -1


class FindingsView(QWidget):
    """`train_wanted`: to train with what was corrected; `copy_wanted`: to have it as a folder."""

    train_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, around: Surroundings, thumbnails: Thumbnails, mending: Mending) -> None:
        super().__init__()
        self._mending = mending
        self._language: Language = "en"
        self._result: CleanResult | None = None
        self._root = Path()
        self._groups: list[tuple[Finding, tuple[FoundPhoto, ...]]] = []
        self._photos: tuple[FoundPhoto, ...] = ()
        self._about, self._title = QLabel(wordWrap=True), QLabel(wordWrap=True)
        self.findings, self.grid, self.closer = Problems(), Grid(thumbnails), Closer(around, thumbnails)
        self.large = self.closer.large
        self.grid.set_side(96)
        self.mend = MendBar()
        self.take_all = QPushButton()
        set_role(self.take_all, "link")
        self._build()
        self.findings.chosen.connect(self.show_finding)
        self.grid.activated.connect(self.open_photo)
        self.grid.current_changed.connect(lambda _: self._tell_photo())
        self.large.closed.connect(lambda: self._stack.setCurrentWidget(self.grid))
        self.large.stepped.connect(lambda by: self.open_photo(self.grid.step(by)))
        self.mend.wanted.connect(self._correct)
        self.take_all.clicked.connect(self.take_suggestions)
        self.mend.train_wanted.connect(self.train_wanted)
        self.mend.copy_wanted.connect(self.copy_wanted)
        mending.changed.connect(lambda _: self._tell_corrections())

    def _build(self) -> None:
        for label, role in ((self._about, "heading"), (self._title, "heading")):
            label.setTextFormat(Qt.TextFormat.PlainText)
            set_role(label, role)
        area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        inside = QWidget()
        inside.setProperty("role", "column")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.findings)
        column.addStretch(1)
        area.setWidget(inside)
        self._stack = QStackedWidget()
        for widget in (self.grid, self.closer):
            self._stack.addWidget(widget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN - 4)
        about = _card(self._about, area)
        layout.addWidget(about, 2)
        self._stack.currentChanged.connect(  # a photo that is looked at closely has the room
            lambda _: about.setVisible(self._stack.currentWidget() is not self.closer)
        )
        layout.addWidget(_card(self._title, self._stack, self.take_all, self.mend), 3)

    # What is shown

    def show_result(self, result: CleanResult, root: Path) -> None:
        """Shows what was found on the photos under `root`."""
        self._result, self._root = result, root
        self.mend.set_classes([one.class_ for one in result.typical])
        self._tell()
        with_photos = [row for row, (_, photos) in enumerate(self._groups) if photos]
        self.show_finding(with_photos[0] if with_photos else -1)
        self._tell_corrections()

    def show_finding(self, row: int) -> None:
        """The photos of a finding."""
        self._photos = self._groups[row][1] if 0 <= row < len(self._groups) else ()
        self._title.setText(self._groups[row][0].title if self._photos else self.tr("Choose a finding"))
        self._stack.setCurrentWidget(self.grid)
        self._fill_grid()

    def open_photo(self, index: int) -> None:
        """Shows one of the photos large, with what is said of it."""
        if 0 <= index < len(self._photos):
            photo = self._photos[index]
            self._stack.setCurrentWidget(self.closer)
            self.closer.look(self._root, photo.path, [photo.said])
            self._tell_photo()

    def _fill_grid(self) -> None:
        current = self.grid.current
        notes = tuple(self._note(photo.path) for photo in self._photos)
        names = [one.class_ for one in self._result.typical] if self._result is not None else []
        self.grid.show_photos(FoundPhotos(self._root, self._photos, names, notes), range(len(self._photos)))
        if 0 <= current < len(self._photos):
            self.grid.step(current + 1)
        self._tell_photo()

    def _note(self, path: str) -> str:
        """What was corrected about a photo, in a word; "" for nothing."""
        match self._mending.of(path):
            case ("move", class_):
                return f"✓ {class_}"
            case ("leave_out", _):
                return "✓ " + self.tr("left out")
            case ("apart", _):
                return "✓ " + self.tr("not the same")
        return ""

    def _tell_photo(self) -> None:
        index = self.grid.current
        there = 0 <= index < len(self._photos)
        self.mend.set_photo(there=there, suggested=self._photos[index].suggested if there else "")
        count = len(self._open_suggestions())
        self.take_all.setVisible(count > 1)
        self.take_all.setText(self.tr("Take all %n suggestion(s)", "", count))
        self.take_all.setToolTip(self.tr("Look through them first: some photos are hard, not wrong"))

    def _tell_corrections(self) -> None:
        self.mend.show_history(self._mending.result)
        if self._photos:
            self._fill_grid()

    def _correct(self, action: str, class_: str) -> None:
        index = self.grid.current
        if action in ("undo", "redo"):
            self._mending.do(action)
        elif 0 <= index < len(self._photos):
            self._mending.do(action, [self._photos[index].path], class_)
            self.grid.step(1)

    def take_suggestions(self) -> None:
        """Moves every photo of the finding to the class that is suggested for it, a step a class."""
        wanted: dict[str, list[str]] = {}
        for photo in self._open_suggestions():
            wanted.setdefault(photo.suggested, []).append(photo.path)
        for class_, paths in wanted.items():
            self._mending.do("move", paths, class_)

    def _open_suggestions(self) -> list[FoundPhoto]:
        """The photos of the finding with a suggestion that was neither taken nor passed over by a correction."""
        return [photo for photo in self._photos if photo.suggested and self._mending.of(photo.path) is None]

    # Words

    def _tell(self) -> None:
        result = self._result
        if result is None:
            return
        text = self.tr("The others agree with the labels of {share} of %n photo(s)", "", result.photos)
        self._about.setText(text.format(share=percent(result.accuracy, self.locale())))
        self._groups = [*self._doubted(result), *self._pictures(result), *self._told(result), *self._typical(result)]
        if not self._groups:
            self._groups = [(Finding(self.tr("Nothing stands out"), "", weight="good"), ())]
        self.findings.set_findings([finding for finding, _ in self._groups])

    def _doubted(self, result: CleanResult) -> list[tuple[Finding, tuple[FoundPhoto, ...]]]:
        issues = tuple(
            FoundPhoto(one.path, f"{one.given} → {one.suggested}", one.suggested) for one in result.label_issues
        )
        across = tuple(FoundPhoto(path, path) for group in result.across for path in group)
        found: list[tuple[Finding, tuple[FoundPhoto, ...]]] = []
        if issues:
            advice = self.tr(
                "Photos that the others, asked about them, put into another class. The most doubtful come first: "
                "some are labelled wrongly, some are hard."
            )
            found.append((Finding(self.tr("Labels in doubt"), advice, len(issues)), issues))
        if across:
            advice = self.tr("The same picture lies in two classes: one of them cannot be right.")
            found.append((Finding(self.tr("One picture, two classes"), advice, len(across), "danger"), across))
        return found

    def _pictures(self, result: CleanResult) -> list[tuple[Finding, tuple[FoundPhoto, ...]]]:
        strange = tuple(FoundPhoto(one.path, one.path) for one in result.outliers)
        marks = tuple(FoundPhoto(one.path, say(Message(f"mark.{one.mark}"), self._language)) for one in result.quality)
        found: list[tuple[Finding, tuple[FoundPhoto, ...]]] = []
        if strange:
            advice = self.tr("They are not like any other photo of the folder. Do they belong here?")
            found.append((Finding(self.tr("Strangers"), advice, len(strange)), strange))
        if marks:
            advice = self.tr("Very dark or bright, blurred, without colour, tiny, or of an odd shape.")
            found.append((Finding(self.tr("Hard to see"), advice, len(marks)), marks))
        return found

    def _told(self, result: CleanResult) -> list[tuple[Finding, tuple[FoundPhoto, ...]]]:
        """Findings that concern no photo in particular."""
        where = self.locale()
        found: list[tuple[Finding, tuple[FoundPhoto, ...]]] = []
        for one in result.shortcuts:
            what = say(Message(f"property.{one.property}"), self._language)
            text = self.tr(
                "It alone guesses {accuracy} of the classes, best “{name}”; always the largest class: {majority}. A "
                "model may learn it in place of what is on the photos."
            ).format(
                accuracy=percent(one.accuracy, where), name=one_line(one.class_), majority=percent(one.majority, where)
            )
            found.append((Finding(self.tr("Shortcut: {property}").format(property=what), text), ()))
        for part in result.slices:
            what = say(Message(f"property.{part.property}"), self._language)
            text = self.tr("Right on {low} of the photos with little of it, on {high} of those with much.").format(
                low=percent(part.low, where), high=percent(part.high, where)
            )
            found.append((Finding(self.tr("Unequal: {property}").format(property=what), text), ()))
        return found

    def _typical(self, result: CleanResult) -> list[tuple[Finding, tuple[FoundPhoto, ...]]]:
        most = tuple(FoundPhoto(path, one.class_) for one in result.typical for path in one.most)
        least = tuple(FoundPhoto(path, one.class_) for one in result.typical for path in one.least)
        return [
            (Finding(self.tr("The most typical"), self.tr("Those most like the others of their class."), len(most),
                     "muted"), most),
            (Finding(self.tr("The strangest"), self.tr("Those least like the others of their class."), len(least),
                     "muted"), least),
        ]  # fmt: skip

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self.grid.set_language(language)
        self.grid.setAccessibleName(self.tr("Photos of the chosen finding"))
        self.grid.set_message(self.tr("Choose a finding to see its photos"))
        self.findings.setAccessibleName(self.tr("Findings"))
        self.closer.retranslate(language)
        self.mend.retranslate()
        self._tell()


def _card(*widgets: QWidget) -> QFrame:
    card = QFrame()
    set_role(card, "card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(BETWEEN - 4, BETWEEN - 4, BETWEEN - 4, BETWEEN - 4)
    layout.setSpacing(WITHIN)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if place == 1 else 0)
    return card
