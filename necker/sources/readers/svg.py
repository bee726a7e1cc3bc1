"""Drawings in SVG as pictures, by resvg: the same pixels on every machine for one version of it.

Fonts of the machine are not used and no other file is read: a drawing that asks for one is refused.
"""

from __future__ import annotations

import io
import re

import numpy as np

from necker.core.errors import MissingError
from necker.core.language import say
from necker.sources.document import Image

SIDE = 256  # pixels of the longer side, where a source says no other

_LINK = re.compile(r"<a\b[^>]*>")  # which leads somewhere, and shows nothing of it
_OUTSIDE = re.compile(
    r"""href\s*=\s*["'](?!\s*(#|data:))|url\(\s*(?!["']?\s*#)|@import|<!ENTITY[^>]*(SYSTEM|PUBLIC)""", re.IGNORECASE
)


def decode_drawing(data: bytes, side: int = SIDE) -> Image:
    """(height, width, 3), the longer one `side`, on white.

    Raises MissingError when resvg-py is not installed, ValueError for what is no SVG or shows other files.
    """
    from PIL import Image as pillow

    try:
        import resvg_py
    except ImportError:
        raise MissingError(
            say("drawings in SVG cannot be read", "les dessins en SVG ne peuvent pas être lus"),
            say("resvg-py is not installed", "resvg-py n’est pas installé"),
            "pip install 'necker[data]'",
        ) from None
    text = data.decode("utf-8-sig")
    if _OUTSIDE.search(_LINK.sub("", text)):
        raise ValueError(say("the drawing shows another file", "le dessin montre un autre fichier"))
    drawn = resvg_py.svg_to_bytes(
        svg_string=text, width=side, height=side, dpi=96, background="#ffffff", skip_system_fonts=True
    )
    with pillow.open(io.BytesIO(bytes(drawn))) as opened:
        return Image(np.array(opened.convert("RGB"), dtype=np.uint8))
