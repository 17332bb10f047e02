"""The attacks beside others' Carlini-Wagner and fast minimum norm, on one network, photos and far targets, in turn.

    python -m tests.benchmarks.attacks [--photos 20] [--threads 0] [--confidence 0.3]

Foolbox's Carlini-Wagner: 3 searches of 60 steps, step size 0.01, constant 1. Its fast minimum norm in L∞, and adv-lib's
where it is installed: 100 steps. Their pictures are judged as they give them, and rounded to 8 bits; ours as they are
read back from a PNG. Prints medians of L∞ in steps of 1/255, of L2 and of seconds.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import statistics
import sys
import time
import types
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.device import use_threads
from engine.files import RESOURCES
from engine.look.opinions import probabilities
from engine.models.model import load
from engine.models.network import Network
from engine.models.pictures import tensor
from engine.paint.attacking import Plan, attack
from engine.paint.attacks import ATTACKS
from engine.paint.measures import distance
from engine.photos.door import encode_png, read_photo, read_photo_bytes

Pixels = NDArray[np.uint8]


def cases(network: Network, count: int) -> list[tuple[Pixels, int]]:
    """Ordinary photos as the network gets them, each with a target far from what it sees (rank 100 or worse)."""
    files = sorted((RESOURCES / "demo_pictures").glob("*.jpg"))
    folders = sorted(folder for folder in (RESOURCES / "sample_photos").iterdir() if folder.is_dir())
    for folder in folders:
        photos = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        files += photos[:: max(1, len(photos) // 8)]
    chance = np.random.default_rng(0)
    chance.shuffle(files)  # type: ignore[arg-type]
    return [_case(network, path, chance) for path in files[:count]]


def _case(network: Network, path: Path, chance: np.random.Generator) -> tuple[Pixels, int]:
    pixels = network.preprocessing.prepare(read_photo(path, shorter=network.preprocessing.decode_shorter))
    return pixels, int(np.argsort(-probabilities(network, pixels))[chance.integers(100, 1000)])


def ours(network: Network, name: str, confidence: float) -> Callable[[Pixels, int], Sequence[Pixels]]:
    """An attack of the table; its picture read back from a PNG."""

    def run(pixels: Pixels, target: int) -> Sequence[Pixels]:
        steps = attack(network, pixels, Plan(ATTACKS[name], target, confidence=confidence))
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return [read_photo_bytes(encode_png(end.value.pixels))]

    return run


def foolbox_s(network: Network, name: str) -> Callable[[Pixels, int], Sequence[Pixels]]:
    """One of Foolbox's attacks; its picture as it gives it, and in 8 bits."""
    import foolbox

    model = foolbox.PyTorchModel(network, bounds=(0, 1), device="cpu")
    searches = {
        "carlini_wagner": foolbox.attacks.L2CarliniWagnerAttack(
            binary_search_steps=3, steps=60, stepsize=0.01, initial_const=1
        ),
        "fast_minimum_norm": foolbox.attacks.LInfFMNAttack(steps=100),
    }

    def run(pixels: Pixels, target: int) -> Sequence[Pixels]:
        photo = tensor([pixels]).contiguous(memory_format=torch.channels_last)
        criterion = foolbox.criteria.TargetedMisclassification(torch.tensor([target]))
        _, found, _ = searches[name](model, photo, criterion, epsilons=None)
        return both_ways(found)

    return run


def adv_lib_s(network: Network) -> Callable[[Pixels, int], Sequence[Pixels]]:
    """adv-lib's fast minimum norm; its picture as it gives it, and in 8 bits."""
    sys.modules.setdefault("visdom", types.ModuleType("visdom"))  # it draws curves, and nobody asks it to
    from adv_lib.attacks import fmn

    def run(pixels: Pixels, target: int) -> Sequence[Pixels]:
        photo = tensor([pixels]).contiguous()  # in another order its projection changes a copy
        return both_ways(fmn(network, photo, torch.tensor([target]), norm=math.inf, targeted=True, steps=100))

    return run


def both_ways(found: torch.Tensor) -> Sequence[Pixels]:
    """A picture (1, 3, H, W) as it is, (H, W, 3), and in 8 bits."""
    exact = found[0].permute(1, 2, 0).detach().numpy()
    return [exact, np.rint(exact * 255.0).astype(np.uint8)]


def judged(network: Network, before: Pixels, after: NDArray[np.generic], target: int) -> tuple[bool, float, float]:
    """Whether the picture is taken for the target, its L∞ from the photo in steps of 1/255, and its L2."""
    if after.dtype == np.uint8:
        far = distance(before, after)
        return int(probabilities(network, after).argmax()) == target, far.linf, far.l2
    with torch.inference_mode():
        best = int(network(torch.from_numpy(after).permute(2, 0, 1)[None]).argmax())
    change = after - before / np.float32(255.0)
    return best == target, float(np.abs(change).max()) * 255.0, float(np.linalg.norm(change))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=20)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--confidence", type=float, default=0.3)
    parser.add_argument("--attacks", default="pgd_linf,pgd_l2,minimal_l2,minimal_linf")
    parser.add_argument("--others", default="carlini_wagner,fast_minimum_norm")
    options = parser.parse_args()
    threads = use_threads(options.threads)
    network = load("efficientnet_lite0").requires_grad_(requires_grad=False).to(memory_format=torch.channels_last)
    runs = {name: ours(network, name, options.confidence) for name in options.attacks.split(",")}
    runs |= {name: foolbox_s(network, name) for name in options.others.split(",")}
    if importlib.util.find_spec("adv_lib"):
        runs["adv-lib's"] = adv_lib_s(network)
    found: dict[str, list[tuple[bool, float, float, float, float]]] = {}
    for pixels, target in cases(network, options.photos):
        for name, run in runs.items():
            clock, processor = time.perf_counter(), time.process_time()
            pictures = run(pixels, target)
            seconds = time.perf_counter() - clock, time.process_time() - processor
            for kind, picture in zip(("", " in 8 bits"), pictures, strict=False):
                found.setdefault(name + kind, []).append((*judged(network, pixels, picture, target), *seconds))
    print(f"efficientnet_lite0, {threads} threads, {options.photos} photos with far targets")
    for name, rows in found.items():
        succeeded = [row for row in rows if row[0]]
        size, length = (
            statistics.median(row[column] for row in succeeded or [(0, *[math.nan] * 2)]) for column in (1, 2)
        )
        clock, processor = (statistics.median(row[column] for row in rows) for column in (3, 4))
        print(
            f"{name:26} {len(succeeded):3} of {len(rows)}  median L∞ {size:6.3f}  L2 {length:6.3f}"
            f"  {clock:6.2f} s ({processor:.2f} s of the processor)"
        )


if __name__ == "__main__":
    main()
