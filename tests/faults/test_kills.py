"""kill -9 at random moments while training, saving, downloading and keeping settings: nothing lost or broken."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from archives import tarred
from loopback import Server
from made_weights import NAME, checkpoint
from pictures import folder_of

from desktop.pages.train.unfinished import unfinished
from desktop.settings import read
from engine.files import sweep
from engine.job.events import Metric, Notice
from engine.jobs.train import Train
from engine.models import store
from engine.models.backbones import BACKBONES, PublishedWeights
from engine.models.card import read_card
from engine.models.model import load_file
from engine.models.tensors import read_tensors
from engine.project import Project
from engine.project.corrections import corrections_of

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and kill -9")
ROOT = Path(__file__).resolve().parents[2]
TIMES = [pytest.param(5, id="5"), pytest.param(50, id="50", marks=pytest.mark.slow)]
SEED = int(os.environ.get("PRIJENOS_TEST_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


class Nursery:
    """The process that has the children; see nursery.py."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
        script = Path(__file__).with_name("nursery.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.chance = random.Random(SEED)
        self.killed = 0
        print(f"\nPRIJENOS_TEST_SEED={SEED}")

    def bear(self, deed: str, after: float | None = None, **given: Any) -> dict[str, Any]:
        """A child that does `deed`, killed `after` so many seconds if it is not done by then."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"deed": deed, "given": given, "after": after}) + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        assert told["killed"] or told["status"] == 0, f"the child failed; PRIJENOS_TEST_SEED={SEED}"
        self.killed += told["killed"]
        return told

    def kill(self, deed: str, within: float, **given: Any) -> bool:
        """As `bear`, killed at a random moment of `within` seconds; whether it was not done before."""
        return bool(self.bear(deed, self.chance.uniform(0.0, within), **given)["killed"])


@contextlib.contextmanager
def opened() -> Iterator[Nursery]:
    """A nursery with the environment of this moment."""
    made = Nursery()
    yield made
    assert made.process.stdin is not None
    assert made.process.stdout is not None
    made.process.stdin.close()
    made.process.wait()
    made.process.stdout.close()


@pytest.fixture
def nursery(home: Path) -> Iterator[Nursery]:
    with opened() as made:
        yield made


TRAINING: dict[str, Any] = {
    "backbone": "mobilenet_v3_small", "weights": "none", "method": "scratch", "precision": "float32",
    "epochs": 4, "batch_size": 4,
}  # fmt: skip


def position(photos: Path) -> float:
    """The epoch of the last run's last checkpoint. None may be damaged: only whole ones are named."""
    runs = Project.runs_of(Project.default_folder(photos))
    if not runs:
        return 0.0
    found, damages = runs[-1].load()
    assert not damages
    return 0.0 if found is None else float(found.values["position"])


def same(first: Path, second: Path) -> bool:
    one, other = read_tensors(first)[0], read_tensors(second)[0]
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("times", TIMES)
def test_a_training_killed_at_any_moment_goes_on_and_ends_as_if_nothing_had_been(
    nursery: Nursery, tmp_path: Path, times: int
) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    whole, out = tmp_path / "whole", tmp_path / "out"
    seconds = nursery.bear("train", folder=str(photos), out=str(whole), **TRAINING)["seconds"]
    resume, reached, ended = False, 0.0, 0
    while nursery.killed < times:
        given = {"resume": True} if resume else TRAINING
        if nursery.kill("train", seconds, folder=str(photos), out=str(out), **given):
            with Project(Project.default_folder(photos), photos) as project:  # nobody holds it, and it can be read
                resume = any(run.unfinished for run in project.runs)
            now = position(photos) if resume else 0.0
            assert now >= reached or not resume, "what was learnt is lost"
            offer = unfinished(photos)
            assert (offer.epoch if offer else 0) == int(now)
            assert not out.exists() or same(whole, out)
            assert resume or not reached or out.exists()
            reached = now
        else:
            assert same(whole, out)
            resume, reached, ended = False, 0.0, ended + 1
    nursery.bear("train", folder=str(photos), out=str(out), **({"resume": True} if resume else TRAINING))
    assert same(whole, out)
    print(f"{times} kills, {ended} trainings ended between them")


def _open(photos: Path) -> bool:
    return any(run.unfinished for run in Project.runs_of(Project.default_folder(photos)))


def test_a_killed_training_is_offered_with_its_epoch_and_goes_on_behind_it(nursery: Nursery, tmp_path: Path) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    given = {**TRAINING, "epochs": 5000}
    after, out = 1.0, str(tmp_path / "out")
    while position(photos) < 1:
        told = {"resume": True} if _open(photos) else given
        nursery.bear("train", after=after, folder=str(photos), out=out, **told)
        after *= 1.5
    offer = unfinished(photos)
    assert offer is not None
    assert offer.epochs == 5000
    steps = Train(folder=photos, resume=True).run()
    for event in steps:
        if isinstance(event, Notice) and event.message.code == "notice.going_on":
            assert event.message.params["epoch"] == offer.epoch + 1
        if isinstance(event, Metric) and event.series == "accuracy.validation" and event.step > offer.epoch:
            break
    steps.close()
    assert position(photos) > offer.epoch


@pytest.mark.parametrize("times", TIMES)
def test_a_model_saved_under_kills_is_the_old_one_or_the_new_one(nursery: Nursery, tmp_path: Path, times: int) -> None:
    path = tmp_path / "model.safetensors"
    seconds = nursery.bear("save_model", path=str(path), version=1)["seconds"]
    old, new = 1, 1
    while nursery.killed < times:
        new += 1
        nursery.kill("save_model", seconds, path=str(path), version=new)
        version = int(read_card(path).settings["version"])
        assert version in (old, new)
        assert bool(all((tensor == version).all() for tensor in load_file(path).state_dict().values()))
        old = version
    sweep(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir() if entry.is_file()] == [path.name]


@contextlib.contextmanager
def published(contents: bytes, patch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """A server on loopback for weights; what a child has to be told of them."""
    server = Server()
    server.contents = contents
    file = PublishedWeights(
        "v1", f"{NAME}-{hashlib.sha256(contents).hexdigest()[:8]}.pth", len(contents) / 1e6, 0.6, 256
    )
    patch.setitem(BACKBONES, NAME, replace(BACKBONES[NAME], weights=(file,)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    patch.setenv("PRIJENOS_WEIGHTS_MIRROR", f"http://127.0.0.1:{server.server_port}/weights")
    patch.setenv("no_proxy", "*")
    try:
        yield {"name": NAME, "file": file.file, "megabytes": file.megabytes}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("times", TIMES)
def test_a_download_under_kills_never_leaves_a_part_under_the_final_name(
    home: Path, tmp_path: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint(tmp_path / "made.pth")
    contents = (tmp_path / "made.pth").read_bytes()
    with published(contents, monkeypatch) as given, opened() as mother:
        target = store.weights_path(NAME)
        seconds = mother.bear("download", **given)["seconds"]
        parts = 0
        while mother.killed < times:
            target.unlink(missing_ok=True)
            mother.kill("download", seconds, **given)
            assert not target.exists() or target.read_bytes() == contents
            left = [entry for entry in target.parent.iterdir() if entry.name.endswith(".part")]
            assert len(left) <= 2  # the child's own, of the file or of its record: those before it were swept
            parts += bool(left)
        mother.bear("download", **given)
        assert sorted(entry.name for entry in target.parent.iterdir()) == [target.name, target.name + ".json"]
        assert store.check(NAME).digest == hashlib.sha256(contents).hexdigest()
        print(f"{times} kills, {parts} of them left a part, all swept")


@contextlib.contextmanager
def publishing(contents: bytes, patch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mirror on loopback that goes on where a download was stopped."""
    server = Server()
    server.contents, server.mode = contents, "by_ranges"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    patch.setenv("PRIJENOS_WEIGHTS_MIRROR", f"http://127.0.0.1:{server.server_port}/sets")
    patch.setenv("no_proxy", "*")
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def many_pets(path: Path) -> Path:
    """An archive of a few megabytes of photos that no packing makes smaller."""
    chance = random.Random(0)
    names = {f"{breed}_{n}.jpg": n for breed in ("Bengal", "Birman", "beagle", "pug") for n in range(60)}
    photos = {f"images/{name}": b"\xff\xd8\xff" + chance.randbytes(30_000) for name in names}
    return tarred(path, photos | {"images/LICENSE": b"CC BY-SA", "annotations/list.txt": b"pug_1 37 1 25\n"})


def contents_of(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.mark.parametrize("action", ["get", "import"])
@pytest.mark.parametrize("times", TIMES)
def test_a_data_set_under_kills_is_there_whole_or_not_at_all_and_nothing_is_left_behind(
    home: Path, tmp_path: Path, times: int, action: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = many_pets(tmp_path / "pets.tar.gz")
    ours = home / "datasets"
    with publishing(archive.read_bytes(), monkeypatch) as server, opened() as mother:
        source = "oxford_pets" if action == "get" else str(archive)
        given: dict[str, Any] = {"action": action, "source": source, "classes": "species"}
        seconds = mother.bear("data_set", **given, into=str(tmp_path / "whole"))["seconds"]
        whole = contents_of(tmp_path / "whole")
        assert len(whole) == 241
        halves, went_on = 0, 0
        while mother.killed < times:
            into = tmp_path / f"sets {mother.killed % 3}"  # now here, now there
            mother.kill("data_set", seconds * (0.2 if mother.killed % 2 else 1.0), **given, into=str(into))
            place = into / "Oxford-IIIT Pet, species"
            there = [path.name for path in into.iterdir()] if into.is_dir() else []
            assert all(name.endswith(".part") or name == place.name for name in there)
            halves += any(name.endswith(".part") for name in there)
            if place.exists():
                assert contents_of(into) == whole
                shutil.rmtree(place)
            begun = ours / "images.tar.gz.begun"
            went_on += begun.is_file()
        mother.bear("data_set", **given, into=str(tmp_path / "last"))
        assert contents_of(tmp_path / "last") == whole
        assert not list(ours.iterdir())
        for number in range(3):
            assert not contents_of(tmp_path / f"sets {number}")
            assert not list((tmp_path / f"sets {number}").glob(".*"))
        assert server.requests or action == "import"
        print(f"{times} kills, {halves} of them left half a folder, {went_on} a part of the archive; all swept or used")


def test_a_data_set_killed_in_the_midst_of_its_download_goes_on_from_there(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = many_pets(tmp_path / "pets.tar.gz")
    begun, after = home / "datasets" / "images.tar.gz.begun", 0.5
    given: dict[str, Any] = {"action": "get", "source": "oxford_pets", "into": str(tmp_path / "sets")}
    with publishing(archive.read_bytes(), monkeypatch) as server, opened() as mother:
        server.mode = "stalled"  # half of it, and then nothing
        while not begun.is_file() or not begun.stat().st_size:
            assert mother.bear("data_set", after, **given)["killed"]
            assert not (tmp_path / "sets").exists()
            after *= 1.5
        half = begun.stat().st_size
        assert half < len(server.contents)
        server.release.set()
        server.mode = "by_ranges"
        mother.bear("data_set", **given)
        assert server.requests[-1] == f"bytes={half}-"
    assert [path.name for path in (tmp_path / "sets").iterdir()] == ["Oxford-IIIT Pet, breed"]
    assert len(contents_of(tmp_path / "sets")) == 241
    assert not list((home / "datasets").iterdir())


@pytest.mark.parametrize("times", TIMES)
def test_settings_kept_under_kills_are_those_of_one_moment(nursery: Nursery, tmp_path: Path, times: int) -> None:
    path = tmp_path / "settings.json"
    seconds = nursery.bear("keep_settings", path=str(path), first=0, times=20)["seconds"]
    last = 19
    while nursery.killed < times:
        nursery.kill("keep_settings", seconds, path=str(path), first=last + 1, times=20)
        values, notice = read(path)
        assert notice is None
        assert last <= int(values.model) <= last + 20
        last = int(values.model)
        assert {form["number"] for form in values.forms.values()} == {last}
    assert not path.with_name("settings.json.bad").exists()


@pytest.mark.parametrize("times", TIMES)
def test_no_correction_is_lost_under_kills(nursery: Nursery, tmp_path: Path, times: int) -> None:
    seconds = nursery.bear("correct_photos", project=str(tmp_path), first=0, times=20)["seconds"]
    count = 20
    while nursery.killed < times:
        nursery.kill("correct_photos", seconds, project=str(tmp_path), first=count, times=20)
        left_out = corrections_of(tmp_path).corrected().left_out
        assert left_out == {f"{number:064x}" for number in range(len(left_out))}
        assert count <= len(left_out) <= count + 20
        count = len(left_out)
    assert not (tmp_path / "choices.damaged.json").exists()
