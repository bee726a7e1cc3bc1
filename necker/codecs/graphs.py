"""An exported codec on disk, opened: its two ONNX graphs and its card, checked against the hashes that the card gives.  No PyTorch."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necker.core.errors import MissingError, NeckerError
from necker.core.language import say

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FILES = ("encoder.onnx", "decoder.onnx")


@dataclass(frozen=True, slots=True)
class Graphs:
    """`card` is codec.json; the sessions have one input and one output each."""

    card: dict[str, Any]
    encoder: InferenceSession
    decoder: InferenceSession

    @classmethod
    def open(cls, folder: Path, kind: str, numbers: tuple[str, ...], threads: int = 1) -> Graphs:
        """Open the codec of this kind ("image", "sound"), whose card must hold these numbers.

        Raises MissingError when a file is absent, NeckerError when one is damaged.
        """
        card = read_card(folder, kind, numbers)
        encoder, decoder = (session(folder / name, card["sha256"][name], threads) for name in FILES)
        return cls(card, encoder, decoder)


def read_card(folder: Path, kind: str, numbers: tuple[str, ...]) -> dict[str, Any]:
    """codec.json of a codec of this kind, with these positive numbers"""
    damaged = say(f"the {kind} codec in {folder} cannot be used", f"le codec « {kind} » de {folder} est inutilisable")
    try:
        card = json.loads(read(folder / "codec.json"))
    except ValueError as error:
        raise NeckerError(damaged, say("codec.json is not JSON", "codec.json n'est pas du JSON")) from error
    if not isinstance(card, dict) or card.get("schema") != 1 or card.get("kind") != kind:
        raise NeckerError(damaged, say("codec.json describes something else", "codec.json décrit autre chose"))
    if not isinstance(card.get("sha256"), dict) or set(card["sha256"]) != set(FILES):
        raise NeckerError(
            damaged,
            say("codec.json lacks the hashes of its files", "codec.json n'a pas les empreintes de ses fichiers"),
        )
    missing = [name for name in numbers if not isinstance(card.get(name), int) or card[name] <= 0]
    if missing:
        names = ", ".join(missing)
        raise NeckerError(damaged, say(f"codec.json lacks {names}", f"il manque {names} dans codec.json"))
    return card


def read(path: Path) -> bytes:
    """The bytes of a file of a codec."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingError(
            say(f"no codec in {path.parent}", f"aucun codec dans {path.parent}"),
            say(f"{path.name} cannot be read", f"{path.name} ne peut être lu"),
        ) from error


def session(path: Path, sha256: str, threads: int) -> InferenceSession:
    """A graph whose bytes have this hash, on the CPU."""
    data = read(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise NeckerError(
            say(
                f"{path} is not the file its codec.json names", f"{path} n'est pas le fichier que nomme son codec.json"
            ),
            say("its sha256 differs", "son sha256 diffère"),
            say("export or download the codec again", "exportez ou téléchargez à nouveau le codec"),
        )
    import onnxruntime  # late: it costs tenths of a second, and most commands never need it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
