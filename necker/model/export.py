"""The decoder as an ONNX graph, written node by node with numpy and `onnx`; no PyTorch here.

One graph serves prompts, single steps and likelihoods:

| input | shape | |
|---|---|---|
| `input_ids` | (batch, time) int64 | the new tokens |
| `attention_mask` | (batch, total) int64 | ones: cached tokens and new ones |
| `wanted` | (n,) int64 | which of the new places need logits |
| `past_key_values.I.key`, `.value` | (batch, kv_heads, room, head_dim) float32 | the cache, with room for `total` |
| `logits` | (batch, n, vocabulary) float32 | |
| `present.I.key`, `.value` | as the past | may be the same memory |

The operators beside standard ones are those of ONNX Runtime (domain `com.microsoft`): `GroupQueryAttention`, which turns
queries and keys itself (pairs (i, i + half): `rotary_interleaved` 0), and for int8 and int4 `MatMulNBits` and
`GatherBlockQuantized`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from necker.model.config import ModelConfig
from necker.model.rounding import BLOCK, by_rows, quantise

Weights = Mapping[str, NDArray[np.float32]]
Kind = Literal["int4", "int8", "fp32"]

_BITS: dict[Kind, int] = {"int4": 4, "int8": 8}
OURS = "com.microsoft"
OPSET, IR = 21, 10


class Graph:
    """Nodes and constants being gathered; every method returns the name of what it made."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], name: str, outputs: int = 1, **attributes: Any) -> str:
        """Adds a node; its outputs are `name`, `name.1`, ..."""
        names = [name, *(f"{name}.{i}" for i in range(1, outputs))]
        self.nodes.append(helper.make_node(kind, inputs, names, name=name, **attributes))
        return name

    def product(self, x: str, weight: NDArray[np.float32], name: str, bias: NDArray[np.float32] | None = None) -> str:
        """x @ weight.T + bias"""
        more = [] if bias is None else [self.constant(f"{name}.bias", bias)]
        if self.kind == "fp32":
            matrix = self.constant(f"{name}.weight", weight)
            turned = self.node("Transpose", [matrix], f"{name}.turned", perm=[1, 0])
            made = self.node("MatMul", [x, turned], f"{name}.bare" if more else name)
            return self.node("Add", [made, *more], name) if more else made
        values, scales = self._blocks(weight, name)
        rows, columns = weight.shape
        # accuracy_level 4: activations in int8 as well, where the processor is fastest.
        sizes = {"N": rows, "K": columns, "bits": _BITS[self.kind], "block_size": BLOCK, "accuracy_level": 4}
        inputs = [x, values, scales, *(["", "", *more] if more else [])]
        return self.node("MatMulNBits", inputs, name, domain=OURS, **sizes)

    def many_rows(self, x: str, weight: NDArray[np.float32], name: str, bias: NDArray[np.float32]) -> str:
        """x @ weight.T + bias in int8 with one scale for each row of `weight` and one for all of x.

        More than twice as fast as blocks of 32 where x has many rows; for one row at a time `product` is better.
        """
        values, scales = by_rows(weight)
        parts = (("values", np.ascontiguousarray(values.T)), ("scales", scales), ("bias", bias))
        held, steps, more = (self.constant(f"{name}.{part}", value) for part, value in parts)
        return self.node("DynamicQuantizeMatMul", [x, held, steps, "", more], name, domain=OURS)

    def _blocks(self, weight: NDArray[np.float32], name: str) -> tuple[str, str]:
        values, scales = quantise(weight, _BITS[self.kind])
        if self.kind == "int4":  # two in a byte, the first one low
            values = (values[..., ::2] + 16 * values[..., 1::2]).astype(np.uint8)
        return self.constant(f"{name}.values", values), self.constant(f"{name}.scales", scales)

    def embed(self, ids: str, weight: NDArray[np.float32], owner: str) -> str:
        """Rows of `weight`; `owner` is the product that shares the matrix, or a name of its own."""
        if self.kind == "fp32":
            return self.node("Gather", [self.constant(f"{owner}.weight", weight), ids], "embedding")
        values, scales = self._blocks(weight, owner)
        stored = np.array([len(weight), weight.shape[1] * _BITS[self.kind] // 8])
        flat = self.node("Reshape", [values, self.constant("table", stored)], "embedding.table")
        how = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK, "bits": _BITS[self.kind]}
        return self.node("GatherBlockQuantized", [flat, ids, scales], "embedding", domain=OURS, **how)

    def norm(self, x: str, gain: NDArray[np.float32], name: str, eps: float) -> str:
        weight = self.constant(f"{name}.weight", gain)
        return self.node("SimplifiedLayerNormalization", [x, weight], name, axis=-1, epsilon=eps)

    def add_and_norm(self, x: str, more: str, gain: NDArray[np.float32], name: str, eps: float) -> tuple[str, str]:
        """-> (norm of the sum, the sum)"""
        inputs = [x, more, self.constant(f"{name}.weight", gain)]
        self.node("SkipSimplifiedLayerNormalization", inputs, name, 4, domain=OURS, epsilon=eps)
        return name, f"{name}.3"


def _beginning(graph: Graph, config: ModelConfig) -> None:
    """What all layers share: lengths, the tables of angles, shapes."""
    half = config.head_dim // 2
    inverse = config.rope_theta ** -(np.arange(half) / half)
    angles = np.arange(config.context)[:, None] * inverse
    graph.constant("cos", np.cos(angles).astype(np.float32))
    graph.constant("sin", np.sin(angles).astype(np.float32))
    graph.constant("heads apart", np.array([0, 0, -1, config.head_dim]))
    graph.constant("heads together", np.array([0, 0, -1]))
    one, last = graph.constant("one", np.array([1])), graph.constant("last", np.array(1))
    count = graph.node("ReduceSum", ["attention_mask", one], "count", keepdims=0)
    graph.node("Cast", [graph.node("Sub", [count, one], "count less one")], "lengths", to=TensorProto.INT32)
    shape = graph.node("Shape", ["attention_mask"], "mask shape")
    graph.node("Cast", [graph.node("Gather", [shape, last], "total long")], "total", to=TensorProto.INT32)


def _attention(graph: Graph, config: ModelConfig, weights: Weights, at: str, x: str, cache: int) -> str:
    """One layer's attention without the norm before it: (batch, time, dim) -> the same shape"""
    own = f"{at}.self_attn"
    rows = [weights[f"{own}.{name}_proj.weight"] for name in "qkv"]
    qkv = graph.product(x, np.concatenate(rows), f"{own}.qkv")
    sizes = graph.constant("split", np.array([len(part) for part in rows]))
    graph.node("Split", [qkv, sizes], f"{own}.parts", 3, axis=-1)
    ready = []
    for name, part in (("q", f"{own}.parts"), ("k", f"{own}.parts.1")):
        apart = graph.node("Reshape", [part, "heads apart"], f"{own}.{name}.apart")
        normed = graph.norm(apart, weights[f"{own}.{name}_norm.weight"], f"{own}.{name}_norm", config.eps)
        ready.append(graph.node("Reshape", [normed, "heads together"], f"{own}.{name}"))
    past = [f"past_key_values.{cache}.{what}" for what in ("key", "value")]
    inputs = [*ready, f"{own}.parts.2", *past, "lengths", "total", "cos", "sin"]
    graph.nodes.append(
        helper.make_node(
            "GroupQueryAttention",
            inputs,
            [f"{own}.found", f"present.{cache}.key", f"present.{cache}.value"],
            name=f"{own}.found",
            domain=OURS,
            num_heads=config.heads,
            kv_num_heads=config.kv_heads,
            do_rotary=1,
            rotary_interleaved=0,
        )
    )
    return graph.product(f"{own}.found", weights[f"{own}.o_proj.weight"], f"{own}.o_proj")


def mlp(graph: Graph, weights: Weights, at: str, x: str) -> str:
    """SwiGLU: (batch, time, dim) -> the same shape"""
    own = f"{at}.mlp"
    gate = graph.product(x, weights[f"{own}.gate_proj.weight"], f"{own}.gate_proj")
    up = graph.product(x, weights[f"{own}.up_proj.weight"], f"{own}.up_proj")
    open_ = graph.node("Mul", [gate, graph.node("Sigmoid", [gate], f"{own}.sigmoid")], f"{own}.silu")
    inner = graph.node("Mul", [open_, up], f"{own}.inner")
    return graph.product(inner, weights[f"{own}.down_proj.weight"], f"{own}.down_proj")


def _body(graph: Graph, config: ModelConfig, weights: Weights) -> None:
    table = weights["model.embed_tokens.weight"]
    head = table if config.tied else weights["lm_head.weight"]
    _beginning(graph, config)
    x = graph.embed("input_ids", table, "lm_head" if config.tied else "embed_tokens")
    first = "model.layers.0.input_layernorm"
    y = graph.norm(x, weights[f"{first}.weight"], first, config.eps)
    for i in range(config.layers):
        at = f"model.layers.{i}"
        mixed = _attention(graph, config, weights, at, y, i)
        after = f"{at}.post_attention_layernorm"
        y, x = graph.add_and_norm(x, mixed, weights[f"{after}.weight"], after, config.eps)
        mixed = mlp(graph, weights, at, y)
        after = f"model.layers.{i + 1}.input_layernorm" if i + 1 < config.layers else "model.norm"
        y, x = graph.add_and_norm(x, mixed, weights[f"{after}.weight"], after, config.eps)
    graph.product(graph.node("Gather", [y, "wanted"], "kept", axis=1), head, "lm_head")
    graph.node("Identity", ["lm_head"], "logits")


def export_onnx(config: ModelConfig, weights: Weights, kind: Kind = "int8") -> bytes:
    """The bytes of model.onnx; the same for the same weights.

    `weights`: float32 under the names of transformers.  ValueError when a width is no multiple of 32 (int8),
    KeyError when a weight is missing.
    """
    graph = Graph(kind)
    _body(graph, config, weights)
    whole = helper.make_tensor_value_info
    long, real = TensorProto.INT64, TensorProto.FLOAT
    inputs = [whole("input_ids", long, ["batch", "time"]), whole("attention_mask", long, ["batch", "total"])]
    inputs.append(whole("wanted", long, ["n"]))
    outputs = [whole("logits", real, ["batch", "n", config.vocabulary_size])]
    for i in range(config.layers):
        for what in ("key", "value"):
            room: list[str | int | None] = ["batch", config.kv_heads, "room", config.head_dim]
            inputs.append(whole(f"past_key_values.{i}.{what}", real, room))
            outputs.append(whole(f"present.{i}.{what}", real, room))
    made = helper.make_model(
        helper.make_graph(graph.nodes, "necker", inputs, outputs, list(graph.constants.values())),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(OURS, 1)],
        ir_version=IR,
        producer_name="necker",
    )
    return bytes(made.SerializeToString(deterministic=True))
