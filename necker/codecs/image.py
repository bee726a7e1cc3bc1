"""Pictures to 64 integers and back, with an exported codec and no PyTorch.  Reading picture files is not done here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from necker.codecs.graphs import Graphs
from necker.codecs.pixels import to_square


@dataclass(frozen=True, slots=True)
class ImageCodec:
    """`side` pixels a side, `tokens` codes a picture, each in [0, `codes`); opened with `open`."""

    graphs: Graphs
    side: int
    tokens: int
    codes: int

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> ImageCodec:
        """The codec that `export_image` wrote.  Raises NeckerError when it is absent or damaged."""
        graphs = Graphs.open(folder, "image", ("side", "tokens", "codes"), threads)
        return cls(graphs, int(graphs.card["side"]), int(graphs.card["tokens"]), int(graphs.card["codes"]))

    def encode(self, pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
        """pixels: (height, width, 3) uint8, any size -> (64,) codes, rows of patches from the top left"""
        small = to_square(pixels, self.side)
        pictures = small[None].astype(np.float32) / np.float32(127.5) - np.float32(1)
        codes: NDArray[np.int64] = self.graphs.encoder.run(None, {"pictures": pictures})[0][0]
        return codes

    def decode(self, ids: NDArray[np.integer]) -> NDArray[np.uint8]:
        """ids: (64,) codes -> (32, 32, 3) uint8.  Raises ValueError for another shape or a code out of range."""
        codes = np.asarray(ids, np.int64)
        if codes.shape != (self.tokens,) or codes.min() < 0 or codes.max() >= self.codes:
            raise ValueError(f"a picture is {self.tokens} codes in [0, {self.codes})")
        pictures: NDArray[np.float32] = self.graphs.decoder.run(None, {"codes": codes[None]})[0]
        pixels: NDArray[np.uint8] = np.rint((np.clip(pictures[0], -1, 1) + 1) * 127.5).astype(np.uint8)
        return pixels
