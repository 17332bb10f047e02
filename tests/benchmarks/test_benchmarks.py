"""The benchmarks run; what they measure is for people to read, on a machine that does nothing else."""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.benchmarks import busy, entered, second_family, small_folders, web_page
from tests.benchmarks.frozen import measure
from tests.benchmarks.photos import make_photos
from tests.engine.made_weights import Payload

ROOT = Path(__file__).resolve().parents[2]


def test_photos_to_measure_with_are_camera_like_and_all_different(tmp_path: Path, resources: Path) -> None:
    files = make_photos(tmp_path, 8, resources / "sample_photos")
    assert len({file.read_bytes() for file in files}) == 8
    assert len({file.parent.name for file in files}) > 1
    for file in files:
        with Image.open(file) as picture:
            assert (picture.format, picture.size) == ("JPEG", (1024, 768))
        assert 80_000 < file.stat().st_size < 350_000


@pytest.mark.slow
def test_the_frozen_benchmark_prints_both_figures(capsys: pytest.CaptureFixture[str]) -> None:
    figures = measure(photos=24, epochs=2, rounds=1, backbone="efficientnet_lite0")
    assert figures.keys() == {"ratio", "share"}
    assert all(value > 0 for value in figures.values())
    printed = capsys.readouterr().out
    assert "notebook loop" in printed
    assert "of the packed limit" in printed


@pytest.mark.slow
def test_the_busy_benchmark_prints_both_ways_idle_and_busy(capsys: pytest.CaptureFixture[str]) -> None:
    figures = busy.measure(steps=1, rounds=1, processes=1)
    assert figures.keys() == {(beside, threads, way) for beside in (0, 1) for threads in (0, 1) for way in busy.WAYS}
    assert all(value > 0 for value in figures.values())
    assert capsys.readouterr().out.count("ratio") == 4


@pytest.mark.slow
@pytest.mark.skipif(web_page.CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
def test_the_web_page_benchmark_prints_both_speeds(capsys: pytest.CaptureFixture[str]) -> None:
    figures = web_page.measure(["mobilenet_v3_small"], pictures=1)
    assert figures.keys() == {("mobilenet_v3_small", times) for times in web_page.SLOWER}
    assert all(value > 0 for value in figures.values())
    assert "slowed 6 times" in capsys.readouterr().out


@pytest.mark.parametrize("folder", small_folders.FOLDERS, ids=lambda folder: folder.name)
def test_small_folders_are_judged_on_other_pictures_in_the_same_proportions(folder: small_folders.Folder) -> None:
    made = folder.make(np.random.default_rng(0))
    learnt, judged = ([picture.tobytes() for part in made.values() for picture in part[side]] for side in (0, 1))
    assert not {*learnt} & {*judged}
    share = sum(len(others) for _, others in made.values()) / sum(len(some) for some, _ in made.values())
    for some, others in made.values():
        assert len(others) == pytest.approx(share * len(some), abs=1)


@pytest.mark.slow
def test_a_frozen_head_is_not_worse_than_logistic_regression(capsys: pytest.CaptureFixture[str]) -> None:
    figures = small_folders.measure(small_folders.FOLDERS, seeds=2)
    assert figures["difference"] >= -0.01
    assert "pooled" in capsys.readouterr().out


def test_what_a_training_enters_is_counted_without_what_importing_calls() -> None:
    found = entered.measure()
    assert ("jobs/train.py", "Train.run") in found
    assert ("photos/door.py", "inspect_photo") in found
    assert not {function for _, function in found if function in ("Train", "param", "<module>")}
    assert not {file for file, _ in found if file.startswith(("paint/", "look/"))}


def test_each_benchmark_finds_what_it_measures() -> None:
    """In a process of its own: some choose a screen and a home as they begin."""
    names = [path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("test_")]
    assert len(names) > 10
    brought = "; ".join(f"import tests.benchmarks.{name}" for name in sorted(names))
    told = subprocess.run([sys.executable, "-c", brought], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def test_a_second_familys_weights_are_read_without_running_what_lies_beside_them(tmp_path: Path) -> None:
    with (tmp_path / "evil.pkl").open("wb") as file:
        pickle.dump(Payload(tmp_path / "done"), file)
    with (tmp_path / "evil.pkl").open("rb") as file, pytest.raises(pickle.UnpicklingError, match="system"):
        second_family.arrays(file)
    assert not (tmp_path / "done").exists()


def test_a_second_familys_kernels_come_in_our_order() -> None:
    """The first convolution sees blue, green and red; ours red, green and blue."""
    theirs = {"conv1": (3, 3, 3, 64), "conv10": (1, 1, 512, 1000)}
    for number, inside in zip(range(2, 10), (64, 128, 128, 256, 256, 384, 384, 512), strict=True):
        squeezed = (16, 16, 32, 32, 48, 48, 64, 64)[number - 2]
        theirs[f"fire{number}/squeeze1x1"] = (1, 1, inside, squeezed)
        theirs[f"fire{number}/expand1x1"] = (1, 1, squeezed, 4 * squeezed)
        theirs[f"fire{number}/expand3x3"] = (3, 3, squeezed, 4 * squeezed)
    draw = np.random.default_rng(0)
    layers = {
        name: [draw.normal(size=shape).astype(np.float32), draw.normal(size=shape[3]).astype(np.float32)]
        for name, shape in theirs.items()
    }
    with io.BytesIO(pickle.dumps(layers)) as file:
        network = second_family.network(second_family.arrays(file))
    red = torch.zeros(1, 3, 8, 8)
    red[:, 0] = 1.0
    first = network.get_submodule("backbone.features.0")
    seen = first(network.normalise(red) + 0.0)[0, :, 1, 1]
    blue_green_red = (np.array([0.0, 0.0, 255.0]) - np.array(second_family.MEAN)[::-1]).astype(np.float32)
    kernel, bias = layers["conv1"]
    torch.testing.assert_close(
        seen, torch.from_numpy(np.einsum("hwio,i->o", kernel, blue_green_red) + bias), rtol=1e-3, atol=1e-2
    )
