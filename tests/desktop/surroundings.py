"""What a page of the tests is given: settings, a workspace, and an engine that works or never begins."""

from __future__ import annotations

from typing import Any

from desktop.page.page import Surroundings
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.workspace import Workspace
from engine.job.background import Background


class Idle(Background):
    """An engine thread that never begins: jobs are started, and the test tells what they said."""

    def warm_up(self) -> None:
        pass


def surroundings(background: Background, **changes: Any) -> Surroundings:
    """What a page is given, in English unless `changes` of the settings say otherwise."""
    settings = Settings()
    settings.change(**{"language": "en", **changes})
    return Surroundings(Runner(background=background), Workspace(settings), settings)
