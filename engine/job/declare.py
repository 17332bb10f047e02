"""What a job is: a frozen dataclass whose fields are its parameters, and a generator that does the work.

A parameter is declared once, with `param`, and from that declaration come the field of the form in the window, the
flag on the command line, the saved setting and the line in the journal. Its label and its one-line help stand in the
catalogue as `field.NAME.label` and `field.NAME.help` (or, where one job's parameter needs other words than its
namesakes, `field.JOB.NAME.label`).

Modules that declare jobs import no torch, so that a window can draw its forms before torch is there; `run` imports what
it needs when it runs.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import types
import typing
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, TypeAlias, Union

from engine.job.events import Event
from engine.job.words import EngineError, Message, knows, say

Turns: TypeAlias = Mapping[str, Any] | None
"""What a watcher sends into a running job: changed values of its live parameters, by name. None: nothing changed.

The name FINISH asks the job to end well now, with what it has; a job that cannot ends as soon as it would have.
"""
FINISH: Final = "finish"
GO_ON: Final = "go_on"
"""The answer to a Notice that holds the job: a person says that what stood in the way may be gone."""
Steps: TypeAlias = Generator[Event, Turns, None]
Kind: TypeAlias = Literal["text", "number", "switch", "choice", "file", "folder", "save", "paths"]
Choices: TypeAlias = Callable[[], Sequence[str]]
Scale: TypeAlias = Literal["linear", "cubic", "ratio"]


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`. `scale`: even steps, finer ones near the low end, or ratios. `whole`: no decimals."""

    low: float
    high: float
    scale: Scale = "linear"
    whole: bool = False

    def value(self, share: float) -> float:
        """The figure at a share (0 to 1) of the way."""
        if self.scale == "ratio":
            return float(self.low * (self.high / self.low) ** share)
        return self.low + (self.high - self.low) * (share**3 if self.scale == "cubic" else share)

    def share(self, value: float) -> float:
        """Where on the way a figure stands."""
        value = min(max(value, self.low), self.high)
        if self.scale == "ratio":
            return math.log(value / self.low) / math.log(self.high / self.low)
        share = (value - self.low) / (self.high - self.low)
        return float(share ** (1 / 3)) if self.scale == "cubic" else share


Spans: TypeAlias = Mapping[str, Span]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a job, resolved: what a form, a flag and a journal need to know of it."""

    job: str
    name: str
    type: type
    optional: bool
    default: Any
    kind: Kind
    low: float | None
    high: float | None
    step: float | None
    unit: str
    choices: Choices | None
    positional: bool
    live: bool
    group: str
    scale: Scale
    usual: tuple[float, float] | None
    spans: Spans
    off: bool

    @property
    def required(self) -> bool:
        return self.default is dataclasses.MISSING

    @property
    def span(self) -> Span:
        """Where a number is usually looked for: what a knob goes through."""
        low, high = self.usual or (self.low, self.high)
        if low is None or high is None:
            raise TypeError(self.name)
        return Span(low, high, self.scale, whole=self.type is int or (self.step or 0.5).is_integer())

    @property
    def expected(self) -> Message:
        """What kind of value it takes, in words."""
        return Message("expected.whole" if self.type is int else f"expected.{self.kind}")

    @property
    def label(self) -> Message:
        return self._text("label")

    @property
    def help(self) -> Message:
        return self._text("help")

    def _text(self, part: str) -> Message:
        own = f"field.{self.job}.{self.name}.{part}"
        return Message(own if knows(own) else f"field.{self.name}.{part}")

    def choice_label(self, choice: str) -> Message | None:
        """What a choice is called in words, where it has a name of its own (`choice.OPTIMISER.sgd`)."""
        code = f"choice.{self.name}.{choice}"
        return Message(code) if knows(code) else None

    def choice_help(self, choice: str) -> Message | None:
        """The one-line explanation of a choice, where it has one."""
        code = f"choice_help.{self.name}.{choice}"
        return Message(code) if knows(code) else None

    def check(self, value: Any) -> None:
        """Raises EngineError `bad_value`, `out_of_range` or `unknown_choice`."""
        if value is None and self.optional:
            return
        if self.type is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if self.kind == "paths":
            if not isinstance(value, tuple) or not all(isinstance(path, Path) for path in value):
                raise EngineError("bad_value", name=self.label, value=str(value), expected=self.expected)
            return
        if not isinstance(value, self.type) or (self.type is not bool and isinstance(value, bool)):
            raise EngineError("bad_value", name=self.label, value=str(value), expected=self.expected)
        if isinstance(value, int | float) and not isinstance(value, bool):
            low = float("-inf") if self.low is None else self.low
            high = float("inf") if self.high is None else self.high
            if not low <= value <= high:
                raise EngineError("out_of_range", name=self.label, value=value, low=low, high=high)
        if self.choices is not None and value not in self.choices():
            raise unknown("unknown_choice", str(value), self.choices(), name=self.label)


def param(
    default: Any = dataclasses.MISSING,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    unit: str = "",
    choices: Choices | Sequence[str] | None = None,
    kind: Kind | None = None,
    positional: bool = False,
    live: bool = False,
    group: str = "",
    scale: Scale = "linear",
    usual: tuple[float, float] | None = None,
    spans: Spans | None = None,
    off: bool = False,
) -> Any:
    """Declares a job's parameter: a dataclass field with what a form and a flag need.

    `unit`: a symbol or a word of the catalogue (`unit.NAME`). `group`: where a form puts it: "" among the first
    settings, else in a folded section (`group.NAME` in the catalogue), and "hidden" nowhere. `live`: may be changed
    while the job runs. `kind` is told by the type, except for paths. How a number is best shown: `scale` (a learning
    rate moves in ratios); `usual`, where most look for it, narrower than what is allowed; `spans`, the same by unit
    where another choice gives it its unit. `off`: zero means that it is not done at all.
    """
    if choices is not None and not callable(choices):
        fixed = tuple(choices)
        choices = lambda: fixed  # noqa: E731 - a name for it would say less
    given = {
        "low": low, "high": high, "step": step, "unit": unit, "choices": choices, "kind": kind,
        "positional": positional, "live": live, "group": group, "scale": scale, "usual": usual,
        "spans": spans or {}, "off": off,
    }  # fmt: skip
    return dataclasses.field(default=default, metadata={"param": given})


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A record of parameters. Subclasses are frozen dataclasses; making one with a bad value raises EngineError.

    `name`: the job whose words its parameters are told in.
    """

    name: ClassVar[str]

    def __post_init__(self) -> None:
        for parameter in parameters(type(self)):
            parameter.check(getattr(self, parameter.name))

    def settings(self) -> dict[str, Any]:
        """The parameters as plain values, for a journal or a settings file: paths as strings."""
        return {parameter.name: plain(getattr(self, parameter.name)) for parameter in parameters(type(self))}


@dataclass(frozen=True, kw_only=True)
class Job(Declared):
    """A piece of work."""

    together: ClassVar[bool] = False
    """Whether several processes can do it together (`torchrun`); of any other job the first one does all."""

    def run(self) -> Steps:
        """Does the work: yields events, at least once a batch or step, and one Outcome last. Raises EngineError."""
        raise NotImplementedError

    def saves_to(self) -> Sequence[Path]:
        """The files that it is to write: they are looked at before it begins."""
        given = [getattr(self, parameter.name) for parameter in parameters(type(self)) if parameter.kind == "save"]
        return [place for place in given if place is not None]

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        """The outcome's `value` in a few lines for a person at a terminal."""
        return [str(value)]

    @classmethod
    def came_to_nothing(cls, value: Any) -> bool:  # noqa: ARG003
        """Whether nothing of what was asked was done, though nothing failed: a terminal tells it by its exit code."""
        return False


def parameters(record: type[Declared]) -> tuple[Parameter, ...]:
    """The parameters of a record, those of a group together, else in the order in which it declares them."""
    hints = typing.get_type_hints(record)
    found = [_resolve(record, field, hints[field.name]) for field in dataclasses.fields(record)]
    groups = list(dict.fromkeys(["", *(parameter.group for parameter in found)]))
    return tuple(sorted(found, key=lambda parameter: groups.index(parameter.group)))


def declared(record: type[Declared], name: str) -> Parameter:
    """One parameter of a record. Raises KeyError."""
    return {parameter.name: parameter for parameter in parameters(record)}[name]


def _resolve(record: type[Declared], field: dataclasses.Field[Any], hint: Any) -> Parameter:
    optional = typing.get_origin(hint) in (Union, types.UnionType)
    if optional:
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not types.NoneType)
    given = dict(field.metadata["param"])
    kind = given.pop("kind") or _kind(hint, given["choices"])
    type_ = tuple if kind == "paths" else hint
    return Parameter(
        job=record.name, name=field.name, type=type_, optional=optional, default=field.default, kind=kind, **given
    )


def _kind(hint: Any, choices: Choices | None) -> Kind:
    if choices is not None:
        return "choice"
    kinds: dict[type, Kind] = {bool: "switch", int: "number", float: "number", Path: "file", str: "text"}
    return kinds.get(hint, "paths")


def unknown(code: str, value: str, known: Sequence[str], **params: str | Message) -> EngineError:
    """An error for a name that is not there, with the nearest ones that are."""
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(value.casefold(), folded, n=3, cutoff=0.4)
    containing = [name for key, name in folded.items() if value and value.casefold() in key][:3]
    nearest = list(dict.fromkeys([folded[key] for key in close] + containing)) or list(known[:5])
    return EngineError(code, value=value, nearest=", ".join(nearest), **params)


def plain(value: Any) -> Any:
    """`value` as JSON can hold it: records as objects, paths as strings, arrays as lists, messages worded in English.

    A record's field declared with `repr=False` is for the program alone and stays out.
    """
    if isinstance(value, Message):
        return say(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = (field.name for field in dataclasses.fields(value) if field.repr)
        return {name.rstrip("_"): plain(getattr(value, name)) for name in fields}
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if hasattr(value, "tolist"):
        return value.tolist()
    return [plain(inner) for inner in value]
