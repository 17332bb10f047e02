"""Weights that a person brings to the Train page: looked at on the engine's thread, then chosen to start from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from desktop.theme import set_icon
from engine.files import home, shown
from engine.job.declare import Job, Steps
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError, Message, message
from engine.models.backbones import BACKBONES

if TYPE_CHECKING:
    from desktop.pages.train.page import TrainPage
    from engine.job.background import Mail


@dataclass(frozen=True, slots=True)
class KnownWeights:
    """Weights that can be started from: of which backbone, and what the file is in words.

    `classes`: how many another program taught them to tell apart, where the file can be asked as it is; else 0.
    """

    path: Path
    backbone: str
    told: Message
    classes: int = 0


class RecogniseWeights(Job):
    """Finds out whose weights a file holds. Ends with `weights_unknown`, and what opening a file of weights raises."""

    name: ClassVar[str] = "recognise_weights"

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self) -> Steps:
        from engine.models.card import card_of, carries_card
        from engine.models.file import open_weights
        from engine.models.foreign import recognise

        yield Progress(0, 0)
        with open_weights(self.path) as file:
            if carries_card(file):
                card = card_of(file)
                told = message("weights_file.own", path=shown(self.path), count=len(card.classes))
                found = KnownWeights(self.path, card.backbone, told)
            else:
                other = recognise(file)
                if other is None:
                    raise EngineError("weights_unknown", path=shown(self.path))
                found = KnownWeights(self.path, other.backbone, other.told(shown(self.path)), other.outputs)
        yield Outcome(found)


class AdoptWeights(Job):
    """Saves a model of another program as one of our own; the outcome is its path. Ends with what `adopt` raises."""

    name: ClassVar[str] = "adopt_weights"

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self) -> Steps:
        from engine.models.model import adopt

        yield Progress(0, 0)
        target = home() / "brought" / f"{self.path.name.split('.')[0] or 'model'}.safetensors"
        adopt(self.path, target)
        yield Outcome(target)


class BroughtWeights(QObject):
    """Takes files of weights for `page`: a published one is imported, any other becomes what a training starts from."""

    def __init__(self, page: TrainPage) -> None:
        super().__init__(page)
        self._page = page
        self.ask: QPushButton | None = None

    def take(self, path: Path) -> None:
        """Takes one file; what it is, or why it cannot be used, is said on the page."""
        for row in BACKBONES.values():
            for file in row.weights:
                if file.file == path.name:
                    self._page.settings.chooser.set_choice(row.name, file.version)
                    self._page.bringing.bring_file(row.name, file.version, path)
                    return
        self._page.around.runner.start(RecogniseWeights(path), self.hear, urgent=True)

    def hear(self, mails: list[Mail]) -> None:
        """What the look at the file told."""
        for mail in mails:
            match mail:
                case Outcome(KnownWeights() as found):
                    self._choose(found)
                case Outcome(Path() as model):
                    self._page.banner.clear()
                    self._page.around.workspace.set_model(model)
                    self._page.request_page.emit("classify")
                case Ended(error=EngineError() as error):
                    self._page.show_error(error)

    def _choose(self, found: KnownWeights) -> None:
        settings = self._page.settings
        method = settings.method.value()
        settings.set_values({
            **settings.plain_values(), "backbone": found.backbone, "start_from": str(found.path),
            "method": "frozen" if method == "scratch" else method,
        })  # fmt: skip
        taken = EngineError("weights_taken", name=found.path.name, told=found.told)
        self._page.banner.show_notice(taken, self._page.language, self._way_to_ask(found) if found.classes else None)
        self._page.show_state()

    def _way_to_ask(self, found: KnownWeights) -> QPushButton:
        ask = self.ask = QPushButton(self.tr("Ask it as it is"))
        ask.setToolTip(self.tr("Saves a copy as a model of this program and classifies pictures with it, untrained"))
        set_icon(ask, "classify")
        ask.clicked.connect(lambda: self._page.around.runner.start(AdoptWeights(found.path), self.hear, urgent=True))
        return ask
