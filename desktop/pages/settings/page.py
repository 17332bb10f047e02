"""Language, look, machine and folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.figures import percent
from desktop.page.entry import Entry
from desktop.page.page import Page, Surroundings
from desktop.pages.settings import ENTRY
from desktop.pages.settings.projects import ProjectsPlace
from desktop.settings import TEXT_SIZES
from desktop.theme import BETWEEN, WITHIN, calm, set_icon
from engine.device import DEVICES, cores
from engine.files import home, make_folder, shown
from engine.job.words import EngineError
from engine.project.place import projects_folder

FOLDERS = ("", "projects", "weights", "embeddings", "logs")


class SettingsPage(Page):
    """What the window remembers, to look at and change."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._titles: list[QLabel] = []
        self._labels: dict[str, QLabel] = {}
        self._notes: dict[str, QLabel] = {}
        values = around.settings.values
        self._language = self._combo("language", ("system", "en", "hr"), values.language)
        self._theme = self._combo("theme", ("system", "light", "dark"), values.theme)
        self._text_size = self._combo("text_size", TEXT_SIZES, values.text_size)
        self._device = self._combo("device", DEVICES, values.device)
        self._threads = QSpinBox(minimum=0, maximum=4 * cores(), value=values.threads)
        calm(self._threads)
        self._threads.valueChanged.connect(lambda count: self._change("threads", count))
        self._buttons = {folder: self._open_button(folder) for folder in FOLDERS}
        self._paths: dict[str, QLabel] = {folder: _path_label() for folder in FOLDERS}
        self.projects = ProjectsPlace()
        self.projects.changed.connect(self._word_folders)
        self.projects.failed.connect(self.show_error)
        self._reset = QPushButton()
        self._reset.setProperty("role", "danger")
        self._reset.clicked.connect(self._start_over)
        self._reset_note = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._reset_note.setProperty("role", "caption")
        self.lay_out(self._view())

    def _view(self) -> QWidget:
        inside = QWidget()
        inside.setProperty("role", "column")
        inside.setMaximumWidth(820)
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, WITHIN, 0)
        layout.setSpacing(BETWEEN)
        layout.addWidget(
            self._card([("language", self._language), ("theme", self._theme), ("text_size", self._text_size)])
        )
        layout.addWidget(self._card([("device", self._device), ("threads", self._threads)]))
        layout.addWidget(self._folders())
        layout.addWidget(self._privacy())
        layout.addWidget(self._reset, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._reset_note)
        layout.addStretch(1)
        self._area = area = QScrollArea(widgetResizable=True)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(inside)
        return area

    def _card(self, rows: Sequence[tuple[str, QWidget]]) -> QWidget:
        card, grid = self._empty_card()
        for index, (name, control) in enumerate(rows):
            self._labels[name], self._notes[name] = QLabel(), QLabel(wordWrap=True)
            self._labels[name].setBuddy(control)
            self._notes[name].setProperty("role", "caption")
            control.setFixedWidth(260)
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(self._labels[name])
            words.addWidget(self._notes[name])
            grid.addLayout(words, index + 1, 0)
            grid.addWidget(control, index + 1, 1)
        return card

    def _folders(self) -> QWidget:
        card, grid = self._empty_card()
        for index, folder in enumerate(FOLDERS):
            self._labels[f"folder {folder}"] = QLabel()
            words = QVBoxLayout()
            words.setSpacing(2)
            words.addWidget(self._labels[f"folder {folder}"])
            words.addWidget(self._paths[folder])
            grid.addLayout(words, index + 1, 0)
            if folder == "projects":
                grid.addWidget(self.projects, index + 1, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self._buttons[folder], index + 1, 2, Qt.AlignmentFlag.AlignRight)
        return card

    def _privacy(self) -> QWidget:
        """What is kept where, and that nothing is sent: to read, and to show to whoever asks."""
        card, grid = self._empty_card()
        self._private = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._private.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(self._private, 1, 0, 1, 2)
        return card

    def _empty_card(self) -> tuple[QFrame, QGridLayout]:
        card = QFrame()
        card.setProperty("role", "card")
        grid = QGridLayout(card)
        grid.setContentsMargins(BETWEEN, BETWEEN, BETWEEN, BETWEEN)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        title = QLabel()
        title.setProperty("role", "heading")
        self._titles.append(title)
        grid.addWidget(title, 0, 0, 1, 2)
        return card, grid

    def _combo(self, name: str, choices: Sequence[str | int], chosen: str | int) -> QComboBox:
        box = QComboBox()
        for choice in choices:
            box.addItem(str(choice), choice)
        box.setCurrentIndex(box.findData(chosen))
        box.activated.connect(lambda _index: self._change(name, box.currentData()))
        return box

    def _change(self, name: str, value: Any) -> None:
        self.around.settings.change(**{name: value})

    def _open_button(self, folder: str) -> QPushButton:
        button = QPushButton()
        set_icon(button, "open")
        button.clicked.connect(lambda: self._open(folder))
        return button

    def _open(self, folder: str) -> None:
        try:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(make_folder(_place(folder)))))
        except EngineError as error:
            self.banner.show_error(error, self.language)

    def _start_over(self) -> None:
        """Every setting as on the first day; those of before are kept beside, and it is said where."""
        try:
            kept = self.around.settings.keep_copy()
        except EngineError as error:
            self.banner.show_error(error, self.language)
            return
        self.around.settings.reset()
        self._read()
        self._reset_note.setText(self.tr("The settings of before are kept in {path}").format(path=shown(kept)))

    def _read(self) -> None:
        values = self.around.settings.values
        for box, value in (
            (self._language, values.language),
            (self._theme, values.theme),
            (self._text_size, values.text_size),
            (self._device, values.device),
        ):
            box.setCurrentIndex(box.findData(value))
        self._threads.setValue(values.threads)

    @override
    def shown(self) -> None:
        self._read()

    @override
    def explanation(self) -> str:
        return self.tr(
            "Language and theme change at once. The device and the number of threads say what the computer may use for "
            "learning; the folders hold what the program keeps. Your photos are only read, never changed or copied."
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self._area.setAccessibleName(self.title())
        titles = (self.tr("Language and look"), self.tr("Computing"), self.tr("Folders"), self.tr("Privacy"))
        self._private.setText(
            self.tr(
                "Your photos stay where they are: they are only read. What the program works out of them, such as "
                "trained models, embeddings and the names of folders, is kept on this computer, in the folders above. "
                "Nothing is sent anywhere; the network is asked only when you download weights."
            )
        )
        for label, title in zip(self._titles, titles, strict=True):
            label.setText(title)
        for name, (text, note) in self._rows().items():
            self._labels[name].setText(text)
            self._notes[name].setText(note)
        self._word_choices()
        self._word_folders()
        self.projects.retranslate()
        self._threads.setSpecialValueText(self.tr("all {0} cores").format(cores()))
        self._threads.setAccessibleName(self.tr("Threads"))
        self._reset.setText(self.tr("Back to the defaults"))
        self._reset.setToolTip(self.tr("Every setting as on the first day; photos, models and recent folders stay"))

    def _rows(self) -> dict[str, tuple[str, str]]:
        return {
            "language": (self.tr("Language"), self.tr("Of the window and of every message")),
            "theme": (self.tr("Theme"), self.tr("Light, dark, or as the system is set")),
            "text_size": (
                self.tr("Text size"),
                self.tr("Larger type for tired eyes and far seats; pages that no longer fit scroll"),
            ),
            "device": (
                self.tr("Device"),
                self.tr("Where the network computes: a graphics card is faster, where there is one"),
            ),
            "threads": (
                self.tr("Threads"),
                self.tr("Processor cores to use; fewer leave more for other programs"),
            ),
        }

    def _word_choices(self) -> None:
        where = self.around.settings.locale
        words: dict[str | int, str] = {size: percent(size / 100, where, 0) for size in TEXT_SIZES}
        words |= {
            "system": self.tr("As the system"), "en": "English", "hr": "Hrvatski",
            "light": self.tr("Light"), "dark": self.tr("Dark"), "auto": self.tr("Automatic"),
            "cpu": self.tr("Processor (CPU)"), "cuda": self.tr("NVIDIA graphics card (CUDA)"),
            "mps": self.tr("Apple graphics (MPS)"),
        }  # fmt: skip
        boxes = {"language": self._language, "theme": self._theme, "text_size": self._text_size, "device": self._device}
        for label, box in boxes.items():
            for index in range(box.count()):
                box.setItemText(index, words[box.itemData(index)])
            box.setAccessibleName(self._labels[label].text())
            box.setToolTip(self._notes[label].text())

    def _word_folders(self) -> None:
        words = {
            "": self.tr("Everything the program keeps"), "projects": self.tr("Projects: trainings and their results"),
            "weights": self.tr("Weights of the backbones"), "embeddings": self.tr("Embeddings, computed once"),
            "logs": self.tr("Logs"),
        }  # fmt: skip
        for folder, button in self._buttons.items():
            self._labels[f"folder {folder}"].setText(words[folder])
            self._paths[folder].setText(shown(_place(folder)))
            button.setText(self.tr("Open"))
            button.setToolTip(self.tr("Shows the folder in the system's file browser"))
            button.setAccessibleName(self.tr("Open: {0}").format(words[folder]))


def _place(folder: str) -> Path:
    """Where something is kept."""
    return projects_folder() if folder == "projects" else home() / folder


def _path_label() -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText)
    label.setProperty("role", "caption")
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
