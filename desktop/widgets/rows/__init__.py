"""Widgets of rows: bars, tables, lists."""
