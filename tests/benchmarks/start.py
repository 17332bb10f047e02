"""How soon the window stands: `python tests/benchmarks/start.py [ROUNDS]`.

From the start of a process to the first paint, a bare QMainWindow against ours with an empty home, in turn, the best of
each. Ours shall be within three times the bare one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 3.0
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        app.quit()
app = QApplication([])
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
OURS = """
import sys, time
from desktop import __main__ as start
from desktop.shell.window import Window
def first_paint(window):
    assert "torch" not in sys.modules
    print(time.time(), flush=True)
    window.close()
Window.warm_up = first_paint
sys.exit(start.main([]))
"""


def seconds(code: str) -> float:
    """From the start of a process to its first paint."""
    with tempfile.TemporaryDirectory() as home:
        surroundings = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "PRIJENOS_HOME": home}
        began = time.time()
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
        )
    return float(done.stdout.split()[0]) - began


def main() -> int:
    """Prints both and their ratio; 1 where ours is too late."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    pairs = [(seconds(BARE), seconds(OURS)) for _ in range(rounds)]
    bare, ours = (min(times) for times in zip(*pairs, strict=True))
    print(f"first paint, best of {rounds}: bare window {bare:.2f} s, Prijenos {ours:.2f} s: {ours / bare:.1f} times")
    return 0 if ours <= LIMIT * bare else 1


if __name__ == "__main__":
    sys.exit(main())
