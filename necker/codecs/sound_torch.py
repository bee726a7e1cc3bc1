"""The sound codec as a network: 16 kHz mono <-> 25 frames a second of two codes of 1,000, causal.

Log-mel spectrum -> causal ConvNeXt blocks -> two slots of finite scalar quantisation -> causal blocks -> a spectrum per hop, overlap-added
(the iSTFT head of Vocos, arXiv 2306.00814).  Causal means left context only: a code depends on samples up to its own end, and a sample on codes up to
the one that ends `TAIL` samples after it (the overlap of the synthesis windows).  No pre-emphasis and no normalisation of level: samples are
int16 / 32,768 and keep their loudness.  The task that trains it is here too; the Fourier tables are in `fourier_torch.py`;
running an exported codec needs no PyTorch: `sound.py`.
"""

from __future__ import annotations

import bisect
import hashlib
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from necker.codecs.draw import draws
from necker.codecs.fourier_torch import BINS, HOP, WINDOW, Fourier, frames_of, mel_matrix, overlap_add
from necker.codecs.fsq_torch import Quantiser
from necker.codecs.image_torch import bare_norm
from necker.training.linear import Linear

RATE = 16_000
SLOTS = 2
LEVELS = (8, 5, 5, 5)
STRIDE = 2
FRAME = HOP * STRIDE
TAIL = WINDOW - HOP
MELS = 80
KERNEL = 7
# Log-mel values of speech lie around -8 with a spread of about 1.3 (natural log of amplitude + FLOOR); fixed numbers, so that encoding is causal.
FLOOR = 1e-4
MEL_MEAN, MEL_SPREAD = -8.0, 1.3

CROP = RATE
# Of every ten crops, two are trained without their second slot, so that the first alone is a (coarser) sound.
DROP, OUT_OF = 2, 10
# Windows (samples; a hop is half of it) and mel bands at which the result is compared: clicks to harmonics.
RESOLUTIONS = ((256, 40), (640, 64), (1280, 80))
# Weights beside the log-mel L1.  Measured over 1,000 steps: with LOUD, held-out mel L1 0.275 instead of 0.283, and clearer harmonics.
FINE, LOUD = 0.5, 0.5
# What the variance of a latent dimension is drawn to, that of atanh of a uniform variable, pi squared / 12: all levels alike; and how strongly.
UNIFORM = 0.82
SPREAD = 0.1


class Block(nn.Module):
    """x: (batch, time, dim) -> the same.  ConvNeXt (arXiv 2201.03545) in one dimension: a causal depthwise kernel, then two products."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.kernel = nn.Parameter(torch.zeros(KERNEL, dim))
        self.norm = bare_norm(dim)
        self.up = Linear(dim, hidden)
        self.down = Linear(hidden, dim)
        nn.init.normal_(self.kernel, std=KERNEL**-0.5)

    def forward(self, x: Tensor) -> Tensor:
        padded = nn.functional.pad(x, (0, 0, KERNEL - 1, 0))
        time = x.shape[1]
        # A sum of shifted products: on a CPU faster than a grouped convolution of so few steps, and it exports as it stands.
        mixed = sum(
            (padded[:, i : i + time] * self.kernel[i] for i in range(1, KERNEL)), padded[:, :time] * self.kernel[0]
        )
        out: Tensor = x + self.down(nn.functional.silu(self.up(self.norm(mixed))))
        return out


@dataclass(frozen=True, slots=True)
class SoundConfig:
    """Width, hidden width of a block, and blocks: `encoder` and `coarse` at 25 Hz, `fine` at 50 Hz."""

    dim: int = 160
    hidden: int = 320
    encoder: int = 3
    coarse: int = 2
    fine: int = 3


class SoundCodec(nn.Module):
    """Samples (batch, n) in [-1, 1), n a multiple of 640 <-> codes (batch, n / 640, 2) in [0, 1000)."""

    window: Tensor
    mels: Tensor

    def __init__(self, config: SoundConfig) -> None:
        super().__init__()
        self.config = config
        dim, hidden = config.dim, config.hidden
        self.fourier = Fourier()
        self.norm = bare_norm(dim)
        self.quantiser = Quantiser(LEVELS)
        self.register_buffer("window", torch.hann_window(WINDOW, periodic=True), persistent=False)
        self.register_buffer("mels", mel_matrix(WINDOW, MELS, RATE), persistent=False)
        self.mels_in = Linear(MELS * STRIDE, dim)
        self.encoder = nn.Sequential(*(Block(dim, hidden) for _ in range(config.encoder)))
        self.codes_out = Linear(dim, SLOTS * len(LEVELS))
        self.codes_in = Linear(SLOTS * len(LEVELS), dim)
        self.coarse = nn.Sequential(*(Block(dim, hidden) for _ in range(config.coarse)))
        self.widen = Linear(dim, dim * STRIDE)
        self.fine = nn.Sequential(*(Block(dim, hidden) for _ in range(config.fine)))
        self.spectrum_out = Linear(dim, 2 * BINS)

    @property
    def reach(self) -> dict[str, int]:
        """How many frames (of 640 samples) before its own the encoder's code and the decoder's sound depend on."""
        past = KERNEL - 1
        front = -(-TAIL // FRAME)
        fine = -(-(past * self.config.fine * HOP + TAIL) // FRAME)
        return {"encoder": past * self.config.encoder + front, "decoder": past * self.config.coarse + fine}

    def log_mel(self, samples: Tensor) -> Tensor:
        """samples: (batch, n) -> (batch, n / 320, 80): frame t sees samples up to 320 (t + 1), scaled to about mean 0 and spread 1"""
        real, imaginary = self.fourier.forward(frames_of(samples) * self.window)
        amplitude = torch.sqrt(real * real + imaginary * imaginary + 1e-12) * (4 / WINDOW)
        return (torch.log(amplitude @ self.mels + FLOOR) - MEL_MEAN) / MEL_SPREAD

    def latent(self, samples: Tensor) -> Tensor:
        """samples: (batch, n) -> (batch, n / 640, 2, 4) before the bound"""
        mel = self.log_mel(samples)
        hidden = self.encoder(self.mels_in(mel.reshape(mel.shape[0], -1, MELS * STRIDE)))
        out: Tensor = self.codes_out(self.norm(hidden)).reshape(mel.shape[0], -1, SLOTS, len(LEVELS))
        return out

    def synthesise(self, vectors: Tensor) -> Tensor:
        """vectors: (batch, frames, 2, 4) grid points -> (batch, 640 frames) samples; the last TAIL of them fade, as later frames are missing"""
        batch, config = vectors.shape[0], self.config
        hidden = self.coarse(self.codes_in(vectors.reshape(batch, -1, SLOTS * len(LEVELS))))
        hidden = self.fine(self.widen(hidden).reshape(batch, -1, config.dim))
        logarithm, phase = torch.split(self.spectrum_out(self.norm(hidden)), BINS, dim=-1)
        amplitude = torch.exp(torch.clamp(logarithm, max=6.0))
        frames = self.fourier.inverse(amplitude * torch.cos(phase), amplitude * torch.sin(phase)) * self.window
        return overlap_add(frames)

    def encode(self, samples: Tensor) -> Tensor:
        """samples: (batch, n) in [-1, 1) -> (batch, n / 640, 2) int64 codes"""
        return self.quantiser.codes(self.latent(samples))

    def decode(self, codes: Tensor) -> Tensor:
        """codes: (batch, frames, 2) int64 -> (batch, 640 frames) samples, about [-1, 1)"""
        return self.synthesise(self.quantiser.vectors(codes))

    def forward(self, samples: Tensor, keep: Tensor) -> tuple[Tensor, Tensor]:
        """samples: (batch, n), keep: (batch,) 1, or 0 where the second slot is left out -> (batch, n) samples, and the latent"""
        latent = self.latent(samples)
        vectors = self.quantiser(latent)
        # A slot left out reads as the zero vector, which is itself a code: the decoder needs no mask.
        both = torch.stack((vectors[:, :, 0], vectors[:, :, 1] * keep[:, None, None]), dim=2)
        return self.synthesise(both), latent


class SoundTask:
    """Resynthesis: the L1 of log-mel amplitudes, of log amplitudes (what is quiet) and of amplitudes (what is loud: the voice's
    harmonics), the mean of three resolutions.

    Crops are drawn at any offset of the sounds laid end to end (each sample is as likely as another), with replacement.
    """

    def __init__(
        self, module: SoundCodec, sounds: list[NDArray[np.int16]], *, batch_size: int = 4, seed: int = 0
    ) -> None:
        """sounds: int16 (n,) each, 16 kHz mono, together at least a second; batch_size: crops per micro-batch."""
        if any(sound.ndim != 1 or sound.dtype != np.int16 for sound in sounds):
            raise ValueError("sounds must be (n,) int16")
        self.sounds = [sound for sound in sounds if len(sound)]
        self.ends = list(accumulate(len(sound) for sound in self.sounds))
        if not self.ends or self.ends[-1] < CROP:
            raise ValueError(f"a codec needs at least {CROP} samples to train on")
        self.name = "sound"
        self.module = module
        self.micro_batches = 4
        self.batch_size = batch_size
        self.label = f"sound {seed}"
        self.windows = [torch.hann_window(size, periodic=True) for size, _ in RESOLUTIONS]
        self.mels = [mel_matrix(size, bands, RATE) for size, bands in RESOLUTIONS]

    def crop(self, start: int) -> NDArray[np.int16]:
        """CROP samples from `start` of the sounds laid end to end"""
        first = bisect.bisect_right(self.ends, start)
        begin = self.ends[first] - len(self.sounds[first])
        parts, missing, offset = [], CROP, start - begin
        while missing:
            parts.append(self.sounds[first][offset : offset + missing])
            missing, offset, first = missing - len(parts[-1]), 0, first + 1
        return np.concatenate(parts)

    def crops(self, step: int, micro: int) -> tuple[NDArray[np.int16], NDArray[np.float32]]:
        """(batch_size, CROP) samples and (batch_size,) 1 or 0: whether the second slot is kept"""
        numbers = draws(self.label, step, micro, [self.ends[-1] - CROP + 1, OUT_OF] * self.batch_size)
        keep = np.array([chance >= DROP for chance in numbers[1::2]], np.float32)
        return np.stack([self.crop(start) for start in numbers[::2]]), keep

    def batch(self, step: int, micro: int) -> tuple[Tensor, Tensor]:
        """(batch_size, CROP) float32 in [-1, 1) and (batch_size,) float32"""
        samples, keep = self.crops(step, micro)
        return torch.from_numpy(samples.astype(np.float32) / 32768), torch.from_numpy(keep)

    def batch_hash(self, step: int, micro: int) -> bytes:
        """sha256 over the samples of the micro-batch and what is kept of each"""
        samples, keep = self.crops(step, micro)
        return hashlib.sha256(samples.astype("<i2").tobytes() + keep.astype("<f4").tobytes()).digest()

    def loss(self, batch: tuple[Tensor, Tensor]) -> tuple[Tensor, dict[str, float]]:
        samples, keep = batch
        # The last windows of a crop lack their overlap, so they are not compared.
        result, latent = self.module(samples, keep)
        result, target = result[:, :-TAIL], samples[:, :-TAIL]
        parts = [compare(result, target, window, mels) for window, mels in zip(self.windows, self.mels, strict=True)]
        mel, fine, loud = (sum(part[1:], part[0]) / len(part) for part in zip(*parts, strict=True))
        spread = crowding(latent.flatten(2).flatten(0, 1))
        figures = {"mel": mel, "fine": fine, "loud": loud, "spread": spread}
        total = mel + FINE * fine + LOUD * loud + SPREAD * spread
        return total, {name: float(value.detach()) for name, value in figures.items()}


def compare(result: Tensor, target: Tensor, window: Tensor, mels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Two (batch, n) -> L1 of log-mel amplitudes, of log amplitudes, and of amplitudes relative to the target's: scalars"""
    mine, theirs = amplitudes(result, window), amplitudes(target, window)
    mel = (logarithm(mine @ mels) - logarithm(theirs @ mels)).abs().mean()
    fine = (logarithm(mine) - logarithm(theirs)).abs().mean()
    # One full-scale bin more below, so that a silent target does not divide by nothing.
    return mel, fine, (mine - theirs).abs().sum() / (theirs.sum() + 1)


def crowding(latent: Tensor) -> Tensor:
    """latent: (n, dimensions) -> how far its mean is from 0 and its covariance from UNIFORM times the identity (mean square per dimension).

    Without it the bound saturates early, whole dimensions stop at one level and a tenth of the codes is used.  In the manner of VICReg (arXiv 2105.04906).
    """
    mean = latent.mean(0)
    centred = latent - mean
    covariance = centred.T @ centred / len(latent)
    excess = covariance - UNIFORM * torch.eye(latent.shape[1])
    return (mean.square().sum() + excess.square().sum()) / latent.shape[1]


def logarithm(amplitude: Tensor) -> Tensor:
    """Natural log above a floor of -80 dB"""
    return torch.log(amplitude + FLOOR)


def amplitudes(samples: Tensor, window: Tensor) -> Tensor:
    """samples: (batch, n) -> (batch, frames, window / 2 + 1), a full-scale sine is 1; hop: half the window, no padding"""
    size = len(window)
    spectrum = torch.fft.rfft(samples.unfold(1, size, size // 2) * window)
    real, imaginary = spectrum.real, spectrum.imag
    return torch.sqrt(real * real + imaginary * imaginary + 1e-12) * (4 / size)
