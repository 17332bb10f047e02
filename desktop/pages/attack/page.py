"""The Attack page: a photo goes in, a class is wished for, and a change is sought that only the network sees."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from desktop.page.entry import Entry
from desktop.page.intake import PictureIntake
from desktop.page.kept import KeptForm
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.attack import ENTRY
from desktop.pages.attack.left import AttackSettings, is_model
from desktop.pages.attack.measuring import Measuring
from desktop.pages.attack.saving import ResultSaving
from desktop.widgets.tiles.thumbnails import ThumbnailRequest, Thumbnails
from engine.job.events import Ended, Metric, Outcome, Picture
from engine.job.words import say
from engine.jobs.adversarial import Adversarial, AdversarialResult
from engine.jobs.defend import Defend
from engine.jobs.robustness import RobustnessResult
from engine.paint.attacks import ATTACKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.attack.view import AttackView
    from engine.job.background import Mail

_FORMULA: Final = (
    "<i>x</i>′ ← clip<sub>[<i>x</i>−<i>ε</i>, <i>x</i>+<i>ε</i>]</sub> "
    "( <i>x</i>′ − <i>α</i> · sign ∇<sub><i>x</i>′</sub> <i>L</i>(<i>x</i>′, <i>t</i>) )"
)
_LARGE: Final = 1600  # the longer side of the photo before it is attacked, in the screen's pixels


class AttackPage(WorkingPage):
    """Give `hear` what an attack tells; it draws and words."""

    entry: ClassVar[Entry] = ENTRY
    takes_bytes: ClassVar[bool] = True

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._photo: Path | None = None
        self._wanted: ThumbnailRequest | None = None
        self._attacked: Adversarial | None = None
        self.thumbnails = Thumbnails(self)
        self.settings = AttackSettings()
        self._kept = KeptForm(self, self.settings.plain_values)
        self.lay_out(self._build_view(), self.settings, self.bar)
        self.settings.set_model(around.workspace.model)
        self.settings.set_values({"transfer": True, **around.settings.form(self.name)})
        self._connect()

    def _build_view(self) -> QWidget:
        from desktop.pages.attack.defending import Defending
        from desktop.pages.attack.view import AttackView  # with pyqtgraph, which the window's start does without

        self.view: AttackView = AttackView()
        self.measuring = Measuring(self, self.view)
        self.saving = ResultSaving(self, self.view)
        self.defending = Defending(self, self.settings.bench)
        self.intake = PictureIntake(self, self.thumbnails, "attack")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.intake.zone)
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.defending.stack)
        return self._stack

    def _connect(self) -> None:
        workspace, settings, view = self.around.workspace, self.settings, self.view
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self.show_state)
        settings.chooser.chosen.connect(workspace.set_model)
        settings.changed.connect(self._kept.soon)
        settings.changed.connect(self.show_state)
        settings.turned.connect(self._turn)
        settings.open.clicked.connect(self.pick)
        settings.paste.clicked.connect(self.intake.paste)
        self.thumbnails.arrived.connect(self._photo_arrived)
        view.new.clicked.connect(self.clear)
        view.save.clicked.connect(lambda: self.saving.ask(self._photo))
        view.folder_wanted.connect(lambda: self.measuring.start(settings.first.field("attack").value()))
        view.failed.connect(self.show_error)

    # What the window asks of a page

    @override
    def explanation(self) -> str:
        return "<p>".join(
            [
                self.tr(
                    "The gradient tells for each pixel whether a little more or less of it brings the network closer "
                    "to another class. Many changes that nobody sees, all in the same direction, add up: the photo "
                    "looks as before, and the network sees something else."
                ),
                _FORMULA,
                self.tr(
                    "<i>L</i> is the loss of the target class <i>t</i>, <i>ε</i> the most that a pixel may change, in "
                    "steps of 1/255. Success counts only when the saved PNG, read back, still misleads. "
                    "<b>Try next:</b> the smallest <i>ε</i> that works; Minimal L2; then see under Endurance "
                    "whether a JPEG undoes it, and tick Survive JPEG."
                ),
                self.tr(
                    "Under <b>Defences</b> a whole folder is attacked twice: by somebody who has not heard of a "
                    "defence, and by somebody who knows it. Many a defence stops only the first."
                ),
            ]
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.setLocale(self.around.settings.locale)
        self.settings.retranslate(self.language)
        self.view.retranslate(self.language)
        self.defending.retranslate(self.language)
        self.intake.zone.set_texts(
            self.tr("Drop a photo to attack"), self.tr("It is only read; what comes out is a new picture")
        )
        self.intake.retranslate(
            self.tr("Open a photo…"),
            self.tr("Choose a photo (Ctrl+O)"),
            self.tr("A picture from the clipboard (Ctrl+V)"),
        )
        self.show_state()

    @override
    def shown(self) -> None:
        self.settings.chooser.refresh()
        if (wanted := self.around.workspace.take_settings(self.name)) is not None and not self.busy:
            name, values = wanted
            kind = {"kind": "defences", "bench": values} if name == Defend.name else {"kind": "photo", **values}
            self.settings.set_values({**self.settings.plain_values(), **kind})
        self.show_state()

    @override
    def start(self) -> None:
        """Attacks the photo, or tries the defences, with the settings as they are."""
        photo, workspace = self._photo, self.around.workspace
        if not self.bar.can_start:
            return
        if self.settings.defending:
            self._kept.keep()
            self.defending.start()
            return
        if photo is None:
            return

        def make() -> Adversarial:
            values = self.settings.values(workspace.model)
            return Adversarial(
                model=workspace.model, photo=photo, device=workspace.device, threads=workspace.threads, **values
            )

        if self.task.start(make, ask=False, ends_well=True) and isinstance(self.task.job, Adversarial):
            job = self._attacked = self.task.job
            self._kept.keep()
            self.view.begin(job.steps or ATTACKS[job.attack].steps, targeted=job.target is not None)
            self.show_state()

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return len(paths) == 1 and not paths[0].is_dir()

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Takes the last photo as the one to attack; a model among the files becomes the model."""
        for path in paths:
            if is_model(path):
                self.around.workspace.set_model(path)
        photos = [path for path in paths if not is_model(path)]
        if photos:
            self.settings.kind.set_value("photo")
            self._open(photos[-1])

    @override
    def open_bytes(self, data: bytes) -> None:
        """Takes a picture that came without a file."""
        self.intake.take_bytes(data)

    @override
    def pick(self) -> None:
        """Asks for a photo, or for the folder that defences are tried on."""
        if self.settings.defending:
            self.defending.pick()
            return
        self.intake.pick(self.tr("Open a photo"))

    def clear(self) -> None:
        """Puts the photo away."""
        self.task.drop()
        self._photo, self._wanted = None, None
        self.banner.clear()
        self.show_state()

    # The photo

    def _open(self, photo: Path) -> None:
        self.task.drop()
        self._photo = photo
        self._wanted = ThumbnailRequest(photo, _LARGE, "contain")
        self.banner.clear()
        self.view.show_photo(None)
        self.thumbnails.want([self._wanted], self)
        self._photo_arrived()
        self.show_state()

    def _photo_arrived(self) -> None:
        """Shows the photo as soon as it has been read, unless its attack has begun to be shown."""
        if self._wanted is None or not self.view.pair.empty:
            return
        thumbnail = self.thumbnails.get(self._wanted)
        if thumbnail is None:
            return
        if thumbnail.fault is not None:
            self.view.pair.set_message(say(thumbnail.fault, self.language))
        else:
            self.view.pair.set_pixmap(thumbnail.pixmap)

    # Attacking

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        if self.defending.at_work:
            self.defending.hear(events)
            return
        metrics = [event for event in events if isinstance(event, Metric)]
        measured = [(metric.series, metric.step, metric.value) for metric in metrics if metric.series == "accuracy"]
        if measured:
            self.view.robustness.append(measured)
        elif metrics:
            self.view.hear_metrics(metrics)
        for event in events:
            match event:
                case Picture("source", _, pixels):
                    self.view.show_source(pixels)
                case Picture("picture", _, pixels):
                    self.view.show_after(pixels)
                case Outcome(AdversarialResult() as result):
                    self.view.show_result(result, self._attacked.model if self._attacked else "")
                case Outcome(RobustnessResult() as result):
                    self.measuring.hear(result)

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        self.view.end()
        self.show_state()
        note = self.measuring.take_note()
        if note and end.how == "done":
            self.bar.set_note(note)

    def _turn(self, name: str, value: float | None) -> None:
        """A live parameter was changed while an attack runs."""
        if self._attacked is None or self.task.job is not self._attacked:
            return
        row = ATTACKS[self._attacked.attack]
        steps = self._attacked.steps or row.steps
        usual = {"steps": row.steps, "rate": row.step_size(row.radius(self._attacked.epsilon), steps)}
        self.task.turn(name, usual.get(name) if value is None else value)

    def _model_changed(self) -> None:
        self.settings.set_model(self.around.workspace.model)
        self.show_state()

    # What is shown when

    @override
    def show_state(self) -> None:
        defending = self.settings.defending
        self._stack.setCurrentIndex(2 if defending else 0 if self._photo is None else 1)
        self.defending.show_state(busy=self.busy)
        self.measuring.show(not self.busy)
        self.settings.patch.set_open(self.around.workspace.folder)
        model, again = self.around.workspace.model, self.view.result is not None
        if defending:
            self.bar.retranslate(self.tr("Try the defences"), self.tr("Stop"))
            self.bar.set_reason(self.defending.why_not(self.language))
        else:
            self.bar.retranslate(
                self.tr("Attack again") if again else self.tr("Attack", "verb"), self.tr("Stop, keep it")
            )
            self.bar.set_reason(self.settings.why_not(model, self._photo, self.language))
