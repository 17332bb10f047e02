"""How the open folder is read: the reason, the other readings with counts and examples, and a person's choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from desktop.page.page import Surroundings
from desktop.pages.data.page import DataPage
from desktop.runner import Runner
from desktop.settings import Settings
from desktop.workspace import Workspace
from engine.job.background import Background

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(app: QApplication) -> Iterator[DataPage]:
    settings = Settings()
    settings.change(language="en")
    around = Surroundings(Runner(background=Background()), Workspace(settings), settings)
    made = DataPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    yield made
    made.gallery.thumbnails.close()
    around.runner.close()


def photos(root: Path, *folders: str, count: int = 5) -> Path:
    for place, folder in enumerate(folders):
        (root / folder).mkdir(parents=True)
        for number in range(count):
            noise = np.random.default_rng(100 * place + number).integers(0, 256, (6, 8, 3), dtype=np.uint8)
            name = root / folder / f"{100 * place + number * 7919:08x}.png"
            Image.fromarray(noise).resize((64, 48), Image.Resampling.BICUBIC).save(name)
    return root


def opened(page: DataPage, folder: Path, until: Until) -> list[str]:
    page.around.workspace.open_folder(folder)
    return settled(page, until)


def settled(page: DataPage, until: Until) -> list[str]:
    until(lambda: not page.busy and page.around.workspace.scan is not None)
    return [label.text() for label in page.overview.readings.findChildren(QLabel) if label.isVisibleTo(page)]


def buttons(page: DataPage) -> list[QPushButton]:
    return [button for button in page.overview.readings.findChildren(QPushButton) if button.isVisibleTo(page)]


def classes(page: DataPage) -> dict[str, int]:
    scan = page.around.workspace.scan
    assert scan is not None
    return dict(scan.classes)


def test_two_readings_are_shown_with_counts_and_examples_and_the_choice_is_remembered(
    page: DataPage, tmp_path: Path, until: Until
) -> None:
    folder = photos(tmp_path / "fruit", "fresh/apple", "fresh/pear", "rotten/apple", "rotten/pear")
    shown = opened(page, folder, until)
    assert classes(page) == {"fresh": 10, "rotten": 10}
    assert "apple 10 · pear 10" in shown
    assert any(text.startswith("fresh/apple/") and text.endswith("→ apple") for text in shown)
    buttons(page)[0].click()
    settled(page, until)
    assert classes(page) == {"apple": 10, "pear": 10}
    assert opened(page, folder, until)
    assert classes(page) == {"apple": 10, "pear": 10}
    (anew, *_) = buttons(page)
    anew.click()
    settled(page, until)
    assert classes(page) == {"fresh": 10, "rotten": 10}


def test_a_folder_inside_that_makes_better_sense_is_opened_by_a_click(
    page: DataPage, tmp_path: Path, until: Until
) -> None:
    kinds = [f"{kind}/{name}" for kind in ("color", "grayscale") for name in ("rust", "scab")]
    opened(page, photos(tmp_path / "leaves", *kinds), until)
    assert classes(page) == {"rust": 10, "scab": 10}
    (way,) = [
        button for button in buttons(page) if "color" in button.accessibleDescription() and "Open" in button.text()
    ]
    way.click()
    settled(page, until)
    assert page.around.workspace.folder == tmp_path / "leaves" / "color"
    assert classes(page) == {"rust": 5, "scab": 5}


def test_where_one_reading_stands_alone_no_other_is_shown(page: DataPage, tmp_path: Path, until: Until) -> None:
    assert opened(page, photos(tmp_path / "pets", "cat", "dog"), until) == []
    assert not page.overview.readings.isVisibleTo(page)


def test_readings_are_worded_in_croatian(page: DataPage, tmp_path: Path, until: Until) -> None:
    page.around.settings.change(language="hr")
    page.retranslate()
    shown = opened(page, photos(tmp_path / "zbirka", "dio_1", "dio_2"), until)
    assert any("mape, a svaka se uzima kao razred" in text for text in shown)
