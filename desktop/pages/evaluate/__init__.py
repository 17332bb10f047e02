"""The Evaluate page: how well a model does on photos that it has not learnt."""

from desktop.pages.evaluate.page import EvaluatePage

__all__ = ["EvaluatePage"]
