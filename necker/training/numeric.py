"""The numeric class: what must be equal for the same training to give the same bits, with a probe that shows it.

Same class, same bits; across classes nothing is promised (PyTorch's own notes: not across releases, commits or platforms).
"""

from __future__ import annotations

import hashlib
import os
import platform
from typing import Any

import torch

from necker.training.chain import canonical
from necker.training.linear import Linear

_CAPS = ("ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "MKL_CBWR", "ONEDNN_DEFAULT_FPMATH_MODE")


def numeric_class(device: str = "cpu") -> dict[str, Any]:
    """What this machine computes with; `class` is the hash of the rest."""
    torch.set_num_threads(1)
    found: dict[str, Any] = {
        "torch": torch.__version__,
        "build": hashlib.sha256(torch.__config__.show().encode()).hexdigest()[:16],
        "machine": platform.machine(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "caps": {name: os.environ[name] for name in _CAPS if name in os.environ},
        "device": torch.cuda.get_device_name() if device == "cuda" else "cpu",
        "probe": probe(device),
    }
    found["class"] = hashlib.sha256(canonical(found)).hexdigest()[:16]
    return found


def probe(device: str = "cpu") -> str:
    """The hash of three small steps of training: products in bf16 and float32, normalisation, softmax, attention."""
    wide = 96
    start = torch.arange(wide * wide, dtype=torch.float32, device=device).mul_(0.61803).remainder_(1.0).sub_(0.5)
    matrix = start.view(wide, wide).mul(0.2).requires_grad_()
    layer = Linear(wide, wide).to(device)
    with torch.no_grad():
        layer.weight.copy_(start.view(wide, wide).T * 0.3)
    x = start.view(1, wide, wide)
    for _ in range(3):
        y = torch.nn.functional.rms_norm(layer(x @ matrix), (wide,))
        heads = y.view(1, wide, 3, 32).transpose(1, 2)
        z = torch.nn.functional.scaled_dot_product_attention(heads, heads, heads, is_causal=True)
        loss = torch.nn.functional.cross_entropy(
            z.transpose(1, 2).reshape(wide, wide), torch.arange(wide, device=device)
        )
        grads = torch.autograd.grad(loss, [matrix, layer.weight])
        with torch.no_grad():
            matrix.sub_(grads[0])
            layer.weight.sub_(grads[1])
    digest = hashlib.sha256()
    for tensor in (matrix, layer.weight):
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()[:16]
