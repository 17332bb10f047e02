"""The backbone made fast for embedding photos: fused operations, channels last, a lower precision where that pays.

On a processor several streams, each computing with one thread, share a batch: threads that work on a picture of their
own need not wait for each other after every operation, so that decoding on the same cores disturbs them little.
"""

from __future__ import annotations

import copy
import logging
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal, TypeAlias

import torch
from torch import Tensor, nn

from engine.device import fast_bfloat16
from engine.embed.fused import CHUNK, NotFusibleError
from engine.embed.fusion import fuse
from engine.models.network import Network

log = logging.getLogger(__name__)
Precision: TypeAlias = Literal["float32", "bfloat16"]

_GFLOPS: Final = 32.0  # in one batch at most
_DTYPES: Final = {"float32": torch.float32, "bfloat16": torch.bfloat16}


def choose_precision(precision: str, device: torch.device) -> Precision:
    """What "auto" means on that device: bfloat16 where a processor computes it in hardware, else float32."""
    if precision == "auto":
        return "bfloat16" if device.type == "cpu" and fast_bfloat16() else "float32"
    return "bfloat16" if precision == "bfloat16" else "float32"


def batch_size(network: Network) -> int:
    """How many pictures to embed between two looks at the world: for a heavy network fewer, half a second's worth."""
    most = 2 * CHUNK * max(2, torch.get_num_threads())
    return max(1, min(most, round(_GFLOPS * max(1, torch.get_num_threads() / 2) / network.record.gflops)))


def fast(network: Network, precision: str = "auto") -> Fast:
    """`network`'s backbone, fast, in eval mode, on the device on which it is: a snapshot of its weights.

    On a processor it computes with as many threads as torch does when this is called.
    """
    return Fast(network, precision)


class Fast:
    """Pixels (N, H, W, 3), uint8 → embeddings (N, D), float32, of the device's own memory; N may be anything from 1.

    Results do not depend on which pictures are embedded together, but for rounding.
    """

    def __init__(self, network: Network, precision: str) -> None:
        self.device = next(network.backbone.parameters()).device
        self.precision = choose_precision(precision, self.device)
        self._dtype = _DTYPES[self.precision]
        self._size = network.embedding_size
        self._backbone, self._turned = _prepared(network.backbone, self._dtype)
        self._backbone.to(self.device)
        mean, std = (torch.tensor(value, device=self.device).view(3, 1, 1) for value in _normalisation(network))
        self._scale, self._shift = 1.0 / (255.0 * std), -mean / std
        self._chunk = CHUNK if self.device.type == "cpu" else sys.maxsize
        self._shares = torch.get_num_threads() if self.device.type == "cpu" else 1
        self._streams = _streams(self._shares)
        side = network.preprocessing.size
        self(torch.zeros(1, side, side, 3, dtype=torch.uint8))  # weights find their order here

    def __call__(self, pixels: Tensor) -> Tensor:
        """Embeddings of `pixels` (N, H, W, 3), on the processor."""
        embeddings = torch.empty(len(pixels), self._size)

        chunk = min(self._chunk, -(-len(pixels) // self._shares) or 1)

        def embed(start: int) -> None:
            with torch.inference_mode():
                embeddings[start : start + chunk] = self._embed(pixels[start : start + chunk])

        starts = range(0, len(pixels), chunk)
        for _ in map(embed, starts) if self._streams is None else self._streams.map(embed, starts):
            pass
        return embeddings

    def _embed(self, pixels: Tensor) -> Tensor:
        x = pixels.to(self.device).permute(0, 3, 1, 2)  # channels last, as the pixels lie
        if self._turned:
            x = x.contiguous().flip(2, 3)  # the copy is cheap while pixels are bytes
        x = x.float().mul_(self._scale).add_(self._shift).to(self._dtype)
        embeddings: Tensor = self._backbone(x)
        return embeddings.float()


def _prepared(backbone: nn.Module, dtype: torch.dtype) -> tuple[nn.Module, bool]:
    try:
        return fuse(backbone, dtype)
    except NotFusibleError as error:
        log.info("the backbone stays as it is: %s", error)
        plain = copy.deepcopy(backbone).eval().requires_grad_(False).to(dtype)
        return plain.to(memory_format=torch.channels_last), False


def _normalisation(network: Network) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return network.preprocessing.mean, network.preprocessing.std


def _streams(count: int) -> ThreadPoolExecutor | None:
    """`count` threads on each of which torch computes alone; they end with the pool. None: there is but one."""
    if count == 1:
        return None
    together = threading.Barrier(count)

    def start() -> None:
        torch.set_num_threads(1)
        torch.set_flush_denormal(True)
        together.wait()

    pool = ThreadPoolExecutor(count, thread_name_prefix="embed", initializer=start)
    for task in [pool.submit(int) for _ in range(count)]:
        task.result()
    torch.set_num_threads(count)  # torch's own notice of it; that of this thread, which was not changed
    return pool
