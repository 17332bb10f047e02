"""The head and the loop that trains it: against scikit-learn, torch and itself, whole and continued."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import nn

from engine.job.declare import FINISH, Steps
from engine.job.events import Event, Metric, Notice, Progress
from engine.job.words import EngineError
from engine.learn import vectors as heads
from engine.learn.averaging import Average
from engine.learn.batches import Batch, cut
from engine.learn.checkpoints import Keeper, resume
from engine.learn.learner import Learner, Position
from engine.learn.loop import fit
from engine.learn.recipe import TrainingRecipe
from engine.learn.tables.initialisations import initialise
from engine.learn.tables.optimisers import OPTIMISERS
from engine.learn.tables.schedules import SCHEDULES
from engine.models.head import HeadSpec, build_head
from engine.project import Run

SIZE, CLASSES, PHOTOS = 12, 3, 60


def vectors(views: int = 1, seed: int = 0, spread: float = 1.0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    random = np.random.default_rng(seed)
    labels = random.integers(0, CLASSES, PHOTOS)
    centres = random.normal(size=(CLASSES, SIZE)) * 3
    noise = random.normal(size=(views, PHOTOS, SIZE)) * spread
    return (5 + 2 * (centres[labels] + noise)).astype(np.float32), labels.astype(np.int64)


WEIGHTS = (1.0, 3.0, 0.2)  # of the classes, where a recipe weighs them


@dataclass
class Bench:
    """A head in training in a folder of its own."""

    folder: Path
    spec: HeadSpec = field(default_factory=lambda: HeadSpec(SIZE, CLASSES))
    recipe: TrainingRecipe = field(default_factory=lambda: TrainingRecipe(epochs=6, seed=1))
    rate: float = 0.01
    decay: float = 0.0
    views: int = 1
    spread: float = 1.0

    def __post_init__(self) -> None:
        some, labels = vectors(self.views, spread=self.spread)
        parts = (list(range(45)), list(range(45, PHOTOS)))
        self.source = heads.VectorSource(some, labels, parts, batch_size=16, seed=self.recipe.seed)
        self.head = build_head(self.spec)
        initialise(self.head, "xavier", self.recipe.seed)
        self.standardise = heads.standardiser(some[0], self.source.rows("train"))
        module = nn.Sequential(self.standardise, self.head)
        groups = heads.groups(self.head, self.rate, self.decay)
        weights = WEIGHTS if self.recipe.class_weights else None
        self.learner = Learner(module, groups, self.recipe, class_weights=weights)
        self.run = Run(self.folder / "0001")
        self.keeper = Keeper(self.run)

    def train(self) -> list[Event]:
        return list(fit(self.learner, self.source, self.keeper))

    def go_on(self) -> None:
        checkpoint, _ = self.run.load()
        assert checkpoint is not None
        resume(self.learner, checkpoint)

    def last(self) -> dict[str, torch.Tensor]:
        """All that changed in training, as the last step left it."""
        checkpoint, _ = self.run.load()
        assert checkpoint is not None
        return dict(checkpoint.tensors)

    def weights(self) -> dict[str, torch.Tensor]:
        return {name: value.clone() for name, value in self.head.state_dict().items()}


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


def test_a_head_trained_to_the_end_agrees_with_logistic_regression(tmp_path: Path) -> None:
    decay = 0.02
    recipe = TrainingRecipe(epochs=150, seed=1, optimiser="nesterov", schedule="cosine")
    bench = Bench(tmp_path, recipe=recipe, rate=0.05, decay=decay, spread=4.0)
    bench.train()
    rows = bench.source.rows("train")
    plain = torch.from_numpy(bench.source.vectors[0])
    standard = bench.standardise(plain).numpy()
    labels = vectors(spread=4.0)[1]
    oracle = LogisticRegression(C=1 / (decay * len(rows)), tol=1e-8, max_iter=10_000).fit(standard[rows], labels[rows])
    last = {name.removeprefix("module/1."): value for name, value in bench.last().items() if "module/1." in name}
    bench.head.load_state_dict(last)
    ours = bench.head(torch.from_numpy(standard)).softmax(1).detach().numpy()
    assert ours == pytest.approx(oracle.predict_proba(standard), abs=0.01)


@pytest.mark.parametrize("hidden", [(), (8,)])
def test_standardisation_is_folded_into_the_head(tmp_path: Path, hidden: tuple[int, ...]) -> None:
    bench = Bench(tmp_path, spec=HeadSpec(SIZE, CLASSES, hidden, bool(hidden), 0.2))
    bench.train()
    module = bench.learner.module.eval()
    plain = torch.from_numpy(bench.source.vectors[0])
    before = module(plain)
    heads.fold(bench.standardise, bench.head)
    torch.testing.assert_close(bench.head(plain), before, atol=1e-4, rtol=1e-4)


COMBINATIONS = [
    *(TrainingRecipe(epochs=5, seed=2, optimiser=name, label_smoothing=0.1, clip_norm=1.0) for name in OPTIMISERS),
    *(TrainingRecipe(epochs=5, seed=2, schedule=name, averaging=0.9) for name in SCHEDULES),
    TrainingRecipe(epochs=5, seed=2, class_weights=True, averaging=0.5, early_stopping=50),
]


@pytest.mark.parametrize("recipe", COMBINATIONS, ids=lambda recipe: f"{recipe.optimiser}-{recipe.schedule}")
@pytest.mark.parametrize("breaks", [(7,), (1, 13, 20)])
def test_a_training_that_is_continued_ends_as_one_without_a_break(
    tmp_path: Path, recipe: TrainingRecipe, breaks: tuple[int, ...]
) -> None:
    spec = HeadSpec(SIZE, CLASSES, (8,), batch_norm=True, dropout=0.3)
    whole = Bench(tmp_path / "whole", spec=spec, recipe=recipe, views=3)
    whole.train()
    for number, events in enumerate([*breaks, None]):
        bench = Bench(tmp_path / "broken", spec=spec, recipe=recipe, views=3)
        if number:
            bench.go_on()
        steps = fit(bench.learner, bench.source, bench.keeper)
        for _ in itertools.islice(steps, events):
            pass
        steps.close()
    assert same(whole.weights(), bench.weights())
    assert same(whole.last(), bench.last())  # the best may be older than the break
    assert whole.learner.position.best == bench.learner.position.best


@pytest.mark.parametrize("averaging", [0.0, 0.9])
def test_a_training_that_breaks_off_in_the_middle_of_a_step_goes_on_from_the_last_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, averaging: float
) -> None:
    recipe = TrainingRecipe(epochs=4, seed=2, averaging=averaging)
    whole = Bench(tmp_path / "whole", recipe=recipe)
    whole.train()
    bench = Bench(tmp_path / "broken", recipe=recipe)
    monkeypatch.setattr(Keeper, "due", True)  # a checkpoint after each epoch
    moved = itertools.count()

    def moves_and_breaks(*_given: object) -> None:
        if next(moved) == 4:  # the second step of the second epoch
            raise KeyboardInterrupt

    bench.learner._optimiser.register_step_post_hook(moves_and_breaks)
    with pytest.raises(KeyboardInterrupt):
        bench.train()
    again = Bench(tmp_path / "broken", recipe=recipe)
    again.go_on()
    assert (again.learner.position.epoch, again.learner.position.step) == (1, 0)
    again.train()
    assert same(again.last(), whole.last())
    assert same(again.weights(), whole.weights())


def test_the_same_seed_gives_the_same_losses_and_another_seed_others(tmp_path: Path) -> None:
    def losses(folder: str, seed: int) -> list[float]:
        spec = HeadSpec(SIZE, CLASSES, (8,), dropout=0.5)
        events = Bench(tmp_path / folder, spec=spec, recipe=TrainingRecipe(epochs=4, seed=seed)).train()
        return [event.value for event in events if isinstance(event, Metric) and event.series == "loss.train"]

    first = losses("a", 1)
    torch.manual_seed(99)  # what others draw does not matter
    assert losses("b", 1) == first
    assert losses("c", 2) != first


def test_seeding_every_step_leaves_nothing_behind(tmp_path: Path) -> None:
    waiting = len(torch.cuda._queued_calls)  # type: ignore[attr-defined]
    Bench(tmp_path, spec=HeadSpec(SIZE, CLASSES, dropout=0.5)).train()
    assert len(torch.cuda._queued_calls) == waiting  # type: ignore[attr-defined]


def test_training_leaves_others_random_numbers_alone(tmp_path: Path) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    bench = Bench(tmp_path, spec=HeadSpec(SIZE, CLASSES, dropout=0.5))
    torch.manual_seed(5)
    bench.train()
    assert torch.equal(torch.rand(3), expected)


def finish(steps: Steps) -> None:
    """Asks a training to finish, and goes through what it still tells."""
    with contextlib.suppress(StopIteration):
        steps.send({FINISH: True})
        for _ in steps:
            pass


def test_asked_to_finish_it_stops_and_keeps_the_best(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=1000, seed=1))
    steps = fit(bench.learner, bench.source, bench.keeper)
    for event in steps:
        if isinstance(event, Metric) and event.series == "accuracy.validation" and event.step == 3:
            break
    finish(steps)
    assert bench.learner.position.ended == "stopped"
    assert bench.learner.position.epoch < 10
    assert all(torch.equal(bench.learner.module.state_dict()[n], v) for n, v in bench.learner.best_weights.items())


def test_asked_to_finish_in_the_first_epoch_there_is_a_best_all_the_same(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=1000, seed=1))
    steps = fit(bench.learner, bench.source, bench.keeper)
    next(steps)
    finish(steps)
    assert bench.learner.position.best_epoch == 1
    assert set(bench.learner.position.best) >= {"accuracy.validation", "loss.train"}


def test_cancelled_training_keeps_the_best_head(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=1000, seed=1))
    steps = fit(bench.learner, bench.source, bench.keeper)
    for event in steps:
        if isinstance(event, Metric) and event.step == 4:
            break
    best = dict(bench.learner.best_weights)
    position = (bench.learner.position.epoch, bench.learner.position.step)
    steps.close()
    checkpoint, _ = bench.run.load()
    assert checkpoint is not None
    assert same(dict(checkpoint.best), best)
    assert (checkpoint.values["epoch"], checkpoint.values["step"]) == position
    assert bench.run.ended() == "cancelled"
    assert bench.run.journal.lines()[-1]["kind"] == "end"


def test_an_epoch_that_is_only_as_good_as_the_best_is_not_better() -> None:
    scores = {"accuracy.validation": 0.75, "loss.validation": 0.5}
    position = Position()
    assert [position.judge(scores) for _ in range(3)] == [True, False, False]
    assert (position.epoch, position.best_epoch, position.stale) == (3, 1, 2)
    assert position.judge({**scores, "loss.validation": 0.4})
    assert (position.best_epoch, position.stale) == (4, 0)


def judged(bench: Bench) -> tuple[float, float]:
    """Accuracy and mean loss of the module, as it stands, on the validation part."""
    (batch,) = bench.source.validation()
    with torch.no_grad():
        logits = bench.learner.module.eval()(batch.inputs)
    right = float((logits.argmax(1) == batch.targets).float().mean())
    return right, float(nn.functional.cross_entropy(logits, batch.targets))


def test_early_stopping_waits_for_its_patience_and_the_best_weights_win(tmp_path: Path) -> None:
    recipe = TrainingRecipe(epochs=500, seed=1, early_stopping=3, optimiser="sgd")
    bench = Bench(tmp_path, recipe=recipe, rate=5.0, spread=4.0)
    events = bench.train()
    position = bench.learner.position
    assert position.ended == "early_stopping"
    assert position.epoch == position.best_epoch + 3 < 500
    curve = {e.step: e.value for e in events if isinstance(e, Metric) and e.series == "accuracy.validation"}
    assert max(curve.values()) == curve[position.best_epoch] == position.best["accuracy.validation"]
    assert judged(bench) == pytest.approx((position.best["accuracy.validation"], position.best["loss.validation"]))
    last = bench.last()
    assert any(not torch.equal(value, last[f"module/1.{name}"]) for name, value in bench.weights().items())


@pytest.mark.parametrize("averaging", [0.0, 0.5])
def test_in_the_end_the_head_is_the_one_that_was_judged_best(tmp_path: Path, averaging: float) -> None:
    recipe = TrainingRecipe(epochs=30, seed=1, optimiser="sgd", averaging=averaging)
    bench = Bench(tmp_path, recipe=recipe, rate=5.0, spread=4.0)
    bench.train()
    best = bench.learner.position.best
    assert bench.learner.position.best_epoch < 30
    assert judged(bench) == pytest.approx((best["accuracy.validation"], best["loss.validation"]))


def test_the_curves_share_one_axis_and_end_each_epoch_with_its_means(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    curves: dict[str, list[float]] = {}
    for event in bench.train():
        if isinstance(event, Metric):
            curves.setdefault(event.series, []).append(event.step)
    batches = len(cut(np.arange(45), 16))
    steps = [epoch + (batch + 1) / batches for epoch in range(6) for batch in range(batches)]
    for series in ("loss.train", "learning_rate", "gradient_norm", "photos_per_second"):
        assert curves[series] == pytest.approx(steps)
    for series in ("loss.validation", "accuracy.train", "accuracy.validation"):
        assert curves[series] == [1, 2, 3, 4, 5, 6]
    assert {series: [step for step, _ in points] for series, points in bench.run.points().items()} == curves


def test_progress_rises_to_its_total(tmp_path: Path) -> None:
    told = [event for event in Bench(tmp_path).train() if isinstance(event, Progress)]
    assert [event.done for event in told] == sorted(event.done for event in told)
    assert told[-1].done == told[-1].total


def test_the_gradient_is_clipped_and_told_as_it_was_before(tmp_path: Path) -> None:
    free = Bench(tmp_path / "free", recipe=TrainingRecipe(epochs=1, seed=1, optimiser="sgd"), rate=1.0)
    clipped = Bench(
        tmp_path / "cut", recipe=TrainingRecipe(epochs=1, seed=1, optimiser="sgd", clip_norm=1e-3), rate=1.0
    )
    before = clipped.weights()
    batch = next(clipped.source.train(0))
    assert clipped.learner.step(batch).gradient_norm == free.learner.step(batch).gradient_norm > 1e-3
    moved = torch.cat([(clipped.weights()[name] - before[name]).flatten() for name in before])
    assert float(moved.norm()) == pytest.approx(1e-3, rel=1e-3)


def test_a_loss_in_pieces_is_the_loss_of_the_whole(tmp_path: Path) -> None:
    recipe = TrainingRecipe(epochs=1, seed=1, class_weights=True, label_smoothing=0.1)
    whole, pieces = Bench(tmp_path / "a", recipe=recipe), Bench(tmp_path / "b", recipe=recipe)
    pieces.learner.pieces = 3
    batch = next(whole.source.train(0))
    one, other = whole.learner.step(batch), pieces.learner.step(batch)
    assert other.loss == pytest.approx(one.loss, rel=1e-5)
    oracle = nn.CrossEntropyLoss(torch.tensor(WEIGHTS), label_smoothing=0.1)
    fresh = Bench(tmp_path / "c", recipe=recipe)
    expected = float(oracle(fresh.learner.module(batch.inputs), batch.targets).detach())
    assert one.loss == pytest.approx(expected, rel=1e-5)


def test_others_have_the_thread_between_the_pieces_of_a_step_and_change_nothing(tmp_path: Path) -> None:
    spec = HeadSpec(SIZE, CLASSES, (8,), dropout=0.5)
    whole, broken = (Bench(tmp_path / name, spec=spec, recipe=TrainingRecipe(epochs=2, seed=1)) for name in "ab")
    for bench in (whole, broken):
        bench.learner.pieces = 4
    whole.train()
    told = 0
    for event in fit(broken.learner, broken.source, broken.keeper):
        told += isinstance(event, Progress)
        torch.rand(7)
        torch.set_num_threads(1 + told % 2)
    steps = len(cut(np.arange(45), 16))
    pieces = [len(piece) for piece in cut(np.arange(45), 16)]
    assert told == 2 * (sum(min(4, size) for size in pieces) + 1)
    assert steps == len(pieces)
    assert same(whole.weights(), broken.weights())


def test_asked_to_finish_between_two_pieces_it_stops_after_that_step(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=1000, seed=1))
    bench.learner.pieces = 4
    steps = fit(bench.learner, bench.source, bench.keeper)
    next(steps)
    assert bench.learner.position.step == 0
    steps.send({FINISH: True})
    assert bench.learner.position.step == 0
    for _ in steps:
        pass
    assert (bench.learner.position.epoch, bench.learner.position.ended) == (1, "stopped")


def test_a_step_left_between_two_pieces_has_changed_nothing(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=2, seed=1))
    bench.learner.pieces = 4
    before = bench.weights()
    steps = fit(bench.learner, bench.source, bench.keeper)
    next(steps)
    steps.close()
    assert same(bench.weights(), before)
    bench.go_on()
    assert bench.learner.position.step == 0


class Short(nn.Module):
    """Raises as when memory is short, for batches above a size or at given calls."""

    def __init__(self, inner: nn.Module, largest: int) -> None:
        super().__init__()
        self.inner = inner
        self.largest = largest

    def forward(self, inputs: torch.Tensor) -> Any:
        if self.training and len(inputs) > self.largest:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
        return self.inner(inputs)


def test_short_of_memory_the_batch_is_halved_once_and_said(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.learner.module = Short(bench.learner.module, 8)
    notices = [event.message.code for event in bench.train() if isinstance(event, Notice)]
    assert notices == ["notice.batch_halved"]
    assert bench.learner.pieces == 2


def test_short_of_memory_for_half_a_batch_too_it_is_cut_until_it_fits(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.learner.module = Short(bench.learner.module, 2)
    (notice,) = [event.message for event in bench.train() if isinstance(event, Notice)]
    assert (notice.code, notice.params["size"]) == ("notice.batch_halved", 2)


def test_short_of_memory_for_a_single_photo_it_fails_and_can_be_continued(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.learner.module = Short(bench.learner.module, 0)
    with pytest.raises(RuntimeError, match="allocate"):
        bench.train()
    assert bench.run.ended() == "failed"
    assert bench.run.load()[0] is not None


class Poisoned:
    """A source with inputs `factor` times as large, or no numbers, in one epoch."""

    def __init__(self, inner: heads.VectorSource, epoch: int, factor: float = math.nan) -> None:
        self.inner, self.epoch = inner, epoch
        self.factor = factor
        self.notices, self.lost = inner.notices, inner.lost
        self.steps, self.validation_steps = inner.steps, inner.validation_steps
        self.validation, self.look_again = inner.validation, inner.look_again

    def train(self, epoch: int, first: int = 0) -> Iterator[Batch]:
        for batch in self.inner.train(epoch, first):
            yield Batch(batch.inputs * self.factor, batch.targets, batch.rows) if epoch == self.epoch else batch


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_weights(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=20, seed=1))
    metrics: list[Metric] = []
    steps = fit(bench.learner, Poisoned(bench.source, 3), bench.keeper)
    with pytest.raises(EngineError) as told:
        metrics.extend(event for event in steps if isinstance(event, Metric))
    assert told.value.code == "diverged"
    assert told.value.params["lower"] == pytest.approx(0.001)
    assert told.value.params["epoch"] == 4
    assert metrics[-1].series == "loss.train"
    assert np.isnan(metrics[-1].value)
    assert all(torch.isfinite(value).all() for value in bench.learner.best_weights.values())
    assert bench.run.ended() == "failed"


def test_a_loss_that_explodes_stops_though_it_is_still_a_number(tmp_path: Path) -> None:
    bench = Bench(tmp_path, recipe=TrainingRecipe(epochs=20, seed=1))
    with pytest.raises(EngineError) as told:
        list(fit(bench.learner, Poisoned(bench.source, 3, -1e9), bench.keeper))
    assert (told.value.code, told.value.params["epoch"]) == ("diverged", 4)
    assert np.isfinite(float(str(told.value.params["loss"])))


def test_a_far_too_high_rate_is_told_with_the_layer(tmp_path: Path) -> None:
    spec = HeadSpec(SIZE, CLASSES, (8, 8))
    bench = Bench(tmp_path, spec=spec, recipe=TrainingRecipe(epochs=50, seed=1, optimiser="sgd"), rate=1e20)
    with pytest.raises(EngineError) as told:
        bench.train()
    assert told.value.code == "diverged"
    assert str(told.value.params["layer"]).startswith("1.")


def test_views_take_turns_and_every_photo_comes_once_an_epoch() -> None:
    some, labels = vectors(views=3)
    some[:] = np.arange(3)[:, None, None]
    source = heads.VectorSource(some, labels, (list(range(45)), []), batch_size=7, seed=0)
    seen: dict[int, set[float]] = {}
    for epoch in range(3):
        rows: list[int] = []
        for batch in source.train(epoch):
            rows += batch.rows.tolist()
            for row, vector in zip(batch.rows.tolist(), batch.inputs, strict=True):
                seen.setdefault(row, set()).add(float(vector[0]))
        assert sorted(rows) == list(range(45))
    assert all(views == {0.0, 1.0, 2.0} for views in seen.values())


@pytest.mark.parametrize(("count", "size", "lengths"), [(9, 4, [4, 5]), (8, 4, [4, 4]), (1, 4, [1]), (3, 8, [3])])
def test_no_batch_is_a_lone_photo(count: int, size: int, lengths: list[int]) -> None:
    assert [len(piece) for piece in cut(np.arange(count), size)] == lengths


@pytest.mark.parametrize(("steps", "kept"), [(1, 2 / 11), (5, 2 / 11 * 3 / 12 * 4 / 13 * 5 / 14 * 6 / 15)])
def test_an_average_soon_forgets_where_the_weights_began(steps: int, kept: float) -> None:
    module = torch.nn.Linear(1, 1)
    torch.nn.init.ones_(module.weight)
    average = Average(module, 0.99)
    torch.nn.init.zeros_(module.weight)
    for _ in range(steps):
        average.update(module)
    assert average.module.weight.item() == pytest.approx(kept)
