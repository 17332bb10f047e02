"""Python imports this by itself at the start of every process that finds it, the children of a test: see conftest."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from closed_sockets import closed

if told := os.environ.get("PRIJENOS_TEST_CALLS"):

    def tell(address: str) -> None:
        with Path(told).open("a", encoding="utf-8") as file:
            file.write(address + "\n")

    for name, method in closed(tell):
        setattr(socket.socket, name, method)
