"""The window while it looks through a hundred thousand photos and shows them: the gaps of a 16 ms timer.

    python -m tests.benchmarks.window_scan [--photos 100000] [--classes 1000]

Opens the real window (offscreen unless QT_QPA_PLATFORM says otherwise) on the Data page, and a folder of small JPEGs,
all different: first unknown, then once more, when all of it is known from the first time. Printed are p50, p99 and the
largest gap between two ticks until five seconds after the photos are shown.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.page.page import Surroundings
from desktop.pages.data.page import DataPage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.shell.garbage import Collector
from desktop.shell.window import Window
from desktop.workspace import Workspace
from tests.benchmarks.load import make_small
from tests.benchmarks.window_alive import Watch, serve

PATIENCE = 1800.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=int, default=100_000)
    parser.add_argument("--classes", type=int, default=1_000)
    given = parser.parse_args()
    app = QApplication([])
    collector = Collector()
    settings = Settings()
    around = Surroundings(Runner(), Workspace(settings), settings)
    window = Window(app, around)
    window.resize(1280, 800)
    window.show()
    page = window.go("data")
    assert isinstance(page, DataPage)
    serve(60, lambda: not around.runner.jobs)  # torch is imported once after the start, whatever one does then
    collector.set_aside()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "photos"
        make_small(folder, given.photos, given.classes)
        around.workspace.open_folder(folder)
        for way in ("unknown", "known"):
            serve(0.5)
            watch = Watch()
            began = time.perf_counter()
            watch.start()
            if way == "known":
                page.scan()
            if not serve(PATIENCE, lambda: not page.busy):
                raise SystemExit("the scan did not end")
            seconds = time.perf_counter() - began
            serve(5)
            gaps = watch.stop()
            print(
                f"{given.photos:,} photos, {way}: {seconds:.1f} s; ms between two ticks: p50 {gaps.p50:.1f},"
                f" p99 {gaps.p99:.1f}, largest {gaps.largest:.0f}",
                flush=True,
            )
    around.runner.close()
    collector.close()


if __name__ == "__main__":
    main()
