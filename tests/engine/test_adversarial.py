"""The adversarial picture as a job: judged by the saved file, read back."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engine.job.declare import plain
from engine.job.events import Metric, Notice, Picture
from engine.job.words import LANGUAGES, EngineError, Message, say
from engine.jobs.adversarial import Adversarial, AdversarialResult, shrunk
from engine.look.opinions import probabilities
from engine.models.network import Network
from engine.paint.attacks import ATTACKS, idle
from engine.paint.measures import distance
from engine.paint.treatments import ENDURANCE
from engine.photos.door import read_photo
from tests.engine.small import CLASSES, SIZE, drawn_pixels, hooks, outcome, small_network


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = small_network()
    monkeypatch.setattr("engine.models.model.load", lambda model: made)
    return made


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photos" / "own.png"
    path.parent.mkdir()
    Image.fromarray(drawn_pixels(1, 60, 80)).save(path)
    return path


def adversarial(photo: Path, **given: object) -> AdversarialResult:
    settings = {"model": "small", "photo": photo, "out": photo.parent.parent / "out.png", "threads": 1, **given}
    value, _ = outcome(Adversarial(**settings))  # type: ignore[arg-type]
    assert isinstance(value, AdversarialResult)
    return value


@pytest.mark.parametrize("target", [None, "zebra"])
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_record_tells_of_the_saved_file(network: Network, photo: Path, attack: str, target: str | None) -> None:
    found = adversarial(photo, attack=attack, target=target, steps=20)
    before = network.preprocessing.prepare(read_photo(photo))
    saved = read_photo(Path(found.picture))
    p_before, p_after = probabilities(network, before), probabilities(network, saved)
    far = distance(before, saved)
    assert saved.shape == (SIZE, SIZE, 3)
    assert (found.linf, found.l2, found.changed) == (far.linf, far.l2, far.changed)
    assert found.source.class_ == CLASSES[int(p_before.argmax())]
    assert found.source.before == pytest.approx(float(p_before.max()))
    assert found.after.class_ == CLASSES[int(p_after.argmax())]
    if target is None:
        assert found.success == (found.after.class_ != found.source.class_)
    else:
        assert found.target.class_ == target
        assert found.success == (found.after.class_ == target)
        assert found.target.probability == pytest.approx(float(p_after[3]))
    assert found.survives_saving == found.success
    assert hooks(network) == 0


OPTIONS = {"epsilon": 2.0, "confidence": 3.0, "area": 30.0, "millimetres": 100.0, "samples": 9, "seed": 5}


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("enduring", [False, True])
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_option_of_an_attack_does_something_or_it_is_said_that_it_does_not(
    photo: Path, attack: str, option: str, enduring: bool
) -> None:
    base = {"attack": attack, "enduring": enduring, "steps": 6, "endurance": False, "target": "zebra", "threads": 1}
    made = []
    for given in ({}, {option: OPTIONS[option]}):
        value, events = outcome(Adversarial(model="small", photo=photo, **base, **given))  # type: ignore[arg-type]
        sheet = b"" if value.patch is None else re.sub(rb"Date.*", b"", Path(value.patch.sheet).read_bytes())
        said = [event.message.code for event in events if isinstance(event, Notice)]
        made.append((value.pixels["after"].tobytes(), sheet, said))
    (before, sheet_before, _), (after, sheet_after, said) = made
    if option in idle(ATTACKS[attack], enduring=enduring):
        assert (before, sheet_before) == (after, sheet_after)
        assert said == ["notice.idle_samples" if option == "samples" else "notice.idle"]
        return
    assert said == []
    if not ATTACKS[attack].shrinking:  # what makes a minimal attack harder need not make its picture another
        assert (before, sheet_before) != (after, sheet_after)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_folder_is_for_a_patch_alone_and_else_it_is_said(photo: Path, attack: str) -> None:
    job = Adversarial(model="small", photo=photo, attack=attack, against=(photo.parent,), steps=2, threads=1)
    said = [event.message for event in outcome(job)[1] if isinstance(event, Notice)]
    assert [text.code for text in said] == ([] if attack == "patch" else ["notice.idle_folder"])
    for language in LANGUAGES:
        assert all("{" not in say(text, language) for text in said)


@pytest.mark.usefixtures("network")
def test_an_attack_that_fails_is_done_and_says_so(photo: Path) -> None:
    found = adversarial(photo, attack="fgsm", epsilon=0.0, target="apple")
    assert not found.success
    assert not found.survives_saving
    assert (found.linf, found.l2, found.psnr) == (0, 0.0, None)


@pytest.mark.usefixtures("network")
def test_the_outcome_is_plain_for_a_program(photo: Path) -> None:
    value = plain(adversarial(photo, target="2", steps=3))
    wanted = {"source", "target", "success", "survives_saving", "linf", "l2", "steps", "seconds", "picture"}
    assert wanted <= set(value)
    assert {"class", "probability"} <= set(value["source"])
    assert {"class", "probability"} <= set(value["target"])
    assert "pixels" not in value
    assert value["target"]["class"] == "cat"


@pytest.mark.usefixtures("network")
def test_the_duel_is_told_at_each_step(photo: Path) -> None:
    job = Adversarial(model="small", photo=photo, target="zebra", steps=5, out=photo.parent / "o.png", threads=1)
    _, events = outcome(job)
    series = [event.series for event in events if isinstance(event, Metric)]
    for name in ("probability.source", "probability.target", "objective", "linf", "l2"):
        assert series.count(name) == 5
    assert {event.slot for event in events if isinstance(event, Picture)} == {"source", "picture"}


@pytest.mark.usefixtures("network")
def test_the_endurance_table_has_a_row_for_each_treatment(photo: Path) -> None:
    found = adversarial(photo, target="zebra", attack="pgd_linf", epsilon=12.0, enduring=True, steps=10)
    assert [row.treatment for row in found.endurance] == list(ENDURANCE)
    png = found.endurance[0]
    assert (png.success, png.class_) == (found.success, found.after.class_)
    assert not adversarial(photo, endurance=False, steps=2).endurance


def test_other_models_are_asked_what_they_see(network: Network, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others = {"one": small_network(1), "two": small_network(2)}
    monkeypatch.setattr("engine.models.model.load", lambda model: others.get(str(model), network))
    found = adversarial(photo, target="zebra", against=(Path("one"), Path("two")), steps=5)
    assert [row.model for row in found.transfer] == ["one", "two"]
    saved = read_photo(Path(found.picture))
    assert found.transfer[1].target == pytest.approx(float(probabilities(others["two"], saved)[3]))


@pytest.mark.usefixtures("network")
def test_the_photo_itself_is_attacked_at_its_own_resolution(photo: Path) -> None:
    before = photo.read_bytes()
    own = adversarial(photo, own_resolution=True, attack="minimal_l2", target="cat")
    assert read_photo(Path(own.picture)).shape == (60, 80, 3)
    assert own.success
    assert read_photo(Path(adversarial(photo, size=45, steps=2).picture)).shape == (45, 60, 3)
    assert photo.read_bytes() == before


def test_a_photo_is_shrunk_and_never_enlarged() -> None:
    assert shrunk(drawn_pixels(0, 90, 60), 30).shape == (45, 30, 3)
    assert shrunk(drawn_pixels(0, 90, 60), 61).shape == (90, 60, 3)


@pytest.mark.usefixtures("network")
@pytest.mark.parametrize(
    ("given", "code"),
    [({"target": "tram"}, "unknown_class"), ({"out": Path("o.jpg")}, "only_png"), ({"photo": Path("no.png")}, None)],
)
def test_what_cannot_be_is_said(photo: Path, given: dict[str, object], code: str | None) -> None:
    with pytest.raises(EngineError) as caught:
        adversarial(**{"photo": photo, "out": photo.parent.parent / "out.png", **given})  # type: ignore[arg-type]
    assert caught.value.code == code or caught.value.code == "photo_unreadable"


@pytest.mark.usefixtures("network")
def test_the_report_is_worded_in_both_languages(photo: Path) -> None:
    found = adversarial(photo, target="zebra", attack="minimal_l2", against=(Path("other"),))
    for language in LANGUAGES:
        lines = [say(line, language) if isinstance(line, Message) else line for line in Adversarial.report(found)]
        assert len(lines) == 3 + len(ENDURANCE) + 1
        assert "zebra" in " ".join(lines)


@pytest.mark.usefixtures("network")
def test_the_same_seed_saves_the_same_file(photo: Path) -> None:
    files = [Path(adversarial(photo, seed=seed, steps=5).picture).read_bytes() for seed in (1, 1, 2)]
    assert files[0] == files[1] != files[2]


def test_a_cancelled_attack_leaves_no_hook_and_no_file(network: Network, photo: Path) -> None:
    steps = Adversarial(model="small", photo=photo, out=photo.parent / "x.png", threads=1).run()
    for _ in range(9):
        next(steps)
    steps.close()
    assert hooks(network) == 0
    assert all(parameter.requires_grad for parameter in network.parameters())
    assert not (photo.parent / "x.png").exists()


def test_pixels_before_and_after_are_there_for_a_window(network: Network, photo: Path) -> None:
    found = adversarial(photo, steps=3)
    assert np.array_equal(found.pixels["before"], network.preprocessing.prepare(read_photo(photo)))
    assert np.array_equal(found.pixels["after"], read_photo(Path(found.picture)))


def test_a_damaged_model_is_not_asked_and_the_others_are(
    photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = small_network()

    def load(model: str | Path) -> Network:
        if str(model).endswith("bad.safetensors"):
            raise EngineError("model_missing", path=str(model))
        return made

    monkeypatch.setattr("engine.models.model.load", load)
    against = (tmp_path / "bad.safetensors", tmp_path / "good.safetensors")
    job = Adversarial(model="small", photo=photo, steps=2, out=tmp_path / "o.png", against=against, threads=1)
    value, events = outcome(job)
    assert isinstance(value, AdversarialResult)
    assert [row.model for row in value.transfer] == [str(against[1])]
    told = [event.message.params["model"] for event in events if isinstance(event, Notice)]
    assert told == [str(against[0])]
