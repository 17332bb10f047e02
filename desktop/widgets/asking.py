"""Dialogs that ask for a file or a folder; each kind opens where the last one of its kind ended."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QObject, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.settings import Settings
from engine.files import is_folder

Kind: TypeAlias = Literal["folder", "picture", "model", "save"]
_FIRST: Final = {
    "folder": QStandardPaths.StandardLocation.PicturesLocation,
    "picture": QStandardPaths.StandardLocation.PicturesLocation,
    "model": QStandardPaths.StandardLocation.DownloadLocation,
    "save": QStandardPaths.StandardLocation.DocumentsLocation,
}
"""Where the first dialog of a kind opens, if the system has such a folder."""


class Places(QObject):
    """Remembers in the settings, for each kind of dialog, where the last one ended. A child of the window."""

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings

    def place(self, kind: Kind) -> Path | None:
        """Where the last dialog of that kind ended, if that folder is still there."""
        known = self._settings.values.places.get(kind, "")
        return Path(known) if known and is_folder(Path(known)) else None

    def keep(self, kind: Kind, folder: Path) -> None:
        """A dialog of that kind ended there."""
        self._settings.change(places={**self._settings.values.places, kind: str(folder)})


def ask_folder(widget: QWidget, title: str) -> Path | None:
    """A folder that a person picks: the dialog opens around the last one, so that its neighbours are seen."""
    chosen = QFileDialog.getExistingDirectory(widget.window(), title, str(_place(widget, "folder")))
    if not chosen:
        return None
    _keep(widget, "folder", Path(chosen).parent)
    return Path(chosen)


def ask_file(widget: QWidget, kind: Kind, title: str, filters: str) -> Path | None:
    """A file that is there; `filters` as Qt writes them: "PNG (*.png);;…"."""
    chosen, _ = QFileDialog.getOpenFileName(widget.window(), title, str(_place(widget, kind)), filters)
    if not chosen:
        return None
    _keep(widget, kind, Path(chosen).parent)
    return Path(chosen)


def ask_files(widget: QWidget, kind: Kind, title: str, filters: str) -> list[Path]:
    """Files that are there; none where a person thinks better of it."""
    chosen, _ = QFileDialog.getOpenFileNames(widget.window(), title, str(_place(widget, kind)), filters)
    if chosen:
        _keep(widget, kind, Path(chosen[0]).parent)
    return [Path(path) for path in chosen]


def ask_save(widget: QWidget, title: str, name: str, filters: str, usual: str = "") -> tuple[Path, str] | None:
    """Where to write, `name` proposed, and the filter that was chosen, at first the `usual` one.

    The dialog has asked before replacing a file.
    """
    place = _place(widget, "save") / name
    chosen, kind = QFileDialog.getSaveFileName(widget.window(), title, str(place), filters, usual)
    if not chosen:
        return None
    _keep(widget, "save", Path(chosen).parent)
    return Path(chosen), kind


def _places(widget: QWidget) -> Places | None:
    found = widget.window().findChild(Places)
    return found if isinstance(found, Places) else None


def _place(widget: QWidget, kind: Kind) -> Path:
    """Where a dialog opens: where the last one ended, else where the system keeps such things."""
    places = _places(widget)
    if places is not None and (known := places.place(kind)) is not None:
        return known
    usual = QStandardPaths.writableLocation(_FIRST[kind])
    return Path(usual) if usual and is_folder(Path(usual)) else Path.home()


def _keep(widget: QWidget, kind: Kind, folder: Path) -> None:
    if (places := _places(widget)) is not None:
        places.keep(kind, folder)
