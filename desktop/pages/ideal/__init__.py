"""The Ideal image page: what a network would most like to see."""

from desktop.pages.ideal.page import IdealPage

__all__ = ["IdealPage"]
