"""Lists the backbones, and brings, imports or checks their weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from engine.job.declare import Job, Steps, param
from engine.job.events import Outcome, Progress
from engine.job.words import EngineError, Message, message
from engine.models.backbones import BACKBONES, Backbone


@dataclass(frozen=True, slots=True)
class BackboneRow:
    """A backbone for a chooser: `weights` is "bundled", "ready" or "absent"; `top1` a fraction; `input` in pixels."""

    name: str
    family: str
    parameters: int
    megabytes: float
    top1: float
    input: int
    weights: str
    title: str
    gflops: float
    embedding: int
    versions: tuple[str, ...]
    stages: tuple[str, ...]
    advice: Message


@dataclass(frozen=True, kw_only=True)
class Backbones(Job):
    """Lists the backbones and whether their weights are here."""

    name: ClassVar[str] = "backbones"

    def run(self) -> Steps:
        yield Progress(0, len(BACKBONES), message("note.listing"))
        yield Outcome([_row(row) for row in BACKBONES.values()])

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        return [
            message(
                f"report.backbone_{row.weights}",
                name=row.name.ljust(23),
                parameters=row.parameters / 1e6,
                megabytes=row.megabytes,
                top1=row.top1,
                input=row.input,
            )
            for row in value
        ]


def _row(row: Backbone) -> BackboneRow:
    from engine.models.store import weights_state

    return BackboneRow(
        name=row.name,
        family=row.family,
        parameters=row.parameters,
        megabytes=row.megabytes,
        top1=row.top1,
        input=row.input_size,
        weights=weights_state(row.name),
        title=row.title,
        gflops=row.gflops,
        embedding=row.embedding_size,
        versions=tuple(file.version for file in row.weights),
        stages=tuple(stage.name for stage in row.stages),
        advice=row.advice,
    )


@dataclass(frozen=True, slots=True)
class WeightsResult:
    """Where a backbone's weights lie and the SHA-256 of that file."""

    path: str
    digest: str
    backbone: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Weights(Job):
    """Downloads a backbone's weights, imports them from a file or a folder, or checks those that are here."""

    name: ClassVar[str] = "weights"
    action: str = param(positional=True, choices=("get", "import", "check"))
    backbone: str = param(positional=True, choices=lambda: tuple(BACKBONES))
    source: Path | None = param(None, positional=True, kind="file")
    version: str = param("default", choices=("default", "v1", "v2"))

    def run(self) -> Steps:
        from engine.models import store as weights
        from engine.models.download import fetch

        file = BACKBONES[self.backbone].published(self.version)
        if self.action == "get":
            stored = yield from fetch(self.backbone, self.version)
        elif self.action == "import":
            if self.source is None:
                raise EngineError("import_needs_source", file=file.file)
            yield Progress(0, 0, message("note.importing", file=file.file))
            stored = weights.import_weights(self.backbone, self.source, self.version)
        else:
            yield Progress(0, 0, message("note.checking", file=file.file))
            stored = weights.check(self.backbone, self.version)
        yield Outcome(WeightsResult(str(stored.path), stored.digest, self.backbone, file.version))

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        return [message("report.weights_good", path=value.path), f"SHA-256 {value.digest}"]
