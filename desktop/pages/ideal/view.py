"""The pictures that grow, with their film, their curves, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from desktop.figures import percent
from desktop.models.ref import ModelRef
from desktop.pages.ideal.beside import Beside
from desktop.pages.ideal.film import Film
from desktop.pages.ideal.parts import Course, Pane, preset_name
from desktop.pages.ideal.player import Player
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.elided import ElidedLabel
from desktop.widgets.plain import one_line
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.words import Language
from engine.paint.company import named

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from engine.job.background import Running
    from engine.job.events import Picture, Progress
    from engine.jobs.ideal import IdealResult
    from engine.look.opinions import Opinion

_BESIDE: Final = 1000  # px of width from which several pictures leave room for a column beside them


@dataclass(slots=True)
class Growth:
    """One picture of a recipe on its way, or done: what it told, and what networks said of it.

    `number`: which of a recipe's pictures, from 1. `judges`: the networks that have no part in it.
    """

    preset: str
    steps: int
    running: Running
    number: int = 1
    judges: tuple[str, ...] = ()
    film: Film = field(default_factory=Film)
    progress: Progress | None = None
    probability: float | None = None
    result: IdealResult | None = None
    opinions: dict[str, Opinion] = field(default_factory=dict)
    over: bool = False

    @property
    def key(self) -> str:
        """What it is known by: the recipe, or for one of several pictures ROBUST.2."""
        return picture_key(self.preset, self.number)

    @property
    def model(self) -> str:
        """The model that grows it."""
        return self.running.job.model  # type: ignore[attr-defined,no-any-return]

    @property
    def quality(self) -> str:
        """How finely it grows."""
        return self.running.job.quality  # type: ignore[attr-defined,no-any-return]

    @property
    def climbed(self) -> tuple[str, ...]:
        """All networks that see it, the model first."""
        return (self.model, *named(self.running.job.with_, self.model))  # type: ignore[attr-defined]


def picture_key(preset: str, number: int) -> str:
    """What the picture of that number of a recipe is known by."""
    return preset if number == 1 else f"{preset}.{number}"


class Growing(QWidget):
    """Shows the growths that it is given with `begin`. `scrubbed`: a person went to another frame.

    `looked_at`: a person took one of several recipes to look at closely.
    """

    scrubbed = Signal()
    looked_at = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._growths: Mapping[str, Growth] = {}
        self._target = ""
        self._language: Language = "en"
        self.current = ""
        self.beside, self.course, self.player = Beside(thumbnails), Course(), Player()
        self.panes: dict[str, Pane] = {}
        self.heading = ElidedLabel()
        self.restart, self.save, self.save_film = (QPushButton() for _ in range(3))
        self._put_together()
        self.player.strip.chosen.connect(self._scrub)

    def _put_together(self) -> None:
        set_role(self.heading, "heading")
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self.heading, 1)
        for button, icon in ((self.restart, "refresh"), (self.save, "save"), (self.save_film, "export")):
            set_icon(button, icon)
            head.addWidget(button)
        pictures = QWidget()
        self._pane_row = QHBoxLayout(pictures)
        self._pane_row.setContentsMargins(0, 0, 0, 0)
        self._pane_row.setSpacing(WITHIN)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(BETWEEN)
        middle.addWidget(pictures)
        middle.addWidget(self.beside)
        middle.setStretchFactor(0, 1)
        middle.setSizes([430, 250])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(head)
        layout.addWidget(middle, 1)
        layout.addWidget(self.player)
        layout.addWidget(self.course)

    # What grows

    def begin(self, growths: Mapping[str, Growth], target: str, series: str) -> None:
        """Empty places for growths; looked at closely is the last recipe's first picture. `series`: what is climbed."""
        self.player.forget()
        self._growths, self._target = growths, target
        recipes = [growth for growth in growths.values() if growth.number == 1]
        self.current = recipes[-1].key
        self.course.begin([growth.preset for growth in recipes], series, max(growth.steps for growth in recipes))
        self.beside.begin(recipes[-1].climbed, recipes[-1].judges)
        self.beside.show_photos(())
        self._fill_panes()
        self.tell()

    def _fill_panes(self) -> None:
        for pane in self.panes.values():
            self._pane_row.removeWidget(pane)
            pane.deleteLater()
        self.panes = {key: Pane(key) for key in self._growths}
        for pane in self.panes.values():
            self._pane_row.addWidget(pane, 1)
            pane.chosen.connect(self.look_at)
            pane.picture.set_message(self.tr("opening the model …"))
        self._make_room()

    def take(self, growth: Growth, picture: Picture) -> bool:
        """A new picture of a recipe; whether it is shown, the scrubber standing at the newest."""
        following = self.player.strip.following
        growth.film.add(picture.step, picture.pixels)
        if growth.key == self.current:
            self.player.show_film(growth.film.steps, growth.film.frame)
        if following:
            self._show_picture(growth, picture.pixels)
        self._tell_step()
        return following

    def end(self, growth: Growth) -> None:
        """A recipe is over."""
        if growth.film.newest is None:
            self.panes[growth.key].picture.set_message(self.tr("nothing grew"))

    def hear_opinions(self, whose: str, opinions: tuple[Opinion, ...]) -> None:
        """What networks said of a recipe's picture."""
        growth = self._growths.get(whose)
        if growth is None:
            return
        growth.opinions.update({opinion.model: opinion for opinion in opinions})
        if whose == self.current:
            self.beside.hear(opinions)
        self.caption(growth)

    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture that is shown, of the recipe that is looked at closely."""
        growth = self._growths.get(self.current)
        if growth is None or growth.film.newest is None:
            return None
        return growth.film.picture(self.player.strip.place)

    def film(self) -> Film | None:
        """The film of the recipe that is looked at closely."""
        growth = self._growths.get(self.current)
        return growth.film if growth is not None else None

    def _show_picture(self, growth: Growth, pixels: NDArray[np.uint8]) -> None:
        description = self.tr("Ideal image of {name}").format(name=one_line(self._shown_target(growth)))
        self.panes[growth.key].show_picture(pixels, description)

    def _shown_target(self, growth: Growth) -> str:
        return ModelRef.of(growth.model).called(self.locale())(self._target)

    def look_at(self, preset: str) -> None:
        """Looks at one of several recipes closely: its film, and what networks say of it."""
        growth = self._growths.get(preset)
        if growth is None or preset == self.current:
            return
        self.current = preset
        self.player.show_film(growth.film.steps, growth.film.frame, anew=True)
        self.beside.begin(growth.climbed, growth.judges)
        self.beside.hear(tuple(growth.opinions.values()))
        self.tell()
        self.looked_at.emit()

    # The film

    def _scrub(self, place: int) -> None:
        """Shows the frames at a place of the film, of every recipe."""
        last = max(len(self._growths[self.current].film.steps) - 1, 1)
        for growth in self._growths.values():
            if growth.film.newest is not None:
                own = round(place / last * (len(growth.film.steps) - 1))
                self._show_picture(growth, growth.film.picture(place if growth.key == self.current else own))
        self._tell_step()
        self.scrubbed.emit()

    # Words

    def retranslate(self, language: Language) -> None:
        self._language = language
        self.beside.retranslate()
        self.course.retranslate(language)
        self.player.retranslate()
        self.restart.setText(self.tr("Restart"))
        self.restart.setToolTip(self.tr("From the beginning, with the settings as they are now"))
        self.save.setText(self.tr("Save picture…"))
        self.save.setToolTip(self.tr("The picture that is shown, as PNG"))
        self.save_film.setText(self.tr("Save film…"))
        self.save_film.setToolTip(self.tr("How it came about, as GIF, WebP or a folder of PNGs"))
        self.tell()

    def tell(self) -> None:
        """Brings captions and figures up to date."""
        for growth in self._growths.values():
            self.caption(growth)
        self._tell_step()

    def caption(self, growth: Growth) -> None:
        """Below a picture: the recipe, the target's probability, and how many other networks see the target."""
        words = [preset_name(growth.preset, self._language)]
        if any(other.preset == growth.preset and other is not growth for other in self._growths.values()):
            words = [self.tr("picture {number}").format(number=self.locale().toString(growth.number))]
        if (probability := self._probability(growth)) is not None:
            words.append(percent(probability, self.locale()))
        several = len(self.panes) > 1
        line = self._agreement(growth) if several else None
        self.panes[growth.key].caption(" · ".join(words), line, several and growth.key == self.current)

    @staticmethod
    def _probability(growth: Growth) -> float | None:
        """The target's probability in the picture that is shown, as the network said when it was asked about it."""
        said = growth.opinions.get(growth.model)
        if said is not None and said.probability is not None:
            return said.probability
        return growth.probability if growth.over else None

    def _agreement(self, growth: Growth) -> str:
        others = [said for name, said in growth.opinions.items() if name != growth.model and said.rank is not None]
        if not others:
            return ""
        agree = sum(said.rank == 1 for said in others)
        text = self.tr("{agree} of {others} other networks see it")
        return text.format(agree=self.locale().toString(agree), others=self.locale().toString(len(others)))

    def _tell_step(self) -> None:
        growth = self._growths.get(self.current)
        steps = growth.film.steps if growth else ()
        self.player.show_step(steps)
        for button in (self.save_film, self.player.play):
            button.setEnabled(len(steps) > 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Several pictures get the whole width where there is no more."""
        self.beside.setVisible(len(self.panes) < 2 or self.width() >= _BESIDE)
