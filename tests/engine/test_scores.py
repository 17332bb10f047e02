"""Figures about answers, against scikit-learn and closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import accuracy_score, confusion_matrix
from sklearn.utils.class_weight import compute_class_weight

from engine.learn.scores import accuracy, balanced_weights, confusion, majority, wilson

ANSWERS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(ANSWERS)
def test_the_confusion_matrix_is_scikit_learns(answers: list[tuple[int, int]]) -> None:
    truth, predicted = (list(column) for column in zip(*answers, strict=True))
    assert np.array_equal(confusion(truth, predicted, 5), confusion_matrix(truth, predicted, labels=range(5)))
    assert accuracy(truth, predicted) == pytest.approx(accuracy_score(truth, predicted))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_wilsons(case: tuple[int, int]) -> None:
    right, asked = case
    low, high = wilson(right, asked)
    expected = binomtest(right, asked).proportion_ci(0.95, method="wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-9)
    assert 0 <= low <= right / asked <= high <= 1


def test_nothing_asked_is_nothing_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert math.isnan(accuracy([], []))
    assert math.isnan(majority([0], []))


def test_the_baseline_answers_the_most_frequent_class_of_the_training_part() -> None:
    assert majority([0, 1, 1], [0, 0, 1, 2]) == 0.25


def test_balanced_weights_are_scikit_learns() -> None:
    labels = [0, 0, 0, 1, 2, 2]
    expected = compute_class_weight("balanced", classes=np.arange(3), y=labels)
    assert balanced_weights(labels, 3) == pytest.approx(tuple(expected))


def test_a_class_without_photos_weighs_nothing() -> None:
    assert balanced_weights([0, 2, 2], 3)[1] == 0.0
