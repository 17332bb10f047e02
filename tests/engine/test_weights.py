"""The weights door: what it lets through, and what it must never."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from made_weights import NAME, checkpoint, poison

from engine.job.words import EngineError
from engine.models import store
from engine.models.backbones import BACKBONES, PublishedWeights
from engine.models.file import Shapes, open_weights
from engine.models.model import build, load, shapes
from engine.models.tensors import read_tensors, write_tensors


def load_state(path: Path, expected: Shapes) -> dict[str, torch.Tensor]:
    with open_weights(path) as file:
        return file.load(expected)


def shapes_of(path: Path) -> Shapes:
    with open_weights(path) as file:
        return file.shapes


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of the test's own, entered into the table as the published one."""
    made = tmp_path / "made.pth"
    checkpoint(made)
    return publish(made, monkeypatch)


def publish(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    path = made.rename(made.with_name(f"{NAME}-{digest[:8]}.pth"))
    file = PublishedWeights("v1", path.name, path.stat().st_size / 1e6, 0.6, 256)
    monkeypatch.setitem(BACKBONES, NAME, replace(BACKBONES[NAME], weights=(file,)))
    return path


def code(action: Callable[[], object]) -> str:
    """The code of the error that `action` ends with."""
    with pytest.raises(EngineError) as caught:
        action()
    str(caught.value)  # every error has its words
    return caught.value.code


def test_the_embedded_weights_are_bundled_and_their_digest_is_right() -> None:
    assert store.weights_state("efficientnet_lite0") == "bundled"
    stored = store.check("efficientnet_lite0")
    assert stored.digest == "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def test_absent_weights_say_how_to_get_them() -> None:
    assert store.weights_state("resnet18") == "absent"
    with pytest.raises(EngineError, match="import"):
        build("resnet18")
    assert code(lambda: build("resnet18")) == "weights_absent"


def test_weights_of_a_package_that_is_missing_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "bundled_path", lambda file: None)
    with pytest.raises(EngineError, match="more-backbones"):
        build("efficientnet_lite1")


@pytest.mark.parametrize("legacy", [False, True])
def test_imported_weights_are_checked_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, legacy: bool) -> None:
    made = tmp_path / "made.pth"
    state = checkpoint(made, legacy)
    path = publish(made, monkeypatch)
    stored = store.import_weights(NAME, tmp_path)
    assert stored.digest == hashlib.sha256(path.read_bytes()).hexdigest() == store.weights_digest(NAME)
    assert store.weights_state(NAME) == "ready"
    network = build(NAME)
    assert torch.equal(network.head.weight, state["classifier.3.weight"])
    assert torch.equal(network.backbone.features[0][0].weight, state["features.0.0.weight"])
    assert network.digest == stored.digest


def test_a_usb_stick_with_everything_is_imported_at_once(published: Path) -> None:
    stick = published.parent / "stick"
    (stick / "weights").mkdir(parents=True)
    published.rename(stick / "weights" / published.name)
    assert [stored.path.name for stored in store.import_folder(stick)] == [published.name]
    assert store.import_folder(stick) == []


def test_a_replaced_file_is_never_used(published: Path, home: Path) -> None:
    store.import_weights(NAME, published)
    cached = home / "weights" / published.name
    state = torch.load(cached, weights_only=True)
    state["classifier.3.bias"] += 1
    torch.save(state, cached)
    assert code(lambda: build(NAME)) == "weights_changed"
    assert code(lambda: store.check(NAME)) == "weights_changed"
    store.import_weights(NAME, published)
    build(NAME)


def test_what_is_not_the_published_file_is_not_imported(published: Path, home: Path) -> None:
    damaged = bytearray(published.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    other = published.parent / "other.pth"
    for contents in (bytes(damaged), published.read_bytes()[:-100], b"", b"hello"):
        other.write_bytes(contents)
        found = code(lambda: store.import_weights(NAME, other))
        assert found in ("import_wrong_digest", "file_damaged", "not_weights")
    assert code(lambda: store.import_weights(NAME, published.parent / "nothing")) == "import_missing"
    assert store.weights_state(NAME) == "absent"


def test_older_checkpoints_without_counters_of_batch_norm_load(tmp_path: Path) -> None:
    path = tmp_path / "old.pth"
    state = checkpoint(path)
    torch.save({"state_dict": {f"module.{name}": t for name, t in state.items() if "num_batches" not in name}}, path)
    found = load_state(path, {name: tuple(tensor.shape) for name, tensor in state.items()})
    assert found.keys() == state.keys()


def test_half_precision_becomes_float32(tmp_path: Path) -> None:
    path = tmp_path / "half.pth"
    torch.save({"a": torch.ones(3).half()}, path)
    assert load_state(path, {"a": (3,)})["a"].dtype == torch.float32


def test_differences_are_listed_before_anything_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    state = checkpoint(path)
    expected = {name: tuple(tensor.shape) for name, tensor in state.items()}
    state["features.0.0.weight"] = state["features.0.0.weight"][:8]
    del state["features.1.block.0.0.weight"]
    torch.save(state | {"extra": torch.zeros(1)}, path)
    with pytest.raises(EngineError, match=r"\+ extra; features\.0\.0\.weight: .* ≠ .*; − features\.1") as caught:
        load_state(path, expected)
    assert caught.value.code == "weights_mismatch"


def test_another_number_of_classes_is_a_matter_of_the_head(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    state = checkpoint(path)
    expected = {name: tuple(tensor.shape) for name, tensor in state.items()}
    torch.save(state | {"classifier.3.weight": torch.zeros(5, 1024), "classifier.3.bias": torch.zeros(5)}, path)
    assert code(lambda: load_state(path, expected)) == "head_mismatch"


@pytest.mark.parametrize("kind", ["archive", "legacy", "module", "0", "1", "2", "3", "4", "5"])
def test_code_is_refused_at_every_door(kind: str, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    marker, made = tmp_path / "marker", tmp_path / "made.pth"
    poison(made, marker, kind)
    path = publish(made, monkeypatch)
    cached = home / "weights" / path.name
    cached.parent.mkdir()
    doors: tuple[Callable[[], object], ...] = (
        lambda: load(path),
        lambda: load_state(path, {"a": (2,)}),
        lambda: shapes_of(path),
        lambda: store.import_weights(NAME, path),
        lambda: (cached.write_bytes(path.read_bytes()), build(NAME)),
    )
    for door in doors:
        with pytest.raises(EngineError, match="contains code"):
            door()
    assert code(lambda: read_tensors(path)) in ("model_damaged", "model_bomb")
    assert not marker.exists()


BOMBS = r"""
import json, resource, sys
from pathlib import Path
import torch
from engine.models.file import open_weights
from engine.models.model import load
from engine.job.words import EngineError
folder = Path(sys.argv[1])
expected = {name: tuple(shape) for name, shape in json.loads((folder / "expected.json").read_text()).items()}
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 100_000_000, used + 100_000_000))
def load_state(path, expected):
    with open_weights(path) as file:
        return file.load(expected)
codes = {}
for path in sorted(folder.glob("*.bomb")):
    for door in (lambda: load_state(path, expected), lambda: load(path)):
        try:
            door()
            codes.setdefault(path.name, []).append("loaded")
        except EngineError as error:
            codes.setdefault(path.name, []).append(error.code)
        except MemoryError:
            codes.setdefault(path.name, []).append("memory")
print(json.dumps(codes))
"""


def archive(path: Path, program: bytes, data: int = 0, method: int = zipfile.ZIP_STORED) -> None:
    with zipfile.ZipFile(path, "w", method) as made:
        made.writestr("archive/data.pkl", program)
        made.writestr("archive/data/0", bytes(data))
        made.writestr("archive/version", b"3\n")


def header(path: Path, text: bytes, length: int | None = None) -> None:
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text)


def pickled(tensors: dict[str, torch.Tensor], path: Path) -> bytes:
    torch.save(tensors, path)
    with zipfile.ZipFile(path) as made:
        return made.read(next(name for name in made.namelist() if name.endswith("data.pkl")))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a limit on memory")
def test_bombs_are_refused_before_memory_rises(tmp_path: Path) -> None:
    for legacy in (False, True):
        path = tmp_path / f"stride0-{legacy}.bomb"
        torch.save({"a": torch.zeros(1).expand(1 << 36)}, path, _use_new_zipfile_serialization=not legacy)
    torch.save({"a": torch.zeros(1).expand(4)}, tmp_path / "stride0-right-shape.bomb")
    (tmp_path / "expected.json").write_text(json.dumps({"a": [4]}))
    program = pickled({"a": torch.zeros(50_000_000)}, tmp_path / "scratch")
    (tmp_path / "scratch").unlink()
    archive(tmp_path / "deflated.bomb", program, 200_000_000, zipfile.ZIP_DEFLATED)
    archive(tmp_path / "short.bomb", program, 4)
    names = b"".join(b"X" + struct.pack("<I", 7) + b"%07d" % number + b"N" for number in range(1_000_000))
    archive(tmp_path / "million-names.bomb", b"\x80\x02}(" + names + b"u.")
    archive(tmp_path / "dictionaries.bomb", b"\x80\x02](" + b"}" * 4_000_000 + b"e.")
    archive(tmp_path / "memo.bomb", b"\x80\x02}r\xff\xff\xff\x7f.")
    archive(tmp_path / "bytearray.bomb", b"\x80\x05\x96" + struct.pack("<Q", 1 << 40) + b".")
    with zipfile.ZipFile(tmp_path / "entries.bomb", "w") as made:
        for number in range(30_000):
            made.writestr(f"archive/data/{number:020}", b"")
    header(tmp_path / "announced.bomb", b"{}", 1 << 40)
    header(tmp_path / "header.bomb", b"{" + b" " * 90_000_000 + b"}")
    header(tmp_path / "brackets.bomb", b'{"a":' + b"[" * 4_000_000)
    header(tmp_path / "lists.bomb", b'{"a":[' + b"[]," * 4_000_000 + b"[]]}")
    shape = {"a": {"dtype": "F32", "shape": [1 << 36], "data_offsets": [0, 1 << 38]}}
    header(tmp_path / "tensor.bomb", json.dumps(shape).encode())
    found = subprocess.run(
        [sys.executable, "-c", BOMBS, str(tmp_path)], cwd=Path(__file__).resolve().parents[2], capture_output=True,
        text=True, check=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    codes = json.loads(found.stdout)
    assert len(codes) == 15
    assert {code for pair in codes.values() for code in pair} <= {
        "file_bomb", "file_damaged", "not_weights", "model_bomb", "model_damaged", "file_has_code"
    }, codes  # fmt: skip


def test_fuzzed_checkpoints_are_refused_or_load_with_the_right_shapes(tmp_path: Path) -> None:
    state = {"a": torch.ones(3, 4), "b": torch.zeros(5, dtype=torch.int64)}
    expected = {name: tuple(tensor.shape) for name, tensor in state.items()}
    path = tmp_path / "w.pth"
    for legacy in (False, True):
        torch.save(state, path, _use_new_zipfile_serialization=not legacy)
        good = path.read_bytes()
        for place in range(0, len(good), 5):
            damaged = bytearray(good)
            damaged[place] ^= 1 << (place % 8)
            path.write_bytes(damaged)
            try:
                found = load_state(path, expected)
            except EngineError:
                continue
            assert {name: tuple(tensor.shape) for name, tensor in found.items()} == expected


def test_no_other_part_of_the_engine_reads_weights() -> None:
    root = Path(__file__).resolve().parents[2]
    readers = (
        "torch.load(",
        "Unpickler",
        "pickle.loads",
        "load_state_dict_from_url",
        "get_model(",
        "safe_open(",
        "safetensors.torch",
        "pickle.load",
    )
    for path in [*root.glob("engine/**/*.py"), *root.glob("desktop/**/*.py")]:
        name = path.relative_to(root).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [line for line in lines if 'return f"import torch' not in line]  # what a person may run, told in words
        found = [reader for reader in readers if any(f" {reader}" in line or f".{reader}" in line for line in lines)]
        assert not found, (name, found)


def test_shapes_name_all_that_a_file_must_hold(tmp_path: Path) -> None:
    layer = torch.nn.BatchNorm1d(3)
    write_tensors(tmp_path / "t", layer.state_dict())
    assert shapes_of(tmp_path / "t") == shapes(layer)
