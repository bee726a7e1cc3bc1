"""Files of weights: the local checkpoint (full state, bit for bit) and a leg's own file (weights in bf16, nothing else).

Both are safetensors, written aside and renamed: a crash leaves the old file or the new one.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from necker.core.errors import NeckerError
from necker.core.language import say
from necker.training.chain import canonical
from necker.training.flat import Flat


def write_aside(tensors: dict[str, torch.Tensor], path: Path, metadata: dict[str, str] | None = None) -> None:
    """Save, reach the disk, rename.  Raises NeckerError when the disk refuses."""
    aside = path.with_name(path.name + ".part")
    try:
        save_file(tensors, aside, metadata)
        with aside.open("rb") as file:
            os.fsync(file.fileno())
        aside.chmod(0o644)  # safetensors makes it 0600; a record is there to be read
        aside.replace(path)
    except SafetensorError as error:
        aside.unlink(missing_ok=True)
        raise NeckerError(say(f"cannot write {path}", f"impossible d'écrire {path}"), str(error)) from error


def write_weights(module: nn.Module, path: Path) -> None:
    """A leg's file: every parameter rounded to bf16, in the module's order of names; the same weights give the same bytes."""
    rounded = {n: p.detach().to(torch.bfloat16).cpu().contiguous() for n, p in module.named_parameters()}
    write_aside(rounded, path)


def read_weights(module: nn.Module, path: Path) -> None:
    """Load a leg's file into a module.  Raises NeckerError when it is not one, or is another model's."""
    what = say(f"cannot read the weights {path}", f"impossible de lire les poids {path}")
    try:
        found = load_file(path)
    except (OSError, SafetensorError, ValueError) as error:
        raise NeckerError(what, str(error)) from error
    wanted = dict(module.named_parameters())
    if found.keys() != wanted.keys() or any(found[n].shape != wanted[n].shape for n in wanted):
        why = say("they are those of another model or recipe", "ce sont ceux d'un autre modèle ou d'une autre recette")
        raise NeckerError(what, why)
    with torch.no_grad():
        for name, parameter in wanted.items():
            parameter.copy_(found[name].float())


def write_checkpoint(flat: Flat, path: Path, metadata: dict[str, str]) -> None:
    """The whole state of a leg in training."""
    sealed = metadata | {"seal": _seal(metadata)}
    write_aside({"values": flat.values, "first": flat.first, "second": flat.second}, path, sealed)


def _seal(metadata: dict[str, str]) -> str:
    return hashlib.sha256(canonical(metadata)).hexdigest()


def read_checkpoint(flat: Flat, path: Path) -> dict[str, str]:
    """Load the whole state; returns the metadata.  Raises NeckerError when its hash is not the one it was written with."""
    damaged = NeckerError(
        say(f"the checkpoint {path} is damaged", f"le point de reprise {path} est endommagé"),
        say("it is not what was written", "il n'est pas tel qu'il a été écrit"),
        say("remove it to begin this leg again", "supprimez-le pour recommencer cette étape"),
    )
    try:
        with safe_open(path, "pt") as file:
            metadata = dict(file.metadata() or {})
            for name in ("values", "first", "second"):
                getattr(flat, name).copy_(file.get_tensor(name))
    except (OSError, SafetensorError, RuntimeError, ValueError) as error:
        raise damaged from error
    if metadata.pop("seal", "") != _seal(metadata) or flat.hash(int(metadata["step"])) != metadata["state"]:
        raise damaged
    return metadata
