"""The command line's own grammar: a sub-command a job and a flag a parameter, explained and refused in both languages.

argparse does the reading, but speaks English alone: what it would say is said here from the catalogue.
"""

from __future__ import annotations

import argparse
import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from engine.job.declare import Job, Parameter, parameters, unknown
from engine.job.figures import read_number
from engine.job.words import LANGUAGES, EngineError, Language, message, say

PROGRAM: Final = "python -m engine"
_COMMON: Final = ("events", "language", "replace", "debug")
_FOLDERS_END: Final = tuple(filter(None, (os.sep, os.altsep)))
_SHOWN: Final = 8  # choices; more of them are left to the error that names the nearest


@dataclass(frozen=True, slots=True)
class CommandLine:
    """What a command line asks for: a job, and what is the same for every job.

    `events`: where its events go, "-" for standard output. `replace`: whether it may save over somebody's files.
    `debug`: whether a failure shows its trace.
    """

    job: Job
    events: str | None
    replace: bool
    debug: bool


def asked(words: Sequence[str], jobs: Sequence[type[Job]], language: Language) -> CommandLine:
    """Reads a command line. Raises EngineError for what cannot be understood; SystemExit(0) after a help."""
    name, rest = _job_first(words)
    known = {job.name: job for job in jobs}
    if name is None:
        if "-h" not in rest and "--help" not in rest:
            raise EngineError("usage_no_job", program=PROGRAM)
        _overview(jobs, language).print_help()
        raise SystemExit(0)
    if name not in known:
        raise unknown("usage_unknown_job", name, list(known), program=PROGRAM)
    return _read(known[name], rest, language)


def _job_first(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """The job's name, and all other words: what is the same for every job may stand before the name too."""
    before: list[str] = []
    left = list(words)
    while left and left[0].startswith("-"):
        before.append(left.pop(0))
        if before[-1] in ("--language", "--events") and left:
            before.append(left.pop(0))
    return (left[0], [*left[1:], *before]) if left else (None, before)


def _read(job: type[Job], words: Sequence[str], language: Language) -> CommandLine:
    parser = _parser(job, language)
    declared = parameters(job)
    given, extra = parser.read(_joined(words, declared))
    for word in extra:
        if word.startswith("-") and word != "-":
            flags = [flag for flag in parser.flags() if flag.startswith("--")]
            raise unknown("usage_unknown_flag", word.partition("=")[0], flags, job=job.name, program=PROGRAM)
        raise EngineError("usage_extra", value=word, job=job.name, program=PROGRAM)
    missing = [flag(parameter) for parameter in declared if parameter.required and parameter.name not in given]
    if missing:
        raise EngineError("usage_missing", job=job.name, names=", ".join(missing), program=PROGRAM)
    if given.get("language", LANGUAGES[0]) not in LANGUAGES:
        raise unknown("unknown_choice", given["language"], LANGUAGES, name="--language")
    values = {parameter.name: _value(parameter, given[parameter.name]) for parameter in declared
              if parameter.name in given}  # fmt: skip
    made = job(**values)
    for parameter in declared:
        word = given.get(parameter.name, "")
        if (
            parameter.kind in ("save", "file")
            and word.endswith(_FOLDERS_END)
            and values[parameter.name] in made.saves_to()
        ):
            raise EngineError("place_is_folder", path=word)
    return CommandLine(made, given.get("events"), replace=given.get("replace", False), debug=given.get("debug", False))


def _joined(words: Sequence[str], declared: Iterable[Parameter]) -> list[str]:
    """The words, with `--flag=-0,5` for `--flag -0,5`: argparse takes a figure below zero for a flag."""
    numbers = {flag(parameter) for parameter in declared if parameter.kind == "number"}
    found: list[str] = []
    for word in words:
        if found and found[-1] in numbers and word[:1] in "-−" and word[1:2].isdecimal():
            found[-1] += f"={word}"
        else:
            found.append(word)
    return found


def flag(parameter: Parameter) -> str:
    """What a parameter is called on the command line: `--learning-rate`, or `FOLDER` where its place tells it."""
    return parameter.name.upper() if parameter.positional else "--" + parameter.name.rstrip("_").replace("_", "-")


def _value(parameter: Parameter, given: Any) -> Any:
    """What was given for a parameter, as the job takes it. Raises EngineError in the command line's words."""
    try:
        value = _converted(parameter, given)
        parameter.check(value)
    except ValueError as error:
        raise EngineError("bad_value", name=flag(parameter), value=given, expected=parameter.expected) from error
    except EngineError as error:
        raise EngineError(error.code, **{**error.params, "name": flag(parameter)}) from error
    return value


def _converted(parameter: Parameter, given: Any) -> Any:
    if parameter.kind == "paths":
        return tuple(path for word in given if word for path in _named(Path(word)))
    if parameter.type is Path:
        return Path(given)
    if parameter.type in (int, float):
        return read_number(given, whole=parameter.type is int, percent=parameter.unit == "%")
    return given


def _named(path: Path) -> list[Path]:
    """The files that a path with wildcards names, where the shell has left them to us; else the path itself."""
    if not any(sign in str(path) for sign in "*?[") or path.exists():
        return [path]
    return [Path(found) for found in sorted(glob.glob(str(path)))] or [path]  # noqa: PTH207 - the pattern may be absolute


class _Parser(argparse.ArgumentParser):
    """argparse without a word of its own: no text of it reaches a person."""

    def __init__(self, prog: str, about: str, language: Language) -> None:
        prefix = say(message("cli.usage"), language)

        class Formatter(argparse.HelpFormatter):
            def add_usage(self, usage: Any, actions: Any, groups: Any, _prefix: str | None = None) -> None:
                super().add_usage(usage, actions, groups, prefix + " ")

        super().__init__(
            prog=prog, description=about, add_help=False, allow_abbrev=False, formatter_class=Formatter,
            argument_default=argparse.SUPPRESS, exit_on_error=False,
        )  # fmt: skip
        self.places = self.add_argument_group(say(message("cli.places"), language))
        self.options = self.add_argument_group(say(message("cli.options"), language))
        self.options.add_argument("-h", "--help", action="help", help=say(message("cli.help"), language))

    def flags(self) -> list[str]:
        return list(self._option_string_actions)

    def read(self, words: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
        """What was given, by name, and the words that nobody knows. Raises EngineError."""
        needed = [action for action in self._actions if action.required]
        for action in needed:  # whoever asks says what is missing
            action.required = False
        try:
            known, extra = self.parse_known_args(list(words))
        except argparse.ArgumentError as error:
            name = (error.argument_name or "").split("/")[-1]
            switch = name in self.flags() and self._option_string_actions[name].nargs == 0
            code = "usage_no_value_wanted" if switch else "usage_value_wanted"
            raise EngineError(code, name=name, program=self.prog) from error
        return vars(known), extra

    def error(self, message: str) -> NoReturn:  # noqa: ARG002 - in English alone
        raise EngineError("usage_odd", program=self.prog)


def _overview(jobs: Sequence[type[Job]], language: Language) -> _Parser:
    parser = _Parser(PROGRAM, say(message("cli.about"), language), language)
    commands = parser.add_subparsers(metavar="JOB", title=say(message("cli.jobs"), language))
    for job in jobs:
        about = say(message(f"job.{job.name}.about"), language)
        commands.add_parser(job.name, help=about.replace("%", "%%"), prog=PROGRAM, about="", language=language)
    return parser


def _parser(job: type[Job], language: Language) -> _Parser:
    about = say(message(f"job.{job.name}.about"), language)
    parser = _Parser(f"{PROGRAM} {job.name}", about.replace("%", "%%"), language)
    helps = {name: say(message(f"cli.{name}"), language) for name in _COMMON}
    parser.options.add_argument("--events", metavar="FILE", help=helps["events"])
    parser.options.add_argument("--language", metavar=_listed(LANGUAGES), help=helps["language"])
    parser.options.add_argument("--replace", action="store_true", help=helps["replace"])
    parser.options.add_argument("--debug", action="store_true", help=helps["debug"])
    for parameter in parameters(job):
        _add(parser, parameter, language)
    return parser


def _listed(choices: Iterable[str]) -> str:
    return "{" + ",".join(choices) + "}"


def _add(parser: _Parser, parameter: Parameter, language: Language) -> None:
    """One parameter as a flag, or as a positional argument."""
    given: dict[str, Any] = {"help": say(parameter.help, language).replace("%", "%%")}
    if parameter.type is bool:
        given["action"] = argparse.BooleanOptionalAction
    else:
        choices = list(parameter.choices()) if parameter.choices is not None else []
        given["metavar"] = _listed(choices) if 0 < len(choices) < _SHOWN else parameter.name.rstrip("_").upper()
    if parameter.kind == "paths":
        given["nargs"] = "+"
    elif parameter.positional and not parameter.required:
        given["nargs"] = "?"
    if parameter.positional:
        parser.places.add_argument(parameter.name, **given)
    else:
        parser.options.add_argument(flag(parameter), dest=parameter.name, required=parameter.required, **given)
