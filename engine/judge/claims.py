"""Claims about training tricks that can be put to the trial: CLAIMS, one record each, two recipes that differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Claim:
    """A trick; its words are `choice.claim.NAME` and `choice_help.claim.NAME`.

    `amid`: settings of both sides, with which it matters; `with_` and `without`: what differs. `scaled`: whether
    the side without it still standardises the embeddings.
    """

    name: str
    with_: Mapping[str, Any]
    without: Mapping[str, Any]
    amid: Mapping[str, Any] = field(default_factory=dict)
    scaled: bool = True


_HIDDEN: Final = {"hidden_layers": 1, "hidden_units": 256}
_DEEP: Final = {"hidden_layers": 2, "hidden_units": 128}
_PLAIN: Final = {"optimiser": "sgd", "learning_rate": 0.05}

_ROWS: Final = (
    Claim("initialisation", {"initialisation": "kaiming"}, {"initialisation": "normal"}, _DEEP),
    Claim("batch_norm", {"batch_norm": True}, {"batch_norm": False}, _DEEP),
    Claim("dropout", {"dropout": 0.5}, {"dropout": 0.0}, {**_HIDDEN, "epochs": 40}),
    Claim("early_stopping", {"early_stopping": 5}, {"early_stopping": 0}, {**_HIDDEN, "epochs": 60}),
    Claim("weight_decay", {"weight_decay": 0.1}, {"weight_decay": 0.0}, {"optimiser": "adamw", "epochs": 40}),
    Claim("optimiser", {"optimiser": "adam"}, {"optimiser": "sgd"}),
    Claim("momentum", {"optimiser": "momentum", "learning_rate": 0.01}, {"optimiser": "sgd", "learning_rate": 0.01}),
    Claim("clipping", {"clip_norm": 1.0}, {"clip_norm": 0.0}, {"optimiser": "sgd", "learning_rate": 3.0}),
    Claim("decay", {"schedule": "cosine"}, {"schedule": "constant"}, {"learning_rate": 0.03}),
    Claim("averaging", {"averaging": 0.95}, {"averaging": 0.0}, {"learning_rate": 0.03}),
    Claim("scaling", {}, {}, _PLAIN, scaled=False),
    Claim("larger_head", _HIDDEN, {"hidden_layers": 0}),
)
CLAIMS: Final[dict[str, Claim]] = {row.name: row for row in _ROWS}
