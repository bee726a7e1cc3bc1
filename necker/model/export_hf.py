"""The folder that transformers, vLLM and llama.cpp's converter read: config.json and model.safetensors in bf16.  No PyTorch.

The tokenizer is not part of it: ids are those of vocabulary.json, which these programs take as they are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.model.config import ModelConfig
from necker.model.export import Weights

_KINDS = {"BF16": np.dtype(ml_dtypes.bfloat16), "F32": np.dtype(np.float32)}


def hf_config(config: ModelConfig, bos: int, eos: int, pad: int) -> dict[str, Any]:
    """config.json of `Qwen3ForCausalLM`, as the published Qwen3 checkpoints have it.  `bos`, `eos`, `pad` are ids."""
    return {
        "architectures": ["Qwen3ForCausalLM"],
        "attention_bias": False,
        "attention_dropout": 0.0,
        "bos_token_id": bos,
        "eos_token_id": eos,
        "head_dim": config.head_dim,
        "hidden_act": "silu",
        "hidden_size": config.dim,
        "initializer_range": 0.02,
        "intermediate_size": config.hidden,
        "max_position_embeddings": config.context,
        "max_window_layers": config.layers,
        "model_type": "qwen3",
        "num_attention_heads": config.heads,
        "num_hidden_layers": config.layers,
        "num_key_value_heads": config.kv_heads,
        "pad_token_id": pad,
        "rms_norm_eps": config.eps,
        "rope_scaling": None,
        "rope_theta": config.rope_theta,
        "sliding_window": None,
        "tie_word_embeddings": config.tied,
        "torch_dtype": "bfloat16",
        "use_cache": True,
        "use_sliding_window": False,
        "vocab_size": config.vocabulary_size,
    }


def write_hf(config: ModelConfig, weights: Weights, folder: Path, bos: int, eos: int, pad: int) -> None:
    """config.json and model.safetensors in `folder`; the same weights give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = json.dumps(hf_config(config, bos, eos, pad), indent=2, sort_keys=True)
    (folder / "config.json").write_text(shape + "\n", "utf-8")
    rounded = {name: np.ascontiguousarray(weights[name]).astype(_KINDS["BF16"]) for name in sorted(weights)}
    (folder / "model.safetensors").write_bytes(save(rounded, {"format": "pt"}))


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """The tensors of a safetensors file of bf16 or float32, as float32.  Raises NeckerError when it is not one."""
    try:
        found = deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
        return {
            name: np.frombuffer(one["data"], _KINDS[one["dtype"]]).reshape(one["shape"]).astype(np.float32)
            for name, one in found
        }
    except (OSError, SafetensorError, KeyError) as error:
        what = say(f"cannot read the weights {path}", f"impossible de lire les poids {path}")
        raise NeckerError(what, str(error)) from error
