"""Photos of one scene, told by their embeddings: together in a split, and nothing else with them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from engine.files import RESOURCES
from engine.job.declare import Job
from engine.job.events import Notice, Outcome
from engine.jobs.evaluate import Evaluate
from engine.jobs.scan import Scan
from engine.jobs.train import Train
from engine.photos.scenes import find_scenes
from engine.project.corrections import Correction, correct
from engine.project.scenes import keep_scenes, scenes_of

KINDS = ("bird", "flower")
SCENES = 8
VIEWS = 4


def views(path: Path, random: np.random.Generator) -> Iterator[Image.Image]:
    """One thing again and again: from elsewhere, turned a little, in other light. No copy would be taken for one."""
    with Image.open(path) as opened:
        whole = opened.convert("RGB")
    width, height = whole.size
    for _ in range(VIEWS):
        share = random.uniform(0.78, 0.95)
        across, down = int(width * share), int(height * share)
        left, top = int(random.integers(0, width - across + 1)), int(random.integers(0, height - down + 1))
        cut = whole.crop((left, top, left + across, top + down))
        turned = cut.rotate(random.uniform(-7, 7), resample=Image.Resampling.BICUBIC)
        edge = (across // 12, down // 12, across - across // 12, down - down // 12)
        yield ImageEnhance.Brightness(turned.crop(edge)).enhance(random.uniform(0.85, 1.15))


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight scenes a class with names that tell nothing, and which scene each photo shows: `truth.json`."""
    root, random = tmp_path_factory.mktemp("scenes"), np.random.default_rng(3)
    truth: dict[str, str] = {}
    for kind in KINDS:
        (root / "photos" / kind).mkdir(parents=True)
        for source in sorted((RESOURCES / "sample_photos" / kind).glob("*.jpg"))[:SCENES]:
            for picture in views(source, random):
                name = f"{kind}/{random.bytes(6).hex(':').replace(':', 'q')}.jpg"
                picture.save(root / "photos" / name, quality=90)
                truth[name] = source.stem
    (root / "truth.json").write_text(json.dumps(truth))
    return root


def trained(photos: Path, out: Path, **settings: object) -> list[object]:
    return list(Train(folder=photos, out=out, epochs=2, threads=1, **settings).run())  # type: ignore[arg-type]


def run(job: Job) -> Any:
    """What a job ends with."""
    outcome = list(job.run())[-1]
    assert isinstance(outcome, Outcome)
    return outcome.value


def parts_of(project: Path) -> dict[str, set[str]]:
    photos = json.loads((project / "runs" / "0001" / "photos.json").read_text())
    return {part: {path for path, *_ in photos[part]} for part in ("train", "validation", "test")}


def shared(parts: dict[str, set[str]], truth: dict[str, str]) -> int:
    """How many photos that check the model show a scene that it learnt from."""
    learnt = {truth[path] for path in parts["train"]}
    return sum(truth[path] in learnt for part in ("validation", "test") for path in parts[part])


def test_photos_of_one_scene_stay_on_one_side_and_the_project_remembers_them(scenes: Path, tmp_path: Path) -> None:
    photos, truth = scenes / "photos", json.loads((scenes / "truth.json").read_text())
    project, parted = tmp_path / "project", tmp_path / "parted"
    events = trained(photos, tmp_path / "m.safetensors", project=project)
    trained(photos, tmp_path / "n.safetensors", project=parted, groups="copies")
    assert shared(parts_of(project), truth) <= shared(parts_of(parted), truth) / 3
    assert any(isinstance(event, Notice) and event.message.code == "notice.series_together" for event in events)
    told = run(Scan(folder=photos, project=project)).groups
    groups = [group.photos for group in told if group.reason == "scene"]
    assert len(groups) >= SCENES
    assert all(len({truth[path] for path in group}) == 1 for group in groups), "different things in one group"
    assert "series" in {
        problem.code.removeprefix("problem.") for problem in run(Scan(folder=photos, project=project)).problems
    }
    assert not [group for group in run(Scan(folder=photos, project=parted)).groups if group.reason == "scene"]


def test_what_a_person_took_apart_stays_apart(scenes: Path, tmp_path: Path) -> None:
    photos, project = scenes / "photos", tmp_path / "project"
    trained(photos, tmp_path / "m.safetensors", project=project)
    before = run(Scan(folder=photos, project=project))
    group = next(group for group in before.groups if group.reason == "scene").photos
    digests = {photo.path: photo.digest for photo in before.scan.photos}
    correct(project, [Correction(digests[path], path, "apart") for path in group])
    trained(photos, tmp_path / "m.safetensors", project=project)
    after = run(Scan(folder=photos, project=project)).groups
    assert group not in [one.photos for one in after]
    assert len(after) >= SCENES - 1


def test_the_same_training_twice_divides_alike_whatever_the_project_knew(scenes: Path, tmp_path: Path) -> None:
    photos = scenes / "photos"
    first, second = tmp_path / "first", tmp_path / "second"
    trained(photos, tmp_path / "m.safetensors", project=first)
    keep_scenes(second, [["0" * 64, "1" * 64]])
    trained(photos, tmp_path / "n.safetensors", project=second)
    assert parts_of(first) == parts_of(second)
    assert scenes_of(first) == scenes_of(second)


def test_a_class_of_one_scene_is_divided_all_the_same(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    sources = {"one": "bird/crow.jpg", "other": "flower/flower2.jpg"}
    for name, source in sources.items():
        (tmp_path / "photos" / name).mkdir(parents=True)
        for round_ in range(3):
            for number, picture in enumerate(views(RESOURCES / "sample_photos" / source, random)):
                picture.save(tmp_path / "photos" / name / f"{round_}{'abcd'[number]}.jpg", quality=90)
    outcome = trained(tmp_path / "photos", tmp_path / "m.safetensors", project=tmp_path / "project")[-1]
    assert isinstance(outcome, Outcome)
    assert outcome.value.accuracy["validation"] == 1.0


def test_parts_that_the_folder_gives_are_left_as_they_are(scenes: Path, tmp_path: Path) -> None:
    for kind in KINDS:
        for number, photo in enumerate(sorted((scenes / "photos" / kind).glob("*.jpg"))):
            part = ("train", "train", "val", "test")[number % 4]
            (tmp_path / "photos" / part / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(photo, tmp_path / "photos" / part / kind)
    trained(tmp_path / "photos", tmp_path / "m.safetensors", project=tmp_path / "project")
    parts = parts_of(tmp_path / "project")
    assert {path.split("/")[0] for path in parts["validation"]} == {"val"}
    assert {path.split("/")[0] for path in parts["test"]} == {"test"}


def test_evaluate_judges_the_same_part_as_the_training_locked_away(scenes: Path, tmp_path: Path) -> None:
    project, model = tmp_path / "project", tmp_path / "m.safetensors"
    trained(scenes / "photos", model, project=project)
    value = run(Evaluate(model=str(model), folder=scenes / "photos", part="test", project=project, threads=1))
    assert value.photos == len(parts_of(project)["test"])


def test_a_damaged_record_of_scenes_is_none(tmp_path: Path) -> None:
    for content in ("", "[1]", '{"scenes": 3}', '{"scenes": [3, ["a", 4]]}'):
        (tmp_path / "scenes.json").write_text(content)
        assert scenes_of(tmp_path) in ((), (("a",),))


def test_no_chain_leads_from_one_thing_to_a_different_one() -> None:
    random = np.random.default_rng(0)
    others = random.normal(size=(40, 64)).astype(np.float32)
    ends = random.normal(size=(2, 64)).astype(np.float32)
    chain = np.stack([(1 - step) * ends[0] + step * ends[1] for step in np.linspace(0, 1, 12)]).astype(np.float32)
    groups = find_scenes(np.concatenate([chain, others]), [0] * 52)
    unit = chain / np.linalg.norm(chain, axis=1, keepdims=True)
    assert groups
    assert all(unit[one] @ unit[other] > 0.6 for group in groups for one in group for other in group)
    assert not any({0, 11} <= set(group) for group in groups)


def test_a_photo_that_has_no_embedding_is_in_no_group() -> None:
    vectors = np.random.default_rng(0).normal(size=(20, 32)).astype(np.float32)
    vectors[3] = vectors[4] = 0.0
    vectors[7] = vectors[8] * 1.01
    assert find_scenes(vectors, [0] * 20) == [(7, 8)]


def test_no_photos_make_no_scenes() -> None:
    assert find_scenes(np.zeros((0, 8), np.float32), []) == []
