"""Backbones and their weights, networks that take pixels in [0, 1], and models saved as one file."""
