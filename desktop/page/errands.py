"""Small jobs that pages have done on the engine's thread with pictures that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from desktop.page.working import WorkingPage
from desktop.widgets.asking import ask_save
from engine.files import shown
from engine.job.declare import Job, Steps
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.job.background import Mail
    from engine.look.opinions import Opinion


class AskNetworks(Job):
    """What each of `models` says of a picture (H, W, 3); the outcome is a tuple of opinions, in their order.

    The first is the one in hand, kept ready for the next question; the others are let go after theirs.
    """

    name: ClassVar[str] = "ask"

    def __init__(self, models: Sequence[str], pixels: NDArray[np.uint8], class_: str | None, device: str) -> None:
        self.models, self.pixels, self.class_, self.device = tuple(models), pixels, class_, device

    def run(self) -> Steps:
        from engine.device import choose
        from engine.look.opinions import opinion
        from engine.models.model import load
        from engine.models.recent import load_recent

        device = choose(self.device)
        found: list[Opinion] = []
        for done, model in enumerate(self.models):
            yield Progress(done, len(self.models))
            network = load_recent(model, device) if done == 0 else load(model).to(device)
            found.append(opinion(model, network, self.pixels, self.class_))
        yield Outcome(tuple(found))


class SavePicture(Job):
    """Writes a picture (H, W, 3) as PNG. Ends with EngineError `only_png`, `disk_full` or `not_written`."""

    name: ClassVar[str] = "save_picture"

    def __init__(self, path: Path, pixels: NDArray[np.uint8]) -> None:
        self.path, self.pixels = path, pixels

    def run(self) -> Steps:
        from engine.photos.door import write_png

        yield Progress(0, 0)
        if self.path.suffix.lower() != ".png":
            raise EngineError("only_png", path=shown(self.path))
        write_png(self.path, self.pixels)
        yield Outcome(str(self.path))


class SaveFilm(Job):
    """Writes frames (H, W, 3) as GIF, WebP or a folder of PNGs. Ends with EngineError `unknown_film`, `disk_full` …"""

    name: ClassVar[str] = "save_film"

    def __init__(self, path: Path, frames: Sequence[NDArray[np.uint8]]) -> None:
        self.path, self.frames = path, tuple(frames)

    def run(self) -> Steps:
        from engine.paint.film import check_film, write_film

        yield Progress(0, 0)
        check_film(self.path)
        write_film(self.path, self.frames)
        yield Outcome(str(self.path))


class Saving(QObject):
    """Has a page's pictures and films written; the page tells where they are, or what went wrong."""

    def __init__(self, page: WorkingPage) -> None:
        super().__init__(page)
        self._page = page

    def ask_png(self, name: str) -> Path | None:
        """Asks where to write a picture, `name` proposed; None where a person thinks better of it."""
        if (chosen := ask_save(self._page, self.tr("Save the picture"), name, "PNG (*.png)")) is None:
            return None
        path, _ = chosen
        return path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png")

    def start(self, job: SavePicture | SaveFilm) -> None:
        """Starts the writing; a person waits for it."""

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Ended(error=EngineError() as error):
                        self._page.show_error(error)
                    case Ended("done"):
                        self._page.bar.set_note(self.tr("Saved as {path}").format(path=shown(job.path)))

        self._page.around.runner.start(job, hear, urgent=True)
