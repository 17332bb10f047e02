"""The pages: PAGES is the sidebar, in its order. A page is one folder and its entry here.

A page's module is imported when the page is first looked at: the window stands before most of the program is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from desktop.page.page import Page
from desktop.pages.welcome import Welcome


def _data() -> type[Page]:
    from desktop.pages.data import DataPage

    return DataPage


def _train() -> type[Page]:
    from desktop.pages.train import TrainPage

    return TrainPage


def _evaluate() -> type[Page]:
    from desktop.pages.evaluate import EvaluatePage

    return EvaluatePage


def _classify() -> type[Page]:
    from desktop.pages.classify import ClassifyPage

    return ClassifyPage


def _features() -> type[Page]:
    from desktop.pages.features import FeaturesPage

    return FeaturesPage


def _ideal() -> type[Page]:
    from desktop.pages.ideal import IdealPage

    return IdealPage


def _attack() -> type[Page]:
    from desktop.pages.attack import AttackPage

    return AttackPage


def _settings() -> type[Page]:
    from desktop.pages.settings import SettingsPage

    return SettingsPage


WELCOME: Final = Welcome.name
PAGES: Final[Mapping[str, Callable[[], type[Page]]]] = {
    "data": _data,
    "train": _train,
    "evaluate": _evaluate,
    "classify": _classify,
    "features": _features,
    "ideal": _ideal,
    "attack": _attack,
    "settings": _settings,
}


def load(name: str) -> type[Page]:
    """The page of that name. Raises KeyError where there is none."""
    return Welcome if name == WELCOME else PAGES[name]()
