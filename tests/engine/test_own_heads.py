"""Backbones of every family with somebody's own head, none, or another program's names: the trunk's figures are taken.

One linear layer on the trunk's embedding answers as it did there; of any other head it is said that it is left.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import safetensors.torch
import timm
import torch
from pictures import folder_of
from torch import Tensor, nn

from engine.job.events import Notice, Outcome
from engine.job.words import EngineError, say
from engine.jobs.classify import Classify
from engine.jobs.train import Train
from engine.models import store
from engine.models.backbones import BACKBONES
from engine.models.file import open_weights
from engine.models.foreign import of_backbone, recognise, tensors, wanted
from engine.models.model import adopt, build, load, load_backbone
from engine.models.naming import find

State = Mapping[str, Tensor]
FAMILIES = (
    "resnet18", "mobilenet_v2", "mobilenet_v3_small_conv", "mobilenet_v3_large_conv", "squeezenet1_1",
    "efficientnet_lite0", "vgg16_conv",
)  # fmt: skip
LARGE = ("resnet18", "mobilenet_v3_large_conv", "vgg16_conv")
COUNT = 4


@functools.cache
def trunk(name: str) -> dict[str, Tensor]:
    """The tensors of a backbone but its classifier's, all different."""
    with torch.random.fork_rng():
        torch.manual_seed(7)
        whole = BACKBONES[name].build().state_dict()
    part = BACKBONES[name].classifier.partition(".")[0] + "."
    found = {key: tensor for key, tensor in whole.items() if not key.startswith(part)}
    for number, tensor in enumerate(found.values()):
        if tensor.ndim == 1 and tensor.is_floating_point():
            tensor += torch.linspace(0, 0.1 + number / 1e4, len(tensor))
    return found


def behind(prefix: str, state: State) -> dict[str, Tensor]:
    return {prefix + key: tensor for key, tensor in state.items()}


def linear(size: int, outputs: int = COUNT) -> dict[str, Tensor]:
    return {"weight": torch.linspace(-1, 1, size * outputs).view(outputs, size), "bias": torch.arange(outputs) * 0.1}


def numbered(name: str) -> dict[str, Tensor]:
    """A body as fastai cuts it: the network's parts by number."""
    parts = wanted(name).parts
    return {f"{parts.index(key.split('.')[0])}.{key.split('.', 1)[1]}": one for key, one in trunk(name).items()}


def fastai_head(size: int) -> dict[str, Tensor]:
    """Batch norm of two poolings, a layer, batch norm, the last layer: fastai's own."""
    norms = {f"{at}.{leaf}": torch.ones(width) for at, width in ((2, 2 * size), (6, 512))
             for leaf in ("weight", "bias", "running_mean", "running_var")}  # fmt: skip
    return {**norms, "4.weight": torch.zeros(512, 2 * size), "8.weight": torch.zeros(COUNT, 512)}


def one_layer(name: str) -> dict[str, Any]:
    body, part = trunk(name), BACKBONES[name].classifier.partition(".")[0]
    last = linear(BACKBONES[name].embedding_size)
    own = {**body, **behind(f"{part}.", last)}
    return {
        "replaced": own,
        "in a sequence": {**body, **behind(f"{part}.1.", last)},
        "several devices": {"net": behind("module.", own), "epoch": 3},
        "compiled": behind("_orig_mod.", own),
        "both": {"model": behind("module._orig_mod.", own)},
        "net": {"state_dict": behind("net.", own)},
        "backbone and head": {**behind("backbone.", body), **behind("head.", last)},
        "encoder": {"state_dict": {**behind("model.encoder.", body), **behind("model.fc.", last)}},
        "averaged": {"n_averaged": torch.tensor(3), **behind("module.", own)},
        "average beside": {
            "model": own, "model_ema": {"n_averaged": torch.tensor(3), **behind("module.", halved(own))},
        },
        "a sequence of parts": {**numbered(name), **behind("9.", last)},
        "deep": {"checkpoint": {"models": {"main": own}}},
        "half precision": {key: one.half() if one.is_floating_point() else one for key, one in own.items()},
    }  # fmt: skip


def halved(state: State) -> dict[str, Tensor]:
    return {key: tensor / 2 if tensor.is_floating_point() else tensor for key, tensor in state.items()}


def other_heads(name: str) -> dict[str, Any]:
    body, part, size = trunk(name), BACKBONES[name].classifier.partition(".")[0], BACKBONES[name].embedding_size
    return {
        "none": body,
        "none, in a network": {"state_dict": behind("model.backbone.", body)},
        "two layers": {**body, f"{part}.0.weight": torch.zeros(64, size), f"{part}.3.weight": torch.zeros(COUNT, 64)},
        "as wide as the published": {
            **body, f"{part}.0.weight": torch.zeros(1024, size), f"{part}.0.bias": torch.zeros(1024),
            f"{part}.2.weight": torch.zeros(COUNT, 1024), f"{part}.2.bias": torch.zeros(COUNT),
        },
        "wide elsewhere": {
            **behind("m.", body), "head.fc1.weight": torch.zeros(1280, size), "head.fc1.bias": torch.zeros(1280),
            "head.fc2.weight": torch.zeros(COUNT, 1280), "head.fc2.bias": torch.zeros(COUNT),
        },
        "on the whole map": {**body, f"{part}.weight": torch.zeros(COUNT, 49 * size)},
        "fastai": {"model": {**behind("0.", numbered(name)), **behind("1.", fastai_head(size))}, "opt": {}},
    }  # fmt: skip


def cases(ways: Callable[[str], dict[str, Any]]) -> list[Any]:
    """Every family in every way; of the large ones a few ways in a quick run, the rest with what is slow."""
    found = []
    for name in FAMILIES:
        for number, way in enumerate(ways("resnet18")):
            slow = [pytest.mark.slow] * (name in LARGE and number > 1)
            found.append(pytest.param(name, way, id=f"{name}, {way}", marks=slow))
    return found


def same(path: Path, name: str, rounded: Callable[[Tensor], Tensor] = lambda one: one) -> None:
    """The file is known for the backbone `name`, and gives its figures one by one."""
    with open_weights(path) as file:
        found = recognise(file)
        assert found is not None
        assert found.backbone == name
        assert find(wanted(name), file.shapes, ordered=True) == found.match
        state = tensors(file, of_backbone(file, name))
    assert state.keys() == trunk(name).keys()
    for key, tensor in state.items():
        assert torch.equal(tensor, rounded(trunk(name)[key])), key


@pytest.mark.parametrize(("name", "way"), cases(one_layer))
def test_one_layer_of_one_s_own_answers_as_it_did(name: str, way: str, tmp_path: Path) -> None:
    torch.save(one_layer(name)[way], tmp_path / "w.pth")
    same(tmp_path / "w.pth", name, (lambda one: one.half().float()) if way == "half precision" else lambda one: one)
    network = load(tmp_path / "w.pth")
    assert network.classes == tuple(map(str, range(COUNT)))
    pixels, last = torch.rand(1, 3, 64, 64), linear(BACKBONES[name].embedding_size)
    with torch.no_grad():
        expected = network.embed(pixels) @ last["weight"].T + last["bias"]
        assert torch.allclose(network(pixels), expected, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize(("name", "way"), cases(other_heads))
def test_of_any_other_head_the_trunk_is_taken_and_it_is_said(name: str, way: str, tmp_path: Path) -> None:
    made = other_heads(name)[way]
    torch.save(made, tmp_path / "w.pth")
    same(tmp_path / "w.pth", name)
    told = load_backbone(tmp_path / "w.pth", name, ("a", "b")).told
    assert told is not None
    layers = {"two layers": 2, "fastai": 4, "on the whole map": 1}.get(way, 0 if way.startswith("none") else 2)
    assert (f"a new one is learnt ({layers} layer" in say(told)) == bool(layers)
    assert ("uči se nova" in say(told, "hr")) == bool(layers)
    with pytest.raises(EngineError) as caught:
        load(tmp_path / "w.pth")
    assert caught.value.code == "foreign_head"
    for language in ("en", "hr"):
        assert f"train --backbone {name} --start-from" in caught.value.say(language)
    said = {0: "no head", 1: "does not take the", 2: "several"}
    assert said.get(layers, "stand") in str(caught.value) or f"behind it stand {layers} layers" in str(caught.value)


@pytest.mark.parametrize("whole", ["mobilenet_v3_small", "mobilenet_v3_large", "vgg16", "vgg19"])
def test_a_trunk_is_asked_for_by_its_name_in_words_that_help(whole: str, tmp_path: Path) -> None:
    if whole == "vgg19":
        torch.save({key: one.half() for key, one in trunk("vgg19_conv").items()}, tmp_path / "w")
    else:
        torch.save(trunk(f"{whole}_conv"), tmp_path / "w")
    with pytest.raises(EngineError) as caught:
        load_backbone(tmp_path / "w", whole, ("a", "b"))
    assert caught.value.code == "foreign_classifier"
    assert f"train --backbone {whole}_conv" in str(caught.value)
    assert "konvolucijskih" in caught.value.say("hr")


def test_a_whole_network_is_not_taken_for_its_trunk_but_gives_it(tmp_path: Path) -> None:
    torch.manual_seed(2)
    state = build("mobilenet_v3_small", weights="none").state_dict()
    torch.save({key.removeprefix("backbone."): one for key, one in state.items()}, tmp_path / "w")
    with open_weights(tmp_path / "w") as file:
        found = recognise(file)
        assert found is not None
        assert found.backbone == "mobilenet_v3_small"
    taken = load_backbone(tmp_path / "w", "mobilenet_v3_small_conv", ("a", "b")).backbone.state_dict()
    for key, tensor in taken.items():
        assert torch.equal(tensor, state[f"backbone.{key}"]), key


def test_a_squeezenet_s_own_convolution_is_left_in_true_words(tmp_path: Path) -> None:
    last = {"classifier.1.weight": torch.zeros(COUNT, 512, 1, 1), "classifier.1.bias": torch.zeros(COUNT)}
    torch.save({**trunk("squeezenet1_1"), **last}, tmp_path / "w")
    same(tmp_path / "w", "squeezenet1_1")
    with pytest.raises(EngineError, match=r"classifier\.1\) is a convolution whose answers are cut off at zero"):
        load(tmp_path / "w")


TIMM = {
    "mobilenetv3_small_100": "mobilenet_v3_small", "mobilenetv3_large_100": "mobilenet_v3_large",
    "mobilenetv2_100": "mobilenet_v2", "resnet18": "resnet18", "tf_efficientnet_lite0": "efficientnet_lite0",
    "tf_efficientnet_lite2": "efficientnet_lite2",
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["pth", "safetensors"])
@pytest.mark.parametrize(("theirs", "ours"), TIMM.items())
def test_timm_s_names_give_the_same_figures_in_the_same_order(
    theirs: str, ours: str, suffix: str, tmp_path: Path
) -> None:
    torch.manual_seed(4)
    network = timm.create_model(theirs, num_classes=COUNT)
    for tensor in network.state_dict().values():
        if tensor.ndim == 1:
            tensor.copy_(torch.rand(len(tensor)) + 0.5)
    save = torch.save if suffix == "pth" else safetensors.torch.save_file
    save(network.state_dict(), tmp_path / "w")
    made = load(tmp_path / "w")
    assert made.name == ours
    assert len(made.classes) == COUNT
    plain = [one for key, one in network.state_dict().items() if not key.endswith("num_batches_tracked")]
    found = [one for key, one in made.state_dict().items() if not key.endswith("num_batches_tracked")]
    assert len(plain) == len(found)
    for one, other in zip(plain, found, strict=True):
        assert torch.equal(one.flatten(), other.flatten())


@pytest.mark.parametrize("name", ["vgg16", "vgg19"])
def test_timm_s_vgg_is_known_with_its_fully_connected_layers(name: str) -> None:
    with torch.device("meta"):
        state = timm.create_model(name, num_classes=COUNT).state_dict()
    shapes = {key: tuple(tensor.shape) for key, tensor in state.items()}
    for found in (shapes, dict(sorted(shapes.items()))):
        match = find(wanted(name), found, ordered=found is shapes)
        assert match is not None
        assert match.names["classifier.0.weight"] == "pre_logits.fc1.weight"
        assert match.names["classifier.3.bias"] == "pre_logits.fc2.bias"
        assert match.names["features.2.weight"] == "features.2.weight"


def test_a_trunk_is_filled_from_the_file_of_the_whole_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRIJENOS_HOME", str(tmp_path))
    monkeypatch.setattr(store, "_check", lambda *_: None)
    whole = BACKBONES["mobilenet_v3_small"]
    store.folder().mkdir(parents=True)
    torch.manual_seed(1)
    state = whole.build().state_dict()
    torch.save(state, store.folder() / whole.weights[0].file)
    assert store.weights_state("mobilenet_v3_small_conv") == "ready"
    made = build("mobilenet_v3_small_conv", classes=("a", "b"))
    for key, tensor in made.backbone.state_dict().items():
        assert torch.equal(tensor, state[key]), key
    with pytest.raises(EngineError, match="or take mobilenet_v3_small") as caught:
        load("mobilenet_v3_small_conv")
    assert caught.value.code == "trunk_without_classes"
    assert "uzmite mobilenet_v3_small" in caught.value.say("hr")


def test_a_replaced_classifier_goes_the_whole_way(tmp_path: Path) -> None:
    """Asked as it is, made a model of one's own, and trained on: what was said of it is said each time."""
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    torch.manual_seed(0)
    network = BACKBONES["mobilenet_v3_small"].build()
    network.classifier = nn.Linear(576, 2)
    torch.save({"state_dict": network.state_dict(), "classes": ["red", "green"]}, tmp_path / "m.pth")
    adopt(tmp_path / "m.pth", tmp_path / "ours.safetensors")
    photo = next(path for path in photos.rglob("*") if path.is_file())
    answers = []
    for model in ("m.pth", "ours.safetensors"):
        events = list(Classify(model=str(tmp_path / model), paths=(photo,)).run())
        answers.append(events[-1].value.photos[0].top)  # type: ignore[union-attr]
    assert [one.class_ for one in answers[0]] == [one.class_ for one in answers[1]]
    assert answers[0][0].probability == pytest.approx(answers[1][0].probability, abs=1e-6)
    job = Train(
        folder=photos, backbone="mobilenet_v3_small_conv", start_from=tmp_path / "m.pth", epochs=1, threads=1,
        precision="float32", out=tmp_path / "t.safetensors",
    )  # fmt: skip
    events = list(job.run())
    assert any("MobileNet-V3 small conv" in say(event.message) for event in events if isinstance(event, Notice))
    assert isinstance(events[-1], Outcome)
    learnt, given = load(tmp_path / "t.safetensors"), load(tmp_path / "m.pth")
    for key, tensor in learnt.backbone.state_dict().items():
        if not key.endswith("num_batches_tracked"):
            assert torch.equal(tensor, given.backbone.state_dict()[key]), key
