"""The judge's network of the BERT kind (bert.py) as an ONNX graph, written with numpy and `onnx`; no PyTorch here.

Inputs and outputs are those of export_encoder.py but `places`: here a token's place is that in its row.  "small": the matrices
of the layers in int8, the table of pieces in int4; all else, and everything of "fp32", in float32.  In a small graph one
scale serves all activations that enter a product: a row that is to be answered always alike is run alone.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from necker.model.config import ModelConfig
from necker.model.export import OURS, Graph, Weights
from necker.model.export_encoder import answered, judge_graph, shown_and_claimed


def _places(graph: Graph, weights: Weights) -> str:
    """The rows of the table of places for this many tokens: (time, dim)"""
    zero, first = graph.constant("zero", np.array([0])), graph.constant("one", np.array([1]))
    shape = graph.node("Shape", ["ids"], "shape")
    time = graph.node("Slice", [shape, first, graph.constant("two", np.array([2]))], "time")
    table = graph.constant("place table", weights["embed_places.weight"])
    return graph.node("Slice", [table, zero, time, zero], "places")


def _norm(graph: Graph, config: ModelConfig, weights: Weights, name: str, x: str, more: str) -> str:
    """The norm of the sum."""
    gain = graph.constant(f"{name}.weight", weights[f"{name}.weight"])
    bias = graph.constant(f"{name}.bias", weights[f"{name}.bias"])
    return graph.node("SkipLayerNormalization", [x, more, gain, bias], name, domain=OURS, epsilon=config.eps)


def _product(graph: Graph, weights: Weights, name: str, x: str) -> str:
    make = graph.product if graph.kind == "fp32" else graph.many_rows
    return make(x, weights[f"{name}.weight"], name, weights[f"{name}.bias"])


def _layer(graph: Graph, config: ModelConfig, weights: Weights, at: str, x: str) -> str:
    qkv = _product(graph, weights, f"{at}.qkv", x)
    sizes = graph.constant("split", np.full(3, config.dim))
    graph.node("Split", [qkv, sizes], f"{at}.q", 3, axis=-1)
    inputs = [f"{at}.q", f"{at}.q.1", f"{at}.q.2", "", "mask"]
    found = graph.node("MultiHeadAttention", inputs, f"{at}.found", domain=OURS, num_heads=config.heads)
    x = _norm(graph, config, weights, f"{at}.attention_norm", x, _product(graph, weights, f"{at}.out", found))
    inner = graph.node("Gelu", [_product(graph, weights, f"{at}.up", x)], f"{at}.inner")
    return _norm(graph, config, weights, f"{at}.norm", x, _product(graph, weights, f"{at}.down", inner))


def export_bert(config: ModelConfig, weights: Weights, kind: Literal["small", "fp32"] = "small") -> bytes:
    """The bytes of judge.onnx; the same for the same weights.

    `weights`: float32 under the names of `Bert`.  ValueError when the width is no multiple of 32 (small), KeyError when a
    weight is missing.
    """
    graph = Graph("fp32" if kind == "fp32" else "int4")
    shown = shown_and_claimed(graph, weights)
    x = graph.embed("ids", weights["embed_tokens.weight"], "embed_tokens")
    placed = graph.node("Add", [shown, _places(graph, weights)], "places and parts")
    x = _norm(graph, config, weights, "embed_norm", x, placed)
    for i in range(config.layers):
        x = _layer(graph, config, weights, f"layers.{i}", x)
    answered(graph, weights, x)
    return judge_graph(graph, ("ids", "segments", "marks"))
