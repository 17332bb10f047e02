"""The ways to make a heat map, by name: known before torch is there. `engine.look.heatmaps` has what each does."""

from __future__ import annotations

from typing import Final

METHODS: Final = ("grad_cam", "integrated_gradients", "occlusion")
