"""The Ideal image page: it grows what a network finds ideal, and asks other networks whether they see it too."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop.page import Page, RunBar, Surroundings
from desktop.pages.errands import AskNetworks, SaveFilm, SavePicture
from desktop.pages.ideal.exciting import exciting_job, exciting_photos
from desktop.pages.ideal.film import Film
from desktop.pages.ideal.knobs import recipe_value
from desktop.pages.ideal.settings import IdealSettings
from desktop.pages.known import other_networks, title_of, why_not
from desktop.theme import BETWEEN, WITHIN, set_icon, set_role
from desktop.widgets.bars import one_line, percent
from desktop.widgets.filmstrip import FilmStrip
from desktop.widgets.thumbnails import Thumbnails
from engine.files import shown
from engine.jobs.ideal import Ideal, IdealResult
from engine.optimise.presets import PRESETS
from engine.run.events import Ended, Metric, Outcome, Picture, Progress
from engine.run.messages import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from desktop.pages.ideal.beside import Beside
    from desktop.pages.ideal.parts import Course, Pane, Ready
    from engine.run.background import Mail, Running
    from engine.run.job import Job

_FORMULA: Final = (
    "<i>x</i> ← <i>x</i> + <i>η</i> · ∇<sub><i>x</i></sub> ( <i>s<sub>k</sub></i>(<i>x</i>) − <i>λ</i> · TV(<i>x</i>) )"
)
_ASK_EVERY: Final = 0.8  # seconds at least between two questions to networks while a picture grows
_ASK_SHARE: Final = 6  # and so many times as long as the last question took
_OTHERS_EVERY: Final = 4  # of so many questions, one goes to another network
_SCRUB_PAUSE: Final = 250  # ms
_FILM_PACE: Final = 60  # ms a frame
_KEEP_AFTER: Final = 300  # ms


@dataclass(slots=True)
class Growth:
    """One recipe on its way, or done: what it told."""

    preset: str
    steps: int
    running: Running
    film: Film = field(default_factory=Film)
    progress: Progress | None = None
    probability: float | None = None
    result: IdealResult | None = None
    over: bool = False


class IdealPage(Page):
    """Give `hear` what a recipe tells; it draws, asks and keeps the film."""

    name: ClassVar[str] = "ideal"

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._growths: dict[str, Growth] = {}
        self._current = ""
        self._grown = ("", "", True)  # model, target, by class: of what is shown
        self._asking: Running | None = None
        self._asked = 0  # questions while a picture grows
        self._ask_next = 0.0  # not before
        self._finding: Running | None = None
        self.thumbnails = Thumbnails(self)
        self.settings = IdealSettings()
        self.bar = RunBar()
        self._scrubbed = QTimer(self, singleShot=True, interval=_SCRUB_PAUSE)
        self._play_timer = QTimer(self, interval=_FILM_PACE)
        self._later = QTimer(self, singleShot=True, interval=_KEEP_AFTER)
        self.lay_out(self._build_view(), self.settings, self.bar)
        self.settings.set_model(around.workspace.model)
        self.settings.set_values(around.settings.form(self.name))
        self._connect()

    # Building

    def _build_view(self) -> QWidget:
        from desktop.pages.ideal.beside import Beside
        from desktop.pages.ideal.parts import Course, Ready  # with pyqtgraph, which the window's start does without

        self.ready: Ready = Ready()
        self.beside: Beside = Beside(self.thumbnails)
        self.course: Course = Course()
        self.panes: dict[str, Pane] = {}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.ready)
        self._stack.addWidget(self._build_growing())
        return self._stack

    def _build_growing(self) -> QWidget:
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        set_role(self._heading, "heading")
        self._restart, self._save, self._save_film = QPushButton(), QPushButton(), QPushButton()
        head = QHBoxLayout()
        head.setSpacing(WITHIN)
        head.addWidget(self._heading, 1)
        for button, icon in ((self._restart, "refresh"), (self._save, "save"), (self._save_film, "export")):
            set_icon(button, icon)
            head.addWidget(button)
        pictures = QWidget()
        self._pane_row = QHBoxLayout(pictures)
        self._pane_row.setContentsMargins(0, 0, 0, 0)
        self._pane_row.setSpacing(WITHIN)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.setHandleWidth(BETWEEN)
        middle.addWidget(pictures)
        middle.addWidget(self.beside)
        middle.setStretchFactor(0, 1)
        middle.setSizes([430, 250])
        growing = QWidget()
        layout = QVBoxLayout(growing)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(WITHIN)
        layout.addLayout(head)
        layout.addWidget(middle, 1)
        layout.addLayout(self._build_film())
        layout.addWidget(self.course)
        return growing

    def _build_film(self) -> QHBoxLayout:
        self.strip = FilmStrip()
        self._play = QPushButton()
        set_role(self._play, "icon")
        set_icon(self._play, "play")
        self._step = QLabel(alignment=Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_role(self._step, "muted")
        self._step.setMinimumWidth(self._step.fontMetrics().horizontalAdvance("00000"))
        row = QHBoxLayout()
        row.setSpacing(WITHIN)
        row.addWidget(self._play)
        row.addWidget(self.strip, 1)
        row.addWidget(self._step)
        return row

    def _connect(self) -> None:
        workspace, settings = self.around.workspace, self.settings
        workspace.model_changed.connect(self._model_changed)
        workspace.folder_changed.connect(self._show_state)
        settings.chooser.chosen.connect(workspace.set_model)
        settings.changed.connect(self._settings_changed)
        settings.turned.connect(self._turn)
        self._later.timeout.connect(self._keep_settings)
        self.ready.chosen.connect(self.start_with)
        self.strip.chosen.connect(self._scrub)
        self._scrubbed.timeout.connect(self._ask_all)
        self._play.clicked.connect(self._toggle_film)
        self._play_timer.timeout.connect(self._next_frame)
        self._restart.clicked.connect(self.restart)
        self._save.clicked.connect(self._ask_and_save)
        self._save_film.clicked.connect(self._ask_and_save_film)
        self.beside.find.clicked.connect(self.find_photos)
        self.course.failed.connect(self._show_error)
        self.bar.start.connect(self.start)
        self.bar.pause.connect(self.pause)
        self.bar.stop.connect(self.cancel)

    # What the window asks of a page

    @override
    def title(self) -> str:
        return self.tr("Ideal image")

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
                    "adds the second term; <i>robust</i> draws in frequencies and moves the picture a little before "
                    "each look. <b>Try next:</b> all three side by side: which of them do the other networks "
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
        self.beside.retranslate()
        self.course.retranslate(self.language)
        self.strip.retranslate()
        self._restart.setText(self.tr("Restart"))
        self._restart.setToolTip(self.tr("From the beginning, with the settings as they are now"))
        self._save.setText(self.tr("Save picture…"))
        self._save.setToolTip(self.tr("The picture that is shown, as PNG"))
        self._save_film.setText(self.tr("Save film…"))
        self._save_film.setToolTip(self.tr("How it came about, as GIF, WebP or a folder of PNGs"))
        self._play.setToolTip(self.tr("Plays the film"))
        self._play.setAccessibleName(self.tr("Play the film"))
        self._show_state()
        self._tell_progress()

    @override
    def shown(self) -> None:
        self.settings.chooser.refresh()
        workspace = self.around.workspace
        channel, workspace.wanted_channel = workspace.wanted_channel, ""
        if channel and not self.busy:
            self.settings.show_channel(channel)
        self._show_state()

    @property
    @override
    def busy(self) -> bool:
        return any(not growth.over for growth in self._growths.values())

    @override
    def start(self) -> None:
        """Grows with the settings as they are."""
        if self.bar.can_start:
            self._start()

    def start_with(self, preset: str) -> None:
        """One click on a recipe: takes it and starts."""
        self.settings.compare.setChecked(False)
        self.settings.recipe.set_value(preset)
        self.start()

    def restart(self) -> None:
        """From the beginning, with the settings as they are now."""
        for growth in self._running():
            growth.running.cancel()
        self._growths = {}
        self.bar.set_state("idle")
        self._show_state()
        self.start()

    @override
    def pause(self) -> None:
        """Pauses what grows, or goes on."""
        running = self._running()
        if not running or self.bar.state == "stopping":
            return
        pausing = self.bar.state != "paused"
        for growth in running:
            if pausing:
                growth.running.pause()
            else:
                growth.running.resume()
        self.bar.set_state("paused" if pausing else "running")
        self._tell_progress()
        if pausing:
            self._ask_all()

    @override
    def cancel(self) -> None:
        """Stops and keeps the picture as it is; asked a second time, stops at once."""
        again = self.bar.state == "stopping"
        for growth in self._running():
            if again:
                growth.running.cancel()
            else:
                growth.running.finish()
        if self.busy:
            self.bar.set_state("stopping")

    @override
    def accepts(self, paths: Sequence[Path]) -> bool:
        return len(paths) == 1 and (paths[0].suffix == ".safetensors" or paths[0].is_file())

    @override
    def open_paths(self, paths: list[Path]) -> None:
        """Takes a model's file as the model, a photo as what to begin with."""
        path = paths[-1]
        if path.suffix == ".safetensors":
            self.around.workspace.set_model(path)
        else:
            self.settings.form.set_values({"start": "photo", "photo": path})
            self.settings.form.open_group("canvas")

    # Growing

    def _start(self) -> None:
        workspace = self.around.workspace
        try:
            values = self.settings.values()
            jobs = {
                preset: Ideal(
                    model=workspace.model, preset=preset, device=workspace.device, threads=workspace.threads,
                    **values,
                )
                for preset in self.settings.presets
            }  # fmt: skip
        except EngineError as error:
            self._show_error(error)
            return
        self.banner.clear()
        self._keep_settings()
        self._grown = (workspace.model, self.settings.target_name(), self.settings.by_class)
        self._begin(tuple(jobs), max(job.steps or PRESETS[preset].steps for preset, job in jobs.items()))
        for preset, job in jobs.items():
            self._launch(preset, job)
        self.bar.set_state("running")
        self._show_state()

    def _launch(self, preset: str, job: Ideal) -> None:
        def hear(mails: list[Mail]) -> None:
            growth = self._growths.get(preset)
            if growth is not None and growth.running is running:  # else it concerns nobody any more
                self.hear(preset, mails)

        running = self.around.runner.start(job, hear, ask=False)
        self._growths[preset] = Growth(preset, job.steps or PRESETS[preset].steps, running)

    def _begin(self, presets: tuple[str, ...], steps: int) -> None:
        self._stop_film()
        self._growths = {}
        self._current = presets[-1]
        self._asked, self._ask_next = 0, 0.0
        self.strip.forget()
        self._fill_panes(presets)
        self.course.begin(presets, "probability" if self._grown[2] else "objective", steps)
        self.beside.begin(self._grown[0])
        self.beside.show_photos(())

    def _fill_panes(self, presets: tuple[str, ...]) -> None:
        from desktop.pages.ideal.parts import Pane

        for pane in self.panes.values():
            self._pane_row.removeWidget(pane)
            pane.deleteLater()
        self.panes = {preset: Pane(preset) for preset in presets}
        for pane in self.panes.values():
            self._pane_row.addWidget(pane, 1)
            pane.chosen.connect(self._choose_pane)
            pane.picture.set_message(self.tr("opening the model …"))

    def hear(self, preset: str, mails: list[Mail]) -> None:
        """What a recipe told since the last look."""
        growth = self._growths[preset]
        metrics = [mail for mail in mails if isinstance(mail, Metric)]
        self.course.hear([(f"{preset}.{metric.series}", metric.step, metric.value) for metric in metrics])
        for metric in metrics:
            if metric.series == "probability":
                growth.probability = metric.value
        for mail in mails:
            match mail:
                case Progress():
                    growth.progress = mail
                case Picture(slot="picture"):
                    self._take(growth, mail)
                case Outcome(IdealResult() as result):
                    growth.result = result
                    growth.probability = result.probability
                case Ended():
                    self._ended(growth, mail)
        self._caption(growth)
        self._tell_progress()

    def _take(self, growth: Growth, picture: Picture) -> None:
        following = self.strip.following
        growth.film.add(picture.step, picture.pixels)
        if growth.preset == self._current:
            self.strip.show_film(growth.film.steps, growth.film.frame)
        if following:
            self._show_picture(growth, picture.pixels)
            self._ask_now_and_then()
        self._show_step()

    def _show_picture(self, growth: Growth, pixels: NDArray[np.uint8]) -> None:
        description = self.tr("Ideal image of {name}").format(name=one_line(self._grown[1]))
        self.panes[growth.preset].show_picture(pixels, description)

    def _ended(self, growth: Growth, end: Ended) -> None:
        growth.over = True
        if end.error is not None:
            self._show_error(end.error)
        if growth.film.newest is None:
            self.panes[growth.preset].picture.set_message(self.tr("nothing grew"))
        if not self.busy:
            self.bar.set_state("idle")
            self._show_state()
            if any(each.film.newest is not None for each in self._growths.values()):
                self._ask_all()
            if self.around.workspace.model != self._grown[0]:
                self._model_changed()

    def _running(self) -> list[Growth]:
        return [growth for growth in self._growths.values() if not growth.over]

    def _turn(self, name: str, value: float | None) -> None:
        """A knob was turned while pictures grow; None: back to what each recipe has."""
        for growth in self._running():
            preset = PRESETS[growth.preset]
            recipe = preset.steps if name == "steps" else recipe_value(preset, name)
            growth.running.turn(**{name: recipe if value is None else value})

    def _model_changed(self) -> None:
        self.settings.set_model(self.around.workspace.model)
        self._show_state()

    # What networks say

    def _ask_now_and_then(self) -> None:
        count = self._asked
        if self._asking is not None or time.monotonic() < self._ask_next:
            return
        model = self._grown[0]
        others = other_networks(model)
        asked = [model]
        if others and count % _OTHERS_EVERY == _OTHERS_EVERY - 1:
            asked.append(others[count // _OTHERS_EVERY % len(others)])
        self._ask(asked)

    def _ask_all(self) -> None:
        """Asks every ready network about the picture that is shown."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
        model = self._grown[0]
        self._ask([model, *other_networks(model)])

    def _ask(self, models: Sequence[str]) -> None:
        pixels = self.pixels()
        if pixels is None:
            return
        class_ = self._grown[1] if self._grown[2] else None
        job = AskNetworks(models, pixels, class_, self.around.workspace.device)
        begun = time.monotonic()

        def hear(mails: list[Mail]) -> None:
            if self._asking is not asking:
                return
            for mail in mails:
                match mail:
                    case Outcome(tuple() as opinions):
                        self.beside.hear(opinions)
                    case Ended(error=error):
                        self._asking = None
                        self._asked += 1
                        now = time.monotonic()
                        self._ask_next = now + max(_ASK_EVERY, _ASK_SHARE * (now - begun))
                        if error is not None:
                            self.banner.show_notice(error, self.language)

        self._asking = asking = self.around.runner.start(job, hear, urgent=True)

    def pixels(self) -> NDArray[np.uint8] | None:
        """The picture that is shown, of the recipe that is looked at closely."""
        growth = self._growths.get(self._current)
        if growth is None or growth.film.newest is None:
            return None
        return growth.film.picture(self.strip.place)

    # The film

    def _scrub(self, place: int) -> None:
        """Shows the frames at a place of the film, of every recipe."""
        last = max(len(self._growths[self._current].film.steps) - 1, 1)
        for growth in self._growths.values():
            if growth.film.newest is not None:
                own = round(place / last * (len(growth.film.steps) - 1))
                self._show_picture(growth, growth.film.picture(place if growth.preset == self._current else own))
        self._show_step()
        self._scrubbed.start()

    def _toggle_film(self) -> None:
        if self._play_timer.isActive():
            self._stop_film()
        elif self.strip.place or not self.strip.following or self._current in self._growths:
            if self.strip.following:
                self.strip.go(0)
            set_icon(self._play, "pause")
            self._play_timer.start()

    def _next_frame(self) -> None:
        if self.strip.following:
            self._stop_film()
        else:
            self.strip.go(self.strip.place + 1)

    def _stop_film(self) -> None:
        self._play_timer.stop()
        set_icon(self._play, "play")

    def _choose_pane(self, preset: str) -> None:
        """Looks at one of several recipes closely."""
        growth = self._growths.get(preset)
        if growth is None or preset == self._current:
            return
        self._current = preset
        self.strip.forget()
        self.strip.show_film(growth.film.steps, growth.film.frame)
        self.beside.begin(self._grown[0])
        self._show_state()
        self._ask_all()

    # Photos

    def find_photos(self) -> None:
        """Shows the open folder's photos to the network, and keeps those that excite the target most."""
        workspace = self.around.workspace
        if workspace.folder is None:
            self.request_page.emit("data")
            return
        model, target, by_class = self._grown
        try:
            job = exciting_job(
                model, workspace.folder, None if by_class else target, workspace.device, workspace.threads
            )
        except EngineError as error:
            self._show_error(error)
            return
        self.beside.find.setEnabled(False)
        self._finding = finding = self.around.runner.start(job, lambda mails: self._hear_photos(finding, mails))

    def _hear_photos(self, finding: Running, mails: list[Mail]) -> None:
        if finding is not self._finding:
            return
        for mail in mails:
            match mail:
                case Progress(done, total) if total:
                    counts = {"done": self.locale().toString(done), "total": self.locale().toString(total)}
                    self.beside.show_photos((), self.tr("looking at photo {done} of {total}").format(**counts))
                case Outcome(value):
                    found = exciting_photos(value, self._grown[1], self.locale())
                    self.beside.show_photos(found, "" if found else self.tr("No photo shows anything of it."))
                case Ended(error=error):
                    self._finding = None
                    if error is not None:
                        self.beside.show_photos((), error.say(self.language))
                    self._show_state()

    # Saving

    def _ask_and_save(self) -> None:
        name = f"{_file_name(self._grown[1])}-{self._current}.png"
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the picture"), name, "PNG (*.png)")
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".png" else path.with_name(path.name + ".png"))

    def save(self, path: Path) -> None:
        """Writes the picture that is shown, as PNG."""
        pixels = self.pixels()
        if pixels is not None:
            self._run_errand(SavePicture(path, pixels), path)

    def _ask_and_save_film(self) -> None:
        name = f"{_file_name(self._grown[1])}-{self._current}.gif"
        folder = self.tr("A folder of PNGs")
        kinds = f"GIF (*.gif);;WebP (*.webp);;{folder} (*)"
        chosen, kind = QFileDialog.getSaveFileName(self, self.tr("Save the film"), name, kinds)
        if chosen:
            path, ending = Path(chosen), {"GIF": ".gif", "Web": ".webp"}.get(kind[:3], "")
            fitting = path.with_suffix(ending) if path.suffix.lower() in (".gif", ".webp", "") else path
            self.save_film(fitting)

    def save_film(self, path: Path) -> None:
        """Writes the film of the recipe that is looked at, by the ending of `path`."""
        growth = self._growths.get(self._current)
        if growth is not None and growth.film.newest is not None:
            self._run_errand(SaveFilm(path, growth.film.frames()), path)

    def _run_errand(self, job: Job, path: Path) -> None:
        def hear(mails: list[Mail]) -> None:
            for mail in mails:
                match mail:
                    case Ended(error=EngineError() as error):
                        self._show_error(error)
                    case Ended("done"):
                        self.bar.set_note(self.tr("Saved as {path}").format(path=shown(path)))

        self.around.runner.start(job, hear, urgent=True)

    # What is shown when

    def _reason(self) -> str:
        """Why nothing can grow now; "" when it can."""
        reason = why_not(self.around.workspace.model)
        if reason == "absent":
            return self.tr("This backbone's weights are not here: choose another model, or fetch them on Train.")
        if reason:
            return self.tr("This model's file cannot be read: choose another.")
        if self.settings.by_class and self.settings.search.index() is None:
            return self.tr("Choose a class that the model knows.")
        try:
            values = self.settings.values()
        except EngineError as error:
            return error.say(self.language)
        if values["start"] == "photo" and values["photo"] is None:
            return self.tr("Choose the photo to begin with.")
        return ""

    def _show_state(self) -> None:
        self._stack.setCurrentIndex(1 if self._growths else 0)
        self.bar.retranslate(self.tr("Start again") if self._growths else self.tr("Start"), self.tr("Stop, keep it"))
        reason = self._reason()
        self.bar.set_reason(reason)
        self.ready.show_target(one_line(self.settings.target_name()))
        self.ready.allow(not reason)
        model, target, _ = self._grown
        self._heading.setText(f"{one_line(target)} · {title_of(model)}" if model else "")
        self._restart.setVisible(self.busy)
        for button in (self._save, self._save_film, self._play):
            button.setEnabled(bool(self._growths))
        folder = self.around.workspace.folder
        self.beside.find.setEnabled(self._finding is None)
        self.beside.find.setText(self.tr("Find them") if folder else self.tr("Open a folder first"))
        for growth in self._growths.values():
            self._caption(growth)
        self._show_step()

    def _caption(self, growth: Growth) -> None:
        from desktop.pages.ideal.parts import preset_name

        words = [preset_name(growth.preset, self.language)]
        if growth.probability is not None:
            words.append(percent(growth.probability, self.locale()))
        current = growth.preset == self._current and len(self.panes) > 1
        self.panes[growth.preset].caption(" · ".join(words), current)

    def _show_step(self) -> None:
        growth = self._growths.get(self._current)
        steps = growth.film.steps if growth else ()
        self._step.setText(self.locale().toString(steps[min(self.strip.place, len(steps) - 1)]) if steps else "")

    def _tell_progress(self) -> None:
        """How far all recipes are together, beside the buttons."""
        if not self.busy or self.bar.state == "stopping":
            return
        growths = self._growths.values()
        done = sum(growth.progress.done if growth.progress else 0 for growth in growths)
        total = sum(growth.progress.total if growth.progress else growth.steps for growth in growths)
        notes = [growth.progress.note for growth in growths if growth.progress and growth.progress.note]
        parts = [self.say(notes[-1])] if notes else [self.tr("opening the model …")]
        if self.bar.state == "paused":
            parts.append(self.tr("paused"))
        self.bar.set_progress(done, total, " · ".join(parts))

    def _show_error(self, error: EngineError) -> None:
        self.banner.show_error(error, self.language)

    # Settings

    def _settings_changed(self) -> None:
        self._later.start()
        reason = self._reason()
        self.bar.set_reason(reason)
        self.ready.allow(not reason)
        self.ready.show_target(one_line(self.settings.target_name()))

    def _keep_settings(self) -> None:
        self._later.stop()
        self.around.settings.keep_form(self.name, self.settings.plain_values())


def _file_name(target: str) -> str:
    """`target` as a file may be called anywhere."""
    return "".join(letter if letter.isalnum() or letter in " .-_" else "-" for letter in target)[:60]
