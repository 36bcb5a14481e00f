"""Fills a bucket with many small objects through S3, knowing of each that it was acknowledged.

wrk cannot do that: it stops by the clock and drops what is under way.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Callable, Iterator

from .client import BUCKET, Unexpected
from .process import HOST

PREFIXES = 1000


def key(number: int) -> str:
    """Keys spread over 1000 prefixes, in an order that is not the order of writing."""
    return f"p{number % PREFIXES:03d}/{number // PREFIXES:07d}"


def numbered(number: int) -> tuple[str, bytes]:
    """The key and the body of an object."""
    return key(number), b"%016d" % number


#: What is written for a number.
Content = Callable[[int], tuple[str, bytes]]


@dataclass(frozen=True)
class Loaded:
    objects: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.objects / self.seconds


class _Writer(asyncio.Protocol):
    """One kept-alive connection that PUTs what the numbers yield, one request at a time."""

    def __init__(self, numbers: Iterator[int], content: Content, done: asyncio.Future[None]):
        self._numbers = numbers
        self._content = content
        self.done = done
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send_next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if b"\r\n\r\n" not in self._answer:
            return
        if not self._answer.startswith(b"HTTP/1.1 200"):
            self._fail(Unexpected(f"loading: {self._answer[:300]!r}"))
            return
        self._answer = b""
        self._send_next()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or Unexpected("loading: the server closed the connection"))

    def _send_next(self) -> None:
        number = next(self._numbers, None)
        if number is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        name, body = self._content(number)
        head = f"PUT /{BUCKET}/{name} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


async def _load(port: int, count: int, content: Content, connections: int) -> None:
    loop = asyncio.get_running_loop()
    numbers = iter(range(count))
    writers = [_Writer(numbers, content, loop.create_future()) for _ in range(connections)]
    for writer in writers:
        # Called before the next turn of the loop, so the lambda sees this writer.
        await loop.create_connection(lambda: writer, HOST, port)
    await asyncio.gather(*(writer.done for writer in writers))


def load(port: int, count: int, content: Content = numbered, connections: int = 256) -> Loaded:
    begin = time.perf_counter()
    asyncio.run(_load(port, count, content, connections))
    return Loaded(count, time.perf_counter() - begin)
