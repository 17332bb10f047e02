"""What every test stands on: a home of its own, so that no test sees or touches the user's data, and no network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

hypothesis.settings.register_profile(
    "busy machines", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machines")


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
def calls(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Sockets lead to this machine alone; a test during which anything tried to call further fails.

    Gives the addresses that were tried: a test that calls on purpose empties the list.
    """
    tried: list[str] = []

    def guarded(real: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _here(address[0]):
                tried.append(str(address))
                raise OSError("the tests' sockets lead to this machine alone")
            return real(self, address)

        return connect

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    yield tried
    assert not tried, "something called over the network"


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
