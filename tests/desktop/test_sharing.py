"""A model saved as a web page from the window: where a person asks for it, said on the page, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.page.page import Surroundings
from desktop.pages.classify.page import ClassifyPage
from engine.job.events import Ended, Notice
from engine.job.words import EngineError, message
from engine.jobs.page import MakePage

Until = Callable[[Callable[[], bool]], None]


def opened(around: Surroundings) -> ClassifyPage:
    page = ClassifyPage(around)
    page.retranslate()
    page.show()
    return page


def choosing(monkeypatch: pytest.MonkeyPatch, place: str) -> list[str]:
    """Has a person choose `place`; gives what was proposed."""
    proposed: list[str] = []

    def ask(_window: object, _title: str, suggested: str, filters: str, *_: str) -> tuple[str, str]:
        proposed.append(suggested)
        return place, filters

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return proposed


def test_a_model_becomes_a_page_where_a_person_wants_it(
    real: Surroundings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    page = opened(real)
    real.workspace.set_model("efficientnet_lite0")
    proposed = choosing(monkeypatch, str(tmp_path / "mine"))
    QTest.mouseClick(page.settings.share, Qt.MouseButton.LeftButton)
    until(lambda: "mine.html" in page.bar._note.text())
    assert Path(proposed[0]).name == "EfficientNet-Lite0.html"
    assert (tmp_path / "mine.html").read_text("utf-8").startswith("<!doctype html>")
    page.thumbnails.close()


def test_who_thinks_better_of_it_starts_nothing(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(around)
    before = len(around.runner.jobs)
    choosing(monkeypatch, "")
    page.settings.share.click()
    assert len(around.runner.jobs) == before
    page.thumbnails.close()


def test_what_the_page_is_not_fit_for_is_said(around: Surroundings, tmp_path: Path) -> None:
    page = opened(around)
    page.sharing.start("resnet152", tmp_path / "p.html")
    running = around.runner._watched[-1]
    assert isinstance(running.running.job, MakePage)
    running.hear([Notice(message("notice.page_heavy", megabytes=80, products=11.5)), Ended("done")])
    assert "phone" in page.bar._note.text()
    page.sharing.start("vgg16", tmp_path / "p.html")
    around.runner._watched[-1].hear([Ended("failed", EngineError("page_too_large", backbone="VGG-16", megabytes=185))])
    assert page.banner.error is not None
    assert page.banner.error.code == "page_too_large"
    page.thumbnails.close()
