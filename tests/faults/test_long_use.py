"""Hours of use, in small: what every step leaves behind adds up to nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from pictures import folder_of

from engine.job.background import Background, coded
from engine.job.events import Ended, Metric, Outcome
from engine.job.words import EngineError
from engine.jobs.train import Train

GROWTH = 8.0  # MB


def resident() -> float:
    """This process's memory in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_is_flat_over_two_thousand_epochs(tmp_path: Path) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    job = Train(folder=photos, backbone="mobilenet_v3_small", weights="none", epochs=2500, threads=1)
    measured = {}
    for event in job.run():
        if isinstance(event, Metric) and event.series == "accuracy.validation" and event.step in (500, 2500):
            measured[event.step] = resident()
    print(f"{measured[2500] - measured[500]:+.1f} MB in 2,000 epochs")
    assert measured[2500] - measured[500] < GROWTH


@pytest.mark.parametrize("words", ["CUDA error: unspecified launch failure", "CUDA error: device is lost"])
def test_a_lost_graphics_card_is_named_and_the_training_goes_on_from_its_last_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    from engine.learn import checkpoints
    from engine.learn.learner import Learner

    monkeypatch.setattr(checkpoints, "EVERY", 0.0)
    monkeypatch.setattr(checkpoints, "SHARE", 0.0)
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    given = {"backbone": "mobilenet_v3_small", "weights": "none", "epochs": 4, "threads": 1}
    step, steps = Learner.step_in_pieces, 0

    def lost(*arguments: object) -> object:
        nonlocal steps
        steps += 1
        if steps > 2:
            raise RuntimeError(words)
        return step(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as card:
        card.setattr(Learner, "step_in_pieces", lost)
        card.setattr(Learner, "tensors", lost)  # nothing can be read back from it either
        background = Background(lower_priority=False)
        running = background.start(Train(folder=photos, **given))  # type: ignore[arg-type]
        assert running.wait(60)
        (ended,) = [mail for mail in running.drain() if isinstance(mail, Ended)]
        background.close()
    assert ended.error is not None
    assert ended.error.code == "device_lost"
    *_, end = Train(folder=photos, resume=True).run()
    assert isinstance(end, Outcome)
    assert end.value.epochs == 4  # type: ignore[attr-defined]


def test_other_errors_of_a_step_are_not_taken_for_a_lost_card() -> None:
    assert coded(RuntimeError("mat1 and mat2 shapes cannot be multiplied")).code == "unexpected"
    assert coded(RuntimeError("CUDA out of memory")).code != "device_lost"
    assert coded(EngineError("disk_full", path="x", megabytes=5)).code == "disk_full"
