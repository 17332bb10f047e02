"""Brings the odd and broken pictures that Pillow is tested with (about 1,060, 47 MB) from Pillow's own source package:

    python -m tests.faults.pillow_pictures

pip fetches the package from where pip is told to fetch from; the pictures come to lie in a folder that git ignores.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import PIL

FOLDER = Path(__file__).resolve().with_name(".pictures")


def odd_pictures() -> list[Path]:
    """The files that were brought, in order; none before this script ran."""
    return sorted(path for path in FOLDER.rglob("*") if path.is_file())


def bring() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        pip = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            "pillow",
            "--dest",
            scratch,
        ]
        subprocess.run([*pip, f"pillow=={PIL.__version__}"], check=True)
        package = next(Path(scratch).glob("pillow-*.tar.gz"))
        with tarfile.open(package) as archive:
            wanted = [member for member in archive if "/Tests/images/" in member.name and member.isfile()]
            archive.extractall(scratch, wanted, filter="data")
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.move(next(Path(scratch).glob("pillow-*/Tests/images")), FOLDER)


if __name__ == "__main__":
    bring()
    print(f"{len(odd_pictures())} pictures in {FOLDER}")
