"""Which tests are shared among the cores, and that a process that has its share hands none on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests import sharing
from tests.sharing import MOST, WORKER, share

SOURCE = pytest.Config.ArgsSource


@pytest.fixture(autouse=True)
def first(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a person's own process begins, on two cores."""
    monkeypatch.delenv(WORKER, raising=False)
    monkeypatch.setattr(sharing, "cores", lambda: 2)


def shared(source: pytest.Config.ArgsSource = SOURCE.TESTPATHS, **told: Any) -> tuple[int | None, str]:
    """How many processes do it, and how they share it."""
    option = SimpleNamespace(**{"numprocesses": None, "dist": "no", "markexpr": "not slow", "usepdb": False} | told)
    share(SimpleNamespace(args_source=source, option=option))  # type: ignore[arg-type]
    return option.numprocesses, option.dist


def test_the_whole_suite_is_shared_among_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shared() == (2, "worksteal")
    monkeypatch.setattr(sharing, "cores", lambda: 64)
    assert shared() == (MOST, "worksteal")
    monkeypatch.setattr(sharing, "cores", lambda: 1)
    assert shared() == (None, "no")


def test_who_has_a_share_hands_none_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WORKER, "gw0")
    assert shared() == (None, "no")


def test_what_is_named_or_slow_or_debugged_is_done_by_one() -> None:
    assert shared(SOURCE.ARGS) == (None, "no")
    assert shared(markexpr="slow") == (None, "no")
    assert shared(usepdb=True) == (None, "no")


@pytest.mark.parametrize("number", [0, 1, 3])
def test_who_says_how_many_has_them(number: int) -> None:
    assert shared(numprocesses=number) == (number, "no")


def test_without_the_plugin_one_does_it() -> None:
    option = SimpleNamespace(markexpr="not slow", usepdb=False)
    share(SimpleNamespace(args_source=SOURCE.TESTPATHS, option=option))  # type: ignore[arg-type]
    assert not hasattr(option, "numprocesses")
