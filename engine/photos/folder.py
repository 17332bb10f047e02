"""A folder of photos: what its classes are, what lies in each, and what is odd about it."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from engine.device import cores
from engine.files import is_folder, shown
from engine.job.declare import Turns
from engine.job.events import Event, Notice, Progress
from engine.job.telling import telling
from engine.job.words import EngineError, Message, message
from engine.photos import duplicates, index
from engine.photos.door import PhotoFacts, PhotoFault, inspect_photo, open_photo
from engine.photos.kinds import Skipped, left_out, listed, ways
from engine.photos.layout import Place, Recognised
from engine.photos.pixels import Range, common_range
from engine.photos.problems import find_problems, peculiar
from engine.photos.proofs import Proofs, how
from engine.photos.reading import Wanted, read
from engine.photos.scan import FolderScan, Photo
from engine.photos.series import PhotoSeries, find_series
from engine.photos.walk import FoundFile, Walked, walk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

__all__ = ["FolderScan", "Photo", "Skipped", "list_photos", "scan_folder"]

_CHUNK: Final = 8  # photos that a thread inspects before it reports
_PATIENCE: Final = 0.05  # seconds between two signs of life
_PROVED_AT: Final = 256  # px of the shorter side
_PROVED: Final = 10_000  # photos that are read once more to prove that they are copies
_PIECE: Final = 10_000  # objects that end at once


def scan_folder(root: Path, wanted: Wanted = Wanted()) -> Generator[Event, Turns, FolderScan]:  # noqa: B008 - frozen
    """Looks through a folder, read as `wanted`; for use with `yield from`. Nothing is written into it.

    What was found out about each file is kept under home()/index, so that a second scan reads only what changed.
    Raises EngineError `no_folder`, `not_a_folder`, `folder_unreadable`, `no_photos`, `no_readable_photos`,
    `no_such_layout` or `labels_unusable`.
    """
    root = Path(os.path.abspath(root.expanduser()))  # noqa: PTH100 - links stay as they are
    walked = yield from _look(root)
    found = walked.found
    if not found:
        kinds = left_out([*walked.skipped, *walked.aside])
        raise EngineError("no_photos", path=shown(root), what=listed(kinds), way=ways(kinds))
    recognised = read(root, walked, wanted)
    inspections = yield from _inspect_all(root, found, recognised.places)
    yield Progress(len(found), len(found), message("note.comparing"))
    scan = yield from _assemble(root, found, recognised, inspections, walked.skipped, wanted)
    return replace(scan, aside=tuple(walked.aside))


class Listed(NamedTuple):
    """The photos that paths name, each once; what was skipped, and what belongs beside photos."""

    photos: list[Path]
    skipped: list[Skipped]
    aside: list[Skipped]


def list_photos(paths: Sequence[Path]) -> Listed:
    """The photos that `paths` name, folders unfolded in the order of their names."""
    photos: dict[Path, None] = {}
    skipped: list[Skipped] = []
    aside: list[Skipped] = []
    for path in paths:
        try:
            if not is_folder(path):
                if os.path.lexists(path):
                    photos.setdefault(path)
                else:
                    skipped.append(Skipped(shown(path), _never_there(path)))
                continue
            walked = _result(walk(path))
        except (EngineError, OSError, ValueError):
            skipped.append(Skipped(shown(path), message("reason.folder_unreadable", detail="")))
            continue
        photos |= dict.fromkeys(path / file.path for file in walked.found)
        skipped += [Skipped(shown(path / item.path), item.reason) for item in walked.skipped]
        aside += [Skipped(shown(path / item.path), item.reason) for item in walked.aside]
    return Listed(list(photos), skipped, aside)


def _never_there(path: Path) -> Message:
    """Why there is nothing of that name: wildcards that fit no file, or a name that none has."""
    return message("reason.no_match" if set("*?[") & set(str(path)) else "reason.no_such_file")


T = TypeVar("T")


def _result(steps: Generator[object, None, T]) -> T:
    """Runs a generator to its end, for its result alone."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def _look(root: Path) -> Generator[Event, Turns, Walked]:
    return (yield from telling(walk(root), lambda count: Progress(count, 0, message("note.looking", count=count))))


def _inspect_all(
    root: Path, found: list[FoundFile], places: Sequence[Place]
) -> Generator[Event, Turns, dict[int, index.Inspection]]:
    """What each file that has a place is, by number; kept for next time, also when the scan is cancelled."""
    wanted = [number for number, place in enumerate(places) if place.class_ is not None]
    known = index.remembered(root, found)
    unknown = [number for number in wanted if number not in known]
    done = len(wanted) - len(unknown)
    note = message("note.inspecting", count=len(wanted))
    yield Progress(done, len(wanted), note)
    try:
        with _pool() as (pool, stop):
            chunks = (unknown[start : start + _CHUNK] for start in range(0, len(unknown), _CHUNK))
            tasks = (pool.submit(_inspect, [(n, found[n].place) for n in chunk], stop) for chunk in chunks)
            for results in _as_done(tasks):
                known.update(results)
                done += len(results)
                yield Progress(done, len(wanted), note)
    finally:
        notice = _remember(root, found, known) if unknown else None
    if notice is not None:
        yield notice
    return known


def _remember(root: Path, found: list[FoundFile], known: dict[int, index.Inspection]) -> Notice | None:
    try:
        index.remember(root, found, known)
    except EngineError as error:
        return Notice(message("notice.index_not_saved", detail=error.part("cause")))
    return None


@contextmanager
def _pool() -> Iterator[tuple[ThreadPoolExecutor, threading.Event]]:
    """Threads to inspect on, and the flag that stops them; leaving does not wait for a file that is slow to read."""
    stop = threading.Event()
    pool = ThreadPoolExecutor(cores(), thread_name_prefix="inspect")
    try:
        yield pool, stop
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


_Inspected = list[tuple[int, index.Inspection]]


def _as_done(tasks: Iterable[Future[_Inspected]]) -> Iterator[_Inspected]:
    """The tasks' results as they come, few tasks ahead; empty ones while there is none for a while."""
    tasks = iter(tasks)
    pending = set(islice(tasks, 4 * cores()))
    while pending:
        ready, pending = wait(pending, _PATIENCE, FIRST_COMPLETED)
        pending |= set(islice(tasks, len(ready)))
        yield [result for task in ready for result in task.result()]


def _inspect(files: list[tuple[int, str]], stop: threading.Event) -> _Inspected:
    results: _Inspected = []
    for number, place in files:
        if stop.is_set():
            break
        try:
            results.append((number, inspect_photo(Path(place))))
        except PhotoFault as fault:
            results.append((number, fault.reason))
    return results


def _assemble(
    root: Path,
    found: list[FoundFile],
    recognised: Recognised,
    inspections: dict[int, index.Inspection],
    skipped: list[Skipped],
    wanted: Wanted,
) -> Generator[Event, Turns, FolderScan]:
    """The scan, from all that is known of the files; `found` and `inspections` are used up."""
    corrected = wanted.corrected
    good: list[tuple[FoundFile, Place, PhotoFacts]] = []
    for number, (file, place) in enumerate(zip(found, recognised.places, strict=True)):
        inspection = inspections.pop(number) if place.class_ is not None else message("reason.no_class")
        if isinstance(inspection, Message):
            skipped.append(Skipped(shown(file.path), inspection))
        elif inspection.digest in corrected.left_out:
            skipped.append(Skipped(shown(file.path), message("reason.left_out")))
        else:
            good.append((file, _placed(place, corrected.classes.get(inspection.digest)), inspection))
    if not good:
        kinds = left_out(skipped)
        raise EngineError(
            "no_readable_photos", path=shown(root), what=listed(kinds), first=kinds[0].first, way=ways(kinds)
        )
    facts = [facts for _, _, facts in good]
    names = sorted({place.class_ or "" for _, place, _ in good}, key=lambda name: (name.casefold(), name))
    labels = {name: label for label, name in enumerate(names)}
    photos = tuple(
        Photo(file.path, labels[place.class_ or ""], fact.digest, fact.fingerprint, place.part)
        for file, place, fact in good
    )
    series = _series(photos, facts)
    alone = frozenset(number for number, fact in enumerate(facts) if fact.digest in corrected.apart)
    series = tuple(one for one in series if alone.isdisjoint(one.photos))
    greys = common_range([fact.greys for fact in facts if fact.greys is not None])
    files = _Files([file.place for file, _, _ in good], greys)
    proofs = Proofs(root, [fact.digest for fact in facts], greys)
    near, scene = yield from _copies(facts, files, photos, series, proofs)
    if (failed := proofs.write()) is not None:
        yield Notice(message("notice.index_not_saved", detail=failed.part("cause")))
    near = _without(near, alone)
    scan = FolderScan(
        root=root,
        layout=recognised.layout,
        classes=tuple(names),
        photos=photos,
        skipped=tuple(sorted(skipped, key=lambda item: item.path)),
        duplicates=_paths(photos, duplicates.exact([fact.digest for fact in facts])),
        near_duplicates=_paths(photos, [group for group in near if len({facts[n].digest for n in group}) > 1]),
        problems=(),
        _groups=_group_ids(len(facts), near),
        series=series,
        greys=greys,
        about=peculiar(facts) | ({"one_scene": scene} if scene else {}),
        alone=alone,
    ).with_scenes(_known_scenes(photos, wanted.scenes))
    empty = sorted({place.class_ for place in recognised.places if place.class_ is not None} - set(names))
    told: tuple[Message, ...] = ()
    if mended := sum(fact.digest in corrected for fact in facts) + len(corrected.left_out):
        told = (message("problem.corrected", count=mended),)
    scan = replace(scan, problems=(*recognised.problems, *find_problems(scan, near, empty, facts), *told))
    for pieces in (good, facts, found):
        yield from _let_go(pieces)
    return scan


def _known_scenes(photos: Sequence[Photo], scenes: Sequence[Sequence[str]]) -> Iterator[tuple[int, ...]]:
    """The photos of each scene that are still in one class, by their rows."""
    if not scenes:
        return
    rows = {photo.digest: row for row, photo in enumerate(photos)}
    for scene in scenes:
        group = tuple(sorted({rows[digest] for digest in scene if digest in rows}))
        if len(group) > 1 and len({photos[row].label for row in group}) == 1:
            yield group


def _placed(place: Place, class_: str | None) -> Place:
    """The place of a photo that a person has put into another class."""
    return place if class_ is None else replace(place, class_=class_)


def _without(groups: Iterable[tuple[int, ...]], apart: frozenset[int]) -> list[tuple[int, ...]]:
    """The groups without photos that are the same as no other, and without what is no group then."""
    left = (tuple(member for member in group if member not in apart) for group in groups)
    return [group for group in left if len(group) > 1]


def _series(photos: Sequence[Photo], facts: Sequence[PhotoFacts]) -> tuple[PhotoSeries, ...]:
    import numpy as np

    sketches = np.frombuffer(b"".join(fact.sketch for fact in facts), np.uint8).reshape(len(facts), -1)
    shots = [fact.shot for fact in facts]
    return find_series([photo.path for photo in photos], [photo.label for photo in photos], sketches, shots)


def _let_go(pieces: list[Any]) -> Generator[Event, Turns, None]:
    """Empties a list bit by bit: Python lets nobody else in while it ends a hundred thousand objects at once."""
    count = len(pieces)
    while pieces:
        del pieces[-_PIECE:]
        yield Progress(count, count, message("note.comparing"))


@dataclass(frozen=True, slots=True)
class _Files:
    """Where the photos lie, to look at some of them once more, by the range of the folder's greys."""

    places: Sequence[str]
    greys: Range | None

    def open(self, number: int) -> Image.Image:
        """A photo, at a scale at which copies are proved. Raises PhotoFault."""
        return open_photo(Path(self.places[number]), shorter=_PROVED_AT, greys=self.greys)


def _copies(
    facts: list[PhotoFacts],
    files: _Files,
    photos: Sequence[Photo],
    series: Sequence[PhotoSeries],
    proofs: Proofs,
) -> Generator[Event, Turns, tuple[list[tuple[int, ...]], tuple[int, ...]]]:
    """The groups of photos that are the same, and those that look alike without being so: too many for copies."""
    note = Progress(len(facts), len(facts), message("note.comparing"))
    likely = yield from telling(duplicates.near(facts), lambda _: note)
    links = duplicates.without_crowds(likely)
    crowd = {number for link in likely for number in link} - {number for link in links for number in link}
    details: dict[int, NDArray[np.int16]] = {}
    unknown = [link for link in links if proofs.known(*link) is None]
    for number in sorted({number for link in unknown for number in link})[:_PROVED]:
        with suppress(PhotoFault):
            details[number] = duplicates.detail(files.open(number))
        yield note
    for one, other in unknown:
        if one in details and other in details:
            proofs.tell(one, other, duplicates.proved(details[one], details[other]))
    sure = [link for link in links if proofs.known_now(*link)]
    others = {number: place for place, one in enumerate(series) for number in one.photos}
    sure += yield from _altered(facts, files, photos, others | dict.fromkeys(crowd, -1), proofs)
    return duplicates.copies([fact.digest for fact in facts], sure), tuple(sorted(crowd))


def _altered(
    facts: list[PhotoFacts], files: _Files, photos: Sequence[Photo], alike: Mapping[int, int], proofs: Proofs
) -> Generator[Event, Turns, list[tuple[int, int]]]:
    """The pairs of photos of which one is the other mirrored or cut; none of those that look `alike` anyhow.

    Mirror images in two classes are let be: to the left and to the right may be what the classes are.
    """
    note = Progress(len(facts), len(facts), message("note.comparing"))
    found = proofs.guesses()
    if found is None:
        found = yield from telling(duplicates.altered(facts), lambda _: note)
        proofs.keep_guesses(found)
    guesses = [guess for guess in found if not _let_be(guess, photos, alike)]
    unknown = [guess for guess in guesses if proofs.known(guess.one, guess.other, how(guess)) is None]
    pictures: dict[int, Image.Image] = {}
    for number in sorted({number for guess in unknown for number in (guess.one, guess.other)}):
        with suppress(PhotoFault):
            pictures[number] = duplicates.whole(files.open(number))
        yield note
    for guess in unknown:
        one, other = pictures.get(guess.one), pictures.get(guess.other)
        if one is not None and other is not None:
            proofs.tell(guess.one, guess.other, duplicates.proved_altered(one, other, guess), how(guess))
        yield note
    return [(guess.one, guess.other) for guess in guesses if proofs.known_now(guess.one, guess.other, how(guess))]


def _let_be(guess: duplicates.Alteration, photos: Sequence[Photo], alike: Mapping[int, int]) -> bool:
    if guess.mirrored and photos[guess.one].label != photos[guess.other].label:
        return True
    return guess.one in alike and alike[guess.one] == alike.get(guess.other)


def _paths(photos: Sequence[Photo], groups: Iterable[tuple[int, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(photos[member].path for member in group) for group in groups)


def _group_ids(count: int, groups: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """A group per photo: the first of its copies, or itself."""
    ids = list(range(count))
    for group in groups:
        for member in group:
            ids[member] = group[0]
    return tuple(ids)
