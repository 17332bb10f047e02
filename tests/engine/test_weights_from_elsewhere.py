"""Weights that other programs saved: they load with the same figures, or say in true words why not and the way out."""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import decimal
import json
import pathlib
import pickle
import re
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import timm
import torch
import torchvision
from pictures import folder_of
from torch import Tensor, nn

from engine.job.events import Notice
from engine.job.words import EngineError, say
from engine.jobs.classify import Classify
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES
from engine.models.model import adopt, load, load_backbone

State = Mapping[str, Tensor]
CLASSES = ("cat", "dog", "fox")


@pytest.fixture(scope="module")
def network() -> nn.Module:
    """A ResNet-18 with three classes of its own whose batch norms have seen something."""
    torch.manual_seed(0)
    made: nn.Module = torchvision.models.resnet18(num_classes=3)
    made(torch.randn(4, 3, 64, 64))
    return made


def behind(prefix: str, state: State) -> dict[str, Tensor]:
    return {prefix + name: tensor for name, tensor in state.items()}


def in_parts(state: State) -> dict[str, Tensor]:
    """As fastai names a ResNet: the parts of the body by number, then the head."""
    numbers = {"conv1": 0, "bn1": 1, "layer1": 4, "layer2": 5, "layer3": 6, "layer4": 7}
    body = {}
    for name, tensor in state.items():
        part, _, rest = name.partition(".")
        body[f"0.{numbers[part]}.{rest}" if part in numbers else f"1.8.{rest}"] = tensor
    return body


def as_hugging_face(state: State) -> dict[str, Tensor]:
    def spelt(name: str) -> str:
        name = re.sub(r"^conv1", "resnet.embedder.embedder.convolution", name)
        name = re.sub(r"^bn1", "resnet.embedder.embedder.normalization", name)
        name = re.sub(r"^layer(\d)\.(\d)", lambda m: f"resnet.encoder.stages.{int(m[1]) - 1}.layers.{m[2]}", name)
        name = re.sub(r"\.conv(\d)\.", lambda m: f".layer.{int(m[1]) - 1}.convolution.", name)
        name = re.sub(r"\.bn(\d)\.", lambda m: f".layer.{int(m[1]) - 1}.normalization.", name)
        name = name.replace("downsample.0", "shortcut.convolution").replace("downsample.1", "shortcut.normalization")
        return re.sub(r"^fc", "classifier.1", name)

    return {spelt(name): tensor for name, tensor in state.items()}


def optimiser(network: nn.Module) -> dict[str, Any]:
    made = torch.optim.Adam(network.parameters(), lr=0.0)
    network(torch.zeros(2, 3, 64, 64)).sum().backward()
    made.step()
    return made.state_dict()


def lightning(state: State, **more: Any) -> dict[str, Any]:
    return {
        "epoch": 3, "global_step": 30, "pytorch-lightning_version": "2.4.0", "state_dict": state, "loops": {},
        "callbacks": {}, "optimizer_states": [], "lr_schedulers": [], "hyper_parameters": {"lr": 0.1}, **more,
    }  # fmt: skip


ARGUMENTS = argparse.Namespace(data_path="/data", model="resnet18", lr=0.1, amp=False, sizes=[1, 2])
SAVED: Mapping[str, Callable[[State], Any]] = {
    "plain": lambda s: s,
    "ordered": collections.OrderedDict,
    "several devices": lambda s: behind("module.", s),
    "compiled": lambda s: behind("_orig_mod.", s),
    "compiled on several devices": lambda s: {"model": behind("module._orig_mod.", s)},
    "parts compiled": lambda s: {n.replace("layer1.", "layer1._orig_mod."): t for n, t in s.items()},
    "a part of a larger network": lambda s: {"net": behind("encoder.backbone.net.", s)},
    "imagenet example": lambda s: {
        "epoch": 3, "arch": "resnet18", "state_dict": behind("module.", s), "best_acc1": torch.tensor(71.2),
    },
    "torchvision": lambda s: {
        "model": s, "epoch": 3, "args": ARGUMENTS, "lr_scheduler": {"milestones": collections.Counter([30])},
    },
    "timm": lambda s: {
        "epoch": 3, "arch": "resnet18", "state_dict": s, "version": 2, "args": ARGUMENTS,
        "state_dict_ema": {n: t * 0 for n, t in s.items()},
    },
    "lightning": lambda s: lightning(behind("model.", s)),
    "lightning with a loss": lambda s: lightning({**behind("model.", s), "criterion.weight": torch.ones(3)}),
    "averaged": lambda s: {"n_averaged": torch.tensor(5), **behind("module.", s)},
    "average beside": lambda s: {"ema": {n: t * 0 for n, t in s.items()}, "model": s, "updates": 7},
    "student and teacher": lambda s: {**behind("teacher.", {n: t * 0 for n, t in s.items()}), **behind("student.", s)},
    "fastai": lambda s: {"model": in_parts(s), "opt": {"hypers": [], "state": []}},
    "a sequence of parts": lambda s: {n.removeprefix("0."): t for n, t in in_parts(s).items() if n.startswith("0.")},
    "hugging face": as_hugging_face,
    "in a list": lambda s: [{"epoch": 1}, s],
    "deep": lambda s: {"checkpoint": {"models": {"main": {"state_dict": s}}}},
    "harmless beside": lambda s: {
        "state_dict": s, "best": np.float64(0.5), "count": np.int32(7), "figures": np.arange(4.0), "tags": {"a", "b"},
        "fixed": frozenset((1, 2)), "when": dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
        "id": uuid.UUID(int=5),
        "took": dt.timedelta(seconds=3), "where": pathlib.PurePosixPath("/data"), "share": decimal.Decimal("0.1"),
        "counted": collections.Counter("abba"), "by": collections.defaultdict(list, {"a": [1]}), "type": torch.float32,
        "device": torch.device("cpu"), "size": torch.Size((1, 2)), "complex": 1j, "raw": b"\x00\xff", "none": None,
        "large": 1 << 200, "rng": torch.get_rng_state(),
    },
    "parameters": lambda s: {n: nn.Parameter(t) if t.is_floating_point() else t for n, t in s.items()},
    "without counters": lambda s: {n: t for n, t in s.items() if not n.endswith("num_batches_tracked")},
    "in double precision": lambda s: {n: t.double() if t.is_floating_point() else t for n, t in s.items()},
    "transposed in memory": lambda s: {n: t.T.contiguous().T if t.ndim == 2 else t for n, t in s.items()},
    "in one block": lambda s: one_block(s),
}  # fmt: skip


def one_block(state: State) -> dict[str, Tensor]:
    """All figures one after the other in one storage, of which each tensor is a view."""
    floats = {name: tensor for name, tensor in state.items() if tensor.is_floating_point()}
    block, found, start = torch.cat([tensor.flatten() for tensor in floats.values()]), dict(state), 0
    for name, tensor in floats.items():
        found[name] = block[start : start + tensor.numel()].view(tensor.shape)
        start += tensor.numel()
    return found


def same_backbone(path: Path, state: State, name: str = "resnet18") -> None:
    found = load_backbone(path, name, ("a", "b")).backbone.state_dict()
    assert len(found) > 50
    for key, tensor in found.items():
        if not key.endswith("num_batches_tracked"):
            assert torch.equal(tensor, state[key].float()), key


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize("kind", SAVED)
def test_every_honest_way_of_saving_loads_with_the_same_figures(
    kind: str, legacy: bool, network: nn.Module, tmp_path: Path
) -> None:
    state = network.state_dict()
    torch.save(SAVED[kind](state), tmp_path / "w.pth", _use_new_zipfile_serialization=not legacy)
    same_backbone(tmp_path / "w.pth", state)


@pytest.mark.parametrize("kind", ["plain", "several devices", "fastai", "hugging face", "a sequence of parts"])
def test_safetensors_of_any_naming_load_with_the_same_figures(kind: str, network: nn.Module, tmp_path: Path) -> None:
    state = network.state_dict()
    made = SAVED[kind](state)
    made = made.get("model", made)
    safetensors.torch.save_file({n: t.contiguous().clone() for n, t in made.items()}, tmp_path / "w.safetensors")
    same_backbone(tmp_path / "w.safetensors", state)


def test_half_precision_loads_as_near_as_halves_are(network: nn.Module, tmp_path: Path) -> None:
    state = network.state_dict()
    for name, dtype in (("half", torch.float16), ("bfloat", torch.bfloat16)):
        halves = {n: t.to(dtype) if t.is_floating_point() else t for n, t in state.items()}
        torch.save(halves, tmp_path / name)
        same_backbone(tmp_path / name, halves)


def test_an_optimiser_beside_the_weights_is_passed_over(tmp_path: Path) -> None:
    torch.manual_seed(1)
    made = torchvision.models.resnet18(num_classes=3)
    step = torch.optim.lr_scheduler.MultiStepLR(torch.optim.SGD(made.parameters(), lr=0.1), [30, 60])
    torch.save({"opt": optimiser(made), "steps": step.state_dict(), "net": made.state_dict()}, tmp_path / "w")
    same_backbone(tmp_path / "w", made.state_dict())


def old_mobilenet(state: State) -> dict[str, Tensor]:
    """As torchvision named MobileNet-V2 until 2019: the layers of a block in one row."""
    first = {"0.0": 0, "0.1": 1, "1": 3, "2": 4}
    later = {"0.0": 0, "0.1": 1, "1.0": 3, "1.1": 4, "2": 6, "3": 7}

    def spelt(name: str) -> str:
        found = re.fullmatch(r"features\.(\d+)\.conv\.(\d(?:\.\d)?)\.(\w+)", name)
        if found is None:
            return name
        return f"features.{found[1]}.conv.{(first if found[1] == '1' else later)[found[2]]}.{found[3]}"

    return {spelt(name): tensor for name, tensor in state.items()}


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_other_names_for_the_same_layers_are_matched_by_order_and_shape(suffix: str, tmp_path: Path) -> None:
    torch.manual_seed(2)
    state = torchvision.models.mobilenet_v2(num_classes=5).state_dict()
    others = timm.create_model("mobilenetv2_100", num_classes=5)
    kinds = {"old": old_mobilenet(state), "features": {n[9:]: t for n, t in state.items() if n[:9] == "features."}}
    plain = [name for name in others.state_dict() if "num_batches" not in name]
    ours = [tensor for name, tensor in state.items() if "num_batches" not in name]
    kinds["timm"] = dict(zip(plain, ours, strict=True))
    for kind, made in kinds.items():
        path = tmp_path / (kind + suffix)
        (safetensors.torch.save_file if suffix == ".safetensors" else torch.save)(made, path)
        same_backbone(path, state, "mobilenet_v2")
        told = load_backbone(path, "mobilenet_v2", ("a", "b")).told
        assert told is not None
        assert ("matched by their order" in say(told)) == (kind != "features")


def test_timm_resnets_and_lite_networks_load(tmp_path: Path) -> None:
    torch.manual_seed(3)
    resnet = timm.create_model("resnet50", num_classes=7).state_dict()
    torch.save(resnet, tmp_path / "r.pth")
    same_backbone(tmp_path / "r.pth", resnet, "resnet50")
    lite = timm.create_model("tf_efficientnet_lite0", num_classes=4)
    safetensors.torch.save_file(lite.state_dict(), tmp_path / "l.safetensors")
    found, pixels = load(tmp_path / "l.safetensors").eval(), torch.rand(1, 3, 224, 224)
    assert found.name == "efficientnet_lite0"
    with torch.no_grad():
        theirs = lite.eval()(found.normalise(pixels))
        assert torch.allclose(found(pixels), theirs, atol=1e-5)  # the same answers, so the same order


def test_a_deeper_network_is_not_taken_for_a_shallower_one(tmp_path: Path) -> None:
    deep = torchvision.models.resnet34(num_classes=3).state_dict()
    for number, made in enumerate((deep, behind("net.", deep), in_parts(deep), as_hugging_face(deep))):
        torch.save(made, tmp_path / str(number))
        with pytest.raises(EngineError, match="resnet34") as caught:
            load_backbone(tmp_path / str(number), "resnet18", ("a", "b"))
        assert caught.value.code == "other_backbone"
        assert load_backbone(tmp_path / str(number), "resnet34", ("a", "b")).name == "resnet34"


def heads(network: nn.Module) -> dict[str, dict[str, Tensor]]:
    own, last = network.state_dict(), {"weight": torch.randn(3, 512), "bias": torch.randn(3)}
    body = {name: tensor for name, tensor in own.items() if not name.startswith("fc.")}
    return {
        "own": {**body, **behind("fc.", last)}, "in a sequence": {**body, **behind("fc.1.", last)},
        "elsewhere": {**behind("backbone.", body), **behind("head.", last)},
        "as a convolution": {**body, "fc.weight": last["weight"][..., None, None], "fc.bias": last["bias"]},
    }  # fmt: skip


def test_the_file_s_own_last_layer_answers_with_the_classes_named_beside(network: nn.Module, tmp_path: Path) -> None:
    beside: tuple[dict[str, Any], ...] = (
        {"classes": list(CLASSES)}, {"class_to_idx": {"fox": 2, "cat": 0, "dog": 1}}, {"class_names": CLASSES},
        {"idx_to_class": {0: "cat", 1: "dog", 2: "fox"}}, {"hyper_parameters": {"class_names": list(CLASSES)}},
        {"args": argparse.Namespace(classes=list(CLASSES))}, {"id2label": {"0": "cat", "1": "dog", "2": "fox"}},
    )  # fmt: skip
    pixels = torch.rand(2, 3, 64, 64)
    for kind, state in heads(network).items():
        for told in beside:
            torch.save({"state_dict": state, "epoch": 3, **told}, tmp_path / "m")
            found = load(tmp_path / "m")
            assert found.classes == CLASSES, (kind, told)
        with torch.no_grad():
            last = [tensor for name, tensor in state.items() if "layer" not in name][-2:]
            expected = found.embed(pixels) @ last[0].flatten(1).T + last[1]
            assert torch.allclose(found(pixels), expected, atol=1e-5), kind
    torch.save({"state_dict": state, "classes": ["cat", "dog"]}, tmp_path / "two")
    assert load(tmp_path / "two").classes == ("0", "1", "2")  # that list is of something else
    texts = {"format": "pt", "classes": json.dumps(CLASSES)}
    safetensors.torch.save_file(heads(network)["own"], tmp_path / "s", texts)
    assert load(tmp_path / "s").classes == CLASSES


def test_a_model_of_another_program_becomes_one_of_ours(network: nn.Module, tmp_path: Path) -> None:
    torch.save({"state_dict": network.state_dict(), "classes": list(CLASSES)}, tmp_path / "theirs")
    adopt(tmp_path / "theirs", tmp_path / "ours.safetensors")
    ours, theirs, pixels = load(tmp_path / "ours.safetensors"), load(tmp_path / "theirs"), torch.rand(2, 3, 64, 64)
    assert ours.classes == CLASSES
    assert ours.card is not None
    with torch.no_grad():
        assert torch.equal(ours(pixels), theirs(pixels))


def test_a_head_of_several_layers_gives_the_backbone_alone_and_says_so(network: nn.Module, tmp_path: Path) -> None:
    state = {name: tensor for name, tensor in network.state_dict().items() if not name.startswith("fc.")}
    torch.save(state, tmp_path / "none")
    torch.save({**state, "fc.0.weight": torch.zeros(9, 512), "fc.2.weight": torch.zeros(3, 9)}, tmp_path / "two")
    for name in ("none", "two"):
        same_backbone(tmp_path / name, state)
        with pytest.raises(EngineError, match="--start-from") as caught:
            load(tmp_path / name)
        assert caught.value.code == "foreign_head"


def test_a_file_without_part_of_the_backbone_says_which(tmp_path: Path) -> None:
    torch.manual_seed(5)
    small = torchvision.models.mobilenet_v3_small(num_classes=3)
    small.features[0][0] = nn.Conv2d(4, 16, 3, 2, 1, bias=False)
    torch.save({"model": small.state_dict()}, tmp_path / "s")
    grey = torchvision.models.resnet18(num_classes=3)
    grey.conv1 = nn.Conv2d(1, 64, 7, 2, 3, bias=False)
    torch.save(grey.state_dict(), tmp_path / "g")
    for name, backbone, code, said in (
        ("s", "mobilenet_v3_small", "weights_mismatch", "features.0.0.weight: [16, 4, 3, 3] ≠ [16, 3, 3, 3]"),
        ("g", "resnet18", "weights_mismatch", "conv1.weight: [64, 1, 7, 7] ≠ [64, 3, 7, 7]"),
    ):
        with pytest.raises(EngineError) as caught:
            load_backbone(tmp_path / name, backbone, ("a", "b"))
        assert caught.value.code == code
        assert said in str(caught.value)
        assert "fc.weight" not in str(caught.value)  # its head may be what it likes


def test_what_the_file_was_is_said_where_it_is_used(network: nn.Module, tmp_path: Path) -> None:
    photos = folder_of(tmp_path / "photos", red=6, green=6)
    torch.save(lightning(behind("model.", network.state_dict()), classes=list(CLASSES)), tmp_path / "l.ckpt")
    train = Train(
        folder=photos, backbone="resnet18", start_from=tmp_path / "l.ckpt", epochs=1, threads=1, precision="float32",
        out=tmp_path / "m.safetensors",
    )  # fmt: skip
    photo = next(path for path in photos.rglob("*") if path.is_file())
    for job in (train, Classify(model=str(tmp_path / "l.ckpt"), paths=(photo,))):
        said = [event.message for event in job.run() if isinstance(event, Notice)]
        assert any("Lightning checkpoint, epoch 3" in say(text) and "cat, dog, fox" in say(text) for text in said)
        assert any("epoha 3" in say(text, "hr") for text in said)


def test_kinds_of_files_are_told_apart(network: nn.Module, tmp_path: Path) -> None:
    words = {
        "imagenet example": "ImageNet example, epoch 3", "torchvision": "torchvision's training, epoch 3",
        "timm": "timm's training, epoch 3", "lightning": "Lightning checkpoint, epoch 3", "averaged": "an average",
        "fastai": "a fastai file", "hugging face": "Hugging Face", "compiled": "compiled", "plain": "weights alone",
    }  # fmt: skip
    for kind, said in words.items():
        torch.save(SAVED[kind](network.state_dict()), tmp_path / "w")
        told = load_backbone(tmp_path / "w", "resnet18", ("a", "b")).told
        assert told is not None
        assert said in say(told), kind


def run_the_two_lines(*said: str) -> None:
    """Does what refusals tell a person to do with files of their own, each with nothing but its own two lines."""
    program = ""
    for one in said:
        lines = [line.strip() for line in one.partition(".safetensors: ")[2].removesuffix(".").split("⏎")]
        assert len(lines) == 2
        text = "\n".join(lines)
        program += f"exec({text!r}, {{}})\n"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_whole_network_is_refused_with_the_two_lines_that_make_it_safetensors(
    network: nn.Module, tmp_path: Path
) -> None:
    own = torchvision.models.resnet18(num_classes=3)
    own.load_state_dict(network.state_dict())
    torch.save(own, tmp_path / "whole č.pth")
    torch.save(own, tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    torch.save({"epoch": 3, "model": own}, tmp_path / "nested.pth")
    with pytest.warns(FutureWarning, match="deprecated"):
        scripted = torch.jit.script(own)
    scripted.save(str(tmp_path / "script.pt"))
    (tmp_path / "pickled.pkl").write_bytes(pickle.dumps(own))
    codes = {"script.pt": "torchscript"}
    paths, said = sorted(tmp_path.iterdir()), []
    for path in paths:
        for door in (lambda path: load_backbone(path, "resnet18", ("a", "b")), load):
            with pytest.raises(EngineError) as caught:
                door(path)
            assert caught.value.code == codes.get(path.name, "whole_network"), path
        said.append(str(caught.value))
    run_the_two_lines(*said)
    for path in paths:
        same_backbone(path.with_name(path.name + ".safetensors"), network.state_dict())


def test_objects_of_another_program_are_refused_with_the_two_lines(network: nn.Module, tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text("class Config:\n    def __init__(self):\n        self.rate = 0.1\n")
    made = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import theirs, torch"
    torch.save(network.state_dict(), tmp_path / "plain")
    saved = f"{{'config': theirs.Config(), 'model': torch.load({str(tmp_path / 'plain')!r})}}"
    save = f"torch.save({saved}, {str(tmp_path / 'c.pth')!r})"
    subprocess.run([sys.executable, "-c", f"{made}; {save}"], check=True)
    with pytest.raises(EngineError, match=r"theirs\.Config") as caught:
        load_backbone(tmp_path / "c.pth", "resnet18", ("a", "b"))
    assert caught.value.code == "foreign_objects"
    said = str(caught.value).replace("import torch", made, 1)
    run_the_two_lines(said)
    same_backbone(tmp_path / "c.pth.safetensors", network.state_dict())


def test_settings_that_training_programs_keep_beside_are_passed_over(network: nn.Module, tmp_path: Path) -> None:
    (tmp_path / "omegaconf").mkdir()
    (tmp_path / "omegaconf" / "__init__.py").touch()
    (tmp_path / "omegaconf" / "dictconfig.py").write_text("class DictConfig(dict):\n    pass\n")
    torch.save(network.state_dict(), tmp_path / "plain")
    lines = (
        f"import sys, torch; sys.path.insert(0, {str(tmp_path)!r}); from omegaconf.dictconfig import DictConfig",
        "config = DictConfig(lr=0.1); config.note = 'x'",
        f"state = torch.load({str(tmp_path / 'plain')!r})",
        f"torch.save({{'hyper_parameters': config, 'state_dict': state}}, {str(tmp_path / 'c.ckpt')!r})",
    )
    subprocess.run([sys.executable, "-c", "\n".join(lines)], check=True)
    same_backbone(tmp_path / "c.ckpt", network.state_dict())


def test_quantised_weights_say_what_they_are(tmp_path: Path) -> None:
    torch.save({"conv1.weight": torch.zeros(3, 3).to_sparse()}, tmp_path / "s.pth")
    with pytest.raises(EngineError, match="sparse") as caught:
        load(tmp_path / "s.pth")
    assert caught.value.code == "unusual_tensors"


def test_an_archive_that_lies_about_its_size_takes_no_memory(network: nn.Module, tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    torch.save(network.state_dict(), path)
    good = path.read_bytes()
    lies = {}
    for place in range(len(good) - 46):  # the table of contents: sizes at 20 and 24, the place of the entry at 42
        if good[place : place + 4] == b"PK\x01\x02" and b"/data/0" in good[place + 46 : place + 80]:
            lies["size"] = good[: place + 24] + (1 << 31).to_bytes(4, "little") + good[place + 28 :]
            lies["both"] = good[: place + 20] + (1 << 31).to_bytes(4, "little") * 2 + good[place + 28 :]
    assert len(lies) == 2
    for data in lies.values():
        path.write_bytes(data)
        with pytest.raises(EngineError) as caught:
            load_backbone(path, "resnet18", ("a", "b"))
        assert caught.value.code in ("file_bomb", "file_damaged")


def test_other_kinds_of_files_are_named_with_the_way_out(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as packed:
        packed.writestr("weights.pth", b"x")
    np.savez(tmp_path / "arrays.npz", a=np.zeros(2))
    (tmp_path / "keras.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(64))
    (tmp_path / "page.pth").write_bytes(b"<!DOCTYPE html><html><body>Sign in</body></html>")
    (tmp_path / "pointer.pth").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    (tmp_path / "small.tflite").write_bytes(b"\x1c\0\0\0TFL3" + bytes(64))
    words = {
        "packed.zip": "Unpack it first", "arrays.npz": "NumPy arrays", "keras.h5": "Keras", "page.pth": "web page",
        "pointer.pth": "git lfs pull", "small.tflite": "TensorFlow Lite",
    }  # fmt: skip
    for name, said in words.items():
        with pytest.raises(EngineError, match=said) as caught:
            load(tmp_path / name)
        assert caught.value.code == "other_weights"
        assert caught.value.say("hr") != caught.value.say("en")


class Runs:
    """What a trusting reader would call."""

    def __init__(self, function: Any, *given: Any) -> None:
        self.made = function, given

    def __reduce__(self) -> Any:
        return self.made


def test_nothing_that_a_file_names_is_ever_called(network: nn.Module, tmp_path: Path) -> None:
    import builtins
    import os

    marker = tmp_path / "marker"
    for number, payload in enumerate((
        Runs(os.mkdir, str(marker)), Runs(builtins.eval, f"__import__('os').mkdir({str(marker)!r})"),
        Runs(os.system, f"mkdir '{marker}'"),
        Runs(pathlib.Path.touch, pathlib.Path(marker)),
    )):  # fmt: skip
        for legacy in (False, True):
            path = tmp_path / f"{number}-{legacy}.pth"
            torch.save(
                {"state_dict": network.state_dict(), "x": payload}, path, _use_new_zipfile_serialization=not legacy
            )
            with pytest.raises(EngineError) as caught:
                load_backbone(path, "resnet18", ("a", "b"))
            assert caught.value.code == "file_has_code"
            assert "weights_only" not in str(caught.value)  # no way to run it is offered
    assert not marker.exists()


@pytest.mark.parametrize("name", ["squeezenet1_1", "mobilenet_v3_small", "efficientnet_lite1", "vgg16"])
def test_every_family_loads_behind_a_prefix(name: str, tmp_path: Path) -> None:
    torch.manual_seed(4)
    state = BACKBONES[name].build().state_dict()
    torch.save({"state_dict": behind("model.", state), "epoch": 1}, tmp_path / "w")
    found = load_backbone(tmp_path / "w", name, ("a", "b")).backbone.state_dict()
    assert found
    assert all(torch.equal(tensor, state[key]) for key, tensor in found.items())
    if BACKBONES[name].family == "SqueezeNet":
        with pytest.raises(EngineError, match="--start-from"):
            load(tmp_path / "w")
    else:
        assert len(load(tmp_path / "w").classes) == 1000
