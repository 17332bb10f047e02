"""Makes one web page of a model: a single file that names pictures on any phone, without a network connection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from engine.files import atomic_write
from engine.job.declare import Job, Steps, param
from engine.job.events import Notice, Outcome, Progress
from engine.job.words import Message, message, spoken_language


@dataclass(frozen=True, slots=True)
class PageResult:
    """The file, its size (10⁶ bytes), the backbone in it, its classes, and the multiplications a picture costs."""

    path: str
    megabytes: float
    backbone: str
    classes: tuple[str, ...]
    products: int


@dataclass(frozen=True, kw_only=True)
class MakePage(Job):
    """Writes a model as one web page."""

    name: ClassVar[str] = "page"
    model: str = param(positional=True)
    out: Path = param(kind="save")

    def run(self) -> Steps:
        from engine.models.model import load
        from engine.web.page import heavy_notice, page_of

        yield Progress(0, 0, message("note.opening_model"))
        network = load(self.model)
        yield Progress(1, 3, message("note.page"))
        page = page_of(network, spoken_language())
        if page.heavy:
            yield Notice(heavy_notice(page))
        if network.preprocessing.greys is not None:
            yield Notice(message("notice.page_greys"))
        yield Progress(2, 3, message("note.page"))
        atomic_write(self.out, page.text)
        yield Outcome(PageResult(str(self.out), page.megabytes, network.name, network.classes, page.products))

    @classmethod
    def report(cls, value: PageResult) -> Sequence[Message | str]:
        return [message("report.page", path=value.path, megabytes=value.megabytes), message("report.page_use")]
