"""Where right answers come from: KEYS, a row each: a figure, an order, a choice or a yes or no read off results.

PREDICATES are those that answer yes or no. Every row says which jobs' results it looks at, in order. Torch-free.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from engine.jobs.adversarial import AdversarialResult
from engine.jobs.compare import CompareResult, CompareRow
from engine.jobs.evaluate import EvaluateResult
from engine.jobs.features import FeaturesResult
from engine.jobs.ideal import IdealResult
from engine.jobs.learning_curve import CurveRow, LearningCurveResult
from engine.jobs.trial import TrialResult
from engine.learn.results import TrainResult
from engine.learn.scores import wilson
from engine.models.card import read_card

Kind: TypeAlias = Literal["number", "order", "choice", "bool", "curve", "pairs"]
_FELL: Final = 0.2  # of the validation photos: a collapse
_SAME: Final = 0.07
_WIDE: Final = 0.15
_ROUGH: Final = 0.06  # mean difference of neighbouring pixels, fractions: above it a picture looks like sand
_SURE: Final = 0.99


@dataclass(frozen=True, slots=True)
class Key:
    """`jobs`: whose results `find` is given, one each; with `many` any number of the one named.

    `domain`: what a choice can be.
    """

    name: str
    kind: Kind
    jobs: tuple[str, ...]
    find: Callable[..., Any]
    many: bool = False
    domain: tuple[str, ...] = ()


# Training


def _right(trained: TrainResult) -> int:
    return round(trained.accuracy["validation"] * trained.photos["validation"])


def _interval(trained: TrainResult) -> tuple[float, float]:
    return wilson(_right(trained), trained.photos["validation"])


def _right_of_100(trained: TrainResult) -> float:
    return 100 * trained.accuracy["validation"]


def weights_learnt(trained: TrainResult) -> int:
    """Weights and biases of the head, which alone has learnt. Raises EngineError where the model cannot be read."""
    head = read_card(Path(trained.model)).head
    assert head is not None
    inside = (head.inputs, *head.hidden, head.classes)
    return sum((one + 1) * other for one, other in itertools.pairwise(inside))


def _beats_majority(trained: TrainResult) -> bool:
    return _interval(trained)[0] > trained.majority


def _learnt_by_heart(trained: TrainResult) -> bool:
    return trained.accuracy["train"] > trained.accuracy["validation"]


def _wide_interval(trained: TrainResult) -> bool:
    low, high = _interval(trained)
    return high - low >= _WIDE


def _first_epoch(before: TrainResult, after: TrainResult) -> str:
    change = after.accuracy["validation"] - before.accuracy["validation"]
    if change <= -_FELL:
        return "collapse"
    return "up" if change > _SAME else "same"


def _forgot(before: TrainResult, after: TrainResult) -> bool:
    return _first_epoch(before, after) == "collapse"


# What transfer is worth


def _points(*curves: LearningCurveResult) -> dict[str, list[list[float]]]:
    lines: dict[str, list[list[float]]] = {}
    for row in (row for curve in curves for row in curve.rows):
        lines.setdefault(row.method, []).append([float(row.photos_a_class), row.accuracy])
    return lines


def _first_rows(*curves: LearningCurveResult) -> list[CurveRow]:
    return [min(curve.rows, key=lambda row: row.photos_a_class) for curve in curves]


def _transfer_clear(frozen: LearningCurveResult, scratch: LearningCurveResult) -> bool:
    first, other = _first_rows(frozen, scratch)
    return first.low > other.high


def _scratch_beats_guessing(scratch: LearningCurveResult) -> bool:
    last = max(scratch.rows, key=lambda row: row.photos_a_class)
    return last.low > scratch.majority


def _more_photos_help(curve: LearningCurveResult) -> bool:
    rows = sorted(curve.rows, key=lambda row: row.photos_a_class)
    return rows[-1].accuracy > rows[0].accuracy


# Networks


def _by_accuracy(compared: CompareResult) -> list[str]:
    return [row.backbone for row in sorted(compared.rows, key=lambda row: -row.accuracy)]


def _by_time(compared: CompareResult) -> list[str]:
    return [row.backbone for row in sorted(compared.rows, key=lambda row: row.milliseconds)]


def _two_best(compared: CompareResult) -> Sequence[CompareRow]:
    return sorted(compared.rows, key=lambda row: -row.accuracy)[:2]


def _best_overlap(compared: CompareResult) -> bool:
    best = _two_best(compared)
    return len(best) == 2 and best[1].interval[1] >= best[0].interval[0]


def _largest_is_best(compared: CompareResult) -> bool:
    best, most = _two_best(compared)[0], max(compared.rows, key=lambda row: row.megabytes)
    return best.backbone == most.backbone


def _largest_is_slowest(compared: CompareResult) -> bool:
    slowest = max(compared.rows, key=lambda row: row.milliseconds)
    return slowest.megabytes == max(row.megabytes for row in compared.rows)


# Ideal images


def roughness(pixels: Any) -> float:
    """The mean difference of neighbouring pixels of a picture (H, W, 3) uint8, as a fraction of the range."""
    values = np.asarray(pixels, np.float64) / 255
    return float((np.abs(np.diff(values, axis=0)).mean() + np.abs(np.diff(values, axis=1)).mean()) / 2)


def _looks(grown: IdealResult) -> str:
    return "sand" if roughness(grown.pixels) > _ROUGH else "calm"


def _climbed(grown: IdealResult) -> bool:
    return grown.probability is not None and grown.probability >= _SURE


def _others_agree(grown: IdealResult) -> bool:
    return any(opinion.rank == 1 for opinion in grown.opinions)


def _calmer(first: IdealResult, second: IdealResult) -> bool:
    return roughness(second.pixels) < roughness(first.pixels)


# Attacks


def _least_step(*attacks: AdversarialResult) -> int:
    """The least change, in steps of 1/255, that some attack succeeded with; the largest tried where none did."""
    steps = [attack.linf for attack in attacks if attack.success]
    return min(steps) if steps else max(attack.linf for attack in attacks)


def _succeeded(attack: AdversarialResult) -> bool:
    return attack.success


def _endures(name: str) -> Callable[[AdversarialResult], bool]:
    def find(attack: AdversarialResult) -> bool:
        return any(row.success for row in attack.endurance if row.treatment == name)

    return find


def _fools_others(attack: AdversarialResult) -> bool:
    return any(row.after.class_ == attack.target.class_ for row in attack.transfer)


# Claims


def _verdict(trial: TrialResult) -> str:
    return trial.verdict


def _claim_holds(trial: TrialResult) -> bool:
    return trial.verdict == "holds"


def _mostly_unknown(*trials: TrialResult) -> bool:
    """Whether of most claims it cannot be told."""
    return sum(trial.verdict == "cannot_tell" for trial in trials) > len(trials) / 2


# Judging


def _most_confused(judged: EvaluateResult) -> list[list[str]]:
    counts = np.asarray(judged.confusion)
    both = np.triu(counts + counts.T, 1)
    pairs = [] if not both.max(initial=0) else np.argwhere(both == both.max()).tolist()
    return [[judged.classes[one], judged.classes[other]] for one, other in pairs]


def _mistakes(judged: EvaluateResult) -> bool:
    return judged.accuracy < 1.0


def _judged_100(judged: EvaluateResult) -> float:
    return 100 * judged.accuracy


def _worse_there(here: EvaluateResult, there: EvaluateResult) -> bool:
    return there.accuracy < here.accuracy


# Features


def _coarser(early: FeaturesResult, late: FeaturesResult) -> bool:
    """Whether the later layer's maps have fewer places."""
    return late.shape[1] < early.shape[1]


def _more_channels(early: FeaturesResult, late: FeaturesResult) -> bool:
    return late.shape[0] > early.shape[0]


_VERDICTS: Final = ("holds", "fails", "cannot_tell")
_ROWS: Final = (
    Key("right_of_100", "number", ("train",), _right_of_100),
    Key("weights_learnt", "number", ("train",), weights_learnt),
    Key("beats_majority", "bool", ("train",), _beats_majority),
    Key("learnt_by_heart", "bool", ("train",), _learnt_by_heart),
    Key("wide_interval", "bool", ("train",), _wide_interval),
    Key("first_epoch", "choice", ("train", "train"), _first_epoch, domain=("up", "same", "collapse")),
    Key("forgot", "bool", ("train", "train"), _forgot),
    Key("curves", "curve", ("learning-curve",), _points, many=True),
    Key("transfer_clear", "bool", ("learning-curve", "learning-curve"), _transfer_clear),
    Key("scratch_beats_guessing", "bool", ("learning-curve",), _scratch_beats_guessing),
    Key("more_photos_help", "bool", ("learning-curve",), _more_photos_help),
    Key("by_accuracy", "order", ("compare",), _by_accuracy),
    Key("by_time", "order", ("compare",), _by_time),
    Key("best_overlap", "bool", ("compare",), _best_overlap),
    Key("largest_is_best", "bool", ("compare",), _largest_is_best),
    Key("largest_is_slowest", "bool", ("compare",), _largest_is_slowest),
    Key("looks", "choice", ("ideal",), _looks, domain=("sand", "calm")),
    Key("climbed", "bool", ("ideal",), _climbed),
    Key("others_agree", "bool", ("ideal",), _others_agree),
    Key("calmer", "bool", ("ideal", "ideal"), _calmer),
    Key("least_step", "number", ("adversarial",), _least_step, many=True),
    Key("succeeded", "bool", ("adversarial",), _succeeded),
    Key("survives_png", "bool", ("adversarial",), _endures("png")),
    Key("survives_jpeg", "bool", ("adversarial",), _endures("jpeg_75")),
    Key("fools_others", "bool", ("adversarial",), _fools_others),
    Key("verdict", "choice", ("trial",), _verdict, domain=_VERDICTS),
    Key("claim_holds", "bool", ("trial",), _claim_holds),
    Key("mostly_unknown", "bool", ("trial",), _mostly_unknown, many=True),
    Key("most_confused", "pairs", ("evaluate",), _most_confused),
    Key("mistakes", "bool", ("evaluate",), _mistakes),
    Key("judged_100", "number", ("evaluate",), _judged_100),
    Key("worse_there", "bool", ("evaluate", "evaluate"), _worse_there),
    Key("coarser", "bool", ("features", "features"), _coarser),
    Key("more_channels", "bool", ("features", "features"), _more_channels),
)
KEYS: Final[dict[str, Key]] = {row.name: row for row in _ROWS}
PREDICATES: Final[dict[str, Key]] = {row.name: row for row in _ROWS if row.kind == "bool"}
