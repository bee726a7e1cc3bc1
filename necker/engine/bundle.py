"""A trained model as a folder that runs without PyTorch.

model.json        {"schema": 1, "name", "config", "vocabulary", "files": {name: sha256}}
model.onnx        the decoder
tokenizer.json    the byte-pair encoding of text
image/, sound/    the codecs, one or both: encoder.onnx, decoder.onnx, codec.json
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.codecs.bpe import Bpe
from necker.core.errors import MissingError, NeckerError
from necker.core.language import say
from necker.core.paths import data_dir, weights_dir
from necker.model.config import ModelConfig
from necker.stream.encode import Coder
from necker.stream.vocabulary import Vocabulary

if TYPE_CHECKING:
    from necker.codecs.image import ImageCodec
    from necker.codecs.sound import SoundCodec
    from necker.engine.decode import Decoder

_CODEC = ("encoder.onnx", "decoder.onnx", "codec.json")
_NAMES = ("model.onnx", "tokenizer.json", *(f"{kind}/{name}" for kind in ("image", "sound") for name in _CODEC))


def seal(folder: Path, name: str, config: ModelConfig, vocabulary: Vocabulary) -> None:
    """Write model.json over the other files of the bundle, which must be in their places already."""
    files = {name: _sha256(folder / name) for name in _NAMES if (folder / name).exists()}
    made: dict[str, Any] = {"schema": 1, "name": name, "config": config.to_json()}
    made |= {"vocabulary": json.loads(vocabulary.to_json()), "files": files}
    (folder / "model.json").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


class Bundle:
    """An opened bundle; networks are loaded when first used.

    `sha256` is that of model.json, which names every other file's: it identifies the whole model.
    """

    def __init__(self, folder: Path, data: dict[str, Any], sha256: str) -> None:
        self.folder, self.sha256 = folder, sha256
        self.name = str(data["name"])
        self.files: dict[str, str] = dict(data["files"])
        self.config = ModelConfig.from_json(data["config"])
        self.vocabulary = Vocabulary.from_json(json.dumps(data["vocabulary"]))
        if self.vocabulary.size != self.config.vocabulary_size:
            raise ValueError("vocabulary and network differ in size")
        self.tokenizer = Bpe.from_json((folder / "tokenizer.json").read_text("utf-8"))
        self.coder = Coder(self.vocabulary, self.tokenizer)
        self.grammar = self.coder.grammar

    @classmethod
    def open(cls, folder: Path) -> Bundle:
        """Raises MissingError when there is no model, NeckerError when a file is not the one it was sealed with."""
        try:
            raw = (folder / "model.json").read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise MissingError(
                say(f"there is no model in {folder}", f"il n’y a pas de modèle dans {folder}"),
                do=say(
                    "make one with necker train, or name its folder with --model",
                    "faites-en un avec necker train, ou donnez son dossier avec --model",
                ),
            ) from None
        try:
            data = json.loads(raw)
            for name, known in data["files"].items():
                if name not in _NAMES or _sha256(folder / name) != known:
                    raise _damaged(folder / name)
            return cls(folder, data, hashlib.sha256(raw).hexdigest())
        except (ValueError, KeyError, TypeError, AttributeError, FileNotFoundError) as error:
            raise _damaged(folder, str(error)) from error

    @cached_property
    def decoder(self) -> Decoder:
        """The transformer, with its cache."""
        from necker.engine.decode import Decoder

        return Decoder(self.folder / "model.onnx", self.config)

    @cached_property
    def image(self) -> ImageCodec:
        """Raises MissingError when this model has no pictures."""
        from necker.codecs.image import ImageCodec

        return ImageCodec.open(self._codec("image", say("pictures", "les images")))

    @cached_property
    def sound(self) -> SoundCodec:
        """Raises MissingError when this model has no sounds."""
        from necker.codecs.sound import SoundCodec

        return SoundCodec.open(self._codec("sound", say("sounds", "les sons")))

    def _codec(self, kind: str, what: str) -> Path:
        if not any(name.startswith(f"{kind}/") for name in self.files):
            raise MissingError(
                say(f"the model {self.name} does not know {what}", f"le modèle {self.name} ne connaît pas {what}")
            )
        return self.folder / kind


def installed_model() -> Path:
    """The folder of the model that is used when none is named: the installed `models/seed`, or the one that ships."""
    installed = data_dir() / "models" / "seed"
    shipped = weights_dir() / "seed"
    return shipped if not installed.exists() and (shipped / "model.json").exists() else installed


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(path: Path, why: str = "") -> NeckerError:
    return NeckerError(
        say(f"the model is damaged: {path}", f"le modèle est abîmé : {path}"),
        why or say("it is not the file it was made with", "ce n’est pas le fichier d’origine"),
        say("get or train it again", "procurez-vous-le ou entraînez-le à nouveau"),
    )
