"""The transformer's task: rows of the token stream in, the weighted cross-entropy of the next token out.

What stands in a row is decided by `stream.pack`, when it comes by `stream.order`, what counts by `stream.grammar`.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from necker.model.qwen3 import Qwen3
from necker.stream.grammar import Grammar
from necker.stream.order import row_at
from necker.stream.pack import pack, target_weights
from necker.stream.shards import Shards
from necker.stream.vocabulary import Vocabulary
from necker.training.linear import product

Batch = tuple[Tensor, Tensor, Tensor]

RANGES = ("special", "text", "sound0", "sound1", "image", "video")


class ModelTask:
    """Next tokens of the sequences of `shards` that are not held out.

    `rows` of the network's context + 1 tokens make a micro-batch.  `repeats` says how often a source is in an epoch
    (otherwise once).  `left_out` are the places in `shards.entries` of pictures and sounds too long for a row.
    Raises ValueError when nothing is left to learn from, or the vocabulary is not the network's.
    """

    name = "model"

    def __init__(
        self,
        module: Qwen3,
        shards: Shards,
        vocabulary: Vocabulary,
        *,
        rows: int,
        micro_batches: int = 4,
        seed: int = 0,
        repeats: Mapping[str, int] | None = None,
    ) -> None:
        if vocabulary.size != module.config.vocabulary_size:
            raise ValueError(f"a vocabulary of {vocabulary.size}, a network of {module.config.vocabulary_size}")
        self.module, self.shards, self.vocabulary = module, shards, vocabulary
        self.rows, self.micro_batches, self.seed = rows, micro_batches, seed
        self.grammar = Grammar(vocabulary)
        self._sequences = _repeated(shards, repeats or {})
        entries = [shards.entries[number] for number in self._sequences]
        cuttable = [entry.form == "text" for entry in entries]
        self.packing = pack([entry.length for entry in entries], module.config.context + 1, cuttable)
        self.left_out = sorted({self._sequences[place] for place in self.packing.left_out})
        if not len(self.packing):
            raise ValueError("no sequence to learn from")

    def places(self, step: int, micro: int) -> list[int]:
        """Which rows of the packing a micro-batch holds."""
        first = (step * self.micro_batches + micro) * self.rows
        return [row_at(len(self.packing), self.seed, first + i) for i in range(self.rows)]

    def batch(self, step: int, micro: int) -> Batch:
        """ids (rows, context + 1) int64; segments and weights of the targets (rows, context), int32 and float32"""
        pad = self.vocabulary.special("pad")
        filled = [self.packing.fill(row, self._tokens, pad) for row in self.places(step, micro)]
        weights = [target_weights(self.grammar.loss_weights(ids), segments) for ids, segments in filled]
        ids = np.stack([ids for ids, _ in filled])
        segments = np.stack([segments[:-1] for _, segments in filled])
        return torch.from_numpy(ids), torch.from_numpy(segments), torch.from_numpy(np.stack(weights))

    def batch_hash(self, step: int, micro: int) -> bytes:
        """sha256 over the pieces of its rows: document hash, place of the sequence in the stream, first and last token."""
        digest = hashlib.sha256()
        for row in self.places(step, micro):
            for place, start, stop in self.packing.of_row(row):
                entry = self.shards.entries[self._sequences[place]]
                digest.update(bytes.fromhex(entry.hash) + struct.pack("<3Q", entry.offset, start, stop))
            digest.update(b"\n")
        return digest.digest()

    def loss(self, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """Sum of weight * cross-entropy over the micro-batch, divided by the sum of its weights, in nats.

        So every weighted token of a micro-batch counts alike, whatever its row or kind, and a micro-batch counts like any
        other however much of it is padding.  The figures are plain means over the targets of each range of ids that
        are in it, those of weight 0 left out.
        """
        device = self.module.head.device
        ids, segments, weights = (part.to(device) for part in batch)
        counted = weights.flatten() > 0  # no logits where nothing is learnt
        hidden = self.module.hidden(ids[:, :-1], segments).flatten(0, 1)[counted]
        logits = product(hidden, self.module.head, None, self.module.exact)
        targets, shares = ids[:, 1:].flatten()[counted], weights.flatten()[counted]
        each = F.cross_entropy(logits, targets, reduction="none")
        return (each * shares).sum() / shares.sum(), self._figures(each.detach(), targets)

    def _figures(self, each: Tensor, targets: Tensor) -> dict[str, float]:
        found = {}
        for name in RANGES:
            low, high = self.vocabulary.range(name)
            inside = (targets >= low) & (targets < high)
            if inside.any():
                found[name] = float(each[inside].mean())
        return found

    def _tokens(self, place: int) -> NDArray[np.uint16]:
        return self.shards.sequence(self._sequences[place])


def _repeated(shards: Shards, repeats: Mapping[str, int]) -> list[int]:
    """Places in `shards.entries` as often as they come in an epoch: all once, then those that come again, and so on.

    Copies stand apart so that packing, which goes by length first, rarely puts two in one row.
    """
    kept = [(number, repeats.get(entry.source, 1)) for number, entry in enumerate(shards.entries) if not entry.held_out]
    most = max((times for _, times in kept), default=0)
    return [number for turn in range(most) for number, times in kept if turn < times]
