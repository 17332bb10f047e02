"""How long a web page takes for a picture: `python -m tests.benchmarks.web_page [BACKBONE …]`.

Pages of several backbones, with weights as they come or random ones, are opened in Chromium held to one core, as it is
and slowed down six times, which is about an older phone; each answers the demo pictures. EfficientNet-Lite0 shall take
less than three seconds on one core. Chromium must be installed (`apt-get install chromium`).
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.files import RESOURCES
from engine.models.model import build
from engine.models.store import weights_state
from engine.web.page import page_of
from tests.engine.browser import CHROMIUM, Browser, browser

LIMIT = 3.0
BACKBONES = ("efficientnet_lite0", "mobilenet_v3_small", "mobilenet_v2", "resnet18")
SLOWER = (1, 6)
PICTURES = sorted((RESOURCES / "demo_pictures").glob("*.jpg"))[:3]
CLASSES = ("one", "two", "three", "four")


def measure(names: Sequence[str] = BACKBONES, pictures: int = len(PICTURES)) -> dict[tuple[str, int], float]:
    """The median of the seconds a picture, by backbone and how much slower the processor was made."""
    figures: dict[tuple[str, int], float] = {}
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        with browser() as tab, tempfile.TemporaryDirectory() as folder:
            os.sched_setaffinity(0, cores)
            for name in names:
                known = weights_state(name) != "absent"
                page = page_of(build(name, weights="default" if known else "none", classes=CLASSES), "en")
                place = Path(folder) / "page.html"
                place.write_text(page.text, "utf-8")
                for times in SLOWER:
                    figures[name, times] = statistics.median(_seconds(tab, place, times, pictures))
                plain, slow = (figures[name, times] for times in SLOWER)
                print(f"{name:20} {page.megabytes:5.1f} MB {plain:6.2f} s a picture; slowed 6 times {slow:6.2f} s")
    finally:
        os.sched_setaffinity(0, cores)
    return figures


def _seconds(tab: Browser, page: Path, slower: int, pictures: int) -> list[float]:
    tab.open(page)
    tab.say("Emulation.setCPUThrottlingRate", rate=slower)
    found = []
    for picture in PICTURES[:pictures]:
        tab.ask("window.heard = new Promise(r => document.addEventListener('told', e => r(e.detail), {once: true})); 0")
        tab.choose("#file", picture)
        found.append(float(tab.ask("heard.then(told => told.seconds)")))
    return found


def main(names: Sequence[str]) -> int:
    if CHROMIUM is None:
        print("Chromium is not installed", file=sys.stderr)
        return 1
    figures = measure(names or BACKBONES)
    first = figures.get(("efficientnet_lite0", 1), 0.0)
    print(f"EfficientNet-Lite0: {first:.2f} s of {LIMIT:.0f} s")
    return 0 if first < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
