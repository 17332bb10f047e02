"""Pictures of waves: they grow without becoming others, and phases keep the magnitudes that photos have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from engine.job.words import EngineError
from engine.paint.spectrum import PHOTOGRAPHIC, SIDE, Spectrum, frequencies, measured, of_folder, waves_of
from engine.paint.start import Start
from engine.paint.waves import FourierCanvas, PhaseCanvas
from tests.engine.small import drawn_pixels, result


def centres(pixels: torch.Tensor) -> torch.Tensor:
    """Each pixel of a picture of twice the side that lies where one of the smaller picture did."""
    return pixels[..., ::2, ::2]


@pytest.mark.parametrize("side", [24, 25])
def test_a_grown_picture_is_the_same_and_has_room_for_more(side: int) -> None:
    canvas = FourierCanvas(Start(side, side, "noise", 3), slope=1.3, contrast=1.0)
    with torch.no_grad():
        canvas.values.mul_(300.0)
        canvas.values[:, :, side // 2 : side // 2 + 2] = (
            0.0  # a wave that stands for its mirror image too is no finer one
        )
        canvas.values[:, :, :, side // 2 :] = 0.0
    before = canvas.pixels().detach()
    canvas.grow(2 * side)
    after = canvas.pixels().detach()
    assert after.shape == (1, 3, 2 * side, 2 * side)
    torch.testing.assert_close(centres(after), before, rtol=0, atol=2e-2)
    (gradient,) = torch.autograd.grad(canvas.pixels()[..., 1].sum(), canvas.values)
    assert gradient[:, :, :, side:].abs().sum() > 0


def test_a_grown_picture_of_phases_keeps_what_it_showed() -> None:
    canvas = PhaseCanvas(Start(32, 32, "noise", 3))
    before = canvas.pixels().detach()
    canvas.grow(64)
    after = centres(canvas.pixels().detach())
    alike = torch.corrcoef(torch.stack([before.flatten(), after.flatten()]))[0, 1]
    assert float(alike) > 0.9


def test_climbing_phases_leaves_every_magnitude_as_it_was() -> None:
    canvas = PhaseCanvas(Start(SIDE, SIDE, "noise", 0))
    given = PHOTOGRAPHIC.at(frequencies(SIDE, SIDE))
    for _ in range(2):
        waves = waves_of(canvas.pixels().detach().clamp(0.02, 0.98))[0].abs()
        for colour in range(3):
            ratio = waves[colour, 1:50, 1:50] / given[colour, 1:50, 1:50]
            assert float(ratio.std() / ratio.mean()) < 0.6
        with torch.no_grad():
            canvas.values.add_(torch.randn(canvas.values.shape, generator=torch.Generator().manual_seed(1)))


def test_a_spectrum_goes_on_along_its_power() -> None:
    found = Spectrum(((8.0, 4.0, 8 / 3, 2.0),) * 3).at(torch.tensor([[0.0, 1.0], [2.0, 16.0]]))
    assert found.shape == (3, 2, 2)
    torch.testing.assert_close(found[0], torch.tensor([[8.0, 8.0], [4.0, 0.5]]), rtol=1e-4, atol=1e-4)


def test_what_is_measured_of_a_wave_is_that_wave() -> None:
    across = np.arange(SIDE) / SIDE
    stripes = 0.5 + 0.2 * np.sin(2 * np.pi * 10 * across)
    photo = np.repeat((np.tile(stripes, (SIDE, 1)) * 255).round().astype(np.uint8)[..., None], 3, axis=2)
    rows = measured([photo]).magnitudes
    assert len(rows) == 3
    assert int(np.argmax(rows[0])) + 1 == 10


def test_a_folder_tells_its_spectrum_and_an_empty_one_is_refused(tmp_path: Path) -> None:
    Image.fromarray(drawn_pixels(1, 60, 90)).save(tmp_path / "one.png")
    (tmp_path / "two.png").write_bytes(b"no picture")
    found, _ = result(of_folder(tmp_path))
    assert len(found.magnitudes[0]) == SIDE // 2 - 1
    assert all(figure > 0 for row in found.magnitudes for figure in row)
    (tmp_path / "one.png").unlink()
    with pytest.raises(EngineError) as caught:
        result(of_folder(tmp_path))
    assert caught.value.code == "no_photos_to_measure"
    assert all(caught.value.say(language) for language in ("en", "hr"))
    with pytest.raises(EngineError) as caught:
        result(of_folder(tmp_path / "nowhere"))
    assert caught.value.code == "no_folder"
