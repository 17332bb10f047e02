"""A lesson's experiment: its jobs one after another, on the learner's folder and model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from desktop.models.ref import ModelRef
from engine.job.events import Ended, Outcome
from engine.job.words import EngineError
from engine.learn.results import TrainResult
from engine.lessons.runs import DEMOS, SAMPLES, Desk, first_photo, job_for, second_folder, with_model
from engine.models.store import weights_state

if TYPE_CHECKING:
    from desktop.page.page import Surroundings
    from desktop.page.task import PageTask
    from desktop.pages.lessons.deck import Deck
    from engine.job.background import Mail
    from engine.lessons.notebook import Notebook
    from engine.lessons.records import LessonQuestion, LessonRun
    from engine.lessons.sitting import Sitting

_PAGES: Final = {
    "train": ("train",), "ideal": ("ideal",), "attack": ("adversarial",),
    "compare": ("compare", "learning-curve", "trial"),
}  # fmt: skip
"""The jobs that a page starts with settings that a lesson may leave for it."""
_PHOTOS: Final = {"attack": "adversarial", "features": "features"}
"""Pages that begin with a photo, and the job whose photo a lesson brings them."""
_MOST_CLASSES: Final = 60  # that can be chosen from
_STANDARD: Final = "efficientnet_lite0"
_GROWING: Final = ("learning-curve",)  # jobs whose lines stand beside those of the run before


class Experiment:
    """Starts each job when the one before is done; `done` is called after the last."""

    def __init__(self, around: Surroundings, task: PageTask, deck: Deck, done: Callable[[], object]) -> None:
        self._around, self._task, self._deck, self._done = around, task, deck, done
        self._sitting: Sitting | None = None
        self._runs: Sequence[LessonRun] = ()
        self._at = 0
        self._outcome: Any = None

    def open_samples(self) -> None:
        """A lesson needs photos: where no folder is open, the sample photos are opened."""
        if self._around.workspace.folder is None:
            self._around.workspace.open_folder(SAMPLES)

    def desk(self, notebook: Notebook) -> Desk:
        """What the jobs work with now: the learner's model where it fits the folder."""
        workspace = self._around.workspace
        folder = workspace.folder or SAMPLES
        reference = ModelRef.of(workspace.model)
        scan = workspace.scan
        fits = workspace.own_model and bool(reference.classes)
        if fits and scan is not None:
            fits = set(reference.classes) == set(scan.classes)
        backbone = reference.backbone if fits else _STANDARD
        if weights_state(backbone) == "absent":
            backbone = _STANDARD
        chosen = Path(notebook.second) if notebook.second else None
        return Desk(
            folder=folder, model=workspace.model if fits else "", backbone=backbone,
            second=second_folder(folder, chosen), device=workspace.device, threads=workspace.threads,
        )  # fmt: skip

    def leave_settings(self, sitting: Sitting, question: LessonQuestion) -> None:
        """Leaves the settings of the run that a question is about for the page where it can be tried."""
        runs = [run for run in sitting.lesson.runs if run.job in _PAGES.get(question.page, ())]
        about = [run for run in runs if run.name in question.asked.runs] or runs
        if about:
            run = about[-1]
            settings = {name: value for name, value in run.settings.items() if not str(value).startswith("$")}
            self._around.workspace.want_settings(question.page, run.job, settings)

    def photo_for(self, sitting: Sitting, question: LessonQuestion) -> Path | None:
        """The photo that the run was about to which a question leads; None where that page takes none."""
        runs = [run for run in sitting.lesson.runs if run.job == _PHOTOS.get(question.page)]
        about = [run for run in runs if run.name in question.asked.runs] or runs
        given = str(about[-1].settings.get("photo", "")) if about else ""
        if given.startswith("$demo:"):
            return DEMOS / given.removeprefix("$demo:")
        return self.photo() if given == "$photo" else None

    def photo(self) -> Path | None:
        """A photo of the learner's own; None where there is none."""
        try:
            return first_photo(self._around.workspace.folder or SAMPLES)
        except EngineError:
            return None

    def classes(self) -> list[str]:
        """What the classes of the folder are called, as far as they are known; of very many the largest."""
        workspace = self._around.workspace
        if workspace.scan is not None:
            counts = workspace.scan.classes
            largest = set(sorted(counts, key=lambda name: -counts[name])[:_MOST_CLASSES])
            return [name for name in counts if name in largest]
        try:
            places = [place.name for place in (workspace.folder or SAMPLES).iterdir() if place.is_dir()]
        except OSError:
            return []
        return sorted(places)[:_MOST_CLASSES]

    def start(self, sitting: Sitting) -> None:
        """Begins with the first job."""
        self.open_samples()
        guesses = {name: given.value for name, given in sitting.record.guesses.items()}
        sitting.desk = dataclasses.replace(self.desk(sitting.notebook), guesses=guesses)
        sitting.results.clear()
        self._sitting, self._runs, self._at = sitting, sitting.runs, 0
        self._start_run()

    def _start_run(self) -> None:
        sitting = self._sitting
        assert sitting is not None
        run, self._outcome = self._runs[self._at], None
        if self._at == 0 or run.job not in _GROWING or self._runs[self._at - 1].job != run.job:
            self._deck.experiment.clear()
        self.show_run()
        self._task.start(lambda: job_for(sitting.lesson, run, sitting.desk, sitting.results))

    def show_run(self) -> None:
        """Words which of the runs it is."""
        if self._sitting is not None:
            title = self._runs[self._at].title
            language = self._around.settings.words_language
            self._deck.experiment.show_run(title, self._at + 1, len(self._runs), language)

    def hear(self, events: list[Mail]) -> None:
        """What the job at work told."""
        for event in events:
            if isinstance(event, Outcome):
                self._outcome = event.value
        self._deck.experiment.hear(events)

    def end(self, end: Ended) -> None:
        """A job is over: the next one begins. Raises EngineError where what came of the last cannot be kept."""
        sitting = self._sitting
        if sitting is None or end.how != "done" or self._outcome is None:
            return
        run = self._runs[self._at]
        sitting.take(run, self._outcome)
        if run.keep and isinstance(self._outcome, TrainResult):
            sitting.desk = with_model(sitting.desk, self._outcome.model, sitting.desk.backbone)
            self._around.workspace.set_model(Path(self._outcome.model))
        if self._at + 1 < len(self._runs):
            self._at += 1
            self._start_run()
            return
        self._deck.thumbnails.forget()
        sitting.conclude()
        self._done()
