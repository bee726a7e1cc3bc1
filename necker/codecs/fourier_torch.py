"""Frames, Fourier transform, mel bands and overlap-add as matrix products, so that the sound codec exports as a plain graph.

Causal framing: frame t is the WINDOW samples that end at HOP (t + 1); what would precede the sound is silence.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

WINDOW = 1280
HOP = 320
BINS = WINDOW // 2 + 1
OVERLAP = WINDOW // HOP
# WINDOW = INNER * OUTER: the two steps of the Cooley-Tukey factorisation (Math. Comp. 19, 1965), a tenth of the dense product.
INNER, OUTER = 32, 40
OUTER_BINS = BINS // INNER + 1


def turns(rows: int, columns: int, period: int) -> tuple[Tensor, Tensor]:
    """cos and sin of 2 pi i j / period, (rows, columns) float32, from float64"""
    angle = 2 * np.pi * (np.outer(np.arange(rows), np.arange(columns)) % period) / period
    return torch.from_numpy(np.cos(angle)).float(), torch.from_numpy(np.sin(angle)).float()


class Fourier(nn.Module):
    """The transform of real frames of WINDOW samples and its inverse.  No weights; float32; tables are buffers that no checkpoint holds.

    `products` says how: by torch.fft (training, five times faster here) or by the tables (export: a graph of matrix products).  They agree to float32
    rounding, which a test holds.

    With n = OUTER a + b and k = c + INNER d: X[k] = sum_b e(bd / OUTER) e(bc / WINDOW) sum_a e(ac / INNER) x[n], where e(t) = exp(-2 pi i t).
    """

    inner: Tensor
    outer: Tensor
    twist_cos: Tensor
    twist_sin: Tensor
    weight: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.products = False
        cos, sin = turns(INNER, INNER, INNER)
        self.register_buffer("inner", torch.cat((cos, -sin), dim=1), persistent=False)
        cos, sin = turns(OUTER, OUTER_BINS, OUTER)
        # (re, im) @ outer = (re cos + im sin, im cos - re sin)
        self.register_buffer(
            "outer", torch.cat((torch.cat((cos, -sin), 1), torch.cat((sin, cos), 1))), persistent=False
        )
        cos, sin = turns(OUTER, INNER, WINDOW)
        self.register_buffer("twist_cos", cos, persistent=False)
        self.register_buffer("twist_sin", sin, persistent=False)
        weight = torch.full((BINS,), 2.0 / WINDOW)
        weight[0] = weight[-1] = 1.0 / WINDOW
        self.register_buffer("weight", weight, persistent=False)

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor]:
        """frames: (batch, time, WINDOW) -> real and imaginary parts, (batch, time, BINS) each"""
        if not self.products:
            spectrum = torch.fft.rfft(frames)
            return spectrum.real, spectrum.imag
        lead = frames.shape[:2]
        first = frames.reshape(*lead, INNER, OUTER).transpose(2, 3) @ self.inner
        real, imaginary = torch.split(first, INNER, dim=-1)
        twisted = torch.cat(
            (
                real * self.twist_cos + imaginary * self.twist_sin,
                imaginary * self.twist_cos - real * self.twist_sin,
            ),
            dim=2,
        )
        last = (twisted.transpose(2, 3) @ self.outer).transpose(2, 3)
        real, imaginary = torch.split(last, OUTER_BINS, dim=2)
        size = OUTER_BINS * INNER
        return real.reshape(*lead, size)[..., :BINS], imaginary.reshape(*lead, size)[..., :BINS]

    def inverse(self, real: Tensor, imaginary: Tensor) -> Tensor:
        """(batch, time, BINS) twice -> (batch, time, WINDOW): the same steps backwards; imaginary parts of the first and last bin count for nothing"""
        if not self.products:
            whole: Tensor = torch.fft.irfft(torch.complex(real, imaginary), n=WINDOW)
            return whole
        lead = real.shape[:2]
        spare = OUTER_BINS * INNER - BINS
        shape = (*lead, OUTER_BINS, INNER)
        parts = [nn.functional.pad(part * self.weight, (0, spare)).reshape(shape) for part in (real, imaginary)]
        last = torch.cat(parts, dim=2).transpose(2, 3) @ self.outer.T
        real, imaginary = torch.split(last.transpose(2, 3), OUTER, dim=2)
        first = torch.cat(
            (
                real * self.twist_cos - imaginary * self.twist_sin,
                imaginary * self.twist_cos + real * self.twist_sin,
            ),
            dim=3,
        )
        return (first @ self.inner.T).transpose(2, 3).reshape(*lead, WINDOW)


def frames_of(samples: Tensor) -> Tensor:
    """samples: (batch, n), n a multiple of HOP -> (batch, n / HOP, WINDOW)"""
    blocks = nn.functional.pad(samples, (WINDOW - HOP, 0)).reshape(samples.shape[0], -1, HOP)
    count = blocks.shape[1] - (OVERLAP - 1)
    return torch.cat([blocks[:, i : i + count] for i in range(OVERLAP)], dim=-1)


def overlap_add(frames: Tensor) -> Tensor:
    """frames: (batch, time, WINDOW), windowed twice by a Hann window -> (batch, time * HOP): the inverse of `frames_of`

    The squares of Hann windows at a quarter of their length sum to 3/2 everywhere, so no envelope is divided by.
    """
    batch, time = frames.shape[:2]
    blocks = nn.functional.pad(frames.reshape(batch, time, OVERLAP, HOP), (0, 0, 0, 0, 0, OVERLAP - 1))
    # Block t of the result is the last block of frame t, plus the one before that of frame t + 1, and so on.
    late = [blocks[:, i : i + time, OVERLAP - 1 - i] for i in range(OVERLAP)]
    return (sum(late[1:], late[0]) * (2 / 3)).reshape(batch, time * HOP)


def mel_matrix(window: int, bands: int, rate: int) -> Tensor:
    """(window / 2 + 1, bands) triangles that each sum to 1, evenly spaced on the mel scale 2595 log10(1 + f / 700) up to rate / 2

    (O'Shaughnessy, Speech Communication, 1987.)  A band narrower than a bin takes the bins around its centre by interpolation.
    """
    frequencies = np.arange(window // 2 + 1) * rate / window
    top = 2595 * np.log10(1 + rate / 2 / 700)
    edges = 700 * (10 ** (np.linspace(0, top, bands + 2) / 2595) - 1)
    width = rate / window
    left = np.maximum(edges[1:-1] - edges[:-2], width)
    right = np.maximum(edges[2:] - edges[1:-1], width)
    offset = frequencies[:, None] - edges[None, 1:-1]
    triangles = np.clip(np.where(offset < 0, 1 + offset / left, 1 - offset / right), 0, None)
    return torch.from_numpy(triangles / triangles.sum(0)).float()
