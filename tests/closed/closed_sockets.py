"""Sockets that lead to this machine alone, for a test's own process and for every Python it starts."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any

NAMES = ("connect", "connect_ex")


def closed(tell: Callable[[str], object]) -> Iterator[tuple[str, Any]]:
    """What stands in for the socket's methods, by name; `tell` hears of each address further away that was tried."""

    def guarded(real: Any) -> Any:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and not _here(address[0]):
                tell(str(address))
                raise OSError("the tests' sockets lead to this machine alone")
            return real(self, address)

        return connect

    for name in NAMES:
        yield name, guarded(getattr(socket.socket, name))


def _here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
