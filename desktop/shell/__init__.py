"""The window around the pages: what is not about photos."""
