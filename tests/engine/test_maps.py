"""The map of embeddings: what it shows, and that it can be stopped at any moment."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.look.maps import MAPS, Making, Points


def clusters(count: int, width: int = 40) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, count)
    return (6 * rng.normal(size=(4, width))[labels] + rng.normal(size=(count, width))).astype(np.float32), labels


def finish(making: Making) -> Points:
    while True:
        try:
            next(making)
        except StopIteration as end:
            return np.asarray(end.value)


def yields_before_the_first_step(count: int) -> int:
    making = MAPS["tsne"](clusters(count)[0], 0)
    return sum(1 for _ in itertools.takewhile(lambda step: step[0] == 0, making))


def test_the_preparation_yields_in_proportion_to_the_photos() -> None:
    few, many = yields_before_the_first_step(400), yields_before_the_first_step(1600)
    assert few > 10
    assert many > 2.5 * few


def test_components_are_those_of_the_exact_decomposition() -> None:
    vectors, _ = clusters(500, 120)
    centred = vectors.astype(np.float64) - vectors.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    exact, made = left[:, :2] * sizes[:2], finish(MAPS["pca"](vectors, 0))
    for axis in (0, 1):
        assert abs(np.corrcoef(exact[:, axis], made[:, axis])[0, 1]) == pytest.approx(1.0, abs=1e-5)


def test_photos_of_a_cluster_lie_together() -> None:
    vectors, labels = clusters(300)
    made = finish(MAPS["tsne"](vectors, 0))
    assert made.shape == (300, 2)
    assert np.abs(made).max() == pytest.approx(1.0)
    gaps = ((made[:, None] - made[None]) ** 2).sum(axis=2)
    np.fill_diagonal(gaps, np.inf)
    assert (labels[gaps.argmin(axis=1)] == labels).mean() > 0.98


@pytest.mark.parametrize("method", sorted(MAPS))
@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_few_or_equal_photos_have_finite_places(method: str, count: int) -> None:
    for vectors in (clusters(count)[0], np.ones((count, 5), np.float32)):
        made = finish(MAPS[method](vectors, 0))
        assert made.shape == (count, 2)
        assert np.isfinite(made).all()
