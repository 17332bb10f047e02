"""Opens damaged pictures through the one door, each in a forked child with 1 GB and 5 seconds, and counts what came:

    python -m tests.faults.damaged_pictures --mutations 5000 --seed 1
    python -m tests.faults.damaged_pictures --odd      # Pillow's own (see pillow_pictures)

A picture that ends a child, or takes more, is kept: with --keep FOLDER: mend the door, and test with it for ever.
"""

from __future__ import annotations

import argparse
import io
import random
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from engine.photos.door import FORMATS, PhotoFault, inspect_photo, read_photo
from tests.faults.bounded import Ending, Tally, bounded
from tests.faults.damage import damaged
from tests.faults.pillow_pictures import FOLDER, odd_pictures

MEMORY = 1 << 30
SECONDS = 5


def opened(path: Path) -> str:
    """What the door says of a picture: that there are pixels, or the reason why not."""
    said = []
    try:
        facts = inspect_photo(path)
        said.append("pixels" if facts.width > 0 and facts.height > 0 else "!no size")
    except PhotoFault as fault:
        said.append(fault.reason.code)
    try:
        pixels = read_photo(path)
        right = pixels.dtype == np.uint8 and pixels.ndim == 3 and pixels.shape[2] == 3 and pixels.size > 0
        said.append("pixels" if right else f"!{pixels.dtype} {pixels.shape}")
    except PhotoFault as fault:
        said.append(fault.reason.code)
    return said[0] if said[0] == said[1] else "!" * ("!" in "".join(said)) + ", then ".join(said)


def open_bounded(path: Path, name: str) -> Ending:
    return bounded(name, partial(opened, path), memory=MEMORY, seconds=SECONDS)


def _drawn(mode: str = "RGB", seed: int = 0) -> Image.Image:
    noise = np.random.default_rng(seed).integers(0, 256, (6, 8, 4), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((40, 30), Image.Resampling.BICUBIC)
    if mode == "I;16":
        return Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    if mode == "RGBA":
        return picture
    return picture.convert("RGB").convert(mode)


def seeds() -> list[tuple[str, bytes]]:
    """Good small pictures of every format and kind that is read: (format, bytes)."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a maker"
    more: dict[str, object] = {"save_all": True}
    kinds: list[tuple[str, str, dict[str, object]]] = [
        ("JPEG", "RGB", {}), ("JPEG", "L", {}), ("JPEG", "CMYK", {}), ("JPEG", "RGB", {"exif": exif}),
        ("JPEG", "RGB", {"progressive": True, "dpi": (72, 72)}), ("MPO", "RGB", more),
        ("PNG", "RGB", {}), ("PNG", "L", {}), ("PNG", "1", {}), ("PNG", "RGBA", {}), ("PNG", "LA", {}),
        ("PNG", "P", {"transparency": bytes(range(0, 250, 5))}), ("PNG", "I;16", {}), ("PNG", "RGB", {"exif": exif}),
        ("PNG", "RGB", more), ("PNG", "P", {"bits": 4}),
        ("GIF", "P", {}), ("GIF", "L", {"interlace": 0}), ("GIF", "P", {"transparency": 3}), ("GIF", "RGB", more),
        ("BMP", "RGB", {}), ("BMP", "P", {}), ("BMP", "1", {}), ("BMP", "RGBA", {}),
        ("TIFF", "RGB", {}), ("TIFF", "I;16", {}), ("TIFF", "F", {}), ("TIFF", "I", {}), ("TIFF", "CMYK", {}),
        ("TIFF", "P", {}), ("TIFF", "1", {"compression": "group4"}), ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "tiff_adobe_deflate", "exif": exif}), ("TIFF", "RGB", {"compression": "jpeg"}),
        ("TIFF", "L", {"compression": "packbits"}), ("TIFF", "RGB", more), ("TIFF", "RGB", {"big_tiff": True}),
        ("WEBP", "RGB", {}), ("WEBP", "RGBA", {}), ("WEBP", "RGBA", {"lossless": True}), ("WEBP", "RGB", more),
        ("WEBP", "RGB", {"exif": exif}),
        ("AVIF", "RGB", {}), ("AVIF", "RGBA", {}), ("AVIF", "RGB", {"exif": exif}), ("AVIF", "RGB", more),
        ("PPM", "RGB", {}), ("PPM", "L", {}), ("PPM", "1", {}), ("PPM", "I;16", {}),
        ("HEIF", "RGB", {}), ("HEIF", "RGBA", {}), ("HEIF", "RGB", {"exif": exif.tobytes()}), ("HEIF", "RGB", more),
    ]  # fmt: skip
    good = []
    for format_, mode, given in kinds:
        if format_ in (*FORMATS, "MPO"):
            file = io.BytesIO()
            frames = {"append_images": [_drawn(seed=1), _drawn(seed=2)]} if "save_all" in given else {}
            _drawn(mode).save(file, format_, **given, **frames)
            good.append(("JPEG" if format_ == "MPO" else format_, file.getvalue()))
    return good


def _mend_checksums(data: bytes) -> bytes:
    """A PNG with right checksums, so that damage reaches what lies behind them."""
    out = bytearray(data)
    place = 8
    while place + 12 <= len(out):
        length = struct.unpack_from(">I", out, place)[0]
        end = place + 8 + length
        if end + 4 > len(out):
            break
        struct.pack_into(">I", out, end, zlib.crc32(out[place + 4 : end]))
        place = end + 4
    return bytes(out)


def mutations(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Damaged pictures, every format equally often, each with a name that says how to make it again."""
    good = seeds()
    by_format = {name: [data for kind, data in good if kind == name] for name in FORMATS}
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        format_ = FORMATS[number % len(FORMATS)]
        others = by_format[format_] if chance.random() < 0.8 else [data for _, data in good]
        data = damaged(chance, chance.choice(by_format[format_]), others)
        if format_ == "PNG" and chance.random() < 0.6:
            data = _mend_checksums(data)
        yield f"{format_.lower()}-{seed}-{number}", data


def run_mutations(count: int, seed: int, keep: Path | None = None) -> Tally:
    endings = []
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "damaged"
        for name, data in mutations(count, seed):
            path.write_bytes(data)
            ending = open_bounded(path, name)
            endings.append(ending)
            if keep and not ending.sound:
                keep.mkdir(exist_ok=True)
                (keep / name).write_bytes(data)
    return Tally.of(endings)


def run_files(paths: list[Path], root: Path) -> Tally:
    return Tally.of(open_bounded(path, path.relative_to(root).as_posix()) for path in paths)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--odd", action="store_true")
    parser.add_argument("--each", type=int, default=1, help="with --odd: every how many-th")
    parser.add_argument("--mutations", type=int, default=0)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    bad = 0
    if wanted.odd:
        tally = run_files(odd_pictures()[:: wanted.each], FOLDER)
        print(tally.report())
        bad += len(tally.bad)
    if wanted.mutations:
        tally = run_mutations(wanted.mutations, wanted.seed, wanted.keep)
        print(f"seed {wanted.seed}", tally.report(), sep="\n")
        bad += len(tally.bad)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
