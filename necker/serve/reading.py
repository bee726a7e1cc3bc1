"""Reading requests: JSON bodies, their fields, numbers of a query; whatever cannot be used is a Problem that names it."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from starlette.requests import Request

from necker.core.language import Lang, say
from necker.serve.problems import Problem, not_found, wrong


async def read_json(request: Request) -> dict[str, Any]:
    """The object in the body.  Only `application/json` is read: it is what no form and no plain link can send."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(
            415,
            "unsupported_media_type",
            say("the body must be JSON", "le corps doit être du JSON"),
            "application/json",
        )
    raw = await request.body()
    try:
        body = _READER.decode(raw.decode())
        if b"\\u" in raw:  # half a surrogate pair can be written in JSON, and kept nowhere
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Problem(
            400, "invalid_json", say("the body is not valid JSON", "le corps n’est pas du JSON valide")
        ) from None
    if not isinstance(body, dict):
        raise Problem(400, "invalid_json", say("the body must be a JSON object", "le corps doit être un objet JSON"))
    return body


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN, Infinity: Python reads them, JSON does not have them


_READER = json.JSONDecoder(parse_constant=_no_number)


def text_of(body: dict[str, Any], name: str, most: int, *, may_be_empty: bool = False) -> str:
    """A text field of at most so many characters."""
    value = body.get(name)
    if not isinstance(value, str):
        raise wrong(name, say("a text is expected", "un texte est attendu"))
    if not may_be_empty and not value.strip():
        raise wrong(name, say("it is empty", "il est vide"))
    if len(value) > most:
        raise wrong(name, say(f"{most:,} characters at most", f"{most} caractères au plus"))
    return value


def flag_of(body: dict[str, Any], name: str) -> bool:
    """True or false; absent and null are false."""
    value = body.get(name)
    if value is not None and not isinstance(value, bool):
        raise wrong(name, say("true or false is expected", "true ou false est attendu"))
    return bool(value)


def lang_of(value: object) -> Lang | None:
    """A language; None where it is to be found out."""
    if value in (None, ""):
        return None
    if value not in ("fr", "en"):
        raise wrong("lang", say("fr or en is expected", "fr ou en est attendu"))
    return "fr" if value == "fr" else "en"


def id_of(body: dict[str, Any], name: str) -> str | None:
    """An id, None where there is none."""
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise wrong(name, say("an id or null is expected", "un identifiant ou null est attendu"))
    return value


def number_of(request: Request, name: str, default: int, most: int) -> int:
    """A whole number of the query, from 1 to `most`."""
    raw = request.query_params.get(name)
    if raw is None or raw == "":
        return default
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 10 and 1 <= int(raw) <= most):
        raise wrong(name, say(f"a number from 1 to {most} is expected", f"un nombre de 1 à {most} est attendu"))
    return int(raw)


def number_in_path(request: Request) -> int:
    """The number that the path ends in; what is no number is not there."""
    raw = request.path_params["id"]
    if not (raw.isascii() and raw.isdecimal() and len(raw) < 16):
        raise not_found(say("there is none of that number", "il n’y en a pas de ce numéro"))
    return int(raw)
