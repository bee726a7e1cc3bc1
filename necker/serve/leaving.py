"""Clients that go away before they are answered: what was being done for them is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request

_Result = TypeVar("_Result")


async def unless_gone(request: Request, work: Awaitable[_Result]) -> _Result:
    """The result of `work`.  Raises ClientDisconnect, once it is cancelled, when the client has gone.

    The body of the request must have been read: what comes after it is only that the client leaves.
    """
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientDisconnect
        return task.result()
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task})


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
