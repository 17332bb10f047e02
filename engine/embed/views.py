"""A view of a photo: a change that is made to it before the network sees it, always the same one for the same photo.

A frozen backbone sees each photo once. Augmentation then means to embed several views of it, each told by its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class View(Protocol):
    """A change to a photo that depends on nothing but the view and the photo's content."""

    @property
    def key(self) -> str:
        """What tells this view from every other, on disk too: name, settings and seed. "" is the photo as it is."""

    def apply(self, pixels: NDArray[np.uint8], digest: str) -> NDArray[np.uint8]:
        """The view of a photo: pixels (H, W, 3) to pixels (H', W', 3), sRGB; `digest` is the photo's SHA-256 in hex.

        Called on several threads at once; must not change `pixels`.
        """


class Plain:
    """The photo as it is."""

    key: str = ""

    def apply(self, pixels: NDArray[np.uint8], digest: str) -> NDArray[np.uint8]:  # noqa: ARG002 - as a View's
        """The same pixels."""
        return pixels


PLAIN: Final = Plain()
