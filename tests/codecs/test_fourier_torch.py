"""Frames and spectra: the tables equal the transform, framing is causal, and overlap-add gives the samples back."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from necker.codecs.fourier_torch import (  # noqa: E402
    BINS,
    HOP,
    WINDOW,
    Fourier,
    frames_of,
    mel_matrix,
    overlap_add,
)


def by_products() -> Fourier:
    fourier = Fourier()
    fourier.products = True
    return fourier


def test_products_equal_the_transform_and_its_inverse() -> None:
    torch.manual_seed(0)
    frames = torch.randn(2, 3, WINDOW)
    exact = torch.fft.rfft(frames.double())
    for fourier in (Fourier(), by_products()):
        real, imaginary = fourier(frames)
        assert real.shape == imaginary.shape == (2, 3, BINS)
        assert (real - exact.real).abs().max() < 2e-4 and (imaginary - exact.imag).abs().max() < 2e-4
        assert torch.allclose(fourier.inverse(real, imaginary), frames, atol=1e-5)


def test_inverses_agree_on_spectra_that_no_real_frame_has() -> None:
    torch.manual_seed(0)
    real, imaginary = torch.randn(1, 2, BINS), torch.randn(1, 2, BINS)
    assert torch.allclose(Fourier().inverse(real, imaginary), by_products().inverse(real, imaginary), atol=1e-5)


def test_frames_end_where_they_should() -> None:
    samples = torch.arange(1, 4 * HOP + 1, dtype=torch.float32)[None]
    frames = frames_of(samples)
    assert frames.shape == (1, 4, WINDOW)
    assert frames[0, 0, -1] == HOP and not frames[0, 0, : WINDOW - HOP].any()
    assert torch.equal(frames[0, 3], samples[0])


def test_overlap_add_undoes_framing_but_for_the_tail() -> None:
    torch.manual_seed(0)
    samples = torch.randn(2, 12 * HOP)
    window = torch.hann_window(WINDOW)
    back = overlap_add(frames_of(samples) * window * window)
    assert back.shape == samples.shape
    whole = -(WINDOW - HOP)
    assert torch.allclose(back[:, :whole], samples[:, :whole], atol=1e-5)
    assert not torch.allclose(back[:, whole:], samples[:, whole:], atol=1e-2)


@pytest.mark.parametrize(("window", "bands"), [(1280, 80), (640, 64), (256, 40)])
def test_mel_bands_are_whole_and_ordered(window: int, bands: int) -> None:
    mels = mel_matrix(window, bands, 16_000).numpy()
    assert mels.shape == (window // 2 + 1, bands) and mels.min() >= 0
    assert np.allclose(mels.sum(0), 1, atol=1e-5)
    assert (np.diff((mels * np.arange(len(mels))[:, None]).sum(0)) > 0).all()


def test_a_tone_lights_its_band() -> None:
    tone = torch.sin(2 * torch.pi * 1000 * torch.arange(WINDOW) / 16_000)[None, None]
    real, imaginary = Fourier()(tone * torch.hann_window(WINDOW))
    power = torch.sqrt(real**2 + imaginary**2)[0, 0] * (4 / WINDOW)
    assert int(power.argmax()) == 1000 * WINDOW // 16_000 and abs(float(power.max()) - 1) < 0.01
