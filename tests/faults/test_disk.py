"""A disk that fills up at every write in turn, and the order in which things reach it."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from desktop.settings import Settings, read
from engine.files import atomic_write
from engine.job.words import EngineError
from engine.models.tensors import read_tensors, write_tensors
from engine.project import Run
from engine.project.corrections import Correction, correct, corrections_of


class Disk:
    """Counts opens, writes, syncs and replacements; the one with the number `fails` finds the disk full."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.fails = 0
        self.count = 0
        self.told: list[str] = []
        real_open, real_sync, real_replace, real_unlink = Path.open, os.fsync, Path.replace, Path.unlink
        disk = self

        class Writing(io.BufferedWriter):
            def write(self, data: Any, /) -> int:
                disk.step(f"write {Path(str(self.raw.name)).name}")  # type: ignore[attr-defined]
                return super().write(data)

        def opened(path: Path, mode: str = "r", *given: Any, **named: Any) -> Any:
            if mode not in ("wb", "ab"):
                return real_open(path, mode, *given, **named)
            self.step(f"open {path.name}")
            return Writing(io.FileIO(path, mode))

        def synced(handle: int) -> None:
            place = Path(f"/proc/self/fd/{handle}").readlink()
            self.step(f"sync {place.name}")
            real_sync(handle)

        def replaced(path: Path, target: Path) -> Path:
            self.step(f"replace {Path(target).name}")
            return real_replace(path, target)

        def unlinked(path: Path, missing_ok: bool = False) -> None:
            if path.exists():
                self.told.append(f"unlink {path.name}")
            real_unlink(path, missing_ok)

        patch.setattr(Path, "open", opened)
        patch.setattr(os, "fsync", synced)
        patch.setattr(Path, "replace", replaced)
        patch.setattr(Path, "unlink", unlinked)

    def step(self, what: str) -> None:
        self.count += 1
        self.told.append(what)
        if self.count == self.fails:
            raise OSError(errno.ENOSPC, "No space left on device")

    def full_at_each(self, write: Callable[[], object]) -> Iterator[EngineError | None]:
        """Writes with the first step failing, then with the second, and so on until none fails."""
        for number in range(1, 1000):
            self.fails, self.count = number, 0
            try:
                write()
                error = None
            except EngineError as told:
                error = told
            reached, self.fails = self.count, 0
            if reached < number:
                return
            yield error
        raise AssertionError("no end of writes")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    if sys.platform != "linux":
        pytest.skip("names of open files are read from /proc")
    return Disk(monkeypatch)


def test_a_disk_full_at_any_write_leaves_the_old_model_or_the_new(tmp_path: Path, disk: Disk) -> None:
    path = tmp_path / "m.safetensors"
    write_tensors(path, {f"t{number}": torch.zeros(9) for number in range(5)})
    tried = 0
    for error in disk.full_at_each(lambda: write_tensors(path, {f"t{number}": torch.ones(9) for number in range(5)})):
        tried += 1
        values = {float(figure) for tensor in read_tensors(path)[0].values() for figure in tensor}
        last = disk.told[-1].startswith(f"sync {tmp_path.name}")
        assert values == ({1.0} if last else {0.0})  # only the folder's own sync comes after the new file is there
        assert error is not None
        assert error.code == "disk_full"
        assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert tried >= 9  # the file opened, its head and five tensors, its sync, its new name, the folder's sync


def test_a_disk_full_at_any_write_of_a_checkpoint_leaves_a_sound_one(tmp_path: Path, disk: Disk) -> None:
    run = Run(tmp_path / "0001")

    def save(epoch: int) -> None:
        weights = {"w": torch.full((4,), float(epoch))}
        run.save(weights, {"epoch": epoch, "position": float(epoch)}, weights, epoch)

    save(1)
    epoch = 1

    def next_save() -> None:
        nonlocal epoch
        epoch += 1
        save(epoch)

    before = 1
    for error in disk.full_at_each(next_save):
        assert error is not None
        assert error.code == "disk_full"
        checkpoint, damages = Run(run.folder).load()
        assert checkpoint is not None
        assert not damages
        found = checkpoint.values["epoch"]
        assert before <= found <= epoch
        assert set(checkpoint.tensors["w"].tolist()) == set(checkpoint.best["w"].tolist()) == {float(found)}
        before = found
    assert Run(run.folder).load()[0] is not None


def test_a_disk_full_at_any_write_of_the_settings_leaves_the_old_ones_or_the_new(tmp_path: Path, disk: Disk) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.values = replace(settings.values, model="old")
    settings.save()
    settings.values = replace(settings.values, model="new")
    for _ in disk.full_at_each(settings.save):
        values, notice = read(settings.path)
        assert notice is None
        assert values.model in ("old", "new")
    settings.save()
    assert read(settings.path)[0].model == "new"


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_full_at_any_write_of_a_correction_loses_none_before_it(tmp_path: Path, disk: Disk) -> None:
    def left_out(name: str) -> None:
        correct(tmp_path, [Correction(name * 64, f"{name}.jpg", "leave_out")])

    left_out("1")
    for error in disk.full_at_each(lambda: left_out("2")):
        known = corrections_of(tmp_path).corrected().left_out
        assert "1" * 64 in known
        assert error is not None or "2" * 64 in known


@pytest.mark.parametrize("limit", [0, 1, 100, 4095, 4096, 65_536, 99_999])
def test_a_file_that_the_system_cuts_short_never_takes_the_place_of_the_old_one(tmp_path: Path, limit: int) -> None:
    import resource

    path = tmp_path / "m"
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(EngineError) as told:
            atomic_write(path, bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told.value.code == "not_written"
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["m"]


def test_a_file_reaches_the_disk_before_its_name_and_its_name_before_anybody_hears_of_it(
    tmp_path: Path, disk: Disk
) -> None:
    run = Run(tmp_path / "0001")
    for epoch in (1, 2, 3):
        disk.told.clear()
        weights = {"w": torch.full((4,), float(epoch))}
        run.save(weights, {"epoch": epoch}, weights, epoch)
    part = f".{{}}.{os.getpid()}.part"
    best, checkpoint = "best-000003.safetensors", "checkpoint-000003.safetensors"
    order = [step for step in disk.told if not step.startswith(("open", "write"))]
    assert order == [
        f"sync {part.format(best)}", f"replace {best}", "sync 0001",
        f"sync {part.format(checkpoint)}", f"replace {checkpoint}", "sync 0001",
        "sync journal.jsonl", *order[7:],
    ]  # fmt: skip
    assert sorted(order[7:]) == ["unlink best-000001.safetensors", "unlink checkpoint-000001.safetensors"]
