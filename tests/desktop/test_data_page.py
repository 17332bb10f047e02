"""The Data page: driven by recorded events, and once by a real scan of the sample photos."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from desktop.page.page import Surroundings
from desktop.pages.data.found import ScannedPhotos, findings
from desktop.pages.data.left import DEFAULT_SPLIT
from desktop.pages.data.page import DataPage
from engine.job.events import Ended, Outcome, Progress
from engine.job.words import EngineError, Message, message, say
from engine.jobs.scan import ScanResult
from engine.photos.kinds import Skipped, listed
from engine.photos.layout import Layout
from engine.photos.scan import FolderScan, Photo

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def page(around: Surroundings) -> Iterator[DataPage]:
    yield from opened(around)


def opened(around: Surroundings) -> Iterator[DataPage]:
    made = DataPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    yield made
    made.gallery.thumbnails.close()


def scan_result(root: Path, problems: tuple[Message, ...] = ()) -> ScanResult:
    """Twelve cats and eight dogs, one class with a name that would be HTML; two files that could not be read."""
    labels = [0] * 12 + [1] * 8
    photos = tuple(Photo(f"{label}/{n}.jpg", label, f"{n:064x}", n, None) for n, label in enumerate(labels))
    groups = (*range(18), 0, 18)  # the first cat and a dog are copies
    skipped = (Skipped("0/bad.jpg", message("reason.truncated")), Skipped("stray.jpg", message("reason.no_class")))
    scan = FolderScan(
        root=root, layout=Layout("folders", message("why.classes", count=2)), classes=("cat", "<script>x</script>"),
        photos=photos, skipped=skipped, duplicates=(("0/0.jpg", "1/18.jpg"),), near_duplicates=(), problems=problems,
        _groups=groups,
    )  # fmt: skip
    return ScanResult(
        folder=str(root), layout=scan.layout, classes=scan.counts(), photos=20, skipped=skipped, left_out=(),
        duplicates=scan.duplicates, near_duplicates=(), groups=(), problems=problems, scan=scan,
    )  # fmt: skip


def texts(page: DataPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible()]


def test_an_empty_page_tells_the_next_step_and_why_it_cannot_go_on(page: DataPage) -> None:
    assert "Drop a folder of photos here" in texts(page)
    assert not page.bar.can_start
    assert any("open a folder first" in text for text in texts(page))


def test_opening_a_folder_scans_it_and_progress_is_told(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    assert page.busy
    page.hear([Progress(30, 100, message("note.inspecting", count=100))])
    assert any("100" in text for text in texts(page))
    assert page.bar.state == "running"


def test_a_scan_is_shown_and_left_for_the_other_pages(page: DataPage, tmp_path: Path, until: Until) -> None:
    page.around.workspace.open_folder(tmp_path)
    result = scan_result(tmp_path)
    page.hear([Outcome(result), Ended("done")])
    assert page.around.workspace.scan is result
    assert len(page.gallery.shown) == 20
    assert not page.busy
    assert page.bar.can_start
    until(lambda: page._divided is not None)
    assert page.overview.classes.accessibleDescription() == "cat 12, <script>x</script> 8"


def test_next_goes_to_the_training(page: DataPage, tmp_path: Path) -> None:
    wanted: list[str] = []
    page.request_page.connect(wanted.append)
    page.start()
    assert wanted == []
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    page.start()
    assert wanted == ["train"]


def test_a_cancelled_scan_offers_to_look_again(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.cancel()
    assert page.bar.state == "stopping"
    page.hear([Ended("cancelled")])
    assert not page.busy
    assert page._retry.isVisible()
    page.scan()
    assert page.busy


def test_a_failed_scan_says_what_to_do(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear(
        [Ended("failed", EngineError("no_photos", path=str(tmp_path), what=listed(()), way=message("kinds.elsewhere")))]
    )
    assert page.banner.error is not None
    assert page.banner.isVisible()
    assert page._open.isVisible()
    page.around.workspace.open_folder(tmp_path)
    assert page.banner.error is None


def test_another_folder_makes_the_old_scan_fall_silent(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    old = page.around.runner._watched[0]
    page.around.workspace.open_folder(tmp_path.parent)
    old.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    assert page.around.workspace.scan is None
    assert page.busy


def test_another_folder_begins_without_the_highlight_and_the_place_of_the_one_before(
    page: DataPage, tmp_path: Path, until: Until
) -> None:
    for folder in (tmp_path, tmp_path.parent):
        page.around.workspace.open_folder(folder)
        assert page.overview.classes._row == -1
        page.hear([Outcome(scan_result(folder)), Ended("done")])
        until(lambda: page._divided is not None)
        page.resize(700, 300)
        bar = page._form_column._area.verticalScrollBar()  # type: ignore[union-attr]
        until(lambda bar=bar: bar.maximum() > 0)  # type: ignore[misc]
        assert bar.value() == 0
        assert page.overview.classes.accessibleDescription() == "cat 12, <script>x</script> 8"
        bar.setValue(bar.maximum())
        QTest.keyClick(page.overview.classes, Qt.Key.Key_Down)
        QTest.keyClick(page.overview.classes, Qt.Key.Key_Down)
        assert page.overview.classes._row == 1
        page._divided = None


def test_a_failed_rescan_keeps_what_was_found_before(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    page.scan()
    page.hear([Ended("failed", EngineError("no_folder", path=str(tmp_path)))])
    assert len(page.gallery.shown) == 20
    assert page.banner.isVisible()


def test_a_problem_leads_to_the_photos_it_is_about(page: DataPage, tmp_path: Path) -> None:
    problems = (
        message("problem.few_photos", count=1, names="x", least=10),
        message("problem.imbalance", most=12, largest="cat", least=8, smallest="x"),
        message("problem.two_classes", count=1, example="a = b"),
        message("problem.duplicates", count=1, example="a = b"),
        message("problem.damaged", count=1, example="0/bad.jpg"),
        message("problem.left_out", count=1, example="stray.jpg"),
    )
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path, problems)), Ended("done")])
    shown = []
    for row in range(len(problems)):
        page.overview.problems.chosen.emit(row)
        shown.append(list(page.gallery.shown))
    dogs = list(range(12, 20))
    assert shown == [dogs, dogs, [0, 18], [0, 18], [20], [21]]


def test_every_problem_of_the_engine_has_a_heading(tmp_path: Path) -> None:
    from engine.job.words import catalogue

    for code in (code for code in catalogue() if code.startswith("problem.")):
        result = scan_result(tmp_path, (Message(code, _Any()),))
        (found,) = findings(ScannedPhotos(result.scan, result.classes), lambda text: text.code)
        assert found.finding.title, code


class _Any(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


def test_class_names_are_shown_as_the_plain_text_they_are(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    text = message("problem.one_class", name="<img src=x>")
    page.hear([Outcome(scan_result(tmp_path, (text,))), Ended("done")])
    labels = [label for label in page.overview.findChildren(QLabel) if "<img src=x>" in label.text()]
    assert labels
    assert all(label.textFormat().name == "PlainText" for label in labels)


def test_the_split_is_drawn_remembered_and_keeps_copies_together(page: DataPage, tmp_path: Path, until: Until) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    page.overview.split.test.setValue(25)
    page.overview.split.seed.setValue(3)
    page._later.timeout.emit()
    assert page.around.settings.form("split") == {
        "validation_share": 0.15,
        "test_share": 0.25,
        "seed": 3,
        "groups": "auto",
    }
    until(lambda: page._divided is not None and page._divided.split.seed == 3)
    assert page._divided is not None
    parts = page._divided.split
    assert sum((0 in part) and (18 in part) for part in (parts.train, parts.validation, parts.test)) == 1
    again = DataPage(page.around)
    assert again.overview.split.values()["seed"] == 3
    again.gallery.thumbnails.close()


def test_a_split_turned_on_another_page_is_drawn_here(page: DataPage, tmp_path: Path, until: Until) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    page.around.settings.keep_form("split", {"validation_share": 0.2, "test_share": 0.2, "seed": 9})
    assert page.overview.split.values() == {"validation_share": 0.2, "test_share": 0.2, "seed": 9, "groups": "auto"}
    until(lambda: page._divided is not None and page._divided.split.seed == 9)


def test_the_split_that_is_drawn_keeps_together_what_training_would(
    page: DataPage, tmp_path: Path, until: Until
) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    apart = set()
    for seed in range(12):
        page.around.settings.keep_form("split", {"test_share": 0.4, "seed": seed, "groups": "off"})
        until(lambda seed=seed: page._divided is not None and page._divided.split.seed == seed)
        assert page._divided is not None
        apart.add(page._divided.part(0) != page._divided.part(18))
    assert True in apart  # two copies of one picture, which nothing keeps on one side now


@pytest.mark.parametrize(
    "bad",
    [
        {"groups": 3},
        {"groups": "x"},
        {"groups": ["off"]},
        {"seed": "x"},
        {"test_share": None},
        {"validation_share": 10**12},
        {"seed": True},
    ],
)
def test_a_damaged_remembered_split_falls_back(page: DataPage, bad: dict[str, object]) -> None:
    page.overview.split.set_values(bad)
    assert page.overview.split.values() == DEFAULT_SPLIT


def test_a_page_is_worded_anew_in_croatian(app: QApplication, page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    result = scan_result(tmp_path, (message("problem.one_class", name="cat"),))
    page.hear([Outcome(result), Ended("done")])
    page.around.settings.change(language="hr")
    page.retranslate()
    app.processEvents()
    assert say(result.layout.reason, "hr") in texts(page)
    assert say(result.problems[0], "hr") in texts(page)


def test_a_folder_dropped_is_opened_and_a_file_opens_its_folder(page: DataPage, resources: Path) -> None:
    samples = resources / "sample_photos"
    assert page.accepts([samples])
    assert not page.accepts([samples / "README.md"])
    page.open_paths([samples / "bird" / "owl.jpg"])
    assert page.around.workspace.folder == samples / "bird"


def test_a_real_folder_is_scanned_and_its_odd_files_are_found(
    real: Surroundings, resources: Path, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "photos"
    shutil.copytree(resources / "sample_photos", folder)
    bird = folder / "bird"
    shutil.copy(bird / "crow.jpg", bird / "crow copy.jpg")
    (bird / "cut.jpg").write_bytes((bird / "owl.jpg").read_bytes()[:2000])
    (bird / "text.jpg").write_text("not a picture")
    before = sorted(folder.rglob("*"))
    page = next(opened(real))
    real.workspace.open_folder(folder)
    until(lambda: not page.busy)
    assert page.banner.error is None
    assert len(page.gallery.shown) == 104
    found = {one.finding.title: one for one in page._found}
    assert found["Damaged files"].finding.photos == 2
    assert found["Exact copies"].finding.photos == 2
    for one, problem in zip(page._found, page._result.problems, strict=True):  # type: ignore[union-attr]
        if problem.code in ("problem.damaged", "problem.left_out", "problem.skipped"):
            assert one.finding.photos == problem.params["count"]
    until(lambda: page._divided is not None)
    assert page._divided is not None
    assert sum(map(sum, page._divided.counts)) == 104
    assert sorted(folder.rglob("*")) == before
    page.gallery.thumbnails.close()


def test_a_group_is_taken_apart_and_put_together_again(
    real: Surroundings, resources: Path, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "photos"
    shutil.copytree(resources / "sample_photos", folder)
    shutil.copy(folder / "bird" / "crow.jpg", folder / "bird" / "crow copy.jpg")
    page = next(opened(real))
    real.workspace.open_folder(folder)
    until(lambda: not page.busy and page._result is not None)
    bar = page.photos.together
    assert not bar.isVisible()
    page._show_finding([one.code for one in page._found].index("duplicates"))
    assert bar.deed.isVisible()
    assert not bar.deed.isEnabled(), "no photo is in hand"
    page.gallery.grid.step(0)
    assert bar.deed.isEnabled()
    bar.deed.click()
    until(lambda: not page.busy and page._result is not None and not page._result.groups)
    assert "corrected" in [one.code for one in page._found]
    assert page.photos.together.undo.isVisible()
    bar.undo.click()
    until(lambda: not page.busy and page._result is not None and len(page._result.groups) == 1)
    bar.redo.click()
    until(lambda: not page.busy and page._result is not None and not page._result.groups)
    page.gallery.thumbnails.close()


def test_a_class_is_left_out_and_taken_in_again(
    real: Surroundings, resources: Path, tmp_path: Path, until: Until
) -> None:
    folder = tmp_path / "photos"
    shutil.copytree(resources / "sample_photos", folder)
    before = sorted(folder.rglob("*"))
    page = next(opened(real))
    real.workspace.open_folder(folder)
    until(lambda: not page.busy and page._result is not None)
    page.photos.show_class(2)
    bar = page.photos.together
    assert "fruit" in bar.deed.text()
    bar.deed.click()
    until(lambda: not page.busy and page._result is not None and len(page._result.classes) == 3)
    assert "fruit" not in page._result.classes  # type: ignore[union-attr]
    bar.undo.click()
    until(lambda: not page.busy and page._result is not None and len(page._result.classes) == 4)
    assert sorted(folder.rglob("*")) == before
    page.gallery.thumbnails.close()


def test_of_two_classes_neither_can_be_left_out(page: DataPage, tmp_path: Path) -> None:
    page.around.workspace.open_folder(tmp_path)
    page.hear([Outcome(scan_result(tmp_path)), Ended("done")])
    page.photos.show_class(1)
    assert not page.photos.together.deed.isVisible()


def test_with_one_class_there_is_no_way_on_and_the_reason_stands_there(
    real: Surroundings, resources: Path, tmp_path: Path, until: Until
) -> None:
    shutil.copytree(resources / "sample_photos" / "bird", tmp_path / "photos" / "bird")
    page = next(opened(real))
    real.workspace.open_folder(tmp_path / "photos")
    until(lambda: not page.busy and page._result is not None)
    assert not page.bar.can_start
    page.gallery.thumbnails.close()
