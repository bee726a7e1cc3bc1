"""Errors on the wire: OpenAI's error object for whatever goes wrong, and the status that fits; nothing of the inside leaks.

{"error": {"message", "type", "param", "code", "why", "do"}}: the first four as OpenAI has them, the last two when known.
"""

from __future__ import annotations

import json
import sys
import traceback
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from necker.core import errors
from necker.core.console import note, one_line
from necker.core.language import say

# What went wrong: status, type, code.  The statuses that clients try again (408, 409, 429, 5xx) are for what may pass.
_KINDS: dict[type[errors.NeckerError], tuple[int, str, str]] = {
    errors.UsageError: (400, "invalid_request_error", "invalid_request"),
    errors.MissingError: (404, "not_found_error", "not_installed"),
    errors.BackendError: (502, "api_error", "backend_unreachable"),
    errors.RefusedError: (403, "permission_error", "refused"),
    errors.UnprovenError: (422, "invalid_request_error", "unproven"),
}
_PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False)  # json.dumps makes one at each call
_BREAKS = "\x85\u2028\u2029"  # line breaks to Python's and JavaScript's older readers, though not to JSON
RETRY_AFTER = "2"
"""Seconds after which a client that found too many waiting may ask again."""

_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


class Problem(errors.NeckerError):
    """An error with a status of its own.  `param` names what is wrong in the request."""

    def __init__(
        self, status: int, code: str, what: str, why: str = "", do: str = "", *, param: str | None = None
    ) -> None:
        super().__init__(what, why, do)
        self.status, self.code, self.param = status, code, param


def wrong(param: str, why: str) -> Problem:
    """The error for a request whose `param` cannot be used."""
    return Problem(
        400, "invalid_value", say(f"“{param}” cannot be used", f"« {param} » est inutilisable"), why, param=param
    )


def not_found(what: str) -> Problem:
    """The error for what is not there, or is nobody's business here: the two look the same."""
    return Problem(404, "not_found", what)


def status_of(error: BaseException) -> int:
    """The HTTP status of an error."""
    if isinstance(error, Problem | HTTPException):
        return error.status if isinstance(error, Problem) else error.status_code
    return next((kind[0] for each, kind in _KINDS.items() if isinstance(error, each)), 500)


def error_object(error: BaseException) -> dict[str, Any]:
    """The error as it is sent.  Of an error that nobody expected, only that it happened is told."""
    if isinstance(error, HTTPException):
        error = _of_starlette(error)
    if not isinstance(error, errors.NeckerError):
        error = Problem(500, "internal_error", say("this should not happen", "ceci ne devrait pas arriver"))
    status = status_of(error)
    kind = next((kind for each, kind in _KINDS.items() if isinstance(error, each)), None)
    type_, code = (kind[1], kind[2]) if kind else ("", "failed")
    if isinstance(error, Problem):
        code, type_ = error.code, _TYPES.get(status, "invalid_request_error" if status < 500 else "api_error")
    shown = {"message": str(error), "type": type_ or "api_error", "param": getattr(error, "param", None), "code": code}
    more = {"why": error.why, "do": error.do}
    return {"error": shown | {key: value for key, value in more.items() if value}}


def _of_starlette(error: HTTPException) -> Problem:
    """What the framework refuses: no such route, another method, a form that is none."""
    codes = {
        404: ("not_found", say("there is nothing here", "il n’y a rien ici")),
        405: ("method_not_allowed", say("not with this method", "pas avec cette méthode")),
    }
    code, what = codes.get(
        error.status_code, ("invalid_request", say("the request cannot be read", "la requête est illisible"))
    )
    return Problem(error.status_code, code, what)


def encoded(data: Any) -> bytes:
    """JSON in UTF-8 on one line.  Half surrogates are escaped, and so is what some readers of lines take for a line break."""
    try:
        text = _PLAIN.encode(data).encode()
    except UnicodeEncodeError:
        return json.dumps(data, allow_nan=False).encode()
    for mark in _BREAKS:
        text = text.replace(mark.encode(), b"\\u%04x" % ord(mark))
    return text


def problem_response(error: BaseException) -> Response:
    """The error as a response.  Clients are told not to ask again where that would not help."""
    status = status_of(error)
    response = Response(encoded(error_object(error)), status, media_type="application/json")
    if status in (429, 503):
        response.headers["retry-after"] = RETRY_AFTER
    elif status >= 500:
        response.headers["x-should-retry"] = "false"  # OpenAI's clients heed it: one question would become three
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)  # Allow, after 405
    return response


def report(error: BaseException) -> None:
    """One line on stderr about an error that nobody expected; the whole of it with `--debug`."""
    if not isinstance(error, errors.NeckerError | HTTPException | ClientDisconnect):
        note(one_line(f"necker: {type(error).__name__}: {error}"))
        if "--debug" in sys.argv:
            traceback.print_exception(error)


async def on_error(request: Request, error: Exception) -> Response:
    """The handler of the application for every error it knows of.

    That too many wait is 503 by RFC 9110, section 15.6.4, since no one client asked too much; under /v1 it is 429, for which
    the clients of that API have an error of its own, after which they slow down.
    """
    if isinstance(error, ClientDisconnect):
        return Response(status_code=499)  # nobody reads it
    if isinstance(error, Problem) and error.code == "busy" and request.url.path.startswith("/v1/"):
        error = Problem(429, error.code, error.what, error.why, error.do)
    report(error)
    return problem_response(error)
