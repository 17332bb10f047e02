"""Choosing a model, and what is known of one that is not loaded."""
