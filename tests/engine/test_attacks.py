"""Attacks: every row of the table keeps its ball and succeeds where it can; foolbox and torchattacks as oracles."""

from __future__ import annotations

import math
import sys
import types
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.look.opinions import opinion, probabilities
from engine.models.model import build
from engine.models.network import Network
from engine.models.pictures import tensor
from engine.paint.attacking import Attacked, Plan, _moves, attack
from engine.paint.attacks import ATTACKS, SIDE
from engine.paint.canvas import CANVASES
from engine.paint.measures import distance, magnified
from engine.paint.objectives import OBJECTIVES
from engine.paint.treatments import ENDURANCE
from engine.paint.updates import UPDATES
from engine.paint.views import Endure, Fit
from engine.photos.door import encode_png, read_photo, read_photo_bytes
from tests.engine.small import CLASSES, SIZE, drawn_pixels, hooks, result, small_network

BOUND = {"fgsm": 6.0, "pgd_linf": 6.0, "pgd_l2": 1.5, "mi_di_fgsm": 6.0}


def attacked(network: Network, photo: NDArray[np.uint8], plan: Plan) -> NDArray[np.uint8]:
    done: Attacked = result(attack(network, photo, plan))[0]
    assert hooks(network) == 0
    return done.pixels


def answer(network: Network, photo: NDArray[np.uint8]) -> int:
    return int(probabilities(network, photo).argmax())


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_names_rows_that_are_there(name: str) -> None:
    row = ATTACKS[name]
    assert row.name == name
    assert row.canvas in CANVASES
    assert row.objective in OBJECTIVES
    assert row.update in UPDATES
    assert row.radius(None) > 0.0
    assert row.step_size(row.radius(None), 10) > 0.0


@pytest.mark.parametrize("targeted", [True, False])
@pytest.mark.parametrize("name", ATTACKS)
def test_every_attack_stays_within_its_bound_and_moves_towards_its_goal(name: str, targeted: bool) -> None:
    network = small_network()
    for seed in range(6):
        photo = drawn_pixels(seed)
        source = answer(network, photo)
        index = (source + 1 + seed % 4) % len(CLASSES) if targeted else source
        plan = Plan(ATTACKS[name], index, targeted, epsilon=BOUND.get(name), seed=seed, rate=None)
        found = attacked(network, photo, plan)
        far = distance(photo, found)
        if ATTACKS[name].unit == "steps":
            assert far.linf <= BOUND[name]
        if name == "pgd_l2":
            assert far.l2 <= BOUND[name] + 1e-9
        before, after = (probabilities(network, pixels)[index] for pixels in (photo, found))
        assert after >= before if targeted else after <= before


@pytest.mark.parametrize("epsilon", [0.0, 0.4, 1.0, 2.5])
@pytest.mark.parametrize("name", BOUND)
def test_a_small_bound_is_kept_to_the_step(name: str, epsilon: float) -> None:
    photo = drawn_pixels(3)
    network = small_network()
    found = attacked(network, photo, Plan(ATTACKS[name], 2, epsilon=epsilon / (255 if name == "pgd_l2" else 1)))
    far = distance(photo, found)
    assert far.linf <= math.floor(epsilon)
    assert far.l2 * 255 <= epsilon * (1 if name == "pgd_l2" else math.inf if epsilon >= 1 else 1)


@pytest.mark.parametrize("targeted", [True, False])
def test_a_minimal_attack_succeeds_and_is_smaller_than_others_that_do(targeted: bool) -> None:
    network = small_network()
    for seed in range(6):
        photo = drawn_pixels(seed)
        source = answer(network, photo)
        index = (source + 1) % len(CLASSES) if targeted else source
        small = attacked(network, photo, Plan(ATTACKS["minimal_l2"], index, targeted))
        large = attacked(network, photo, Plan(ATTACKS["pgd_linf"], index, targeted))
        assert (answer(network, small) == index) is targeted
        if (answer(network, large) == index) is targeted:
            assert distance(photo, small).l2 < distance(photo, large).l2


def test_confidence_buys_a_margin() -> None:
    network = small_network()
    photo = drawn_pixels(1)
    index = (answer(network, photo) + 1) % len(CLASSES)
    lengths = []
    for confidence in (0.0, 2.0):
        found = attacked(network, photo, Plan(ATTACKS["minimal_l2"], index, confidence=confidence))
        logits = np.sort(np.log(probabilities(network, found)))
        assert logits[-1] - logits[-2] > confidence - 1e-4
        lengths.append(distance(photo, found).l2)
    assert lengths[0] < lengths[1]


def test_the_same_seed_gives_the_same_picture() -> None:
    made = [attacked(small_network(), drawn_pixels(2), Plan(ATTACKS["pgd_linf"], 1, seed=s)) for s in (4, 4, 5)]
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


def test_fgsm_is_foolbox_s() -> None:
    """One whole step of ε along the sign of the gradient; ε in whole steps of 1/255 needs no rounding."""
    foolbox = oracle("foolbox")
    network = small_network()
    model = foolbox.PyTorchModel(network, bounds=(0, 1), device="cpu")
    for seed in range(4):
        photo = drawn_pixels(seed)
        source = answer(network, photo)
        _, theirs, _ = foolbox.attacks.FGSM()(model, tensor([photo]), torch.tensor([source]), epsilons=4 / 255)
        found = attacked(network, photo, Plan(ATTACKS["fgsm"], source, targeted=False, epsilon=4.0))
        assert np.abs(found - np.rint(theirs[0].permute(1, 2, 0).numpy() * 255)).max() <= 1e-3


def test_momentum_is_torchattacks_s() -> None:
    """Whole steps of 1/255 along the sign of the summed gradients, with its own looks left out."""
    torchattacks = oracle("torchattacks")
    network = small_network()
    row = replace(ATTACKS["mi_di_fgsm"], objective="probability", moves={"scale": 0.0})
    theirs = torchattacks.MIFGSM(network, eps=4 / 255, alpha=1 / 255, steps=8, decay=1.0)
    for seed in range(4):
        photo = drawn_pixels(seed)
        source = answer(network, photo)
        other = theirs(tensor([photo]), torch.tensor([source]))[0].permute(1, 2, 0).numpy()
        plan = Plan(row, source, targeted=False, epsilon=4.0, steps=8, rate=1 / 255)
        assert (attacked(network, photo, plan) == np.rint(other * 255)).mean() > 0.99


def test_each_step_of_input_diversity_looks_otherwise_and_moves_with_the_size() -> None:
    assert _moves(ATTACKS["mi_di_fgsm"], SIDE) == ATTACKS["mi_di_fgsm"].moves
    half = _moves(ATTACKS["mi_di_fgsm"], SIDE // 2)
    assert (half["scale"], half["jitter"]) == (0.1, 6.0)
    made = [attacked(small_network(), drawn_pixels(2), Plan(ATTACKS["mi_di_fgsm"], 1, seed=s)) for s in (4, 4, 5)]
    assert np.array_equal(made[0], made[1])
    assert not np.array_equal(made[0], made[2])


def test_projected_descent_is_no_weaker_than_torchattacks() -> None:
    torchattacks = oracle("torchattacks")
    network = small_network()
    theirs = torchattacks.PGD(network, eps=4 / 255, alpha=1 / 255, steps=20)
    theirs.set_mode_targeted_by_label(quiet=True)
    ours_margin, their_margin = [], []
    for seed in range(4):
        photo = drawn_pixels(seed)
        index = (answer(network, photo) + 1) % len(CLASSES)
        torch.manual_seed(0)
        picture = theirs(tensor([photo]), torch.tensor([index]))[0]
        rounded = np.rint(picture.permute(1, 2, 0).numpy() * 255).astype(np.uint8)
        found = attacked(network, photo, Plan(ATTACKS["pgd_linf"], index, epsilon=4.0, steps=20))
        ours_margin.append(probabilities(network, found)[index])
        their_margin.append(probabilities(network, rounded)[index])
    assert np.mean(ours_margin) >= np.mean(their_margin) - 0.01


def test_the_minimal_attack_is_smaller_than_foolbox_s_carlini_wagner_once_rounded() -> None:
    foolbox = oracle("foolbox")
    network = small_network()
    model = foolbox.PyTorchModel(network, bounds=(0, 1), device="cpu")
    cw = foolbox.attacks.L2CarliniWagnerAttack(binary_search_steps=3, steps=60, stepsize=0.01, initial_const=1)
    ours, theirs = [], []
    for seed in range(4):
        photo = drawn_pixels(seed)
        index = (answer(network, photo) + 2) % len(CLASSES)
        criterion = foolbox.criteria.TargetedMisclassification(torch.tensor([index]))
        _, picture, _ = cw(model, tensor([photo]), criterion, epsilons=None)
        theirs.append(float((picture - tensor([photo])).norm()))
        found = attacked(network, photo, Plan(ATTACKS["minimal_l2"], index))
        assert answer(network, found) == index
        ours.append(distance(photo, found).l2)
    assert np.median(ours) < 1.1 * np.median(theirs)


FoundBy = Callable[[Network, NDArray[np.uint8], int], float]
"""A network, a photo (H, W, 3) and a target → L∞ of a change that reaches it, in steps of 1/255."""


def foolbox_s_fast_minimum_norm(network: Network, photo: NDArray[np.uint8], target: int) -> float:
    foolbox = oracle("foolbox")
    model = foolbox.PyTorchModel(network, bounds=(0, 1), device="cpu")
    criterion = foolbox.criteria.TargetedMisclassification(torch.tensor([target]))
    search = foolbox.attacks.LInfFMNAttack(steps=100)
    _, picture, _ = search(model, tensor([photo]).contiguous(), criterion, epsilons=None)
    return float((picture - tensor([photo])).abs().max()) * 255


def adv_lib_s_fast_minimum_norm(network: Network, photo: NDArray[np.uint8], target: int) -> float:
    sys.modules.setdefault("visdom", types.ModuleType("visdom"))  # it draws curves, and nobody asks it to
    fmn = oracle("adv_lib.attacks").fmn
    pixels = tensor([photo]).contiguous()
    picture = fmn(network, pixels, torch.tensor([target]), norm=math.inf, targeted=True, steps=100)
    return float((picture - pixels).abs().max()) * 255


ORACLES: dict[str, FoundBy] = {"foolbox": foolbox_s_fast_minimum_norm, "adv-lib": adv_lib_s_fast_minimum_norm}


@pytest.mark.parametrize("name", ORACLES)
def test_the_fewest_steps_are_no_more_than_others_fast_minimum_norm_takes(name: str) -> None:
    network = small_network().requires_grad_(requires_grad=False)
    photos = [drawn_pixels(seed) for seed in range(10)]
    targets = [(answer(network, photo) + 1 + number % 4) % len(CLASSES) for number, photo in enumerate(photos)]
    compare_fewest_steps(network, list(zip(photos, targets, strict=True)), ORACLES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", ORACLES)
def test_the_fewest_steps_on_real_photos_are_no_more_than_others_take(lite: Network, name: str) -> None:
    from tests.benchmarks.attacks import cases

    compare_fewest_steps(lite.requires_grad_(requires_grad=False), cases(lite, 10), ORACLES[name])


def compare_fewest_steps(network: Network, cases: Sequence[tuple[NDArray[np.uint8], int]], theirs: FoundBy) -> None:
    ours, others = [], []
    for photo, target in cases:
        found = attacked(network, photo, Plan(ATTACKS["minimal_linf"], target))
        saved = read_photo_bytes(encode_png(found))
        assert answer(network, saved) == target
        ours.append(distance(photo, saved).linf)
        others.append(theirs(network, photo, target))
    assert np.median(ours) <= math.ceil(np.median(others))


def linear_network(seed: int) -> Network:
    """Two classes that are told apart by a weighted sum of the pixels: what the least change is can be reckoned."""
    small = small_network()
    torch.manual_seed(seed)
    head = torch.nn.Linear(3 * SIZE * SIZE, 2)
    record = replace(small.record, embedding_size=3 * SIZE * SIZE)
    return Network(record, torch.nn.Sequential(torch.nn.Flatten()), head, CLASSES[:2], small.preprocessing).eval()


@pytest.mark.parametrize("targeted", [True, False])
@pytest.mark.parametrize("lead", [0.05, 0.3, 1.0, 4.0])
def test_the_fewest_steps_are_found_where_they_can_be_reckoned(lead: float, targeted: bool) -> None:
    """Each pixel moved by n steps along its weight, as far as there is colour left, is the best within n."""
    for seed in range(3):
        network, photo = linear_network(seed), drawn_pixels(seed)
        weights = network.head.weight.detach()
        source, target = 0, 1
        with torch.no_grad():
            logits = network(tensor([photo]))[0]
            network.head.bias[source] += logits[target] - logits[source] + lead
        pull = (weights[target] - weights[source]).view(3, SIZE, SIZE).permute(1, 2, 0).numpy()
        fewest = next(n for n in range(256) if answer(network, pulled(photo, pull, n)) == target)
        plan = Plan(ATTACKS["minimal_linf"], target if targeted else source, targeted)
        found = attacked(network, photo, plan)
        assert answer(network, found) == target
        assert distance(photo, found).linf == fewest


def pulled(photo: NDArray[np.uint8], pull: NDArray[np.float32], steps: int) -> NDArray[np.uint8]:
    moved: NDArray[np.uint8] = np.clip(photo + steps * np.sign(pull), 0, 255).astype(np.uint8)
    return moved


def test_a_search_for_the_fewest_steps_ends_where_one_is_enough() -> None:
    network, photo = small_network(1), drawn_pixels(1)
    plan = Plan(ATTACKS["minimal_linf"], (answer(network, photo) + 2) % len(CLASSES))
    done: Attacked = result(attack(network, photo, plan))[0]
    assert distance(photo, done.pixels).linf == 1
    assert done.steps < ATTACKS["minimal_linf"].steps


def test_confidence_costs_steps_and_an_unsure_picture_is_taken_before_none() -> None:
    network, photo = small_network(), drawn_pixels(1)
    target = (answer(network, photo) + 1) % len(CLASSES)
    sizes, margins = {}, {}
    for confidence in (0.0, 2.0, 1000.0):
        found = attacked(network, photo, Plan(ATTACKS["minimal_linf"], target, confidence=confidence))
        logits = np.sort(np.log(probabilities(network, found)))
        assert answer(network, found) == target
        sizes[confidence], margins[confidence] = distance(photo, found).linf, logits[-1] - logits[-2]
    assert margins[2.0] > 2.0 - 1e-4
    assert margins[1000.0] < 1000.0
    assert sizes[0.0] < sizes[2.0]


def oracle(name: str):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name)


@pytest.mark.parametrize(("height", "width"), [(48, 64), (90, 40), (33, 32)])
def test_a_photo_is_attacked_at_its_own_resolution_through_the_resizing(height: int, width: int) -> None:
    network = small_network()
    photo = drawn_pixels(7, height, width)
    index = (answer(network, photo) + 1) % len(CLASSES)
    found = attacked(network, photo, Plan(ATTACKS["minimal_l2"], index))
    assert found.shape == photo.shape
    assert answer(network, found) == index
    bounded = attacked(network, photo, Plan(ATTACKS["pgd_linf"], index, epsilon=5.0))
    assert distance(photo, bounded).linf <= 5


def test_what_the_network_sees_through_the_resizing_is_what_it_will_see_of_the_file() -> None:
    network = small_network()
    photo = drawn_pixels(7, 50, 70)
    pixels = tensor([photo]).requires_grad_()
    fitted = Fit(network.preprocessing)(pixels)
    assert torch.allclose(fitted, tensor([network.preprocessing.prepare(photo)]), atol=1e-6)
    (gradient,) = torch.autograd.grad(fitted.sum(), pixels)
    assert float(gradient[..., 25, 35].abs().sum()) > 0.0
    assert float(gradient[..., 0, 0].abs().sum()) == 0.0


@pytest.mark.parametrize("name", ENDURANCE)
def test_every_treatment_keeps_the_size_and_is_repeatable(name: str) -> None:
    photo = drawn_pixels(4, 40, 56)
    treated = ENDURANCE[name](photo, 3)
    assert treated.shape == photo.shape
    assert treated.dtype == np.uint8
    assert np.array_equal(treated, ENDURANCE[name](photo, 3))
    assert np.array_equal(treated, photo) == (name == "png")


def test_endurance_shows_the_network_the_picture_and_treated_copies() -> None:
    photo = drawn_pixels(4)
    pixels = tensor([photo]).requires_grad_()
    seen = Endure(("jpeg_75", "noise"), 5, 0)(pixels)
    assert seen.shape == (5, 3, SIZE, SIZE)
    assert torch.allclose(seen[0].detach(), tensor([photo])[0])
    assert all(not torch.allclose(copy.detach(), tensor([photo])[0]) for copy in seen[1:])
    (gradient,) = torch.autograd.grad(seen.sum(), pixels)
    assert torch.allclose(gradient, torch.full_like(gradient, 5.0))


def test_distances_are_what_they_say() -> None:
    before = np.full((2, 2, 3), 100, dtype=np.uint8)
    after = before.copy()
    after[0, 0, 1] = 103
    after[1, 1, 0] = 96
    far = distance(before, after)
    assert (far.linf, far.changed) == (4, 0.5)
    assert far.l2 == pytest.approx(5.0 / 255)
    assert far.psnr == pytest.approx(10 * math.log10(255**2 / (25 / 12)))
    assert distance(before, before).psnr == math.inf
    assert magnified(before, after, 20.0)[0, 0].tolist() == [128, 188, 128]
    with pytest.raises(ValueError, match="2"):
        distance(before, after[:1])


def test_an_opinion_names_the_best_and_the_rank_of_the_class_in_question() -> None:
    network = small_network()
    photo = drawn_pixels(1)
    found = opinion("small", network, photo, "zebra", top=2)
    chances = probabilities(network, photo)
    assert [guess.class_ for guess in found.top] == [CLASSES[i] for i in np.argsort(-chances)[:2]]
    assert found.rank == sorted(chances, reverse=True).index(chances[3]) + 1
    assert opinion("small", network, photo, "tram").rank is None


@pytest.fixture(scope="module")
def lite() -> Network:
    return build("efficientnet_lite0")


@pytest.mark.parametrize(("photo", "target"), [("coffee", 281), ("dog", 954)])
def test_a_far_target_is_reached_within_reach_of_a_hair(
    lite: Network, resources: Path, photo: str, target: int
) -> None:
    """PGD L∞ at 4/255 and the minimal attack, on the embedded backbone."""
    pixels = lite.preprocessing.prepare(read_photo(resources / "demo_pictures" / f"{photo}.jpg"))
    bounded = attacked(lite, pixels, Plan(ATTACKS["pgd_linf"], target, epsilon=4.0, steps=12))
    assert answer(lite, bounded) == target
    assert distance(pixels, bounded).linf <= 4
    small = attacked(lite, pixels, Plan(ATTACKS["minimal_l2"], target, steps=30))
    assert answer(lite, small) == target
    assert distance(pixels, small).l2 < 1.2


@pytest.mark.slow
def test_averaging_over_treatments_survives_jpeg_where_the_plain_attack_does_not(
    lite: Network, resources: Path
) -> None:
    pixels = lite.preprocessing.prepare(read_photo(resources / "demo_pictures" / "coffee.jpg"))
    row = ATTACKS["pgd_linf"]
    plain = attacked(lite, pixels, Plan(row, 281, epsilon=8.0))
    treatments = tuple(name for name in ENDURANCE if name != "png")
    lasting = attacked(lite, pixels, Plan(row, 281, epsilon=8.0, treatments=treatments))
    survived = {name: answer(lite, ENDURANCE[name](lasting, 1)) == 281 for name in ENDURANCE}
    assert sum(survived.values()) >= 5, survived
    assert survived["jpeg_75"]
    assert sum(answer(lite, ENDURANCE[name](plain, 1)) == 281 for name in ENDURANCE) < sum(survived.values())
