"""What every test stands on: a home of its own, so that no test sees or touches the user's data, and no network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from closed_sockets import closed

from engine.device import let_waiting_threads_sleep
from tests.sharing import share

CLOSED = Path(__file__).parent / "closed"

hypothesis.settings.register_profile(
    "busy machines", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machines")
let_waiting_threads_sleep()  # before any test imports torch, as the program does


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """The whole suite is shared among the cores."""
    share(config)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """PRIJENOS_HOME, fresh for each test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("PRIJENOS_HOME", str(folder))
    monkeypatch.delenv("PRIJENOS_WEIGHTS_MIRROR", raising=False)
    return folder


@pytest.fixture(scope="session")
def resources() -> Path:
    """The project's own resources: sample photos, demo pictures, labels, translations."""
    return Path(__file__).resolve().parents[1] / "resources"


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Sockets lead to this machine alone; a test during which anything tried to call further fails.

    So do those of every Python that the test starts. Gives the addresses that this process tried: a test that calls on
    purpose empties the list.
    """
    tried: list[str] = []
    for name, method in closed(tried.append):
        monkeypatch.setattr(socket.socket, name, method)
    by_children = tmp_path_factory.mktemp("calls") / "calls.txt"
    monkeypatch.setenv("PRIJENOS_TEST_CALLS", str(by_children))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(CLOSED), os.environ.get("PYTHONPATH")))))
    yield tried
    assert not tried, "something called over the network"
    assert not by_children.exists(), f"a child called over the network: {by_children.read_text()}"
