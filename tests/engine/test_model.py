"""Networks, preprocessing, cards and saved models."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from PIL import Image

from engine.job.words import EngineError
from engine.models.card import Card, read_card
from engine.models.head import HeadSpec, build_head
from engine.models.model import build, load, load_backbone, save
from engine.models.network import Network
from engine.models.preprocessing import Preprocessing
from engine.models.summary import summary
from engine.models.tensors import parse_header, read_tensors, write_tensors

CLASSES = ("mačka", "pas", "=cmd", "<b>")


def small() -> tuple[Network, Card]:
    """A ResNet-18 with a head of its own, random weights."""
    torch.manual_seed(0)
    spec = HeadSpec(512, len(CLASSES), hidden=(16,), batch_norm=True, dropout=0.25)
    network = build("resnet18", weights="none", classes=CLASSES, head=build_head(spec))
    card = Card(
        "resnet18", "none", CLASSES, network.preprocessing, spec,
        settings={"epochs": 3, "backbone": "resnet18"}, scores={"validation": {"accuracy": 0.5}},
        split={"test": ("ab" * 32, "cd" * 32), "train": ()}, created="2026-01-01T00:00:00+00:00",
    )  # fmt: skip
    return network, card


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "čćž.safetensors"
    save(path, *small())
    return path


def test_a_saved_model_answers_as_before_and_needs_nothing_else(saved: Path) -> None:
    network, card = small()
    loaded = load(saved)
    pixels = torch.rand(2, 3, 224, 224)
    with torch.no_grad():
        assert torch.equal(loaded(pixels), network(pixels))
    assert loaded.classes == CLASSES
    assert not loaded.training
    found = read_card(saved)
    assert replace(found, digest="") == card
    assert loaded.digest == found.digest != ""
    assert set(safetensors.torch.load_file(saved)) == set(network.state_dict())


def test_imagenets_own_head_is_saved_too(tmp_path: Path) -> None:
    network = build("efficientnet_lite0")
    path = tmp_path / "m.safetensors"
    digest = save(path, network, Card(network.name, network.weights, network.classes, network.preprocessing))
    loaded = load(path)
    assert loaded.digest == digest
    assert torch.equal(loaded.head.weight, network.head.weight)


def test_a_bit_flipped_anywhere_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    torch.manual_seed(0)
    write_tensors(path, {"a": torch.randn(5, 7), "b": torch.zeros((), dtype=torch.int64)}, {"note": "č" * 40})
    good = path.read_bytes()
    for place in range(len(good)):
        damaged = bytearray(good)
        damaged[place] ^= 1 << (place % 8)
        path.write_bytes(damaged)
        with pytest.raises(EngineError) as caught:
            read_tensors(path)
        assert caught.value.code in ("model_damaged", "model_bomb"), place
    path.write_bytes(good[:-1])
    with pytest.raises(EngineError, match="damaged"):
        read_tensors(path)


def test_a_damaged_model_is_never_loaded(saved: Path, tmp_path: Path) -> None:
    good = saved.read_bytes()
    path = tmp_path / "m.safetensors"
    for place in (3, 9, 200, 5_000, len(good) // 2, len(good) - 1):
        damaged = bytearray(good)
        damaged[place] ^= 4
        path.write_bytes(damaged)
        with pytest.raises(EngineError) as caught:
            load(path)
        assert caught.value.code in ("model_damaged", "model_bomb", "not_weights", "file_damaged"), place


def test_tensors_come_back_as_they_were(tmp_path: Path) -> None:
    tensors = {
        "transposed": torch.arange(6.0).reshape(2, 3).T,
        "scalar": torch.tensor(3),
        "empty": torch.zeros(0, 4),
        "half": torch.randn(3).bfloat16(),
        "flags": torch.tensor([True, False]),
    }
    digest = write_tensors(tmp_path / "t", tensors, {"k": "v"})
    found, metadata = read_tensors(tmp_path / "t", digest)
    assert metadata["k"] == "v"
    for name, tensor in tensors.items():
        assert found[name].dtype == tensor.dtype
        assert torch.equal(found[name], tensor)
    with pytest.raises(EngineError):
        read_tensors(tmp_path / "t", "0" * 64)


def mutated(path: Path, target: Path, change: Any) -> Path:
    """A copy whose header was changed, with the digest that a header like that has."""
    raw = path.read_bytes()
    length = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + length])
    change(header)
    for signed in (False, True):
        if signed:
            with target.open("rb") as file:
                header["__metadata__"]["sha256"] = parse_header(file, target).digest()
        text = json.dumps(header).encode()
        target.write_bytes(struct.pack("<Q", len(text)) + text + raw[8 + length :])
    return target


def test_a_model_whose_digest_lost_its_name_is_damaged(saved: Path, tmp_path: Path) -> None:
    raw = saved.read_bytes()
    renamed = raw.replace(b'"sha256"', b'"sha257"')
    for damaged in (renamed, renamed.replace(b"pas", b"pap")):
        (tmp_path / "m").write_bytes(damaged)
        for door in (load, read_card, lambda path: load_backbone(path, "resnet18", ("a", "b"))):
            with pytest.raises(EngineError) as caught:
                door(tmp_path / "m")
            assert caught.value.code == "model_damaged"


def test_wrong_shapes_and_names_are_listed(saved: Path, tmp_path: Path) -> None:
    def turn(header: dict[str, Any]) -> None:
        header["backbone.conv1.weight"]["shape"] = [64, 147]
        header["backbone.bn1.scale"] = header.pop("backbone.bn1.weight")

    with pytest.raises(EngineError, match=r"bn1\.scale.*bn1\.weight.*conv1\.weight: \[64, 147\] ≠") as caught:
        load(mutated(saved, tmp_path / "m", turn))
    assert caught.value.code == "weights_mismatch"


def test_a_wrong_number_of_classes_offers_the_backbone_only(saved: Path, tmp_path: Path) -> None:
    def drop_a_class(header: dict[str, Any]) -> None:
        card = json.loads(header["__metadata__"]["prijenos"])
        card["classes"].pop()
        header["__metadata__"]["prijenos"] = json.dumps(card)

    with pytest.raises(EngineError, match="backbone only") as caught:
        load(mutated(saved, tmp_path / "m", drop_a_class))
    assert caught.value.code == "head_mismatch"


def test_the_backbone_only_is_taken_from_a_model_or_a_checkpoint(saved: Path, tmp_path: Path) -> None:
    original = load(saved)
    whole = {**original.backbone.state_dict(), "fc.weight": torch.zeros(7, 512), "fc.bias": torch.zeros(7)}
    torch.save(whole, tmp_path / "seven.pth")
    for path in (saved, tmp_path / "seven.pth"):
        network = load_backbone(path, "resnet18", ("a", "b"))
        assert torch.equal(network.backbone.conv1.weight, original.backbone.conv1.weight)
        assert network(torch.rand(1, 3, 224, 224)).shape == (1, 2)
        with pytest.raises(EngineError) as caught:
            load_backbone(path, "resnet34", ("a", "b"))
        assert caught.value.code == "other_backbone"
        assert "resnet18" in str(caught.value)
    with pytest.raises(EngineError) as caught:
        load_backbone(tmp_path / "gone.pth", "resnet18", ("a", "b"))
    assert caught.value.code == "model_missing"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("format", 2, "newer_model"), ("backbone", "resnet19", "unknown_backbone"),
        ("head", {"inputs": 1}, "model_damaged"),
        ("preprocessing", {}, "model_damaged"), ("classes", None, "model_damaged"),
        ("split", {"a": "%"}, "model_damaged"),
    ],
)  # fmt: skip
def test_a_card_of_nonsense_is_refused(saved: Path, tmp_path: Path, key: str, value: object, code: str) -> None:
    def spoil(header: dict[str, Any]) -> None:
        card = json.loads(header["__metadata__"]["prijenos"]) | {key: value}
        header["__metadata__"]["prijenos"] = json.dumps(card)

    with pytest.raises(EngineError) as caught:
        load(mutated(saved, tmp_path / "m", spoil))
    assert caught.value.code == code


def test_what_is_no_model_is_said_to_be_none(tmp_path: Path) -> None:
    safetensors.torch.save_file({"a": torch.zeros(2)}, tmp_path / "foreign.safetensors")
    torch.save({"a": torch.zeros(2)}, tmp_path / "weights.pth")
    (tmp_path / "text").write_text("hello")
    codes = {}
    for name in ("foreign.safetensors", "weights.pth", "text", "nothing"):
        with pytest.raises(EngineError) as caught:
            load(tmp_path / name)
        codes[name] = caught.value.code
    assert codes == {
        "foreign.safetensors": "not_a_model", "weights.pth": "not_a_model", "text": "not_weights",
        "nothing": "unknown_model",
    }  # fmt: skip


def test_a_failed_save_leaves_the_old_model(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(saved.read_bytes())

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("engine.files.os.fsync", full)
    with pytest.raises(EngineError) as caught:
        save(path, *small())
    assert caught.value.code == "disk_full"
    assert path.read_bytes() == saved.read_bytes()
    assert [entry.name for entry in tmp_path.iterdir()] == ["m.safetensors"]


@pytest.mark.parametrize("size", [(300, 400), (400, 300), (256, 256), (100, 37), (1, 1), (3, 900), (225, 224)])
@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_prepares_as_torchvision_does(size: tuple[int, int], interpolation: Any, resources: Path) -> None:
    from torchvision.transforms import v2

    with Image.open(resources / "demo_pictures" / "cat.jpg") as picture:
        pixels = np.asarray(picture.convert("RGB").resize(size[::-1]))
    ours = Preprocessing(224, 256, (0.5,) * 3, (0.5,) * 3, interpolation).prepare(pixels)
    resize = v2.Resize(256, v2.InterpolationMode(interpolation), antialias=True)
    theirs = np.asarray(v2.CenterCrop(224)(resize(Image.fromarray(pixels))))
    assert ours.shape == (224, 224, 3)
    difference = np.abs(ours.astype(int) - theirs.astype(int))
    assert difference.max() <= 3  # Pillow may turn the order of rows and columns, and rounds in between
    assert difference.mean() < 0.25


def test_a_picture_of_the_right_size_is_taken_as_it_is() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (224, 224, 3), dtype=np.uint8)
    preprocessing = build("resnet18", weights="none").preprocessing
    assert preprocessing.prepare(pixels) is pixels


def test_normalises_with_the_records_own_figures() -> None:
    network = build("resnet18", weights="none")
    grey = torch.full((1, 3, 2, 2), 0.5)
    expected = (0.5 - torch.tensor([0.485, 0.456, 0.406])) / torch.tensor([0.229, 0.224, 0.225])
    torch.testing.assert_close(network.normalise(grey)[0, :, 0, 0], expected)


def test_the_summary_names_every_parameter_once_and_leaves_no_hook() -> None:
    network = build("mobilenet_v3_small", weights="none", classes=("a", "b"))
    for parameter in network.backbone.parameters():
        parameter.requires_grad_(False)
    rows = summary(network)
    assert sum(row.parameters for row in rows) == sum(parameter.numel() for parameter in network.parameters())
    assert sum(row.trainable for row in rows) == 1024 * 2 + 2
    assert (rows[0].name, rows[0].shape, rows[0].stage) == ("backbone.features.0.0", (16, 112, 112), "stem")
    assert (rows[-1].kind, rows[-1].shape, rows[-1].stage) == ("Linear", (2,), "head")
    assert not any(module._forward_hooks for module in network.modules())


def test_a_head_has_the_layers_that_its_description_says() -> None:
    head = build_head(HeadSpec(8, 3, hidden=(6, 5), batch_norm=True, dropout=0.5))
    kinds = [type(layer).__name__ for layer in head.children()]
    assert kinds == ["Linear", "BatchNorm", "ReLU", "Dropout"] * 2 + ["Linear"]
    assert head(torch.zeros(2, 8)).shape == (2, 3)
    assert [type(layer).__name__ for layer in build_head(HeadSpec(8, 3, dropout=0.1)).children()] == [
        "Dropout",
        "Linear",
    ]
