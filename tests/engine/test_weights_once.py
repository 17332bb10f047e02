"""Each job opens a weights file once, looks it through once and checks its digest once."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from pictures import folder_of

from engine.job.declare import Job
from engine.jobs.adversarial import Adversarial
from engine.jobs.classify import Classify
from engine.jobs.evaluate import Evaluate
from engine.jobs.features import Features
from engine.jobs.heatmap import Heatmap
from engine.jobs.ideal import Ideal
from engine.jobs.map import Map
from engine.jobs.train import Train
from engine.models import checkpoints, recent, store, tensors
from engine.models import file as weights
from engine.models.model import load
from engine.models.tensors import Header

SLIGHT: dict[str, Any] = {"backbone": "mobilenet_v3_small", "threads": 1, "precision": "float32", "epochs": 1}
OPENED: list[str] = []
_watching = False


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        OPENED.append(os.fsdecode(arguments[0]))


sys.addaudithook(_hear)  # never to be taken away again, so it listens only while a test counts


@pytest.fixture
def watching() -> Iterator[None]:
    global _watching
    recent.forget()
    OPENED.clear()
    _watching = True
    yield
    _watching = False


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch, watching: None) -> Callable[[Path], dict[str, int]]:
    """How often a file was opened, its header or table of contents parsed, its digest computed, its data read."""
    counts: Counter[tuple[str, str]] = Counter()
    headers: dict[int, tuple[Header, str]] = {}

    def spy(module: Any, name: str, what: str) -> None:
        real = getattr(module, name)

        def counting(*given: Any) -> Any:
            path = next(str(one) for one in given if isinstance(one, Path))
            counts[what, path] += 1
            found = real(*given)
            if isinstance(found, Header):
                headers[id(found)] = found, path
            return found

        for place in (module, weights):
            if hasattr(place, name):
                monkeypatch.setattr(place, name, counting)

    spy(tensors, "parse_header", "parsed")
    spy(tensors, "read_data", "read")
    spy(checkpoints, "describe", "parsed")
    digest, sha256 = Header.digest, weights.WeightsFile.sha256

    def header_digest(header: Header) -> str:
        if id(header) in headers:
            counts["digest", headers[id(header)][1]] += 1
        return digest(header)

    def file_digest(file: weights.WeightsFile) -> str:
        counts["digest", str(file.path)] += 1
        return sha256(file)

    monkeypatch.setattr(Header, "digest", header_digest)
    monkeypatch.setattr(weights.WeightsFile, "sha256", file_digest)

    def told(path: Path) -> dict[str, int]:
        named = {what: number for (what, of), number in counts.items() if of == str(path)}
        return {"opened": OPENED.count(str(path)), **named}

    return told


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("once") / "photos", red=6, green=6)


@pytest.fixture(scope="module")
def model(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    path = folder / "own.safetensors"
    for _ in Train(folder=photos, **SLIGHT, weights="none", out=path, project=folder / "project").run():
        pass
    return path


def done(job: Job) -> None:
    for _ in job.run():
        pass


ONCE = {"opened": 1, "parsed": 1, "digest": 1, "read": 1}


@pytest.mark.parametrize("method", ["frozen", "fine_tune"])
def test_a_training_that_starts_from_a_model_opens_it_once(
    method: str, photos: Path, model: Path, tmp_path: Path, counted: Callable[[Path], dict[str, int]]
) -> None:
    out = tmp_path / "m.safetensors"
    done(Train(folder=photos, **SLIGHT, method=method, learning_rate=1e-6, start_from=model, out=out))
    assert counted(model) == ONCE
    assert counted(out) == ONCE  # what was saved is read back, and judged


def test_a_training_that_starts_from_a_checkpoint_opens_it_once(
    photos: Path, model: Path, tmp_path: Path, counted: Callable[[Path], dict[str, int]]
) -> None:
    path = tmp_path / "theirs.pth"
    torch.save(load(model).backbone.state_dict(), path)
    OPENED.clear()
    done(Train(folder=photos, **SLIGHT, start_from=path, out=tmp_path / "m.safetensors"))
    assert counted(path) == {"opened": 1, "parsed": 1}  # it carries no digest


def test_a_training_opens_the_published_weights_once(
    photos: Path, tmp_path: Path, counted: Callable[[Path], dict[str, int]]
) -> None:
    path = store.weights_path("efficientnet_lite0")
    done(Train(folder=photos, epochs=1, threads=1, out=tmp_path / "m.safetensors"))
    assert counted(path) == {"opened": 1, "parsed": 1, "digest": 1}


@pytest.mark.parametrize(
    "job",
    [
        lambda m, p, f, o: Classify(model=m, paths=(p,)),
        lambda m, p, f, o: Evaluate(model=m, folder=f),
        lambda m, p, f, o: Evaluate(model=m, folder=f, part="test"),
        lambda m, p, f, o: Ideal(model=m, steps=1, target="red", out=o),
        lambda m, p, f, o: Adversarial(model=m, photo=p, steps=1, endurance=False, out=o),
        lambda m, p, f, o: Features(model=m, photo=p),
        lambda m, p, f, o: Heatmap(model=m, photo=p, out=o),
        lambda m, p, f, o: Map(model=m, folder=f, out=o),
    ],
    ids=["classify", "evaluate", "evaluate-test", "ideal", "adversarial", "features", "heatmap", "map"],
)
def test_whoever_asks_a_saved_model_opens_it_once(
    job: Callable[[str, Path, Path, Path], Job],
    photos: Path,
    model: Path,
    tmp_path: Path,
    counted: Callable[[Path], dict[str, int]],
) -> None:
    photo = next(path for path in photos.rglob("*") if path.is_file())
    done(job(str(model), photo, photos, tmp_path / "out.png"))
    assert counted(model) == ONCE


def test_what_was_looked_through_is_what_is_loaded_even_where_another_file_takes_the_name(
    model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "weights.pth"
    torch.save({"a": torch.ones(3)}, path)
    torch.save({"a": torch.zeros(3)}, tmp_path / "other.pth")
    with weights.open_weights(path) as file:
        shapes, digest = file.shapes, file.sha256()
        if sys.platform != "win32":
            (tmp_path / "other.pth").replace(path)
        assert file.sha256() == digest
        assert torch.equal(file.load(shapes)["a"], torch.ones(3))
