"""The picture: the pixels as they are, zoom around the pointer, and what a drop zone takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.widgets.brought import carries_photos, local_paths, picture_bytes
from desktop.widgets.dropzone import DropZone
from desktop.widgets.pictures.picture import LARGEST_ZOOM, PictureView, image_of
from engine.photos.door import encode_png, read_photo_bytes


def view(pixels: np.ndarray, width: int = 200, height: int = 200) -> PictureView:
    made = PictureView()
    made.resize(width, height)
    made.set_pixels(pixels, "a picture")
    return made


def test_pixels_cross_unchanged_and_keep_their_own_memory(app: QApplication) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    image = image_of(pixels)
    expected = QColor(*pixels[3, 6].tolist())
    pixels[:] = 0
    assert image.pixelColor(6, 3) == expected


def test_a_dull_picture_stays_dull(app: QApplication) -> None:
    made = view(np.full((100, 100, 3), 100, np.uint8))
    made.set_pixels(np.stack([np.tile(np.arange(90, 110, dtype=np.uint8), (20, 1))] * 3, -1))
    shown = made.grab().toImage()
    levels = {shown.pixelColor(x, 100).red() for x in range(5, 195)}
    assert min(levels) >= 90
    assert max(levels) <= 109


def test_whole_pixel_scaling_shows_each_pixel_as_a_square(app: QApplication) -> None:
    made = view(np.array([[[0] * 3, [255] * 3]], np.uint8), 205, 120)
    made.set_smooth(False)
    assert made.scale == 102
    shown = made.grab().toImage()
    levels = {shown.pixelColor(x, 60).red() for x in range(4, 200)}
    assert levels == {0, 255}


def test_a_picture_fits_and_zooms_within_limits(app: QApplication) -> None:
    made = view(np.zeros((100, 400, 3), np.uint8))
    assert made.scale == 0.5
    for _ in range(60):
        made.zoom_by(1.5, QPointF(10, 10))
    assert made.scale == LARGEST_ZOOM
    for _ in range(60):
        made.zoom_by(0.5)
    assert made.scale == 0.5


def test_zooming_keeps_the_point_under_the_pointer(app: QApplication) -> None:
    made = view(np.zeros((200, 200, 3), np.uint8))
    at = QPointF(60, 80)
    before = made._picture_point(at)
    made.zoom_by(3, at)
    after = made._picture_point(at)
    assert abs(before.x() - after.x()) < 1e-6
    assert abs(before.y() - after.y()) < 1e-6


def test_a_growing_picture_stays_zoomed_and_another_one_is_fitted(app: QApplication) -> None:
    made = view(np.zeros((100, 100, 3), np.uint8))
    made.zoom_by(4.0, QPointF(150, 50))
    zoomed = made.scale
    made.set_pixels(np.full((100, 100, 3), 9, np.uint8), "a step on", same=True)
    assert made.scale == zoomed
    made.set_pixels(np.zeros((100, 50, 3), np.uint8), "grown wider", same=True)
    assert made.scale == 2.0
    made.zoom_by(4.0)
    made.set_pixels(np.zeros((100, 50, 3), np.uint8), "another picture")
    assert made.scale == 2.0


def test_the_keyboard_zooms_and_fits(app: QApplication) -> None:
    made = view(np.zeros((200, 200, 3), np.uint8))
    QTest.keyClick(made, Qt.Key.Key_Plus)
    assert made.scale > 1
    QTest.keyClick(made, Qt.Key.Key_0)
    assert made.scale == 1


def test_a_message_takes_the_place_of_a_picture(app: QApplication) -> None:
    made = view(np.zeros((20, 20, 3), np.uint8))
    made.set_message("it is damaged")
    assert made.empty
    assert made.accessibleName() == "it is damaged"


def drop(zone: DropZone, data: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    zone.dropEvent(event)


def test_a_drop_zone_takes_files_before_pictures_and_nothing_from_the_net(app: QApplication) -> None:
    zone = DropZone("picture")
    files: list[list[Path]] = []
    pictures: list[bytes] = []
    zone.dropped.connect(files.append)
    zone.pasted.connect(pictures.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/a/b.jpg"), QUrl("https://example.org/c.jpg")])
    png = encode_png(np.zeros((2, 2, 3), np.uint8))
    data.setData("image/png", png)
    drop(zone, data)
    assert files == [[Path("/a/b.jpg")]]
    assert pictures == []
    remote = QMimeData()
    remote.setUrls([QUrl("https://example.org/c.jpg")])
    assert local_paths(remote) == []
    assert not carries_photos(remote)
    remote.setData("image/png", png)
    drop(zone, remote)
    assert pictures == [png]


def test_a_picture_that_is_no_encoded_file_is_encoded(app: QApplication) -> None:
    image = QImage(3, 2, QImage.Format.Format_RGB888)
    image.fill(QColor(10, 20, 30))
    data = QMimeData()
    data.setImageData(image)
    pixels = read_photo_bytes(picture_bytes(data))
    assert pixels.shape == (2, 3, 3)
    assert pixels[0, 0].tolist() == [10, 20, 30]
