"""The command line: `python -m engine JOB …`, one sub-command a job, made from the jobs' declarations.

Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import json
import logging
import os
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal, NoReturn

from engine.device import let_waiting_threads_sleep
from engine.flags import asked
from engine.job.background import coded
from engine.job.declare import Job, parameters, plain
from engine.job.events import Event, Metric, Notice, Outcome, Picture, Progress
from engine.job.words import LANGUAGES, EngineError, Language, Message, message, say, speak, system_language
from engine.jobs import JOBS
from engine.places import check_name, check_place
from engine.ranks import is_helper

_KIN: Final = {
    "đ": "d", "Đ": "D", "→": "->", "←": "<-", "–": "-", "—": "-", "…": "...", "×": "x", "·": "-", "„": '"', "“": '"',
    "”": '"', "‘": "'", "’": "'", "≠": "!=", "≤": "<=", "≥": ">=", "−": "-", "ε": "eps", "α": "alpha", "°": " deg",
}  # fmt: skip
"""What stands for letters and signs that a console lacks."""
DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one job for a person or a program at a terminal; gives the exit code."""
    let_waiting_threads_sleep()
    _speak_plainly()
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(words)
    speak(language)
    try:
        options = asked(words, JOBS, language)
    except EngineError as error:
        return _complain(error, language, USAGE)
    logging.basicConfig(level=logging.DEBUG if options.debug else logging.CRITICAL)
    job = options.job
    signal.signal(signal.SIGTERM, _interrupted)
    if is_helper() and not job.together:
        return DONE
    try:
        _check_events(options.events, replace=options.replace)
        with _sink(options.events, language) as sink:
            _check_places(job, replace=options.replace)
            value = run(job, sink)
            if options.events != "-" and not is_helper():
                _print_report(job, value, language)
            if job.came_to_nothing(value):
                return FAILED
    except KeyboardInterrupt:
        _write(say(message("cli.interrupted"), language), "stderr")
        return INTERRUPTED
    except Exception as error:
        if options.debug:
            raise
        return _complain(coded(error), language, FAILED)
    return DONE


def _check_places(job: Job, *, replace: bool) -> None:
    """Looks at the places that the job is to save to, before it begins. Raises EngineError."""
    for place in job.saves_to():
        check_place(place, replace=replace, read=_read_by(job))


def _read_by(job: Job) -> list[Path]:
    """The files that were given to a job to read, its model among them."""
    declared = parameters(type(job))
    if not any(parameter.kind == "save" for parameter in declared):
        return []  # what it is told to write is then among its files
    given = [getattr(job, parameter.name) for parameter in declared
             if parameter.kind in ("file", "paths") or parameter.name == "model"]  # fmt: skip
    return [Path(path) for value in given if value for path in (value if isinstance(value, tuple) else (value,))]


def _check_events(where: str | None, *, replace: bool) -> None:
    """Looks at the file that the events are to be written to; a pipe or a device takes them as it is."""
    if where in (None, "-") or is_helper():
        return
    path = Path(where)
    check_name(path)
    if path.is_file() or path.is_dir() or not path.exists():
        check_place(path, replace=replace)


def run(job: Job, tell: Callable[[Event], None]) -> Any:
    """Runs `job` to its end, telling every event; gives the outcome's value."""
    value: Any = None
    steps = job.run()
    with contextlib.closing(steps):
        for event in steps:
            tell(event)
            if isinstance(event, Outcome):
                value = event.value
    return value


def encode(event: Event) -> dict[str, Any]:
    """An event as a JSON object: a picture without its pixels, a figure that is not finite as null."""
    kind = type(event).__name__.lower()
    match event:
        case Progress(done, total, note):
            return {"kind": kind, "done": done, "total": total, "note": say(note) if note else ""}
        case Metric(series, step, value):
            return {"kind": kind, "series": series, "step": step, "value": _finite(value)}
        case Picture(slot, step, pixels):
            return {"kind": kind, "slot": slot, "step": step, "height": pixels.shape[0], "width": pixels.shape[1]}
        case Notice(text):
            return {"kind": kind, "code": text.code, "text": say(text)}
        case Outcome(value):
            return {"kind": kind, "value": _finite(plain(value))}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    return value


@contextlib.contextmanager
def _sink(where: str | None, language: Language) -> Iterator[Callable[[Event], None]]:
    """Who listens to the events: a person at standard error, or a program that reads JSON lines."""
    with contextlib.ExitStack() as stack:
        person = _Person(language)
        stack.callback(person.end)
        if is_helper():  # the first one tells
            yield person.notice
            return
        if where is None:
            yield person.hear
            return
        if where == "-":
            _speak_plainly("utf-8")
            yield lambda event: _write(json.dumps(encode(event), ensure_ascii=False), "stdout")
            return
        try:
            lines = stack.enter_context(Path(where).open("w", encoding="utf-8"))
        except OSError as error:
            raise EngineError("not_written", path=where, detail=error.strerror or str(error)) from error

        def both(event: Event) -> None:
            print(json.dumps(encode(event), ensure_ascii=False), file=lines, flush=True)
            person.hear(event)

        yield both


class _Person:
    """Tells a person at standard error how far a job is: one line that is written over, or notices alone in a log."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._live = sys.stderr is not None and sys.stderr.isatty()
        self._width = 0

    def notice(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.end()
            _write(say(event.message, self._language), "stderr")

    def hear(self, event: Event) -> None:
        self.notice(event)
        if isinstance(event, Progress) and self._live:
            note = say(event.note, self._language) if event.note else ""
            share = f"{100 * event.done / event.total:3.0f} %" if event.total else str(event.done)
            line = f"{share}  {note}"
            _write("\r" + line.ljust(self._width), "stderr", end="")
            self._width = len(line)

    def end(self) -> None:
        if self._width:
            _write("\r" + " " * self._width + "\r", "stderr", end="")
            self._width = 0


def _print_report(job: Job, value: Any, language: Language) -> None:
    for line in job.report(value):
        _write(say(line, language) if isinstance(line, Message) else line, "stdout")


def _complain(error: EngineError, language: Language, code: int) -> int:
    _write(" ".join(error.say(language).split()), "stderr")
    return code


def _speak_plainly(encoding: str | None = None) -> None:
    """Lets a console that lacks a letter show its nearest kin; `encoding`: what standard output is to speak instead."""
    codecs.register_error("plain", _plain_letters)
    for stream, wanted in ((sys.stdout, encoding), (sys.stderr, None)):
        if isinstance(stream, io.TextIOWrapper):  # not where a test or a window has put something else in its place
            stream.reconfigure(encoding=wanted, errors="plain")


def _plain_letters(error: UnicodeError) -> tuple[str, int]:
    """What a codec writes for letters that it lacks: without their accents, or "?"."""
    assert isinstance(error, UnicodeEncodeError)
    lost = error.object[error.start : error.end]
    apart = "".join(_KIN.get(letter) or unicodedata.normalize("NFKD", letter) for letter in lost)
    bare = (letter for letter in apart if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() else "?" for letter in bare), error.end


def _write(text: str, name: Literal["stdout", "stderr"], end: str = "\n") -> None:
    """Says something to a person or a program. That nobody listens, or a disk is full there, ends no job."""
    try:
        print(text, end=end, file=getattr(sys, name), flush=True)
    except (OSError, ValueError):  # ValueError: it is closed
        setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - the exit may not write there


def _interrupted(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _language(words: Sequence[str]) -> Language:
    """The language asked for, known before the parser is made in it."""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        named = following if word == "--language" else word.removeprefix("--language=")
        for language in LANGUAGES:
            if named == language and word.startswith("--language"):
                return language
    return system_language()


if __name__ == "__main__":
    sys.exit(main())
