"""A server on loopback that publishes one file, well or with each fault that a network has."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Server(ThreadingHTTPServer):
    """Serves one file under any name, badly where `mode` says so."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.mode = "good"
        self.contents = b""
        self.requests: list[str] = []
        self.half_sent = threading.Event()
        self.release = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of these tests."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        ranged = self.headers.get("Range", "")
        self.server.requests.append(ranged)
        getattr(self, f"do_{self.server.mode}")(ranged, self.server.contents)

    def head(self, length: int | None, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()

    def do_good(self, ranged: str, contents: bytes) -> None:
        self.head(len(contents))
        self.wfile.write(contents)

    def do_missing(self, ranged: str, contents: bytes) -> None:
        self.send_error(404)

    def do_forbidden(self, ranged: str, contents: bytes) -> None:
        self.send_error(403)

    def do_broken(self, ranged: str, contents: bytes) -> None:
        self.send_error(503)

    def do_cut(self, ranged: str, contents: bytes) -> None:
        self.head(len(contents))
        self.wfile.write(contents[: len(contents) // 2])

    def do_reset(self, ranged: str, contents: bytes) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def do_cut_once(self, ranged: str, contents: bytes) -> None:
        """Cuts the first try; the second goes on where it ended."""
        if len(self.server.requests) == 1:
            self.do_cut(ranged, contents)
            return
        start = int(ranged.removeprefix("bytes=").removesuffix("-"))
        self.head(len(contents) - start, 206, Content_Range=f"bytes {start}-{len(contents) - 1}/{len(contents)}")
        self.wfile.write(contents[start:])

    def do_cut_once_no_ranges(self, ranged: str, contents: bytes) -> None:
        (self.do_cut if len(self.server.requests) == 1 else self.do_good)(ranged, contents)

    def do_by_ranges(self, ranged: str, contents: bytes) -> None:
        """Sends what is asked for, as most servers do; where nothing is left, 416."""
        start = int(ranged.removeprefix("bytes=").removesuffix("-") or 0)
        if not ranged:
            self.do_good(ranged, contents)
        elif start >= len(contents):
            self.send_error(416)
        else:
            self.head(len(contents) - start, 206, Content_Range=f"bytes {start}-{len(contents) - 1}/{len(contents)}")
            self.wfile.write(contents[start:])

    def do_stalled(self, ranged: str, contents: bytes) -> None:
        self.head(len(contents))
        self.wfile.write(contents[: len(contents) // 2])
        self.wfile.flush()
        self.server.half_sent.set()
        self.server.release.wait(30)

    def do_portal(self, ranged: str, contents: bytes) -> None:
        page = b"<html>Sign in</html>"
        self.head(len(page), Content_Type="text/html; charset=utf-8")
        self.wfile.write(page)

    def do_unmarked_portal(self, ranged: str, contents: bytes) -> None:
        self.head(None)
        self.wfile.write(b"\n <!DOCTYPE html><html>Sign in</html>")

    def do_wrong(self, ranged: str, contents: bytes) -> None:
        self.do_good(ranged, contents[:-1] + bytes([contents[-1] ^ 1]))

    def do_short(self, ranged: str, contents: bytes) -> None:
        self.do_good(ranged, contents[: len(contents) // 2])

    def do_endless(self, ranged: str, contents: bytes) -> None:
        self.head(None)
        for _ in range(20):
            self.wfile.write(contents)

    def do_loop(self, ranged: str, contents: bytes) -> None:
        self.head(0, 302, Location=self.path)

    def do_elsewhere(self, ranged: str, contents: bytes) -> None:
        self.head(0, 302, Location="ftp://127.0.0.1/file")
