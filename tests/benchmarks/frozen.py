"""Frozen training: a plain notebook loop against ours, and ours against what the processor could do at best.

    python -m tests.benchmarks.frozen [--photos 400] [--epochs 10] [--rounds 5]

The notebook loop is what people write: Pillow decodes each photo whole, torchvision resizes it, the backbone as timm
or torchvision has it runs in float32, NCHW, under no_grad, in every epoch; Adam trains a linear head. One epoch with
our own module of the same network, whose padding costs less, is measured besides. Ours is the whole train command: it
looks through the folder, embeds, trains the head as long, saves the model and reads it back. Both see every photo.
They take turns, an epoch of theirs after a whole command of ours, for a machine is not equally fast all the time;
every figure is the median of the rounds.

The packed limit: the fast network on pixels that are in memory already, and after it decoding at reduced scale alone
on all cores; no work is done twice and no core waits.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import nn
from torchvision import transforms

from engine.__main__ import run
from engine.device import cores, describe
from engine.embed.embed import Embedded, embed
from engine.embed.fast import batch_size, fast
from engine.embed.squares import ViewRequest, decode
from engine.embed.views import PLAIN
from engine.files import RESOURCES, digest_file
from engine.jobs.train import Train
from engine.models.model import build
from engine.models.network import Network
from tests.benchmarks.photos import make_photos

BATCH = 16


@dataclass(frozen=True)
class Packed:
    """Seconds for one pass over all photos: the bare network, bare decoding, and embedding as the program does it."""

    network: float
    decoding: float
    embedding: float

    @property
    def share(self) -> float:
        """How near embedding comes to the limit, 1 at best."""
        return (self.network + self.decoding) / self.embedding


def library_module(network: Network) -> nn.Module:
    """The backbone as a notebook imports it: timm's for EfficientNet-Lite, torchvision's (which is ours) for others."""
    if network.record.family != "EfficientNet-Lite":
        return network.backbone
    import timm

    whole: nn.Module = timm.create_model(f"tf_{network.name}", pretrained=False, num_classes=0)
    tensors = (tensor for name, tensor in network.backbone.state_dict().items() if not name.startswith("_fc"))
    whole.load_state_dict(dict(zip(whole.state_dict(), tensors, strict=True)))  # the same order, other names
    return whole.eval()


def notebook(files: Sequence[Path], network: Network, backbone: nn.Module, epochs: int) -> list[float]:
    """Seconds of each epoch of the loop that a notebook holds."""
    record = network.record
    prepare = transforms.Compose(
        [
            transforms.Resize(record.resize),
            transforms.CenterCrop(record.input_size),
            transforms.ToTensor(),
            transforms.Normalize(record.mean, record.std),
        ]
    )
    classes = sorted({file.parent.name for file in files})
    head = nn.Linear(record.embedding_size, len(classes))
    optimiser = torch.optim.Adam(head.parameters())
    seconds = []
    for epoch in range(epochs):
        began = time.perf_counter()
        order = np.random.default_rng(epoch).permutation(len(files))
        for start in range(0, len(files), BATCH):
            batch = [files[index] for index in order[start : start + BATCH]]
            inputs = torch.stack([prepare(Image.open(file).convert("RGB")) for file in batch])
            targets = torch.tensor([classes.index(file.parent.name) for file in batch])
            with torch.no_grad():
                features = backbone(inputs)
            loss = nn.functional.cross_entropy(head(features), targets)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        seconds.append(time.perf_counter() - began)
    return seconds


def ours(folder: Path, backbone: str, epochs: int) -> Any:
    """The outcome of the train command on `folder`, nothing known from before."""
    with fresh_home() as home:
        out = home / "model.safetensors"
        job = Train(folder=folder, backbone=backbone, epochs=epochs, batch_size=BATCH, test_share=0.0, out=out)
        return run(job, lambda _: None)


def packed(files: Sequence[Path], network: Network) -> Packed:
    """One pass each: network, decoding, embedding."""
    wanted = [ViewRequest(digest_file(file), (file,), (0,)) for file in files]
    began = time.perf_counter()
    with ThreadPoolExecutor(cores()) as pool:
        decoded = list(pool.map(lambda photo: decode(photo, (PLAIN,), network.preprocessing), wanted))
    decoding = time.perf_counter() - began
    squares = torch.from_numpy(np.stack([photo.squares[0] for photo in decoded]))
    net = fast(network)
    began = time.perf_counter()
    for part in squares.split(batch_size(network)):
        net(part)
    bare = time.perf_counter() - began
    with fresh_home():
        embedding = result(embed(files, [photo.digest for photo in wanted], network)).seconds
    return Packed(bare, decoding, embedding)


@contextmanager
def fresh_home() -> Generator[Path, None, None]:
    """An empty PRIJENOS_HOME."""
    before = os.environ.get("PRIJENOS_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PRIJENOS_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            os.environ.pop("PRIJENOS_HOME")
            if before is not None:
                os.environ["PRIJENOS_HOME"] = before


def result(steps: Generator[Any, Any, Embedded]) -> Embedded:
    """What a generator returns at its end."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            embedded: Embedded = end.value
            return embedded


def measure(photos: int, epochs: int, rounds: int, backbone: str) -> dict[str, float]:
    """Measures and prints; gives the two figures that count."""
    torch.set_num_threads(cores())
    passes, mine, theirs = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        files = make_photos(Path(folder), photos, RESOURCES / "sample_photos")
        size = statistics.mean(file.stat().st_size for file in files) / 1000
        print(f"{photos} photos of 1024×768, {size:.0f} kB each; {backbone}; {describe()}, {cores()} cores")
        network = build(backbone)
        imported = library_module(network)
        notebook(files[:BATCH], network, imported, 1)  # a first step is slow for everybody
        for _ in range(rounds):
            passes.append(packed(files, network))
            mine.append(ours(Path(folder), backbone, epochs))
            theirs += notebook(files, network, imported, 1)
        (with_ours,) = notebook(files, network, network.backbone, 1)
    print(f"notebook loop with our own module: {1000 * with_ours / photos:.1f} ms a photo (one epoch)")
    show_packed(passes, photos)
    return {"ratio": show_ratio(theirs, mine, photos, epochs), "share": statistics.median(p.share for p in passes)}


def show_packed(passes: Sequence[Packed], photos: int) -> None:
    """Prints one line a round, milliseconds a photo."""
    for one in passes:
        each = [1000 * seconds / photos for seconds in (one.network, one.decoding, one.embedding)]
        limit = f"network {each[0]:.2f} + decoding {each[1]:.2f} = {each[0] + each[1]:.2f} packed"
        print(f"ms a photo: {limit}; embedding {each[2]:.2f}: {one.share:.2f} of the limit")
    print(f"of the packed limit: {statistics.median(one.share for one in passes):.2f} (median; wanted: 0.85)")


def show_ratio(theirs: Sequence[float], mine: Sequence[Any], photos: int, epochs: int) -> float:
    """Prints both, a line a round, and the notebook's time over `epochs` epochs by ours."""
    for epoch, one in zip(theirs, mine, strict=True):
        parts = ", ".join(f"{name} {seconds:.2f}" for name, seconds in one.seconds.items())
        accuracy = f"validation accuracy {one.accuracy['validation']:.2f}"
        print(f"seconds: notebook {epoch:.1f} an epoch; ours, all {epochs} epochs: {parts}; {accuracy}")
    learnt = statistics.median(
        epoch * epochs / (one.seconds["embed"] + one.seconds["fit"]) for epoch, one in zip(theirs, mine, strict=True)
    )
    whole = statistics.median(epoch * epochs / one.seconds["total"] for epoch, one in zip(theirs, mine, strict=True))
    print(f"notebook: {1000 * statistics.median(theirs) / photos:.1f} ms a photo and epoch")
    print(f"ratio over {epochs} epochs, embedding and training: {learnt:.1f}")
    print(f"ratio over {epochs} epochs, the whole command: {whole:.1f} (wanted: 30)")
    return whole


def main() -> None:
    """Reads the flags and measures."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--photos", type=int, default=400)
    flags.add_argument("--epochs", type=int, default=10)
    flags.add_argument("--rounds", type=int, default=5)
    flags.add_argument("--backbone", default="efficientnet_lite0")
    given = flags.parse_args()
    measure(given.photos, given.epochs, given.rounds, given.backbone)


if __name__ == "__main__":
    main()
