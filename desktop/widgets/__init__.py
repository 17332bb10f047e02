"""Widgets: each shows one kind of thing and knows no job and no page."""
