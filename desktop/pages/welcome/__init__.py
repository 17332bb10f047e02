"""The Welcome page: what there is before a folder is open."""

from desktop.pages.welcome.page import Welcome

__all__ = ["Welcome"]
