"""How results are shown: VIEWS, a row each: results become pictures, a chart or a table of plain values.

What is made here can be written down and read again (`written_block`, `read_block`): a lesson that was left shows the
same when it goes on. Pictures lie in files. Torch-free.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from engine.job.words import EngineError, Message, message, number, plural
from engine.jobs.adversarial import AdversarialResult
from engine.jobs.compare import CompareResult
from engine.jobs.evaluate import EvaluateResult
from engine.jobs.features import FeaturesResult
from engine.jobs.ideal import IdealResult
from engine.jobs.learning_curve import LearningCurveResult
from engine.jobs.trial import TrialResult
from engine.learn.results import TrainResult
from engine.learn.scores import wilson
from engine.lessons.keys import weights_learnt
from engine.lessons.said import LessonText, Said, read_said, written
from engine.models.backbones import BACKBONES, IMAGENET_CLASSES, imagenet_classes_croatian
from engine.paint.measures import magnified
from engine.photos.door import write_png

MAGNIFIED: Final = 20
_PHOTOS: Final = 4
_CLASSES: Final = 8
_MOST: Final = 400  # of anything in a block that is read again


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture's file and the line below it."""

    path: str
    caption: Said


@dataclass(frozen=True, slots=True)
class ShownPictures:
    """Pictures side by side."""

    pictures: tuple[ShownPicture, ...]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """Points of a chart, each (x, y, low, high), y a fraction, low and high its interval (both y: none)."""

    name: Said
    points: tuple[tuple[float, float, float, float], ...]
    joined: bool = True
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownChart:
    """Lines over an axis with written places. `level`: a dotted baseline, a fraction; None: there is none."""

    lines: tuple[ShownLine, ...]
    across: Said
    ticks: tuple[tuple[float, Said], ...]
    ratio: bool = False
    level: float | None = None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Rows of cells, each row with a mark (yes, no, none)."""

    headings: tuple[Said, ...]
    rows: tuple[tuple[Said, ...], ...]
    marks: tuple[bool | None, ...]


Block: TypeAlias = ShownPictures | ShownChart | ShownTable
Titles: TypeAlias = Sequence[LessonText]


@dataclass(frozen=True, slots=True)
class LessonViewKind:
    """`jobs`: what the results come from; with `many` any number of the one named. `show` gets the runs' titles too."""

    name: str
    jobs: tuple[str, ...]
    show: Callable[..., Block]
    many: bool = False


def _named(name: str, share: float) -> LessonText:
    """A class of a published network and how sure it is of it: in Croatian by its Croatian name."""
    english, croatian = IMAGENET_CLASSES(), imagenet_classes_croatian()
    other = croatian[english.index(name)] if name in english else name
    return LessonText(f"{name} ({number(share, 'en', '.1%')})", f"{other} ({number(share, 'hr', '.1%')})")


def _share(share: float) -> Message:
    return message("lesson.share", share=share)


def _between(share: float, low: float, high: float) -> Message:
    return message("lesson.between", share=share, low=low, high=high)


# Features


def _sheets(titles: Titles, *found: FeaturesResult) -> Block:
    rows = zip(titles, found, strict=True)
    return ShownPictures(tuple(ShownPicture(one.picture, _with_shape(title, one.shape)) for title, one in rows))


def _with_shape(title: LessonText, shape: Sequence[int]) -> LessonText:
    """A layer's name, how many channels it has, and of how many squares its maps are made."""
    if len(shape) != 3:
        return title
    channels, high, wide = shape
    croatian = "kanal" if plural(channels, "hr") == "one" else "kanala"
    return LessonText(
        f"{title.en}: {channels} channels of {high}\u00a0×\u00a0{wide} squares",
        f"{title.hr}: {channels} {croatian}, {high}\u00a0×\u00a0{wide} kvadratića",
    )


def _exciting(_titles: Titles, found: FeaturesResult) -> Block:
    shown = found.exciting[:_PHOTOS]
    return ShownPictures(tuple(ShownPicture(one.path, Path(one.path).parent.name) for one in shown))


# Training


def _training(titles: Titles, *trained: TrainResult) -> Block:
    """The validation accuracy of each training with its interval, over a baseline."""
    ticks = tuple((float(place), title) for place, title in enumerate(titles))
    points = []
    for place, one in enumerate(trained):
        accuracy, asked = one.accuracy["validation"], one.photos["validation"]
        points.append((float(place), accuracy, *wilson(round(accuracy * asked), asked)))
    line = ShownLine(message("lesson.validation"), tuple(points), joined=False)
    return ShownChart((line,), "", ticks, level=trained[0].majority)


def _training_table(_titles: Titles, trained: TrainResult) -> Block:
    asked, accuracy = trained.photos["validation"], trained.accuracy["validation"]
    right = round(accuracy * asked)
    low, high = wilson(right, asked)
    rows: list[tuple[Said, ...]] = [
        (message("lesson.right_on_kept"), message("lesson.right_of", right=right, count=asked, share=accuracy)),
        (message("lesson.right_on_learnt"), _share(trained.accuracy["train"])),
        (message("lesson.interval"), message("lesson.from_to", low=low, high=high)),
        (message("lesson.majority"), _share(trained.majority)),
        (message("lesson.weights"), message("lesson.whole", figure=weights_learnt(trained))),
        (message("lesson.seconds"), message("lesson.decimal", figure=trained.seconds["total"])),
    ]
    return ShownTable((message("lesson.what"), message("lesson.figure")), tuple(rows), (None,) * len(rows))


# What transfer is worth


def _curves(_titles: Titles, *curves: LearningCurveResult) -> Block:
    rows = [row for curve in curves for row in curve.rows]
    lines = tuple(
        ShownLine(
            Message(f"choice.method.{method}"),
            tuple((float(row.photos_a_class), row.accuracy, row.low, row.high) for row in rows if row.method == method),
        )
        for method in dict.fromkeys(row.method for row in rows)
    )
    sizes = sorted({row.photos_a_class for row in rows})
    ticks = tuple((float(size), message("lesson.whole", figure=size)) for size in sizes)
    return ShownChart(lines, message("lesson.photos_a_class"), ticks, ratio=True, level=curves[0].majority)


# Networks


def _networks(_titles: Titles, compared: CompareResult) -> Block:
    rows = sorted(compared.rows, key=lambda row: row.milliseconds)
    line = ShownLine(
        message("lesson.right"),
        tuple((row.milliseconds, row.accuracy, *row.interval) for row in rows),
        joined=False,
        labels=tuple(BACKBONES[row.backbone].title for row in rows),
    )
    ticks = tuple((row.milliseconds, message("lesson.whole", figure=round(row.milliseconds))) for row in rows)
    return ShownChart((line,), message("lesson.milliseconds"), ticks)


def _network_table(_titles: Titles, compared: CompareResult) -> Block:
    rows: list[tuple[Said, ...]] = [
        (
            BACKBONES[row.backbone].title,
            _between(row.accuracy, *row.interval),
            message("lesson.whole", figure=round(row.milliseconds)),
            message("lesson.whole", figure=round(row.megabytes)),
        )
        for row in sorted(compared.rows, key=lambda row: -row.accuracy)
    ]
    headings = ("network", "right", "ms", "mb")
    return ShownTable(tuple(Message(f"lesson.{name}") for name in headings), tuple(rows), (None,) * len(rows))


# Ideal images


def _grown(titles: Titles, *grown: IdealResult) -> Block:
    pairs = zip(titles, grown, strict=True)
    return ShownPictures(tuple(ShownPicture(one.picture, _sure(title, one.probability)) for title, one in pairs))


def _sure(title: LessonText, share: float | None) -> LessonText:
    if share is None:
        return title
    return LessonText(f"{title.en}: {number(share, 'en', '.1%')}", f"{title.hr}: {number(share, 'hr', '.1%')}")


def _opinions(titles: Titles, *grown: IdealResult) -> Block:
    rows: list[tuple[Said, ...]] = []
    marks: list[bool | None] = []
    for title, one in zip(titles, grown, strict=True):
        for opinion in one.opinions:
            name = BACKBONES[opinion.model].title if opinion.model in BACKBONES else opinion.model
            best = opinion.top[0]
            rows.append((title, name, _named(best.class_, best.probability)))
            marks.append(opinion.rank == 1)
    headings = ("picture", "network", "says")
    return ShownTable(tuple(Message(f"lesson.{name}") for name in headings), tuple(rows), tuple(marks))


# Attacks


def _before_after(_titles: Titles, attack: AdversarialResult) -> Block:
    """The photo, the attacked picture, the change made larger; the first and the last are written beside the second."""
    place = Path(attack.picture)
    beside = {name: place.with_name(f"{place.stem}-{name}.png") for name in ("before", "change")}
    before, after = attack.pixels["before"], attack.pixels["after"]
    write_png(beside["before"], before)
    write_png(beside["change"], magnified(before, after, MAGNIFIED))
    first, last = attack.before, attack.after
    return ShownPictures(
        (
            ShownPicture(str(beside["before"]), _named(first.class_, first.probability)),
            ShownPicture(attack.picture, _named(last.class_, last.probability)),
            ShownPicture(str(beside["change"]), message("lesson.change", times=MAGNIFIED)),
        )
    )


def _ladder(titles: Titles, *attacks: AdversarialResult) -> Block:
    """What each attack was allowed, and whether it succeeded."""
    rows: list[tuple[Said, ...]] = [
        (
            title,
            message("lesson.steps_of_255", count=attack.linf),
            message("lesson.answer", name=attack.after.class_, share=attack.after.probability),
        )
        for title, attack in zip(titles, attacks, strict=True)
    ]
    headings = tuple(Message(f"lesson.{name}") for name in ("attack", "largest_change", "says"))
    return ShownTable(headings, tuple(rows), tuple(attack.success for attack in attacks))


def _endurance(_titles: Titles, attack: AdversarialResult) -> Block:
    rows: list[tuple[Said, ...]] = [
        (Message(f"treatment.{row.treatment}"), _named(row.class_, row.probability)) for row in attack.endurance
    ]
    marks: list[bool | None] = [row.success for row in attack.endurance]
    for other in attack.transfer:
        name = BACKBONES[other.model].title if other.model in BACKBONES else other.model
        answer = _named(other.after.class_, other.after.probability)
        rows.append((message("lesson.asked_network", name=name), answer))
        marks.append(other.after.class_ == attack.target.class_)
    headings = (message("lesson.treatment"), message("lesson.says"))
    return ShownTable(headings, tuple(rows), tuple(marks))


# Claims


def _verdicts(_titles: Titles, *trials: TrialResult) -> Block:
    rows: list[tuple[Said, ...]] = []
    for trial in trials:
        low, high = trial.interval
        rows.append(
            (
                Message(f"choice.claim.{trial.claim}"),
                message("lesson.points", figure=100 * trial.difference, low=100 * low, high=100 * high),
                Message(f"lesson.{trial.verdict}"),
            )
        )
    marks = tuple({"holds": True, "fails": False}.get(trial.verdict) for trial in trials)
    headings = tuple(Message(f"lesson.{name}") for name in ("claim", "difference", "verdict"))
    return ShownTable(headings, tuple(rows), marks)


# Judging


def _confusion(_titles: Titles, judged: EvaluateResult) -> Block:
    """The matrix as a table, rows are the truth; of many classes those with the most mistakes."""
    counts = np.asarray(judged.confusion)
    wrong = counts.sum(0) + counts.sum(1) - 2 * np.diag(counts)
    kept = sorted(np.argsort(-wrong, kind="stable")[:_CLASSES].tolist())
    rows: list[tuple[Said, ...]] = [
        (judged.classes[row], *(message("lesson.whole", figure=int(counts[row, column])) for column in kept))
        for row in kept
    ]
    headings = (message("lesson.truth"), *(judged.classes[column] for column in kept))
    return ShownTable(headings, tuple(rows), (None,) * len(rows))


def _places(titles: Titles, *judged: EvaluateResult) -> Block:
    ticks = tuple((float(place), title) for place, title in enumerate(titles))
    points = tuple((float(place), one.accuracy, *one.interval) for place, one in enumerate(judged))
    level = 1 / max(len(judged[0].classes), 1)
    return ShownChart((ShownLine(message("lesson.right"), points, joined=False),), "", ticks, level=level)


_ROWS: Final = (
    LessonViewKind("sheets", ("features",), _sheets, many=True),
    LessonViewKind("exciting", ("features",), _exciting),
    LessonViewKind("training", ("train",), _training, many=True),
    LessonViewKind("training_table", ("train",), _training_table),
    LessonViewKind("curves", ("learning-curve",), _curves, many=True),
    LessonViewKind("networks", ("compare",), _networks),
    LessonViewKind("network_table", ("compare",), _network_table),
    LessonViewKind("grown", ("ideal",), _grown, many=True),
    LessonViewKind("opinions", ("ideal",), _opinions, many=True),
    LessonViewKind("before_after", ("adversarial",), _before_after),
    LessonViewKind("ladder", ("adversarial",), _ladder, many=True),
    LessonViewKind("endurance", ("adversarial",), _endurance),
    LessonViewKind("verdicts", ("trial",), _verdicts, many=True),
    LessonViewKind("confusion", ("evaluate",), _confusion),
    LessonViewKind("places", ("evaluate",), _places, many=True),
)
VIEWS: Final[dict[str, LessonViewKind]] = {row.name: row for row in _ROWS}


# Written down and read again


def written_block(block: Block) -> dict[str, Any]:
    """As JSON holds it."""
    match block:
        case ShownPictures():
            return {"kind": "pictures", "pictures": [[one.path, written(one.caption)] for one in block.pictures]}
        case ShownChart():
            lines = [
                {"name": written(line.name), "points": line.points, "joined": line.joined, "labels": line.labels}
                for line in block.lines
            ]
            ticks = [[x, written(text)] for x, text in block.ticks]
            return {
                "kind": "chart", "lines": lines, "across": written(block.across), "ticks": ticks, "ratio": block.ratio,
                "level": block.level,
            }  # fmt: skip
        case ShownTable():
            rows = [[written(cell) for cell in row] for row in block.rows]
            headings = [written(one) for one in block.headings]
            return {"kind": "table", "headings": headings, "rows": rows, "marks": block.marks}


def read_block(given: Any) -> Block:
    """What `written_block` wrote. Raises ValueError, KeyError or TypeError for anything else."""
    match given["kind"]:
        case "pictures":
            return ShownPictures(tuple(ShownPicture(_text(p), read_said(c)) for p, c in _few(given["pictures"])))
        case "chart":
            level = given["level"]
            return ShownChart(
                tuple(map(_read_line, _few(given["lines"]))),
                read_said(given["across"]),
                tuple((float(x), read_said(text)) for x, text in _few(given["ticks"])),
                bool(given["ratio"]),
                None if level is None else float(level),
            )
        case "table":
            rows = tuple(tuple(map(read_said, _few(row))) for row in _few(given["rows"]))
            marks = tuple(mark if isinstance(mark, bool) else None for mark in _few(given["marks"]))
            headings = tuple(map(read_said, _few(given["headings"])))
            if len(marks) != len(rows) or any(len(row) != len(headings) for row in rows):
                raise ValueError("table")
            return ShownTable(headings, rows, marks)
        case _:
            raise ValueError("block")


def _read_line(given: Mapping[str, Any]) -> ShownLine:
    points = tuple((float(x), float(y), float(low), float(high)) for x, y, low, high in _few(given["points"]))
    labels = tuple(map(_text, _few(given["labels"])))
    if labels and len(labels) != len(points):
        raise ValueError("labels")
    return ShownLine(read_said(given["name"]), points, bool(given["joined"]), labels)


def _few(given: Any) -> Sequence[Any]:
    if not isinstance(given, list | tuple) or len(given) > _MOST:
        raise ValueError("list")
    return given


def _text(given: Any) -> str:
    if not isinstance(given, str) or "\0" in given:
        raise TypeError("text")
    return given


def block_of(view: str, titles: Titles, results: Sequence[Any]) -> Block:
    """What a view makes of results. Raises EngineError where a picture cannot be written."""
    if view not in VIEWS:
        raise EngineError("lesson_broken", lesson=view, detail=view)
    return VIEWS[view].show(titles, *results)
