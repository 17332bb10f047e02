"""Pictures as the networks take them, and back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def pictures(pixels: Tensor) -> list[NDArray[np.uint8]]:
    """(N, 3, H, W) in [0, 1] → N pictures (H, W, 3), uint8."""
    steps = (pixels.detach() * 255.0).round_().to(torch.uint8)
    return list(steps.permute(0, 2, 3, 1).contiguous().cpu().numpy())


def tensor(found: Sequence[NDArray[np.uint8]], device: torch.device | str = "cpu") -> Tensor:
    """Pictures of one size as the networks take them: (N, 3, H, W) in [0, 1], channels last."""
    steps = torch.from_numpy(np.stack(found)).permute(0, 3, 1, 2)
    return steps.to(device, torch.float32) / 255.0
