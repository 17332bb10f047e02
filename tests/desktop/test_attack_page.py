"""The Attack page: driven by recorded events, by files and the clipboard, and once by the real job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from desktop.page.errands import SavePicture
from desktop.page.intake import DEMO
from desktop.page.page import Surroundings
from desktop.pages.attack.change import LARGEST, difference, magnified
from desktop.pages.attack.left import AttackSettings
from desktop.pages.attack.page import AttackPage
from desktop.widgets.pictures.beforeafter import BeforeAfter
from engine.files import RESOURCES
from engine.job.background import Background
from engine.job.declare import Job
from engine.job.events import Ended, Metric, Outcome, Picture, Progress
from engine.job.words import LANGUAGES, EngineError, message, say
from engine.jobs.adversarial import Adversarial, AdversarialResult, Endured, Side, Transferred
from engine.jobs.robustness import Robustness, RobustnessResult, RobustnessRow
from engine.paint.attacks import ATTACKS
from engine.photos.door import encode_png, read_photo
from tests.desktop.surroundings import Idle, surroundings

Until = Callable[..., None]
SAMPLES = RESOURCES / "sample_photos"


@pytest.fixture
def page(app: QApplication) -> Iterator[AttackPage]:
    around = surroundings(Idle())
    made = opened(around)
    yield made
    made.thumbnails.close()
    around.runner.close()


def opened(around: Surroundings) -> AttackPage:
    made = AttackPage(around)
    made.retranslate()
    made.resize(1080, 760)
    made.show()
    return made


def last(page: AttackPage) -> Job:
    return page.around.runner.jobs[-1].job


@pytest.mark.parametrize(("attack", "unit"), [("pgd_linf", "steps"), ("pgd_l2", "l2")])
def test_settings_come_back_as_they_were_left(app: QApplication, attack: str, unit: str) -> None:
    left, found = AttackSettings(), AttackSettings()
    left.first.set_values({"attack": attack})
    left.form.set_values({"steps": 17, "seed": 5})
    left.bounds[unit].set_value(3.0)
    found.set_values(left.plain_values())
    assert found.plain_values() == left.plain_values()
    assert (found.form.values()["steps"], found.form.values()["seed"]) == (17, 5)
    assert found.bounds[unit].value() == 3.0


def attacked(page: AttackPage) -> Adversarial:
    job = last(page)
    assert isinstance(job, Adversarial)
    return job


BEFORE = np.full((24, 24, 3), 100, np.uint8)
AFTER = np.full((24, 24, 3), 102, np.uint8)


def result(*, success: bool) -> AdversarialResult:
    from engine.look.guess import Guess

    return AdversarialResult(
        source=Side("cat", 0.8, 0.8, 0.1),
        target=Side("zebra", 0.9, 0.0, 0.9),
        before=Guess("cat", 0.8),
        after=Guess("zebra", 0.9) if success else Guess("cat", 0.4),
        attack="pgd_linf",
        targeted=True,
        success=success,
        survives_saving=success,
        linf=2,
        l2=0.31,
        changed=1.0,
        psnr=None,
        steps=4,
        seconds=1.5,
        picture="/x.png",
        endurance=(Endured("png", "zebra", 0.9, 0.9, True), Endured("jpeg_75", "cat", 0.7, 0.1, False)),
        transfer=(Transferred("efficientnet_lite1", Guess("cat", 0.7), Guess("dog", 0.5), None, True),),
        pixels={"before": BEFORE, "after": AFTER},
    )


def test_an_empty_page_offers_photos_and_says_what_is_missing(page: AttackPage) -> None:
    assert page.intake.samples.isVisible()
    assert not page.bar.can_start
    assert page.bar._note.text()
    QTest.mouseClick(page.intake.samples.buttons[0], Qt.MouseButton.LeftButton)
    assert page.view.isVisible()
    assert page.bar.can_start


def test_the_form_becomes_the_job(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.settings.search.choose(340)
    page.settings.bounds["steps"].slider.setValue(7)
    page.settings.form.set_values({"enduring": True, "own_resolution": True})
    page.start()
    job = attacked(page)
    assert (job.photo, job.target, job.attack) == (DEMO / "cat.jpg", "zebra", "pgd_linf")
    assert (job.epsilon, job.enduring, job.own_resolution, job.transfer) == (8, True, True, True)


def test_no_target_is_an_untargeted_attack_and_a_wrong_one_is_refused(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.settings.search.line.setText("unicorn")
    page.settings.search.line.textEdited.emit("unicorn")
    assert not page.bar.can_start
    page.settings.search.choose(None)
    page.start()
    assert attacked(page).target is None


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_shows_the_bound_that_it_has(page: AttackPage, name: str) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.settings.first.set_values({"attack": name})
    row = ATTACKS[name]
    shown = {unit for unit, knob in page.settings.bounds.items() if knob.isVisible()}
    assert shown == {row.unit} - {"none"}
    page.start()
    job = attacked(page)
    assert job.attack == name
    assert job.epsilon == (None if row.unit == "none" else row.epsilon)


def test_the_list_offers_every_attack_by_its_name_in_both_languages(page: AttackPage) -> None:
    box = page.settings.first.field("attack").findChild(QComboBox)
    assert box is not None
    for language in LANGUAGES:
        page.settings.retranslate(language)
        names = [box.itemText(index) for index in range(box.count())]
        assert names == [say(message(f"choice.attack.{name}"), language) for name in ATTACKS]
    page.settings.first.set_values({"attack": "minimal_linf"})
    assert not page.settings.form.row("confidence").isHidden()


def test_the_duel_and_the_pictures_are_live(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    points = [Metric("probability.source", 0, 0.8), Metric("probability.target", 0, 0.1), Metric("linf", 0, 2)]
    note = message("note.climbing", step=1, steps=4)
    page.hear([*points, Progress(1, 4, note), Picture("source", 0, BEFORE), Picture("picture", 1, AFTER)])
    assert page.view.pair.compared
    assert page.view.duel.value("probability.target") == 0.1
    assert not page.view.change.picture.empty
    assert "Success" not in page.view._verdict.text()


@pytest.mark.parametrize(("target", "curves"), [(None, ["source"]), (340, ["source", "target"])])
def test_the_legend_of_a_duel_names_the_curves_that_come(
    page: AttackPage, target: int | None, curves: list[str]
) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.settings.search.choose(target)
    page.start()
    assert attacked(page).target == (None if target is None else "zebra")
    assert [entry.label for entry in page.view.duel._legend._entries] == curves
    page.hear([Outcome(replace(result(success=True), targeted=target is not None)), Ended("done")])
    assert len(page.view.duel._legend._entries) == len(curves)


def test_success_is_said_of_the_saved_file_alone(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    page.hear([Outcome(result(success=True)), Ended("done")])
    text = page.view._verdict.text()
    assert text.startswith("Success: cat 80.0% became zebra 90.0%")
    assert "L∞ 2/255" in page.view._figures.text()
    assert "PSNR ∞" in page.view._figures.text()
    page.start()
    assert page.view.result is None
    page.hear([Outcome(result(success=False)), Ended("done")])
    assert page.view._verdict.text().startswith("No success")


def test_a_croatian_page_names_imagenets_classes_in_croatian(page: AttackPage) -> None:
    from engine.look.guess import Guess

    found = replace(
        result(success=True),
        before=Guess("tabby", 0.8),
        transfer=(Transferred("efficientnet_lite1", Guess("tiger cat", 0.7), Guess("drum", 0.5), None, True),),
    )
    page.around.settings.change(language="hr")
    page.retranslate()
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    page.hear([Outcome(found), Ended("done")])
    assert "tigrasta mačka 80,0 %" in page.view._verdict.text()
    (other,) = page.view.transfer.trials
    assert other.cells == ("EfficientNet-Lite1", "tigrica (prugasta mačka) 70,0 %", "bubanj 50,0 %", "–")


def test_endurance_and_transfer_are_tables_with_marks(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    page.hear([Outcome(result(success=True)), Ended("done")])
    assert [(row.cells[0], row.held) for row in page.view.endurance.trials] == [
        ("Saved as PNG", True),
        ("Saved as JPEG, quality 75", False),
    ]
    (other,) = page.view.transfer.trials
    assert other.cells == ("EfficientNet-Lite1", "cat 70.0%", "dog 50.0%", "–")
    model = page.view.endurance.model()
    assert "gone" in model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)
    page.around.settings.change(language="hr")
    page.retranslate()
    assert page.view.endurance.trials[0].cells[0] == "Spremljeno kao PNG"


def test_the_change_is_signed_and_magnified_around_grey() -> None:
    change = difference(BEFORE, AFTER)
    assert (magnified(change, 20) == 168).all()
    assert (magnified(-change, 20) == 88).all()
    assert (magnified(change, 100) == 255).all()
    large = np.zeros((3 * LARGEST, LARGEST, 3), np.uint8)
    assert max(difference(large, large).shape) <= LARGEST


def test_the_slider_magnifies_from_one_to_a_hundred(page: AttackPage) -> None:
    for times in (1, 20, 100):
        page.view.change.set_times(times)
        assert page.view.change.times == times


def test_the_line_between_before_and_after_is_drawn_by_mouse_and_keys(app: QApplication) -> None:
    pair = BeforeAfter()
    pair.retranslate("photo", "result")
    pair.resize(204, 204)
    pair.set_before(BEFORE)
    QTest.keyClick(pair, Qt.Key.Key_Home)
    assert pair.share == 0.0
    pair.set_after(AFTER)
    assert pair.grab().toImage().pixelColor(pair.width() * 3 // 4, pair.height() // 2).red() == 102
    QTest.mouseClick(pair, Qt.MouseButton.LeftButton, pos=pair.rect().center())
    assert pair.share == pytest.approx(0.5, abs=0.02)
    QTest.keyClick(pair, Qt.Key.Key_End)
    assert pair.share == 1.0
    assert pair.grab().toImage().pixelColor(pair.width() // 4, pair.height() // 2).red() == 100


def test_accuracy_is_measured_over_the_open_folder(page: AttackPage) -> None:
    asked: list[str] = []
    page.request_page.connect(asked.append)
    page.view.measure.click()
    assert asked == ["data"]
    page.around.workspace.open_folder(SAMPLES)
    page.open_paths([DEMO / "cat.jpg"])
    page.settings.first.set_values({"attack": "fgsm"})
    page.view.measure.click()
    job = last(page)
    assert isinstance(job, Robustness)
    assert (job.folder, job.attack) == (SAMPLES, "fgsm")
    page.hear([Metric("accuracy", 0.0, 0.9), Metric("accuracy", 1.0, 0.4)])
    rows = (RobustnessRow(0.0, 0.9), RobustnessRow(1.0, 0.4))
    page.hear([Outcome(RobustnessResult(rows, 12, 0, "model", "fgsm", 10)), Ended("done")])
    assert page.view.robustness.value("accuracy") == 0.4
    assert "12 photo" in page.bar._note.text()
    assert not page.busy


def test_pause_and_stop(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    running = page.around.runner.jobs[-1]
    page.pause()
    assert running.paused
    page.pause()
    assert not running.paused
    page.cancel()
    assert running._finish.is_set()
    page.cancel()
    assert running._cancel.is_set()


def test_another_photo_ends_the_attack_on_the_first(page: AttackPage) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    former = page.around.runner._watched[-1]
    page.open_paths([DEMO / "dog.jpg"])
    assert former.running._cancel.is_set()
    former.hear([Outcome(result(success=True)), Ended("done")])
    assert page.view.result is None


def test_a_failure_is_told_and_the_page_goes_on(page: AttackPage) -> None:
    page.open_paths([DEMO / "README.md"])
    page.start()
    fault = message("reason.not_a_picture")
    page.hear([Ended("failed", EngineError("photo_unreadable", path="README.md", reason=fault))])
    assert page.banner.error is not None
    assert page.bar.can_start


def test_a_pasted_picture_is_attacked_as_a_file(page: AttackPage, home: Path) -> None:
    data = QMimeData()
    data.setData("image/png", encode_png(BEFORE))
    QGuiApplication.clipboard().setMimeData(data)
    page.intake.paste()
    page.start()
    assert attacked(page).photo.parent == home / "pasted"


def test_a_model_file_becomes_the_model(page: AttackPage, tmp_path: Path) -> None:
    page.open_paths([tmp_path / "mine.safetensors"])
    assert page.around.workspace.model == str(tmp_path / "mine.safetensors")
    assert "read" in page.bar._note.text()


def test_the_result_is_saved_as_png_pixel_by_pixel(page: AttackPage, tmp_path: Path) -> None:
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    page.hear([Outcome(replace(result(success=True), psnr=41.0)), Ended("done")])
    page.saving.save(tmp_path / "out.png")
    job = last(page)
    assert isinstance(job, SavePicture)
    list(job.run())
    assert np.array_equal(read_photo(tmp_path / "out.png"), AFTER)
    with pytest.raises(EngineError):
        list(SavePicture(tmp_path / "out.jpg", AFTER).run())


def test_settings_are_as_the_last_time(page: AttackPage) -> None:
    page.settings.first.set_values({"attack": "pgd_l2"})
    page.settings.search.choose(340)
    page.settings.form.set_values({"transfer": False, "steps": 7})
    page.settings.bounds["l2"].set_value(2.5)
    page.open_paths([DEMO / "cat.jpg"])
    page.start()
    again = opened(page.around)
    assert again.settings.unit == "l2"
    assert again.settings.search.name() == "zebra"
    values = again.settings.values("efficientnet_lite0")
    assert (values["transfer"], values["steps"], values["epsilon"]) == (False, 7, 2.5)
    again.thumbnails.close()


def test_one_real_step_changes_the_photo_by_no_more_than_epsilon(app: QApplication, until: Until) -> None:
    around = surroundings(Background())
    page = opened(around)
    page.open_paths([DEMO / "zebra.jpg"])
    page.settings.first.set_values({"attack": "fgsm"})
    page.settings.form.set_values({"transfer": False})
    page.start()
    until(lambda: not page.busy, 120)
    assert page.banner.error is None
    found = page.view.result
    assert found is not None
    assert found.source.class_ == "zebra"
    assert 0 < found.linf <= 4
    assert len(page.view.endurance.trials) == 6
    page.thumbnails.close()
    around.runner.close()
