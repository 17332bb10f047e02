"""The Classify page: what a model takes pictures for, and what in them decides."""

from desktop.pages.classify.page import ClassifyPage

__all__ = ["ClassifyPage"]
