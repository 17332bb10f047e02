"""What is dropped, pasted or opened, brought where it belongs; why not, where it cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject

from desktop.shell.unpacking import Unpacking
from desktop.widgets.brought import carries_photos, local_paths, picture_bytes, places
from engine.job.words import EngineError
from engine.models.card import read_card
from engine.photos.kinds import judge_file
from engine.project.parcel import SUFFIX, is_parcel

if TYPE_CHECKING:
    from desktop.shell.window import Window
    from desktop.workspace import Workspace


class Taking(QObject):
    """Takes what comes to `window` from outside."""

    def __init__(self, window: Window, workspace: Workspace, unpacking: Unpacking) -> None:
        super().__init__(window)
        self._window, self._workspace, self._unpacking = window, workspace, unpacking

    @staticmethod
    def knows(data: QMimeData) -> bool:
        """Whether there is something in a drop to be taken, or to be told of why it cannot be."""
        return carries_photos(data) or bool(places(data))

    def take(self, data: QMimeData) -> None:
        """Routes dropped or pasted files, folders and pictures; says why where there is nothing to be taken."""
        window = self._window
        if paths := local_paths(data):
            self.open_paths(paths)
        elif picture := picture_bytes(data):
            page = window.page if window.page.takes_bytes else window.go("classify")
            page.open_bytes(picture)
        else:
            window.show_error(places(data).refusal() or EngineError("brought_nothing"))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Opens files and folders where they belong: on this page if it takes them, else a folder as data, a picture
        to be classified, a model as the model in hand, weights to be trained from, a project to go on with, an archive
        to be unpacked.
        """
        window = self._window
        kinds: dict[Path, str] = {}
        refused: list[EngineError] = []
        for path in paths:
            try:
                kinds[path] = self._kind(path)
            except EngineError as error:
                refused.append(error)
        models, weights, archives, projects = ([p for p, kind in kinds.items() if kind == k] for k in _KINDS)
        others = [path for path, kind in kinds.items() if kind not in _KINDS]
        if models:
            self._workspace.set_model(models[-1])
        if weights:
            window.go("train").open_paths(weights)
        elif models and not others and not archives and not projects:
            window.go("classify")
        if others:
            self._open(others)
        if projects:
            window.go("welcome").open_paths(projects)
        elif archives:
            self._unpacking.offer(archives[0])
        if refused:
            window.show_error(refused[-1])

    def _open(self, paths: list[Path]) -> None:
        window = self._window
        folder = next((path for path in paths if path.is_dir()), None)
        if window.page.accepts(paths):
            window.page.open_paths(paths)
        elif folder is not None:
            self._workspace.open_folder(folder)
            window.go("data")
        else:
            window.go("classify").open_paths(paths)

    def _kind(self, path: Path) -> str:
        """ "model", "weights", "archive", "project", or "" for anything else.

        Raises:
            EngineError: It is called a model and cannot be read as anything of the kind.
        """
        if path.suffix.lower() == ".safetensors":
            return _kind_of_tensors(path)
        if path.suffix.lower() == SUFFIX or is_parcel(path):
            return "project"
        reason = judge_file(path)
        code = "" if reason is None else reason.code
        return {"reason.weights": "weights", "reason.archive": "archive", "reason.packed": "archive"}.get(code, "")


_KINDS = ("model", "weights", "archive", "project")


def _kind_of_tensors(path: Path) -> str:
    """Whether a file holds a model of ours or tensors of another program."""
    try:
        read_card(path)
    except EngineError as error:
        if error.code != "not_a_model":
            raise
        return "weights"
    return "model"
