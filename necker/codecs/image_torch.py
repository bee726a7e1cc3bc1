"""The image codec as a network: 32x32x3 <-> 64 codes of 256, matrix products only, and the task that trains it.

An MLP-Mixer (arXiv 2105.01601) on each side of a finite scalar quantiser: CPUs multiply matrices far faster than they convolve.
Running an exported codec needs no PyTorch: `image.py`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from necker.codecs.draw import draws
from necker.codecs.fsq_torch import Quantiser
from necker.training.linear import Linear

SIDE = 32
PATCH = 4
LEVELS = (4, 4, 4, 4)
GRID = SIDE // PATCH
TOKENS = GRID * GRID
PATCH_VALUES = PATCH * PATCH * 3


def bare_norm(dim: int) -> nn.LayerNorm:
    """Layer normalisation over the last axis without learned gain or shift (one fused kernel, where RMS takes several)."""
    return nn.LayerNorm(dim, eps=1e-6, elementwise_affine=False)


class Mixer(nn.Module):
    """x: (batch, TOKENS, dim) -> the same; positions are mixed, then channels."""

    def __init__(self, dim: int, hidden: int) -> None:
        super().__init__()
        self.norm = bare_norm(dim)
        self.across = Linear(TOKENS, TOKENS)
        self.up = Linear(dim, hidden)
        self.down = Linear(hidden, dim)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.across(self.norm(x).transpose(1, 2)).transpose(1, 2)
        out: Tensor = x + self.down(nn.functional.silu(self.up(self.norm(x))))
        return out


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """Width, hidden width of a block, and how many blocks read and draw."""

    dim: int = 96
    hidden: int = 192
    encoder: int = 2
    decoder: int = 3


class ImageCodec(nn.Module):
    """Pictures (batch, 32, 32, 3) in [-1, 1] <-> codes (batch, 64) in [0, 256), rows of patches from the top left."""

    def __init__(self, config: ImageConfig) -> None:
        super().__init__()
        self.config = config
        self.norm = bare_norm(config.dim)
        self.quantiser = Quantiser(LEVELS)
        self.patches_in = Linear(PATCH_VALUES, config.dim)
        self.place_in = nn.Parameter(torch.zeros(TOKENS, config.dim))
        self.encoder = nn.Sequential(*(Mixer(config.dim, config.hidden) for _ in range(config.encoder)))
        self.codes_out = Linear(config.dim, len(LEVELS))
        self.codes_in = Linear(len(LEVELS), config.dim)
        self.place_out = nn.Parameter(torch.zeros(TOKENS, config.dim))
        self.decoder = nn.Sequential(*(Mixer(config.dim, config.hidden) for _ in range(config.decoder)))
        self.patches_out = Linear(config.dim, PATCH_VALUES)

    def latent(self, pictures: Tensor) -> Tensor:
        """pictures: (batch, 32, 32, 3) in [-1, 1] -> (batch, 64, 4) before the bound"""
        out: Tensor = self.codes_out(self.norm(self.encoder(self.patches_in(to_patches(pictures)) + self.place_in)))
        return out

    def draw(self, vectors: Tensor) -> Tensor:
        """vectors: (batch, 64, 4) grid points -> (batch, 32, 32, 3), about [-1, 1]"""
        return from_patches(self.patches_out(self.norm(self.decoder(self.codes_in(vectors) + self.place_out))))

    def encode(self, pictures: Tensor) -> Tensor:
        """pictures: (batch, 32, 32, 3) in [-1, 1] -> (batch, 64) int64 codes"""
        return self.quantiser.codes(self.latent(pictures))

    def decode(self, codes: Tensor) -> Tensor:
        """codes: (batch, 64) int64 -> (batch, 32, 32, 3), about [-1, 1]"""
        return self.draw(self.quantiser.vectors(codes))

    def forward(self, pictures: Tensor) -> Tensor:
        """pictures -> what the codec keeps of them; gradients pass the quantiser straight through"""
        return self.draw(self.quantiser(self.latent(pictures)))


def to_patches(pictures: Tensor) -> Tensor:
    """(batch, 32, 32, 3) -> (batch, 64, 48)"""
    x = pictures.reshape(-1, GRID, PATCH, GRID, PATCH, 3).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, TOKENS, PATCH_VALUES)


def from_patches(patches: Tensor) -> Tensor:
    """(batch, 64, 48) -> (batch, 32, 32, 3)"""
    x = patches.reshape(-1, GRID, GRID, PATCH, PATCH, 3).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, SIDE, SIDE, 3)


def to_unit(pixels: Tensor) -> Tensor:
    """uint8 in [0, 255] -> float32 in [-1, 1]"""
    return pixels.to(torch.float32) / 127.5 - 1.0


class ImageTask:
    """Reconstruction of pictures: L1 + GRADIENT times the L1 of differences between neighbours (edges count, not only areas)."""

    GRADIENT = 0.1

    def __init__(self, module: ImageCodec, pixels: NDArray[np.uint8], *, batch_size: int = 8, seed: int = 0) -> None:
        """pixels: (n, 32, 32, 3) uint8, n at least 1; batch_size: pictures per micro-batch."""
        if pixels.ndim != 4 or pixels.shape[1:] != (SIDE, SIDE, 3) or pixels.dtype != np.uint8 or not len(pixels):
            raise ValueError(f"pictures must be (n, {SIDE}, {SIDE}, 3) uint8, not {pixels.shape} {pixels.dtype}")
        self.name = "image"
        self.module = module
        self.micro_batches = 4
        self.pixels = pixels
        self.batch_size = batch_size
        self.label = f"image {seed}"

    def picks(self, step: int, micro: int) -> list[int]:
        """Which pictures a micro-batch holds (drawn with replacement)."""
        return draws(self.label, step, micro, [len(self.pixels)] * self.batch_size)

    def batch(self, step: int, micro: int) -> Tensor:
        """(batch_size, 32, 32, 3) float32 in [-1, 1]"""
        return to_unit(torch.from_numpy(self.pixels[self.picks(step, micro)]))

    def batch_hash(self, step: int, micro: int) -> bytes:
        """sha256 over the pixels of the micro-batch"""
        return hashlib.sha256(self.pixels[self.picks(step, micro)].tobytes()).digest()

    def loss(self, batch: Tensor) -> tuple[Tensor, dict[str, float]]:
        error = self.module(batch) - batch
        absolute = error.abs().mean()
        edges = error.diff(dim=1).abs().mean() + error.diff(dim=2).abs().mean()
        return absolute + self.GRADIENT * edges, {"l1": float(absolute.detach()), "edges": float(edges.detach())}
