"""Patches: learnt over a folder, tried where they have not been, printed in true size."""

from __future__ import annotations

import io
import re
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from engine.job.declare import declared
from engine.job.events import Metric
from engine.job.words import LANGUAGES, Message, say
from engine.jobs.adversarial import Adversarial, beside
from engine.look.opinions import probabilities
from engine.models.network import Network
from engine.models.pictures import pictures, tensor
from engine.paint.attacking import Plan
from engine.paint.attacks import ATTACKS
from engine.paint.holding import Pose, held
from engine.paint.patching import Spot, laid, learn_patch
from engine.paint.printing import LARGEST, SHEET, print_patch, sheet
from engine.paint.trying import tried
from engine.photos.door import read_photo
from engine.places import is_ours
from tests.engine.small import CLASSES, SIZE, drawn_pixels, hooks, result, small_network
from tests.engine.test_adversarial import adversarial


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = small_network()
    monkeypatch.setattr("engine.models.model.load", lambda model: made)
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "own.png"
    Image.fromarray(drawn_pixels(1, 60, 80)).save(path)
    return path


def photos_in(root: Path, count: int) -> Path:
    for number in range(count):
        folder = root / CLASSES[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(drawn_pixels(100 + number)).save(folder / f"{number}.png")
    return root


@pytest.mark.usefixtures("network")
def test_a_patch_is_learnt_over_a_folder_and_tried_on_photos_that_it_has_not_seen(photo: Path, tmp_path: Path) -> None:
    folder = photos_in(tmp_path / "many", 12)
    files = sorted(folder.rglob("*"))
    out = tmp_path / "made.png"
    found = adversarial(
        photo, target="cat", attack="patch", against=(folder,), area=30.0, out=out, own_resolution=False
    )
    assert found.patch is not None
    assert (found.patch.learnt, found.patch.side) == (8, round((0.3 * SIZE * SIZE) ** 0.5))
    assert found.patch.held_out == 4
    assert found.patch.fooled is not None
    assert 0.0 <= found.patch.fooled <= 1.0
    assert found.patch.fooled_held is not None
    assert [trial.held for trial in found.patch.shown[:2]] == [False, True]
    assert {trial.pixels.shape for trial in found.patch.shown} == {(SIZE, SIZE, 3)}
    assert all(trial.misled == (trial.class_ == "cat") for trial in found.patch.shown)
    before, after = found.pixels["before"], found.pixels["after"]
    rows, columns = np.nonzero((before != after).any(axis=-1))
    assert max(np.ptp(rows), np.ptp(columns)) < found.patch.side
    patch = read_photo(Path(found.patch.picture))
    assert any(
        np.array_equal(after[top : top + len(patch), left : left + len(patch)], patch)
        for top in range(SIZE - len(patch) + 1)
        for left in range(SIZE - len(patch) + 1)
    )
    assert sorted(folder.rglob("*")) == files


def test_what_is_learnt_works_on_photos_that_it_has_not_seen(network: Network) -> None:
    cat, area = CLASSES.index("cat"), 0.3
    plan = Plan(ATTACKS["patch"], cat, area=area)
    patch, steps = result(learn_patch(network, [drawn_pixels(seed) for seed in range(12)], plan))[0]
    assert steps == ATTACKS["patch"].steps
    assert hooks(network) == 0
    chance = Random(9)
    chances = []
    for square in (patch, np.full_like(patch, 128)):
        places = [(drawn_pixels(50 + seed), Spot.drawn(chance)) for seed in range(12)]
        covered = [laid(network.preprocessing, photo, square, place, area) for photo, place in places]
        chances.append(np.mean([probabilities(network, pixels)[cat] for pixels in covered]))
    assert chances[0] > 1.2 * chances[1]


@pytest.mark.slow
def test_a_patch_of_eight_per_cent_fools_the_embedded_backbone_wherever_it_lies(
    resources: Path, tmp_path: Path
) -> None:
    found = adversarial(
        resources / "demo_pictures" / "dog.jpg", model="efficientnet_lite0", target="toaster", attack="patch",
        against=(resources / "sample_photos",), out=tmp_path / "made.png", endurance=False, threads=0,
    )  # fmt: skip
    assert found.patch is not None
    assert found.patch.held_out >= 20
    assert found.patch.fooled is not None
    assert found.patch.fooled >= 0.7


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("target", ["cat", None])
def test_a_patch_without_a_folder_is_learnt_on_the_photo_itself(
    photo: Path, tmp_path: Path, target: str | None
) -> None:
    found = adversarial(photo, target=target, attack="patch", area=30.0, own_resolution=True, out=tmp_path / "made.png")
    assert found.patch is not None
    assert (found.patch.learnt, found.patch.held_out, found.patch.fooled) == (1, 0, None)
    assert found.pixels["after"].shape == (60, 80, 3)
    assert found.source.after < found.source.before


@pytest.mark.usefixtures("network")
def test_the_attacked_photo_is_neither_learnt_nor_tried(tmp_path: Path) -> None:
    folder = photos_in(tmp_path / "many", 7)
    found = adversarial(
        folder / CLASSES[0] / "0.png", attack="patch", against=(folder,), steps=2, out=tmp_path / "made.png"
    )
    assert found.patch is not None
    assert (found.patch.learnt, found.patch.held_out) == (4, 2)


@pytest.mark.usefixtures("network")
def test_a_patch_is_worded_in_both_languages(photo: Path, tmp_path: Path) -> None:
    folder = photos_in(tmp_path / "many", 6)
    found = adversarial(photo, attack="patch", against=(folder,), steps=2, out=tmp_path / "made.png", endurance=False)
    for language in LANGUAGES:
        lines = [say(line, language) for line in Adversarial.report(found) if isinstance(line, Message)]
        assert len(lines) == 5
        assert "made patch.pdf" in " ".join(lines)


def test_files_that_a_patch_would_replace_are_looked_at_before(photo: Path, tmp_path: Path) -> None:
    out = tmp_path / "made.png"
    job = Adversarial(model="small", photo=photo, attack="patch", out=out)
    assert job.saves_to() == [out, *beside(out)]
    assert Adversarial(model="small", photo=photo, out=out).saves_to() == [out]


@pytest.mark.parametrize(("side", "millimetres"), [(9, 60.0), (63, 20.0), (63, 60.0), (63, 190.0), (340, 20.0)])
def test_a_patch_is_printed_in_true_size(tmp_path: Path, side: int, millimetres: float) -> None:
    """Read from the page's own figures: its size in points, and how many of its pixels the patch takes."""
    dark = np.full((side, side, 3), 20, np.uint8)
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheet(dark, millimetres))
    data = path.read_bytes()
    box = re.search(rb"/MediaBox \[ ?([\d. ]+) ?\]", data)
    assert box is not None
    across, down = (float(figure) * 25.4 / 72 for figure in box[1].split()[2:])
    assert (across, down) == pytest.approx(SHEET, abs=0.6)
    start = data.index(b"\xff\xd8")
    page = np.asarray(Image.open(io.BytesIO(data[start : data.index(b"endstream", start)])))
    rows, columns = np.nonzero(page.mean(axis=-1) < 128)
    for places, pixels, length in ((rows, page.shape[0], down), (columns, page.shape[1], across)):
        first, last = places.min(), places.max() + 1
        assert (last - first) / pixels * length == pytest.approx(millimetres, abs=0.3)
        assert (first + last) / 2 / pixels * length == pytest.approx(length / 2, abs=0.5)
    assert is_ours(path)


@pytest.mark.parametrize(("side", "millimetres"), [(9, 60.0), (63, 20.0), (63, 60.0), (22, 190.0), (340, 20.0)])
def test_the_picture_of_a_patch_says_its_true_size(tmp_path: Path, side: int, millimetres: float) -> None:
    path = tmp_path / "patch.png"
    square = drawn_pixels(2, side, side)
    print_patch(path, square, millimetres)
    assert np.array_equal(read_photo(path), square)
    with Image.open(path) as picture:
        across, down = picture.info["dpi"]
    assert side / across * 25.4 == pytest.approx(millimetres, abs=0.5)  # a PNG holds whole dots a metre alone
    assert across == down
    assert is_ours(path)


def test_a_patch_that_is_held_flat_lies_as_one_that_is_pasted() -> None:
    network, photo, patch = small_network(), drawn_pixels(3), drawn_pixels(4, 12, 12)
    pasted = laid(network.preprocessing, photo, patch, Spot(0.25, 0.75), 144 / SIZE**2)
    seen = pictures(held(tensor([photo]), tensor([patch]), [Pose(0.25, 0.75)]))[0]
    assert np.abs(seen.astype(int) - pasted.astype(int)).max() <= 1


def test_a_pose_turns_tilts_and_brings_nearer() -> None:
    square = Pose(0.0, 0.0).corners(10.0)
    assert torch.allclose(square, torch.tensor([[-5.0, -5.0], [5.0, -5.0], [5.0, 5.0], [-5.0, 5.0]]))
    turned = Pose(0.0, 0.0, turn=45.0).corners(10.0)
    assert torch.allclose(turned[0], torch.tensor([0.0, -(50.0**0.5)]), atol=1e-4)
    assert torch.allclose(Pose(0.0, 0.0, size=1.2).corners(10.0), 1.2 * square)
    tilted = Pose(0.0, 0.0, tilt=30.0).corners(10.0)  # about the axis that runs across
    top, bottom = (float((tilted[one] - tilted[two]).norm()) for one, two in ((0, 1), (3, 2)))
    assert top > 10.0 > bottom
    assert float(tilted[3, 1] - tilted[0, 1]) < 10.0


@pytest.mark.parametrize("seed", range(6))
def test_a_held_patch_stays_within_the_picture_and_is_legal(seed: int) -> None:
    photo, chance = np.zeros((SIZE, SIZE, 3), np.uint8), Random(seed)
    pose = Pose.drawn(chance)
    patch = torch.full((1, 3, 9, 9), 0.7, requires_grad=True)
    seen = held(tensor([photo]), patch, [pose])
    assert float(seen.detach().min()) >= -1e-5
    assert float(seen.detach().max()) <= 1.0 + 1e-5
    shown = (seen.detach() > 0.3).any(dim=1)
    assert 0.45 * 81 < int(shown.sum()) < 2.2 * 81  # it has not left the picture; the blur makes it a little larger
    (gradient,) = torch.autograd.grad(seen.sum(), patch)
    assert float(gradient.abs().sum()) > 0.0


def test_a_patch_learnt_to_be_held_is_another_and_lasts_better_in_a_hand() -> None:
    network, cat = small_network(), CLASSES.index("cat")
    photos = [drawn_pixels(seed) for seed in range(12)]
    chances = []
    for enduring in (False, True):
        plan = Plan(ATTACKS["patch"], cat, area=0.3, held=enduring, steps=150)
        patch, _ = result(learn_patch(network, photos, plan))[0]
        chance = Random(9)
        others = tensor([drawn_pixels(50 + seed) for seed in range(24)])
        with torch.no_grad():
            seen = held(others, tensor([patch]), [Pose.drawn(chance) for _ in others])
            chances.append(float(network(seen).softmax(dim=1)[:, cat].mean()))
    assert chances[1] > chances[0]


def test_an_untargeted_patch_is_followed_by_what_it_leads_each_photo_away_from() -> None:
    network = small_network()
    photos = [drawn_pixels(seed) for seed in range(12)]
    said = {int(probabilities(network, photo).argmax()) for photo in photos}
    other = min(set(range(len(CLASSES))) - said)
    plan = Plan(ATTACKS["patch"], other, targeted=False, area=0.3, steps=60, follow=(("probability.source", other),))
    _, events = result(learn_patch(network, photos, plan))
    told = [event.value for event in events if isinstance(event, Metric) and event.series == "probability.source"]
    assert len(told) == 60
    assert sum(told[:5]) / 5 > 1 / len(CLASSES)
    assert sum(told[-5:]) < sum(told[:5])


@pytest.mark.usefixtures("network")
def test_seconds_count_the_try_on_photos_that_were_held_out(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, folder = [0.0], photos_in(tmp_path / "many", 6)

    def slow(*given: Any) -> Any:
        clock[0] += 50.0
        return (yield from tried(*given))

    monkeypatch.setattr("engine.paint.trying.tried", slow)
    monkeypatch.setattr("time.perf_counter", lambda: clock[0])
    found = adversarial(photo, attack="patch", against=(folder,), steps=2, out=tmp_path / "made.png")
    assert found.seconds == 50.0


def test_nothing_is_printed_beyond_the_sheet() -> None:
    high = declared(Adversarial, "millimetres").high
    assert high is not None
    assert high <= LARGEST < min(SHEET)
