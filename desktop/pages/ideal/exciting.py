"""The learner's photos that excite a class, or a channel, most."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale

from desktop.figures import figure, percent
from desktop.widgets.tiles.photorow import Captioned
from engine.job.declare import Job
from engine.job.words import EngineError
from engine.jobs.classify import Classify, ClassifyResult
from engine.jobs.features import Features, FeaturesResult
from engine.look.guess import Guess
from engine.photos.folder import list_photos

SHOWN: Final = 6
_ASKED: Final = 1000  # classes a photo: the one in question is among them


def exciting_job(model: str, folder: Path, channel: str | None, device: str, threads: int) -> Job:
    """The job that shows a folder's photos to a network, for a class or for `channel`, LAYER:N.

    Raises EngineError `no_photos_to_attack` for a channel where the folder holds no photo.
    """
    if channel is None:
        return Classify(model=model, paths=(folder,), top=_ASKED, device=device, threads=threads)
    layer, _, number = channel.rpartition(":")
    photos, skipped = list_photos([folder])
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
