"""A small model that has learnt a handful of invented documents by heart, sealed as a bundle: made once per process."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import torch

from necker.codecs import bpe
from necker.codecs.export_torch import export_image, export_sound
from necker.codecs.image import ImageCodec
from necker.codecs.image_torch import ImageCodec as ImageNetwork
from necker.codecs.image_torch import ImageConfig
from necker.codecs.sound import SoundCodec
from necker.codecs.sound_torch import SoundCodec as SoundNetwork
from necker.codecs.sound_torch import SoundConfig
from necker.engine.bundle import seal
from necker.model.config import ModelConfig
from necker.model.export import export_onnx
from necker.model.export_hf import read_weights
from necker.model.qwen3 import Qwen3
from necker.model.task import ModelTask
from necker.sources.document import Document, Image, Sound
from necker.sources.manifest import manifest
from necker.sources.readers import documents
from necker.stream.encode import Coder, encode
from necker.stream.shards import write
from necker.stream.vocabulary import Vocabulary
from necker.training.checkpoint import write_weights
from necker.training.kernel import train_leg
from necker.training.plan import LegPlan
from necker.training.workers import Workers

STEPS = 150
_kept: list[tempfile.TemporaryDirectory[str]] = []


def learnt() -> list[Document]:
    """Two sentences, two pictures and two sounds, each in English and in French."""
    every = [document for document in documents(manifest("toy").source()) if not document.held_out]
    found = [document for document in every if isinstance(document.parts[0], str)][:4]
    shown: dict[str, Document] = {}
    for document in every:
        if isinstance(document.parts[0], Image | Sound):
            shown.setdefault(str(document.parts[1]), document)
    for kind in (Image, Sound):
        found += [document for document in shown.values() if isinstance(document.parts[0], kind)][:4]
    return found


@cache
def small_bundle() -> Path:
    """The folder of the bundle.  Nothing may be changed in it."""
    _kept.append(tempfile.TemporaryDirectory())
    folder = Path(_kept[0].name)
    torch.manual_seed(0)
    torch.set_num_threads(1)
    export_image(ImageNetwork(ImageConfig(dim=32, hidden=32, encoder=1, decoder=1)), folder / "image")
    export_sound(SoundNetwork(SoundConfig(dim=32, hidden=32, encoder=1, coarse=1, fine=1)), folder / "sound")
    every = learnt()
    text = bpe.train([part for document in every for part in document.parts if isinstance(part, str)], 280)
    (folder / "tokenizer.json").write_text(text.to_json(), "utf-8")
    vocabulary = Vocabulary(text.size, (1000, 1000), 256)
    coder = Coder(vocabulary, text)
    image, sound = ImageCodec.open(folder / "image"), SoundCodec.open(folder / "sound")
    encoded = [(document, encode(document, coder, image, sound)) for document in every]
    config = ModelConfig(vocabulary.size, dim=64, layers=2, heads=4, kv_heads=2, head_dim=16, hidden=128, context=192)
    task = ModelTask(
        Qwen3(config), write(folder / "stream", encoded, coder.grammar), vocabulary, rows=2, micro_batches=1
    )
    write_weights(task.module, folder / "start.safetensors")
    train_leg(task, LegPlan(STEPS, rate=0.01, warmup=5, decay=50, weight_decay=0.0), folder, {}, Workers())
    weights = read_weights(folder / "end.safetensors")
    (folder / "model.onnx").write_bytes(export_onnx(config, weights))
    seal(folder, "small", config, vocabulary)
    return folder
