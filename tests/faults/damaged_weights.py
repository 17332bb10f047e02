"""Loads damaged weights through every door, each in a forked child with 100 MB, and counts what came:

    python -m tests.faults.damaged_weights --files 2000 --seed 1

Our own models and tensors must be refused, or hold exactly what they held; so must a published checkpoint whose digest
was recorded; a checkpoint without a digest must be refused or have the expected shapes. Nothing may run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import pickle
import random
import struct
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.files import digest_file
from engine.job.words import EngineError
from engine.models import store
from engine.models.backbones import BACKBONES
from engine.models.card import Card, read_card
from engine.models.file import Shapes, open_weights
from engine.models.head import HeadSpec, build_head
from engine.models.model import build, load_backbone, load_file, save
from engine.models.tensors import read_tensors, write_tensors
from tests.faults.bounded import Tally, bounded
from tests.faults.damage import damaged

MEMORY = 100_000_000
SECONDS = 30
NAME = "mobilenet_v3_small"
CODE = ("os.system", "os.exec", "os.posix_spawn", "os.fork", "subprocess.Popen")


@dataclass(frozen=True)
class Good:
    """An undamaged file, how it is damaged, and what may come of loading it."""

    kind: str
    data: bytes
    doors: Mapping[str, Callable[[Path], bool]]
    """Each loads the file and tells whether what came is what must come; or raises EngineError."""


def same(found: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> bool:
    return found.keys() == expected.keys() and all(
        found[name].dtype == tensor.dtype and torch.equal(found[name], tensor) for name, tensor in expected.items()
    )


def shaped(found: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> bool:
    return {name: tensor.shape for name, tensor in found.items()} == {
        name: tensor.shape for name, tensor in expected.items()
    }


def load_state(path: Path, expected: Shapes) -> dict[str, Tensor]:
    with open_weights(path) as file:
        return file.load(expected)


class Payload:
    """What a trusting reader would run."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.marker}'",)


def small_state() -> dict[str, Tensor]:
    torch.manual_seed(1)
    return {
        "features.weight": torch.randn(8, 3, 3, 3),
        "norm.bias": torch.randn(8),
        "norm.num_batches_tracked": torch.tensor(7),
        "fc.weight": torch.randn(10, 8),
    }


def own_tensors(folder: Path) -> Good:
    state = small_state()
    digest = write_tensors(folder / "own", state, {"values": json.dumps({"epoch": 3, "class": "čćž"})})
    expected = read_tensors(folder / "own", digest)

    def door(path: Path) -> bool:
        found, metadata = read_tensors(path, digest)
        return same(found, expected[0]) and metadata == expected[1]

    return Good("own tensors", (folder / "own").read_bytes(), {"as it was saved": door})


def own_model(folder: Path) -> Good:
    torch.manual_seed(2)
    spec = HeadSpec(BACKBONES[NAME].embedding_size, 2)
    network = build(NAME, weights="none", classes=("cat", "dog"), head=build_head(spec))
    save(folder / "model", network, Card(NAME, "none", network.classes, network.preprocessing, spec))
    card, expected = read_card(folder / "model"), network.state_dict()

    def door(path: Path) -> bool:
        return same(load_file(path).state_dict(), expected) and read_card(path) == card

    def backbone_only(path: Path) -> bool:
        return shaped(load_backbone(path, NAME, ("a", "b")).backbone.state_dict(), network.backbone.state_dict())

    return Good("own model", (folder / "model").read_bytes(), {"as it was saved": door, "right shapes": backbone_only})


def checkpoint(kind: str, data: bytes) -> Good:
    """A checkpoint in the place where a published one lies, its digest recorded."""
    state = small_state()
    shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}

    def without_digest(path: Path) -> bool:
        return shaped(load_state(path, shapes), state)

    def published(path: Path) -> bool:
        place = store.weights_path(NAME)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        store.record(place, digest_file(place))
        place.write_bytes(path.read_bytes())
        try:
            return same(store.load_weights(NAME, "v1", shapes), state)
        except EngineError as error:
            if error.code != "weights_changed" and data != path.read_bytes():
                return False
            raise

    def imported(path: Path) -> bool:
        store.import_weights(NAME, path)
        return False  # its name carries another digest

    return Good(kind, data, {"right shapes": without_digest, "the published bytes": published, "import": imported})


def torch_saved(value: Any, legacy: bool) -> bytes:
    file = io.BytesIO()
    torch.save(value, file, _use_new_zipfile_serialization=not legacy)
    return file.getvalue()


def rezipped(data: bytes, method: int = zipfile.ZIP_STORED, twice: bool = False, blow: int = 0) -> bytes:
    """An archive packed anew: deflated, with an entry that is there twice, or with a storage of so many zeros."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", method) as new:
        for entry in old.infolist():
            content = bytes(blow) if blow and entry.filename.endswith("/data/0") else old.read(entry)
            new.writestr(entry.filename, content)
            if twice and entry.filename.endswith("/data/1"):
                new.writestr(entry.filename + "x", b"\xff" * len(content))
    packed = file.getvalue()
    return packed.replace(b"/data/1x", b"/data/1\0") if twice else packed


def goods(folder: Path, marker: Path) -> list[Good]:
    state, payload = small_state(), Payload(marker)
    zipped, legacy = torch_saved(state, legacy=False), torch_saved(state, legacy=True)
    thin = {**state, "features.weight": torch.zeros(1).expand(8, 3, 3, 3)}
    wide = {**state, "features.weight": torch.zeros(1).expand(1 << 34)}
    own = [own_tensors(folder)] * 5 + [own_model(folder)] * 3
    sound = [checkpoint("archive", zipped)] * 4 + [checkpoint("legacy", legacy)] * 4
    hostile = [
        checkpoint("nested", torch_saved({"state_dict": state, "epoch": 3}, legacy=False)),
        checkpoint("deflated", rezipped(zipped, zipfile.ZIP_DEFLATED)),
        checkpoint("deflated bomb", rezipped(zipped, zipfile.ZIP_DEFLATED, blow=200_000_000)),
        checkpoint("repeated names", rezipped(zipped, twice=True)),
        *(checkpoint("stride 0", torch_saved(thin, old)) for old in (False, True)),
        *(checkpoint("stride 0 bomb", torch_saved(wide, old)) for old in (False, True)),
        *(checkpoint("payload", torch_saved({**state, "code": payload}, old)) for old in (False, True)),
        *(checkpoint("payload", pickle.dumps({"a": payload}, protocol)) for protocol in (0, 2, 4)),
        checkpoint("module", torch_saved(torch.nn.Linear(2, 2), legacy=False)),
    ]
    return own + sound + hostile


def header_lie(chance: random.Random, data: bytes) -> bytes:
    """One of our own files with a lie in its header, still legible as JSON: sizes, names, types, a name said twice."""
    length = struct.unpack("<Q", data[:8])[0]
    try:
        header = json.loads(data[8 : 8 + length])
    except ValueError:
        return data
    names = [name for name in header if name != "__metadata__"]
    name, other = chance.choice(names), chance.choice(names)
    text = ""
    match chance.randrange(7):
        case 0:
            header[name]["shape"] = chance.choice([[], [0], [1 << 40], [-1], [1.0], header[other]["shape"], "x", [[1]]])
        case 1:
            header[name]["data_offsets"] = chance.choice(
                [[0, 1 << 60], [-4, 0], header[other]["data_offsets"], [], [0]]
            )
        case 2:
            header[name]["dtype"] = chance.choice(["F64", "BF16", "I8", "F8_E4M3", 3, None, "BOOL"])
        case 3:
            header[name], header[other] = header[other], header[name]
        case 4:
            texts = header["__metadata__"]
            key = chance.choice(list(texts))
            texts[chance.choice([key, key.upper(), "x"])] = chance.choice([texts.pop(key), "", "0" * 64, 5])
        case 5:
            text = json.dumps(header)[:-1] + "," + json.dumps({name: header[other]})[1:]
        case _:
            header[name + "x"] = header.pop(name)
    changed = (text or json.dumps(header)).encode()
    return struct.pack("<Q", len(changed)) + changed + data[8 + length :]


def mutate(chance: random.Random, good: Good, others: list[bytes]) -> bytes:
    data = good.data
    if good.kind.startswith("own") and chance.random() < 0.4:
        data = header_lie(chance, data)
        if chance.random() < 0.7:
            return data
    if not good.kind.startswith(("own", "archive", "legacy")) and chance.random() < 0.25:
        return data  # hostile as it is
    return damaged(chance, data, others, head=chance.choice((64, 600, 4000)))


def loaded(path: Path, good: Good, marker: Path) -> str:
    """What each door says of a file; a "!" before what must not be."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CODE:
            marker.write_text(event)
            os._exit(0)

    sys.addaudithook(watch)
    said = []
    for name, door in good.doors.items():
        try:
            said.append(name if door(path) else f"!not {name}")
        except EngineError as error:
            str(error)
            said.append(error.code)
        if marker.exists():
            said.append("!ran code")
    prefix = "!" if any("!" in text for text in said) else ""
    return prefix + f"{good.kind}: " + ", ".join(dict.fromkeys(said))


def files(count: int, seed: int, kinds: list[Good]) -> Iterator[tuple[str, Good, bytes]]:
    others = list({good.data for good in kinds if len(good.data) < 100_000})
    for number in range(count):
        chance = random.Random(f"{seed} {number}")
        good = kinds[number % len(kinds)]
        yield f"{good.kind}-{seed}-{number}", good, mutate(chance, good, others)


def run(count: int, seed: int, keep: Path | None = None) -> tuple[Tally, bool]:
    """What became of so many files, and whether any code ran."""
    with tempfile.TemporaryDirectory() as scratch:
        folder, marker = Path(scratch), Path(scratch) / "marker"
        os.environ["PRIJENOS_HOME"] = str(folder / "home")
        file = replace(BACKBONES[NAME].weights[0], file=f"{NAME}-00000000.pth", digest="")
        BACKBONES[NAME] = replace(BACKBONES[NAME], weights=(file,))
        kinds = goods(folder, marker)
        path = folder / "damaged"
        for good in kinds[:16]:  # whatever a door brings along is brought before memory is counted
            path.write_bytes(good.data)
            for name, door in good.doors.items():
                if name != "import" and not door(path):
                    raise AssertionError(f"{good.kind} is not read when it is sound ({name})")
        endings, ran = [], False
        for name, good, data in files(count, seed, kinds):
            path.write_bytes(data)
            ending = bounded(name, partial(loaded, path, good, marker), memory=MEMORY, seconds=SECONDS)
            ran = ran or marker.exists()
            endings.append(ending)
            if keep and not ending.sound:
                keep.mkdir(exist_ok=True)
                (keep / name).write_bytes(data)
        return Tally.of(endings), ran


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=100)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    torch.set_num_threads(1)
    tally, ran = run(wanted.files, wanted.seed, wanted.keep)
    print(f"seed {wanted.seed}", tally.report(), "code ran" if ran else "no code ran", sep="\n")
    return 1 if tally.bad or ran else 0


if __name__ == "__main__":
    sys.exit(main())
