"""Backbones compared on a folder: by photos that the probes have not learnt from, with what each costs."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier
from small import outcome, result

from engine.job.words import EngineError, say
from engine.jobs.compare import Compare, CompareResult
from engine.judge.probes import nearest, share_of, standing
from engine.learn.scores import wilson


@pytest.fixture(scope="module")
def some(resources: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten photos of each of the sample classes."""
    folder = tmp_path_factory.mktemp("compare") / "photos"
    for kind in ("bird", "flower", "fruit", "vegetable"):
        (folder / kind).mkdir(parents=True)
        for photo in sorted((resources / "sample_photos" / kind).glob("*.jpg"))[:10]:
            shutil.copy(photo, folder / kind)
    return folder


def compared(folder: Path, **given: object) -> CompareResult:
    value, _ = outcome(Compare(folder=folder, **given))  # type: ignore[arg-type]
    assert isinstance(value, CompareResult)
    return value


def test_each_backbone_has_its_accuracy_and_its_cost(some: Path) -> None:
    value = compared(some, backbones="efficientnet_lite0, efficientnet_lite1")
    assert [row.backbone for row in value.rows] == ["efficientnet_lite0", "efficientnet_lite1"]
    assert (value.photos, value.classes) == (40, 4)
    for row in value.rows:
        assert row.interval == wilson(round(row.accuracy * 40), 40)
        assert row.accuracy > 0.6
        assert row.neighbours > 0.6
        assert row.milliseconds > 0
        assert 10 < row.megabytes < 40
    assert sum(row.advised for row in value.rows) == 1
    assert max(value.rows, key=lambda row: row.accuracy).tied
    again = compared(some, backbones="efficientnet_lite0")
    assert (again.rows[0].accuracy, again.rows[0].neighbours) == (value.rows[0].accuracy, value.rows[0].neighbours)
    lines = [say(line, "hr") if not isinstance(line, str) else line for line in Compare.report(value)]
    assert any("efficientnet_lite1" in line and "%" in line for line in lines)


def test_all_that_are_ready_are_compared_by_default(some: Path) -> None:
    names = [row.backbone for row in compared(some).rows]
    assert names == ["efficientnet_lite0", "efficientnet_lite1", "efficientnet_lite2"]


def test_a_name_that_is_no_backbone_is_told_with_the_nearest(some: Path) -> None:
    with pytest.raises(EngineError, match="efficientnet_lite0") as told:
        list(Compare(folder=some, backbones="efficientnet_lite").run())
    assert told.value.code == "unknown_backbone"


def test_backbones_whose_difference_may_be_none_are_tied_and_the_quickest_is_advised() -> None:
    random = np.random.default_rng(0)
    good = random.random(100) < 0.95
    close = good.copy()
    close[np.flatnonzero(good)[:1]] = False
    bad = random.random(100) < 0.6
    stand = standing([good, close, bad], [30.0, 10.0, 1.0])
    assert (stand.best, stand.tied, stand.advised) == (0, (True, True, False), 1)
    assert standing([bad], [1.0]).advised == 0
    share, interval = share_of(good)
    assert interval[0] < share < interval[1]


def test_neighbours_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(1)
    labels = random.integers(0, 3, 80)
    vectors = (random.normal(size=(3, 16))[labels] + random.normal(size=(80, 16)) * 1.5).astype(np.float32)
    right, _ = result(nearest(vectors, labels, range(80), 3))  # type: ignore[arg-type]
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def counted(distances: np.ndarray) -> np.ndarray:
        return np.exp(-distances / 0.07)

    for one in range(80):
        others = np.arange(80) != one
        oracle = KNeighborsClassifier(20, metric="cosine", algorithm="brute", weights=counted)
        said = oracle.fit(unit[others], labels[others]).predict(unit[[one]])[0]
        assert (said == labels[one]) == right[one]


def test_a_copy_never_speaks_for_its_original() -> None:
    random = np.random.default_rng(2)
    vectors = random.normal(size=(40, 8)).astype(np.float32)
    labels = random.integers(0, 2, 40)
    doubled = np.concatenate([vectors, vectors])
    groups = [*range(40), *range(40)]
    right, _ = result(nearest(doubled, np.concatenate([labels, labels]), groups, 2))  # type: ignore[arg-type]
    assert right.mean() < 0.8
