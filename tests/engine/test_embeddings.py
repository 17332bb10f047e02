"""Embeddings: what is computed, what is kept, and what happens when a photo, a file or the memory fails."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

import engine.embed.fast as fast_module
from engine.embed import embed as module
from engine.embed.cache import SEGMENT, Cache, cache_of, digest_weights
from engine.embed.embed import Embedded, embed
from engine.embed.squares import ahead
from engine.embed.views import PLAIN
from engine.files import digest_file
from engine.job.events import Event, Metric, Notice, Progress
from engine.job.words import EngineError, say
from engine.models.model import build
from engine.models.network import Network
from engine.photos.door import read_photo

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Mirrored:
    """A view: the photo mirrored."""

    key: str = "mirrored"

    def apply(self, pixels: NDArray[np.uint8], digest: str) -> NDArray[np.uint8]:
        assert len(digest) == 64
        return pixels[:, ::-1]


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    network = build("mobilenet_v3_small", weights="none")
    for norm in network.modules():
        if isinstance(norm, torch.nn.BatchNorm2d):  # else a random network's embeddings are all but zero
            torch.nn.init.uniform_(norm.weight, 1.0, 3.0)
            torch.nn.init.normal_(norm.bias, 0.0, 0.2)
    return network


def near(got: NDArray[np.float32], wanted: NDArray[np.float32]) -> bool:
    """Whether every embedding differs by no more than rounding."""
    return bool((np.linalg.norm(got - wanted, axis=-1) <= 1e-4 * np.linalg.norm(wanted, axis=-1)).all())


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "photos"
    folder.mkdir()
    return [write_photo(folder / f"{number}.jpg", number) for number in range(9)]


def write_photo(path: Path, seed: int, size: tuple[int, int] = (320, 280)) -> Path:
    coarse = np.random.default_rng(seed).integers(0, 256, (6, 7, 3), np.uint8)
    Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC).save(path, quality=90)
    return path


def run(files: Sequence[Path], network: Network, events: list[Event] | None = None, **given: Any) -> Embedded:
    digests = given.pop("digests", None) or [digest_file(file) for file in files]
    steps = embed(files, digests, network, **given)
    try:
        while True:
            event = next(steps)
            if events is not None:
                events.append(event)
            assert not torch.is_inference_mode_enabled()
    except StopIteration as end:
        result: Embedded = end.value
        return result


def segments(home: Path) -> list[Path]:
    return sorted((home / "embeddings").glob("*/*.embeddings"))


def test_an_embedding_is_what_the_network_says_of_the_photo(photos: list[Path], network: Network) -> None:
    embedded = run(photos, network, precision="float32")
    assert embedded.vectors.shape == (1, 9, 1024)
    assert embedded.vectors.dtype == np.float32
    assert (embedded.computed, embedded.from_cache, embedded.missing) == (9, 0, {})
    preprocessing = network.preprocessing
    for index, photo in enumerate(photos):
        square = preprocessing.prepare(read_photo(photo, shorter=preprocessing.decode_shorter))
        with torch.no_grad():
            wanted = network.embed(torch.tensor(square).permute(2, 0, 1)[None].float() / 255)[0].numpy()
        assert near(embedded.vectors[0, index], wanted)


def test_a_second_run_reads_what_the_first_kept(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(photos, network)
    monkeypatch.setattr(fast_module, "fast", lambda *_: pytest.fail("the network was made again"))
    second = run(list(reversed(photos)), network)
    assert (second.computed, second.from_cache) == (0, 9)
    assert np.array_equal(first.vectors[:, ::-1], second.vectors)


def test_embeddings_are_kept_by_content_not_by_name(photos: list[Path], network: Network) -> None:
    run(photos, network)
    moved = photos[0].rename(photos[0].with_name("čćžšđ 😀.jpg"))
    assert run([moved], network).from_cache == 1


def test_other_weights_precision_or_preprocessing_have_a_cache_of_their_own(network: Network) -> None:
    torch.manual_seed(1)
    other = build("mobilenet_v3_small", weights="none")
    folders = {
        cache_of(network, "float32", "", digest_weights(network)).folder,
        cache_of(other, "float32", "", digest_weights(other)).folder,
        cache_of(network, "bfloat16", "", digest_weights(network)).folder,
        cache_of(network, "float32", "mirrored", digest_weights(network)).folder,
        cache_of(build("mobilenet_v2", weights="none"), "float32", "", digest_weights(network)).folder,
    }
    assert len(folders) == 5


def test_views_are_embedded_in_their_order(photos: list[Path], network: Network) -> None:
    both = run(photos, network, views=(PLAIN, Mirrored()))
    assert both.vectors.shape == (2, 9, 1024)
    assert not near(both.vectors[0], both.vectors[1])
    assert np.array_equal(both.vectors[0], run(photos, network).vectors[0])


def test_a_view_that_is_new_leaves_the_others_from_the_cache(photos: list[Path], network: Network) -> None:
    run(photos, network, precision="float32")
    plain_segments = len(list(cache_of(network, "float32", "", digest_weights(network)).folder.iterdir()))
    both = run(photos, network, views=(PLAIN, Mirrored()), precision="float32")
    assert both.computed == 9
    assert len(list(cache_of(network, "float32", "", digest_weights(network)).folder.iterdir())) == plain_segments


def test_photos_that_cannot_be_read_are_told_and_the_others_embedded(photos: list[Path], network: Network) -> None:
    digests = [digest_file(photo) for photo in photos]
    photos[1].unlink()
    photos[3].write_bytes(photos[4].read_bytes())
    damaged = photos[5].read_bytes()[:300]
    photos[5].write_bytes(damaged)
    digests[5] = hashlib.sha256(damaged).hexdigest()
    embedded = run(photos, network, digests=digests)
    codes = {index: reason.code for index, reason in embedded.missing.items()}
    assert codes.keys() == {1, 3, 5}
    assert codes[1] == "reason.vanished"
    assert codes[3] == "reason.changed"
    assert all(say(reason, language) for reason in embedded.missing.values() for language in ("en", "hr"))
    assert embedded.computed == 6
    assert not embedded.vectors[0, [1, 3, 5]].any()
    assert embedded.vectors[0, [0, 2, 4, 6, 7, 8]].any(axis=1).all()


def test_a_copy_stands_in_for_a_file_that_is_gone(photos: list[Path], network: Network) -> None:
    digests = [digest_file(photos[0])] * 2
    embedded = run([photos[0].with_name("gone.jpg"), photos[0]], network, digests=digests)
    assert not embedded.missing
    assert np.array_equal(embedded.vectors[0, 0], embedded.vectors[0, 1])


def test_when_nothing_can_be_read_there_is_no_crash(tmp_path: Path, network: Network) -> None:
    embedded = run([tmp_path / "a.jpg", tmp_path / "b.jpg"], network, digests=["0" * 64, "1" * 64])
    assert embedded.missing.keys() == {0, 1}
    assert run([], network, digests=[]).vectors.shape == (1, 0, 1024)


def test_no_file_that_blocks_is_opened(tmp_path: Path, network: Network) -> None:
    fifo = tmp_path / "pipe.jpg"
    os.mkfifo(fifo)
    assert run([fifo], network, digests=["0" * 64]).missing[0].code == "reason.special"


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "grow", "garbage", "huge"])
def test_a_damaged_segment_is_thrown_away_and_computed_again(
    harm: str, photos: list[Path], network: Network, home: Path
) -> None:
    first = run(photos, network)
    (segment,) = segments(home)
    content = bytearray(segment.read_bytes())
    if harm == "flip":
        content[len(content) // 2] ^= 1
    elif harm == "huge":
        content[8:16] = b"\xff" * 8
    else:
        content = {"cut": content[:-1], "empty": b"", "grow": content + b"x", "garbage": b"\0" * 100}[harm]
    segment.write_bytes(content)
    again = run(photos, network)
    assert (again.computed, again.from_cache) == (9, 0)
    assert np.array_equal(first.vectors, again.vectors)
    assert run(photos, network).from_cache == 9


def test_what_was_embedded_before_a_cancel_is_kept(photos: list[Path], network: Network, home: Path) -> None:
    steps = embed(photos, [digest_file(photo) for photo in photos], network, batch_size=4)
    done = 0
    while done < 4:
        event = next(steps)
        done = event.done if isinstance(event, Progress) else done
    steps.close()
    assert run(photos, network).from_cache == 4
    assert not list(home.rglob("*.part"))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("decode") and _busy(thread)]


def _busy(thread: threading.Thread) -> bool:
    thread.join(5)
    return thread.is_alive()


def test_progress_and_speed_are_told_at_least_once_a_batch(photos: list[Path], network: Network) -> None:
    events: list[Event] = []
    run(photos, network, events, batch_size=3)
    progress = [event for event in events if isinstance(event, Progress)]
    speeds = [event for event in events if isinstance(event, Metric)]
    assert [event.done for event in progress] == [0, 3, 6, 9]
    assert {event.total for event in progress} == {9}
    assert all(event.note is not None and say(event.note) for event in progress)
    assert [(event.series, event.step) for event in speeds] == [("photos_per_second", step) for step in (3, 6, 9)]
    assert all(event.value > 0 for event in speeds)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_batch_too_large_for_the_memory_is_halved_once(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch, precision: str
) -> None:
    monkeypatch.setattr(fast_module, "choose_precision", lambda _wanted, _device: precision)
    whole = fast_module.Fast.__call__

    def small(self: fast_module.Fast, pixels: Tensor) -> Tensor:
        if len(pixels) > 4:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes")
        return whole(self, pixels)

    wanted = run(photos, network).vectors
    for segment in segments(Path(os.environ["PRIJENOS_HOME"])):
        segment.unlink()
    monkeypatch.setattr(fast_module.Fast, "__call__", small)
    events: list[Event] = []
    got = run(photos, network, events, batch_size=8)
    notices = [event.message.code for event in events if isinstance(event, Notice)]
    assert notices == ["notice.batch_halved"]
    assert near(got.vectors, wanted)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_when_half_a_batch_is_too_large_too_it_fails_with_a_code(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch, precision: str
) -> None:
    monkeypatch.setattr(fast_module, "choose_precision", lambda _wanted, _device: precision)
    made = fast_module.Fast.__call__

    def none(self: fast_module.Fast, pixels: Tensor) -> Tensor:
        if pixels.any():
            raise MemoryError
        return made(self, pixels)

    monkeypatch.setattr(fast_module.Fast, "__call__", none)
    with pytest.raises(EngineError) as caught:
        run(photos, network)
    assert caught.value.code == "out_of_memory"


def test_another_error_of_the_network_is_not_taken_for_memory(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fast_module.Fast.__call__

    def broken(self: fast_module.Fast, pixels: Tensor) -> Tensor:
        if pixels.any():
            raise RuntimeError("shape")
        return made(self, pixels)

    monkeypatch.setattr(fast_module.Fast, "__call__", broken)
    with pytest.raises(RuntimeError, match="shape"):
        run(photos, network)


def test_a_cache_that_cannot_be_written_costs_a_notice_only(photos: list[Path], network: Network, home: Path) -> None:
    (home / "embeddings").write_text("in the way")
    events: list[Event] = []
    embedded = run(photos, network, events)
    assert embedded.computed == 9
    codes = {event.message.code for event in events if isinstance(event, Notice)}
    assert codes == {"notice.embeddings_not_kept"}


def test_many_embeddings_lie_in_a_file_that_leaves_nothing_behind(
    photos: list[Path], network: Network, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = run(photos, network).vectors
    monkeypatch.setattr(module, "_IN_MEMORY", 0)
    embedded = run(photos, network)
    assert isinstance(embedded.vectors, np.memmap)
    assert np.array_equal(embedded.vectors, wanted)
    assert not list((home / "embeddings").glob(".vectors*"))


def test_a_lower_precision_that_disagrees_gives_way_to_float32(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: True)
    monkeypatch.setattr(module, "_agrees", lambda *_: False)
    events: list[Event] = []
    embedded = run(photos, network, events)
    assert embedded.precision == "float32"
    assert [event.message.code for event in events if isinstance(event, Notice)] == ["notice.precision_disagrees"]
    monkeypatch.undo()


def test_bfloat16_is_judged_by_plain_photos_whichever_views_they_lack(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: True)
    run(photos[:3], network)
    embedded = run(photos, network, views=(PLAIN, Mirrored()))
    assert (embedded.precision, embedded.computed, embedded.missing) == ("bfloat16", 9, {})
    assert embedded.vectors.shape == (2, 9, 1024)


def test_photos_that_cannot_be_read_do_not_stand_in_the_way_of_judging_bfloat16(
    photos: list[Path], network: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: True)
    monkeypatch.setattr(module, "_AGREE", 1.1)
    gone = [tmp_path / f"gone{number}.jpg" for number in range(8)]
    digests = [f"{number:064x}" for number in range(8)] + [digest_file(photo) for photo in photos]
    embedded = run([*gone, *photos], network, digests=digests)
    assert (embedded.precision, len(embedded.missing)) == ("float32", 8)


def test_bfloat16_is_judged_by_real_photos(
    photos: list[Path], network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast_module, "fast_bfloat16", lambda: True)
    assert run(photos, network).precision == "bfloat16"


def test_decoding_runs_a_few_tasks_ahead_and_no_further() -> None:
    begun: list[int] = []
    results = ahead(range(100), begun.append, 5)
    next(results)
    results.close()
    assert len(begun) <= 6


def test_decoding_keeps_the_order_and_hands_on_errors() -> None:
    assert list(ahead(range(20), lambda number: number * number, 3)) == [number * number for number in range(20)]
    with pytest.raises(ZeroDivisionError):
        list(ahead([1, 0], lambda number: 1 / number, 3))


def test_a_segment_holds_what_was_written(tmp_path: Path) -> None:
    cache = Cache(tmp_path, 5)
    vectors = np.arange(15, dtype=np.float32).reshape(3, 5)
    digests = [hashlib.sha256(bytes([number])).hexdigest() for number in range(3)]
    cache.write(digests, vectors)
    (segment,) = cache.segments()
    found = dict(cache.read(segment, {digests[2], digests[0], "f" * 64}))
    assert found.keys() == {digests[0], digests[2]}
    assert np.array_equal(found[digests[2]], vectors[2])
    assert dict(Cache(tmp_path, 4).read(segment, digests)) == {}


def test_more_than_a_segment_is_written_in_several(tmp_path: Path, network: Network, home: Path) -> None:
    digests = [f"{number:064x}" for number in range(SEGMENT + 1)]
    ledger = module._Ledger([tmp_path] * len(digests), digests, network, (PLAIN,), "x")
    ledger._pending[0] = {digest: np.zeros(1024, np.float32) for digest in digests}
    assert ledger.keep(everything=True) is None
    assert len(segments(home)) == 2
