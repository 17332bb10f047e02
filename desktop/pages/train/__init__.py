"""The Train page: settings, live curves, and what came of it."""

from desktop.pages.train.page import TrainPage

__all__ = ["TrainPage"]
