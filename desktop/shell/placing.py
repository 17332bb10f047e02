"""Where the window stands on the screen, and how large it is: as the last time, or as suits the screen."""

from __future__ import annotations

import base64
from typing import Final

from PySide6.QtCore import QByteArray, QRect, Qt
from PySide6.QtWidgets import QWidget

SHARE: Final = 0.8
"""Of a large screen's width and height."""
LEAST: Final = (1280, 800)
"""Pixels below which a window takes the whole of a screen."""


def place(window: QWidget, kept: str) -> None:
    """Puts the window where it stood, `kept` as `placed` gave it; "": where it suits the screen that it opens on."""
    if kept and window.restoreGeometry(QByteArray(base64.b64decode(kept, validate=False))):
        return
    screen = window.screen().availableGeometry()
    if (suited := suited_to(screen)) == screen:
        window.resize(screen.size())
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
    else:
        window.setGeometry(suited)


def suited_to(screen: QRect) -> QRect:
    """The middle of a large screen, all of a small one; `screen`: what a window may cover of it."""
    width, height = round(SHARE * screen.width()), round(SHARE * screen.height())
    if width < LEAST[0] or height < LEAST[1]:
        return screen
    suited = QRect(0, 0, width, height)
    suited.moveCenter(screen.center())
    return suited


def placed(window: QWidget) -> str:
    """Where the window stands and how large it is, as text for the settings."""
    return base64.b64encode(window.saveGeometry().data()).decode()
