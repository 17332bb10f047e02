"""Defences: what each does to pictures, and what it is worth against who knows it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageFilter

from engine.job.events import Metric, Notice, Progress
from engine.job.words import LANGUAGES, EngineError, Message, knows, say
from engine.jobs.defend import (
    ATTACKS_OF_BENCH,
    KINDS,
    NO_DEFENCE,
    SERIES,
    DefenceRow,
    Defend,
    DefendResult,
    Held,
    conclusion,
)
from engine.models.network import Network
from engine.models.pictures import tensor
from engine.paint.attacks import ATTACKS
from engine.paint.defences import DEFENCES, VOTE, GaussianBlur, Jpeg, Noise, Panel, Strengths, defended
from engine.paint.resisting import weakened
from engine.paint.treatments import jpeg
from tests.engine.small import CLASSES, drawn_pixels, hooks, outcome, result, small_network
from tests.engine.test_robustness import folder


@pytest.fixture
def networks(monkeypatch: pytest.MonkeyPatch) -> dict[str, Network]:
    made = {"small": small_network(), "other": small_network(1), "strange": small_network(2)}
    made["strange"].classes = ("tram", *CLASSES[1:])
    monkeypatch.setattr("engine.models.model.load", lambda model, greys=None: made[str(model)])
    return made


def defend(root: Path, **given: object) -> tuple[DefendResult, list[object]]:
    settings = {"model": "small", "folder": root, "epsilon": 30.0, "steps": 8, "threads": 1, **given}
    value, events = outcome(Defend(**settings))  # type: ignore[arg-type]
    assert isinstance(value, DefendResult)
    return value, list(events)


def test_every_defence_is_a_row_of_the_bench_and_has_a_name_in_both_languages() -> None:
    assert (NO_DEFENCE, *DEFENCES, VOTE) == KINDS
    assert all(knows(f"defence.{kind}") for kind in KINDS)


@pytest.mark.parametrize("kind", DEFENCES)
def test_a_gradient_goes_through_every_defence(kind: str) -> None:
    defence = DEFENCES[kind](Strengths(looks=3), 0)
    pixels = tensor([drawn_pixels(0), drawn_pixels(1)]).requires_grad_()
    seen = defence(pixels)
    assert seen.shape == (2 * defence.looks, *pixels.shape[1:])
    assert float(seen.detach().min()) >= 0.0
    assert float(seen.detach().max()) <= 1.0
    weights = torch.rand_like(seen)
    (gradient,) = torch.autograd.grad((seen * weights).sum(), pixels)
    assert float(gradient.abs().min()) >= 0.0
    assert float((gradient != 0).float().mean()) > 0.7


def test_jpeg_shows_the_network_what_the_file_would() -> None:
    photo = drawn_pixels(3)
    seen = Jpeg(40)(tensor([photo]))
    assert torch.allclose(seen, tensor([jpeg(40)(photo, 0)]), atol=1e-6)


def test_the_blur_is_a_gaussian_one() -> None:
    photo = np.asarray(Image.fromarray(drawn_pixels(3, 64, 64)).resize((128, 128)))
    theirs = np.asarray(Image.fromarray(photo).filter(ImageFilter.GaussianBlur(2.0)))
    ours = GaussianBlur(2.0)(tensor([photo]))[0].permute(1, 2, 0).numpy() * 255
    inside = np.s_[8:-8, 8:-8]
    assert np.abs(ours[inside] - theirs[inside]).mean() < 2.0
    even = torch.full((1, 3, 40, 40), 0.25)
    assert torch.allclose(GaussianBlur(3.0)(even), even, atol=1e-6)


def test_noise_is_drawn_anew_and_again_from_its_seed() -> None:
    grey = torch.full((2, 3, 64, 64), 0.5)
    noise, again = Noise(8.0, 3, 5), Noise(8.0, 3, 5)
    first, second = noise(grey), noise(grey)
    assert not torch.equal(first, second)
    assert torch.equal(first, again(grey))
    assert float((first - 0.5).std()) * 255 == pytest.approx(8.0, rel=0.05)


def test_a_panel_answers_with_the_mean_of_its_members_in_the_classes_of_the_first() -> None:
    one, two = small_network(), small_network(1)
    turned = small_network(1)
    turned.classes = tuple(reversed(CLASSES))
    with torch.no_grad():
        turned.head.weight.copy_(two.head.weight.flip(0))
        turned.head.bias.copy_(two.head.bias.flip(0))
    pixels = tensor([drawn_pixels(0), drawn_pixels(1)])
    with torch.no_grad():
        mean = (one(pixels).softmax(1) + two(pixels).softmax(1)) / 2
        for other in (two, turned):
            assert torch.allclose(Panel([one, other])(pixels).exp(), mean, atol=1e-6)
    strange = small_network()
    strange.classes = ("tram", *CLASSES[1:])
    with pytest.raises(ValueError, match="apple"):
        Panel([one, strange])


@pytest.mark.parametrize("kind", DEFENCES)
def test_who_knows_a_defence_makes_better_pictures_against_it(kind: str) -> None:
    network = small_network()
    photos = [drawn_pixels(seed) for seed in range(8)]
    with torch.no_grad():
        labels = network(tensor(photos)).argmax(dim=1).tolist()
    how = ("pgd_linf", 6.0, 10, 0)
    strengths = Strengths(quality=50, noise=24.0, looks=4)
    chances = []
    for knowing in (None, DEFENCES[kind](strengths, 0)):
        made = result(weakened(network, photos, labels, how, knowing))[0]
        assert np.abs(made.astype(int) - np.stack(photos)).max() <= 6
        said = defended(network, DEFENCES[kind](strengths, 9), tensor(list(made)))
        chances.append(float(said.gather(1, torch.tensor(labels)[:, None]).mean()))
    assert chances[1] < chances[0]
    assert hooks(network) == 0


def test_each_defence_is_measured_before_attacked_and_known(networks: dict[str, Network], tmp_path: Path) -> None:
    found, events = defend(folder(tmp_path / "own", "tram", "tree"), voters=(Path("other"),))
    assert [row.defence for row in found.rows] == list(KINDS)
    assert (found.photos, found.truth, found.voters) == (10, "model", ("other",))
    bare = found.rows[0]
    assert bare.clean.accuracy == 1.0  # the model's own answers are the truth: it does not know these classes
    assert bare.attacked.accuracy < 0.5
    for row in found.rows:
        assert row.knowing.accuracy <= row.attacked.accuracy
        for held in (row.clean, row.attacked, row.knowing):
            assert 0.0 <= held.interval[0] <= held.accuracy <= held.interval[1] <= 1.0
    assert min(row.knowing.accuracy for row in found.rows[1:]) < max(row.attacked.accuracy for row in found.rows[1:])
    counted = [event for event in events if isinstance(event, Progress) and event.note.code == "note.defending"]
    assert counted[-1].done == counted[-1].total == len(counted)
    assert all(hooks(network) == 0 for network in networks.values())


@pytest.mark.usefixtures("networks")
def test_the_folders_are_the_truth_where_the_model_knows_their_names(tmp_path: Path) -> None:
    found, _ = defend(folder(tmp_path / "own", "cat", "zebra"), steps=1)
    assert found.truth == "folders"
    assert found.rows[0].clean.accuracy < 1.0


@pytest.mark.usefixtures("networks")
def test_who_lacks_a_class_does_not_vote_and_it_is_told(tmp_path: Path) -> None:
    found, events = defend(folder(tmp_path / "own", "tram", "tree"), voters=(Path("strange"),), steps=1)
    assert VOTE not in [row.defence for row in found.rows]
    told = [event.message.code for event in events if isinstance(event, Notice)]
    assert told == ["notice.cannot_vote", "notice.nobody_votes"]


@pytest.mark.usefixtures("networks")
def test_a_folder_without_photos_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cat").mkdir()
    with pytest.raises(EngineError):
        defend(tmp_path)


@pytest.mark.usefixtures("networks")
def test_the_same_seed_measures_the_same(tmp_path: Path) -> None:
    root = folder(tmp_path / "own", "tram", "tree")
    assert defend(root)[0].rows == defend(root)[0].rows


@pytest.mark.usefixtures("networks")
def test_the_report_is_worded_in_both_languages(tmp_path: Path) -> None:
    found, _ = defend(folder(tmp_path / "own", "cat", "zebra"), voters=(Path("other"),), steps=1)
    for language in LANGUAGES:
        lines = [say(line, language) for line in Defend.report(found) if isinstance(line, Message)]
        assert len(lines) > 2 + len(KINDS) + 1
        assert all("{" not in line for line in lines)


def test_the_attacks_of_the_bench_are_rows_of_the_table() -> None:
    assert all(ATTACKS[name].unit == "steps" for name in ATTACKS_OF_BENCH)


@pytest.mark.usefixtures("networks")
def test_one_step_is_a_weaker_attack_than_ten(tmp_path: Path) -> None:
    root = folder(tmp_path / "own", "tram", "tree")
    (one, _), (ten, _) = (defend(root, attack=name, epsilon=12.0) for name in ("fgsm", "pgd_linf"))
    assert (one.steps, one.attack, ten.steps) == (1, "fgsm", 8)
    assert one.rows[0].attacked.accuracy >= ten.rows[0].attacked.accuracy


@pytest.mark.usefixtures("networks")
def test_each_figure_is_told_as_it_comes(tmp_path: Path) -> None:
    found, events = defend(folder(tmp_path / "own", "tram", "tree"), steps=1)
    told = {(event.series, event.step): event.value for event in events if isinstance(event, Metric)}
    assert told == {
        (series, number): getattr(row, series).accuracy for number, row in enumerate(found.rows) for series in SERIES
    }


def held(share: float) -> Held:
    return Held(share, (max(0.0, share - 0.1), min(1.0, share + 0.1)))


@pytest.mark.parametrize(
    ("bare", "jpeg", "blur", "codes"),
    [
        ((1.0, 0.95, 0.95), (1.0, 1.0, 1.0), (1.0, 1.0, 1.0), ["weak_attack"]),
        ((0.15, 0.0, 0.0), (0.15, 0.0, 0.0), (0.1, 0.0, 0.0), ["few_photos"]),
        ((1.0, 0.1, 0.1), (1.0, 0.2, 0.1), (1.0, 0.15, 0.1), ["nothing_helps"]),
        ((1.0, 0.1, 0.1), (0.95, 0.8, 0.1), (1.0, 0.5, 0.2), ["seems_to_help", "price"]),
        ((1.0, 0.1, 0.1), (1.0, 0.8, 0.1), (1.0, 0.6, 0.5), ["helps"]),
    ],
)
def test_what_is_concluded_follows_from_intervals_that_are_apart(
    bare: tuple[float, ...], jpeg: tuple[float, ...], blur: tuple[float, ...], codes: list[str]
) -> None:
    rows = [DefenceRow(name, *map(held, figures)) for name, figures in (("none", bare), ("jpeg", jpeg), ("blur", blur))]
    told = conclusion(rows)
    assert [line.code for line in told] == [f"conclusion.{code}" for code in codes]
    for language in LANGUAGES:
        assert all("{" not in say(line, language) for line in told)
