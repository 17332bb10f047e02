"""The tokens can be read, the style sheet is whole, icons follow the theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from desktop.theme import (
    DARK,
    LIGHT,
    Tokens,
    apply_theme,
    contrast,
    icon,
    mix,
    set_icon,
    set_sign,
    style_sheet,
    tokens,
)
from engine.files import RESOURCES

TEXT = ("text", "muted", "accent", "danger", "warning", "good")
ICONS = sorted(path.stem for path in (RESOURCES / "icons").glob("*.svg"))


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["page", "surface"])
@pytest.mark.parametrize("name", TEXT)
def test_text_can_be_read(look: Tokens, ground: str, name: str) -> None:
    assert contrast(getattr(look, name), getattr(look, ground)) >= 5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_the_accent_can_be_read(look: Tokens) -> None:
    assert contrast(look.on_accent, look.accent) >= 5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_tinted_surfaces_can_be_read(look: Tokens) -> None:
    assert contrast(look.text, mix(look.surface, look.accent, 0.14)) >= 5
    assert contrast(look.accent, mix(look.surface, look.accent, 0.14)) >= 4.5
    for name in ("danger", "warning", "good"):
        assert contrast(look.text, mix(look.surface, getattr(look, name), 0.10)) >= 5


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_curves_stand_out_from_their_surface(look: Tokens) -> None:
    assert min(contrast(curve, look.surface) for curve in look.curves) >= 3


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_name_in_the_style_sheet_is_a_token(look: Tokens) -> None:
    assert "@" not in re.sub(r"/\*.*?\*/", "", style_sheet(look), flags=re.DOTALL)


def test_the_style_sheet_names_pictures_that_are_there() -> None:
    named = re.findall(r'url\("([^"]+)"\)', style_sheet(LIGHT) + style_sheet(DARK))
    assert named
    assert [path for path in named if not Path(path).is_file()] == []


def test_the_theme_is_read_off_the_widget_also_after_a_switch(app: QApplication) -> None:
    widget = QPushButton()
    assert tokens(widget) is LIGHT
    apply_theme(app, "dark")
    try:
        widget.ensurePolished()
        assert tokens(widget) is DARK
    finally:
        apply_theme(app, "light")
    assert tokens(widget) is LIGHT


def test_the_first_theme_is_read_off_widgets_that_were_made_before_it(app: QApplication) -> None:
    app.setStyleSheet("")
    app.setPalette(QPalette())
    window = QWidget()
    button = QPushButton(window)
    try:
        apply_theme(app, "dark")
        set_icon(button, "play", "muted")
        assert tokens(button) is DARK
        assert ink(button.icon().pixmap(20)) == QColor(DARK.muted).name()
    finally:
        apply_theme(app, "light")


@pytest.mark.parametrize("rows", [1, 3, 7])
@pytest.mark.parametrize("last", [False, True], ids=["the first", "the last"])
def test_an_open_drop_down_shows_all_its_rows(app: QApplication, rows: int, *, last: bool) -> None:
    window = QWidget()
    window.resize(400, 300)
    box = QComboBox(window)
    box.resize(378, 32)
    box.addItems([f"{number} %" for number in range(rows)])
    box.setCurrentIndex(rows - 1 if last else 0)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    QTest.mouseClick(box, Qt.MouseButton.LeftButton)
    view = box.view()
    assert view.isVisible()
    app.processEvents()
    assert view.verticalScrollBar().maximum() == 0
    assert view.visualRect(view.model().index(rows - 1, 0)).bottom() < view.viewport().height()
    box.hidePopup()
    window.close()


def test_an_icon_changes_with_the_theme(app: QApplication) -> None:
    button = QPushButton()
    set_icon(button, "play")
    assert ink(button.icon().pixmap(20)) == QColor(LIGHT.text).name()
    apply_theme(app, "dark")
    try:
        assert ink(button.icon().pixmap(20)) == QColor(DARK.text).name()
    finally:
        apply_theme(app, "light")


def test_a_label_that_shows_an_icon_changes_with_the_theme(app: QApplication) -> None:
    label = QLabel()
    set_sign(label, "warning", "warning")
    assert ink(label.pixmap()) == QColor(LIGHT.warning).name()
    apply_theme(app, "dark")
    try:
        assert ink(label.pixmap()) == QColor(DARK.warning).name()
    finally:
        apply_theme(app, "light")


def test_larger_type_for_a_wall(app: QApplication) -> None:
    try:
        apply_theme(app, "light", scale=2.0)
        assert app.font().pixelSize() == 26
    finally:
        apply_theme(app, "light")
    assert app.font().pixelSize() == 13


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_draws_something_in_one_stroke_weight(app: QApplication, name: str) -> None:
    widget = QWidget()
    drawn, wanted = QColor(ink(icon(name, widget).pixmap(20))), QColor(LIGHT.text)
    pairs = zip(drawn.getRgb(), wanted.getRgb(), strict=True)
    assert max(abs(one - other) for one, other in pairs) <= 2  # half-covered pixels round
    source = (RESOURCES / "icons" / f"{name}.svg").read_text()
    assert 'stroke-width="1.6"' in source
    assert source.count("stroke-width") == 1
    assert 'viewBox="0 0 20 20"' in source


def ink(pixmap: QPixmap) -> str:
    """The colour of the most opaque pixel."""
    image = pixmap.toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return max(pixels, key=QColor.alpha).name()
