"""Many photos and many jobs: memory grows with neither, nor do threads and open files."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.load import compare, run_jobs

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")


@pytest.mark.parametrize(
    ("photos", "classes"), [(1_000, 20), pytest.param(100_000, 1_000, marks=pytest.mark.slow, id="full")]
)
def test_ten_times_the_photos_take_little_more_memory_than_their_embeddings(photos: int, classes: int) -> None:
    ratio, (few, many) = compare(photos, classes)
    assert (few["photos"], many["photos"]) == (photos // 10, photos)
    assert ratio <= 1.3


@pytest.mark.parametrize("count", [1_000, pytest.param(20_000, marks=pytest.mark.slow, id="full")])
def test_short_jobs_leave_nothing_behind(count: int) -> None:
    few, many = run_jobs(count)
    assert many["threads"] <= few["threads"]
    assert many["files"] <= few["files"]
    assert many["resident"] - few["resident"] < 8  # MB
