"""What browsers, terminals and file managers put into a drop or on the clipboard."""

from __future__ import annotations

import base64
import os
import sys
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QUrl
from PySide6.QtWidgets import QApplication

from desktop.widgets.brought import carries_photos, local_paths, picture_bytes, places
from engine.job.words import LANGUAGES
from engine.photos.door import encode_png, read_photo_bytes

PNG = encode_png(np.full((2, 2, 3), 200, np.uint8))


def formats(**given: bytes) -> QMimeData:
    data = QMimeData()
    for kind, content in given.items():
        data.setData(kind.replace("__", "+").replace("_", "/", 1).replace("_", "-"), QByteArray(content))
    return data


def text(content: str) -> QMimeData:
    data = QMimeData()
    data.setText(content)
    return data


def code(data: QMimeData) -> str:
    error = places(data).refusal()
    if error is None:
        return ""
    assert all(error.say(language) for language in LANGUAGES)
    return error.code


def test_of_several_formats_the_first_that_can_be_read_is_taken(app: QApplication) -> None:
    data = formats(
        image_svg__xml=b"<svg/>", image_x_emf=b"\1\0\0\0" + bytes(80), image_png=b"\x89PNG\r\n\x1a\ncut", image_webp=PNG
    )
    assert carries_photos(data)
    assert picture_bytes(data) == PNG
    alone = formats(image_svg__xml=b"<svg/>")
    assert picture_bytes(alone) == b"<svg/>"  # for its own reason to be told


def test_data_addresses_are_pictures_wherever_they_stand(app: QApplication) -> None:
    address = "data:image/png;base64," + base64.b64encode(PNG).decode()
    in_list, in_html, percent = QMimeData(), QMimeData(), QMimeData()
    in_list.setUrls([QUrl(address)])
    in_html.setHtml(f'<meta charset="utf-8"><img alt="x" src="{address}">')
    percent.setText("data:image/png," + quote(PNG))
    wrapped = text(address[:40] + "\n" + address[40:])
    for data in (in_list, in_html, percent, text(address), wrapped):
        assert carries_photos(data)
        assert local_paths(data) == []
        assert np.array_equal(read_photo_bytes(picture_bytes(data)), read_photo_bytes(PNG))
    for nonsense in ("data:", "data:image/png;base64,", "data:image/png;base64"):
        assert picture_bytes(text(nonsense)) == b""


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = tmp_path / "Moje slike čćžšđ 'a' 日本 #1 100%.jpg"
    path.write_bytes(PNG)
    return path


def test_a_path_as_text_is_taken_in_any_quotes_and_letters(app: QApplication, odd: Path) -> None:
    plain = str(odd)
    ways = [
        plain, f"  {plain}\n", f'"{plain}"', f"“{plain}”", f"„{plain}“", f"«{plain}»", f"\u202a{plain}",
        f"\ufeff{plain}\r\n",
        "file://" + quote(plain), "file:" + quote(plain), "file://localhost" + quote(plain), "FILE://" + quote(plain),
        "'" + plain.replace("'", "'\\''") + "'", f"copy\nfile://{quote(plain)}",
        f"x-special/nautilus-clipboard\ncopy\nfile://{quote(plain)}\n",
        "".join(f"\\{letter}" if letter in " '#%" else letter for letter in plain),
    ]  # fmt: skip
    if sys.platform != "win32":
        for way in ways:
            assert local_paths(text(way)) == [odd], way
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(plain)])
    assert local_paths(data) == [odd]


def test_several_paths_come_as_lines_or_as_a_terminal_writes_them(app: QApplication, tmp_path: Path) -> None:
    names = [tmp_path / "a b.jpg", tmp_path / "c.JPG"]
    for path in names:
        path.write_bytes(PNG)
    assert local_paths(text("\n".join(map(str, names)))) == names
    if sys.platform != "win32":
        assert local_paths(text(" ".join(f"'{path}'" for path in names))) == names
        assert local_paths(text(f"{tmp_path}/a\\ b.jpg {names[1]}")) == names


def test_a_home_folder_is_found_by_its_sign(app: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / "photos").mkdir()
    assert local_paths(text("~/photos")) == [tmp_path / "photos"]


@pytest.mark.skipif(sys.platform == "win32", reason="names there are text")
def test_a_name_that_is_no_text_is_found_by_its_address(app: QApplication, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe8.jpg"))
    path.write_bytes(PNG)
    data = QMimeData()
    data.setData("text/uri-list", QByteArray(f"file://{quote(os.fsencode(path))}\r\n".encode()))
    assert local_paths(data) == [path]


def test_what_lies_elsewhere_says_what_it_is(app: QApplication, tmp_path: Path) -> None:
    addresses = {
        "https://example.org/cat.jpg": "brought_web", "http://example.org/": "brought_web",
        "smb://server/share/a.jpg": "brought_share", "sftp://me@server/a.jpg": "brought_share",
        "mtp://phone/DCIM": "brought_device", "gphoto2://camera/": "brought_device",
        "blob:https://example.org/1": "brought_place", "about:blank": "brought_place",
    }  # fmt: skip
    for address, expected in addresses.items():
        data = QMimeData()
        data.setUrls([QUrl(address)])
        assert local_paths(data) == []
        assert picture_bytes(data) == b""
        assert code(data) == expected, address
        if "://" in address:
            assert code(text(address)) == expected, address
    for path in (str(tmp_path / "none.jpg"), f"file://{quote(str(tmp_path))}/none.jpg"):
        assert code(text(path)) == "brought_missing"
    assert code(text("C:\\Users\\Ana\\cat.jpg")) == ("brought_missing")
    if sys.platform != "win32":
        assert code(text("\\\\server\\share\\cat.jpg")) == "brought_share"
        assert code(text("file://server/share/cat.jpg")) == "brought_share"
    for words in ("hello", "a: b", "12:30", "see e.g. /", "cat.jpg", "", "x" * 3_000_000):
        assert local_paths(text(words)) in ([], [Path("/")])
        assert code(text(words)) == "", words[:20]


def test_a_picture_from_a_browser_is_taken_and_not_its_address(app: QApplication) -> None:
    data = formats(image_png=PNG)
    data.setUrls([QUrl("https://example.org/cat.jpg")])
    data.setHtml('<img src="https://example.org/cat.jpg">')
    assert carries_photos(data)
    assert local_paths(data) == []
    assert picture_bytes(data) == PNG
