"""Makes resources/drawings from Debian's package openclipart-png (public domain).

`apt-get download openclipart-png && dpkg-deb -x openclipart-png*.deb unpacked`, then
`python -m tests.drawings unpacked/usr/share/openclipart/png`. Links among them are left out: each
drawing is there once. Who drew each stands in its file; the table of it goes into the README beside them.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import Final

from PIL import Image

from engine.files import RESOURCES

CLASSES: Final = {
    "bird": "animals/birds", "flower": "plants/flowers", "fruit": "food/fruit", "vegetable": "food/vegetables",
}  # fmt: skip
SIDE: Final = 336  # pixels at most, as the sample photos have
COLOURS: Final = 256
TABLE: Final = "| drawing | its title | drawn by |\n|---|---|---|\n"


def main() -> None:
    """Scales every drawing on white and writes it by its own name into the folder of its class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--into", type=Path, default=RESOURCES / "drawings")
    given = parser.parse_args()
    Image.MAX_IMAGE_PIXELS = None  # four of them have 168 megapixels
    rows: list[str] = []
    for name, folder in CLASSES.items():
        into = given.into / name
        into.mkdir(parents=True, exist_ok=True)
        found = [path for path in sorted((given.source / folder).rglob("*.png")) if not path.is_symlink()]
        for path in found:
            scaled(path).save(into / path.name, optimize=True)
            rows.append(f"| {name}/{path.name} | {' | '.join(origin(path))} |")
        print(f"{name}: {len(found)}")
    readme = given.into / "README.md"
    readme.write_text(f"{readme.read_text('utf-8').partition(TABLE)[0]}{TABLE}" + "\n".join(rows) + "\n", "utf-8")


def origin(path: Path) -> tuple[str, str]:
    """A drawing's title and who drew it, as its file says; "not told" where it does not."""
    with Image.open(path) as opened:
        said = [str(opened.info.get(key, "")) for key in ("Title", "Author")]
    with suppress(UnicodeError):
        said = [text.encode("latin-1").decode("utf-8") for text in said]
    title, author = (" ".join(text.replace("|", "/").split()) or "not told" for text in said)
    return title, author


def scaled(path: Path) -> Image.Image:
    """A drawing on white, no side longer than SIDE, in as few colours as show it."""
    with Image.open(path) as opened:
        picture = opened.convert("RGBA")
    picture = reduced(picture)
    white = Image.new("RGBA", picture.size, "white")
    white.alpha_composite(picture)
    return white.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def reduced(picture: Image.Image) -> Image.Image:
    """The same no larger than SIDE; colours of what is transparent do not shine through its edges."""
    if max(picture.size) <= SIDE:
        return picture
    share = SIDE / max(picture.size)
    size = tuple(max(1, round(side * share)) for side in picture.size)
    return picture.convert("RGBa").resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0).convert("RGBA")


if __name__ == "__main__":
    main()
