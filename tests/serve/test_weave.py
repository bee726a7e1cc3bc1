"""A model faster than its client waits for it, whatever the size of its events; nothing is lost or changed by that."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from necker.serve import weave as module
from necker.serve.serving import Serving
from necker.serve.weave import Ahead, Weave

LARGE = 200_000


def event(number: int, size: int = LARGE) -> bytes:
    return b"data: " + str(number).encode().rjust(size, b"0") + b"\n\n"


@pytest.mark.parametrize(
    ("sent", "most"),
    [
        ([event(number) for number in range(100)], (4 << 20) + 3 * LARGE),  # one taken, one on its way, one being read
        ([event(number, 20) for number in range(3000)], (256 + 3) * 28),
    ],
    ids=["large", "small"],
)
def test_a_slow_client_holds_up_the_model(serving: Serving, sent: list[bytes], most: int) -> None:
    """The bound is in bytes as in events; what waits comes all the same, in order."""
    read = 0

    async def source() -> AsyncIterator[bytes]:
        nonlocal read
        for each in sent:
            read += len(each)
            yield each

    async def slowly() -> tuple[int, list[bytes]]:
        frames = Weave(serving).frames(source())
        found, before = [await anext(frames)], -1
        while read != before:
            before = read
            await asyncio.sleep(0.02)
        return before, found + [each async for each in frames]

    ahead, found = asyncio.run(slowly())
    assert most // 2 < ahead <= most
    assert found == sent


def test_one_event_may_be_larger_than_all_that_may_wait() -> None:
    async def pass_on() -> bytes:
        ahead = Ahead()
        await asyncio.wait_for(ahead.put(b"x" * (module._AHEAD_BYTES + 1)), 5)
        found = await ahead.get()
        assert isinstance(found, bytes)
        return found

    assert len(asyncio.run(pass_on())) == module._AHEAD_BYTES + 1


def test_who_comes_first_is_let_in_first() -> None:
    """A large event is not passed by small ones for which there is room already: verdicts would wait for the end."""

    async def crowd() -> list[int]:
        ahead = Ahead()
        sizes = [module._AHEAD_BYTES - 10, 1000, 1, 1]
        puts = [asyncio.create_task(ahead.put(b"x" * size)) for size in sizes]
        await asyncio.sleep(0)
        found = [await ahead.get() for _ in sizes]
        await asyncio.gather(*puts)
        return [len(each) for each in found if isinstance(each, bytes)]

    assert asyncio.run(asyncio.wait_for(crowd(), 10)) == [module._AHEAD_BYTES - 10, 1000, 1, 1]


def test_a_client_that_leaves_while_much_waits_ends_it(serving: Serving) -> None:
    closed = False

    async def source() -> AsyncIterator[bytes]:
        nonlocal closed
        try:
            while True:
                yield event(1)
        finally:
            closed = True

    async def leave() -> None:
        frames = Weave(serving).frames(source())
        await anext(frames)
        await asyncio.sleep(0.05)
        await frames.aclose()

    asyncio.run(asyncio.wait_for(leave(), 10))
    assert closed
