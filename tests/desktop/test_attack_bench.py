"""The Attack page's bench of defences: driven by recorded events, in both languages, and once by the real job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from desktop.page.page import Surroundings
from desktop.pages.attack.page import AttackPage
from engine.job.background import Background
from engine.job.events import Ended, Metric, Outcome
from engine.jobs.defend import KINDS, SERIES, DefenceRow, Defend, DefendResult, Held
from tests.desktop.surroundings import Idle, surroundings
from tests.engine.small import drawn_pixels

Until = Callable[..., None]


def bench(around: Surroundings) -> AttackPage:
    made = AttackPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    made.settings.kind.set_value("defences")
    return made


@pytest.fixture
def page(app: QApplication) -> Iterator[AttackPage]:
    around = surroundings(Idle())
    made = bench(around)
    yield made
    made.thumbnails.close()
    around.runner.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        place = tmp_path / "own" / ("cat" if number % 2 else "dog")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(drawn_pixels(number, 64, 64)).save(place / f"{number}.png")
    return tmp_path / "own"


def row(kind: str, *shares: float) -> DefenceRow:
    clean, attacked, knowing = (Held(share, (max(0.0, share - 0.1), min(1.0, share + 0.1))) for share in shares)
    return DefenceRow(kind, clean, attacked, knowing)


RESULT = DefendResult(
    rows=(row("none", 1.0, 0.1, 0.1), row("jpeg", 0.9, 0.8, 0.1), row("blur", 1.0, 0.5, 0.2)),
    photos=4, skipped=0, truth="model", attack="pgd_linf", epsilon=2.5, steps=10, voters=("efficientnet_lite1",),
    seconds=12.0,
)  # fmt: skip


def test_without_a_folder_the_bench_says_what_is_missing(page: AttackPage) -> None:
    assert page.defending.stack.isVisible()
    assert not page.bar.can_start
    assert "folder" in page.bar._note.text()


def test_the_form_becomes_the_job(page: AttackPage, folder: Path) -> None:
    page.around.workspace.open_folder(folder)
    page.settings.bench.form.set_values({"epsilon": 3.0, "attack": "fgsm", "part": "test", "most_photos": 5})
    page.start()
    job = page.task.job
    assert isinstance(job, Defend)
    assert (job.folder, job.epsilon, job.attack, job.part, job.most_photos) == (folder, 3.0, "fgsm", "test", 5)


def test_figures_are_drawn_as_they_come_and_the_whole_is_concluded(page: AttackPage, folder: Path) -> None:
    page.around.workspace.open_folder(folder)
    page.start()
    page.hear([Metric(series, 0, 0.5) for series in SERIES])
    (first,) = page.defending.view.chart.groups
    assert [bar.share for bar in first.bars if bar is not None] == [0.5] * 3
    assert page.defending.view.table.trials[0].cells == ("No defence", "50.0%", "50.0%", "50.0%")
    page.hear([Outcome(RESULT), Ended("done")])
    assert [group.label for group in page.defending.view.chart.groups] == ["No defence", "Saved as JPEG", "Blur"]
    assert page.defending.view._verdict.text().startswith("The best defence, “saved as JPEG”, seems to help: 80.0%")
    assert "EfficientNet-Lite1" in page.defending.view._title.text()
    assert page.defending.view.table.trials[1].cells[1] == "90.0% (80–100)"
    assert "Saved as JPEG: unharmed 90.0%" in page.defending.view.chart.accessibleDescription()


def test_the_bench_speaks_croatian(page: AttackPage, folder: Path) -> None:
    page.around.settings.change(language="hr")
    page.retranslate()
    page.around.workspace.open_folder(folder)
    page.start()
    page.hear([Outcome(RESULT), Ended("done")])
    assert page.defending.view.table.trials[1].cells[:2] == ("Spremanje u JPEG", "90,0 % (80–100)")
    assert "80,0 %" in page.defending.view._verdict.text()
    assert "2,5/255" in page.defending.view._title.text()


def test_pause_stop_and_another_folder(page: AttackPage, folder: Path, tmp_path: Path) -> None:
    page.around.workspace.open_folder(folder)
    page.start()
    running = page.around.runner.jobs[-1]
    page.pause()
    assert running.paused
    page.pause()
    page.around.workspace.open_folder(tmp_path)
    assert running._cancel.is_set()
    assert page.defending.view.result is None


def test_the_table_and_the_chart_are_saved(page: AttackPage, folder: Path, tmp_path: Path) -> None:
    page.around.workspace.open_folder(folder)
    assert page.defending.figures.isHidden()
    page.start()
    page.hear([Outcome(RESULT), Ended("done")])
    page.defending.figures.write(tmp_path / "table.csv")
    lines = (tmp_path / "table.csv").read_text("utf-8").splitlines()
    assert (
        lines[0]
        == "defence,clean,clean_low,clean_high,attacked,attacked_low,attacked_high,knowing,knowing_low,knowing_high"
    )
    assert lines[2].startswith("jpeg,0.9,0.8,1.0,0.8")
    page.defending.save(tmp_path / "chart.png")
    drawn = QImage(str(tmp_path / "chart.png"))
    assert drawn.width() == 2 * page.defending.view.chart.width()
    colours = {drawn.pixelColor(x, y).name() for x in range(0, drawn.width(), 3) for y in range(0, drawn.height(), 3)}
    assert len(colours) > 10


def test_settings_of_the_bench_come_back(page: AttackPage, folder: Path) -> None:
    page.settings.bench.form.set_values({"noise": 9.0})
    page.around.workspace.open_folder(folder)
    page.start()
    again = bench(page.around)
    assert again.settings.defending
    assert again.settings.bench.form.values()["noise"] == 9.0
    again.thumbnails.close()


def test_a_photo_that_is_opened_is_attacked(page: AttackPage, folder: Path) -> None:
    page.open_paths([folder / "cat" / "1.png"])
    assert not page.settings.defending
    assert page.view.isVisible()


def test_the_real_bench_measures_every_defence(app: QApplication, folder: Path, until: Until) -> None:
    around = surroundings(Background())
    page = bench(around)
    around.workspace.open_folder(folder)
    page.settings.bench.form.set_values({"steps": 1, "most_photos": 2, "looks": 1})
    page.start()
    until(lambda: not page.busy, 120)
    assert page.banner.error is None
    assert page.defending.view.result is not None
    assert [one.defence for one in page.defending.view.result.rows] == [
        kind for kind in KINDS if kind != "vote" or page.defending.view.result.voters
    ]
    page.thumbnails.close()
    around.runner.close()
