"""Where a project's file lies that may be damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from damage import everything


@pytest.fixture
def place(tmp_path: Path, home: Path) -> Iterator[Path]:
    """Where the file lies; nothing around it may change, and nothing half unpacked may stay."""
    path = tmp_path / "in" / "p.prijenos"
    path.parent.mkdir()
    (tmp_path / "secret.txt").write_text("mine")
    before = everything(tmp_path, but=path.parent)
    yield path
    assert everything(tmp_path, but=path.parent) == before
    assert not [*home.rglob(".incoming*"), *path.parent.glob(".incoming*")]
