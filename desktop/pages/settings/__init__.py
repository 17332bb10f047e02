"""The Settings page: language, look, machine and folders."""

from desktop.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
