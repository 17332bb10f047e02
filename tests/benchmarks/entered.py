"""How much of the engine a frozen training of the sample photos enters, cold: files and functions, room by room.

    python -m tests.benchmarks.entered [--list]

A new process with nothing known from before runs the train command. Counted are the functions that are really called,
not those that importing calls, and not class bodies; a lambda or a comprehension belongs to the function around it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
ENGINE: Final = ROOT / "engine"
_INSIDE: Final = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>", "<module>")


class Entered:
    """Notes each function of the engine that is called while nothing is being imported."""

    def __init__(self) -> None:
        self.functions: set[tuple[str, str]] = set()
        self._importing = 0
        self._bodies: set[CodeType] = set()

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if code.co_name == "<module>":
            self._importing += {"call": 1, "return": -1}.get(event, 0)
        elif event == "call" and not self._importing and code not in self._bodies:
            self._bodies.add(code)
            path = Path(code.co_filename)
            if path.is_relative_to(ENGINE) and code.co_name not in _INSIDE and code.co_flags & 2:  # 2: not a class
                self.functions.add((path.relative_to(ENGINE).as_posix(), code.co_qualname))


def train() -> None:
    """Trains in this process and prints what was entered, as JSON."""
    import threading

    from engine.__main__ import main

    entered = Entered()
    threading.setprofile(entered)
    sys.setprofile(entered)
    try:
        main(["train", str(ROOT / "resources" / "sample_photos"), "--threads", "1"])
    except SystemExit:
        pass
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    print(json.dumps(sorted(entered.functions)))


def measure() -> list[tuple[str, str]]:
    """(file, function) pairs of the engine, from a process of its own with a home of its own."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "PRIJENOS_HOME": home, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.benchmarks.entered", "--here"]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return [(file, function) for file, function in json.loads(done.stdout.splitlines()[-1])]


def main() -> None:
    """Reads the flags and prints both figures."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--list", action="store_true", help="every function too")
    flags.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    given = flags.parse_args()
    if given.here:
        train()
        return
    found = measure()
    files = Counter(file for file, _ in found)
    rooms: dict[str, list[int]] = {}
    for file, count in sorted(files.items()):
        rooms.setdefault(file.rpartition("/")[0] or ".", []).append(count)
    for room, counts in rooms.items():
        print(f"{room:20} {len(counts):3} files {sum(counts):4} functions")
    if given.list:
        for file in sorted(files):
            print(f"{file}: {', '.join(function for where, function in found if where == file)}")
    print(f"{len(files)} of {sum(1 for _ in ENGINE.rglob('*.py'))} files, {len(found)} functions")


if __name__ == "__main__":
    main()
