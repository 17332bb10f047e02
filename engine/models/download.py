"""Our own downloader: progress, cancel between two pieces, retry, digest, and no partial file under the final name.

A thread of its own reads from the network, which may block; the job's generator takes pieces from a queue and writes
them, and looks up often enough to answer a cancel at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import queue
import re
import shutil
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, TypeAlias
from urllib.parse import urlsplit

from engine.files import make_folder, replacing, sweep, write_error
from engine.job.declare import Turns
from engine.job.events import Event, Progress
from engine.job.words import EngineError, message
from engine.models import store
from engine.models.backbones import PublishedWeights, backbone
from engine.models.file import open_weights

MIRROR: Final = "PRIJENOS_WEIGHTS_MIRROR"
TRIES: Final = 4
_PIECE: Final = 1 << 17
_LOOK: Final = 0.2  # seconds between two looks at whether the job is still wanted
_stall_seconds = 20.0
_retry_seconds = 2.0
_under_way: set[Path] = set()
_SPOILT: Final = ("download_portal", "download_wrong_size")  # what came so far is of no use

Pieces: TypeAlias = Generator[Event, Turns, None]


@dataclass
class _Transfer:
    """One file on its way: what came so far, and the digest of it."""

    name: str
    url: str
    file: IO[bytes]
    expected: int
    slack: int = 1 << 17
    done: int = 0
    total: int = 0
    sha: Any = field(default_factory=hashlib.sha256)

    def restart(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.done = 0
        self.sha = hashlib.sha256()

    def take(self, piece: bytes) -> None:
        if self.done == 0 and piece.lstrip()[:1] == b"<":
            raise EngineError("download_portal", file=self.name)
        self.done += len(piece)
        if self.done > self.limit:
            raise EngineError("download_wrong_size", file=self.name)
        self.file.write(piece)
        self.sha.update(piece)

    @property
    def limit(self) -> int:
        """No more bytes than this are taken, whatever the server says."""
        return self.expected + self.slack

    def progress(self, note: str = "note.downloading") -> Progress:
        return Progress(self.done, self.total or self.expected, message(note, file=self.name))


def fetch(name: str, version: str = "default") -> Generator[Event, Turns, store.Stored]:
    """Downloads a backbone's weights and checks them; those that are here are only checked.

    Raises EngineError `weights_in_package`, `download_…` (each names importing from a file as a way out), `disk_full`.
    """
    file = backbone(name).published(version)
    sweep(store.folder())  # what a process left that was killed after the file, in the midst of its record, too
    if store.weights_state(name, version) != "absent":
        yield Progress(0, 0, message("note.checking", file=file.file))
        try:
            return store.check(name, version)
        except EngineError as error:
            if error.code != "weights_changed":
                raise
    address = _address(file, name)
    target = store.folder() / file.file
    make_folder(target.parent)
    _check_room(target, file)
    with _alone(target):
        yield from _into(target, file, address)
    return store.check(name, version)


@dataclass(frozen=True, slots=True)
class Published:
    """A file that somebody publishes. `address`: its folder; `sha256`: all 64 hex digits, "" where nobody knows it."""

    file: str
    address: str
    megabytes: float
    sha256: str = ""


def mirrored() -> bool:
    """Whether a mirror takes the place of all publishers."""
    return bool(os.environ.get(MIRROR))


def bring(published: Published, target: Path) -> Generator[Event, Turns, str]:
    """Downloads a large file to `target`; gives its SHA-256. What came before it was stopped is kept, to go on from.

    A mirror may have the file in another size, up to twice as large; from the publisher it has to be the one that is
    known. Raises EngineError `download_…`, `disk_full` or `not_written`.
    """
    address = _address(published, published.file)
    make_folder(target.parent)
    size = round(published.megabytes * 1e6)
    _check_room(target, published)
    begun = target.with_name(f"{target.name}.begun")
    with _alone(target):
        try:
            with begun.open("ab+") as file:
                transfer = _Transfer(published.file, address, file, size, size if mirrored() else 1 << 20)
                yield transfer.progress("note.connecting")
                yield from _go_on(transfer)
                yield from _persist(transfer)
        except OSError as error:
            raise write_error(error, target, size) from error
        except EngineError as error:
            if error.code in _SPOILT:
                begun.unlink(missing_ok=True)
            raise
        finally:
            if begun.is_file() and not begun.stat().st_size:  # nothing came that could be gone on from
                begun.unlink()
        digest: str = transfer.sha.hexdigest()
        if published.sha256 and digest != published.sha256 and not mirrored():
            begun.unlink()
            raise EngineError("download_wrong_digest", file=published.file)
        begun.replace(target)
    return digest


def _go_on(transfer: _Transfer) -> Pieces:
    """Takes up what an earlier download has left."""
    transfer.file.seek(0)
    while block := transfer.file.read(1 << 20):
        transfer.sha.update(block)
        transfer.done += len(block)
        yield transfer.progress("note.connecting")


def _into(target: Path, file: PublishedWeights, address: str) -> Pieces:
    """Downloads into a temporary that takes the place of `target` once its digest agrees."""
    with replacing(target, round(file.megabytes * 1e6)) as temporary:
        transfer = _Transfer(file.file, address, temporary, round(file.megabytes * 1e6))
        yield transfer.progress("note.connecting")
        yield from _persist(transfer)
        digest = transfer.sha.hexdigest()
        if not digest.startswith(file.digest or file.prefix):
            raise EngineError("download_wrong_digest", file=file.file)
        temporary.flush()
        with open_weights(Path(temporary.name)) as come:
            come.look_through()
    store.record(target, digest)


def _address(file: PublishedWeights | Published, name: str) -> str:
    """Where the file is downloaded from: the mirror where one is named, else the publisher, over TLS."""
    base = os.environ.get(MIRROR, "") or file.address
    if not base:
        raise EngineError("weights_in_package", backbone=name, file=file.file)
    if urlsplit(base).scheme not in ("http", "https"):
        raise EngineError("download_insecure", address=base, file=file.file)
    return base.rstrip("/") + "/" + file.file


def _check_room(target: Path, file: PublishedWeights | Published) -> None:
    if shutil.disk_usage(target.parent).free < file.megabytes * 1e6:
        raise EngineError("download_no_room", path=str(target.parent), megabytes=file.megabytes)


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Two jobs of one process do not download the same file at once."""
    if target in _under_way:
        raise EngineError("download_under_way", file=target.name)
    _under_way.add(target)
    try:
        yield
    finally:
        _under_way.discard(target)


def _persist(transfer: _Transfer) -> Pieces:
    """Tries again where that may help, going on from where the last try ended."""
    for number in range(1, TRIES + 1):
        try:
            yield from _once(transfer)
            return
        except _MayPassError as error:
            if number == TRIES:
                raise error.reason from error
        yield from _wait(transfer)


class _MayPassError(Exception):
    """A fault that another try may get past; `reason` is what to say when it does not."""

    def __init__(self, reason: EngineError) -> None:
        super().__init__(reason)
        self.reason = reason


def _wait(transfer: _Transfer) -> Pieces:
    """A pause before the next try, in short pieces."""
    pause = threading.Event()
    for _ in range(max(1, round(_retry_seconds / _LOOK))):
        yield transfer.progress("note.retrying")
        pause.wait(min(_LOOK, _retry_seconds))


def _once(transfer: _Transfer) -> Pieces:
    """One connection: what it brings is written. Raises _MayPassError or EngineError."""
    pieces: queue.Queue[bytes | _Opened | Exception | None] = queue.Queue(maxsize=16)
    stop = threading.Event()
    reader = threading.Thread(
        target=_read, args=(transfer.url, transfer.done, pieces, stop), name="download", daemon=True
    )
    reader.start()
    try:
        while True:
            try:
                piece = pieces.get(timeout=_LOOK)
            except queue.Empty:
                yield transfer.progress()
                continue
            if piece is None:
                break
            if isinstance(piece, Exception):
                raise _fault(piece, transfer)
            if isinstance(piece, _Opened):
                _accept(piece, transfer)
            else:
                transfer.take(piece)
            yield transfer.progress()
    finally:
        stop.set()
    if transfer.total and transfer.done < transfer.total:
        raise _MayPassError(EngineError("download_cut", file=transfer.name))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A server's answer before the contents: from which byte on, how many in all (0: not said), of which type."""

    start: int
    total: int
    type: str


def _accept(answer: _Opened, transfer: _Transfer) -> None:
    """Compares what the server announces with what is expected."""
    if answer.type.startswith("text/html"):
        raise EngineError("download_portal", file=transfer.name)
    if answer.start != transfer.done:
        transfer.restart()
    if answer.total and abs(answer.total - transfer.expected) > transfer.slack:
        raise EngineError("download_wrong_size", file=transfer.name)
    transfer.total = answer.total


def _read(url: str, start: int, pieces: queue.Queue[Any], stop: threading.Event) -> None:
    """On its own thread: connects, reads, and puts what came into the queue; None at the end, or what went wrong."""

    def put(piece: object) -> bool:
        while not stop.is_set():
            with contextlib.suppress(queue.Full):
                pieces.put(piece, timeout=_LOOK)
                return True
        return False

    try:
        with _open(url, start) as response:
            put(_opened(response))
            while piece := response.read(_PIECE):
                if not put(piece):
                    return
        put(None)
    except Exception as error:  # it is raised again where the job can hear it
        put(error)


def _open(url: str, start: int) -> http.client.HTTPResponse:
    headers = {"User-Agent": "Prijenos", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - `_address` admits http and https alone
    opener = urllib.request.build_opener(_Redirects(urlsplit(url).scheme))
    response: http.client.HTTPResponse = opener.open(request, timeout=_stall_seconds)
    return response


def _opened(response: http.client.HTTPResponse) -> _Opened:
    length = int(response.headers.get("Content-Length") or 0)
    place = re.match(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    kind = response.headers.get_content_type()
    if response.status == 206 and place:
        return _Opened(int(place[1]), int(place[2]), kind)
    return _Opened(0, length, kind)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, never from TLS to a connection without it."""

    max_redirections = 5
    max_repeats = 2

    def __init__(self, scheme: str) -> None:
        self._scheme = scheme

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        scheme = urlsplit(newurl).scheme
        if scheme != "https" and scheme != self._scheme:
            fp.close()
            raise EngineError("download_insecure", address=newurl[:200], file=newurl.rpartition("/")[2][:80])
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fault(error: Exception, transfer: _Transfer) -> Exception:
    """What a fault of the network means: an error with a code, wrapped where another try may help."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return _refusal(error.code, transfer)
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, Exception):
        error = error.reason
    name, host = transfer.name, urlsplit(transfer.url).hostname or ""
    rows: tuple[tuple[type[Exception], Callable[[], Exception]], ...] = (
        (EngineError, lambda: error),
        (socket.gaierror, lambda: EngineError("download_offline", file=name, host=host)),
        (ssl.SSLCertVerificationError, lambda: EngineError("download_untrusted", file=name, host=host)),
        (TimeoutError, lambda: _MayPassError(EngineError("download_stalled", file=name, host=host))),
        (ConnectionRefusedError, lambda: EngineError("download_offline", file=name, host=host)),
        (OSError, lambda: _MayPassError(EngineError("download_cut", file=name))),
        (http.client.HTTPException, lambda: _MayPassError(EngineError("download_cut", file=name))),
    )
    return next((make() for kind, make in rows if isinstance(error, kind)), error)


def _refusal(status: int, transfer: _Transfer) -> Exception:
    if status in (404, 410):
        return EngineError("download_missing", file=transfer.name, address=transfer.url)
    if 300 <= status < 400:
        return EngineError("download_redirects", file=transfer.name, address=transfer.url)
    refused = EngineError("download_refused", file=transfer.name, status=str(status))
    if status == 416 and transfer.done:  # there is nothing from there on: what was left was of another file
        transfer.restart()
        return _MayPassError(refused)
    return _MayPassError(refused) if status >= 500 or status in (408, 429) else refused
