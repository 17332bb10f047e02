"""A patch on the Attack page: what it is learnt over, what is shown of it, what is saved to print; what is greyed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from desktop.page.intake import DEMO
from desktop.pages.attack.page import AttackPage
from desktop.pages.attack.saving import SavePatch
from engine.job.events import Ended, Outcome
from engine.jobs.adversarial import Adversarial, PatchResult
from engine.paint.attacks import ATTACKS, idle
from engine.paint.trying import PatchTrial
from tests.desktop.surroundings import Idle, surroundings
from tests.desktop.test_attack_page import AFTER, opened, result

SQUARE = np.full((20, 20, 3), 90, np.uint8)
PATCH = PatchResult(
    picture="/x patch.png", sheet="/x patch.pdf", side=20, area=8.0, millimetres=60.0, learnt=8, held_out=4,
    fooled=0.75, fooled_held=0.5, pixels=SQUARE,
    shown=tuple(PatchTrial("zebra", 0.9, bool(held), not held, AFTER) for held in (0, 1, 0)),
)  # fmt: skip


@pytest.fixture
def page(app: QApplication) -> Iterator[AttackPage]:
    around = surroundings(Idle())
    made = opened(around)
    made.open_paths([DEMO / "cat.jpg"])
    made.settings.first.set_values({"attack": "patch"})
    yield made
    made.thumbnails.close()
    around.runner.close()


def started(page: AttackPage) -> Adversarial:
    page.task.drop()
    page.show_state()
    page.start()
    job = page.task.job
    assert isinstance(job, Adversarial)
    return job


def test_a_patch_is_learnt_over_the_open_folder_unless_another_is_chosen(page: AttackPage, tmp_path: Path) -> None:
    page.settings.form.set_values({"transfer": False})
    page.settings.patch.form.set_values({"area": 12.0, "millimetres": 85.0})
    assert started(page).against == ()
    assert "alone" in page.settings.patch._where.text()
    page.around.workspace.open_folder(tmp_path)
    job = started(page)
    assert (job.against, job.area, job.millimetres) == ((tmp_path,), 12.0, 85.0)
    page.settings.patch.choose(DEMO)
    assert started(page).against == (DEMO,)
    page.around.workspace.open_folder(tmp_path / "next")
    assert started(page).against == (tmp_path / "next",)


def test_what_a_patch_needs_is_there_for_a_patch_alone(page: AttackPage) -> None:
    assert page.settings.patch.isVisible()
    page.settings.first.set_values({"attack": "fgsm"})
    assert not page.settings.patch.isVisible()
    assert started(page).against == ()


def test_the_square_the_photos_and_the_share_are_shown(page: AttackPage) -> None:
    page.start()
    page.hear([Outcome(replace(result(success=True), attack="patch", patch=PATCH)), Ended("done")])
    shown = page.view.patch
    assert shown.isVisible()
    assert not shown.square.empty
    assert [not photo.empty for photo in shown.photos] == [True, True, True, False]
    assert "it misleads at 75.0% of random places, held in a hand at 50.0%." in shown._share.text()
    assert [caption.text() for caption in shown._captions[:2]] == [
        "flat, misled: zebra 90%",
        "held, in vain: zebra 90%",
    ]
    page.around.settings.change(language="hr")
    page.retranslate()
    assert "75,0 %" in shown._share.text()
    page.start()
    assert shown.patch is None


def test_it_is_saved_to_be_printed_in_true_size(page: AttackPage, tmp_path: Path) -> None:
    page.start()
    page.hear([Outcome(replace(result(success=True), attack="patch", patch=PATCH)), Ended("done")])
    for name in ("patch.pdf", "patch.png"):
        page.saving.print(tmp_path / name)
        job = page.around.runner.jobs[-1].job
        assert isinstance(job, SavePatch)
        list(job.run())
    assert (tmp_path / "patch.pdf").read_bytes().startswith(b"%PDF")
    with Image.open(io.BytesIO((tmp_path / "patch.png").read_bytes())) as picture:
        assert picture.size[0] / picture.info["dpi"][0] * 25.4 == pytest.approx(60.0, abs=0.5)


@pytest.mark.parametrize("enduring", [False, True])
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_option_that_does_nothing_is_greyed_with_a_sentence(page: AttackPage, attack: str, enduring: bool) -> None:
    page.settings.first.set_values({"attack": attack})
    page.settings.form.set_values({"enduring": enduring})
    idlers = idle(ATTACKS[attack], enduring=enduring)
    for option in ("seed", "confidence", "samples"):
        usable = page.settings.form.field(option).isEnabledTo(page.settings.form)
        assert usable is (option not in idlers)
        told = page.settings.form.row(option)._note.text()  # type: ignore[attr-defined]
        assert bool(told) is (option in idlers)
    for bound, knob in page.settings.bounds.items():
        assert knob.isVisible() is (bound == ATTACKS[attack].unit)
