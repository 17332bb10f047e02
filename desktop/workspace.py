"""What the pages share: the open folder and what was found in it, and the model in hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.settings import Settings

if TYPE_CHECKING:
    from engine.jobs.scan import ScanResult

DEFAULT_MODEL = "efficientnet_lite0"


class Workspace(QObject):
    """The folder and the model that the pages work with. A page that scans the folder leaves the result here."""

    folder_changed = Signal()
    scan_changed = Signal()
    model_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._folder: Path | None = None
        self._scan: ScanResult | None = None
        self._model = _existing(settings.values.model)
        self.wanted_channel = ""
        """A channel, LAYER:N, that a page asks the ideal image of; the page that makes it takes it from here."""
        self.wanted = ""
        """The page that is asked to begin with the model in hand when it is next shown; it takes its name from here."""

        self._wanted_settings: dict[str, tuple[str, Mapping[str, Any]]] = {}

    def want_settings(self, page: str, job: str, settings: Mapping[str, Any]) -> None:
        """Leaves settings of a job for the page that starts it; the page takes them when it is next shown."""
        self._wanted_settings[page] = (job, dict(settings))

    def take_settings(self, page: str) -> tuple[str, Mapping[str, Any]] | None:
        """The job and the settings that were left for that page; asked again, none."""
        return self._wanted_settings.pop(page, None)

    @property
    def folder(self) -> Path | None:
        return self._folder

    @property
    def scan(self) -> ScanResult | None:
        """What the scan of the open folder found; None until it is done."""
        return self._scan

    @property
    def model(self) -> str:
        """The path of a model of one's own, or a backbone's name."""
        return self._model

    @property
    def own_model(self) -> bool:
        return self._model.lower().endswith(".safetensors")

    @property
    def device(self) -> str:
        return self._settings.values.device

    @property
    def threads(self) -> int:
        return self._settings.values.threads

    def take_wanted(self, page: str) -> bool:
        """Whether that page was asked to begin; asked again it was not."""
        asked = self.wanted == page
        self.wanted = "" if asked else self.wanted
        return asked

    def open_folder(self, folder: Path) -> None:
        """Takes up a folder of photos, again too: what was found before is forgotten."""
        self._folder = folder.absolute()
        self._scan = None
        self._settings.add_recent(self._folder)
        self.folder_changed.emit()

    def set_scan(self, scan: ScanResult | None) -> None:
        """Leaves the result of scanning the open folder for the other pages."""
        self._scan = scan
        self.scan_changed.emit()

    def set_model(self, model: str | Path) -> None:
        """Takes up a model: a saved file or a backbone's name."""
        if str(model) != self._model:
            self._model = str(model)
            self._settings.change(model=self._model)
            self.model_changed.emit()


def _existing(model: str) -> str:
    """The model of the last time, where it is still there."""
    try:
        gone = not model or (model.lower().endswith(".safetensors") and not Path(model).is_file())
    except OSError:  # behind a folder that may not be entered, or with a name too long for any file
        gone = True
    return DEFAULT_MODEL if gone else model
