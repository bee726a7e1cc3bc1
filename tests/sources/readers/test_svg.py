"""Drawings become the same pixels everywhere, and show nothing that is not in them."""

from __future__ import annotations

import numpy as np
import pytest

from necker.sources.readers.svg import decode_drawing
from tests.sources.readers.made import DRAWING

pytest.importorskip("resvg_py")


def test_a_drawing_on_white_as_large_as_is_asked() -> None:
    pixels = decode_drawing(DRAWING, 8).pixels
    assert pixels.shape == (4, 8, 3)
    assert (pixels[:, :4] == (255, 0, 0)).all() and (pixels[:, 4:] == 255).all()
    assert decode_drawing(DRAWING.replace(b"0 0 4 2", b"0 0 2 4"), 8).pixels.shape == (8, 4, 3)


def test_points_are_a_size() -> None:
    head = b'<svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="20pt">'
    assert decode_drawing(head + b"</svg>", 8).pixels.shape == (8, 4, 3)


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="/etc/x.png"/>',
        "<image xlink:href = 'http://a.org/x.png'/>",
        '<rect fill="url(x.svg#a)"/>',
        '<style>@import "x.css";</style>',
    ],
)
def test_other_files_are_refused(inside: str) -> None:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 2">'
    with pytest.raises(ValueError, match="another file"):
        decode_drawing(f"{head}{inside}</svg>".encode())


def test_links_and_its_own_parts_are_not_other_files() -> None:
    inside = b'<a href="http://a.org"><rect id="r" fill="url(#g)"/></a><use href="#r"/>'
    whole = DRAWING.replace(b"</svg>", inside + b"</svg>")
    assert np.array_equal(decode_drawing(whole, 8).pixels, decode_drawing(DRAWING, 8).pixels)


def test_an_entity_from_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="another file"):
        decode_drawing(b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + DRAWING)
