"""The language of the window while it runs: our own catalogue and Qt's, put in place of each other at once."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

from desktop.settings import locale
from engine.files import RESOURCES
from engine.job.words import Language

TRANSLATIONS: Final = RESOURCES / "translations"


class Words(QObject):
    """Speaks one language at a time; whoever holds texts words itself anew after `speak`."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []

    def speak(self, language: Language) -> None:
        """Puts the catalogues of `language` in place, and its way of writing numbers."""
        self.silence()
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for name, folder in (("qtbase_", qt), ("desktop_", str(TRANSLATIONS))):
            translator = QTranslator(self)
            if translator.load(name + language, folder):
                self._app.installTranslator(translator)
                self._installed.append(translator)
        QLocale.setDefault(locale(language))

    def silence(self) -> None:
        """Takes the catalogues away again."""
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed = []
