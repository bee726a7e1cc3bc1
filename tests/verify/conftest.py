"""A pack of three short pages, and the proof of an answer from it."""

from __future__ import annotations

import pytest

from necker.knowledge.build import build_pack
from necker.knowledge.pack import Pack
from tests.verify.proofs import Stars, answer_from, write


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return Pack(build_pack("stars", Stars(), folder=tmp_path_factory.mktemp("packs")).path)


@pytest.fixture(scope="module")
def proof(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write(tmp_path_factory.mktemp("proofs") / "proof.json", answer_from(pack), pack.info).read_bytes()
