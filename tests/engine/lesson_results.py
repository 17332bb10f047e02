"""Results as jobs give them, made by hand: what a run came to is said in a word or two."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.jobs.adversarial import AdversarialResult, Endured, Side, Transferred
from engine.jobs.compare import CompareResult, CompareRow
from engine.jobs.evaluate import Calibrated, EvaluateResult
from engine.jobs.features import Exciting, FeaturesResult
from engine.jobs.ideal import IdealResult
from engine.jobs.learning_curve import CurveRow, LearningCurveResult
from engine.jobs.trial import TrialResult
from engine.learn.results import TrainResult
from engine.learn.scores import wilson
from engine.look.features import Statistics
from engine.look.guess import Guess
from engine.look.opinions import Opinion


def trained(
    validation: float, *, train: float = 1.0, majority: float = 0.3, asked: int = 20, model: str = ""
) -> TrainResult:
    return TrainResult(
        model=model, classes=("bird", "fruit"), photos={"train": 80, "validation": asked, "test": asked},
        accuracy={"train": train, "validation": validation}, loss={"train": 0.1, "validation": 0.2}, majority=majority,
        confusion=((1, 0), (0, 1)), epochs=20, best_epoch=20, ended="epochs",
        seconds={"embed": 1.0, "fit": 0.5, "total": 2.0}, run="", judged=(),
    )  # fmt: skip


def curve(method: str, *points: tuple[int, float, float, float], majority: float = 0.3) -> LearningCurveResult:
    return LearningCurveResult(tuple(CurveRow(method, *point) for point in points), 60, majority)


def compared(*rows: tuple[str, float, float, float, float, float]) -> CompareResult:
    """(name, accuracy, low, high, milliseconds, megabytes) each."""
    made = [
        CompareRow(name, right, (low, high), right, (low, high), pace, 1.0, size, 0.7, tied=True, advised=False)
        for name, right, low, high, pace, size in rows
    ]
    return CompareResult(tuple(made), 100, 4)


def grown(*, rough: bool = False, probability: float | None = 0.999, rank: int | None = 1) -> IdealResult:
    pixels = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8) if rough else np.zeros((8, 8, 3), np.uint8)
    opinion = Opinion("efficientnet_lite1", (Guess("tiger cat", 0.6),), 0.6, rank)
    return IdealResult(
        target="tiger cat", index=282, probability=probability, preset="noise", seed=0, steps=64, seconds=3.0,
        size=8, with_=(), picture="grown.png", frames=None, top=(Guess("tiger cat", 0.9),), opinions=(opinion,),
        pixels=pixels,
    )  # fmt: skip


def attacked(
    *, success: bool = True, linf: int = 2, l2: float = 1.0, endures: tuple[str, ...] = (), fooled: bool = False,
    picture: Path = Path("attacked.png"),
) -> AdversarialResult:  # fmt: skip
    names = ("png", "jpeg_90", "jpeg_75")
    after = Guess("tiger cat" if fooled else "Eskimo dog", 0.5)
    return AdversarialResult(
        source=Side("Eskimo dog", 0.9, 0.9, 0.1), target=Side("tiger cat", 0.8, 0.0, 0.8),
        before=Guess("Eskimo dog", 0.9), after=Guess("tiger cat" if success else "Eskimo dog", 0.8), attack="pgd_linf",
        targeted=True, success=success, survives_saving=success, linf=linf, l2=l2, changed=0.5, psnr=50.0, steps=20,
        seconds=1.0, picture=str(picture),
        endurance=tuple(Endured(name, "tiger cat", 0.5, 0.5, name in endures) for name in names),
        transfer=(Transferred("efficientnet_lite1", Guess("Eskimo dog", 0.9), after, 0.1, fooled),),
        pixels={"before": np.zeros((8, 8, 3), np.uint8), "after": np.ones((8, 8, 3), np.uint8)},
    )  # fmt: skip


def tried(verdict: str = "holds") -> TrialResult:
    ends = {"holds": (0.01, 0.05), "fails": (-0.05, -0.01), "cannot_tell": (-0.02, 0.05)}[verdict]
    return TrialResult("dropout", (0.9, 0.8), (0.8, 0.8), 0.02, ends, verdict, 30)  # type: ignore[arg-type]


def judged(confusion: tuple[tuple[int, ...], ...]) -> EvaluateResult:
    counts = np.asarray(confusion)
    asked, right = int(counts.sum()), int(np.diag(counts).sum())
    return EvaluateResult(
        accuracy=right / asked, interval=wilson(right, asked), classes=("bird", "flower", "fruit")[: len(confusion)],
        confusion=confusion, photos=asked, skipped=0, balanced_accuracy=0.9, balanced_interval=(0.8, 1.0),
        per_class={}, calibration=Calibrated(0.1, None, None, (), None, ()), top=None, curves=None, judged=(),
    )  # fmt: skip


def features(channels: int, side: int) -> FeaturesResult:
    maps = np.zeros((channels, side, side), np.float32)
    return FeaturesResult(
        layer="stage1", shape=maps.shape, picture="sheet.png", statistics=Statistics(0.0, 1.0, 1.0, 0.0),
        most_active=(0,), channel=None, exciting=(Exciting("photos/bird/crow.jpg", 1.0),), counting=(), silenced=None,
        layers=(), maps=maps, square=np.zeros((8, 8, 3), np.uint8), files=(), excitations=None,
    )  # fmt: skip
