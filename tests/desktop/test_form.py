"""A form is made from a job's declaration: every kind of parameter has a field that gives back what it was given."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLabel, QLineEdit, QPushButton

from desktop.form.form import Form
from engine.job.declare import Job, Steps, param, parameters
from engine.job.words import EngineError, say
from engine.jobs import JOBS
from engine.jobs.ideal import Ideal
from engine.jobs.train import Train


@dataclass(frozen=True, kw_only=True)
class Everything(Job):
    """One parameter of each kind."""

    name: ClassVar[str] = "everything"
    seed: int = param(3, low=0, high=10, live=True)
    tv_weight: float | None = param(None, low=0.0, high=9.0, scale="ratio", live=True)
    dropout: float = param(0.25, low=0.0, high=0.9, step=0.05)
    learning_rate: float | None = param(None, low=1e-7, high=1e6, scale="ratio")
    weight_decay: float = param(1e-4, low=0.0, high=1.0, scale="ratio")
    batch_norm: bool = param(True)
    part: str = param("test", choices=("all", "test"))
    optimiser: str = param("c", choices=("a", "b", "c", "d"))
    model: str = param("resnet18")
    out: Path | None = param(None, kind="save")
    folder: Path = param(Path("/photos"), kind="folder")
    threads: int = param(0, low=0, high=8, group="machine")
    resume: bool = param(False, group="hidden")

    def run(self) -> Steps:
        raise NotImplementedError
        yield


OTHERS: dict[str, Any] = {
    "seed": 7, "dropout": 0.55, "learning_rate": 0.02, "weight_decay": 0.5, "batch_norm": False, "part": "all",
    "tv_weight": 0.1, "optimiser": "d",
    "model": "mine", "out": Path("/x/čš.safetensors"), "folder": Path("/other"), "threads": 4,
}  # fmt: skip


@pytest.fixture
def form(app: QApplication) -> Form:
    return Form(Everything)


def test_a_form_holds_the_defaults_and_makes_the_job(form: Form) -> None:
    values = form.values()
    assert values == {p.name: p.default for p in parameters(Everything) if p.group != "hidden"}
    assert Everything(**values) == Everything()


@pytest.mark.parametrize("name", OTHERS)
def test_every_field_gives_back_what_it_was_given_and_tells_of_it(form: Form, name: str) -> None:
    told: list[int] = []
    form.changed.connect(lambda: told.append(1))
    form.set_values({name: OTHERS[name]})
    assert form.values()[name] == OTHERS[name]
    assert type(form.values()[name]) is type(OTHERS[name])
    assert told
    Everything(**form.values())


@pytest.mark.parametrize("language", ["en", "hr"])
def test_values_survive_a_change_of_language(form: Form, language: Any) -> None:
    form.set_values(OTHERS)
    form.retranslate(language)
    assert form.values() == OTHERS


def test_values_that_are_wrong_for_their_parameter_are_left_out(form: Form) -> None:
    before = form.values()
    form.set_values({"seed": 99, "dropout": "x", "part": "none", "batch_norm": 3, "nobody": 1, "folder": 5})
    assert form.values() == before


def test_plain_values_come_back_through_a_settings_file(form: Form, app: QApplication) -> None:
    form.set_values(OTHERS)
    plain = form.plain_values()
    assert plain["folder"] == "/other"
    other = Form(Everything)
    other.set_values(plain)
    assert other.values() == OTHERS


def test_resetting_brings_the_defaults_back(form: Form) -> None:
    form.set_values(OTHERS)
    form.reset()
    assert Everything(**form.values()) == Everything()


@pytest.mark.parametrize(
    ("typed", "value"), [("1e-3", 1e-3), ("0.002", 0.002), ("0,002", 0.002), (" 5 ", 5.0), ("1E2", 100.0), ("", None)]
)
def test_a_learning_rate_is_typed_in_any_notation(form: Form, typed: str, value: float | None) -> None:
    field = form.field("learning_rate").focus_widget()
    assert isinstance(field, QLineEdit)
    field.setText(typed)
    assert form.values()["learning_rate"] == value


@pytest.mark.parametrize("typed", ["abc", "1e", "-1", "1e9", "1.2.3", "nan", "inf"])
def test_a_value_that_cannot_be_read_is_marked_and_refused(form: Form, typed: str) -> None:
    field = form.field("learning_rate").focus_widget()
    assert isinstance(field, QLineEdit)
    field.setText(typed)
    assert field.property("bad") is True
    with pytest.raises(EngineError):
        form.values()
    assert "learning_rate" not in form.plain_values()
    field.setText("1e-3")
    assert field.property("bad") is False


def test_a_learning_rate_moves_along_1_2_5(form: Form) -> None:
    field = form.field("learning_rate").focus_widget()
    assert isinstance(field, QLineEdit)
    field.setText("0.003")
    seen = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        QTest.keyClick(field, key)
        seen.append(form.values()["learning_rate"])
    assert seen == pytest.approx([0.005, 0.01, 0.005, 0.002, 0.001])


def test_croatian_numbers_take_a_comma(form: Form) -> None:
    form.retranslate("hr")
    spin = form.field("dropout").focus_widget()
    assert isinstance(spin, QAbstractSpinBox)
    assert spin.text() == "0,25"
    decay = form.field("weight_decay").focus_widget()
    assert isinstance(decay, QLineEdit)
    decay.setText("0,5")
    form.retranslate("en")
    assert decay.text() == "0.5"


def test_live_parameters_tell_their_new_value(form: Form) -> None:
    turned: list[tuple[str, Any]] = []
    form.turned.connect(lambda name, value: turned.append((name, value)))
    form.set_values({"seed": 5, "dropout": 0.5})
    assert turned == [("seed", 5)]


def test_live_parameters_tell_nothing_while_what_is_typed_is_no_value(form: Form, raised: list[BaseException]) -> None:
    turned: list[tuple[str, Any]] = []
    form.turned.connect(lambda name, value: turned.append((name, value)))
    QTest.keyClicks(form.field("tv_weight").focus_widget(), "x")
    assert not raised
    QTest.keyClick(form.field("tv_weight").focus_widget(), Qt.Key.Key_Backspace)
    QTest.keyClicks(form.field("tv_weight").focus_widget(), "2")
    assert turned == [("tv_weight", None), ("tv_weight", 2.0)]


def test_few_choices_stand_side_by_side_and_many_in_a_list(form: Form) -> None:
    assert len(form.field("part").findChildren(QPushButton)) == 2
    assert form.field("optimiser").findChildren(QComboBox)


def test_groups_are_folded_until_they_are_opened(form: Form) -> None:
    form.show()
    assert not form.field("threads").isVisible()
    form.open_group("machine")
    assert form.field("threads").isVisible()
    form.hide()


def test_a_hidden_parameter_has_no_field(form: Form) -> None:
    assert "resume" not in form.values()


def test_the_choice_made_is_explained_below_it(app: QApplication) -> None:
    form = Form(Train, ["method"])
    for method in ("frozen", "scratch"):
        form.set_values({"method": method})
        parameter = next(p for p in parameters(Train) if p.name == "method")
        meaning = parameter.choice_help(method)
        assert meaning is not None
        assert say(meaning) in [label.text() for label in form.findChildren(QLabel)]


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
@pytest.mark.parametrize("language", ["en", "hr"])
def test_every_job_has_a_form_whose_fields_are_named_and_explained(
    app: QApplication, job: type[Job], language: Any
) -> None:
    form = Form(job)
    form.retranslate(language)
    for parameter in parameters(job):
        if parameter.group == "hidden":
            continue
        focus = form.field(parameter.name).focus_widget()
        assert focus.accessibleName() == say(parameter.label, language) or parameter.kind == "choice"
        assert say(parameter.label, language) in focus.accessibleName()
        assert focus.toolTip()
        if parameter.default is not MISSING:
            assert form.field(parameter.name).value() == parameter.default


OFF = {"en": "Off", "hr": "Isključeno"}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_what_zero_switches_off_says_so(app: QApplication, job: type[Job]) -> None:
    form = Form(job)
    for language, word in OFF.items():
        form.retranslate(language)  # type: ignore[arg-type]
        for parameter in parameters(job):
            if not parameter.off or parameter.group == "hidden":
                continue
            assert parameter.low == 0
            field = form.field(parameter.name)
            field.set_value(parameter.type(0))
            assert text_of(field.focus_widget()) == word
            assert field.value() == 0
            field.set_value(parameter.high)
            assert word not in text_of(field.focus_widget())


def text_of(widget: object) -> str:
    assert isinstance(widget, QAbstractSpinBox | QLineEdit)
    return widget.text()


def test_the_settings_that_zero_switches_off_are_known() -> None:
    off = {parameter.name for parameter in parameters(Train) if parameter.off}
    assert off == {"dropout", "clip_norm", "averaging", "weight_decay", "label_smoothing", "early_stopping"}
    live = {parameter.name for parameter in parameters(Ideal) if parameter.live} - {"steps", "rate"}
    assert live == {parameter.name for parameter in parameters(Ideal) if parameter.off}


@pytest.mark.parametrize(
    ("language", "count", "shown"),
    [
        ("hr", 24, "24 epohe"), ("en", 1, "1 epoch"),
        ("en", 2, "2 epochs"), ("en", 21, "21 epochs"), ("hr", 1, "1 epoha"),
        ("hr", 3, "3 epohe"), ("hr", 5, "5 epoha"), ("hr", 12, "12 epoha"), ("hr", 21, "21 epoha"),
    ],
)  # fmt: skip
def test_a_unit_has_the_number_of_its_figure(app: QApplication, language: str, count: int, shown: str) -> None:
    form = Form(Train, ("early_stopping",))
    form.retranslate(language)  # type: ignore[arg-type]
    form.field("early_stopping").set_value(count)
    assert text_of(form.field("early_stopping").focus_widget()) == shown


def test_an_empty_field_tells_what_is_taken_for_it(app: QApplication) -> None:
    form = Form(Train, ("learning_rate",))
    form.recommend("learning_rate", 0.001)
    edit = form.field("learning_rate").focus_widget()
    assert isinstance(edit, QLineEdit)
    assert edit.placeholderText() == "0.001 (advised)"
    form.retranslate("hr")
    assert edit.placeholderText().startswith("0,001")
    assert form.field("learning_rate").value() is None
