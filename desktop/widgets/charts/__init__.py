"""Widgets that plot figures."""
