"""Which networks a picture is grown for together, and which of the ready ones are left to judge it. Torch-free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.job.words import EngineError

if TYPE_CHECKING:
    from engine.models.network import Network


def named(listed: str | None, but: str) -> tuple[str, ...]:
    """The networks in a list with commas, each once, without `but`, which takes part in any case."""
    names = (name.strip() for name in (listed or "").split(","))
    return tuple(dict.fromkeys(name for name in names if name and name != but))


def check_classes(own: Network, others: Sequence[tuple[str, Network]]) -> None:
    """Raises EngineError `company_knows_others` where one of the `others`, told by name, knows other classes."""
    for name, network in others:
        if network.classes != own.classes:
            raise EngineError("company_knows_others", model=name, classes=len(network.classes), own=len(own.classes))
