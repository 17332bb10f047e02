"""What the window calls a model's classes, where that is not what the model itself does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.widgets.plain import one_line


@dataclass(frozen=True, slots=True)
class Called:
    """`words`: the window's name for each of the model's own; a class without one is called what the model calls it."""

    words: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, name: str) -> str:
        return self.words.get(name, name)

    def both(self, name: str) -> str:
        """The window's name and, where it is another, the model's own."""
        return " · ".join(dict.fromkeys((one_line(self(name)), one_line(name))))
