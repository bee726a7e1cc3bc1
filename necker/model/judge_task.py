"""The judge's task: pairs in, cross-entropy of the verdict and half that of the claim's tokens out."""

from __future__ import annotations

import hashlib

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from necker.model.bert import Bert
from necker.model.encoder import Encoder
from necker.model.judge_pairs import CLAIM, SPECIALS, WIDTH, Pairs, padded
from necker.stream.order import Order

Batch = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]

TAGS = 0.5
"""What the cross-entropy of the tags counts beside that of the verdict."""


class JudgeTask:
    """`rows` pairs of like length make a micro-batch: those of each width are drawn in an order of their own, and the
    micro-batches come in another.  An epoch shows every pair, a few twice to fill the last micro-batch of a width.

    `first` is the number of steps of the legs before this one, whose data are not shown again.
    """

    name = "judge"

    def __init__(
        self, module: Encoder | Bert, pairs: Pairs, *, rows: int, micro_batches: int = 8, seed: int = 0, first: int = 0
    ) -> None:
        if int(pairs.tokens.max()) >= module.config.vocabulary_size:
            raise ValueError(f"a token beyond the vocabulary of {module.config.vocabulary_size}")
        self.module, self.pairs = module, pairs
        self.rows, self.micro_batches, self.seed, self.first = rows, micro_batches, seed, first
        lengths = pairs.parts.sum(axis=1, dtype=np.int64)
        widths = -(-lengths // WIDTH)
        self._of_width = [np.flatnonzero(widths == width) for width in np.unique(widths)]
        self._ends = np.cumsum([-(-len(places) // rows) for places in self._of_width])

    def places(self, step: int, micro: int) -> list[int]:
        """Which pairs a micro-batch holds."""
        total = int(self._ends[-1])
        epoch, index = divmod((self.first + step) * self.micro_batches + micro, total)
        batch = Order(total, self.seed, epoch)(index)
        which = int(np.searchsorted(self._ends, batch, side="right"))
        within = batch - (int(self._ends[which - 1]) if which else 0)
        places = self._of_width[which]
        order = Order(len(places), self.seed, epoch)
        return [int(places[order((within * self.rows + i) % len(places))]) for i in range(self.rows)]

    def batch(self, step: int, micro: int) -> Batch:
        """ids, segments and marks (rows, time) int64, labels (rows,) int64, tags (rows, time) float32"""
        places = self.places(step, micro)
        pad = self.module.config.vocabulary_size - SPECIALS
        ids, segments, marks = padded([self.pairs.row(place) for place in places], pad)
        tags = np.zeros(ids.shape, np.float32)
        for i, place in enumerate(places):
            found = self.pairs.tagged(place)
            tags[i, : len(found)] = found
        labels = self.pairs.labels[places].astype(np.int64)
        made = (torch.from_numpy(part) for part in (ids, segments, marks, labels, tags))
        return next(made), next(made), next(made), next(made), next(made)

    def batch_hash(self, step: int, micro: int) -> bytes:
        """sha256 over its pairs: tokens, marks, parts, label and tags of each."""
        digest = hashlib.sha256()
        for place in self.places(step, micro):
            for piece in (*self.pairs.row(place), self.pairs.labels[place : place + 1], self.pairs.tagged(place)):
                digest.update(np.ascontiguousarray(piece).data)
        return digest.digest()

    def loss(self, batch: Batch) -> tuple[Tensor, dict[str, float]]:
        """In nats: the mean over pairs for the verdict, the mean over all tokens of claims for the tags."""
        device = self.module.verdict.weight.device
        ids, segments, marks, labels, tags = (part.to(device) for part in batch)
        verdicts, unsupported = self.module(ids, segments, marks)
        own = segments == CLAIM
        own[:, 0] = False  # the special token is no word
        verdict = F.cross_entropy(verdicts, labels)
        tag = F.binary_cross_entropy_with_logits(unsupported[own], tags[own])
        right = (verdicts.detach().argmax(dim=1) == labels).float().mean()
        figures = {"verdict": float(verdict.detach()), "tag": float(tag.detach()), "right": float(right)}
        return verdict + TAGS * tag, figures
