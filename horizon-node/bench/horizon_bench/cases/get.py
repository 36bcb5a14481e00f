"""GET of 4 KiB, 64 KiB and 1 MiB objects: the node beside nginx and S3Proxy."""

from __future__ import annotations

import shutil
from dataclasses import dataclass

from ..client import BUCKET, S3Client, Unexpected
from ..content import object_bytes
from ..contest import Arena, Contest
from ..load import Leg, Load
from ..process import ServerProcess
from ..servers import Server
from ..settings import Settings


@dataclass(frozen=True)
class Size:
    name: str
    bytes: int
    objects: int
    targets: dict[str, float]
    #: What the title says of how they are read.
    over: str = ""

    @property
    def prefix(self) -> str:
        return f"get-{self.bytes}-"


SIZES = (
    Size("1 MiB", 1 << 20, 32, {"nginx": 0.7}),
    Size("4 KiB", 4 << 10, 1000, {"nginx": 0.5, "S3Proxy": 2.0}),
    Size("64 KiB", 64 << 10, 500, {}),
)


def run(settings: Settings) -> dict[str, object]:
    contests = _contests(settings, pinned=True, connections=[64] if settings.quick else [64, 16])
    if not settings.quick:
        contests += _contests(settings, pinned=False, connections=[64])
    return {"contests": [contest.as_json() for contest in contests]}


def _contests(settings: Settings, pinned: bool, connections: list[int]) -> list[Contest]:
    servers = [settings.subject, *settings.rivals(settings.nginx, settings.s3proxy)]
    return contests(settings, "get", servers, SIZES, pinned, connections)


def contests(settings: Settings, name: str, servers: list[Server], sizes: tuple[Size, ...], pinned: bool,
             connections: list[int]) -> list[Contest]:
    """A contest for each size and number of connections. The first server is held against the others."""
    work = settings.work / name
    shutil.rmtree(work, ignore_errors=True)
    held = []
    with Arena(work) as arena:
        processes = {server.name: arena.start(server, pinned) for server in servers}
        for size in sizes:
            for server in servers:
                _prepare(server, arena, processes[server.name], size)
        for size in sizes:
            for count in connections:
                where = "one core each" if pinned else "not pinned"
                title = settings.title(f"GET {size.name}{size.over}, {count} connections, {where}")
                print(title, flush=True)
                load = Load(settings.tools, count, pinned, settings.work)

                def leg(_: Server, process: ServerProcess, __: str, seconds: float,
                        load: Load = load, size: Size = size) -> Leg:
                    return load.get(process, size.prefix, size.objects, size.bytes, seconds)

                targets = size.targets if pinned and count == 64 and settings.other_jar is None else {}
                contest = Contest(title, servers, targets)
                for process in processes.values():
                    process.resume()
                contest.run(processes, leg, settings)
                held.append(contest)
    shutil.rmtree(work, ignore_errors=True)
    return held


def _prepare(server: Server, arena: Arena, process: ServerProcess, size: Size) -> None:
    """Stores the objects and compares each one as the server gives it back."""
    objects = {f"{size.prefix}{i}": object_bytes(f"{size.prefix}{i}", size.bytes) for i in range(size.objects)}
    server.store(process, arena.folder(server), objects)
    with S3Client(process.port, process.secure) as client:
        for key, body in objects.items():
            if client.get(key) != body:
                raise Unexpected(f"{server.name} gave other bytes for /{BUCKET}/{key}")
