"""The data sets of the lesson, one of them chosen: what it is, its licence, where it goes, what of it is here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.figures import figure
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.plain import one_line
from desktop.widgets.segmented import Option, Segmented
from engine.files import shown
from engine.job.words import Language, number, say
from engine.photos.datasets import CLASSES, DATA_SETS, DataSet

_TWICE = 2.1  # as much room as its archive needs while it is unpacked


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be done with a data set now.

    `place`: the folder that it has or would get, `here`: it is there. `begun`: megabytes of the archive that have come.
    `archive`: a file from which it would be taken, instead of a download.
    """

    row: DataSet
    place: Path
    here: bool = False
    begun: float = 0.0
    archive: Path | None = None


class DataSetsView(QWidget):
    """`changed`: another data set was chosen, or other classes of it. Buttons are their owner's to connect."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language: Language = "en"
        self._offer: Offer | None = None
        self.back, self.elsewhere, self.pick = QPushButton(), QPushButton(), QPushButton()
        self.forget, self.download, self.open = QPushButton(), QPushButton(), QPushButton()
        set_role(self.back, "flat")
        for button, icon in (
            (self.back, "back"), (self.elsewhere, "open"), (self.pick, "import"), (self.forget, "trash"),
            (self.download, "download"), (self.open, "open"),
        ):  # fmt: skip
            set_icon(button, icon)
        self.sets, self.classes = Segmented(tuple(DATA_SETS)), Segmented(CLASSES)
        self._headline, self._about, self._size = _label("headline"), _label("muted"), _label("")
        self._licence, self._state = _label("muted"), _label("")
        self._licence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._place = ElidedLabel()
        self._names = {name: _label("heading") for name in ("size", "licence", "classes", "place")}
        self._build()
        self.sets.changed.connect(lambda _: self.changed.emit())
        self.classes.changed.connect(lambda _: self.changed.emit())

    def _build(self) -> None:
        place, deeds, grid = QHBoxLayout(), QHBoxLayout(), QGridLayout()
        place.addWidget(self._place, 1)
        place.addWidget(self.elsewhere)
        for button in (self.open, self.pick, self.download, self.forget):
            deeds.addWidget(button)
        deeds.addStretch(1)
        for row in (place, deeds):
            row.setSpacing(WITHIN)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(BETWEEN)
        grid.setColumnStretch(1, 1)
        for line, name in enumerate(("licence", "size", "classes", "place")):
            beside_button = name == "place"
            side = Qt.AlignmentFlag.AlignVCenter if beside_button else Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._names[name], line, 0, side)
        for line, beside in enumerate((self._licence, self._size, self.classes)):
            grid.addWidget(beside, line, 1)
        grid.addLayout(place, 3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(BETWEEN)
        layout.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._headline, self._about, self.sets):
            layout.addWidget(widget)
        layout.addLayout(grid)
        layout.addWidget(self._state)
        layout.addLayout(deeds)
        layout.addStretch(1)

    def show_offer(self, offer: Offer, *, busy: bool) -> None:
        """Shows what can be done; nothing of it can be changed while it is done."""
        self._offer = offer
        self.sets.set_value(offer.row.name)
        with_classes = bool(offer.row.choices)
        self._names["classes"].setVisible(with_classes)
        self.classes.setVisible(with_classes)
        changing: tuple[QWidget, ...] = (self.sets, self.classes, self.elsewhere, self.pick, self.forget, self.download)
        for widget in changing:
            widget.setEnabled(not busy)
        self.elsewhere.setVisible(not offer.here)
        self.open.setVisible(offer.here and not busy)
        self.pick.setVisible(not offer.here)
        self.download.setVisible(offer.archive is not None and not offer.here)
        self.forget.setVisible(offer.begun > 0 and offer.archive is None and not busy)
        self._word()

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._language = language
        self.back.setText(self.tr("Back"))
        self.back.setToolTip(self.tr("To the start page; a download goes on"))
        self._headline.setText(self.tr("Photos of the lesson"))
        self._about.setText(
            self.tr(
                "The lesson was made with these photos. A data set is brought once and unpacked into a new folder with "
                "a folder for each class; from then on no network is needed."
            )
        )
        self.sets.set_options(
            [Option(row.name, row.title, say(row.about, language)) for row in DATA_SETS.values()], self.tr("Data set")
        )
        self.classes.set_options(
            [
                Option("breed", self.tr("Breeds"), self.tr("37 classes, some of which even people confuse")),
                Option("species", self.tr("Cat or dog"), self.tr("Two classes, as in Cats vs. Dogs")),
            ],
            self.tr("Classes"),
        )
        names = {"size": self.tr("Size"), "licence": self.tr("Conditions"), "classes": self.tr("Classes")}
        for name, text in names.items():
            self._names[name].setText(text)
        self.elsewhere.setText(self.tr("Elsewhere…"))
        self.elsewhere.setToolTip(self.tr("Choose a folder in which the new one is made"))
        self.pick.setText(self.tr("I have the archive already…"))
        self.pick.setToolTip(
            self.tr("Takes the photos from the published file, on a USB stick say: no network is needed")
        )
        self.download.setText(self.tr("Download instead"))
        self.download.setToolTip(self.tr("Does not take the photos from that file"))
        self.forget.setText(self.tr("Throw away what has come"))
        self.forget.setToolTip(self.tr("Frees the disk; a download begins anew then"))
        self.open.setText(self.tr("Open these photos"))
        self.open.setToolTip(self.tr("Opens the folder on the Data page"))
        self._word()

    def _word(self) -> None:
        if (offer := self._offer) is None:
            return
        where, row, place = self.locale(), offer.row, shown(offer.place)
        megabytes = figure(row.megabytes, where, "f", 0)
        size = self.tr("About {photos} photos · {megabytes} MB to download · about {room} MB of room on the disk")
        if offer.here:
            size = self.tr("About {photos} photos")
        elif offer.archive is not None:
            size = self.tr("About {photos} photos · about {room} MB of room on the disk")
        self._names["place"].setText(self.tr("Folder") if offer.here else self.tr("New folder"))
        self._size.setText(
            size.format(
                photos=number(row.photos, self._language),
                megabytes=megabytes,
                room=figure(_TWICE * row.megabytes, where, "f", 0),
            )
        )
        self._licence.setText(say(row.licence, self._language))
        self._place.setText(place)
        self._place.setToolTip(place)
        named = self.tr("Folder: {path}") if offer.here else self.tr("New folder: {path}")
        self._place.setAccessibleName(named.format(path=place))
        self.elsewhere.setAccessibleName(self.tr("New folder elsewhere"))
        if offer.here:
            state = self.tr("It is here already.")
        elif offer.archive is not None:
            state = self.tr("From the file “{name}”: nothing is downloaded.").format(name=one_line(offer.archive.name))
        elif offer.begun:
            state = self.tr("{here} of {all} MB have come already and stay here: it goes on from there.").format(
                here=figure(offer.begun, where, "f", 0), all=megabytes
            )
        else:
            state = ""
        self._state.setText(state)
        self._state.setVisible(bool(state))


def _label(role: str) -> QLabel:
    label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    set_role(label, role)
    return label
