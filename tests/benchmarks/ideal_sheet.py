"""Ideal images of many classes on one sheet, to be named by eye, and what other networks say of them.

    python -m tests.benchmarks.ideal_sheet --out FOLDER [--preset robust] [--classes 0:1000:50]
        [--judges MODEL,MODEL] [--set NAME=FIGURE …] [--order 1]

Writes into FOLDER each picture, `PRESET.png` with all of them numbered in an order drawn by chance, and `PRESET.json`
with what each number is, which whoever names them does not open before. Prints each judge's rank of the class.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from engine.job.events import Outcome
from engine.jobs.ideal import Ideal, IdealResult
from engine.look.opinions import opinion
from engine.models.backbones import imagenet_classes
from engine.models.model import load

SIDE: Final = 224  # px of a picture on the sheet
GAP: Final = 28
JUDGES: Final = "efficientnet_lite1,efficientnet_lite2"


def grown(classes: Sequence[int], folder: Path, model: str, settings: dict[str, Any]) -> Iterator[IdealResult]:
    """An ideal image of each class, its file named by its number."""
    for index in classes:
        job = Ideal(model=model, target=str(index), out=folder / f"{index}.png", **settings)
        for event in job.run():
            if isinstance(event, Outcome):
                yield event.value


def sheet(pictures: Sequence[NDArray[np.uint8]]) -> Image.Image:
    """Pictures (H, W, 3) in rows, numbered from 1."""
    across = math.ceil(math.sqrt(len(pictures) * 1.25))
    down = math.ceil(len(pictures) / across)
    whole = Image.new("RGB", (across * (SIDE + GAP) + GAP, down * (SIDE + GAP) + GAP), "white")
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(18)
    for place, pixels in enumerate(pictures):
        x, y = (GAP + part * (SIDE + GAP) for part in (place % across, place // across))
        whole.paste(Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.LANCZOS), (x, y))
        draw.text((x, y - 24), str(place + 1), "black", font)
    return whole


def judge(name: str, results: Sequence[IdealResult]) -> None:
    """Prints how a network ranks each picture's class."""
    network = load(name)
    said = [opinion(name, network, result.pixels, result.target) for result in results]
    ranks = [one.rank or 0 for one in said]
    first, middle = sum(rank == 1 for rank in ranks), statistics.median(ranks)
    print(f"{Path(name).stem:22} first {first} of {len(ranks)}, median rank {middle:g}: {ranks}", flush=True)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="efficientnet_lite0")
    parser.add_argument("--preset", default="robust")
    parser.add_argument("--classes", default="0:1000:50", help="START:END:STEP, or numbers with commas")
    parser.add_argument("--judges", default=JUDGES, help="backbones or model files, with commas")
    parser.add_argument("--order", type=int, default=1, help="seed of the order on the sheet")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the job")
    given = parser.parse_args(arguments)
    settings = {name: _value(value) for name, _, value in (pair.partition("=") for pair in given.set)}
    if ":" in given.classes:
        classes = list(range(*(int(part) for part in given.classes.split(":"))))
    else:
        classes = [int(part) for part in given.classes.split(",")]
    given.out.mkdir(parents=True, exist_ok=True)
    begun, spent = time.perf_counter(), time.process_time()
    results = list(grown(classes, given.out, given.model, {"preset": given.preset, "threads": 0, **settings}))
    seconds, spent = time.perf_counter() - begun, time.process_time() - spent
    each = [figure / len(classes) for figure in (seconds, spent)]
    print(f"{given.preset} {settings}: {each[0]:.1f} s a picture, {each[1]:.1f} s of the processor")
    order = list(range(len(results)))
    Random(given.order).shuffle(order)
    sheet([results[place].pixels for place in order]).save(given.out / f"{given.preset}.png")
    key = {number: results[place].target for number, place in enumerate(order, start=1)}
    assert set(key.values()) <= set(imagenet_classes())
    (given.out / f"{given.preset}.json").write_text(json.dumps(key, indent=1), encoding="utf-8")
    for name in given.judges.split(","):
        judge(name, results)


if __name__ == "__main__":
    main()
