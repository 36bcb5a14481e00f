"""Overwrites and deletes on a disk that is nearly full: what garbage takes there, and how long a PUT waits beside its removal.

The node has a file system of its own, made in a file as root; elsewhere it shares the one of the work folder, which then is not
nearly full. First every key is written once: that is the quiet store. Then keys are picked by Zipf's law, most of them to be
written again, some to be deleted. What the files take on the disk is looked at every few seconds and held against the bytes of
the objects that are there.
"""

from __future__ import annotations

import asyncio
import itertools
import math
import os
import random
import shutil
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

from ..client import BUCKET, Unexpected
from ..figure import at_most
from ..process import HOST
from ..settings import Settings
from ..stats import percentile

CONNECTIONS = 16
SMALLEST = 4 << 10
LARGEST = 1 << 20
DELETES = 0.05
ZIPF = 0.99
#: What the objects take of the disk: with the garbage that is allowed, four fifths of it.
LIVE_SHARE = 0.60
SAMPLE_SECONDS = 5

TARGET_AMPLIFICATION = 1.5
TARGET_SLOWDOWN = 3.0


@dataclass(frozen=True)
class Request:
    """A PUT of so many bytes, or a DELETE."""

    key: int
    size: int | None

    def encode(self, pool: bytes, number: int) -> bytes:
        path = f"/{BUCKET}/churn-{self.key:07d}"
        if self.size is None:
            return f"DELETE {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        head = f"PUT {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {self.size}\r\n\r\n".encode()
        # No body comes twice.
        return head + b"%016d" % number + pool[: self.size - 16]


class Mix:
    """What is asked for, and what is there then."""

    def __init__(self, keys: int, seed: int):
        self._random = random.Random(seed)
        self._keys = keys
        # Rank by rank, as no library for it is needed.
        self._bounds = list(itertools.accumulate(1 / (rank + 1) ** ZIPF for rank in range(keys)))
        self._order = list(range(keys))
        self._random.shuffle(self._order)
        self.sizes: dict[int, int] = {}

    @property
    def live_bytes(self) -> int:
        return sum(self.sizes.values())

    def fill(self) -> Iterator[Request]:
        for key in range(self._keys):
            yield Request(key, self._size())

    def churn(self) -> Iterator[Request]:
        while True:
            rank = self._random.choices(self._order, cum_weights=self._bounds)[0]
            yield Request(rank, None if self._random.random() < DELETES else self._size())

    def done(self, request: Request) -> None:
        if request.size is None:
            self.sizes.pop(request.key, None)
        else:
            self.sizes[request.key] = request.size

    def _size(self) -> int:
        """As many of each doubling."""
        return round(math.exp(self._random.uniform(math.log(SMALLEST), math.log(LARGEST))))


MEAN_SIZE = (LARGEST - SMALLEST) / math.log(LARGEST / SMALLEST)


@dataclass
class Times:
    """How long PUTs took, in milliseconds."""

    puts: list[float] = field(default_factory=list)
    requests: int = 0


class _Client(asyncio.Protocol):
    """One kept-alive connection; it never asks for a key that another one is asking for."""

    def __init__(self, work: _Work, done: asyncio.Future[None]):
        self._work = work
        self.done = done
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if b"\r\n\r\n" not in self._answer:
            return
        status = self._answer[9:12]
        if status not in (b"200", b"204"):
            self._fail(Unexpected(f"churn: {self._answer[:400]!r}"))
            return
        self._work.ended(self._request, time.perf_counter() - self._begin)
        self._answer = b""
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        self._fail(error or Unexpected("churn: the server closed the connection"))

    def _next(self) -> None:
        request = self._work.next()
        if request is None:
            if not self.done.done():
                self.done.set_result(None)
            self._transport.close()
            return
        self._request = request
        self._begin = time.perf_counter()
        self._transport.write(request.encode(self._work.pool, self._work.number))

    def _fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class _Work:
    """The requests of one leg, handed out to its connections."""

    def __init__(self, mix: Mix, requests: Iterator[Request], seconds: float | None):
        self.pool = random.Random("churn").randbytes(LARGEST)
        self.number = 0
        self.times = Times()
        self._mix = mix
        self._requests = requests
        self._busy: set[int] = set()
        self._end = None if seconds is None else time.perf_counter() + seconds

    def next(self) -> Request | None:
        if self._end is not None and time.perf_counter() > self._end:
            return None
        for request in self._requests:
            if request.key not in self._busy:
                self._busy.add(request.key)
                self.number += 1
                return request
        return None

    def ended(self, request: Request, seconds: float) -> None:
        self._busy.discard(request.key)
        self._mix.done(request)
        self.times.requests += 1
        if request.size is not None:
            self.times.puts.append(seconds * 1e3)


async def _run(port: int, work: _Work, watch: _Watch) -> None:
    loop = asyncio.get_running_loop()
    clients = [_Client(work, loop.create_future()) for _ in range(CONNECTIONS)]
    for client in clients:
        # Called before the next turn of the loop, so the lambda sees this client.
        await loop.create_connection(lambda: client, HOST, port)
    watching = asyncio.ensure_future(watch.run())
    try:
        await asyncio.gather(*(client.done for client in clients))
    finally:
        watching.cancel()


@dataclass
class _Watch:
    """What the files of a node take, held against what the objects have."""

    folder: Path
    mix: Mix
    amplifications: list[float] = field(default_factory=list)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(SAMPLE_SECONDS)
            self.look()

    def look(self) -> None:
        if self.mix.live_bytes:
            self.amplifications.append(allocated(self.folder) / self.mix.live_bytes)


def allocated(folder: Path) -> int:
    """What the files below a folder take on the disk, in bytes; those that go meanwhile are passed over."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                continue
    return total


@contextmanager
def _disk(settings: Settings) -> Iterator[tuple[Path, bool]]:
    """A file system of its own, nearly filled by the objects, and whether there is one."""
    folder = settings.work / "churn"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    image, mount = folder / "disk", folder / "mnt"
    mount.mkdir()
    with open(image, "wb") as file:
        file.truncate(settings.churn_disk)
    made = os.geteuid() == 0 and all(
        subprocess.run(command, capture_output=True).returncode == 0
        for command in (["mkfs.ext4", "-q", "-m", "0", str(image)], ["mount", "-o", "loop", str(image), str(mount)]))
    try:
        yield mount, made
    finally:
        if made:
            subprocess.run(["umount", "-l", str(mount)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def run(settings: Settings) -> dict[str, object]:
    seconds = settings.churn_seconds
    server = settings.subject
    with _disk(settings) as (folder, own):
        keys = round(settings.churn_disk * LIVE_SHARE / MEAN_SIZE)
        where = f"a disk of {settings.churn_disk / (1 << 30):g} GiB" if own else "a disk shared with others"
        title = (f"Overwrites: {keys:,} keys of 4 KiB to 1 MiB by Zipf's law, one DELETE in {round(1 / DELETES)}, {CONNECTIONS} connections, "
                 f"not pinned, {seconds:g} s on {where}")
        print(title, flush=True)
        mix = Mix(keys, seed=12)
        watch = _Watch(folder / "data", mix)
        with server.start(folder).await_ready() as process:
            server.create_bucket(process, folder)
            quiet = _leg(process.port, _Work(mix, mix.fill(), None), _Watch(folder / "data", mix))
            churned = _leg(process.port, _Work(mix, mix.churn(), seconds), watch)
            watch.look()
            used = shutil.disk_usage(folder)
            memory = process.memory_mb()
    late = quiet.puts[len(quiet.puts) // 2:]
    slow, usual = percentile(churned.puts, 0.99), percentile(late, 0.99)
    return {"title": title, "figures": [
        at_most("space amplification, from the first minute on", "×", _settled(watch.amplifications), TARGET_AMPLIFICATION),
        at_most("99th percentile of PUT ÷ that of the quiet store", "×", [slow / usual], TARGET_SLOWDOWN),
        at_most("99th percentile of PUT", "ms", [slow]),
        at_most("the same while every key was written for the first time", "ms", [usual]),
        at_most("longest PUT", "ms", [max(churned.puts)]),
        at_most("requests", "1/s", [churned.requests / seconds]),
        at_most("of the disk in use at the end", "%", [100 * used.used / used.total]),
        at_most("peak RSS", "MB", [memory["peak_rss"]]),
    ]}


def _settled(amplifications: list[float]) -> list[float]:
    begin = min(60 // SAMPLE_SECONDS, len(amplifications) - 1)
    return amplifications[begin:]


def _leg(port: int, work: _Work, watch: _Watch) -> Times:
    asyncio.run(_run(port, work, watch))
    return work.times
