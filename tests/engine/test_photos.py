"""The one door for pictures: right pixels, and a reason for every fault (faults 7 to 12)."""

from __future__ import annotations

import io
import os
import random
import socket
import struct
import subprocess
import sys
import threading
import warnings
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from pictures import drawn, saved
from PIL import Image

from engine.job.words import LANGUAGES, say
from engine.photos.door import FORMATS, MAX_PIXELS, PhotoFault, encode_png, inspect_photo, read_photo, read_photo_bytes
from engine.photos.kinds import HEIC

SUFFIXES = {"JPEG": "jpg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "TIFF": "tif", "WEBP": "webp", "AVIF": "avif",
            "PPM": "ppm", "HEIF": "heic"}  # fmt: skip


def encoded(picture: Image.Image, format_: str, **given: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, format_, **given)
    return file.getvalue()


def reason(path: Path, read: Callable[[Path], object] = read_photo) -> str:
    with pytest.raises(PhotoFault) as caught:
        read(path)
    for language in LANGUAGES:
        assert say(caught.value.reason, language)
    return caught.value.reason.code


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_read_alike_by_each_door(tmp_path: Path, format_: str) -> None:
    path = saved(
        tmp_path / f"a.{SUFFIXES[format_]}",
        3,
        **({"quality": 95} if format_ in ("JPEG", "AVIF", "WEBP", "HEIF") else {}),
    )
    pixels = read_photo(path)
    assert pixels.dtype == np.uint8
    assert pixels.shape == (72, 96, 3)
    assert pixels.flags.writeable
    assert np.abs(pixels.astype(int) - np.asarray(drawn(3))).mean() < 12
    assert np.array_equal(pixels, read_photo_bytes(path.read_bytes()))
    facts = inspect_photo(path)
    assert (facts.width, facts.height, facts.format) == (96, 72, format_)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_photos_are_turned_upright(tmp_path: Path, orientation: int, format_: str) -> None:
    upright = np.zeros((64, 128, 3), np.uint8)
    upright[:32, :64], upright[:32, 64:], upright[32:, :64] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    undo = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = Image.fromarray(upright)
    if undo is not None:
        stored = stored.transpose(Image.Transpose(undo))
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "a"
    path.write_bytes(encoded(stored, format_, exif=exif))
    for pixels in (read_photo(path), read_photo(path, shorter=16)):
        height, width, _ = pixels.shape
        assert width == 2 * height
        corners = [pixels[y * height // 4, x * width // 4] for y in (1, 3) for x in (1, 3)]
        expected = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)]
        assert np.abs(np.array(corners, int) - expected).max() < 12
    facts = inspect_photo(path)
    assert (facts.width, facts.height) == (128, 64)


def test_a_hidden_colour_is_shown_on_white(tmp_path: Path) -> None:
    hidden = Image.new("RGBA", (8, 8), (200, 0, 0, 0))
    half = Image.new("RGBA", (8, 8), (0, 0, 0, 128))
    for format_ in ("PNG", "WEBP", "TIFF"):
        assert (
            read_photo_bytes(encoded(hidden, format_, **({"lossless": True} if format_ == "WEBP" else {}))).min() == 255
        )
    assert abs(int(read_photo_bytes(encoded(half, "PNG")).mean()) - 127) <= 1
    grey = Image.merge("LA", (Image.new("L", (4, 4), 10), Image.new("L", (4, 4), 0)))
    assert read_photo_bytes(encoded(grey, "PNG")).min() == 255


def test_a_palette_s_transparent_colour_is_white() -> None:
    picture = Image.new("P", (4, 4), 1)
    picture.putpalette([0, 0, 0, 250, 0, 0, 0, 250, 0])
    picture.putpixel((0, 0), 2)
    for format_ in ("PNG", "GIF"):
        pixels = read_photo_bytes(encoded(picture, format_, transparency=1))
        assert pixels[0, 0].tolist() == [0, 250, 0]
        assert pixels[2, 2].tolist() == [255, 255, 255]
    several = read_photo_bytes(encoded(picture, "PNG", transparency=bytes([255, 0, 128])))
    assert several[2, 2].tolist() == [255, 255, 255]
    assert several[0, 0].tolist() == [127, 252, 127]


def test_sixteen_bits_are_scaled_and_not_cut_off() -> None:
    deep = np.array([[0, 257, 128 * 257, 65_535]], np.uint16)
    for format_ in ("PNG", "TIFF"):
        pixels = read_photo_bytes(encoded(Image.fromarray(deep), format_))
        assert pixels[0, :, 0].tolist() == [0, 1, 128, 255]


def test_sixteen_bit_colours_keep_their_brightness() -> None:
    rows = b"".join(
        b"\0" + b"".join(struct.pack(">HHH", 257 * 10, 257 * 100, 65_535) for _ in range(2)) for _ in range(2)
    )
    png = png_of(2, 2, 16, 2, rows)
    assert read_photo_bytes(png)[1, 1].tolist() == [10, 100, 255]


def test_floats_are_taken_as_fractions_or_as_levels() -> None:
    for values, expected in (([0.0, 0.5, 1.0], [0, 128, 255]), ([0.0, 100.0, 255.0], [0, 100, 255])):
        picture = Image.fromarray(np.array([values], np.float32))
        assert read_photo_bytes(encoded(picture, "TIFF"))[0, :, 1].tolist() == expected
    odd = Image.fromarray(np.array([[np.nan, np.inf, 1.0]], np.float32))
    assert read_photo_bytes(encoded(odd, "TIFF"))[0, :, 0].tolist() == [0, 0, 255]
    wide = Image.fromarray(np.array([[-500, 0, 500]], np.int32))
    assert read_photo_bytes(encoded(wide, "TIFF"))[0, :, 0].tolist() == [0, 128, 255]


def test_one_bit_and_grey_pictures_are_read() -> None:
    bits = Image.fromarray(np.array([[0, 255], [255, 0]], np.uint8)).convert("1")
    for format_ in ("PNG", "BMP", "TIFF", "GIF"):
        assert read_photo_bytes(encoded(bits, format_))[:, :, 2].tolist() == [[0, 255], [255, 0]]


@pytest.mark.parametrize("format_", ["JPEG", "TIFF"])
def test_cmyk_shows_the_colours_it_was_printed_for(format_: str) -> None:
    red = Image.new("CMYK", (16, 16), (0, 255, 255, 0))
    assert np.abs(read_photo_bytes(encoded(red, format_)).astype(int) - (255, 0, 0)).max() <= 3


def test_of_an_animation_the_first_frame_counts() -> None:
    frames = [Image.new("RGB", (20, 10), colour) for colour in ((255, 0, 0), (0, 255, 0))]
    for format_ in ("GIF", "WEBP", "PNG", "TIFF"):
        pixels = read_photo_bytes(encoded(frames[0], format_, save_all=True, append_images=frames[1:]))
        assert np.abs(pixels.astype(int) - (255, 0, 0)).max() <= 4


def test_a_phone_s_jpeg_with_a_second_picture_is_a_jpeg(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    drawn(1).save(path, "MPO", save_all=True, append_images=[drawn(2)])
    assert inspect_photo(path).format == "JPEG"
    assert np.abs(read_photo(path).astype(int) - np.asarray(drawn(1))).mean() < 12


@pytest.mark.parametrize("size", [(1, 1), (20_000, 1), (1, 20_000)])
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF"])
def test_extreme_shapes_are_read(tmp_path: Path, size: tuple[int, int], format_: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(encoded(Image.new("RGB", size, (9, 9, 9)), format_))
    assert read_photo(path, shorter=224).shape == (size[1], size[0], 3)
    assert (inspect_photo(path).width, inspect_photo(path).height) == size


def test_a_reduced_photo_keeps_its_shorter_side(tmp_path: Path) -> None:
    drawn(1, 1000, 600).save(tmp_path / "a.jpg", quality=95)
    for shorter in (37, 75, 150, 224, 299, 300, 599, 601):
        height, width, _ = read_photo(tmp_path / "a.jpg", shorter=shorter).shape
        assert min(height, width) >= min(shorter, 600)
        assert abs(width / height - 1000 / 600) < 0.05
    assert read_photo(tmp_path / "a.jpg", shorter=75).shape == (75, 125, 3)


def png_of(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def bomb(format_: str, side: int) -> bytes:
    """A small file that claims side × side pixels, as its header alone tells."""
    if format_ == "PNG":
        return png_of(side, side, 8, 0, bytes(side + 1) * 64)
    if format_ == "WEBP":
        data = encoded(drawn(1), "WEBP", lossless=True)
        vp8x = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + (side - 1).to_bytes(3, "little") * 2
        return b"RIFF" + struct.pack("<I", 4 + len(vp8x) + len(data) - 12) + b"WEBP" + vp8x + data[12:]
    small = encoded(drawn(1), format_)
    if format_ == "GIF":
        return small[:6] + struct.pack("<HH", side, side) + small[10:]
    if format_ == "BMP":
        return small[:18] + struct.pack("<ii", side, side) + small[26:]
    assert format_ == "TIFF"
    changed = bytearray(small)
    start = struct.unpack_from("<I", small, 4)[0]
    for place in range(start + 2, start + 2 + 24, 12):
        struct.pack_into("<HHII", changed, place, struct.unpack_from("<H", small, place)[0], 4, 1, side)
    return bytes(changed)


@pytest.mark.parametrize("side", [10_954, 20_000, 16_383])
@pytest.mark.parametrize("format_", ["PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_a_decompression_bomb_is_skipped_with_its_size(tmp_path: Path, format_: str, side: int) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(bomb(format_, side))
    assert side * side > MAX_PIXELS
    assert reason(path) == "reason.too_large"
    assert reason(path, inspect_photo) == "reason.too_large"


@pytest.mark.skipif(sys.platform != "linux", reason="reads its own peak memory the Linux way")
def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    paths = []
    for format_ in ("PNG", "GIF", "BMP", "TIFF", "WEBP"):
        paths.append(tmp_path / format_)
        paths[-1].write_bytes(bomb(format_, 20_000 if format_ != "WEBP" else 16_383))
    script = """
import resource, sys
from pathlib import Path
from engine.photos.kinds import HEIC
from engine.photos.door import PhotoFault, inspect_photo
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
for path in sys.argv[1:]:
    try:
        inspect_photo(Path(path))
    except PhotoFault as fault:
        assert fault.reason.code == "reason.too_large", (path, fault.reason)
    else:
        raise SystemExit("was read")
print(peak() - before)
"""
    child = subprocess.run([sys.executable, "-c", script, *paths], capture_output=True, text=True, check=True)
    assert int(child.stdout) < 30_000  # kilobytes


def test_a_tiff_with_enormous_tiles_is_skipped(tmp_path: Path) -> None:
    small = encoded(drawn(1), "TIFF")
    start = struct.unpack_from("<I", small, 4)[0]
    count = struct.unpack_from("<H", small, start)[0]
    entries = [small[start + 2 + 12 * n : start + 14 + 12 * n] for n in range(count)]
    entries += [struct.pack("<HHII", tag, 4, 1, 60_000) for tag in (322, 323)]
    entries.sort(key=lambda entry: struct.unpack_from("<H", entry)[0])
    directory = struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    (tmp_path / "a.tif").write_bytes(small[:4] + struct.pack("<I", len(small)) + small[8:] + directory)
    assert reason(tmp_path / "a.tif") == "reason.too_large"


ODD = {
    "empty.jpg": (b"", "reason.empty"),
    "text.jpg": (b"I am not a picture.\n" * 9, "reason.not_a_picture"),
    "zeros.png": (bytes(5000), "reason.not_a_picture"),
    "photo.jpg": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "reason.damaged" if HEIC else "reason.heic"),
    "drawing.png": (
        b'<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        "reason.svg",
    ),
    "bare.png": (b"<svg/>", "reason.svg"),
    "page.jpg": (b"<!DOCTYPE html><html>404</html>", "reason.page"),
    "paper.jpg": (b"%PDF-1.7\n", "reason.document"),
    "archive.jpg": (b"PK\x03\x04rest", "reason.archive"),
    "layers.jpg": (b"8BPS\0\x01", "reason.unsupported"),
    "netpbm.png": (b"P7 1 1 255\n\0\0\0", "reason.unsupported"),
    "icon.png": (b"\0\0\1\0\1\0", "reason.unsupported"),
    "head.jpg": (b"\xff\xd8\xff\xe0", "reason.damaged"),
    "head.gif": (b"GIF89a", "reason.damaged"),
    "nested.jpg": (b"<!--" * 200, "reason.not_a_picture"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_photo_of_ours_says_so(tmp_path: Path, name: str) -> None:
    content, code = ODD[name]
    (tmp_path / name).write_bytes(content)
    assert reason(tmp_path / name) == code
    assert reason(tmp_path / name, inspect_photo) == code
    with pytest.raises(PhotoFault):
        read_photo_bytes(content)


def test_a_vanished_file_a_folder_and_a_loop_have_reasons(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.jpg") == "reason.vanished"
    assert reason(saved(tmp_path / "a.jpg", 1) / "b.jpg") == "reason.vanished"
    assert reason(tmp_path) == "reason.folder"
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    assert reason(tmp_path / "loop.jpg") == "reason.unreadable"


def test_special_files_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert reason(tmp_path / "pipe.jpg") == "reason.special"
    assert reason(Path("/dev/zero")) == "reason.special"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(tmp_path / "s.jpg"))
        assert reason(tmp_path / "s.jpg") == "reason.special"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_has_a_reason(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", 1)
    path.chmod(0)
    assert reason(path) == "reason.unreadable"


@pytest.mark.parametrize(
    "name", ["čćžšđ.jpg", "c\u030c.jpg", "🐕.jpg", "two\nlines.jpg", "ž" * 125 + ".jpg", "\udce8\udcff.jpg"]
)
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    assert read_photo(saved(tmp_path / name, 1)).shape == (72, 96, 3)
    assert inspect_photo(tmp_path / name).width == 96


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_cut_anywhere_has_a_reason(tmp_path: Path, format_: str) -> None:
    whole = encoded(drawn(5, 200, 160), format_)
    path = tmp_path / "cut"
    for share in (0.01, 0.1, 0.5, 0.9, 0.98):
        path.write_bytes(whole[: max(1, int(len(whole) * share))])
        assert reason(path, inspect_photo) in ("reason.truncated", "reason.damaged", "reason.not_a_picture")


def test_a_cut_jpeg_is_called_cut_short_even_when_read_reduced(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(drawn(5, 800, 600), "JPEG", quality=95)[:9000])
    for shorter in (None, 64, 224):
        assert reason(path, lambda path, shorter=shorter: read_photo(path, shorter=shorter)) == "reason.truncated"


def test_a_wrong_checksum_is_damage(tmp_path: Path) -> None:
    data = bytearray(encoded(drawn(1), "PNG"))
    data[data.index(b"IHDR") + 18] ^= 1
    (tmp_path / "a.png").write_bytes(data)
    assert reason(tmp_path / "a.png") == "reason.damaged"


@pytest.mark.parametrize("format_", FORMATS)
def test_fuzzed_bytes_end_in_pixels_or_a_reason(format_: str) -> None:
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    whole = encoded(drawn(7), format_)
    for round_ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data) if round_ % 2 else min(200, len(data)))] = chance.randrange(256)
        if chance.random() < 0.2:
            del data[chance.randrange(len(data)) :]
        try:
            pixels = read_photo_bytes(bytes(data), shorter=64)
        except PhotoFault as fault:
            told = say(fault.reason)
        else:
            told = str(pixels.shape)
        assert told, seed


def test_pillow_s_warnings_stay_inside(tmp_path: Path) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\1\0\0\0\x06\0\0\0" * 3
    path = tmp_path / "a.jpg"
    path.write_bytes(encoded(drawn(1), "JPEG", exif=exif))
    tiff = bytearray(encoded(drawn(1), "TIFF"))
    (tmp_path / "a.tif").write_bytes(tiff[:-3])
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        assert read_photo(path).size
        with pytest.raises(PhotoFault):
            read_photo(tmp_path / "a.tif")
    assert not heard


def test_running_out_of_memory_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*arguments: object, **given: object) -> None:
        raise MemoryError

    path = saved(tmp_path / "a.jpg", 1)
    monkeypatch.setattr(Image, "open", greedy)
    assert reason(path) == "reason.no_memory"


def test_many_threads_read_as_one_does(tmp_path: Path) -> None:
    paths = [saved(tmp_path / f"{n}.{suffix}", n) for n in range(12) for suffix in ("jpg", "png", "webp", "gif", "tif")]
    alone = [read_photo(path).sum() for path in paths]
    started = threading.Barrier(8)
    with ThreadPoolExecutor(8, initializer=started.wait) as pool:
        assert [pixels.sum() for pixels in pool.map(read_photo, paths)] == alone


def test_facts_tell_copies_from_others(tmp_path: Path) -> None:
    original = inspect_photo(saved(tmp_path / "a.png", 1))
    drawn(1, 480, 360).save(tmp_path / "b.jpg", quality=60)
    copy = inspect_photo(tmp_path / "b.jpg")
    other = inspect_photo(saved(tmp_path / "c.png", 2))
    assert copy.digest != original.digest
    assert (copy.fingerprint ^ original.fingerprint).bit_count() <= 8
    assert (other.fingerprint ^ original.fingerprint).bit_count() > 8
    assert 0 <= original.fingerprint < 2**64
    Image.new("RGB", (50, 50), (3, 200, 7)).save(tmp_path / "flat.jpg")
    assert inspect_photo(tmp_path / "flat.jpg").fingerprint == 0


def test_a_png_of_ours_is_read_back_as_it_was() -> None:
    pixels = np.asarray(drawn(4))
    assert np.array_equal(read_photo_bytes(encode_png(pixels)), pixels)
    assert read_photo_bytes(encode_png(pixels[:, :, 0]))[:, :, 2].tolist() == pixels[:, :, 0].tolist()
