"""A bucket before an origin: what a miss costs beside a read of the origin itself, and a hit beside an object that was written here.

The origin is versitygw over a folder. Beside the node rclone, which serves the same origin by S3 and keeps what it reads, too
(`serve s3 --vfs-cache-mode full`). **What each has done in the end**: the node has given its client every byte and has them on its
disk, hashed; rclone has written them to its disk.

Over loopback an origin answers faster than any cloud. So long objects are read over a line of 1 Gbit/s, too, which the kernel makes
of loopback for what the origin sends; that needs the private network.
"""

from __future__ import annotations

import http.client
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .. import machine
from ..client import BUCKET, S3Client, Unexpected
from ..content import object_bytes
from ..contest import Arena
from ..figure import at_least, at_most
from ..process import HOST, ServerProcess
from ..servers import Node, Rclone, Server, Versitygw
from ..settings import Settings
from ..sharing import stand_before
from . import get

MIB = 1 << 20
DIRECT = "direct"
#: Keys that each reads for its first byte, and before that shorter ones, until a JVM has compiled what a miss takes.
KEYS, WARM_KEYS = 100, 1500
WARM_LENGTH = 300 << 10
WARM_ROUNDS = 1
HIT = get.Size("1 MiB", MIB, 32, {"node": 0.95}, over=" that came from an origin")


def run(settings: Settings) -> dict[str, object]:
    if not settings.tools.versitygw:
        print("bench: without versitygw there is no origin, so this is left out")
        return {}
    title = "A bucket before an origin, all on the same cores"
    print(title, flush=True)
    work = settings.work / "origin"
    shutil.rmtree(work, ignore_errors=True)
    with Arena(work) as arena:
        origin = _origin(settings, arena)
        cold = Cold(settings)
        cold.store(origin)
        readers = _readers(settings, arena, origin)
        figures = _first_bytes(cold, readers) + _throughput(cold, readers, "over loopback")
        if cold.has_line:
            with machine.line(origin.port, "1gbit"):
                figures += _throughput(cold, readers, "over 1 Gbit/s")
    shutil.rmtree(work, ignore_errors=True)
    return {"title": title, "figures": figures, "contests": [contest.as_json() for contest in _hits(settings)]}


def _origin(settings: Settings, arena: Arena) -> ServerProcess:
    server = Versitygw(settings.tools, name="origin")
    process = arena.start(server, pinned=False)
    server.create_bucket(process, arena.folder(server))
    return process


def _readers(settings: Settings, arena: Arena, origin: ServerProcess) -> dict[str, ServerProcess]:
    """Who is read through: the origin itself first."""
    node = Node(settings.tools)
    readers = {DIRECT: origin, "node": arena.start(node, pinned=False)}
    stand_before(settings.tools, arena.folder(node), readers["node"], origin.port, Versitygw.CREDENTIALS)
    if settings.tools.rclone:
        readers["rclone"] = arena.start(Rclone(settings.tools, origin=origin.port), pinned=False)
    return readers


@dataclass(frozen=True)
class Cold:
    """The objects at the origin, each for one reader to read once."""

    settings: Settings

    @property
    def has_line(self) -> bool:
        return machine.is_network_private()

    @property
    def hows(self) -> list[str]:
        return ["over loopback", "over 1 Gbit/s"] if self.has_line else ["over loopback"]

    @property
    def names(self) -> list[str]:
        return [DIRECT, "node"] + (["rclone"] if self.settings.tools.rclone else [])

    @property
    def long_rounds(self) -> int:
        return WARM_ROUNDS + self.settings.pairs

    @property
    def length(self) -> int:
        return self.settings.origin_mib * MIB

    def store(self, origin: ServerProcess) -> None:
        with S3Client(origin.port) as client:
            for name in self.names:
                for number in range(WARM_KEYS + KEYS):
                    key = self.small(name, number)
                    client.put(key, object_bytes(key, self.small_length(number)))
                for how in self.hows:
                    for number in range(self.long_rounds):
                        key = self.long(how, name, number)
                        client.put(key, object_bytes(key, self.length))

    def small(self, name: str, number: int) -> str:
        return f"small-{name}-{number}"

    def small_length(self, number: int) -> int:
        return WARM_LENGTH if number < WARM_KEYS else MIB

    def long(self, how: str, name: str, number: int) -> str:
        return f"long-{self.hows.index(how)}-{name}-{number}"

    def turns(self, number: int) -> list[str]:
        """Everybody, in an order that changes with the round."""
        at = number % len(self.names)
        return self.names[at:] + self.names[:at]


def _first_bytes(cold: Cold, readers: dict[str, ServerProcess]) -> list[dict[str, object]]:
    waits: dict[str, list[float]] = {name: [] for name in readers}
    connections = {name: http.client.HTTPConnection(HOST, process.port, timeout=60) for name, process in readers.items()}
    for number in range(WARM_KEYS + KEYS):
        for name in cold.turns(number):
            seconds = _first_byte(connections[name], cold.small(name, number), cold.small_length(number))
            if number >= WARM_KEYS:
                waits[name].append(seconds * 1000)
    for connection in connections.values():
        connection.close()
    lines = [at_most(f"first byte of 1 MiB, {_title(name)}", "ms", times) for name, times in waits.items()]
    direct = median(waits.pop(DIRECT))
    for name, times in waits.items():
        target = 5 if name == "node" else None
        lines.append(at_most(f"first byte of a miss beyond that of the origin, {name}", "ms", [median(times) - direct], target))
    return lines


def _first_byte(connection: http.client.HTTPConnection, key: str, length: int) -> float:
    begin = time.perf_counter()
    connection.request("GET", f"/{BUCKET}/{key}")
    answer = connection.getresponse()
    first = answer.read(1)
    seconds = time.perf_counter() - begin
    if answer.status != 200 or first + answer.read() != object_bytes(key, length):
        raise Unexpected(f"{key} came with status {answer.status} or other bytes")
    return seconds


def _throughput(cold: Cold, readers: dict[str, ServerProcess], how: str) -> list[dict[str, object]]:
    """One object after the other, by one client."""
    rates: dict[str, list[float]] = {name: [] for name in readers}
    for number in range(cold.long_rounds):
        for name in cold.turns(number):
            os.sync()
            seconds = _read(readers[name], cold.long(how, name, number), cold.length)
            if number >= WARM_ROUNDS:
                rates[name].append(cold.length / seconds / 1e6)
    what = f"cold {cold.length // MIB} MiB {how}"
    lines = [at_least(f"{what}, {_title(name)}", "MB/s", figures) for name, figures in rates.items()]
    direct = rates.pop(DIRECT)
    for name, figures in rates.items():
        target = 0.95 if name == "node" else None
        lines.append(at_least(f"{what}, {name} ÷ the origin itself", "×",
                              [one / other for one, other in zip(figures, direct, strict=True)], target))
    return lines


def _read(process: ServerProcess, key: str, length: int) -> float:
    connection = http.client.HTTPConnection(HOST, process.port, timeout=600)
    buffer = memoryview(bytearray(MIB))
    got = 0
    begin = time.perf_counter()
    connection.request("GET", f"/{BUCKET}/{key}")
    answer = connection.getresponse()
    while count := answer.readinto(buffer):
        got += count
    seconds = time.perf_counter() - begin
    connection.close()
    if got != length:
        raise Unexpected(f"{key} came with {got} bytes of {length}")
    return seconds


def _title(name: str) -> str:
    return "from the origin itself" if name == DIRECT else f"a miss through {name}"


def _hits(settings: Settings) -> list[get.Contest]:
    """What came from an origin once, beside what was written here."""
    work = settings.work / "origin-of-hits"
    shutil.rmtree(work, ignore_errors=True)
    with Arena(work) as arena:
        before = NodeBefore(settings.tools, name="node before an origin", origin=_origin(settings, arena))
        servers: list[Server] = [before, Node(settings.tools)]
        contests = get.contests(settings, "origin-hits", servers, (HIT,), pinned=True, connections=[64])
    shutil.rmtree(work, ignore_errors=True)
    return contests


@dataclass(frozen=True)
class NodeBefore(Node):
    """The node, whose bucket stands before an origin that has the objects."""

    origin: ServerProcess | None = None

    def store(self, process: ServerProcess, folder: Path, objects: dict[str, bytes]) -> None:
        assert self.origin
        stand_before(self.tools, folder, process, self.origin.port, Versitygw.CREDENTIALS)
        with S3Client(self.origin.port) as client:
            for key, body in objects.items():
                client.put(key, body)
