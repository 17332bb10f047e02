"""What the window remembers: plain JSON in the program's folder, each field checked alone.

A field that is not what it should be takes its default; the others stay. The file as it was is kept beside
(`settings.json.bad`), and there is one notice, however much was wrong.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import logging
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from engine.device import DEVICES, MOST_THREADS
from engine.files import atomic_write, home, write_json
from engine.job.words import LANGUAGES, EngineError, Language

Theme: TypeAlias = Literal["system", "light", "dark"]
TEXT_SIZES: Final = (100, 115, 130, 150, 175)
"""Percent of the usual size of type."""
VERSION: Final = 1
RECENT: Final = 8
_SAVE_AFTER: Final = 400  # ms: several changes, one write
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Values:
    """The fields. `geometry`: what QWidget.saveGeometry gave, base64. `forms`: values of a page's form, by name.

    `places`: the folder in which the last dialog of each kind ended.
    """

    language: str = "system"
    theme: Theme = "system"
    text_size: int = 100
    device: str = "auto"
    threads: int = 0
    recent_folders: tuple[str, ...] = ()
    model: str = ""
    page: str = ""
    geometry: str = ""
    log_shown: bool = False
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)


class Settings(QObject):
    """The settings while the program runs; `changed` names the field. Written shortly after a change."""

    changed = Signal(str)

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self.values, self.notice = read(self.path)
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER)
        self._timer.timeout.connect(self.save)

    @property
    def path(self) -> Path:
        return self._path or home() / "settings.json"

    @property
    def words_language(self) -> Language:
        """The language to speak: the chosen one, or the system's where we speak it."""
        for language in LANGUAGES:
            if self.values.language == language:
                return language
        return "hr" if QLocale.system().language() == QLocale.Language.Croatian else "en"

    @property
    def locale(self) -> QLocale:
        """How numbers are written in the window."""
        return locale(self.words_language)

    def change(self, **values: Any) -> None:
        """Sets fields by name; tells of those that are different now."""
        before = self.values
        self.values = dataclasses.replace(before, **values)
        for name in values:
            if getattr(before, name) != getattr(self.values, name):
                self._timer.start()
                self.changed.emit(name)

    def form(self, page: str) -> Mapping[str, Any]:
        """The values that a page's form had the last time."""
        return self.values.forms.get(page, {})

    def keep_form(self, page: str, values: Mapping[str, Any]) -> None:
        """Remembers a page's form; values as JSON can hold them (see `Form.plain_values`)."""
        self.change(forms={**self.values.forms, page: dict(values)})

    def add_recent(self, folder: Path) -> None:
        """Puts a folder first among the recent ones."""
        others = [known for known in self.values.recent_folders if known != str(folder)]
        self.change(recent_folders=(str(folder), *others)[:RECENT])

    def keep_copy(self) -> Path:
        """Writes the settings as they are now beside their file; gives the place. Raises EngineError."""
        place = self.path.with_name("settings.before.json")
        write_json(place, {"version": VERSION, **_plain_fields(self.values)})
        return place

    def reset(self) -> None:
        """Every field as on the first day, but the recent folders."""
        fresh = Values(recent_folders=self.values.recent_folders, geometry=self.values.geometry)
        self.change(**{item.name: getattr(fresh, item.name) for item in dataclasses.fields(fresh)})

    def save(self) -> None:
        """Writes the file now; where that cannot be done the program goes on without (the log says why)."""
        self._timer.stop()
        try:
            write_json(self.path, {"version": VERSION, **_plain_fields(self.values)})
        except (EngineError, ValueError, TypeError, OSError) as error:
            log.warning("settings not written: %s", error)


def locale(language: Language) -> QLocale:
    """The locale of a language that the window speaks."""
    return QLocale("hr_HR") if language == "hr" else QLocale("en_US")


def read(path: Path) -> tuple[Values, EngineError | None]:
    """The settings in a file, and what was wrong with it, if anything. Never raises."""
    try:
        if not path.is_file() and not path.is_dir():
            return Values(), None
        given = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings not read: %s", error)
        return Values(), _bad(path, "")
    if not isinstance(given, dict):
        return Values(), _bad(path, "")
    return _checked(given, path)


def _checked(given: Mapping[str, Any], path: Path) -> tuple[Values, EngineError | None]:
    good = {name: _frozen(value) for name, value in given.items() if name in _CHECKS and _CHECKS[name](value)}
    bad = sorted(name for name in given if name in _CHECKS and name not in good)
    version = given.get("version")
    newer = not isinstance(version, int) or isinstance(version, bool) or version > VERSION
    return Values(**good), _bad(path, ", ".join(bad or ["version"])) if bad or newer else None


def _bad(path: Path, fields: str) -> EngineError:
    """Keeps a copy of a file that was not right, and says so."""
    try:
        atomic_write(path.with_name(path.name + ".bad"), path.read_bytes())
    except (EngineError, OSError) as error:
        log.warning("no copy of the settings kept: %s", error)
    return EngineError("settings_mended" if fields else "settings_unreadable", path=str(path), fields=fields)


def _plain_fields(values: Values) -> dict[str, Any]:
    return {item.name: getattr(values, item.name) for item in dataclasses.fields(values)}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in allowed


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) < 10_000


def _paths(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= RECENT and all(_text(path) and "\0" not in path for path in value)


def _places(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and len(value) <= RECENT
        and all(_text(path) and "\0" not in path for path in value.values())
    )


def _threads(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_THREADS


def _forms(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(form, dict) for form in value.values()) and _writable(value)


def _writable(value: Any, depth: int = 16) -> bool:
    """Whether that can be written again: finite figures, nested only so deep."""
    if isinstance(value, dict | list):
        return depth > 0 and all(_writable(inner, depth - 1) for inner in _inside(value))
    return not isinstance(value, float) or math.isfinite(value)


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _geometry(value: Any) -> bool:
    try:
        return _text(value) and base64.b64decode(value, validate=True) is not None
    except ValueError:
        return False


_CHECKS: Final[Mapping[str, Callable[[Any], bool]]] = {
    "language": _one_of("system", *LANGUAGES),
    "theme": _one_of(*get_args(Theme)),
    "text_size": lambda value: isinstance(value, int) and value in TEXT_SIZES,
    "device": _one_of(*DEVICES),
    "threads": _threads,
    "recent_folders": _paths,
    "model": _text,
    "page": _text,
    "geometry": _geometry,
    "log_shown": lambda value: isinstance(value, bool),
    "forms": _forms,
    "places": _places,
}
