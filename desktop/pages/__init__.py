"""The pages: PAGES is the sidebar, in its order. A page is one file and its name here."""

from __future__ import annotations

from typing import Final

from desktop.page import Page
from desktop.pages.classify import ClassifyPage
from desktop.pages.data import DataPage
from desktop.pages.settings import SettingsPage
from desktop.pages.train import TrainPage
from desktop.pages.welcome import Welcome

WELCOME: Final[type[Page]] = Welcome
PAGES: Final[tuple[type[Page], ...]] = (DataPage, TrainPage, ClassifyPage, SettingsPage)
