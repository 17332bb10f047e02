"""Widgets of tiles: photos and maps in a grid or a row."""
