"""The downloader against a server on loopback: one mode for each fault."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from loopback import Server
from made_weights import NAME, checkpoint, poison

from engine.job.background import Background
from engine.job.events import Outcome, Progress
from engine.job.words import EngineError
from engine.jobs.fetch import Weights, WeightsResult
from engine.models import download, store
from engine.models.backbones import BACKBONES, PublishedWeights
from engine.models.download import fetch
from engine.models.model import build

FAULTS = {
    "missing": "download_missing",
    "forbidden": "download_refused",
    "broken": "download_refused",
    "cut": "download_cut",
    "reset": "download_cut",
    "stalled": "download_stalled",
    "portal": "download_portal",
    "unmarked_portal": "download_portal",
    "wrong": "download_wrong_digest",
    "short": "download_wrong_size",
    "endless": "download_wrong_size",
    "loop": "download_redirects",
    "elsewhere": "download_insecure",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with random bytes as the published weights; the downloader is as quick to give up as can be."""
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("PRIJENOS_WEIGHTS_MIRROR", f"http://127.0.0.1:{made.server_port}/weights")
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(download, "_stall_seconds", 0.2)
    monkeypatch.setattr(download, "_retry_seconds", 0.0)
    yield made
    made.release.set()
    made.shutdown()
    thread.join()
    made.server_close()
    for reader in threading.enumerate():
        if reader.name == "download":
            reader.join(5)


@pytest.fixture
def state(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, torch.Tensor]:
    """A checkpoint in torchvision's format, published by the test."""
    path = tmp_path / "made.pth"
    made = checkpoint(path)
    publish(server, path.read_bytes(), monkeypatch)
    return made


def publish(server: Server, contents: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    server.contents = contents
    digest = hashlib.sha256(contents).hexdigest()
    file = PublishedWeights("v1", f"{NAME}-{digest[:8]}.pth", len(contents) / 1e6, 0.6, 256)
    monkeypatch.setitem(BACKBONES, NAME, replace(BACKBONES[NAME], weights=(file,)))


def files(home: Path) -> list[str]:
    folder = home / "weights"
    return sorted(entry.name for entry in folder.iterdir()) if folder.exists() else []


def test_downloaded_weights_are_checked_recorded_and_used(
    server: Server, state: dict[str, torch.Tensor], home: Path
) -> None:
    *progress, outcome = Weights(action="get", backbone=NAME).run()
    assert isinstance(outcome, Outcome)
    result = outcome.value
    assert isinstance(result, WeightsResult)
    assert result.digest == hashlib.sha256(server.contents).hexdigest()
    done = [event.done for event in progress if isinstance(event, Progress)]
    assert done == sorted(done)
    assert done[-1] == len(server.contents)
    assert torch.equal(build(NAME).head.weight, state["classifier.3.weight"])
    assert store.weights_state(NAME) == "ready"
    assert files(home) == [Path(result.path).name, Path(result.path).name + ".json"]
    list(Weights(action="get", backbone=NAME).run())
    assert len(server.requests) == 1


@pytest.mark.parametrize(("mode", "code"), FAULTS.items())
@pytest.mark.usefixtures("state")
def test_each_fault_is_one_clear_error_and_leaves_nothing(mode: str, code: str, server: Server, home: Path) -> None:
    server.mode = mode
    with pytest.raises(EngineError, match="import") as caught:
        list(fetch(NAME))
    assert caught.value.code == code
    assert files(home) == []
    assert store.weights_state(NAME) == "absent"
    server.mode = "good"
    server.release.set()
    list(fetch(NAME))
    assert store.weights_state(NAME) == "ready"


@pytest.mark.parametrize("mode", ["cut_once", "cut_once_no_ranges"])
@pytest.mark.usefixtures("state")
def test_a_cut_download_goes_on_or_starts_again(mode: str, server: Server) -> None:
    server.mode = mode
    list(fetch(NAME))
    assert len(server.requests) == 2
    assert server.requests[1].startswith("bytes=")
    assert store.check(NAME).digest == hashlib.sha256(server.contents).hexdigest()


def test_a_poisoned_file_is_refused_even_with_the_right_digest(
    server: Server, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(tmp_path / "p", tmp_path / "marker", "archive")
    publish(server, (tmp_path / "p").read_bytes(), monkeypatch)
    with pytest.raises(EngineError) as caught:
        list(fetch(NAME))
    assert caught.value.code == "file_has_code"
    assert files(home) == []
    assert not (tmp_path / "marker").exists()


def test_a_changed_file_is_downloaded_again(server: Server, state: dict[str, torch.Tensor], home: Path) -> None:
    list(fetch(NAME))
    cached = store.weights_path(NAME)
    cached.write_bytes(b"rot" + cached.read_bytes()[3:])
    list(fetch(NAME))
    assert cached.read_bytes() == server.contents


@pytest.mark.usefixtures("state")
def test_cancel_ends_a_stalled_download_and_leaves_nothing(
    server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_stall_seconds", 30.0)
    server.mode = "stalled"
    background = Background(lower_priority=False)
    running = background.start(Weights(action="get", backbone=NAME))
    assert server.half_sent.wait(30)
    running.cancel()
    assert running.wait(10)
    assert running.drain()[-1].how == "cancelled"  # type: ignore[union-attr]
    background.close()
    assert files(home) == []


@pytest.mark.usefixtures("state")
def test_a_full_disk_is_said_before_and_while_downloading(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(download.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10, 10, 0))
        with pytest.raises(EngineError, match="needed") as caught:
            list(fetch(NAME))
    assert caught.value.code == "download_no_room"

    def full(self: object, piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(download._Transfer, "take", full)
    with pytest.raises(EngineError) as caught:
        list(fetch(NAME))
    assert caught.value.code == "disk_full"
    assert files(home) == []


def test_no_network_is_said(server: Server, state: object, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("PRIJENOS_WEIGHTS_MIRROR", f"http://127.0.0.1:{port}")
    with pytest.raises(EngineError, match="USB") as caught:
        list(fetch(NAME))
    assert caught.value.code == "download_offline"
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(EngineError, match="USB") as caught:
        list(fetch(NAME))
    assert caught.value.code == "download_offline"


def test_a_mirror_is_http_or_https_and_lite_has_no_other_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIJENOS_WEIGHTS_MIRROR", "file:///etc/")
    with pytest.raises(EngineError) as caught:
        list(fetch(NAME))
    assert caught.value.code == "download_insecure"
    monkeypatch.delenv("PRIJENOS_WEIGHTS_MIRROR")
    monkeypatch.setattr(store, "bundled_path", lambda file: None)
    with pytest.raises(EngineError) as caught:
        list(fetch("efficientnet_lite1"))
    assert caught.value.code == "weights_in_package"


def test_a_redirect_never_leaves_tls() -> None:
    with pytest.raises(EngineError) as caught:
        download._Redirects("https").redirect_request(None, io.BytesIO(), 302, "", {}, "http://example.org/file.pth")
    assert caught.value.code == "download_insecure"


@pytest.mark.usefixtures("state")
def test_two_downloads_of_one_file_at_once_do_not_meet() -> None:
    first = fetch(NAME)
    next(first)
    with pytest.raises(EngineError) as caught:
        list(fetch(NAME))
    assert caught.value.code == "download_under_way"
    list(first)


CHILD = """
import dataclasses, sys
from engine.models.backbones import BACKBONES, PublishedWeights
from engine.models.download import fetch
row = BACKBONES[sys.argv[1]]
file = PublishedWeights("v1", sys.argv[2], float(sys.argv[3]), 0.6, 256)
BACKBONES[sys.argv[1]] = dataclasses.replace(row, weights=(file,))
for event in fetch(sys.argv[1]):
    print(event.done, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
@pytest.mark.usefixtures("state")
def test_after_a_kill_in_mid_download_the_next_one_sweeps_and_succeeds(server: Server, home: Path) -> None:
    server.mode = "stalled"
    file = BACKBONES[NAME].weights[0]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, NAME, file.file, str(file.megabytes)],
        cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert child.stdout is not None
    with child.stdout:
        assert any(int(line) > 0 for line in child.stdout)
        child.kill()
        child.wait()
    left = files(home)
    assert len(left) == 1
    assert left[0].endswith(".part")
    assert store.weights_state(NAME) == "absent"
    server.mode = "good"
    list(fetch(NAME))
    assert files(home) == [file.file, file.file + ".json"]


def test_random_bytes_with_the_right_digest_are_no_weights(
    server: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(server, random.Random(0).randbytes(10_000), monkeypatch)
    with pytest.raises(EngineError) as caught:
        list(fetch(NAME))
    assert caught.value.code in ("not_weights", "file_damaged", "file_has_code")
    assert files(home) == []


@pytest.mark.usefixtures("state")
def test_what_a_kill_left_is_swept_though_the_file_itself_is_there(server: Server, home: Path) -> None:
    """The file was in its place, and its record in the making, when the process was killed."""
    list(fetch(NAME))
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    cached = store.weights_path(NAME)
    cached.with_name(f".{cached.name}.json.{dead.pid}.part").write_bytes(b"{")
    list(fetch(NAME))
    assert files(home) == [cached.name, cached.name + ".json"]
    assert len(server.requests) == 1
