"""The Classify page: pictures that are opened, dropped or pasted are named by a model of one's own or by a backbone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from desktop.models.ref import ModelRef
from desktop.page.entry import Entry
from desktop.page.intake import PictureIntake
from desktop.page.page import Surroundings
from desktop.page.sharing import Sharing
from desktop.page.working import WorkingPage
from desktop.pages.classify import ENTRY
from desktop.pages.classify.left import ASKED, ClassifySettings
from desktop.pages.classify.saving import ClassifySaving
from desktop.pages.classify.unseen import FindUnseen
from desktop.pages.classify.view import Answers
from desktop.widgets.asking import ask_folder
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.background import Mail
from engine.job.events import Ended, Outcome
from engine.jobs.classify import Classify, ClassifyResult


class ClassifyPage(WorkingPage):
    """Names what pictures show."""

    entry: ClassVar[Entry] = ENTRY
    takes_bytes: ClassVar[bool] = True

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._paths: tuple[Path, ...] = ()
        self._result: ClassifyResult | None = None
        self._asked = self._model = ""  # whose answers are on their way; whose are shown
        self.thumbnails = Thumbnails(self)
        self.settings = ClassifySettings(self.thumbnails)
        self._begins = False  # with those photos, once they are known
        self._looked_for = ("", "")  # the folder and the model that unseen photos are offered of
        self.sharing = Sharing(self)
        self.answers = Answers(around, self.thumbnails)
        self.saving = ClassifySaving(self)
        self.intake = PictureIntake(self, self.thumbnails, "picture", many=True)
        self.intake.add_buttons(self.settings.files, self.settings.paste)
        self._zone_folder = self.intake.zone.add_button("open")
        self._view = QStackedWidget()
        self._view.addWidget(self.intake.zone)
        self._view.addWidget(self.answers)
        self.lay_out(self._view, self.settings, self.bar)
        self._connect()
        self.settings.chooser.set_model(around.workspace.model)

    def _connect(self) -> None:
        workspace, settings, answers = self.around.workspace, self.settings, self.answers
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._look_for_unseen)
        for offer in (settings.unseen, settings.strangers):
            offer.chosen.connect(self.open_paths)
        settings.chooser.chosen.connect(workspace.set_model)
        for folder in (settings.folder, self._zone_folder):
            folder.clicked.connect(self.pick_folder)
        answers.new.clicked.connect(self.clear)
        answers.save.clicked.connect(lambda: self.saving.ask_table(self._result, settings.top.value()))
        answers.maps.clicked.connect(self.save_maps)
        answers.heat.failed.connect(self.show_error)
        settings.top.valueChanged.connect(self._show_result)
        settings.unsure.toggled.connect(lambda _: self.start())
        settings.share.clicked.connect(lambda: self.sharing.ask(workspace.model))

    # What the window asks of a page.

    @override
    def explanation(self) -> str:
        words = self.tr(
            "For each class <i>k</i> the network computes one figure, the <b>logit</b> <i>z<sub>k</sub></i>. The "
            "<b>softmax</b> turns the logits into probabilities that sum to 1:"
        )
        power = "e<sup><i>z</i><sub><i>{}</i></sub></sup>"
        formula = "<i>p<sub>k</sub></i> = " + power.format("k") + " / Σ<sub><i>j</i></sub> " + power.format("j")
        advice = self.tr(
            "It can only choose among the classes that it knows, so a picture of something else gets an answer too, "
            "often a confident one. <b>Try</b>: the same picture with your own model and with a backbone; a picture of "
            "something that is none of your classes; one that was cropped, turned or drawn; and the switch below the "
            "picture, which marks what speaks for a class."
        )
        return f"{words} {formula}. {advice}"

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.intake.retranslate(
            self.tr("Open pictures…"),
            self.tr("Choose one picture or many (Ctrl+O)"),
            self.tr("A picture, or files, from the clipboard (Ctrl+V)"),
            self.tr("Classify all of them"),
        )
        for button in (self.settings.folder, self._zone_folder):
            button.setText(self.tr("Open a folder…"))
            button.setToolTip(self.tr("Every picture in a folder and the folders in it"))
        self.settings.retranslate(self.language)
        self._show_result()
        self.answers.retranslate(self.language)

    @override
    def shown(self) -> None:
        self.settings.chooser.refresh()
        self._look_for_unseen(begin=self.around.workspace.take_wanted(self.name))

    @override
    def start(self) -> None:
        """Classifies the pictures, again too."""
        if self._paths and not self.busy:
            self._run(self._paths)

    @override
    def cancel(self) -> None:
        self.answers.heat.cancel()
        super().cancel()

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return bool(paths)

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Classifies files and folders; a model among them becomes the model."""
        models = [path for path in paths if path.suffix.lower() == ".safetensors"]
        pictures = [path for path in paths if path.suffix.lower() != ".safetensors"]
        if models:
            self.take_model(models[-1])
        if pictures:
            self._run(tuple(pictures))

    # Ways in.

    @override
    def open_bytes(self, data: bytes) -> None:
        """Classifies a picture that came without a file."""
        self.intake.take_bytes(data)

    @override
    def pick(self) -> None:
        """Asks for pictures."""
        self.intake.pick(self.tr("Open pictures"))

    def pick_folder(self) -> None:
        """Asks for a folder of pictures."""
        if (chosen := ask_folder(self, self.tr("Open a folder of pictures"))) is not None:
            self.open_paths([chosen])

    def save_maps(self) -> None:
        """Has heat maps of all pictures written, by the method that is chosen below a picture."""
        self.saving.ask_maps(self._paths, self.settings.top.value(), self.answers.heat.method.value())

    def clear(self) -> None:
        """Puts the pictures away."""
        self.task.drop()
        self._paths, self._result = (), None
        self.answers.clear()
        self.banner.clear()
        self._show_result()

    # Classifying.

    def _look_for_unseen(self, *, begin: bool = False) -> None:
        """Offers photos that the model has not learnt from, once that is known; `begin`: they are classified then."""
        workspace = self.around.workspace
        wanted = (str(workspace.folder or ""), workspace.model)
        self._begins = begin
        if wanted == self._looked_for:
            self._begin_with(self.settings.unseen.paths)
            return
        self._looked_for = wanted
        self.settings.show_offers((), own=workspace.own_model)
        if workspace.folder is None or not workspace.own_model:
            return

        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                if isinstance(mail, Outcome) and isinstance(mail.value, tuple) and wanted == self._looked_for:
                    self.settings.show_offers(mail.value, own=True)
                    self._begin_with(self.settings.unseen.paths)

        job = FindUnseen(folder=workspace.folder, model=Path(workspace.model))
        self.around.runner.start(job, hear, urgent=True, ask=False)

    def _begin_with(self, paths: list[Path]) -> None:
        """Classifies photos that somebody asked for, as soon as they are known."""
        if self._begins and paths:
            self._begins = False
            self.open_paths(paths)

    def _model_changed(self) -> None:
        self.settings.chooser.set_model(self.around.workspace.model)
        if self.isVisible():
            self._look_for_unseen()
        if self._paths:
            self._run(self._paths)

    def _run(self, paths: tuple[Path, ...]) -> None:
        """Has pictures classified; an answer that is still on its way for others concerns nobody then."""
        self._paths = paths
        workspace = self.around.workspace
        self._asked = model = workspace.model
        unsure = self.settings.unsure.isChecked() and workspace.own_model
        self.task.start(
            lambda: Classify(
                model=model, paths=paths, top=ASKED, unsure=unsure, device=workspace.device, threads=workspace.threads
            ),
            urgent=True,
        )

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        for event in events:
            if isinstance(event, Outcome) and isinstance(event.value, ClassifyResult):
                self._result, self._model = event.value, self._asked
                self._show_result()

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        super().show_end(end, whose)
        if end.how == "done" and self._result is not None:
            self.saving.told(self._result)

    # Showing.

    def _show_result(self) -> None:
        """The answers as the figures and the language are now."""
        if self._result is not None:
            called = ModelRef.of(self._model).called(self.around.settings.locale)
            self.answers.show_result(self._result, self.settings.top.value(), self.language, called)
        self.show_state()

    @override
    def show_state(self) -> None:
        answered = self._result is not None
        self._view.setCurrentIndex(1 if answered else 0)
        self.settings.ways.setVisible(answered)
        self.intake.show_ways(not self.busy)
        self._zone_folder.setVisible(not self.busy)
        title = self.tr("Looking at the pictures") if self.busy else self.tr("Drop pictures here")
        self.intake.zone.set_texts(title, self.tr("One, many, or a folder; a picture copied anywhere can be pasted"))
        self.bar.retranslate(self.tr("Classify again") if answered else self.tr("Classify", "verb"), self.tr("Stop"))
        self.answers.save.setEnabled(answered)
        self.answers.maps.setEnabled(answered and not self.busy)
        self.bar.set_reason("" if self._paths else self.tr("choose a picture first"))
