"""The frozen default beside scikit-learn's logistic regression, over small folders, even and lopsided ones.

    python -m tests.benchmarks.small_folders [--seeds 5] [--only NAME]

Sixteen folders are made from the sample photos: some of their photos, pieces cut from them, changed photos, and
drawings; from as many of one class as of the other to 32 times as many. With each seed other photos are learnt from.
Ours is the train command as it stands, with its defaults. The regression sees the embeddings of the same train part;
how strongly it is regularised is chosen by cross-validation within that part. A second one also learns from the photos
that ours is checked by. All are judged on the same photos, which none has seen, in the same proportions; pieces and
changed photos that are judged come from other photos than those learnt from.

The interval is that of the paired difference, from the seeds of a folder (Student's t); the pooled one is that of the
folders' means.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from engine.__main__ import run
from engine.embed.embed import embed
from engine.files import RESOURCES, digest_file
from engine.jobs.train import Train
from engine.models.model import build, load_file
from tests.benchmarks.frozen import fresh_home, result

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.models.network import Network

Random: TypeAlias = np.random.Generator
Pictures: TypeAlias = dict[str, tuple[list[Image.Image], list[Image.Image]]]
"""By class: the pictures to learn from, and those to be judged on."""
STRENGTHS: Final = np.logspace(-5, 4, 10)
"""scikit-learn's C: the inverse of the regularisation, for embeddings as they are but for their mean."""
JUDGED: Final = 2.0
"""So many times the pictures learnt from are judged on, where there are as many."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be made: `make(random)` gives its pictures."""

    name: str
    make: Callable[[Random], Pictures]


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares of right answers on the photos that nobody has seen."""

    ours: float
    regression: float
    with_validation: float


def sample(kind: str) -> list[Image.Image]:
    """The sample photos of a class, in the order of their names."""
    pictures = []
    for file in sorted((RESOURCES / "sample_photos" / kind).glob("*.jpg")):
        with Image.open(file) as opened:
            pictures.append(opened.convert("RGB"))
    return pictures


def photos(**learnt: int) -> Callable[[Random], Pictures]:
    """So many photos of each class to learn from; of the rest, at most `JUDGED` times as many are judged on."""

    def make(random: Random) -> Pictures:
        pools = {name: shuffled(sample(name), random) for name in learnt}
        ratio = min(JUDGED, *((len(pool) - learnt[name]) / learnt[name] for name, pool in pools.items()))
        return {
            name: (pool[: learnt[name]], pool[learnt[name] :][: max(1, round(ratio * learnt[name]))])
            for name, pool in pools.items()
        }

    return make


def pieces(side: float, **learnt: int) -> Callable[[Random], Pictures]:
    """Squares cut from the photos of each class, `side` as a share of the shorter side."""

    def cut(picture: Image.Image, random: Random) -> Image.Image:
        edge = max(16, int(side * min(picture.size)))
        left, top = (int(random.integers(0, length - edge + 1)) for length in picture.size)
        return picture.crop((left, top, left + edge, top + edge)).resize((224, 224), Image.Resampling.BICUBIC)

    return derived({name: (name, cut, many) for name, many in learnt.items()})


def changed(
    change: Callable[[Image.Image, Random], Image.Image], kinds: Sequence[str], plain: int, many: int
) -> Callable[[Random], Pictures]:
    """Photos as they are against photos that `change` was applied to; both of the same kinds."""

    def same(picture: Image.Image, random: Random) -> Image.Image:
        return picture

    return derived({"as_it_was": (kinds, same, plain), "changed": (kinds, change, many)})


def derived(
    classes: Mapping[str, tuple[str | Sequence[str], Callable[[Image.Image, Random], Image.Image], int]],
) -> Callable[[Random], Pictures]:
    """Classes made from photos: what is judged on comes from other photos than what is learnt from."""

    def make(random: Random) -> Pictures:
        made: Pictures = {}
        halves: dict[tuple[str, ...], tuple[list[Image.Image], list[Image.Image]]] = {}
        for name, (of, change, many) in classes.items():
            kinds = (of,) if isinstance(of, str) else tuple(of)
            if kinds not in halves:
                pool = shuffled([photo for kind in kinds for photo in sample(kind)], random)
                halves[kinds] = (pool[::2], pool[1::2])
            learnt, judged = (
                [change(half[index % len(half)], random) for index in range(int(times * many))]
                for half, times in zip(halves[kinds], (1, JUDGED), strict=True)
            )
            made[name] = (learnt, judged)
        return made

    return make


def drawings(**learnt: int) -> Callable[[Random], Pictures]:
    """Drawings of shapes: other colours, places, sizes and turns each time, on a grainy ground."""

    def make(random: Random) -> Pictures:
        return {
            name: (
                [drawing(name, random) for _ in range(many)],
                [drawing(name, random) for _ in range(int(JUDGED * many))],
            )
            for name, many in learnt.items()
        }

    return make


def drawing(shape: str, random: Random) -> Image.Image:
    """One drawing of 160 × 160 pixels: a disc, a ring, or a polygon or star named by its corners."""
    ground = np.clip(random.normal(random.integers(60, 200, 3), 18, (160, 160, 3)), 0, 255).astype(np.uint8)
    picture = Image.fromarray(ground)
    pen = ImageDraw.Draw(picture)
    x, y = random.uniform(55, 105, 2)
    radius, turn = random.uniform(22, 48), random.uniform(0, 2 * np.pi)
    colour = tuple(int(value) for value in random.integers(0, 256, 3))
    if shape in ("disc", "ring"):
        box = (x - radius, y - radius, x + radius, y + radius)
        pen.ellipse(box, fill=colour if shape == "disc" else None, outline=colour, width=7)
        return picture
    corners = {"triangle": 3, "square": 4, "pentagon": 5, "hexagon": 6, "star": 10}[shape]
    angles = turn + 2 * np.pi * np.arange(corners) / corners
    reach = radius * np.where((np.arange(corners) % 2 == 1) & (shape == "star"), 0.45, 1.0)
    pen.polygon([*zip(x + reach * np.cos(angles), y + reach * np.sin(angles), strict=True)], fill=colour)
    return picture


def shuffled(pictures: list[Image.Image], random: Random) -> list[Image.Image]:
    """The pictures in another order."""
    return [pictures[index] for index in random.permutation(len(pictures))]


def blurred(picture: Image.Image, random: Random) -> Image.Image:
    """A little out of focus."""
    return picture.filter(ImageFilter.GaussianBlur(random.uniform(0.012, 0.02) * min(picture.size)))


def darkened(picture: Image.Image, random: Random) -> Image.Image:
    """A fifth to a third less light."""
    return ImageEnhance.Brightness(picture).enhance(random.uniform(0.67, 0.8))


def upside_down(picture: Image.Image, random: Random) -> Image.Image:
    """Turned by 180 degrees."""
    return picture.transpose(Image.Transpose.ROTATE_180)


KINDS: Final = ("bird", "flower", "fruit", "vegetable")
FOLDERS: Final = (
    Folder("photos, bird 12 : flower 12", photos(bird=12, flower=12)),
    Folder("photos, fruit 6 : vegetable 6", photos(fruit=6, vegetable=6)),
    Folder("photos, four classes of 8", photos(bird=8, flower=8, fruit=8, vegetable=8)),
    Folder("photos, fruit 16 : vegetable 3", photos(fruit=16, vegetable=3)),
    Folder("photos, bird 24 : vegetable 3", photos(bird=24, vegetable=3)),
    Folder("photos, 20 : 10 : 5 : 3", photos(bird=20, fruit=10, flower=5, vegetable=3)),
    Folder("pieces, fruit 20 : vegetable 20", pieces(0.45, fruit=20, vegetable=20)),
    Folder("pieces, vegetable 48 : fruit 6", pieces(0.5, vegetable=48, fruit=6)),
    Folder("pieces, bird 96 : flower 3", pieces(0.5, bird=96, flower=3)),
    Folder("drawings, square 12 : pentagon 12", drawings(square=12, pentagon=12)),
    Folder("drawings, disc 40 : hexagon 10", drawings(disc=40, hexagon=10)),
    Folder("drawings, five shapes of 6", drawings(disc=6, ring=6, triangle=6, square=6, star=6)),
    Folder("drawings, triangle 64 : star 4", drawings(triangle=64, star=4)),
    Folder("changed, blurred 12 : 12", changed(blurred, KINDS, 12, 12)),
    Folder("changed, darkened 24 : 6", changed(darkened, KINDS, 24, 6)),
    Folder("changed, upside down 16 : 16", changed(upside_down, KINDS, 16, 16)),
)


def write(pictures: Pictures, root: Path) -> tuple[Path, list[Path], list[str]]:
    """The folder to learn from, and the files to be judged on with their classes."""
    files, truth = [], []
    for name, (learnt, judged) in pictures.items():
        for part, some in (("learnt", learnt), ("judged", judged)):
            folder = root / part / name
            folder.mkdir(parents=True)
            for index, picture in enumerate(some):
                file = folder / f"{name}_{index:03}.png"
                picture.save(file)
                if part == "judged":
                    files.append(file)
                    truth.append(name)
    return root / "learnt", files, truth


def vectors(files: Sequence[Path], network: Network) -> NDArray[np.float32]:
    """The embeddings (N, D) of some files."""
    return result(embed([*files], [digest_file(file) for file in files], network)).vectors[0]


def regression(known: NDArray[np.float32], labels: Sequence[str], asked: NDArray[np.float32]) -> NDArray[np.str_]:
    """What scikit-learn's logistic regression answers; C by cross-validation where each class has two photos."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedKFold

    mean = known.mean(axis=0)
    folds = min(5, *np.unique(labels, return_counts=True)[1].tolist())
    model = LogisticRegression(max_iter=5000)
    if folds > 1:
        parts = StratifiedKFold(folds, shuffle=True, random_state=0)
        model = GridSearchCV(model, {"C": STRENGTHS}, cv=parts)
    answers: NDArray[np.str_] = model.fit(known - mean, labels).predict(asked - mean)
    return answers


def judge(folder: Folder, seed: int, root: Path, network: Network) -> Scores:
    """One folder with one seed: all three learn, all three are judged."""
    place, judged, truth = write(folder.make(np.random.default_rng([seed, FOLDERS.index(folder)])), root)
    trained = run(Train(folder=place, seed=seed, test_share=0.0, out=root / "model.safetensors"), lambda _: None)
    model = load_file(root / "model.safetensors")
    asked = vectors(judged, network)
    answers = _answers(model, asked)
    kept = _parts(Path(trained.run), place)
    both = {part: (vectors([*files], network), [file.parent.name for file in files]) for part, files in kept.items()}
    train, validation = both["train"], both["validation"]
    known = (np.concatenate([train[0], validation[0]]), [*train[1], *validation[1]])
    right = [
        float(np.mean(np.asarray(given) == np.asarray(truth)))
        for given in (answers, regression(*train, asked), regression(*known, asked))
    ]
    return Scores(*right)


def _answers(model: Network, asked: NDArray[np.float32]) -> list[str]:
    import torch

    with torch.inference_mode():
        best = model.head(torch.from_numpy(asked)).argmax(1).tolist()
    return [model.classes[index] for index in best]


def _parts(run_folder: Path, place: Path) -> dict[str, list[Path]]:
    """The files of the train and of the validation part, as the run kept them."""
    import json

    kept = json.loads((run_folder / "photos.json").read_text("utf-8"))
    return {part: [place / name for name, *_ in kept[part]] for part in ("train", "validation")}


def interval(differences: Sequence[float]) -> tuple[float, float, float]:
    """Mean of paired differences and the two ends of its 95 % interval by Student's t."""
    from scipy.stats import t

    mean = float(np.mean(differences))
    if len(differences) < 2:
        return mean, float("-inf"), float("inf")
    reach = float(t.ppf(0.975, len(differences) - 1) * np.std(differences, ddof=1) / np.sqrt(len(differences)))
    return mean, mean - reach, mean + reach


def measure(folders: Sequence[Folder], seeds: int) -> dict[str, float]:
    """Measures and prints, folder by folder; gives the pooled figures."""
    print(f"{'folder':36} {'ours':>6} {'regr.':>6} {'+val.':>6}   ours − regression, 95 %")
    network = build("efficientnet_lite0")
    means: list[Scores] = []
    for folder in folders:
        scores = []
        for seed in range(seeds):
            with fresh_home(), tempfile.TemporaryDirectory() as place:
                scores.append(judge(folder, seed, Path(place), network))
        each = Scores(*(float(np.mean([getattr(one, name) for one in scores])) for name in Scores.__slots__))
        means.append(each)
        show(folder.name, each, [one.ours - one.regression for one in scores])
    pooled = Scores(*(float(np.mean([getattr(one, name) for one in means])) for name in Scores.__slots__))
    show("pooled", pooled, [one.ours - one.regression for one in means])
    print("wanted: a pooled difference of -0.01 or more")
    return {
        "difference": pooled.ours - pooled.regression,
        "with_validation": pooled.ours - pooled.with_validation,
    }


def show(name: str, scores: Scores, differences: Sequence[float]) -> None:
    """Prints one row."""
    mean, low, high = interval(differences)
    figures = f"{scores.ours:6.3f} {scores.regression:6.3f} {scores.with_validation:6.3f}"
    print(f"{name:36} {figures}   {mean:+.3f} [{low:+.3f}, {high:+.3f}]", flush=True)


def main() -> None:
    """Reads the flags and measures."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument("--seeds", type=int, default=5)
    flags.add_argument("--only", default="", help="folders whose name has this in it")
    given = flags.parse_args()
    measure([folder for folder in FOLDERS if given.only in folder.name], given.seeds)


if __name__ == "__main__":
    main()
