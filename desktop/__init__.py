"""The window over the engine."""
