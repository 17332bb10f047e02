"""A run: one training's folder, with its journal, its last two checkpoints and the best weights so far."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.files import shown, sweep, write_error
from engine.job.words import EngineError, Message, message
from engine.project.journal import Journal

if TYPE_CHECKING:
    from torch import Tensor

KEPT: Final = 2
START: Final = "start.safetensors"
"""The network that the run began with, where it was not a published one."""
FINISHED: Final = ("epochs", "early_stopping")
"""How a run ends that has nothing left to do; any other can be continued."""
_NAME: Final = re.compile(r"^(checkpoint|best)-\d+\.safetensors$")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """All that a training needs to go on: tensors by name, plain values, and the best weights until then."""

    tensors: Mapping[str, Tensor]
    values: Mapping[str, Any]
    best: Mapping[str, Tensor]


class Run:
    """The folder of one training. Writing into it is the project owner's right alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = Journal(folder / "journal.jsonl")
        self._best: tuple[int, str, str] | None = None  # its serial, its file's name and digest

    @property
    def number(self) -> int:
        return int(self.folder.name)

    def started(self) -> dict[str, Any] | None:
        """The line with which the run began: settings, seed, versions, device, threads."""
        return next((line for line in self.journal.lines("start") if isinstance(line.get("settings", {}), dict)), None)

    @property
    def start(self) -> Path | None:
        """The file with the network that the run began with; None where that is a published one or a random one.

        Raises EngineError `run_damaged` where the file is gone or another one.
        """
        from engine.models.card import read_card

        digest = (self.started() or {}).get("start")
        if digest is None:
            return None
        try:
            if read_card(self.folder / START).digest == digest:
                return self.folder / START
        except EngineError as error:
            raise EngineError("run_damaged", path=shown(self.folder)) from error
        raise EngineError("run_damaged", path=shown(self.folder))

    def photos(self) -> dict[str, Any] | None:
        """The photos of the run by part, as they were kept when it began; None where nothing was kept.

        Raises EngineError `run_damaged` where what was kept is not legible.
        """
        try:
            kept = json.loads((self.folder / "photos.json").read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise EngineError("run_damaged", path=shown(self.folder)) from error
        if not _lists_photos(kept):
            raise EngineError("run_damaged", path=shown(self.folder))
        return dict(kept)

    def ended(self) -> str | None:
        """How the run ended: "epochs", "early_stopping", "stopped", "cancelled", "failed"; None: it did not."""
        last = self.journal.lines("start", "resume", "end")[-1:]
        return str(last[0].get("how")) if last and last[0]["kind"] == "end" else None

    @property
    def unfinished(self) -> bool:
        """Whether there is something to continue."""
        return self.started() is not None and self.ended() not in FINISHED

    @property
    def in_vain(self) -> bool:
        """Whether it failed before there was anything to keep or to go on from."""
        return self.ended() == "failed" and not any(_NAME.match(p.name) for p in self.folder.glob("*.safetensors"))

    def size(self) -> int:
        """The bytes that removing the run frees."""
        return sum(map(_size, self.folder.rglob("*")))

    def remove(self) -> None:
        """Removes the folder and nothing outside it; links are removed, not followed. Raises EngineError."""
        going = self.folder.with_name(f"removed-{self.folder.name}")  # half a run is never taken for a whole one
        try:
            if self.folder.is_symlink():
                self.folder.unlink()
                return
            if going.exists():
                shutil.rmtree(going)
            self.folder.rename(going)
            shutil.rmtree(going)
        except OSError as error:
            raise write_error(error, self.folder) from error

    def points(self) -> dict[str, list[tuple[float, float]]]:
        """Every curve of the run: series → (step, value). What a crash made the run do twice is there once."""
        curves: dict[str, dict[float, float]] = {}
        for line in self.journal.lines("points", "resume"):
            if line["kind"] == "resume":
                from_epoch = _figure(line.get("position", 0.0), 0.0)
                curves = {name: {x: y for x, y in curve.items() if x <= from_epoch} for name, curve in curves.items()}
            if line["kind"] == "points":
                for name, points in _series(line):
                    curves.setdefault(name, {}).update(points)
        return {name: sorted(curve.items()) for name, curve in curves.items()}

    def save(
        self, tensors: Mapping[str, Tensor], values: Mapping[str, Any], best: Mapping[str, Tensor], best_serial: int
    ) -> None:
        """Writes a checkpoint, and the best weights where `best_serial` says that they are new; then drops the oldest.

        The journal names a file, with its digest, only once it stands whole on the disk. Raises EngineError.
        """
        records = self._checkpoints()
        serial = 1 + max((int(record["serial"]) for record in records), default=0)
        if self._best is None or self._best[0] != best_serial:
            name = f"best-{serial:06}.safetensors"
            self._best = (best_serial, name, self._write(name, best, {}))
        name = f"checkpoint-{serial:06}.safetensors"
        digest = self._write(name, tensors, values)
        record = {"serial": serial, "file": name, "digest": digest, "best": self._best[1], "best_digest": self._best[2]}
        self.journal.add("checkpoint", lasting=True, **record, position=values.get("position", 0.0))
        self._drop_all_but([*records[-(KEPT - 1) :], record])

    def load(self) -> tuple[Checkpoint | None, list[Message]]:
        """The last checkpoint that is sound, and what is to be said of those that are not; None: there is none."""
        notices: list[Message] = []
        for record in reversed(self._checkpoints()[-KEPT:]):
            try:
                return self._read(record), notices
            except (EngineError, OSError, KeyError, ValueError):
                notices.append(message("notice.checkpoint_damaged", file=str(record.get("file"))))
        return None, notices

    def _checkpoints(self) -> list[dict[str, Any]]:
        """The journal's checkpoint lines that name files of this folder, oldest first."""
        lines = self.journal.lines("checkpoint")
        named = (line for line in lines if all(_NAME.fullmatch(str(line.get(key))) for key in ("file", "best")))
        return [line for line in named if type(line.get("serial")) is int]

    def _read(self, record: Mapping[str, Any]) -> Checkpoint:
        from engine.models.tensors import read_tensors

        tensors, metadata = read_tensors(self.folder / record["file"], digest=record["digest"])
        best, _ = read_tensors(self.folder / record["best"], digest=record["best_digest"])
        return Checkpoint(tensors, json.loads(metadata["values"]), best)

    def _write(self, name: str, tensors: Mapping[str, Tensor], values: Mapping[str, Any]) -> str:
        from engine.models.tensors import write_tensors

        return write_tensors(self.folder / name, tensors, {"values": json.dumps(values)})

    def _drop_all_but(self, records: Sequence[Mapping[str, Any]]) -> None:
        kept = {str(record[key]) for record in records for key in ("file", "best")}
        for path in self.folder.glob("*.safetensors"):
            if _NAME.match(path.name) and path.name not in kept:
                path.unlink(missing_ok=True)
        sweep(self.folder)


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size if path.is_symlink() or path.is_file() else 0
    except OSError:
        return 0


def _lists_photos(kept: Any) -> bool:
    """Whether that is what a run keeps of its photos: class names, and path, digest and class of each by part."""
    if not isinstance(kept, dict) or not isinstance(names := kept.get("classes"), list):
        return False
    if not all(isinstance(name, str) for name in names):
        return False
    parts = [kept.get(part) for part in ("train", "validation", "test")]
    return all(isinstance(part, list) and all(_is_photo(entry, len(names)) for entry in part) for part in parts)


def _is_photo(entry: Any, classes: int) -> bool:
    if not isinstance(entry, list) or len(entry) != 3:
        return False
    path, digest, label = entry
    return isinstance(path, str) and isinstance(digest, str) and type(label) is int and 0 <= label < classes


def _series(line: Mapping[str, Any]) -> Iterator[tuple[str, dict[float, float]]]:
    """The curves of a line, step → value; what damage made no curve or no point is passed over."""
    series = line.get("series")
    for name, points in series.items() if isinstance(series, dict) else ():
        pairs = (
            [pair for pair in points if isinstance(pair, list) and len(pair) == 2] if isinstance(points, list) else []
        )
        found = {_figure(x): _figure(y) for x, y in pairs}
        yield name, {x: y for x, y in found.items() if math.isfinite(x)}


def _figure(value: Any, otherwise: float = math.nan) -> float:
    """A figure of the journal; `otherwise` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return otherwise
    try:
        return float(value)
    except OverflowError:
        return otherwise
