"""The decoder graph run by ONNX Runtime: a cache that grows, prefixes that are kept, and likelihoods of whole rows.

Logits come back as numpy rows; what is done with them is in sample.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.model.config import ModelConfig

Logits = NDArray[np.float32]

ROOM = 256  # tokens by which the cache grows: 0.5 MB for the seed model
BATCH_TOKENS = 4096  # of likelihoods in one run: logits of 4,000 float32 each, 64 MB


class Decoder:
    """One network and one cache, for one sequence at a time.

    `source` is the path or the bytes of model.onnx.  Raises NeckerError when it is no graph of this shape.
    """

    def __init__(self, source: Path | bytes, config: ModelConfig, threads: int = 1) -> None:
        self.config = config
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 4
        try:
            given = source if isinstance(source, bytes) else str(source)
            self._session = ort.InferenceSession(given, options, providers=["CPUExecutionProvider"])
            found = {one.name: one.shape for one in self._session.get_outputs()}
            fits = found["logits"][-1] == config.vocabulary_size and len(found) == 1 + 2 * config.layers
        except Exception as error:
            raise _unusable(source, str(error).splitlines()[0]) from error
        if not fits:
            raise _unusable(source, say("it is another model's", "c’est celui d’un autre modèle"))
        self._io = self._session.io_binding()
        self._held: list[int] = []  # the tokens whose keys and values are in the cache
        self._cache: list[Any] = []  # OrtValues (1, kv_heads, room, head_dim)
        self._grow(0)

    def logits(self, ids: Sequence[int]) -> Logits:
        """(vocabulary,): what follows `ids`.  What `ids` share with the last call from the start is not computed again.

        ValueError when they are none or more than the context.
        """
        if not 0 < len(ids) <= self.config.context:
            raise ValueError(f"{len(ids)} tokens, context {self.config.context}")
        kept = _shared(self._held, ids, len(ids) - 1)
        del self._held[kept:]
        new = np.array([ids[kept:]], dtype=np.int64)
        self._grow(len(ids))
        self._io.bind_output("logits", "cpu")  # at every run: a shape that is kept would not fit the next one
        self._io.bind_cpu_input("input_ids", new)
        self._io.bind_cpu_input("attention_mask", np.ones((1, len(ids)), np.int64))
        self._io.bind_cpu_input("wanted", np.array([new.shape[1] - 1]))
        self._session.run_with_iobinding(self._io)
        self._held.extend(ids[kept:])
        row: Logits = self._io.get_outputs()[-1].numpy()[0, 0]
        return row

    def _grow(self, length: int) -> None:
        """Make room for `length` tokens.  Each buffer is bound as past and as present, so nothing is ever copied by a step."""
        room = self._cache[0].shape()[2] if self._cache else 0
        if room >= max(length, 1):
            return
        room = min(-(-max(length, 1) // ROOM) * ROOM, self.config.context)
        held = len(self._held)
        bigger = []
        for i in range(2 * self.config.layers):
            buffer = np.zeros((1, self.config.kv_heads, room, self.config.head_dim), np.float32)
            if self._cache:
                buffer[:, :, :held] = self._cache[i].numpy()[:, :, :held]
            name = f"{i // 2}.{('key', 'value')[i % 2]}"
            value = ort.OrtValue.ortvalue_from_numpy(buffer)
            self._io.bind_ortvalue_input(f"past_key_values.{name}", value)
            self._io.bind_ortvalue_output(f"present.{name}", value)
            bigger.append(value)
        self._cache = bigger

    def likelihoods(self, rows: Sequence[Sequence[int]]) -> list[NDArray[np.float64]]:
        """log p(row[i] | row[:i]) in nats for i from 1: one array of len(row) - 1 for each row, in their order.

        Rows of like length are run together.  ValueError for a row of fewer than 2 tokens or more than the context + 1.
        """
        for row in rows:
            if not 2 <= len(row) <= self.config.context + 1:
                raise ValueError(f"a row of {len(row)} tokens, context {self.config.context}")
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]))
        found: list[NDArray[np.float64]] = [np.empty(0)] * len(rows)
        while order:
            widest = len(rows[order[-1]]) - 1
            count = max(1, BATCH_TOKENS // widest)
            part, order = order[-count:], order[:-count]
            for place, values in zip(part, self._run([rows[place] for place in part], widest), strict=True):
                found[place] = values
        return found

    def _run(self, rows: list[Sequence[int]], width: int) -> list[NDArray[np.float64]]:
        """Short rows are filled up on the right, where causal attention cannot see it."""
        ids = np.zeros((len(rows), width), np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row) - 1] = row[:-1]
        feeds: dict[str, Any] = {"input_ids": ids, "attention_mask": np.ones_like(ids), "wanted": np.arange(width)}
        cache = np.zeros((len(rows), self.config.kv_heads, width, self.config.head_dim), np.float32)
        for i in range(self.config.layers):
            feeds |= {f"past_key_values.{i}.key": cache, f"past_key_values.{i}.value": cache}
        logits = self._session.run(["logits"], feeds)[0]
        found = []
        for i, row in enumerate(rows):
            own, aims = logits[i, : len(row) - 1], np.array(row[1:])
            top = own.max(axis=1).astype(np.float64)
            total = top + np.log(np.exp(own - top[:, None].astype(np.float32)).sum(axis=1, dtype=np.float64))
            found.append(own[np.arange(len(aims)), aims].astype(np.float64) - total)
        return found


def _shared(held: Sequence[int], ids: Sequence[int], most: int) -> int:
    """How many tokens at the start are the same in both, at most `most`: at least one token must be new to run."""
    count = min(len(held), most)
    if list(held[:count]) == list(ids[:count]):
        return count
    return next(i for i in range(count) if held[i] != ids[i])


def _unusable(source: Path | bytes, why: str) -> NeckerError:
    name = "model.onnx" if isinstance(source, bytes) else str(source)
    return NeckerError(say(f"cannot use {name}", f"{name} est inutilisable"), why)
