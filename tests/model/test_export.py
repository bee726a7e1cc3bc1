"""The ONNX graph and the Hugging Face folder hold the network: same distribution over the next token, same weights."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from necker.core.errors import NeckerError
from necker.model.config import ModelConfig
from necker.model.export import Kind, export_onnx
from necker.model.export_hf import read_weights, write_hf
from necker.model.qwen3 import Qwen3
from necker.training.checkpoint import read_weights as load
from necker.training.linear import exactly
from tests.model.test_qwen3 import SMALL, lively

CONFIG = replace(SMALL, vocabulary_size=384, dim=64, hidden=96, context=64)


def weights(model: Qwen3) -> dict[str, np.ndarray[Any, Any]]:
    return {name: value.detach().numpy() for name, value in model.named_parameters()}


def run(graph: bytes, config: ModelConfig, ids: np.ndarray[Any, Any]) -> torch.Tensor:
    """log p of every next token, (batch, time, vocabulary)"""
    feeds = {"input_ids": ids, "attention_mask": np.ones_like(ids), "wanted": np.arange(ids.shape[1])}
    empty = np.zeros((len(ids), config.kv_heads, ids.shape[1], config.head_dim), np.float32)
    feeds |= {f"past_key_values.{i}.{what}": empty for i in range(config.layers) for what in ("key", "value")}
    session = ort.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return torch.tensor(session.run(["logits"], feeds)[0]).log_softmax(-1)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize(("kind", "most"), [("fp32", 1e-6), ("int8", 0.01)])
def test_the_graph_predicts_what_the_network_predicts(kind: Kind, most: float, tied: bool) -> None:
    config = replace(CONFIG, tied=tied)
    model = lively(config)
    ids = torch.randint(0, 384, (3, 60), generator=torch.Generator().manual_seed(1))
    with torch.no_grad(), exactly(model):
        wanted = model(ids, torch.zeros_like(ids)).log_softmax(-1)
    with torch.no_grad():
        trained = model(ids, torch.zeros_like(ids)).log_softmax(-1)  # as it is trained: products of bf16
    found = run(export_onnx(config, weights(model), kind), config, ids.numpy())
    for reference, limit in ((wanted, most), (trained, 0.01)):
        entropy = -(reference.exp() * reference).sum(-1).mean()
        assert entropy < np.log(384) - 0.2  # not the even distribution, which everything agrees with
        assert (reference.exp() * (reference - found)).sum(-1).mean() < limit


def test_the_graph_is_sound_and_the_same_each_time() -> None:
    model = lively(CONFIG)
    graph = export_onnx(CONFIG, weights(model), "fp32")
    assert graph == export_onnx(CONFIG, weights(model), "fp32")
    names = {one.name for one in onnx.load_from_string(graph).graph.input}
    caches = {f"past_key_values.{i}.{what}" for i in (0, 1) for what in ("key", "value")}
    assert names == {"input_ids", "attention_mask", "wanted"} | caches
    assert len(export_onnx(CONFIG, weights(model), "int8")) < 0.45 * len(graph)


def test_the_folder_of_transformers_and_back(tmp_path: Path) -> None:
    config = replace(CONFIG, tied=False)
    model = lively(config)
    write_hf(config, weights(model), tmp_path, bos=1, eos=2, pad=0)
    shape = json.loads((tmp_path / "config.json").read_text("utf-8"))
    assert shape["architectures"] == ["Qwen3ForCausalLM"] and shape["model_type"] == "qwen3"
    wanted = {"hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "num_attention_heads": 4}
    wanted |= {"num_key_value_heads": 2, "head_dim": 16, "vocab_size": 384, "max_position_embeddings": 64}
    assert {name: shape[name] for name in wanted} == wanted
    assert (shape["bos_token_id"], shape["eos_token_id"], shape["tie_word_embeddings"]) == (1, 2, False)
    back = read_weights(tmp_path / "model.safetensors")
    assert back.keys() == weights(model).keys()
    for name, value in model.named_parameters():
        assert np.array_equal(back[name], value.detach().bfloat16().float().numpy())
    other = Qwen3(config, seed=9)
    load(other, tmp_path / "model.safetensors")  # what training reads
    assert np.array_equal(other.head.detach().numpy(), back["lm_head.weight"])
    before = (tmp_path / "model.safetensors").read_bytes()
    write_hf(config, dict(reversed(weights(model).items())), tmp_path, bos=1, eos=2, pad=0)
    assert (tmp_path / "model.safetensors").read_bytes() == before


def test_a_file_that_holds_no_weights_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not safetensors")
    for name in ("x", "absent"):
        with pytest.raises(NeckerError) as caught:
            read_weights(tmp_path / name)
        assert "\n" not in str(caught.value)
