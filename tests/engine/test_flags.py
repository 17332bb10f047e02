"""The command line's grammar: figures as people write them, and refusals in the language that was asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.__main__ import main
from engine.flags import asked
from engine.job.declare import Job, Parameter, parameters
from engine.job.figures import read_number, read_numbers
from engine.job.words import LANGUAGES, EngineError
from engine.jobs import JOBS
from engine.jobs.defend import Defend
from engine.jobs.robustness import parsed
from engine.jobs.train import Train

ENGLISH = re.compile(r"\b(the|argument|invalid|expected|required|choose|unrecognized|usage|error|value|is|of)\b")
CROATIAN = re.compile(r"[čćžšđ]|\b(je|nema|nije|za)\b", re.IGNORECASE)


def is_number(text: str, *, whole: bool) -> bool:
    try:
        read_number(text, whole=whole)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,01", 0.01), ("0.01", 0.01), (",5", 0.5), ("5.", 5.0), ("1e-2", 0.01), ("1,5E-3", 0.0015), ("20%", 0.2),
     ("20 %", 0.2), ("0,5\u202f%", 0.005), ("12\u202f000", 12000.0), ("12\u2009000,5", 12000.5), ("1.234,5", 1234.5),
     ("1,234.5", 1234.5), ("1’000", 1000.0), ("−0,5", -0.5), ("+3", 3.0), ("1.000", 1.0), ("1,000", 1.0),
     ("1.000.000", 1e6), ("１２", 12.0), ("1e400", math.inf)],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(text: str, value: float) -> None:
    assert read_number(text) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "value"),
    [("20", 20), ("1.000", 1000), ("1,000", 1000), ("12 000", 12000), ("2,0", 2), ("1e3", 1000), ("−3", -3),
     ("1234567890123456789", 1234567890123456789)],
)  # fmt: skip
def test_a_whole_number_is_read_as_people_write_it(text: str, value: int) -> None:
    read = read_number(text, whole=True)
    assert read == value
    assert isinstance(read, int)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize(
    "text", ["", "-", "e5", "1,2,3", "1..2", "1_0", "0x10", "½", "1 2", "1.0 000", "0,5 0,6", "five", "5 %%", "1e", "%"]
)
def test_what_is_no_number_is_not_taken_for_one(text: str, whole: bool) -> None:
    assert not is_number(text, whole=whole)


@pytest.mark.parametrize("text", ["2,5", "20%", "1e-2", "1e400", "inf", "nan"])
def test_a_broken_number_is_not_taken_for_a_whole_one(text: str) -> None:
    assert is_number(text, whole=False)
    assert not is_number(text, whole=True)


def test_a_list_of_numbers_may_have_commas_within_them() -> None:
    assert read_numbers("0,0.5,1") == read_numbers("0;0,5;1") == [0.0, 0.5, 1.0]
    assert read_numbers("4; 0.5,4") == [4.0, 0.5, 4.0]
    assert parsed("0; 0,5; 1") == (0.0, 0.5, 1.0)


NUMBERS = [(job, parameter) for job in JOBS for parameter in parameters(job) if parameter.kind == "number"]


def wanted(job: type[Job], *, but: str = "") -> list[str]:
    """The words without which a job is refused."""
    words: list[str] = []
    for parameter in parameters(job):
        if parameter.required and parameter.name != but:
            value = next(iter(parameter.choices())) if parameter.choices is not None else "x"
            words += [value] if parameter.positional else [f"--{parameter.name}", value]
    return words


def refusal(words: Sequence[str], language: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said to a command line that is wrong: one line, in that language and no other."""
    assert main([*words, "--language", language]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert not (ENGLISH if language == "hr" else CROATIAN).search(re.sub(r"python -m engine|--?[\w-]+", "", line)), line
    return line


@pytest.mark.parametrize(("job", "parameter"), NUMBERS, ids=lambda part: part.name)
def test_every_number_of_every_job_takes_a_comma(job: type[Job], parameter: Parameter) -> None:
    low = parameter.low if parameter.low is not None else 0
    written = f"{low:.8f}".rstrip("0").replace(".", ",") if parameter.type is float else f"{int(low)},0"
    name = "--" + parameter.name.replace("_", "-")
    for words in ([name, written], [f"{name}={written}"]):
        read = asked([job.name, *wanted(job), *words], JOBS, "hr")
        assert getattr(read.job, parameter.name) == low


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("job", "parameter"), NUMBERS, ids=lambda part: part.name)
def test_every_number_of_every_job_refuses_in_words(
    job: type[Job], parameter: Parameter, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "--" + parameter.name.replace("_", "-")
    for value in ("many", "1,2,3", "", "-1e30"):
        line = refusal([job.name, *wanted(job), name, value], language, capsys)
        assert name in line
        assert "None" not in line


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("words", "said"),
    [([], "--help"), (["fly"], "„fly”"), (["trian", "x"], "train"), (["train"], "FOLDER"), (["page", "x"], "--out"),
     (["train", "x", "y"], "„y”"), (["train", "x", "--epochs"], "--epochs"), (["scan", "x", "--debug=3"], "--debug"),
     (["train", "x", "--learning_rate", "1"], "--learning-rate"), (["scan", "x", "--colour", "red"], "--colour"),
     (["train", "x", "--backbone", "resnet19"], "resnet18"), (["datasets", "gett"], "ACTION"), (["weights"], "ACTION"),
     (["train", "x", "--method", "frosen"], "frozen"), (["classify", "m"], "PATHS"),
     (["train", "x", "--no-seed"], "--no-seed"), (["scan", "x", "-x"], "-x")],
)  # fmt: skip
def test_wrong_usage_is_one_sentence_in_the_language_asked_for(
    words: list[str], said: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refusal(words, language, capsys)
    assert (said if language == "hr" else said.replace("„", "“")) in line


def test_a_language_that_is_not_spoken_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "x", "--language", "de"]) == 2
    assert "--language" in capsys.readouterr().err


@pytest.mark.parametrize("job", [None, *JOBS], ids=lambda job: job.name if job else "all")
def test_help_is_croatian_throughout(job: type[Job] | None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*([job.name] if job else []), "--help", "--language", "hr"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert said.startswith("uporaba: python -m engine")
    assert not re.search(r"\(default|show this|positional|options|usage", said)


def test_what_is_the_same_for_every_job_may_stand_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    read = asked(["--language", "hr", "--debug", "--events", "-", "train", "x"], JOBS, "hr")
    assert isinstance(read.job, Train)
    assert (read.events, read.debug, read.replace) == ("-", True, False)
    with pytest.raises(SystemExit):
        main(["--help", "--language", "hr"])
    assert "poslovi" in capsys.readouterr().out


def test_an_empty_word_among_paths_names_nothing() -> None:
    given = ["defend", "model", "folder", "--voters", "", "other"]
    job = asked(given, JOBS, "en").job
    assert isinstance(job, Defend)
    assert job.voters == (Path("other"),)


def test_a_number_below_zero_is_no_flag() -> None:
    with pytest.raises(EngineError) as refused:
        asked(["train", "x", "--learning-rate", "-0,5"], JOBS, "hr")
    assert refused.value.code == "out_of_range"
