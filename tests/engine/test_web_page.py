"""A model as one web page, in a real browser: the same answers as the program's, by hands that choose a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from browser import CHROMIUM, Browser, browser
from PIL import Image
from small import CLASSES, drawn_pixels, outcome, small_network

from engine.job.events import Notice
from engine.job.words import EngineError
from engine.jobs.classify import Classify
from engine.jobs.page import MakePage
from engine.jobs.train import Train
from engine.models.backbones import BACKBONES
from engine.models.card import Card
from engine.models.head import HeadSpec
from engine.models.model import build, build_head, save
from engine.models.network import Network
from engine.models.preprocessing import Preprocessing
from engine.photos.door import read_photo
from engine.places import is_ours
from engine.web.figures import in_eight_bits
from engine.web.page import page_of

in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")
HELD = [name for name in BACKBONES if not name.startswith("vgg")]
LIGHT = [name for name in HELD if name not in ("resnet34", "resnet101", "resnet152", "squeezenet1_0")]
"""One of each kind of block; those left out repeat one of them more often."""
NAMES = (
    "<script>window.odd=1</script>",
    "</script><img src=x onerror='window.odd=1'>",
    "ždral & đak",
    "${0}",
    "\u2028",
)


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser() as one:
        yield one


def answer(tab: Browser, photo: Path, field: str = "#file") -> Any:
    """What the page says of a photo, once it says something: probabilities; None where it says that it cannot."""
    tab.ask("window.heard = new Promise(r => document.addEventListener('told', e => r(e.detail), {once: true})); 0")
    tab.choose(field, photo)
    return tab.ask("heard")


def text(tab: Browser, selector: str) -> str:
    return str(tab.ask(f"document.querySelector({json.dumps(selector)}).textContent"))


def written(folder: Path, network: Network, language: Any = "en") -> Path:
    place = folder / "page.html"
    place.write_text(page_of(network, language).text, "utf-8")
    return place


def lively(name: str, classes: tuple[str, ...] | None) -> Network:
    """A network whose batch norms have statistics, as those of a trained one have."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        network = build(name, weights="none", classes=classes)
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm2d) and module.running_mean is not None:
                assert module.running_var is not None
                module.running_var.uniform_(0.5, 2.0)
                module.running_mean.normal_(0.0, 0.1)
    return network.eval()


@in_a_browser
def test_the_page_of_a_trained_model_answers_as_the_program_does(tab: Browser, tmp_path: Path, resources: Path) -> None:
    folder = resources / "sample_photos"
    outcome(Train(folder=folder, epochs=20, seed=0, out=tmp_path / "m.safetensors"))
    made, events = outcome(MakePage(model=str(tmp_path / "m.safetensors"), out=tmp_path / "m.html"))
    assert made.megabytes < 5  # type: ignore[attr-defined]
    assert not [event for event in events if isinstance(event, Notice)]
    photos = tuple(sorted(folder.rglob("*.jpg")))
    ours, _ = outcome(Classify(model=str(tmp_path / "m.safetensors"), paths=photos))
    tab.open(tmp_path / "m.html")
    names = tab.ask("model.classes.en")
    near = []
    for photo in ours.photos:  # type: ignore[attr-defined]
        found = answer(tab, Path(photo.path))["probabilities"]
        assert names[int(np.argmax(found))] == photo.top[0].class_
        near.append(all(abs(found[names.index(guess.class_)] - guess.probability) <= 0.02 for guess in photo.top))
    assert len(near) == len(photos) > 100
    assert np.mean(near) >= 0.95
    assert not tab.troubles


@in_a_browser
@pytest.mark.parametrize("name", LIGHT)
def test_each_kind_of_backbone_gives_the_same_figures(tab: Browser, tmp_path: Path, resources: Path, name: str) -> None:
    network = lively(name, None if name.startswith("squeezenet") else CLASSES)
    tab.open(written(tmp_path, network))
    tab.ask(
        "const run = network.run.bind(network);network.run = async (...asked) => (window.given = await run(...asked))"
    )
    photo = resources / "demo_pictures" / "cat.jpg"
    answer(tab, photo)
    found = np.array(tab.ask("[...given]"))
    pixels = torch.from_numpy(network.preprocessing.prepare(read_photo(photo)).copy())
    with torch.inference_mode():
        wanted = network(pixels.permute(2, 0, 1)[None].float() / 255)[0].numpy()
    assert np.abs(found - wanted).max() < 0.1 * (wanted.max() - wanted.min())  # 8 bits, and weights never trained
    assert not tab.troubles


@in_a_browser
@pytest.mark.parametrize("fit", ["crop", "squash", "pad"])
@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic"])
def test_the_page_sees_a_picture_to_the_pixel_as_the_program_does(
    tab: Browser, tmp_path: Path, fit: str, interpolation: Any
) -> None:
    network = small_network()
    network.preprocessing = replace(network.preprocessing, fit=fit, interpolation=interpolation)
    tab.open(written(tmp_path, network))
    for number, (height, width) in enumerate([(32, 32), (20, 24), (41, 300), (333, 97), (700, 1100), (1, 35)]):
        pixels = drawn_pixels(number, height, width)
        photo = tmp_path / f"{number}.png"
        Image.fromarray(pixels).save(photo)
        answer(tab, photo)
        seen = tab.ask("[...at('seen').getContext('2d').getImageData(0, 0, 32, 32).data].filter((_, i) => i % 4 < 3)")
        off = np.array(seen, int).reshape(32, 32, 3) - network.preprocessing.prepare(pixels)
        if height <= width:
            assert not off.any(), (height, width)
        else:  # which way Pillow goes first through a tall picture is its own affair, and differs by its version
            assert np.abs(off).mean() < 0.5, (height, width)


@in_a_browser
def test_pictures_are_turned_as_they_were_taken_and_lie_on_white(tab: Browser, tmp_path: Path) -> None:
    network = small_network()
    tab.open(written(tmp_path, network))
    turned = Image.fromarray(drawn_pixels(1, 90, 60))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "turned.png", exif=exif)
    clear = np.dstack([drawn_pixels(2, 40, 40), np.zeros((40, 40), np.uint8)])
    Image.fromarray(clear).save(tmp_path / "clear.png")
    for name in ("turned.png", "clear.png"):
        answer(tab, tmp_path / name)
        seen = tab.ask("[...at('seen').getContext('2d').getImageData(0, 0, 32, 32).data].filter((_, i) => i % 4 < 3)")
        wanted = network.preprocessing.prepare(read_photo(tmp_path / name))
        assert np.array_equal(np.array(seen, np.uint8).reshape(32, 32, 3), wanted), name


@in_a_browser
def test_class_names_are_only_text(tab: Browser, tmp_path: Path) -> None:
    network = small_network()
    network.classes = NAMES
    network.card = Card("resnet18", "none", NAMES, network.preprocessing, folder="<b>mine</b>")
    page = written(tmp_path, network)
    assert page.read_text("utf-8").count("<script") == 3
    tab.open(page)
    Image.fromarray(drawn_pixels(1)).save(tmp_path / "photo.png")
    answer(tab, tmp_path / "photo.png")
    shown = tab.ask("[...document.querySelectorAll('#bars li > span:first-child')].map(e => e.textContent)")
    assert sorted(shown) == sorted(NAMES)
    assert text(tab, "#verdict") in NAMES
    assert text(tab, "#name").startswith("<b>mine</b> · ")
    assert tab.ask("document.querySelectorAll('img, #name b').length") == 0
    assert tab.ask("window.odd === undefined")
    assert not tab.troubles


@in_a_browser
def test_nothing_but_the_pages_own_program_runs_there(tab: Browser, tmp_path: Path) -> None:
    tab.open(written(tmp_path, small_network()))
    tab.ask("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.odd = 1'})), 0")
    assert tab.ask("window.odd === undefined")
    assert tab.ask("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'kept')") == "kept"
    assert any("Content Security Policy" in trouble for trouble in tab.troubles)
    tab.troubles.clear()


@in_a_browser
def test_an_unsure_model_says_that_it_does_not_know_in_both_languages(tab: Browser, tmp_path: Path) -> None:
    network = small_network()
    scores = {"validation": {"accuracy": 0.875, "temperature": 1.0, "threshold": 1.0}}
    network.card = Card("resnet18", "none", CLASSES, network.preprocessing, scores=scores, folder="fruit")
    tab.open(written(tmp_path, network), language="hr-HR")
    Image.fromarray(drawn_pixels(1)).save(tmp_path / "photo.png")
    assert answer(tab, tmp_path / "photo.png", "#camera")["unsure"]
    assert text(tab, "#verdict") == "Ne znam"
    assert "samo ove razrede: apple, bird" in text(tab, "#known")
    assert "87,5\u00a0%" in text(tab, "#made")
    assert re.search(r"\d,\d\s%", text(tab, "#bars"))
    tab.ask("document.querySelector('#languages [lang=en]').click()")
    assert text(tab, "#verdict") == "I don't know"
    assert "only these classes: apple, bird" in text(tab, "#known")
    assert tab.ask("document.documentElement.lang") == "en"
    assert re.search(r"\d\.\d%", text(tab, "#bars"))


@in_a_browser
def test_what_is_no_picture_is_said_and_the_next_picture_is_answered(tab: Browser, tmp_path: Path) -> None:
    tab.open(written(tmp_path, small_network()))
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    assert answer(tab, tmp_path / "broken.jpg") is None
    assert "“broken.jpg”" in text(tab, "#trouble")
    assert "JPEG or PNG" in text(tab, "#trouble")
    Image.fromarray(drawn_pixels(1)).save(tmp_path / "photo.png")
    assert sum(answer(tab, tmp_path / "photo.png")["probabilities"]) == pytest.approx(1.0)
    assert tab.ask("document.getElementById('trouble').hidden")


@in_a_browser
@pytest.mark.parametrize("name", ["IMG_1.HEIC", "renamed.jpg"])
def test_an_iphones_photo_is_called_what_it_is_and_no_other_picture_stands_beside(
    tab: Browser, tmp_path: Path, name: str
) -> None:
    tab.open(written(tmp_path, small_network()), language="hr")
    Image.fromarray(drawn_pixels(1)).save(tmp_path / "photo.png")
    answer(tab, tmp_path / "photo.png")
    (tmp_path / name).write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 4000)
    assert answer(tab, tmp_path / name) is None
    assert "HEIC" in text(tab, "#trouble").replace(name, "")
    assert name in text(tab, "#trouble")
    assert tab.ask("document.getElementById('shown').hidden")
    assert not tab.ask("document.getElementById('hint').hidden")


@in_a_browser
@pytest.mark.parametrize("threshold", [None, 0.9])
@pytest.mark.parametrize("language", ["en", "hr"])
def test_the_page_promises_an_answer_only_where_it_always_gives_one(
    tab: Browser, tmp_path: Path, language: str, threshold: float | None
) -> None:
    network = small_network()
    scores = {"validation": {"accuracy": 0.875, "temperature": 1.0, "threshold": threshold}}
    network.card = Card("resnet18", "none", CLASSES, network.preprocessing, scores=scores)
    tab.open(written(tmp_path, network), language=language)
    doubting = {"en": "I don't know", "hr": "ne znam"}[language]
    assert (doubting in text(tab, "#known")) == (threshold is not None)


@in_a_browser
def test_a_picture_that_is_pasted_or_dropped_is_answered(tab: Browser, tmp_path: Path) -> None:
    tab.open(written(tmp_path, small_network()))
    make = "canvas.toBlob(b => {const t = new DataTransfer(); t.items.add(new File([b], 'p.png', {type: 'image/png'}));"
    for event in (
        "new ClipboardEvent('paste', {clipboardData: t, bubbles: true})",
        "new DragEvent('drop', {dataTransfer: t, bubbles: true, cancelable: true})",
    ):
        tab.ask("window.heard = new Promise(r => document.addEventListener('told', e => r(e.detail), {once: true})); 0")
        begin = "const canvas = document.createElement('canvas');"
        tab.ask(f"{{{begin} {make} document.body.dispatchEvent({event}); }});}} 0")
        assert len(tab.ask("heard")["probabilities"]) == len(CLASSES)


@in_a_browser
@pytest.mark.parametrize(("wide", "high"), [(320, 568), (390, 844), (844, 390), (1280, 720)])
@pytest.mark.parametrize("language", ["en", "hr"])
def test_the_page_fits_phones_and_screens(tab: Browser, tmp_path: Path, language: str, wide: int, high: int) -> None:
    network = small_network()
    network.classes = ("a very long name of a class indeed, longer than a line", *CLASSES[1:])
    tab.open(written(tmp_path, network), language=language, wide=wide, high=high)
    Image.fromarray(drawn_pixels(1, 400, 900)).save(tmp_path / "photo.png")
    answer(tab, tmp_path / "photo.png")
    assert tab.ask("document.documentElement.scrollWidth <= innerWidth")
    buttons = tab.ask("[...document.querySelectorAll('.way')].map(e => e.getBoundingClientRect().height)")
    assert min(buttons) >= 44  # a finger's width
    if high > 600 or wide > high:  # the name stands on the screen without a finger's help
        assert tab.ask("document.getElementById('verdict').getBoundingClientRect().bottom <= innerHeight")
    assert tab.ask("parseFloat(getComputedStyle(document.getElementById('verdict')).fontSize)") >= 32


@in_a_browser
def test_light_and_dark_are_the_readers(tab: Browser, tmp_path: Path) -> None:
    page = written(tmp_path, small_network())
    grounds = []
    for dark in (False, True):
        tab.open(page, dark=dark)
        tab.screenshot(tmp_path / "shot.png")
        grounds.append(Image.open(tmp_path / "shot.png").convert("RGB").getpixel((2, 2)))
    assert grounds == [(0xF6, 0xF7, 0xF9), (0x13, 0x17, 0x1D)]


@in_a_browser
def test_imagenets_classes_have_croatian_names_too(tab: Browser, tmp_path: Path) -> None:
    tab.open(written(tmp_path, lively("squeezenet1_1", None)), language="hr")
    assert "1.000" in text(tab, "#only")
    assert tab.ask("document.querySelectorAll('#classes li').length") == 1000
    assert text(tab, "#classes li") == tab.ask("model.classes.hr[0]") != tab.ask("model.classes.en[0]")


@pytest.mark.parametrize("name", HELD)
def test_each_backbone_but_vgg_can_be_held(name: str) -> None:
    page = page_of(build(name, weights="none"), "en")
    record = BACKBONES[name]
    assert page.products == pytest.approx(record.gflops * 1e9, rel=0.08)
    assert page.megabytes < record.parameters * 4 / 3e6 * 1.05 + 0.2


def test_a_vgg_is_refused_in_words_before_the_work(tmp_path: Path) -> None:
    network = build("vgg16", weights="none", classes=CLASSES)
    with pytest.raises(EngineError, match="VGG-16 is too large for a web page") as refused:
        page_of(network, "en")
    assert "MobileNet" in refused.value.say("hr")


def test_a_network_that_computes_something_else_is_refused_in_words() -> None:
    network = small_network()
    network.head = torch.nn.Sequential(torch.nn.Linear(48, 5), torch.nn.Tanh())
    with pytest.raises(EngineError, match="Tanh"):
        page_of(network.eval(), "en")


def test_a_head_with_hidden_layers_and_batch_norm_is_folded(tmp_path: Path) -> None:
    spec = HeadSpec(512, 5, hidden=(16, 8), batch_norm=True, dropout=0.5)
    network = build("resnet18", weights="none", classes=CLASSES, head=build_head(spec))
    kinds = [node["op"] for node in json.loads(model_in(page_of(network, "en").text))["nodes"]]
    assert kinds[-3:] == ["linear", "linear", "linear"]


def model_in(page: str) -> str:
    found = re.search(r'<script type="application/json" id="model">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    return found[1]


def test_eight_bits_are_near_and_their_errors_cancel_out() -> None:
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(7, 30, 3, 3, generator=generator)
    weight[3] = 0.0
    figures = in_eight_bits(weight, torch.zeros(7))
    back = figures.weights.double() * figures.scales.double()[:, None]
    errors = (back - weight.flatten(1)) / figures.scales.double()[:, None]
    assert errors.abs().max() <= 1.5
    assert errors.sum(1).abs().max() <= 0.5 + 1e-6
    assert not back[3].any()


def test_the_page_is_ours_and_a_strangers_file_is_not_replaced(tmp_path: Path) -> None:
    model = tmp_path / "m.safetensors"
    spec = HeadSpec(512, 5)
    network = build("resnet18", weights="none", classes=CLASSES, head=build_head(spec))
    save(model, network, Card("resnet18", "none", CLASSES, Preprocessing.of(network.record), head=spec))
    value, _ = outcome(MakePage(model=str(model), out=tmp_path / "new" / "p.html"))
    assert is_ours(Path(value.path))  # type: ignore[attr-defined]
    (tmp_path / "strangers.html").write_text("<p>mine</p>")
    assert not is_ours(tmp_path / "strangers.html")


def test_what_a_browser_cannot_see_is_said(tmp_path: Path) -> None:
    network = small_network()
    network.preprocessing = replace(network.preprocessing, greys=(0.0, 4095.0))
    assert json.loads(model_in(page_of(network, "en").text))["deep"] is True
