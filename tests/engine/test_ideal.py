"""The ideal image as a job: what it saves is what it reports; films, channels, photos to begin with, errors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.job.background import Background
from engine.job.events import Ended, Metric, Notice, Picture, Progress
from engine.job.words import LANGUAGES, EngineError, Message, say
from engine.jobs.ideal import Ideal, IdealResult
from engine.look.opinions import probabilities, ready_networks
from engine.models.backbones import BACKBONES
from engine.models.model import load
from engine.models.network import Network
from engine.models.preprocessing import Preprocessing
from engine.paint.presets import LESSON, PRESETS
from engine.photos.door import read_photo
from tests.engine.small import CLASSES, SIZE, drawn_pixels, hooks, outcome, small_network


@pytest.fixture(autouse=True)
def few_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    """What photos look like to a network without batch norm is measured over a few."""
    monkeypatch.setattr("engine.paint.memory.MOST", 3)


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = small_network()
    monkeypatch.setattr("engine.models.model.load", lambda model: made)
    return made


def ideal(tmp_path: Path, **given: object) -> IdealResult:
    settings = {"model": "small", "out": tmp_path / "ideal.png", "steps": 4, "threads": 1, **given}
    value, _ = outcome(Ideal(**settings))  # type: ignore[arg-type]
    assert isinstance(value, IdealResult)
    return value


@pytest.mark.parametrize("preset", PRESETS)
def test_the_probability_is_that_of_the_saved_file(network: Network, tmp_path: Path, preset: str) -> None:
    found = ideal(tmp_path, target="zebra", preset=preset)
    saved = read_photo(tmp_path / "ideal.png")
    assert saved.shape == (SIZE, SIZE, 3)
    assert found.probability == pytest.approx(float(probabilities(network, saved)[3]))
    assert (found.target, found.index, found.steps, found.picture) == ("zebra", 3, 4, str(tmp_path / "ideal.png"))
    assert np.array_equal(found.pixels, saved)
    assert found.seconds > 0
    assert hooks(network) == 0


@pytest.mark.usefixtures("network")
def test_the_same_seed_saves_the_same_file(tmp_path: Path) -> None:
    files = []
    for seed in (1, 1, 2):
        ideal(tmp_path, seed=seed)
        files.append((tmp_path / "ideal.png").read_bytes())
    assert files[0] == files[1] != files[2]


@pytest.mark.usefixtures("network")
def test_without_a_target_it_grows_a_zebra_and_without_a_file_it_keeps_the_picture_at_home(home: Path) -> None:
    found = ideal(home, out=None)
    assert found.target == "zebra"
    assert Path(found.picture).is_relative_to(home)
    assert Path(found.picture).is_file()


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("objective", ["auto", "unit", "layer"])
def test_a_channel_takes_the_place_of_a_class(tmp_path: Path, objective: str) -> None:
    found = ideal(tmp_path, channel="second:5", objective=objective)
    assert (found.target, found.index, found.probability) == ("second:5", 5, None)


@pytest.mark.parametrize("name", ["film.gif", "film.webp", "frames"])
@pytest.mark.usefixtures("network")
def test_the_film_holds_the_steps_in_order(tmp_path: Path, name: str) -> None:
    found = ideal(tmp_path, preset="fourier", steps=7, frames=tmp_path / name)
    assert found.frames == str(tmp_path / name)
    if name == "frames":
        frames = sorted((tmp_path / name).iterdir())
        assert len(frames) == 8
        assert np.array_equal(read_photo(frames[-1]), found.pixels)
        return
    with Image.open(tmp_path / name) as film:
        assert film.n_frames == 8
        assert film.size == (SIZE, SIZE)


@pytest.mark.usefixtures("network")
def test_it_begins_with_a_photo_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "own.png"
    Image.fromarray(drawn_pixels(1, 80, 60)).save(path)
    before = path.read_bytes()
    for preset in PRESETS:
        job = Ideal(model="small", preset=preset, start="photo", photo=path, steps=1, out=tmp_path / "out.png")
        _, events = outcome(job)
        first = next(event for event in events if isinstance(event, Picture))
        wanted = small_network().preprocessing.prepare(read_photo(path))
        assert np.abs(first.pixels.astype(int) - wanted).mean() < 12  # a step away from it
    assert path.read_bytes() == before


@pytest.mark.usefixtures("network")
def test_it_grows_larger_pictures_and_several_at_once(tmp_path: Path) -> None:
    found = ideal(tmp_path, size=75, pictures=2, diversity=1.0)
    assert found.pixels.shape == (75, 75, 3)
    assert read_photo(tmp_path / "ideal-2.png").shape == (75, 75, 3)


@pytest.mark.usefixtures("network")
def test_a_large_picture_grows_from_coarse_to_fine_and_its_film_is_of_one_size(tmp_path: Path) -> None:
    found = ideal(tmp_path, size=128, frames=tmp_path / "film.gif")
    assert found.pixels.shape == (128, 128, 3)
    assert found.size == 128
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames > 2
        assert film.size == (128, 128)


@pytest.mark.usefixtures("network")
def test_phases_alone_take_their_magnitudes_from_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(drawn_pixels(1, 240, 240)).save(folder / "noise.png")
    usual, own = (ideal(tmp_path, canvas="phase", like=like) for like in (None, folder))
    rough = [float(np.abs(np.diff(found.pixels.astype(float), axis=0)).mean()) for found in (usual, own)]
    assert rough[1] > 2 * rough[0]  # the folder's photo is nothing but grain


def test_the_time_is_said_beforehand_and_measured_afterwards(network: Network, home: Path) -> None:
    from engine.paint.quality import pace

    network.name = "efficientnet_lite0"
    usual = pace()
    _, events = outcome(Ideal(model="small", steps=40, out=home / "a.png", threads=1))
    first = next(event for event in events if isinstance(event, Progress))
    assert first.note is not None
    assert first.note.code == "note.time_beforehand"
    assert 0 < pace() < usual  # the small network costs nearly nothing


def test_a_picture_is_not_lost_where_its_time_cannot_be_kept(network: Network, home: Path, tmp_path: Path) -> None:
    network.name = "efficientnet_lite0"
    (home / "pace.json").mkdir(parents=True)
    value, events = outcome(Ideal(model="small", steps=40, out=tmp_path / "a.png", threads=1))
    assert isinstance(value, IdealResult)
    assert [event.message.code for event in events if isinstance(event, Notice)] == ["notice.measure_not_kept"]


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"target": "zebr"}, "unknown_class"),
        ({"channel": "second"}, "bad_channel"),
        ({"channel": "third:1"}, "unknown_layer"),
        ({"channel": "second:12"}, "no_channel"),
        ({"channel": "second:1", "target": "cat"}, "target_and_channel"),
        ({"channel": "second:1", "with_": "other"}, "with_channel"),
        ({"canvas": "phase", "like": Path("nowhere")}, "no_folder"),
        ({"canvas": "phase", "like": Path(__file__).parent}, "no_photos_to_measure"),
        ({"start": "photo"}, "no_start_photo"),
        ({"start": "photo", "photo": Path("nowhere.png")}, "photo_unreadable"),
        ({"out": Path("ideal.jpg")}, "only_png"),
        ({"frames": Path("film.mp4")}, "unknown_film"),
    ],
)
def test_what_cannot_be_is_said_in_both_languages(tmp_path: Path, given: dict[str, object], code: str) -> None:
    with pytest.raises(EngineError) as caught:
        ideal(tmp_path, **given)
    assert caught.value.code == code
    assert all(caught.value.say(language) for language in LANGUAGES)
    assert not list(tmp_path.iterdir())


def three_networks(monkeypatch: pytest.MonkeyPatch, classes: Sequence[str] = CLASSES) -> dict[str, Network]:
    """Networks of other weights, sizes and normalisations; the last knows `classes`."""
    wants = {"small": (32, 0.5), "large": (48, 0.3), "other": (40, 0.6)}
    made = {name: small_network(seed) for seed, name in enumerate(wants)}
    for name, (size, level) in wants.items():
        network = made[name]
        wanted = Preprocessing(size, size + 4, (level,) * 3, (level,) * 3, "bilinear")
        made[name] = Network(network.record, network.backbone, network.head, network.classes, wanted).eval()
    made["other"].classes = tuple(classes)
    monkeypatch.setattr("engine.models.model.load", lambda model: made[model])
    return made


def test_what_several_networks_climb_all_of_them_see(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made = three_networks(monkeypatch)
    alone = ideal(tmp_path, target="bird", preset="noise", steps=60)
    together = ideal(tmp_path, target="bird", preset="noise", steps=60, with_="large, other,small,large")
    assert together.with_ == ("large", "other")
    assert alone.with_ == ()
    for name, network in made.items():
        before, after = (float(probabilities(network, found.pixels)[1]) for found in (alone, together))
        assert after > 0.7, name
        assert name == "small" or after > before
        assert hooks(network) == 0


def test_a_network_of_other_classes_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    three_networks(monkeypatch, classes=("red", "green"))
    with pytest.raises(EngineError) as caught:
        ideal(tmp_path, with_="large,other")
    assert caught.value.code == "company_knows_others"
    assert "other knows other classes" in caught.value.say("en")
    assert "other" in caught.value.say("hr")
    assert not list(tmp_path.iterdir())


def test_only_networks_that_had_no_part_in_it_are_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    three_networks(monkeypatch)
    record = BACKBONES["resnet18"]
    monkeypatch.setattr("engine.look.opinions.BACKBONES", dict.fromkeys(("small", "large", "other"), record))
    monkeypatch.setattr("engine.look.opinions.weights_state", lambda name: "ready")
    found = ideal(tmp_path, with_="large", opinions=True)
    assert [said.model for said in found.opinions] == ["other"]


@pytest.mark.usefixtures("network")
def test_the_report_is_worded_in_both_languages(tmp_path: Path) -> None:
    found = ideal(tmp_path)
    for language in LANGUAGES:
        words = " ".join(say(line, language) if isinstance(line, Message) else line for line in Ideal.report(found))
        assert "zebra" in words


def test_cancel_answers_within_a_step_and_leaves_no_hook_and_no_file(network: Network, tmp_path: Path) -> None:
    background = Background(lower_priority=False)
    running = background.start(
        Ideal(model="small", channel="second:1", steps=100_000, out=tmp_path / "x.png", threads=1)
    )
    steps: list[float] = []
    while len(steps) < 5:
        steps += [mail.step for mail in running.drain() if isinstance(mail, Metric)]
    running.cancel()
    assert running.wait(20)
    ended = [mail for mail in running.drain() if isinstance(mail, Ended)]
    assert ended[0].how == "cancelled"
    assert hooks(network) == 0
    assert not (tmp_path / "x.png").exists()
    assert background.close(20)


def test_finishing_early_saves_what_there_is(network: Network, tmp_path: Path) -> None:
    steps = Ideal(model="small", steps=1000, out=tmp_path / "x.png", threads=1).run()
    event = next(steps)
    while not isinstance(event, Metric):
        event = next(steps)
    events = [steps.send({"finish": True}), *steps]
    value = events[-1].value  # type: ignore[union-attr]
    assert isinstance(value, IdealResult)
    assert value.steps == 1
    assert (tmp_path / "x.png").exists()


@pytest.mark.slow
@pytest.mark.parametrize("target", ["340", "207", "130"])
def test_the_lesson_in_figures(tmp_path: Path, target: str) -> None:
    """Only the robust picture is seen by other networks too; all are seen by the one they were grown on."""
    if len(ready_networks()) < 3:
        pytest.skip("needs two more networks")
    others = [load(name) for name in ready_networks("efficientnet_lite0")]
    for preset in LESSON:
        found = ideal(tmp_path, model="efficientnet_lite0", target=target, preset=preset, steps=None, threads=0)
        assert found.probability is not None
        assert found.probability >= 0.9
        agree = [int(probabilities(other, found.pixels).argmax()) == found.index for other in others]
        assert all(agree) if preset == "robust" else not any(agree)
