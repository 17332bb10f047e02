"""Fine-tuning: our training against a plain loop written by hand, with the same settings on the same photos.

    python -m tests.benchmarks.fine_tuning [--photos 96] [--epochs 3] [--rounds 1] [--backbone efficientnet_lite0]

Both train the whole network with the same optimiser, rates per stage and batch size, batch norm's statistics at rest,
and look at the validation part after each epoch. The loop by hand decodes with Pillow and torchvision's transforms,
as notebooks do; ours keeps its head's warm-up, its checkpoints and its journal, which are not counted for the loop.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

from engine.__main__ import run
from engine.device import cores, describe
from engine.files import RESOURCES
from engine.jobs.train import Train
from engine.learn import tune
from engine.learn.tables.optimisers import OPTIMISERS
from engine.models.model import build
from tests.benchmarks.frozen import fresh_home
from tests.benchmarks.photos import make_photos

BATCH = 16


def by_hand(job: Train, train: Sequence[Path], validation: Sequence[Path]) -> list[float]:
    """Seconds of each epoch of the plain loop."""
    classes = sorted({file.parent.name for file in [*train, *validation]})
    network = build(job.backbone, classes=classes)
    record = network.record
    prepare = transforms.Compose(
        [transforms.Resize(record.resize), transforms.CenterCrop(record.input_size), transforms.ToTensor()]
    )
    rate = OPTIMISERS[job.optimiser].learning_rate("fine_tune")
    optimiser = torch.optim.Adam(tune.groups(network, rate, job.layer_decay, 0.0))
    rest = tune.Mode(network, 0, freeze_batch_norm=True)

    def batch(files: Sequence[Path]) -> tuple[torch.Tensor, torch.Tensor]:
        inputs = torch.stack([prepare(Image.open(file).convert("RGB")) for file in files])
        return inputs, torch.tensor([classes.index(file.parent.name) for file in files])

    seconds = []
    for epoch in range(job.epochs):
        began = time.perf_counter()
        rest(network)
        order = np.random.default_rng(epoch).permutation(len(train))
        for start in range(0, len(train), BATCH):
            inputs, targets = batch([train[index] for index in order[start : start + BATCH]])
            loss = nn.functional.cross_entropy(network(inputs), targets)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        network.eval()
        with torch.no_grad():
            for start in range(0, len(validation), BATCH):
                inputs, _ = batch(validation[start : start + BATCH])
                network(inputs)
        seconds.append(time.perf_counter() - began)
    return seconds


def ours(job: Train) -> dict[str, float]:
    """The seconds that our training reports of itself: `fit` holds all epochs with their checkpoints and journal."""
    with fresh_home():
        return dict(run(job, lambda _: None).seconds)


def main() -> None:
    """Measures and prints."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--photos", type=int, default=96)
    flags.add_argument("--epochs", type=int, default=3)
    flags.add_argument("--rounds", type=int, default=1)
    flags.add_argument("--backbone", default="efficientnet_lite0")
    given = flags.parse_args()
    torch.set_num_threads(cores())
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as results:
        files = make_photos(Path(folder), given.photos, RESOURCES / "sample_photos")
        print(f"{given.photos} photos of 1024×768; {given.backbone}; {describe()}, {cores()} cores; batch {BATCH}")
        job = Train(
            folder=Path(folder), backbone=given.backbone, method="fine_tune", epochs=given.epochs, batch_size=BATCH,
            test_share=0.0, out=Path(results) / "model.safetensors",
        )  # fmt: skip
        held = round(len(files) * job.validation_share)
        ratios = [compare(job, files[held:], files[:held]) for _ in range(given.rounds)]
        print(f"an epoch by hand takes {statistics.median(ratios):.2f} times as long as ours (median; wanted: 1)")


def compare(job: Train, train: Sequence[Path], validation: Sequence[Path]) -> float:
    """Prints both loops' seconds an epoch; gives how many times as long the one by hand takes."""
    mine = ours(job)
    theirs = by_hand(job, train, validation)
    epoch = mine["fit"] / job.epochs
    print(f"by hand: {', '.join(f'{value:.1f}' for value in theirs)} s an epoch")
    print(f"ours: {epoch:.1f} s an epoch; seconds: {', '.join(f'{name} {value:.1f}' for name, value in mine.items())}")
    return statistics.mean(theirs) / epoch


if __name__ == "__main__":
    main()
