"""Scores against scikit-learn, on random inputs."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any, TypeVar

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

from engine.judge.heads import fit_heads, folds_of, out_of_fold, space_of
from engine.judge.scores import (
    BINS,
    answering,
    balanced_accuracy,
    balanced_interval,
    calibration,
    class_scores,
    cooled,
    curves,
    mean_interval,
    paired_interval,
    temperature_of,
    threshold_of,
    top_accuracy,
)

T = TypeVar("T")


def done(steps: Generator[Any, Any, T]) -> T:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: T = end.value
            return value


def answers(seed: int, count: int = 200, classes: int = 4) -> tuple[Any, Any, Any]:
    """Logits, probabilities and truth of answers that are right more often than not."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, count)
    logits = random.normal(0, 1.5, (count, classes))
    logits[np.arange(count), truth] += random.uniform(0, 3)
    risen = np.exp(logits)
    return logits, risen / risen.sum(axis=1, keepdims=True), truth


@pytest.mark.parametrize("seed", range(8))
def test_scores_of_classes_are_scikit_learns(seed: int) -> None:
    _, probability, truth = answers(seed)
    predicted = probability.argmax(axis=1)
    matrix = metrics.confusion_matrix(truth, predicted, labels=range(4)).tolist()
    precision, recall, f1, support = metrics.precision_recall_fscore_support(truth, predicted, labels=range(4))
    for place, score in enumerate(class_scores(matrix)):
        assert (score.precision, score.recall, score.f1, score.photos) == pytest.approx(
            (precision[place], recall[place], f1[place], support[place])
        )
    assert balanced_accuracy(matrix) == pytest.approx(metrics.balanced_accuracy_score(truth, predicted))
    for top in (1, 2, 3):
        wanted = metrics.top_k_accuracy_score(truth, probability, k=top, labels=range(4))
        assert top_accuracy(probability, truth.tolist(), top) == pytest.approx(wanted)


def test_a_class_without_photos_counts_for_nothing_and_one_never_answered_has_no_precision() -> None:
    matrix = [[3, 1, 0], [0, 4, 0], [0, 0, 0]]
    scores = class_scores(matrix)
    assert math.isnan(scores[2].precision)
    assert math.isnan(scores[2].recall)
    assert balanced_accuracy(matrix) == pytest.approx((0.75 + 1) / 2)
    low, high = balanced_interval(matrix)
    assert low < 0.875 < high <= 1
    assert balanced_interval([[0, 0], [0, 0]]) == (0.0, 1.0)


def test_the_interval_of_balanced_accuracy_holds_the_truth_in_95_of_100_cases() -> None:
    random, held = np.random.default_rng(0), 0
    shares, asked = np.array([0.9, 0.6, 0.75]), np.array([40, 12, 25])
    for _ in range(2000):
        right = random.binomial(asked, shares)
        low, high = balanced_interval(
            [[int(r) if row == column else int(n - r) * (column == (row + 1) % 3) for column in range(3)]
             for row, (r, n) in enumerate(zip(right, asked, strict=True))]
        )  # fmt: skip
        held += low <= shares.mean() <= high
    assert 0.93 <= held / 2000 <= 0.98


@pytest.mark.parametrize("seed", range(4))
def test_two_classes_have_scikit_learns_curves(seed: int) -> None:
    _, probability, truth = answers(seed, classes=2)
    score = np.round(probability[:, 1], 2)  # with ties
    found = curves(score, truth.tolist())
    assert found is not None
    assert found.auc == pytest.approx(metrics.roc_auc_score(truth, score))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(truth, score))
    false, true, _ = metrics.roc_curve(truth, score, drop_intermediate=False)
    assert np.allclose(found.roc, np.stack([false, true], axis=1))
    assert curves(score, [1] * len(truth)) is None


def test_calibration_is_counted_as_the_papers_count_it() -> None:
    _, probability, truth = answers(3, count=500)
    found = calibration(probability, truth.tolist())
    sure, right = probability.max(axis=1), probability.argmax(axis=1) == truth
    error = 0.0
    for number in range(BINS):
        some = (sure > number / BINS) & (sure <= (number + 1) / BINS)
        if some.any():
            error += some.mean() * abs(sure[some].mean() - right[some].mean())
    assert found.ece == pytest.approx(error)
    assert sum(one.photos for one in found.bins) == 500


@pytest.mark.parametrize("wrong", [0.25, 1.0, 4.0])
def test_the_temperature_undoes_what_made_the_model_too_sure(wrong: float) -> None:
    random = np.random.default_rng(5)
    logits = random.normal(0, 2, (4000, 3))
    share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truth = (random.random((4000, 1)) > share.cumsum(axis=1)).sum(axis=1).clip(0, 2)
    assert temperature_of(logits * wrong, truth.tolist()) == pytest.approx(wrong, rel=0.08)


def test_nothing_to_learn_a_temperature_from_leaves_it_at_one() -> None:
    assert temperature_of(np.zeros((0, 3)), []) == 1.0
    right = np.array([[9.0, 0.0], [0.0, 9.0]])
    assert temperature_of(right, [0, 1]) == 0.05
    assert temperature_of(right, [1, 0]) == 20.0


def test_the_threshold_keeps_what_is_known_and_its_cost_is_drawn() -> None:
    _, probability, truth = answers(7, count=400)
    threshold = threshold_of(probability, truth)
    sure, right = probability.max(axis=1), probability.argmax(axis=1) == truth
    kept = sure >= threshold
    assert kept.mean() >= 0.5
    drawn = answering(probability, truth)
    assert [one.threshold for one in drawn] == [step / 20 for step in range(21)]
    assert drawn[0].answered == 1.0
    assert drawn[0].right == pytest.approx(right.mean())
    assert [one.answered for one in drawn] == sorted((one.answered for one in drawn), reverse=True)
    perfect = np.eye(3)[[0, 1, 2] * 20] * 0.8 + 0.2 / 3
    assert threshold_of(perfect, [0, 1, 2] * 20) == pytest.approx(0.8 + 0.2 / 3)
    assert threshold_of(np.zeros((0, 3)), []) == 0.0


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_probabilities_are_cooled_as_logits_are(temperature: float) -> None:
    logits, probability, _ = answers(2)
    risen = np.exp(logits / temperature)
    assert np.allclose(cooled(probability, temperature), risen / risen.sum(axis=1, keepdims=True))


def test_the_change_between_two_models_on_the_same_photos_has_an_interval_that_holds() -> None:
    random, held = np.random.default_rng(1), 0
    for _ in range(1000):
        ease = random.random(80)
        before, after = ease < 0.7, ease + random.normal(0, 0.1, 80) < 0.8
        change, low, high = paired_interval(before.tolist(), after.tolist())
        assert change == pytest.approx(after.mean() - before.mean())
        held += low <= 0.0997 <= high
    assert held / 1000 > 0.92
    assert paired_interval([], []) == (0.0, -1.0, 1.0)
    change, low, high = paired_interval([True] * 20, [True] * 20)
    assert (change, low < 0 < high) == (0.0, True)


def test_the_interval_of_a_mean_is_students() -> None:
    values = [0.81, 0.84, 0.79, 0.9, 0.83]
    assert mean_interval(values) == pytest.approx(
        stats.t.interval(0.95, 4, np.mean(values), stats.sem(values)), abs=1e-4
    )
    assert mean_interval([0.5]) == (-math.inf, math.inf)


@pytest.mark.parametrize(("count", "size", "classes"), [(90, 256, 3), (300, 40, 4)])
@pytest.mark.parametrize("strength", [0.01, 0.316])
def test_heads_learnt_together_say_what_scikit_learns_say_one_by_one(
    count: int, size: int, classes: int, strength: float
) -> None:
    random = np.random.default_rng(count)
    labels = random.integers(0, classes, count)
    vectors = (random.normal(size=(classes, size))[labels] * 0.3 + random.normal(size=(count, size))).astype(np.float32)
    folds = folds_of(range(count), labels.tolist(), 5, 0)
    said = done(out_of_fold(space_of(vectors), labels, folds, classes, strength))
    scaled = vectors - vectors.mean(axis=0)
    scaled /= np.sqrt((scaled**2).mean())
    for fold in range(5):
        oracle = LogisticRegression(C=strength, max_iter=5000, tol=1e-8)
        oracle.fit(scaled[folds != fold], labels[folds != fold])
        assert np.abs(said[folds == fold] - oracle.predict_proba(scaled[folds == fold])).max() < 0.01


def test_a_head_knows_nothing_of_photos_that_count_for_nothing() -> None:
    """Whatever stands in for the labels and the embeddings of the others."""
    random = np.random.default_rng(0)
    vectors = random.normal(size=(40, 12)).astype(np.float32)
    labels = random.integers(0, 3, 40)
    weights = np.ones((1, 40))
    weights[0, 20:] = 0
    other = labels.copy()
    other[20:] = (labels[20:] + 1) % 3
    space = space_of(vectors)
    one, two = (done(fit_heads(space, some, weights, 3)).probabilities() for some in (labels, other))
    assert np.array_equal(one, two)
    new = random.normal(size=(5, 12)).astype(np.float32)
    heads = done(fit_heads(space, labels, weights, 3))
    assert np.allclose(heads.probabilities(np.concatenate([vectors, new]))[:, :40], heads.probabilities(), atol=1e-9)


def test_folds_keep_groups_whole_and_classes_even() -> None:
    random = np.random.default_rng(2)
    groups = random.integers(0, 40, 200).tolist()
    labels = [group % 4 for group in groups]
    folds = folds_of(groups, labels, 5, 0)
    assert all(len({int(folds[i]) for i in range(200) if groups[i] == group}) == 1 for group in set(groups))
    for label in range(4):
        counts = np.bincount(folds[np.array(labels) == label], minlength=5)
        assert counts.max() - counts.min() <= 12
    alone = folds_of(range(103), random.integers(0, 4, 103).tolist(), 5, 1)
    assert np.bincount(alone).max() - np.bincount(alone).min() <= 4
