"""Two tiny untrained codecs, exported once a session.  Nothing may be changed in their folders."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def image_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from necker.codecs.export_torch import export_image
    from necker.codecs.image_torch import ImageCodec, ImageConfig

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("image")
    export_image(ImageCodec(ImageConfig(dim=32, hidden=48, encoder=1, decoder=1)), folder)
    return folder


@pytest.fixture(scope="session")
def sound_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from necker.codecs.export_torch import export_sound
    from necker.codecs.sound_torch import SoundCodec, SoundConfig

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("sound")
    export_sound(SoundCodec(SoundConfig(dim=24, hidden=32, encoder=1, coarse=1, fine=1)), folder)
    return folder
