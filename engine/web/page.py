"""One HTML file that holds a model and needs nothing else: no library, no server, no network.

What a model tells (class names, its folder's name) stands in it as JSON alone, in which no sign can end the element;
the page shows it as text. A content security policy admits this page's own program and style by their digests, and no
connection.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

from engine import __version__
from engine.job.words import LANGUAGES, EngineError, Language, Message, catalogue, message, say
from engine.models.backbones import imagenet_classes, imagenet_classes_croatian
from engine.models.card import temperature_in, threshold_in
from engine.web.figures import packed
from engine.web.graph import Graph, NotHeldError, graph_of

if TYPE_CHECKING:
    from engine.models.card import Card
    from engine.models.network import Network

PARTS: Final = Path(__file__).with_name("parts")
SCRIPTS: Final = ("resize.js", "network.js", "page.js")
MOST_MEGABYTES: Final = 100.0
"""Of a page: what browsers and messengers still take."""
HEAVY_MEGABYTES: Final = 20.0
HEAVY_PRODUCTS: Final = 2.5e9
"""Of one picture: one or two seconds on a computer, several on a phone."""
_WORDS: Final = "page.word."
_LETTERS: Final = 4 / 3  # of base 64, for a byte


@dataclass(frozen=True, slots=True)
class WebPage:
    """The text of the page and the `products`, multiplications, that one picture costs its reader."""

    text: str
    products: int

    @property
    def megabytes(self) -> float:
        return len(self.text.encode()) / 1e6

    @property
    def heavy(self) -> bool:
        """Whether a phone will have a hard time with it."""
        return self.megabytes > HEAVY_MEGABYTES or self.products > HEAVY_PRODUCTS


def page_of(network: Network, language: Language) -> WebPage:
    """The page of a network in eval mode; it opens in `language` where the reader's is none of ours.

    Raises EngineError `page_too_large` or `page_not_held`.
    """
    size = sum(parameter.numel() for parameter in network.parameters()) * _LETTERS / 1e6
    if size > MOST_MEGABYTES:
        raise EngineError("page_too_large", backbone=network.record.title, megabytes=round(size))
    try:
        graph = graph_of(network)
    except NotHeldError as error:
        raise EngineError("page_not_held", backbone=network.record.title, detail=str(error)) from error
    weights, exact = packed(graph.figures)
    script = "\n".join((PARTS / name).read_text("utf-8") for name in SCRIPTS)
    style = (PARTS / "page.css").read_text("utf-8")
    text = Template((PARTS / "page.html").read_text("utf-8")).substitute(
        language=language,
        version=__version__,
        title=html.escape(_name(network.card) or network.record.title),
        noscript=html.escape(_word("noscript", language)),
        style=style,
        style_digest=_digest(style),
        script=script,
        script_digest=_digest(script),
        model=_inside_html(_described(network, graph, exact)),
        weights=base64.b64encode(weights).decode(),
    )
    return WebPage(text, graph.products)


def _described(network: Network, graph: Graph, exact: int) -> dict[str, Any]:
    """All that the page's program is told, but for the weights."""
    preprocessing, card = network.preprocessing, network.card
    return {
        "nodes": graph.nodes,
        "exact": exact,
        "preprocessing": {
            "size": preprocessing.size,
            "resize": preprocessing.resize,
            "mean": preprocessing.mean,
            "std": preprocessing.std,
            "interpolation": preprocessing.interpolation,
            "fit": preprocessing.fit,
        },
        "classes": {language: _classes(network, language) for language in LANGUAGES},
        "name": _name(card),
        "title": network.record.title,
        "accuracy": _accuracy(card),
        "deep": preprocessing.greys is not None,
        "temperature": temperature_in(card) or 1.0,
        "threshold": threshold_in(card),
        "words": {language: _words(language) for language in LANGUAGES},
    }


def _classes(network: Network, language: Language) -> tuple[str, ...]:
    """The names of the classes: a folder's are what they are, ImageNet's have Croatian ones too."""
    if language == "hr" and network.classes == imagenet_classes():
        return imagenet_classes_croatian()
    return network.classes


def _name(card: Card | None) -> str:
    return card.folder if card is not None else ""


def _accuracy(card: Card | None) -> float | None:
    scores = card.scores.get("validation") if card is not None else None
    found = scores.get("accuracy") if isinstance(scores, Mapping) else None
    known = isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found <= 1
    return float(found) if known and found is not None else None


def _words(language: Language) -> dict[str, str]:
    """Every word of the page in a language, by name; what stands in braces is filled in by the page."""
    names = [code.removeprefix(_WORDS) for code in catalogue() if code.startswith(_WORDS)]
    return {name: _word(name, language) for name in names}


def _word(name: str, language: Language) -> str:
    fields = ("count", "name", "names", "seconds", "share")
    text = Message(_WORDS + name, {field: "{" + field + "}" for field in fields})
    return say(text, language)


def _inside_html(value: Any) -> str:
    """JSON that stands inside an element: no sign in it can end that, or begin another."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def heavy_notice(page: WebPage) -> Message:
    """What is to be said of a page that is heavy."""
    return message("notice.page_heavy", megabytes=round(page.megabytes), products=page.products / 1e9)
