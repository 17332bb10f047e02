"""The Data page: a folder of photos, its problems and its split."""

from desktop.pages.data.page import DataPage

__all__ = ["DataPage"]
