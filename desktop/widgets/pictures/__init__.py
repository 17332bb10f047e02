"""Widgets that show a picture large."""
