"""The Ideal image page: it grows what a network finds ideal, and asks other networks whether they see it too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from desktop.models.ref import other_networks
from desktop.page.entry import Entry
from desktop.page.kept import KeptForm
from desktop.page.page import Surroundings
from desktop.page.working import WorkingPage
from desktop.pages.ideal import ENTRY
from desktop.pages.ideal.asking import Asking
from desktop.pages.ideal.exciting import ExcitingPhotos
from desktop.pages.ideal.grown import Grown, why_not
from desktop.pages.ideal.knobs import NAMES, recipe_value
from desktop.pages.ideal.left import IdealSettings
from desktop.pages.ideal.saving import IdealSaving
from desktop.widgets.plain import one_line
from desktop.widgets.tiles.thumbnails import Thumbnails
from engine.job.events import Ended, Metric, Outcome, Picture, Progress
from engine.jobs.ideal import Ideal, IdealResult
from engine.paint.presets import PRESETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.pages.ideal.parts import Ready
    from desktop.pages.ideal.view import Growing, Growth
    from engine.job.background import Mail

_FORMULA: Final = (
    "<i>x</i> ← <i>x</i> + <i>η</i> · ∇<sub><i>x</i></sub> ( <i>s<sub>k</sub></i>(<i>x</i>) − <i>λ</i> · TV(<i>x</i>) )"
)
_SCRUB_PAUSE: Final = 250  # ms


class IdealPage(WorkingPage):
    """Give `hear` what a recipe tells; it draws, asks and keeps the film."""

    entry: ClassVar[Entry] = ENTRY

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._growths: dict[str, Growth] = {}
        self._grown = Grown("", "", by_class=True)
        self.asking = Asking(around.runner, self)
        self.thumbnails = Thumbnails(self)
        self.settings = IdealSettings()
        self._scrubbed = QTimer(self, singleShot=True, interval=_SCRUB_PAUSE)
        self._kept = KeptForm(self, self.settings.plain_values)
        self.lay_out(self._build_view(), self.settings, self.bar)
        self.exciting, self.saving = ExcitingPhotos(self, self.growing.beside), IdealSaving(self)
        self.settings.set_model(around.workspace.model)
        self.settings.set_values(around.settings.form(self.name))
        self._connect()

    # Building

    def _build_view(self) -> QWidget:
        from desktop.pages.ideal.parts import Ready
        from desktop.pages.ideal.view import Growing  # with pyqtgraph, which the window's start does without

        self.ready: Ready = Ready()
        self.growing: Growing = Growing(self.thumbnails)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.ready)
        self._stack.addWidget(self.growing)
        return self._stack

    def _connect(self) -> None:
        workspace, settings = self.around.workspace, self.settings
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self.show_state)
        settings.chooser.chosen.connect(workspace.set_model)
        settings.changed.connect(self._kept.soon)
        settings.changed.connect(self._offer)
        settings.turned.connect(self._turn)
        self.ready.chosen.connect(self.start_with)
        self.growing.scrubbed.connect(self._scrubbed.start)
        self.growing.looked_at.connect(self._looked_at)
        settings.recipe_chosen.connect(self.growing.look_at)
        self._scrubbed.timeout.connect(self._ask_about_shown)
        self.growing.restart.clicked.connect(self.restart)
        self.growing.save.clicked.connect(lambda: self._save(film=False))
        self.growing.save_film.clicked.connect(lambda: self._save(film=True))
        self.growing.beside.search.clicked.connect(lambda: self.exciting.find(self._grown))
        self.growing.course.failed.connect(self.show_error)
        self.asking.told.connect(self.growing.hear_opinions)
        self.asking.failed.connect(lambda error: self.banner.show_notice(error, self.language))
        self.task.changed.connect(lambda: self._ask_about_shown() if self.task.state == "paused" else None)

    # What the window asks of a page

    @override
    def explanation(self) -> str:
        return "<p>".join(
            [
                self.tr(
                    "Training changes the <b>weights</b> so that photos get the right class. Here the weights stay and "
                    "the <b>pixels</b> change: from noise, the gradient leads uphill to the picture that the network "
                    "finds ideal for a class (activation maximisation)."
                ),
                _FORMULA,
                self.tr(
                    "<i>s<sub>k</sub></i> is the score of class <i>k</i>, TV the total variation, the sum of the "
                    "differences between neighbouring pixels. <i>Noise</i> climbs the score alone; <i>variation</i> "
                    "adds the second term; <i>robust</i> looks through windows and keeps to the statistics of real "
                    "photos. <b>Try next:</b> all three side by side: which of them do the other networks "
                    "recognise? Then turn a knob while it runs."
                ),
            ]
        )

    @override
    def retranslate(self) -> None:
        super().retranslate()
        self.setLocale(self.around.settings.locale)
        self.settings.retranslate(self.language)
        self.ready.retranslate(self.language)
        self.growing.retranslate(self.language)
        self.show_state()
        self.task.tell_progress()

    @override
    def shown(self) -> None:
        self.settings.chooser.refresh()
        if (wanted := self.around.workspace.take_settings(self.name)) is not None and not self.busy:
            self.settings.set_values({**self.settings.plain_values(), **wanted[1]})
        workspace = self.around.workspace
        channel, workspace.wanted_channel = workspace.wanted_channel, ""
        if channel and not self.busy:
            self.settings.show_channel(channel)
        self.show_state()

    @override
    def start(self) -> None:
        """Grows with the settings as they are."""
        if self.bar.can_start:
            self._start()

    def start_with(self, preset: str) -> None:
        """One click on a recipe: takes it and starts."""
        self.settings.compare.setChecked(False)
        self.settings.look_at(preset)
        self.start()

    def restart(self) -> None:
        """From the beginning, with the settings as they are now."""
        self.task.drop()
        self._growths = {}
        self.show_state()
        self.start()

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return len(paths) == 1 and (paths[0].suffix == ".safetensors" or paths[0].is_file())

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Takes a model's file as the model, a photo as what to begin with."""
        path = paths[-1]
        if path.suffix.lower() == ".safetensors":
            self.take_model(path)
        else:
            self.settings.form.set_values({"start": "photo", "photo": path})
            self.settings.form.open_group("canvas")

    # Growing

    def _start(self) -> None:
        from desktop.pages.ideal.view import Growth, picture_key

        workspace = self.around.workspace
        jobs: dict[str, Ideal] = {}

        def make() -> dict[str, Ideal]:
            for preset in self.settings.presets:
                values = self.settings.values(preset)
                jobs[preset] = Ideal(
                    model=workspace.model, preset=preset, device=workspace.device, threads=workspace.threads, **values
                )
            return jobs

        started = self.task.start_all(make, ask=False, ends_well=True)
        if not started:
            return
        self._kept.keep()
        judges = tuple(name for name in other_networks(workspace.model) if name not in self.settings.together.others)
        self._growths = {
            picture_key(preset, number): Growth(
                preset, jobs[preset].steps or PRESETS[preset].steps, running, number, judges
            )
            for preset, running in started.items()
            for number in range(1, jobs[preset].pictures + 1)
        }
        self._grown = grown = Grown(workspace.model, self.settings.target_name(), self.settings.by_class)
        self.asking.begin(grown.model, judges, grown.target if grown.by_class else None, workspace.device)
        series = "probability" if grown.by_class else "objective"
        self.growing.begin(self._growths, grown.target, series)
        self.settings.look_at(self._growths[self.growing.current].preset)
        self.show_state()

    @override
    def show_events(self, events: list[Mail], whose: str) -> None:
        growth = self._growths[whose]
        metrics = [event for event in events if isinstance(event, Metric)]
        self.growing.course.hear([(f"{whose}.{metric.series}", metric.step, metric.value) for metric in metrics])
        for metric in metrics:
            if metric.series == "probability":
                growth.probability = metric.value
        for event in events:
            match event:
                case Progress():
                    growth.progress = event
                case Picture(slot=slot):
                    key = whose + slot.removeprefix("picture")
                    if self.growing.take(self._growths[key], event) and key == self.growing.current:
                        self.asking.now_and_then(key, event.pixels)
                case Outcome(IdealResult() as result):
                    growth.result = result
                    growth.probability = result.probability
        self.growing.caption(growth)

    @override
    def show_end(self, end: Ended, whose: str) -> None:
        for growth in self._growths.values():
            if growth.preset == whose:
                growth.over = True
                self.growing.end(growth)
                self.growing.caption(growth)
        if not self.busy:
            self.show_state()
            grown = [(name, each.film.newest) for name, each in self._growths.items()]
            self.asking.everybody([(name, pixels) for name, pixels in grown if pixels is not None])
            if self.around.workspace.model != self._grown.model:
                self._model_changed()

    def _turn(self, name: str, value: float | None) -> None:
        """A knob of a recipe, or a figure of all, was turned while pictures grow; None: back to what a recipe has."""
        for growth in self._growths.values():
            if growth.number > 1 or (name in NAMES and growth.preset != self.settings.knobs.recipe):
                continue
            preset = PRESETS[growth.preset]
            recipe = preset.steps if name == "steps" else recipe_value(preset, name, growth.quality)
            self.task.turn(name, recipe if value is None else value, growth.preset)

    def _model_changed(self) -> None:
        self.settings.set_model(self.around.workspace.model)
        self.show_state()

    def _save(self, *, film: bool) -> None:
        name = f"{self._grown.file_name()}-{self.growing.current}"
        if film:
            self.saving.ask_film(name, self.growing.film())
        else:
            self.saving.ask_picture(name, self.growing.pixels())

    def _ask_about_shown(self) -> None:
        """Asks every ready network about the picture that is shown."""
        pixels = self.growing.pixels()
        if pixels is not None:
            self.asking.everybody([(self.growing.current, pixels)])

    def _looked_at(self) -> None:
        """Another of several recipes is looked at closely: its knobs, and what networks say of it."""
        self.settings.look_at(self._growths[self.growing.current].preset)
        self._ask_about_shown()

    # What is shown when

    @override
    def show_state(self) -> None:
        self._stack.setCurrentIndex(1 if self._growths else 0)
        self.bar.retranslate(self.tr("Start again") if self._growths else self.tr("Start"), self.tr("Stop, keep it"))
        self._offer()
        self.growing.heading.setText(self._grown.heading(self.around.settings.locale))
        self.growing.restart.setVisible(self.busy)
        self.growing.save.setEnabled(bool(self._growths))
        self.exciting.show()
        self.growing.tell()

    @override
    def show_progress(self) -> None:
        """How far all recipes are together, beside the buttons."""
        growths = [growth for growth in self._growths.values() if growth.number == 1]
        done = sum(growth.progress.done if growth.progress else 0 for growth in growths)
        total = sum(growth.progress.total if growth.progress else growth.steps for growth in growths)
        notes = [growth.progress.note for growth in growths if growth.progress and growth.progress.note]
        parts = [self.say(notes[-1])] if notes else [self.tr("opening the model …")]
        if self.task.state == "paused":
            parts.append(self.tr("paused"))
        self.bar.set_progress(done, total, " · ".join(parts))

    def _offer(self) -> None:
        """What can begin now, or why nothing can."""
        reason = why_not(self.around.workspace.model, self.settings, self.language)
        self.bar.set_reason(reason)
        self.ready.allow(not reason)
        self.ready.show_target(one_line(self.settings.target_shown()))
