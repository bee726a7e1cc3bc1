"""Sound to integers and back, with an exported codec and no PyTorch.  16 kHz mono int16; reading sound files is not done here.

Long sounds go through in pieces, each with the frames before it on which it depends, so that memory stays bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from necker.codecs.graphs import Graphs

# Frames per piece: 40 seconds.
PIECE = 1000
FULL_SCALE = 32768


@dataclass(frozen=True, slots=True)
class SoundCodec:
    """`rate` Hz; a frame is `frame` samples and `slots` codes, each in [0, `codes`); opened with `open`."""

    graphs: Graphs
    rate: int
    frame: int
    slots: int
    codes: int

    @classmethod
    def open(cls, folder: Path, threads: int = 1) -> SoundCodec:
        """The codec that `export_sound` wrote.  Raises NeckerError when it is absent or damaged."""
        numbers = ("rate", "frame", "slots", "codes", "tail", "encoder_reach", "decoder_reach")
        graphs = Graphs.open(folder, "sound", numbers, threads)
        card = graphs.card
        return cls(graphs, int(card["rate"]), int(card["frame"]), int(card["slots"]), int(card["codes"]))

    def encode(self, samples: NDArray[np.int16]) -> NDArray[np.int64]:
        """samples: (n,) int16 at `rate` -> (ceil(n / frame), slots) codes; silence fills the last frame.  Raises ValueError for other arrays."""
        if samples.ndim != 1 or samples.dtype != np.int16:
            raise ValueError(f"sound is (n,) int16, not {samples.shape} {samples.dtype}")
        padded = np.pad(samples, (0, -len(samples) % self.frame)).astype(np.float32) / np.float32(FULL_SCALE)
        frames, past = len(padded) // self.frame, int(self.graphs.card["encoder_reach"])
        pieces = [np.zeros((0, self.slots), np.int64)]
        for start in range(0, frames, PIECE):
            first = max(0, start - past)
            piece = padded[first * self.frame : (start + PIECE) * self.frame]
            pieces.append(self.graphs.encoder.run(None, {"samples": piece[None]})[0][0][start - first :])
        return np.concatenate(pieces)

    def decode(self, ids: NDArray[np.integer]) -> NDArray[np.int16]:
        """ids: (frames, slots) codes -> (frames * frame,) int16; the last 60 ms fade.  Raises ValueError for another shape or a code out of range."""
        codes = np.asarray(ids, np.int64)
        if (
            codes.ndim != 2
            or codes.shape[1] != self.slots
            or (codes.size and (codes.min() < 0 or codes.max() >= self.codes))
        ):
            raise ValueError(f"sound is (frames, {self.slots}) codes in [0, {self.codes})")
        card = self.graphs.card
        past, ahead = int(card["decoder_reach"]), -(-int(card["tail"]) // self.frame)
        pieces = [np.zeros(0, np.float32)]
        for start in range(0, len(codes), PIECE):
            first = max(0, start - past)
            piece = self.graphs.decoder.run(None, {"codes": codes[None, first : start + PIECE + ahead]})[0][0]
            pieces.append(piece[(start - first) * self.frame :][: PIECE * self.frame])
        scaled = np.rint(np.concatenate(pieces) * FULL_SCALE)
        return np.clip(scaled, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
