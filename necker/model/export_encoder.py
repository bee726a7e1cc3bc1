"""The judge's encoder as an ONNX graph, written node by node with numpy and `onnx`; no PyTorch here.

| input or output | shape | |
|---|---|---|
| `ids`, `segments` | (batch, time) int64 | as judge_pairs.padded makes them |
| `marks` | (batch, time) int64 | how far each token is said by the other side (judge_marks.py) |
| `places` | (batch, time) int64 | the place of each token in its part, from 0 |
| `verdict` | (batch, 3) float32 | logits, in the order of judge_pairs.LABELS |
| `unsupported` | (batch, time) float32 | logits; they mean something for tokens of the claim |

The operators beside those of export.py are `RotaryEmbedding` and `MultiHeadAttention` of ONNX Runtime; the matrices of the
body and the table of tokens are in int8 or float32, the two heads and the tables of segments and marks always in float32.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from necker.model.config import ModelConfig
from necker.model.export import IR, OPSET, OURS, Graph, Kind, Weights, mlp
from necker.model.judge_pairs import CLAIM, LABELS, PAD


def _beginning(graph: Graph, config: ModelConfig) -> None:
    """What all layers share: the tables of angles, shapes."""
    half = config.head_dim // 2
    inverse = config.rope_theta ** -(np.arange(half) / half)
    angles = np.arange(config.context)[:, None] * inverse
    graph.constant("cos", np.cos(angles).astype(np.float32))
    graph.constant("sin", np.sin(angles).astype(np.float32))
    graph.constant("heads apart", np.array([0, 0, -1, config.head_dim]))
    graph.constant("heads together", np.array([0, 0, -1]))


def _attention(graph: Graph, config: ModelConfig, weights: Weights, at: str, x: str) -> str:
    """One layer's attention without the norm before it: (batch, time, dim) -> the same shape"""
    own = f"{at}.self_attn"
    qkv = graph.product(x, np.concatenate([weights[f"{own}.{name}_proj.weight"] for name in "qkv"]), f"{own}.qkv")
    sizes = graph.constant("split", np.full(3, config.heads * config.head_dim))
    graph.node("Split", [qkv, sizes], f"{own}.parts", 3, axis=-1)
    ready = []
    for name, part in (("q", f"{own}.parts"), ("k", f"{own}.parts.1")):
        apart = graph.node("Reshape", [part, "heads apart"], f"{own}.{name}.apart")
        normed = graph.norm(apart, weights[f"{own}.{name}_norm.weight"], f"{own}.{name}_norm", config.eps)
        joined = graph.node("Reshape", [normed, "heads together"], f"{own}.{name}")
        how = {"num_heads": config.heads, "rotary_embedding_dim": 0, "interleaved": 0}
        inputs = [joined, "places", "cos", "sin"]
        ready.append(graph.node("RotaryEmbedding", inputs, f"{own}.{name}.turned", domain=OURS, **how))
    inputs = [*ready, f"{own}.parts.2", "", "mask"]
    found = graph.node("MultiHeadAttention", inputs, f"{own}.found", domain=OURS, num_heads=config.heads)
    return graph.product(found, weights[f"{own}.o_proj.weight"], f"{own}.o_proj")


def _head(graph: Graph, x: str, weights: Weights, name: str) -> str:
    """x @ weight.T + bias in float32"""
    weight: NDArray[np.float32] = weights[f"{name}.weight"]
    made = graph.node("MatMul", [x, graph.constant(f"{name}.weight", weight.T)], f"{name}.product")
    return graph.node("Add", [made, graph.constant(f"{name}.bias", weights[f"{name}.bias"])], f"{name}.sum")


def shown_and_claimed(graph: Graph, weights: Weights) -> str:
    """Which tokens are real ("mask"), which are the claim's ("of claim"); returns what segments and marks add to the words."""
    padding = graph.constant("padding", np.array([PAD]))
    real = graph.node("Not", [graph.node("Equal", ["segments", padding], "padded")], "real")
    graph.node("Cast", [real], "mask", to=TensorProto.INT32)
    own = graph.node("Equal", ["segments", graph.constant("claim", np.array([CLAIM]))], "is claim")
    graph.node("Unsqueeze", [own, graph.constant("last axis", np.array([2]))], "of claim")
    table = graph.constant("segment table", weights["embed_segments.weight"])
    parts = graph.node("Gather", [table, "segments"], "parts")
    table = graph.constant("mark table", weights["embed_marks.weight"])
    return graph.node("Add", [parts, graph.node("Gather", [table, "marks"], "how said")], "parts and marks")


def answered(graph: Graph, weights: Weights, x: str) -> None:
    """The two heads on what the last layer says."""
    none = graph.constant("none", np.array([-np.inf], np.float32))
    axis, last = graph.constant("time axis", np.array([1])), graph.constant("last axis", np.array([2]))
    shown = graph.node("Where", ["of claim", x, none], "claim only")
    largest = graph.node("ReduceMax", [shown, axis], "largest")
    begin = graph.node("Gather", [x, graph.constant("zero", np.array([0]))], "begin", axis=1)
    both = graph.node("Concat", [begin, largest], "both", axis=-1)
    graph.node("Squeeze", [_head(graph, both, weights, "verdict"), axis], "verdict")
    graph.node("Squeeze", [_head(graph, x, weights, "unsupported"), last], "unsupported")


def _body(graph: Graph, config: ModelConfig, weights: Weights) -> None:
    _beginning(graph, config)
    shown = shown_and_claimed(graph, weights)
    words = graph.embed("ids", weights["embed_tokens.weight"], "embed_tokens")
    first = "layers.0.input_layernorm"
    y, x = graph.add_and_norm(words, shown, weights[f"{first}.weight"], first, config.eps)
    for i in range(config.layers):
        at = f"layers.{i}"
        after = f"{at}.post_attention_layernorm"
        mixed = _attention(graph, config, weights, at, y)
        y, x = graph.add_and_norm(x, mixed, weights[f"{after}.weight"], after, config.eps)
        after = f"layers.{i + 1}.input_layernorm" if i + 1 < config.layers else "norm"
        mixed = mlp(graph, weights, at, y)
        y, x = graph.add_and_norm(x, mixed, weights[f"{after}.weight"], after, config.eps)
    answered(graph, weights, y)


def export_encoder(config: ModelConfig, weights: Weights, kind: Kind = "int8") -> bytes:
    """The bytes of judge.onnx; the same for the same weights.

    `weights`: float32 under the names of `Encoder`.  ValueError when a width is no multiple of 32 (int8), KeyError when
    a weight is missing.
    """
    graph = Graph(kind)
    _body(graph, config, weights)
    return judge_graph(graph, ("ids", "segments", "marks", "places"))


def judge_graph(graph: Graph, names: tuple[str, ...]) -> bytes:
    """The bytes of a graph with these inputs and the outputs of every judge."""
    whole, long, real = helper.make_tensor_value_info, TensorProto.INT64, TensorProto.FLOAT
    inputs = [whole(name, long, ["batch", "time"]) for name in names]
    outputs = [whole("verdict", real, ["batch", len(LABELS)]), whole("unsupported", real, ["batch", "time"])]
    made = helper.make_model(
        helper.make_graph(graph.nodes, "necker judge", inputs, outputs, list(graph.constants.values())),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)],
        ir_version=IR,
        producer_name="necker",
    )
    return bytes(made.SerializeToString(deterministic=True))
