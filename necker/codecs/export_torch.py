"""Trained codecs to files that run without PyTorch: encoder.onnx, decoder.onnx and codec.json.

The graphs are plain float32 (no bf16 casts, the Fourier transform as matrix products), so that any ONNX runtime gives the same codes.
"""

from __future__ import annotations

import copy
import hashlib
import json
import warnings
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from necker.codecs import image_torch, sound_torch
from necker.codecs.fourier_torch import WINDOW, Fourier
from necker.codecs.image_torch import ImageCodec
from necker.codecs.sound_torch import SoundCodec
from necker.training.linear import exactly

OPSET = 17


class Half(nn.Module):
    """One way through a codec, as the exporter wants it: a module whose `forward` is that way."""

    def __init__(self, codec: nn.Module, way: Callable[[Tensor], Tensor]) -> None:
        super().__init__()
        self.codec = codec
        self.way = way

    def forward(self, x: Tensor) -> Tensor:
        return self.way(x)


def plain(module: nn.Module) -> nn.Module:
    """A copy on the CPU in float32 that takes its Fourier transforms by matrix products."""
    out = copy.deepcopy(module).cpu().float().eval()
    for part in out.modules():
        if isinstance(part, Fourier):
            part.products = True
    return out


def write_graph(
    half: Half, example: Tensor, names: tuple[str, str], dynamic: dict[str, dict[int, str]], path: Path
) -> str:
    """Write one graph; returns the sha256 of the file."""
    with warnings.catch_warnings(), exactly(half), torch.no_grad():
        # The exporter by tracing: the other one needs onnxscript.  It warns that it is deprecated and that constant slices are traced.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            half,
            (example,),
            str(path),
            input_names=[names[0]],
            output_names=[names[1]],
            dynamic_axes=dynamic,
            opset_version=OPSET,
            dynamo=False,
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_card(folder: Path, card: dict[str, Any]) -> None:
    (folder / "codec.json").write_text(json.dumps(card, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def export_image(module: ImageCodec, folder: Path) -> dict[str, Any]:
    """Write the three files into `folder` (made if absent); returns codec.json.

    encoder: `pictures` (batch, 32, 32, 3) float32 in [-1, 1] -> `codes` (batch, 64) int64; decoder: the way back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codec = plain(module)
    assert isinstance(codec, ImageCodec)
    side, tokens = image_torch.SIDE, image_torch.TOKENS
    batch = {"pictures": {0: "batch"}, "codes": {0: "batch"}}
    pictures = torch.zeros(2, side, side, 3)
    codes = torch.zeros(2, tokens, dtype=torch.int64)
    files = {
        "encoder.onnx": write_graph(
            Half(codec, codec.encode), pictures, ("pictures", "codes"), batch, folder / "encoder.onnx"
        ),
        "decoder.onnx": write_graph(
            Half(codec, codec.decode), codes, ("codes", "pictures"), batch, folder / "decoder.onnx"
        ),
    }
    card = {
        "schema": 1,
        "kind": "image",
        "levels": list(image_torch.LEVELS),
        "codes": codec.quantiser.grid.size,
        "side": side,
        "tokens": tokens,
        "config": asdict(module.config),
        "sha256": files,
    }
    write_card(folder, card)
    return card


def export_sound(module: SoundCodec, folder: Path) -> dict[str, Any]:
    """Write the three files into `folder` (made if absent); returns codec.json.

    encoder: `samples` (batch, 640 frames) float32 in [-1, 1) -> `codes` (batch, frames, 2) int64; decoder: the way back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    codec = plain(module)
    assert isinstance(codec, SoundCodec)
    samples = torch.zeros(2, 10 * sound_torch.FRAME)
    codes = torch.zeros(2, 10, sound_torch.SLOTS, dtype=torch.int64)
    axes = {"samples": {0: "batch", 1: "time"}, "codes": {0: "batch", 1: "frames"}}
    files = {
        "encoder.onnx": write_graph(
            Half(codec, codec.encode), samples, ("samples", "codes"), axes, folder / "encoder.onnx"
        ),
        "decoder.onnx": write_graph(
            Half(codec, codec.decode), codes, ("codes", "samples"), axes, folder / "decoder.onnx"
        ),
    }
    card = {
        "schema": 1,
        "kind": "sound",
        "levels": list(sound_torch.LEVELS),
        "codes": codec.quantiser.grid.size,
        "slots": sound_torch.SLOTS,
        "rate": sound_torch.RATE,
        "frame": sound_torch.FRAME,
        "frames_per_second": sound_torch.RATE // sound_torch.FRAME,
        "window": WINDOW,
        "tail": sound_torch.TAIL,
        "encoder_reach": codec.reach["encoder"],
        "decoder_reach": codec.reach["decoder"],
        "config": asdict(module.config),
        "sha256": files,
    }
    write_card(folder, card)
    return card
