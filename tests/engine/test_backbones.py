"""The table of backbones: every row against torchvision's own modules and published figures."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from engine.embed.fast import fast
from engine.job.words import EngineError, knows, say
from engine.models.backbones import BACKBONES, Backbone, backbone, imagenet_classes
from engine.models.blank import blank
from engine.models.model import build

ROWS = tuple(BACKBONES.values())
TORCHVISION = tuple(row for row in ROWS if not row.name.startswith("efficientnet") and not row.trunk_of)
TRUNKS = tuple(row for row in ROWS if row.trunk_of)
SMALLEST = 32  # pixels a side that every row takes
HEAVY = {"vgg16", "vgg19", "resnet101", "resnet152"}


def marked(rows: tuple[Backbone, ...]) -> list[object]:
    return [pytest.param(row, id=row.name, marks=[pytest.mark.slow] * (row.name in HEAVY)) for row in rows]


def filled(row: Backbone) -> nn.Module:
    """A row's network with random weights that are quick to draw: torchvision's own take VGG many seconds."""
    with blank():
        whole = row.build()
    whole.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for name, tensor in (*whole.named_parameters(), *whole.named_buffers()):
            if name.endswith("num_batches_tracked"):
                tensor.zero_()
            elif tensor.ndim > 1:
                reach = (6 / tensor[0].numel()) ** 0.5
                tensor.uniform_(-reach, reach, generator=generator)
            else:
                positive = name.endswith(("weight", "running_var"))
                tensor.uniform_(0.5 if positive else -0.2, 1.5 if positive else 0.2, generator=generator)
    return whole


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_keeps_its_promises_in_a_cheap_build(row: Backbone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row in every run, VGG and the deep ResNets too, whole, on 32 pixels a side, with quickly drawn weights.

    Its own classifier gives way to the new one, its embedding has the promised size, and what embeds photos fast gives
    what the plain network gives.
    """
    cheap = replace(row, build=lambda: filled(row), input_size=SMALLEST)
    monkeypatch.setitem(BACKBONES, row.name, cheap)
    network = build(row.name, weights="none", classes=("cat", "dog"))
    promised = row.parameters - (1000 - 2) * (row.embedding_size + 1)
    assert sum(parameter.numel() for parameter in network.parameters()) == promised
    assert isinstance(network.backbone.get_submodule(row.classifier), nn.Identity)
    pixels = torch.randint(0, 256, (2, SMALLEST, SMALLEST, 3), dtype=torch.uint8)
    plain = pixels.permute(0, 3, 1, 2).float() / 255
    with torch.no_grad():
        wanted, logits = network.embed(plain), network(plain)
    assert wanted.shape == (2, row.embedding_size)
    assert logits.shape == (2, 2)
    assert bool(torch.isfinite(logits).all())
    assert not torch.allclose(wanted[0], wanted[1])
    got = fast(network, "float32")(pixels)
    assert bool(((got - wanted).norm(dim=1) <= 1e-4 * wanted.norm(dim=1)).all())


@pytest.mark.parametrize("row", marked(ROWS))
def test_builds_with_random_weights_and_gives_embeddings_and_logits(row: Backbone) -> None:
    torch.manual_seed(0)
    network = build(row.name, weights="none")
    with torch.no_grad():
        pixels = torch.rand(1, 3, row.input_size, row.input_size)
        embeddings = network.embed(pixels)
        assert embeddings.shape == (1, network.embedding_size)
        assert network(pixels).shape == (1, 1000)
        assert torch.equal(network.head(embeddings), network(pixels))
    assert network.classes == imagenet_classes()
    assert sum(parameter.numel() for parameter in network.parameters()) == row.parameters


@pytest.mark.parametrize("row", marked(TORCHVISION))
def test_gives_the_logits_of_torchvisions_own_module(row: Backbone) -> None:
    import torchvision.models

    torch.manual_seed(1)
    oracle = getattr(torchvision.models, row.name)(weights=None).eval()
    torch.manual_seed(1)
    network = build(row.name, weights="none")
    normalised = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        assert torch.equal(network.head(network.backbone(normalised)), oracle(normalised))


@pytest.mark.parametrize("row", TRUNKS, ids=lambda row: row.name)
def test_a_trunk_gives_the_mean_of_the_last_map_of_torchvisions_own_module(row: Backbone) -> None:
    import torchvision.models

    with blank():
        oracle = getattr(torchvision.models, row.trunk_of)(weights=None).features
    network = build(row.name, weights="none", classes=("a", "b"))
    state = {name.removeprefix("features."): tensor for name, tensor in network.backbone.state_dict().items()}
    oracle.load_state_dict(state, assign=True)
    normalised = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(network.backbone(normalised), oracle.eval()(normalised).mean(dim=(2, 3)), atol=1e-5)
    whole = BACKBONES[row.trunk_of]
    assert (row.weights, row.mean, row.std, row.resize) == (whole.weights, whole.mean, whole.std, whole.resize)


@pytest.mark.parametrize("row", TORCHVISION, ids=lambda row: row.name)
def test_agrees_with_what_torchvision_publishes(row: Backbone) -> None:
    import torchvision.models

    published = {weights.url.rpartition("/")[2]: weights for weights in torchvision.models.get_model_weights(row.name)}
    for file in row.weights:
        theirs = published.pop(file.file)
        assert theirs.name == f"IMAGENET1K_{file.version.upper()}"
        assert theirs.url == file.address + file.file
        meta, transforms = theirs.meta, theirs.transforms()
        assert meta["num_params"] == row.parameters
        assert meta["_ops"] == pytest.approx(row.gflops, abs=5e-4)
        assert meta["_file_size"] * 1.048576 == pytest.approx(file.megabytes, abs=0.06)
        assert meta["_metrics"]["ImageNet-1K"]["acc@1"] / 100 == pytest.approx(file.top1)
        assert tuple(meta["categories"]) == imagenet_classes()
        assert (transforms.crop_size, transforms.resize_size) == ([row.input_size], [file.resize])
        assert (tuple(transforms.mean), tuple(transforms.std)) == (row.mean, row.std)
        assert transforms.interpolation.value == row.interpolation
    assert all("FEATURES" in weights.name for weights in published.values())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_stages_hold_every_parameter_of_the_backbone_once_and_in_order(row: Backbone) -> None:
    with torch.device("meta"):
        whole = row.build()
    depths = []
    for name, _ in whole.named_parameters():
        if not name.startswith(row.classifier + "."):
            holders = [index for index, stage in enumerate(row.stages) if stage.holds(name)]
            assert len(holders) == 1, name
            depths += holders
    ordered = depths if row.family != "EfficientNet-Lite" else sorted(depths)
    assert ordered == sorted(depths)
    assert set(depths) == set(range(len(row.stages)))
    for stage in row.stages:
        for layer in stage.layers:
            whole.get_submodule(layer)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_has_its_sentence_of_advice_in_both_languages(row: Backbone) -> None:
    assert knows(row.advice.code)
    assert say(row.advice, "en") != say(row.advice, "hr")


def test_a_name_that_is_not_there_gets_the_nearest() -> None:
    with pytest.raises(EngineError, match="resnet50") as caught:
        backbone("resnet5O")
    assert caught.value.code == "unknown_backbone"
    with pytest.raises(EngineError) as caught:
        backbone("resnet18").published("v2")
    assert caught.value.code == "no_weights_version"
    with pytest.raises(EngineError, match="stage1"):
        backbone("resnet18").stage("stag")


def test_the_table_is_read_without_torch() -> None:
    program = "import sys, engine.models.backbones, engine.models.card, engine.models.store, engine.models.download;"
    program += "import engine.jobs.fetch, engine.jobs.doctor; sys.exit('torch' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("name", BACKBONES)
def test_a_blank_network_has_its_shapes_no_values_and_needs_no_compiler(name: str) -> None:
    with blank():
        network = BACKBONES[name].build()
    assert all(tensor.is_meta for tensor in (*network.parameters(), *network.buffers()))
    assert sum(parameter.numel() for parameter in network.parameters()) == BACKBONES[name].parameters


def test_a_model_is_built_without_torchs_compiler() -> None:
    program = (
        "import sys; from engine.models.model import build; build('efficientnet_lite0', classes=('a', 'b')); "
        "assert 'torch._dynamo' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).resolve().parents[2])
