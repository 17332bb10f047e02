"""How the window looks: two palettes of our own on Fusion, one style sheet made from their tokens, tinted icons.

Widgets that paint read their colours with `tokens(self)` in paintEvent, off their palette, so a change of theme is a
repaint and nothing keeps a copy. Named styles hang on the dynamic property "role" (see `style_sheet`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLabel, QStyleFactory, QWidget

from engine.files import RESOURCES

Choice: TypeAlias = Literal["system", "light", "dark"]
WITHIN: Final = 8
BETWEEN: Final = 16
AROUND: Final = 24
CORNER: Final = 8
BODY: Final = 13
CAPTION: Final = 11
TITLE: Final = 20
ICON: Final = 20
ICONS: Final = RESOURCES / "icons"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of a theme, `#RRGGBB`."""

    page: str
    surface: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    danger: str
    warning: str
    good: str
    curves: tuple[str, str, str, str]
    dark: bool


LIGHT: Final = Tokens(
    page="#F6F7F9", surface="#FFFFFF", line="#D8DDE4", text="#1B2430", muted="#566273", accent="#0B6B81",
    on_accent="#FFFFFF", danger="#B3261E", warning="#8A5A00", good="#1E7A3C",
    curves=("#0072B2", "#D55E00", "#009E73", "#CC79A7"), dark=False,
)  # fmt: skip
DARK: Final = Tokens(
    page="#13171D", surface="#1B2129", line="#323C49", text="#E9EDF2", muted="#A3AFBD", accent="#58BDD1",
    on_accent="#08242B", danger="#FF8A80", warning="#F0B94A", good="#6FCF8E",
    curves=("#56B4E9", "#E69F00", "#009E73", "#CC79A7"), dark=True,
)  # fmt: skip
_MARK: Final = QPalette.ColorRole.BrightText  # holds `danger`, which no style sheet rule touches: it tells the theme


def tokens(widget: QWidget) -> Tokens:
    """The colours of the theme that `widget` is shown in."""
    in_use = QApplication.palette(widget)  # its own is that of before until it is polished
    return DARK if in_use.color(_MARK) == QColor(DARK.danger) else LIGHT


def apply_theme(app: QApplication, choice: Choice = "system", scale: float = 1.0) -> Tokens:
    """Dresses the application, now or again; `scale` enlarges the type for a wall. Gives the tokens in use."""
    chosen = DARK if _dark(app, choice) else LIGHT
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette(chosen))
    app.setFont(body_font(scale))
    app.setStyleSheet(style_sheet(chosen, scale))
    for widget in app.allWidgets():
        widget.updateGeometry()  # what lies hidden in a stack would keep to the size of its former type
        if isinstance(widget, QAbstractButton | QLabel) and widget.property("icon_name"):
            _tint(widget, chosen)
    return chosen


def _dark(app: QApplication, choice: Choice) -> bool:
    if choice != "system":
        return choice == "dark"
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def body_font(scale: float = 1.0) -> QFont:
    """The system's font at body size, its figures all of one width."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(round(BODY * scale))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def palette(chosen: Tokens) -> QPalette:
    """The tokens as a palette, disabled text between muted and the surface."""
    role = QPalette.ColorRole
    colours = {
        role.Window: chosen.page, role.Base: chosen.surface, role.AlternateBase: chosen.page,
        role.Button: chosen.surface, role.ToolTipBase: chosen.surface, role.Mid: chosen.line, role.Dark: chosen.line,
        role.Light: chosen.surface, role.Midlight: chosen.line, role.Shadow: chosen.line,
        role.WindowText: chosen.text, role.Text: chosen.text, role.ButtonText: chosen.text,
        role.ToolTipText: chosen.text, role.PlaceholderText: chosen.muted, role.Highlight: chosen.accent,
        role.Accent: chosen.accent, role.HighlightedText: chosen.on_accent, role.Link: chosen.accent,
        role.LinkVisited: chosen.accent, _MARK: chosen.danger,
    }  # fmt: skip
    made = QPalette()
    for which, colour in colours.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(mix(chosen.muted, chosen.surface, 0.3)))
    return made


def mix(first: str, second: str, share: float) -> str:
    """`first` with `share` (0 to 1) of `second` in it."""
    one, two = QColor(first), QColor(second)
    pairs = zip(one.getRgb()[:3], two.getRgb()[:3], strict=True)  # type: ignore[index]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    made = QColor(colour)
    channels = (made.redF(), made.greenF(), made.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def icon(name: str, widget: QWidget, tint: str = "") -> QIcon:
    """The icon `resources/icons/NAME.svg` in the text colour of the widget's theme, or in the token named `tint`.

    The icon keeps its colour: whoever sets it does so again after a PaletteChange, or uses `set_icon`.
    """
    return _icon(name, tokens(widget), tint)


def _icon(name: str, chosen: Tokens, tint: str) -> QIcon:
    made = QIcon()
    normal = str(getattr(chosen, tint or "text"))
    off = mix(chosen.muted, chosen.surface, 0.3)
    ratio = math.ceil(QGuiApplication.instance().devicePixelRatio())  # type: ignore[union-attr]
    made.addPixmap(_render(name, normal, ratio), QIcon.Mode.Normal)
    made.addPixmap(_render(name, off, ratio), QIcon.Mode.Disabled)
    return made


def set_icon(button: QAbstractButton, name: str, tint: str = "") -> None:
    """Gives a button an icon that follows the theme from now on."""
    button.setProperty("icon_name", name)
    button.setProperty("icon_tint", tint)
    button.setIconSize(QSize(ICON, ICON))
    _tint(button, tokens(button))


def set_sign(label: QLabel, name: str, tint: str = "muted", size: int = ICON) -> None:
    """Gives a label an icon in place of its text that follows the theme from now on; `size` in pixels."""
    label.setProperty("icon_name", name)
    label.setProperty("icon_tint", tint)
    label.setProperty("icon_size", size)
    _tint(label, tokens(label))


def pixmap(name: str, widget: QWidget, tint: str = "muted", size: int = ICON) -> QPixmap:
    """An icon as a picture to paint at once, at the widget's pixel ratio; a label takes `set_sign`."""
    return _render(name, str(getattr(tokens(widget), tint)), widget.devicePixelRatioF(), size)


def calm(spin: QAbstractSpinBox) -> None:
    """Gives a spin box the margin of a line edit, which a style sheet cannot, and the wheel only with the keyboard."""
    spin.lineEdit().setTextMargins(6, 0, 0, 0)
    spin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def set_role(widget: QWidget, role: str) -> None:
    """Gives a widget the named style `role`, also after it has been shown."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def _tint(widget: QAbstractButton | QLabel, chosen: Tokens) -> None:
    name, tint = str(widget.property("icon_name")), str(widget.property("icon_tint") or "")
    if isinstance(widget, QLabel):
        colour, size = str(getattr(chosen, tint)), int(widget.property("icon_size"))
        widget.setPixmap(_render(name, colour, widget.devicePixelRatioF(), size))
    else:
        widget.setIcon(_icon(name, chosen, tint))


def _render(name: str, colour: str, ratio: float, size: int = ICON) -> QPixmap:
    key, made = f"{name} {colour} {ratio} {size}", QPixmap()
    if QPixmapCache.find(key, made):
        return made
    source = (ICONS / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(made.rect()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, made)
    return made


def style_sheet(chosen: Tokens, scale: float = 1.0) -> str:
    """The one style sheet: resources/style.qss with the tokens and sizes put in."""
    sizes = {"body": BODY, "caption": CAPTION, "titlesize": TITLE, "brandsize": 16}
    values = {field.name: str(getattr(chosen, field.name)) for field in fields(chosen)}
    values |= {name: f"{round(size * scale)}px" for name, size in sizes.items()}
    values |= {
        "hover": mix(chosen.surface, chosen.text, 0.06),
        "pressed": mix(chosen.surface, chosen.text, 0.12),
        "pagehover": mix(chosen.page, chosen.text, 0.06),
        "tinted": mix(chosen.surface, chosen.accent, 0.14),
        "accenthover": mix(chosen.accent, chosen.text, 0.12),
        "accentpressed": mix(chosen.accent, chosen.text, 0.24),
        "dangertint": mix(chosen.surface, chosen.danger, 0.10),
        "warningtint": mix(chosen.surface, chosen.warning, 0.10),
        "goodtint": mix(chosen.surface, chosen.good, 0.10),
        "off": mix(chosen.muted, chosen.surface, 0.3),
        "offsurface": mix(chosen.surface, chosen.page, 0.6),
        "edge": mix(chosen.line, chosen.muted, 0.25),
        "handle": mix(chosen.line, chosen.muted, 0.35),
        "theme": "dark" if chosen.dark else "light",
        "icons": (ICONS / "fixed").as_posix(),
    }
    text = (RESOURCES / "style.qss").read_text("utf-8")
    for name in sorted(values, key=len, reverse=True):
        text = text.replace("@" + name, values[name])
    return text
