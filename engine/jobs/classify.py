"""Names what pictures show: with a model of one's own, or any backbone's 1,000 classes."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, TypeVar

from engine.device import device_param, threads_param
from engine.files import atomic_write, cell, make_folder, shown
from engine.job.declare import Job, Steps, Turns, param
from engine.job.events import Event, Notice, Outcome, Progress
from engine.job.telling import telling
from engine.job.words import EngineError, Language, Message, message, spoken_language
from engine.look.guess import Guess
from engine.look.methods import METHODS
from engine.models.card import temperature_in, threshold_in
from engine.photos.folder import list_photos
from engine.photos.kinds import LeftOut, Skipped, left_out, report_left_out
from engine.places import check_empty, free_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from engine.models.network import Network
    from engine.models.preprocessing import Preprocessing

    Square: TypeAlias = NDArray[np.uint8] | Message  # what the network sees of a picture, or why it cannot be read

CSV_FOR: Final = ("programs", "excel")
"""Who is to open a table."""
_FEW: Final = 8  # pictures that are answered sooner than a network is made fast


@dataclass(frozen=True, slots=True)
class Classified:
    """A picture and its most probable classes, best first; none where the model is `unsure` and may say so.

    `heatmap`: the file that shows what speaks for the first class, "" where none was asked for.
    """

    path: str
    top: tuple[Guess, ...]
    unsure: bool = False
    heatmap: str = ""


@dataclass(frozen=True, slots=True)
class ClassifyResult:
    """The pictures in the order given, folders unfolded, and those that could not be read, also by their kind.

    `sees`: how they were prepared for the network.
    """

    photos: tuple[Classified, ...]
    skipped: tuple[Skipped, ...]
    sees: Preprocessing | None = field(default=None, repr=False, compare=False)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Classify(Job):
    """Classifies pictures and folders of pictures."""

    name: ClassVar[str] = "classify"
    model: str = param(positional=True)
    paths: tuple[Path, ...] = param(positional=True, kind="paths")
    top: int = param(5, low=1, high=1000)
    unsure: bool = param(False)
    csv: Path | None = param(None, kind="save")
    csv_for: str = param("programs", choices=CSV_FOR)
    heatmaps: Path | None = param(None, kind="folder")
    heatmap_method: str = param("grad_cam", choices=METHODS)
    device: str = device_param()
    threads: int = threads_param()

    def run(self) -> Steps:
        from engine.device import choose, use_threads
        from engine.models.recent import load_recent

        if self.threads:
            use_threads(self.threads)
        yield Progress(0, 0, message("note.opening_model"))
        into = check_empty(self.heatmaps, self.paths) if self.heatmaps is not None else None
        network = load_recent(self.model, choose(self.device))
        if network.told is not None:
            yield Notice(network.told)
        files, skipped, aside = list_photos(self.paths)
        photos: list[Classified] = []
        doubts = _doubter(network, self.model) if self.unsure else None
        yield from _classify(network, files, self.top, doubts, photos, skipped)
        kinds = left_out([*skipped, *aside])
        if into is not None:
            photos = yield from _mark(network, photos, into, self.heatmap_method)
        result = ClassifyResult(tuple(photos), tuple(skipped), network.preprocessing, kinds)
        if self.csv is not None and photos:  # where nothing was answered, no table takes the place of one before
            write_csv(self.csv, result, self.csv_for, spoken_language())
        yield Outcome(result)

    @classmethod
    def came_to_nothing(cls, value: Any) -> bool:
        return not value.photos

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = []
        for photo in value.photos:
            lines.append(" ".join(photo.path.split()))
            if photo.unsure:
                lines.append(message("report.classify.unsure"))
            lines += [
                message("report.classify.guess", name=guess.class_, probability=guess.probability)
                for guess in photo.top
            ]
        if marked := [photo.heatmap for photo in value.photos if photo.heatmap]:
            lines.append(message("report.classify.heatmaps", count=len(marked), folder=str(Path(marked[0]).parent)))
        return [*lines, *report_left_out(value.left_out, value.skipped)]


def write_csv(path: Path, result: ClassifyResult, wanted_by: str = "programs", language: Language = "en") -> None:
    """The answers as a table: path, then class and probability for each rank, and the heat map where there are some.

    `wanted_by` "programs": UTF-8, commas between cells, points as decimal marks. "excel": as Excel opens it by a double
    click where `language` is spoken, with a byte-order mark, in Croatian semicolons and decimal commas. A cell that a
    spreadsheet would take for a formula begins with an apostrophe. Raises EngineError `disk_full` or `not_written`.
    """
    comma = wanted_by == "excel" and language == "hr"
    ranks = range(1, 1 + max((len(photo.top) for photo in result.photos), default=0))
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=";" if comma else ",")
    marked = any(photo.heatmap for photo in result.photos)
    columns = [f"{column}_{rank}" for rank in ranks for column in ("class", "probability")]
    table.writerow(["path", *columns, *["heatmap"] * marked])
    for photo in result.photos:
        shares = [f"{guess.probability:.6f}".replace(".", "," if comma else ".") for guess in photo.top]
        cells = ((cell(guess.class_), share) for guess, share in zip(photo.top, shares, strict=True))
        answers = [entry for pair in cells for entry in pair]
        missing = [""] * (len(columns) - len(answers) if marked else 0)
        table.writerow([cell(photo.path), *answers, *missing, *[cell(photo.heatmap)] * marked])
    atomic_write(path, text.getvalue().encode("utf-8-sig" if wanted_by == "excel" else "utf-8"))


def _classify(
    network: Network,
    files: Sequence[Path],
    top: int,
    doubts: Callable[[Tensor, Tensor], bool] | None,
    photos: list[Classified],
    skipped: list[Skipped],
) -> Generator[Event, Turns, None]:
    """Asks the network batch by batch, while the next pictures are decoded; adds to `photos` and `skipped`."""
    from engine.embed.fast import batch_size
    from engine.embed.squares import ahead

    size = batch_size(network)
    ask = _asker(network, len(files))
    work = partial(_square, preprocessing=network.preprocessing)
    note = message("note.classifying", count=len(files))
    done = 0
    with closing(ahead(files, work, 3 * size)) as squares:
        for batch in _batches(zip(files, squares, strict=False), size):
            skipped += [Skipped(shown(file), found) for file, found in batch if isinstance(found, Message)]
            read = [(file, found) for file, found in batch if not isinstance(found, Message)]
            if read:
                answers, vectors = ask([square for _, square in read])
                named = zip(read, answers, vectors, strict=True)
                for (file, _), row, vector in named:
                    unsure = doubts is not None and doubts(row, vector)
                    best = () if unsure else _best(row, network.classes, top)
                    photos.append(Classified(shown(file), best, unsure))
            done += len(batch)
            yield Progress(done, len(files), note)


def _mark(
    network: Network, photos: Sequence[Classified], into: Path, method: str
) -> Generator[Event, Turns, list[Classified]]:
    """Draws what speaks for each picture's first class into a file of that folder; the pictures with their files."""
    from engine.embed.squares import read_square
    from engine.look.colours import over
    from engine.look.features import as_tensor
    from engine.look.heatmaps import HEATMAPS
    from engine.models.targets import find_class
    from engine.photos.door import PhotoFault, write_png

    taken: set[Path] = set()
    told: list[Classified] = []
    for done, photo in enumerate(photos):
        step = Progress(done, len(photos), message("note.marking", count=len(photos)))
        yield step
        try:
            square = read_square(Path(photo.path), network.preprocessing) if photo.top else None
        except PhotoFault:  # it was read a moment ago: it has gone since
            square = None
        if square is None:
            told.append(photo)
            continue
        target = find_class(photo.top[0].class_, network.classes)
        making = HEATMAPS[method].make(network, as_tensor([square], network), target)
        heat = yield from telling(making, lambda _, step=step: step)  # type: ignore[misc]
        place = free_name(make_folder(into) / f"{Path(photo.path).stem or 'picture'}.png", taken)
        write_png(place, over(square, heat))
        told.append(replace(photo, heatmap=shown(place)))
    return told


def _doubter(network: Network, model: str) -> Callable[[Tensor, Tensor], bool]:
    """What tells of probabilities (classes,) and an embedding (D,) whether there had better be no answer.

    One that is not sure enough, or a picture that is like none that was learnt from. Raises EngineError `no_threshold`.
    """
    import numpy as np

    from engine.judge.scores import cooled

    threshold = threshold_in(network.card)
    if threshold is None:
        raise EngineError("no_threshold", model=model)
    temperature = temperature_in(network.card) or 1.0
    familiar = network.card.familiar if network.card is not None else None

    def doubts(probabilities: Tensor, vector: Tensor) -> bool:
        row = probabilities.numpy().astype(np.float64)[None]
        if familiar is not None and float(familiar.likeness(vector.numpy()[None])[0]) < familiar.least:
            return True
        return bool(cooled(row, temperature).max() < threshold)

    return doubts


def _square(file: Path, preprocessing: Preprocessing) -> Square:
    from engine.embed.squares import read_square
    from engine.photos.door import PhotoFault

    try:
        return read_square(file, preprocessing)
    except PhotoFault as fault:
        return fault.reason


def _asker(network: Network, count: int) -> Callable[[Sequence[NDArray[np.uint8]]], tuple[Tensor, Tensor]]:
    """What gives probabilities (N, classes) and embeddings (N, D) of squares.

    The network as it is, or for many pictures made fast first.
    """
    import numpy as np
    import torch

    from engine.embed.fast import fast

    device = next(network.parameters()).device
    embed = fast(network, "float32") if count > _FEW else None

    def ask(squares: Sequence[NDArray[np.uint8]]) -> tuple[Tensor, Tensor]:
        pixels = torch.from_numpy(np.stack(squares))
        with torch.inference_mode():
            if embed is not None:
                vectors = embed(pixels).to(device)
            else:
                vectors = network.embed(pixels.to(device).permute(0, 3, 1, 2).float() / 255)
            return torch.softmax(network.head(vectors).float(), 1).cpu(), vectors.float().cpu()

    return ask


def _best(probabilities: Tensor, classes: Sequence[str], top: int) -> tuple[Guess, ...]:
    values, indices = probabilities.topk(min(top, len(classes)))
    return tuple(Guess(classes[index], value) for value, index in zip(values.tolist(), indices.tolist(), strict=True))


T = TypeVar("T")


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
