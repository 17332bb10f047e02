"""The contract of a declaration: whatever is turned on a job, something that reaches the work is different.

Each parameter of each job is turned once, among settings with which it matters, and the whole job runs twice on a tiny
network: what it makes must differ. What is live is turned once more, while the job runs. Looked at are figures,
pictures, files and every batch that enters a network; never what only repeats a setting (`ECHOES`). A parameter that
is new fails here until TURNS says how it is turned.
"""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from archives import cats_and_dogs, pets, picture
from pictures import drawn, folder_of
from PIL import Image
from tiny import TINY, publish
from torch import nn

from engine.job.declare import Job, Parameter, parameters
from engine.job.events import Event, Metric, Notice, Outcome, Picture
from engine.job.words import EngineError
from engine.jobs import JOBS
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES
from engine.models.network import Network
from engine.models.recent import forget
from engine.models.tensors import read_tensors
from engine.project import Project
from engine.project.choices import Choices, choose
from engine.project.corrections import Correction, correct
from engine.project.parcel import pack

Settings = Mapping[str, Any]
ABSENT = "mps" if torch.cuda.is_available() else "cuda"
"""A device that this machine does not have: what it is asked for reaches the choice of a device as an error."""


@dataclass(frozen=True)
class Turn:
    """`to`: another value; None: one made from the declaration. `amid`: settings with which it matters."""

    to: Any = None
    amid: Settings = field(default_factory=dict)


def turn(to: Any = None, **amid: Any) -> Turn:
    return Turn(to, amid)


PHOTO, OTHER = Path("photo.png"), Path("other.png")
PHOTOS, OTHERS, TWICE, DEEP = Path("photos"), Path("others"), Path("twice"), Path("deep")
MODEL, OTHER_MODEL = "model.safetensors", "other.safetensors"
MADE, KEPT = Path("made"), Path("kept")
TABLE = Path("labels.csv")
CHOSEN = Path("chosen")
PARCEL, OTHER_PARCEL, FULL_PARCEL = Path("one.prijenos"), Path("two.prijenos"), Path("full.prijenos")
PETS, CATS_AND_DOGS = Path("images.tar.gz"), Path("pets.zip")
PAIRS = (("green", "red"), ("red", "green"))
READING = {"layout": turn("names"), "labels": turn(TABLE), "project": turn(CHOSEN)}
MACHINE = {"device": turn(ABSENT), "threads": turn(2)}
HIDDEN = {"hidden_layers": 1, "hidden_units": 16}
TUNED = {"method": "fine_tune"}
BASES: dict[str, Settings] = {
    "scan": {"folder": PHOTOS},
    "train": {
        "folder": PHOTOS, "backbone": "tiny", "weights": "v1", "epochs": 3, "batch_size": 4, "validation_share": 0.25,
        "test_share": 0.25, "precision": "float32", "out": MADE / "model.safetensors", "threads": 1,
    },
    "evaluate": {"model": MODEL, "folder": PHOTOS, "threads": 1},
    "clean": {"model": MODEL, "folder": PHOTOS, "threads": 1},
    "learning-curve": {
        "folder": PHOTOS, "backbone": "tiny", "methods": "frozen", "photos": "2,3", "seeds": 1, "epochs": 3,
        "threads": 1,
    },
    "trial": {"folder": PHOTOS, "backbone": "tiny", "claim": "initialisation", "seeds": 2, "threads": 1},
    "find-rate": {"folder": PHOTOS, "backbone": "tiny", "steps": 20, "threads": 1},
    "compare": {"folder": PHOTOS, "backbones": "tiny", "threads": 1},
    "correct": {
        "folder": PHOTOS, "project": MADE / "project", "action": "move", "photos": (Path("red/0.jpg"),), "to": "green",
    },
    "classify": {"model": MODEL, "paths": (PHOTO, OTHER), "top": 1, "threads": 1},
    "features": {"model": MODEL, "photo": PHOTO, "threads": 1},
    "heatmap": {"model": MODEL, "photo": PHOTO, "threads": 1},
    "map": {"model": MODEL, "folder": PHOTOS, "threads": 1},
    "ideal": {"model": MODEL, "steps": 3, "out": MADE / "ideal.png", "threads": 1},
    "adversarial": {
        "model": MODEL, "photo": PHOTO, "steps": 3, "out": MADE / "attacked.png", "threads": 1, "endurance": False,
    },
    "robustness": {"model": MODEL, "folder": PHOTOS, "epsilons": "0,2", "steps": 2, "most_photos": 4, "threads": 1},
    "defend": {"model": MODEL, "folder": PHOTOS, "steps": 2, "most_photos": 4, "looks": 2, "threads": 1},
    "page": {"model": MODEL, "out": MADE / "page.html"},
    "project": {"action": "open", "file": PARCEL, "folder": OTHERS},
    "datasets": {"action": "import", "source": str(PETS), "into": MADE / "sets"},
    "runs": {"folder": PHOTOS, "project": MADE / "project"},
    "weights": {"action": "get", "backbone": "tiny"},
    "backbones": {},
    "doctor": {},
}  # fmt: skip
TURNS: dict[str, dict[str, Turn]] = {
    "scan": {"folder": turn(OTHERS), "groups": turn("off", folder=TWICE), **READING},
    "train": {
        "folder": turn(OTHERS), "backbone": turn("tiny_too"), "weights": turn("v2"), "method": turn("scratch"),
        "epochs": turn(), "seed": turn(), "out": turn(MADE / "mine.safetensors"), "hidden_layers": turn(),
        "hidden_units": turn(**HIDDEN), "batch_norm": turn(**HIDDEN), "dropout": turn(), "initialisation": turn(),
        "start_from": turn(Path(OTHER_MODEL)), "optimiser": turn("sgd", learning_rate=0.01),
        "learning_rate": turn(0.05), "momentum": turn(optimiser="nesterov"), "schedule": turn(), "batch_size": turn(),
        "clip_norm": turn(1e-3, optimiser="sgd"), "averaging": turn(), "weight_decay": turn(),
        "label_smoothing": turn(), "early_stopping": turn(epochs=9, learning_rate=30.0), "class_weights": turn(),
        "augmentation": turn(), "views": turn(augmentation="strong"), "from_stage": turn("second", **TUNED),
        "layer_decay": turn(**TUNED), "freeze_batch_norm": turn(**TUNED), "validation_share": turn(0.4),
        "test_share": turn(0.4), "fit": turn("squash"), "greys": turn("whole", folder=DEEP),
        "groups": turn("off", folder=TWICE),
        "precision": turn("bfloat16"), "resume": turn(), **READING, **MACHINE,
    },
    "evaluate": {
        "model": turn(OTHER_MODEL), "folder": turn(OTHERS), "part": turn(), "strangers": turn(PHOTOS), **READING,
        **MACHINE,
    },
    "clean": {
        "model": turn(OTHER_MODEL), "folder": turn(OTHERS), "seed": turn(), **READING,
        **MACHINE,
    },
    "learning-curve": {
        "folder": turn(OTHERS), "methods": turn("scratch"), "photos": turn("2"), "seeds": turn(2), "epochs": turn(40),
        "beside": turn(OTHERS),
        "backbone": turn("tiny_too"), **READING, **MACHINE,
    },
    "trial": {
        "folder": turn(OTHERS), "claim": turn("optimiser"), "seeds": turn(3), "backbone": turn("tiny_too"),
        **READING, **MACHINE,
    },
    "find-rate": {
        "folder": turn(OTHERS), "optimiser": turn("sgd"), "steps": turn(40), "seed": turn(),
        "backbone": turn("tiny_too"), **READING, **MACHINE,
    },
    "compare": {
        "folder": turn(OTHERS), "backbones": turn("tiny_too"), "seed": turn(2), **READING,
        **MACHINE,
    },
    "correct": {
        "folder": turn(MADE), "action": turn("leave_out"), "to": turn("blue"),
        "into": turn(MADE / "copy", action="write"), "layout": turn("names", action="write", into=MADE / "copy"),
        "labels": turn(TABLE, action="write", into=MADE / "copy"),
        "photos": turn((Path("red/0.jpg"), Path("red/1.jpg"))),
        "project": turn(CHOSEN),
    },
    "classify": {
        "model": turn(OTHER_MODEL), "paths": turn((PHOTO,)), "top": turn(), "csv": turn(MADE / "t.csv"),
        "unsure": turn(paths=(PHOTO, PHOTOS)), "csv_for": turn(csv=MADE / "t.csv"), "heatmaps": turn(MADE / "maps"),
        "heatmap_method": turn(heatmaps=MADE / "maps"), **MACHINE,
    },
    "features": {
        "model": turn(OTHER_MODEL), "photo": turn(OTHER), "layer": turn("backbone.first"), "channel": turn(1),
        "folder": turn(PHOTOS), "most": turn(), "off": turn("0"), "out": turn(MADE / "sheet.png"), **MACHINE,
    },
    "heatmap": {
        "model": turn(OTHER_MODEL), "photo": turn(OTHER), "target": turn("red"), "method": turn(), "seed": turn(),
        "out": turn(MADE / "heat.png"), **MACHINE,
    },
    "map": {
        "model": turn(OTHER_MODEL), "folder": turn(OTHERS), "method": turn(), "seed": turn(),
        "out": turn(MADE / "map.csv"), **READING, **MACHINE,
    },
    "ideal": {
        "model": turn(OTHER_MODEL), "target": turn("red"), "channel": turn("second:1"), "preset": turn(),
        "steps": turn(4), "seed": turn(), "out": turn(MADE / "mine.png"), "frames": turn(MADE / "film.gif"),
        "size": turn(48), "quality": turn(), "with_": turn(OTHER_MODEL), "canvas": turn("phase"),
        "like": turn(OTHERS, canvas="phase", like=PHOTOS), "opinions": turn(),
        "start": turn(), "photo": turn(OTHER, start="photo", photo=PHOTO),
        "pictures": turn(), "objective": turn("probability"), "rate": turn(0.5), "variation": turn(0.5),
        "l2": turn(0.5), "blur": turn(0.5), "diversity": turn(9.0, pictures=2), "pad": turn(4.0), "jitter": turn(2.0),
        "scale": turn(0.1), "rotate": turn(90.0), "statistics": turn(9.0), "window": turn(0.2), "mirror": turn(1.0),
        "grain": turn(0.2), **MACHINE,
    },
    "adversarial": {
        "model": turn(OTHER_MODEL), "photo": turn(OTHER), "target": turn("red"), "attack": turn(), "epsilon": turn(1.0),
        "steps": turn(4), "seed": turn(), "out": turn(MADE / "mine.png"), "rate": turn(0.1),
        "confidence": turn(9.0, attack="minimal_l2", steps=8), "own_resolution": turn(), "size": turn(48),
        "enduring": turn(), "samples": turn(enduring=True), "endurance": turn(), "transfer": turn(),
        "against": turn((Path(OTHER_MODEL),)), "area": turn(30.0, attack="patch"),
        "millimetres": turn(100.0, attack="patch"), **MACHINE,
    },
    "robustness": {
        "model": turn(OTHER_MODEL), "folder": turn(OTHERS), "epsilons": turn("0,8"), "attack": turn(), "steps": turn(),
        "most_photos": turn(), "seed": turn(), **READING, **MACHINE,
    },
    "defend": {
        "model": turn(OTHER_MODEL), "folder": turn(OTHERS), "part": turn(), "attack": turn(epsilon=8.0),
        "epsilon": turn(8.0), "steps": turn(), "most_photos": turn(), "quality": turn(10), "blur": turn(2.0),
        "noise": turn(20.0), "looks": turn(), "voters": turn((Path(OTHER_MODEL),)), "seed": turn(), **READING,
        **MACHINE,
    },
    "page": {"model": turn(OTHER_MODEL), "out": turn(MADE / "mine.html")},
    "project": {
        "action": turn("export", file=MADE / "p.prijenos", folder=OTHERS), "file": turn(OTHER_PARCEL),
        "folder": turn(TWICE), "photos": turn(action="export", file=MADE / "p.prijenos"),
        "into": turn(MADE / "into", file=FULL_PARCEL, folder=None), "project": turn(MADE / "mine"),
    },
    "datasets": {
        "action": turn("list"), "source": turn(str(CATS_AND_DOGS)), "into": turn(MADE / "other"), "classes": turn(),
    },
    "runs": {"folder": turn(OTHERS, project=None), "project": turn(KEPT)},
    "weights": {
        "action": turn("import"), "backbone": turn("tiny_too"), "version": turn("v2"),
        "source": turn(MADE / "home" / "weights" / "tiny-00000000.pth", action="import", source=PHOTO),
    },
    "backbones": {},
    "doctor": {},
}  # fmt: skip
ECHOES = ("seconds", "milliseconds", "picture", "frames", "run", "model", "path", "root", "epsilon")
"""Fields of results that repeat what was asked, or that no two runs share."""


@pytest.fixture(scope="module")
def works() -> Iterator[Made]:
    """A folder with photos and two models on a tiny backbone, which is a row of the table meanwhile."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, row in TINY.items():
            patch.setitem(BACKBONES, name, row)
        root = Path(folder)
        folder_of(root / PHOTOS, green=9, red=6)
        folder_of(root / OTHERS, green=5, red=5, white=5)
        folder_of(root / TWICE, green=6, red=6)
        for seed, name in enumerate(("green", "red") * 6):
            (root / DEEP / name).mkdir(parents=True, exist_ok=True)
            greys = np.asarray(drawn(seed).convert("L"), np.uint16) * 16
            Image.fromarray(greys).save(root / DEEP / name / f"{seed}.png")
        for photo in sorted((root / TWICE).rglob("*.jpg")):
            shutil.copy(photo, photo.with_name(f"again {photo.name}"))
        drawn(77).save(root / PHOTO)
        drawn(78, 80, 96).save(root / OTHER)
        swapped = [f"{one}/{number}.jpg,{other}" for one, other in PAIRS for number in range(6)]
        (root / TABLE).write_text("\n".join(["photo,label", *swapped]))
        publish(root / "weights")
        pets(root / PETS, {"images/pug_9.png": picture(9, "PNG")})
        cats_and_dogs(root / CATS_AND_DOGS)
        choose(root / CHOSEN, Choices(labels=str(root / TABLE)))
        correct(root / CHOSEN, [Correction("0" * 64, "gone.jpg", "leave_out")])
        with Project(root / KEPT, root / OTHERS) as project:
            project.new_run().journal.add("start", settings={})
        list(pack(root / KEPT, root / OTHERS, root / PARCEL))
        list(pack(root / KEPT, root / OTHERS, root / FULL_PARCEL, ["red/0.jpg", "green/0.jpg"]))
        list(pack(root / CHOSEN, root / OTHERS, root / OTHER_PARCEL))
        yield Made(root)


@pytest.fixture
def made(works: Made, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    threads = torch.get_num_threads()
    monkeypatch.chdir(works.world)
    monkeypatch.setenv("PRIJENOS_HOME", str(works.world / MADE / "home"))
    works.make_models()
    yield works
    torch.set_num_threads(threads)
    forget()


class Made:
    """What jobs make of their settings in a folder."""

    def __init__(self, world: Path) -> None:
        self.world = world
        self._known: dict[str, list[Any]] = {}

    def make_models(self) -> None:
        """The models that jobs are given, where they are not there yet."""
        for name, changes in ((MODEL, {}), (OTHER_MODEL, {"weights": "v2", "seed": 1})):
            if not Path(name).is_file():
                self.by(Train, {**BASES["train"], "epochs": 20, **changes})
                (MADE / "model.safetensors").rename(name)

    def once(self, job: type[Job], settings: Settings) -> list[Any]:
        """The same from before where those settings ran already; two runs with the same settings make the same."""
        name = f"{job.name} {settings}"
        if name not in self._known:
            self._known[name] = self.by(job, settings)
            assert self._known[name] == self.by(job, settings), "two runs of the same settings differ"
        return self._known[name]

    def by(self, job: type[Job], settings: Settings, turns: Settings | None = None) -> list[Any]:
        """What a job tells, writes and asks networks, from a clean start; `turns`: sent into it at each event."""
        shutil.rmtree(self.world / MADE, ignore_errors=True)
        shutil.copytree(self.world / "weights", self.world / MADE / "home" / "weights")
        shutil.copytree(self.world / KEPT, Project.default_folder(OTHERS))
        forget()
        torch.set_num_threads(1)
        told: list[Any] = []
        hook = nn.modules.module.register_module_forward_pre_hook(lambda module, given: _asked(module, given, told))
        made = job(**settings)
        pictures: dict[str, str] = {}
        try:
            for event in driven(made, turns):
                _note_threads(told)
                match event:
                    case Metric(series, _, value) if series != "photos_per_second":
                        told.append((series, value))
                    case Picture(
                        slot, _, pixels
                    ):  # how many come on the way is a question of time; the last one counts
                        pictures[slot] = digest(pixels)
                    case Notice(text):
                        told.append(text.code)
                    case Outcome(value):
                        told.append(result(value, made))
        except EngineError as error:
            told.append(error.code)
        finally:
            hook.remove()
        return [told, pictures, files(MADE)]


def driven(job: Job, turns: Settings | None) -> Iterator[Event]:
    steps = job.run()
    event = next(steps)
    while event is not None:
        yield event
        try:
            event = steps.send(turns)
        except StopIteration:
            return


def _asked(module: nn.Module, given: tuple[Any, ...], told: list[Any]) -> None:
    if isinstance(module, Network):
        told.append(digest(given[0].detach().cpu().numpy()))


def _note_threads(told: list[Any]) -> None:
    threads = f"{torch.get_num_threads()} threads"
    if threads not in told:
        told.append(threads)


def digest(values: Any) -> str:
    array = np.ascontiguousarray(values)
    return hashlib.sha256(array.tobytes() + str(array.shape).encode()).hexdigest()


def result(value: Any, job: Job) -> Any:
    """An outcome as plain values without what repeats the job's settings."""
    if not dataclasses.is_dataclass(value):
        return seen(value)
    asked = job.settings()
    fields = [(item.name, getattr(value, item.name)) for item in dataclasses.fields(value) if item.name not in ECHOES]
    return {name: seen(own) for name, own in fields if not (name in asked and isinstance(own, str | int | float))}


def seen(value: Any) -> Any:
    """A value so that two can be compared."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [item.name for item in dataclasses.fields(value) if item.name not in ECHOES]
        return {name: seen(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        return {str(key): seen(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray | torch.Tensor):
        return digest(value)
    if isinstance(value, list | tuple):
        return [seen(inner) for inner in value]
    return str(value)


def files(root: Path) -> dict[str, Any]:
    """What was written: pictures, tables and tensors by their contents, without journals, caches and checkpoints."""
    kept = [path for path in sorted(root.rglob("*")) if path.suffix in (".png", ".gif", ".csv", ".html")]
    found: dict[str, Any] = {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}
    for path in sorted(root.rglob("photos.json")):
        found[str(path)] = path.read_bytes()
    for path in sorted(root.glob("*.safetensors")):
        found[str(path)] = {name: digest(tensor) for name, tensor in read_tensors(path)[0].items()}
    return found


def another(parameter: Parameter, value: Any) -> Any:
    """Another value than `value` that the declaration allows."""
    if parameter.kind == "switch":
        return not value
    if parameter.choices is not None:
        choices = parameter.choices()
        return choices[(choices.index(value) + 1) % len(choices)]
    assert parameter.kind == "number"
    assert value is not None
    assert parameter.high is not None
    if parameter.type is int:
        return value + 1 if value < parameter.high else value - 1
    return value + (parameter.high - value) / 2


TURNED = [(job, parameter) for job in JOBS for parameter in parameters(job)]


@pytest.mark.parametrize(("job", "parameter"), TURNED, ids=lambda item: item.name)
def test_what_is_turned_reaches_the_work(made: Made, job: type[Job], parameter: Parameter) -> None:
    settings, to = turning(job, parameter)
    assert made.by(job, {**settings, parameter.name: to}) != made.once(job, settings)


LIVE = [(job, parameter) for job, parameter in TURNED if parameter.live]


@pytest.mark.parametrize(("job", "parameter"), LIVE, ids=lambda item: item.name)
def test_what_is_live_reaches_the_work_while_it_is_done(made: Made, job: type[Job], parameter: Parameter) -> None:
    settings, to = turning(job, parameter)
    assert made.by(job, settings, {parameter.name: to}) != made.once(job, settings)


def turning(job: type[Job], parameter: Parameter) -> tuple[Settings, Any]:
    """The settings before, and the value that the parameter has afterwards."""
    assert parameter.name in TURNS[job.name], "say in TURNS how it is turned, and amid which settings it matters"
    chosen = TURNS[job.name][parameter.name]
    settings = {**BASES[job.name], **chosen.amid}
    now = settings.get(parameter.name, parameter.default)
    to = another(parameter, now) if chosen.to is None else chosen.to
    assert to != now
    return settings, to


def test_nothing_is_turned_that_no_job_declares() -> None:
    declared = {job.name: {parameter.name for parameter in parameters(job)} for job in JOBS}
    assert {job: set(turns) for job, turns in TURNS.items()} == declared


SHOWN = [parameter for _, parameter in TURNED if parameter.usual or parameter.spans]


@pytest.mark.parametrize("parameter", SHOWN, ids=lambda parameter: f"{parameter.job}-{parameter.name}")
def test_where_a_number_is_usually_looked_for_it_is_allowed(parameter: Parameter) -> None:
    spans = [*parameter.spans.values(), *([parameter.span] if parameter.usual else [])]
    for span in spans:
        assert parameter.low is not None
        assert parameter.high is not None
        assert parameter.low <= span.low < span.high <= parameter.high
        assert span.value(0.0) == pytest.approx(span.low)
        assert span.value(span.share(span.high)) == pytest.approx(span.high)
