"""The Train page's left column: backbone, method, and the parameters of a training, the usual ones first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from desktop.form.form import Form
from desktop.models.backbones import BackboneChooser
from desktop.theme import BETWEEN, WITHIN, set_role
from desktop.widgets.rows.layertree import stage_text
from desktop.widgets.segmented import Option, Segmented
from engine.job.declare import parameters
from engine.job.words import EngineError, Language
from engine.jobs.train import Train
from engine.learn.recipe import METHODS
from engine.learn.tables.optimisers import OPTIMISERS
from engine.models.backbones import BACKBONES

if TYPE_CHECKING:
    from engine.learn.tables.optimisers import Method

SPLIT: Final = ("seed", "validation_share", "test_share", "groups")
"""What the Data page chooses too."""
_ELSEWHERE: Final = ("folder", "backbone", "weights", "method", "out", "device", "threads", "project", "resume")
_WHOLE: Final = "all"
_WITH_MOMENTUM: Final = ("momentum", "nesterov")


class TrainSettings(QWidget):
    """`changed`: some setting is different now."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = [item.name for item in parameters(Train) if item.name not in _ELSEWHERE]
        self.chooser = BackboneChooser()
        self.method = Segmented(METHODS)
        self.form = Form(Train, names)
        self._backbone_name, self._method_name = QLabel(), QLabel()
        set_role(self._backbone_name, "heading")
        set_role(self._method_name, "heading")
        self._stage = QComboBox()
        self._stage_name = QLabel()
        self._stage_name.setBuddy(self._stage)
        self._put_stage()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        for widget in (self._backbone_name, self.chooser, self._method_name, self.method, self.form):
            layout.addWidget(widget)
            if widget in (self.chooser, self.method):
                layout.addSpacing(BETWEEN - WITHIN)
        layout.addStretch(1)
        self.chooser.changed.connect(self._backbone_changed)
        self.method.changed.connect(lambda _: self._tell())
        self.form.changed.connect(self._tell)
        self._stage.activated.connect(lambda _: self._tell())

    def _put_stage(self) -> None:
        """A list of the backbone's stages in the place of a field for their names."""
        row = self.form.row("from_stage")
        group = row.parentWidget()
        body = group.layout() if group is not None else None
        row.hide()
        if isinstance(body, QVBoxLayout):
            body.insertWidget(0, self._stage_name)
            body.insertWidget(1, self._stage)

    # Values

    def values(self) -> dict[str, Any]:
        """The settings as `Train` takes them. Raises EngineError `bad_value`."""
        return {**self.form.values(), **self._chosen()}

    def plain_values(self) -> dict[str, Any]:
        """The settings as the settings file holds them."""
        return {**self.form.plain_values(), **self._chosen()}

    def _chosen(self) -> dict[str, Any]:
        return {
            "backbone": self.chooser.name,
            "weights": self.chooser.version,
            "method": self.method.value(),
            "from_stage": str(self._stage.currentData() or _WHOLE),
        }

    @property
    def ready(self) -> bool:
        """Whether there are weights to begin with: the backbone's, none wanted, or those of a file."""
        return self.chooser.ready or self.form.field("start_from").value() is not None

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Takes up settings kept before, those of them that are still right."""
        self.form.set_values(values)
        self.chooser.set_choice(str(values.get("backbone", self.chooser.name)), str(values.get("weights", "default")))
        self.method.set_value(str(values.get("method", METHODS[0])))
        self._fill_stages(str(values.get("from_stage", _WHOLE)))
        self._adapt()

    # What goes with what

    def _backbone_changed(self) -> None:
        self._fill_stages(str(self._stage.currentData() or _WHOLE))
        self._tell()

    def _tell(self) -> None:
        self._adapt()
        self.changed.emit()

    def _adapt(self) -> None:
        """Offers what the present choice has a use for."""
        method = self.method.value()
        self.chooser.from_scratch(method == "scratch")
        self.form.show_group("fine_tuning", method == "fine_tune")
        self.form.show_group("transfer", method != "scratch")
        try:
            values = self.form.values()
        except EngineError:
            return
        if values["start_from"] is not None:
            self.form.open_group("transfer")  # nobody is to forget it
        self.form.recommend("learning_rate", OPTIMISERS[values["optimiser"]].learning_rate(cast("Method", method)))
        hidden = values["hidden_layers"] > 0
        for name, useful in (
            ("hidden_units", hidden),
            ("batch_norm", hidden),
            ("momentum", values["optimiser"] in _WITH_MOMENTUM),
            ("views", method == "frozen" and values["augmentation"] != "none"),
        ):
            self.form.row(name).setEnabled(useful)

    def _fill_stages(self, chosen: str) -> None:
        self._stage.clear()
        self._stage.addItem(self.tr("everything"), _WHOLE)
        stages = BACKBONES[self.chooser.name].stages
        for number, stage in enumerate(stages, start=1):
            text = self.tr("from stage {number} of {stages}: {name}")
            self._stage.addItem(text.format(number=number, stages=len(stages), name=stage_text(stage.name)), stage.name)
        self._stage.setCurrentIndex(max(self._stage.findData(chosen), 0))

    def retranslate(self, language: Language) -> None:
        """Words everything in `language`."""
        self._backbone_name.setText(self.tr("Backbone"))
        self._method_name.setText(self.tr("Method"))
        frozen = self.tr("The backbone stays as it is; only a new head learns, on its embeddings. Seconds.")
        tuned = self.tr("The whole network learns on, in small steps. Slower; pays with more photos.")
        scratch = self.tr("The network begins with random numbers: shows what transfer is worth.")
        options = [
            Option("frozen", self.tr("Frozen"), frozen),
            Option("fine_tune", self.tr("Fine-tune"), tuned),
            Option("scratch", self.tr("Scratch"), scratch),
        ]
        self.method.set_options(options, self.tr("Method"))
        self.chooser.retranslate(language)
        self.form.retranslate(language)
        self._stage_name.setText(self.tr("What learns"))
        tip = self.tr("Earlier stages see edges and colours that all photos share, later ones parts and things.")
        self._stage.setToolTip(tip)
        self._stage_name.setToolTip(tip)
        self._stage.setAccessibleName(self.tr("What learns"))
        self._fill_stages(str(self._stage.currentData() or _WHOLE))
