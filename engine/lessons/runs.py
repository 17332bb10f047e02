"""A lesson's experiment as ordinary jobs: settings are filled in with the learner's folder, model, photo and guesses.

What a setting may begin with "$": `$folder`; `$model`, the learner's own; `$backbone`, the network that it stands on;
`$early`, `$middle`, `$late`, a stage of it; `$photo`, one of the folder; `$second`, the second folder; `$demo:FILE`, a
picture that came with the program; `$result:RUN`, the model of an earlier run; `$guess:PREDICTION`, a guessed figure.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from engine.files import RESOURCES, home, is_folder, shown
from engine.job.declare import Job, parameters
from engine.job.words import EngineError
from engine.jobs import JOBS
from engine.learn.results import TrainResult
from engine.lessons.records import Lesson, LessonRun
from engine.lessons.said import LessonText
from engine.models.backbones import BACKBONES
from engine.photos.kinds import is_photo_name, listed, ways

SAMPLES: Final = RESOURCES / "sample_photos"
DRAWINGS: Final = RESOURCES / "drawings"
DEMOS: Final = RESOURCES / "demo_pictures"
JOB_TYPES: Final[Mapping[str, type[Job]]] = {job.name: job for job in JOBS}
FILLED: Final = ("folder", "model", "backbone", "photo", "second", "early", "middle", "late")
PARTED: Final = ("demo", "result", "guess")
OWN_MODEL: Final = "own_model"
_NO_MAPS: Final = ("top", "fully_connected")  # stages that end in plain figures, or nearly so
_OUT: Final = ("features", "ideal", "adversarial")  # jobs that leave a picture, and where it is to lie
_FIRST: Final = LessonRun(
    OWN_MODEL,
    "train",
    LessonText("First, a model of your own", "Najprije, vlastiti model"),
    {"folder": "$folder", "epochs": 20},
    keep=True,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What a lesson's jobs work with. `model`: the learner's own, "" where there is none; `second`: another folder."""

    folder: Path = SAMPLES
    model: str = ""
    backbone: str = "efficientnet_lite0"
    second: Path | None = None
    device: str = "auto"
    threads: int = 0
    guesses: Mapping[str, Any] = field(default_factory=dict)


def second_folder(folder: Path, chosen: Path | None) -> Path | None:
    """What something new is looked for in: the folder that a person chose, else the drawings beside the samples."""
    if chosen is not None and is_folder(chosen):
        return chosen
    return DRAWINGS if drawn(folder) else None


def drawn(folder: Path) -> bool:
    """Whether the drawings on board are of the classes of that folder: it is the samples, and they are there."""
    return folder == SAMPLES and is_folder(DRAWINGS)


def wants(run: LessonRun, what: str) -> bool:
    """Whether a setting of the run asks for `$what`."""
    return f"${what}" in run.settings.values()


def runs_of(lesson: Lesson, desk: Desk) -> tuple[LessonRun, ...]:
    """The runs in their order: without those that want a second folder that is not there, or the result of such a
    run, and with a training before them where they want a model of one's own that is not there."""
    left_out = {run.name for run in lesson.runs if desk.second is None and wants(run, "second")}
    runs = [run for run in lesson.runs if run.name not in left_out]
    runs = [run for run in runs if not any(wants(run, f"result:{name}") for name in left_out)]
    if not desk.model and any(wants(run, "model") for run in runs):
        runs.insert(0, _FIRST)
    return tuple(runs)


def job_for(lesson: Lesson, run: LessonRun, desk: Desk, results: Mapping[str, Any]) -> Job:
    """The job of a run. Raises EngineError: `no_photos` where one is wanted and none is there, and what
    is wrong with settings."""
    job = JOB_TYPES[run.job]
    settings = {name: _filled(value, desk, results) for name, value in run.settings.items()}
    if run.job in _OUT:
        settings["out"] = picture_of(lesson, run)
    for name in ("device", "threads"):
        settings[name] = getattr(desk, name)
    known = {parameter.name: parameter for parameter in parameters(job)}
    made = {name: _typed(known[name].type, value) for name, value in settings.items()}
    return job(**made)


def picture_of(lesson: Lesson, run: LessonRun) -> Path:
    """Where the picture of a run lies."""
    return home() / "lessons" / "pictures" / f"{lesson.name}-{run.name}.png"


def _filled(value: Any, desk: Desk, results: Mapping[str, Any]) -> Any:
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    what, _, name = value.removeprefix("$").partition(":")
    if what == "demo":
        return DEMOS / name
    if what == "guess":
        return desk.guesses[name]
    if what == "result":
        return _model_of(results[name])
    if what == "model":
        return desk.model or _model_of(results[OWN_MODEL])
    if what == "photo":
        return first_photo(desk.folder)
    if what in ("early", "middle", "late"):
        return stage_of(desk.backbone, what)
    return getattr(desk, what)


def stage_of(backbone: str, where: str) -> str:
    """A stage of a network: the "early" one after the first, the "middle" one, or the last one that makes maps."""
    names = [stage.name for stage in BACKBONES[backbone].stages if not stage.name.startswith(_NO_MAPS)]
    return {"early": names[min(1, len(names) - 1)], "middle": names[len(names) // 2], "late": names[-1]}[where]


def _model_of(result: Any) -> str:
    assert isinstance(result, TrainResult)
    return result.model


def first_photo(folder: Path) -> Path:
    """A photo of the folder, always the same one: the first by name of the first folder by name that has one.

    Raises EngineError `no_photos`.
    """
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if is_photo_name(name) and not name.startswith("."):
                return Path(root) / name
    raise EngineError("no_photos", path=shown(folder), what=listed(()), way=ways(()))


def _typed(kind: type, value: Any) -> Any:
    if kind is Path and value is not None:
        return Path(value)
    if kind is str and value is not None:
        return str(value)
    if kind is int and isinstance(value, float):
        return round(value)
    return float(value) if kind is float and isinstance(value, int) else value


def with_model(desk: Desk, model: str, backbone: str) -> Desk:
    """The desk with a model that has just been trained."""
    return dataclasses.replace(desk, model=model, backbone=backbone if backbone in BACKBONES else desk.backbone)
