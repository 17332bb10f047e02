"""A process that imports everything once and then has children to be killed: python nursery.py.

A line of JSON in is one child: {"deed": NAME, "given": {…}, "after": SECONDS or null}. It is killed with SIGKILL that
long after its deed began, unless it was done before. A line of JSON out says what became of it: the seconds it ran,
whether it was killed, and its exit status. It is killed from outside: nothing in the child can prepare for it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

import engine.learn.session  # noqa: F401 - what a training would import
from desktop.settings import Settings
from engine.jobs.datasets import Datasets
from engine.jobs.train import Train
from engine.learn import checkpoints
from engine.models.backbones import BACKBONES, PublishedWeights
from engine.models.card import Card
from engine.models.download import fetch
from engine.models.head import HeadSpec, build_head
from engine.models.model import build, save
from engine.project.corrections import Correction, correct


def train(folder: str, out: str, **given: Any) -> Iterator[None]:
    """A training that keeps a checkpoint after every epoch, however quick."""
    checkpoints.EVERY, checkpoints.SHARE = 0.0, 0.0  # type: ignore[misc]
    job = Train(folder=Path(folder), out=Path(out), threads=1, **given)
    yield
    for _ in job.run():
        pass


def save_model(path: str, version: int) -> Iterator[None]:
    """Saves a model in which every figure is `version`."""
    spec = HeadSpec(BACKBONES["mobilenet_v3_small"].embedding_size, 2)
    network = build("mobilenet_v3_small", weights="none", classes=("a", "b"), head=build_head(spec))
    with torch.no_grad():
        for tensor in network.state_dict().values():
            tensor.fill_(version)
    card = Card(network.name, "none", network.classes, network.preprocessing, spec, settings={"version": version})
    yield
    save(Path(path), network, card)


def download(name: str, file: str, megabytes: float) -> Iterator[None]:
    """Downloads weights that a server on loopback publishes."""
    made = PublishedWeights("v1", file, megabytes, 0.6, 256)
    BACKBONES[name] = dataclasses.replace(BACKBONES[name], weights=(made,))
    yield
    for _ in fetch(name):
        pass


def data_set(**given: Any) -> Iterator[None]:
    """Downloads and unpacks a data set that a server on loopback publishes, or unpacks one that was brought."""
    given["into"] = Path(given["into"])
    job = Datasets(**given)
    yield
    for _ in job.run():
        pass


def keep_settings(path: str, first: int, times: int) -> Iterator[None]:
    """Saves settings over and over; those of one time all name its number."""
    settings = Settings(Path(path))
    yield
    for number in range(first, first + times):
        forms = {f"page{index}": {"number": number} for index in range(200)}
        settings.values = dataclasses.replace(settings.values, model=str(number), forms=forms)
        settings.save()


def correct_photos(project: str, first: int, times: int) -> Iterator[None]:
    """Leaves one photo after the other out."""
    yield
    for number in range(first, first + times):
        correct(Path(project), [Correction(f"{number:064x}", f"{number}.jpg", "leave_out")])


DEEDS: dict[str, Callable[..., Iterator[None]]] = {
    "train": train,
    "save_model": save_model,
    "download": download,
    "data_set": data_set,
    "keep_settings": keep_settings,
    "correct_photos": correct_photos,
}
"""Each makes itself ready up to its `yield`; then its deed begins."""


def bear(deed: str, given: dict[str, Any], after: float | None) -> dict[str, Any]:
    """One child and its end."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        status = 1
        try:
            steps = DEEDS[deed](**given)
            next(steps)
            os.write(tell, b"begun")
            next(steps, None)
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(tell)
    os.read(hear, 16)
    began = time.monotonic()
    done = select.select([hear], [], [], after)[0]
    seconds = time.monotonic() - began
    if not done:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(hear)
    return {"seconds": seconds, "killed": os.WIFSIGNALED(status), "status": os.waitstatus_to_exitcode(status)}


def main() -> None:
    torch.set_num_threads(1)
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a child prints is no answer
    for line in sys.stdin:
        print(json.dumps(bear(**json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
