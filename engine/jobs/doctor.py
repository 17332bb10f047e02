"""Says what the program stands on: versions, device, libraries, folders, disk, the embedded weights."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Final

from engine.files import RESOURCES, home
from engine.job.declare import Job, Steps
from engine.job.events import Outcome, Progress
from engine.job.words import PARTS, EngineError, Message, message

LITTLE: Final = 1.0
"""Gigabytes free on the disk of which no training should begin with less."""
_EMBEDDED: Final = "efficientnet_lite0"
_MANYLINUX: Final = re.compile(r"manylinux_(\d+)_(\d+)_")
_DEBIAN: Final = {
    "libGL.so.1": "libgl1", "libEGL.so.1": "libegl1", "libxkbcommon.so.0": "libxkbcommon0",
    "libglib-2.0.so.0": "libglib2.0-0", "libgthread-2.0.so.0": "libglib2.0-0", "libfreetype.so.6": "libfreetype6",
    "libfontconfig.so.1": "libfontconfig1", "libdbus-1.so.3": "libdbus-1-3", "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4", "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0", "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1", "libX11.so.6": "libx11-6", "libxcb.so.1": "libxcb1",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that the program uses, and whether it can write there."""

    name: str
    path: str
    writable: bool


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library that Qt needs and the system lacks, and the Debian package that brings it ("" if not known)."""

    file: str
    package: str


@dataclass(frozen=True, slots=True)
class Examination:
    """The installation. `qt`: whether PySide6 is there. `weights`: whether the embedded file's digest is right."""

    versions: Mapping[str, str]
    device: str
    accelerator: str
    threads: int
    qt: bool
    missing_libraries: tuple[Library, ...]
    folders: tuple[Folder, ...]
    free_gigabytes: float
    weights: str
    weights_good: bool
    hindrances: tuple[Message, ...]


@dataclass(frozen=True, kw_only=True)
class Doctor(Job):
    """Examines the installation."""

    name: ClassVar[str] = "doctor"

    def run(self) -> Steps:
        from engine import device
        from engine.models.card import versions

        yield Progress(0, 3, message("note.examining_libraries"))
        missing = tuple(missing_libraries())
        yield Progress(1, 3, message("note.examining_weights"))
        digest, good = embedded_weights()
        yield Progress(2, 3, message("note.examining_device"))
        yield Outcome(
            Examination(
                versions=versions() | {"pyside6": _qt_version()},
                device=device.describe(),
                accelerator=str(device.choose("auto")),
                threads=device.cores(),
                qt=bool(_qt_version()),
                missing_libraries=missing,
                folders=tuple(folders()),
                free_gigabytes=round(shutil.disk_usage(_existing(home())).free / 1e9, 1),
                weights=digest,
                weights_good=good,
                hindrances=tuple(error.part(part) for error in hindrances() for part in PARTS),
            )
        )

    @classmethod
    def report(cls, value: Any) -> Sequence[Message | str]:
        lines: list[Message | str] = [" · ".join(f"{name} {text}" for name, text in value.versions.items() if text)]
        lines.append(message("report.device", device=value.device, name=value.accelerator, count=value.threads))
        lines.append(message("report.qt" if value.qt else "report.no_qt"))
        lines.extend(message("report.library_missing", file=library.file) for library in value.missing_libraries)
        packages = sorted({library.package for library in value.missing_libraries if library.package})
        if packages:
            lines.append("sudo apt install " + " ".join(packages))
        for folder in value.folders:
            code = "report.folder_writable" if folder.writable else "report.folder_read_only"
            lines.append(message(code, path=folder.path))
        lines.append(message("report.free_disk", gigabytes=value.free_gigabytes))
        lines.append(message("report.embedded_good" if value.weights_good else "report.embedded_bad"))
        lines.extend(value.hindrances)
        return lines


def hindrances() -> Iterator[EngineError]:
    """What of this system will stand in the way: an old C library, a home that cannot be written to, a full disk."""
    if (old := old_glibc()) is not None:
        yield old
    yield from no_storage()


def no_storage() -> Iterator[EngineError]:
    """Why nothing could be kept: `home_read_only`, `little_room`."""
    place = _existing(home())
    if not place.is_dir() or not os.access(place, os.W_OK):
        yield EngineError("home_read_only", path=str(home()))
    elif (free := shutil.disk_usage(place).free / 1e9) < LITTLE:
        yield EngineError("little_room", path=str(home()), megabytes=int(free * 1000))


def old_glibc() -> EngineError | None:
    """The error `old_glibc` where the packages were built for a newer C library than this system has."""
    kind, found = platform.libc_ver()
    if kind != "glibc":
        return None
    needed, package = max(_glibc_wanted(), default=((0, 0), ""))
    if needed <= _version(found):
        return None
    return EngineError("old_glibc", needed=".".join(map(str, needed)), found=found, package=package)


def _glibc_wanted() -> Iterator[tuple[tuple[int, int], str]]:
    """The version of the C library that each large package was built for, as its wheel says; the least it names."""
    from importlib import metadata

    for package in ("PySide6-Essentials", "torch", "numpy"):
        try:
            wheel = metadata.distribution(package).read_text("WHEEL") or ""
        except metadata.PackageNotFoundError:
            continue
        named = [(int(major), int(minor)) for major, minor in _MANYLINUX.findall(wheel)]
        if named:
            yield min(named), package


def _version(text: str) -> tuple[int, int]:
    major, _, minor = text.partition(".")
    return int(major), int(minor.partition(".")[0] or 0)


def embedded_weights() -> tuple[str, bool]:
    """The digest of the embedded weights, and whether it is the right one."""
    from engine.files import digest_file
    from engine.models.store import check, weights_path

    try:
        return check(_EMBEDDED).digest, True
    except EngineError:
        path = weights_path(_EMBEDDED)
        return digest_file(path) if path.is_file() else "", False


def folders() -> Iterator[Folder]:
    """The folders the program reads and writes; none is made by asking."""
    for name, path in (("home", home()), ("resources", RESOURCES)):
        yield Folder(name, str(path), os.access(_existing(path), os.W_OK))


def missing_libraries() -> Iterator[Library]:
    """The shared libraries that Qt needs for this system's screens and the system lacks; Qt is not imported.

    The loader is asked for each library that one of Qt's files names, and then for that file itself.
    """
    root = _qt_folder()
    if root is None or sys.platform != "linux":
        return
    seen: set[str] = set()
    for path in _qt_files(root):
        contents = path.read_bytes()
        named = [name for name in _DEBIAN if name.encode() + b"\0" in contents]
        for wanted in (*named, str(path)):
            name = _lacking(wanted)
            if name and name not in seen:
                seen.add(name)
                yield Library(name, _DEBIAN.get(name, ""))


def _lacking(library: str) -> str:
    """The file that the loader does not find when it is asked for `library`; "" when it finds all."""
    try:
        ctypes.CDLL(library)
    except OSError as error:
        return str(error).partition(":")[0].rpartition("/")[2]
    return ""


def _qt_files(root: Path) -> Iterator[Path]:
    """Qt's libraries in the order in which they need each other, then its plug-ins for X11, Wayland and no screen."""
    for name in ("Core", "DBus", "Gui", "OpenGL", "Widgets", "Svg", "XcbQpa"):
        yield from sorted((root / "Qt" / "lib").glob(f"libQt6{name}.so.6"))
    for name in ("libqxcb.so", "libqoffscreen.so"):
        yield from sorted((root / "Qt" / "plugins" / "platforms").glob(name))


def _qt_folder() -> Path | None:
    """Where PySide6 lies, found without running it."""
    spec = importlib.util.find_spec("PySide6")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _qt_version() -> str:
    from importlib import metadata

    for package in ("PySide6-Essentials", "PySide6"):
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return ""


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there."""
    return next(place for place in (path, *path.parents) if place.exists())
