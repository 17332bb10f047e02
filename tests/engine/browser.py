"""A headless Chromium that a test drives as a person would: files chosen, buttons pressed, the screen looked at.

It is spoken to over a pipe (the DevTools protocol: one JSON object after another, parted by zero bytes), so that no
port is opened; names lead it nowhere and it has a profile of its own.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ALONE = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-default-apps", "--disable-sync", "--no-first-run", "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe",
)  # fmt: skip


class Browser:
    """A tab of a running browser. `troubles`: what the page's console complained of, and requests that it made."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = os.fdopen(reads, "rb")
        self._writes = os.fdopen(writes, "wb")
        self._number = 0
        self._session = ""
        self._rest = b""
        self.troubles: list[str] = []
        self._told: set[str] = set()

    def attach(self) -> None:
        tab = self.say("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.say("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.say(f"{domain}.enable")

    def say(self, method: str, **params: Any) -> Any:
        """Asks for something and gives the answer."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._writes.write(json.dumps(message).encode() + b"\0")
        self._writes.flush()
        while True:
            heard = self._hear()
            if heard.get("id") == self._number:
                assert "error" not in heard, heard
                return heard["result"]
            self._note(heard)

    def open(self, page: Path, *, language: str = "en", wide: int = 390, high: int = 844, dark: bool = False) -> None:
        """Opens a page on a screen of that size, in points of which a phone has two or three pixels."""
        self.say("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=2, mobile=True)
        theme = "dark" if dark else "light"
        self.say("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        agent = self.say("Browser.getVersion")["userAgent"]
        self.say("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=language)
        self._told.clear()
        self.say("Page.navigate", url=page.absolute().as_uri())
        while "Page.loadEventFired" not in self._told:
            self._note(self._hear())

    def ask(self, expression: str) -> Any:
        """The value of an expression on the page; of a promise, once it is kept."""
        found = self.say("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def choose(self, selector: str, file: Path) -> None:
        """Chooses a file in a field, as the browser's own dialogue does."""
        root = self.say("DOM.getDocument")["root"]["nodeId"]
        field = self.say("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.say("DOM.setFileInputFiles", nodeId=field, files=[str(file.absolute())])

    def screenshot(self, place: Path) -> None:
        place.write_bytes(base64.b64decode(self.say("Page.captureScreenshot", captureBeyondViewport=False)["data"]))

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            heard = self._reads.read1(1 << 20)  # type: ignore[union-attr]
            assert heard, "the browser is gone"
            self._rest += heard
        line, self._rest = self._rest.split(b"\0", 1)
        return dict(json.loads(line))

    def _note(self, heard: dict[str, Any]) -> None:
        method, params = heard.get("method", ""), heard.get("params", {})
        self._told.add(method)
        if method == "Runtime.exceptionThrown":
            self.troubles.append(json.dumps(params["exceptionDetails"])[:500])
        if method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.troubles.append(str(params["entry"]["text"]))
        if method == "Network.requestWillBeSent" and not params["request"]["url"].startswith(("file:", "blob:")):
            self.troubles.append(params["request"]["url"][:200])


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser while the block lasts."""
    assert CHROMIUM is not None
    to_browser, from_us = os.pipe()
    to_us, from_browser = os.pipe()

    def connect() -> None:  # the protocol's descriptors are 3 and 4
        first, second = os.dup(to_browser), os.dup(from_browser)
        os.dup2(first, 3)
        os.dup2(second, 4)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [CHROMIUM, *ALONE, f"--user-data-dir={profile}"]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, close_fds=False, preexec_fn=connect
        )
        os.close(to_browser)
        os.close(from_browser)
        tab = Browser(to_us, from_us)
        try:
            tab.attach()
            yield tab
            tab._session = ""
            tab.say("Browser.close")
        finally:
            tab._reads.close()
            tab._writes.close()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
