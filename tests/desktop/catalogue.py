"""The window's texts and their catalogues: `python -m tests.desktop.catalogue` brings the catalogues up to date.

Croatian is written in resources/translations/desktop_hr.ts (Qt's Linguist opens it); desktop_en.ts holds only the
English plurals. Both are released as .qm files beside them, which the program reads.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TRANSLATIONS: Final = ROOT / "resources" / "translations"
LANGUAGES: Final = ("hr", "en")


def extract(language: str, ts: Path) -> None:
    """Takes every text of the window's sources into `ts`: what is known stays, what is gone goes."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "desktop").rglob("*.py"))
    plural = ["-pluralonly"] if language == "en" else []
    options = ["-source-language", "en", "-target-language", language, "-no-obsolete", "-locations", "none"]
    _tool("lupdate", *options, *plural, *sources, "-ts", str(ts))


def release(ts: Path, qm: Path) -> None:
    """Makes the file that the program reads."""
    _tool("lrelease", str(ts), "-qm", str(qm))


def _tool(name: str, *arguments: str) -> None:
    program = Path(sysconfig.get_path("scripts")) / f"pyside6-{name}"
    subprocess.run([str(program), *arguments], cwd=ROOT, check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    for name in LANGUAGES:
        target = TRANSLATIONS / f"desktop_{name}.ts"
        extract(name, target)
        release(target, target.with_suffix(".qm"))
    sys.exit(0)
