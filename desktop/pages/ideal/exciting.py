"""The learner's photos that excite a class, or a channel, most."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QObject

from desktop.figures import figure, percent
from desktop.page.working import WorkingPage
from desktop.widgets.tiles.photorow import Captioned
from engine.job.declare import Job
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError
from engine.jobs.classify import Classify, ClassifyResult
from engine.jobs.features import Features, FeaturesResult
from engine.look.guess import Guess
from engine.photos.folder import list_photos

if TYPE_CHECKING:
    from desktop.pages.ideal.beside import Beside
    from desktop.pages.ideal.grown import Grown
    from engine.job.background import Mail, Running

SHOWN: Final = 6
_ASKED: Final = 1000  # classes a photo: the one in question is among them


class ExcitingPhotos(QObject):
    """Shows the open folder's photos to the network, and the best few of them in the column beside the picture."""

    def __init__(self, page: WorkingPage, beside: Beside) -> None:
        super().__init__(page)
        self._page, self._beside = page, beside
        self._finding: Running | None = None
        self._target = ""

    def find(self, grown: Grown) -> None:
        """Keeps the photos that excite what has grown most; leads to Data where no folder is open."""
        workspace = self._page.around.workspace
        if workspace.folder is None:
            self._page.request_page.emit("data")
            return
        channel = None if grown.by_class else grown.target
        try:
            job = exciting_job(grown.model, workspace.folder, channel, workspace.device, workspace.threads)
        except EngineError as error:
            self._page.show_error(error)
            return
        self._target = grown.target
        self._finding = finding = self._page.around.runner.start(job, lambda mails: self._hear(finding, mails))
        self.show()

    def show(self) -> None:
        """Words the button."""
        folder = self._page.around.workspace.folder
        self._beside.search.setEnabled(self._finding is None)
        self._beside.search.setText(self.tr("Find them") if folder else self.tr("Open a folder first"))

    def _hear(self, finding: Running, mails: list[Mail]) -> None:
        if finding is not self._finding:
            return
        where = self._page.around.settings.locale
        for mail in mails:
            match mail:
                case Progress(done, total) if total:
                    counts = {"done": where.toString(done), "total": where.toString(total)}
                    self._beside.show_photos((), self.tr("looking at photo {done} of {total}").format(**counts))
                case Outcome(value):
                    found = exciting_photos(value, self._target, where)
                    self._beside.show_photos(found, "" if found else self.tr("No photo shows anything of it."))
                case Ended(error=error):
                    self._finding = None
                    if error is not None:
                        self._beside.show_photos((), error.say(self._page.language))
                    self.show()


def exciting_job(model: str, folder: Path, channel: str | None, device: str, threads: int) -> Job:
    """The job that shows a folder's photos to a network, for a class or for `channel`, LAYER:N.

    Raises EngineError `no_photos_to_attack` for a channel where the folder holds no photo.
    """
    if channel is None:
        return Classify(model=model, paths=(folder,), top=_ASKED, device=device, threads=threads)
    layer, _, number = channel.rpartition(":")
    photos, skipped, _ = list_photos([folder])
    if not photos:
        raise EngineError("no_photos_to_attack", path=str(folder), count=len(skipped))
    return Features(
        model=model, photo=photos[0], layer=layer, channel=int(number), folder=folder, device=device, threads=threads
    )


def exciting_photos(value: object, target: str, where: QLocale) -> list[Captioned]:
    """The best few photos of such a job's outcome, each with its figure."""
    match value:
        case ClassifyResult():
            rated = [(_probability(photo.top, target), photo.path) for photo in value.photos]
            best = sorted(rated, key=lambda pair: -pair[0])[:SHOWN]
            return [Captioned(Path(path), percent(share, where)) for share, path in best]
        case FeaturesResult():
            figures = [(item.path, figure(item.activation, where, "g", 3)) for item in value.exciting[:SHOWN]]
            return [Captioned(Path(path), figure) for path, figure in figures]
        case _:
            return []


def _probability(top: tuple[Guess, ...], target: str) -> float:
    return next((guess.probability for guess in top if guess.class_ == target), 0.0)
