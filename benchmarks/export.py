"""What the exported decoder loses: `python benchmarks/export.py RUN`.

KL divergence, in nats a token, of the exported decoders and of the network's own bf16 products from the network in float32, on
held-out documents of the run, teacher forced; and the share of positions with the same likeliest token.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from necker.engine.bundle import Bundle
from necker.engine.decode import Decoder
from necker.model.export import export_onnx
from necker.model.pipeline import Run, config_of
from necker.model.qwen3 import Qwen3
from necker.sources.document import rank
from necker.sources.store import read_store
from necker.stream.encode import encode
from necker.training.checkpoint import read_weights
from necker.training.linear import exactly

MOST = 60  # documents of each kind of content


def sequences(bundle: Bundle, run: Run) -> list[list[int]]:
    """The token sequences of held-out documents, every source alike, those that fit in the context."""
    kept: dict[str, list[list[int]]] = {}
    held_out = [document for document in read_store(run.data) if document.held_out]
    for document in sorted(held_out, key=lambda d: rank(d.id)):
        mine = kept.setdefault(document.source, [])
        if len(mine) < MOST:
            mine += [one.ids for one in encode(document, bundle.coder, bundle.image, bundle.sound)]
    return [ids for mine in kept.values() for ids in mine if len(ids) <= bundle.config.context]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    args = parser.parse_args()
    torch.set_num_threads(1)
    run, bundle = Run.open(args.run), Bundle.open(args.run / "bundle")
    config = config_of(run)
    module = Qwen3(config)
    read_weights(module, args.run / "model" / "leg-00" / "end.safetensors")
    weights = {name: value.detach().numpy() for name, value in module.named_parameters()}
    decoders = {kind: Decoder(export_onnx(config, weights, kind), config) for kind in ("fp32", "int8")}  # type: ignore[arg-type]
    sums: dict[str, list[float]] = {}
    for ids in sequences(bundle, run):
        row = torch.tensor([ids])
        segments = torch.ones_like(row)
        with torch.no_grad():
            with exactly(module):
                exact = module(row, segments)[0].log_softmax(-1)
            found: dict[str, Tensor] = {"PyTorch, bf16 products": module(row, segments)[0].log_softmax(-1)}
        for kind, decoder in decoders.items():
            logits = np.stack([decoder.logits(ids[: end + 1]).copy() for end in range(len(ids))])
            found[f"ONNX, {kind}"] = torch.tensor(logits).reshape(len(ids), -1).log_softmax(-1)
        for name, other in found.items():
            kl = (exact.exp() * (exact - other)).sum(-1)
            same = (exact.argmax(-1) == other.argmax(-1)).float()
            sums.setdefault(name, []).extend(zip(kl.tolist(), same.tolist(), strict=True))
    print("| decoder | KL, nats a token | same likeliest token | tokens |\n|---|---|---|---|")
    for name, values in sums.items():
        table = np.array(values)
        print(f"| {name} | {table[:, 0].mean():.5f} | {table[:, 1].mean():.1%} | {len(table):,} |")


if __name__ == "__main__":
    main()
