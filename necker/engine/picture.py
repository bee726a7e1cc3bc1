"""Picture files of a user, in and out, through Pillow; a small file that unfolds into a huge picture is refused unread."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from necker.core.errors import NeckerError
from necker.core.files import write_aside
from necker.core.language import say
from necker.engine.files import check_name, read_bytes

MOST_BYTES = 200_000_000
MOST_PIXELS = 60_000_000  # a telephone's largest are 50 million
LARGEST = 2048  # pixels; larger ones are made smaller at once, by a whole factor, for memory


def read_picture(path: Path) -> NDArray[np.uint8]:
    """(height, width, 3) sRGB, upright, on white; of a moving picture, the first.  Raises NeckerError when it is none."""
    data = read_bytes(path, MOST_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours, below
            with Image.open(io.BytesIO(data)) as opened:
                return _pixels(opened, path)
    except UnidentifiedImageError as error:
        raise _unreadable(path, say("it is no picture", "ce n’est pas une image")) from error
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:  # what Pillow's readers raise on damaged files
        raise _unreadable(path, say("it is damaged", "elle est abîmée") + f" ({error})") from error


def write_png(path: Path, pixels: NDArray[np.uint8]) -> None:
    """pixels: (height, width, 3)"""
    check_name(path, ".png")
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG")
    write_aside(path, made.getvalue())


def _pixels(opened: Image.Image, path: Path) -> NDArray[np.uint8]:
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise _too_large(path)
    small = (
        opened if max(width, height) <= LARGEST else opened.convert("RGBA").reduce(-(-max(width, height) // LARGEST))
    )
    drawn = ImageOps.exif_transpose(small).convert("RGBA")
    white = Image.new("RGBA", drawn.size, (255, 255, 255, 255))
    return np.array(Image.alpha_composite(white, drawn).convert("RGB"), dtype=np.uint8)


def _unreadable(path: Path, why: str) -> NeckerError:
    return NeckerError(say(f"cannot read {path}", f"impossible de lire {path}"), why)


def _too_large(path: Path) -> NeckerError:
    most = MOST_PIXELS // 1_000_000
    return _unreadable(path, say(f"more than {most} million pixels", f"plus de {most} millions de pixels"))
