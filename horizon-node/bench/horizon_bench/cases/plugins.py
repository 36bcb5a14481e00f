"""The node with plugins beside itself without: what they cost, and what others notice of those that misbehave."""

from __future__ import annotations

import http.client
import json
import random
import shutil
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Iterator

from .. import plugins
from ..client import BUCKET, AdminClient, S3Client, Unexpected
from ..content import object_bytes, put_tail
from ..contest import Arena, Contest
from ..load import Leg, Load
from ..plugins import Plugin
from ..process import ServerProcess, connect
from ..servers import Node, Server
from ..settings import Settings
from ..stats import Spread, ratios
from .put import wrong_in_sample

CONNECTIONS = 64
SMALL, LARGE = 4 << 10, 1 << 20
#: What misbehaving plugins do, by the letters of their text, and the one that stays within its limits and never lets go.
FAILING, WITHIN_LIMITS = "lgfat", "b"
#: Java's compilers have more to do than without plugins, on the one core that the load has, too.
WARM_UPS = 2
#: Connections of those who are measured beside them.
OTHERS = 16
POLICY = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"AWS": plugins.PRINCIPAL}, "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}]}


@dataclass(frozen=True)
class Reading:
    """GETs of objects through plugins."""

    title: str
    plugins: tuple[Plugin, ...]
    bytes: int
    objects: int
    body: Callable[[str, int], bytes] = object_bytes
    target: float | None = None
    #: What clients read instead of what is stored.
    seen: Callable[[bytes], bytes] = lambda stored: stored
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def prefix(self) -> str:
        return f"get-{self.bytes}-"


def run(settings: Settings) -> dict[str, object]:
    readings = (
        Reading("GET 4 KiB, three no-op plugins", plugins.no_ops(3), SMALL, 1000, target=0.95),
        Reading("GET 1 MiB, one that sees the body", (plugins.observer(),), LARGE, 32, target=0.7),
        Reading("GET 1 MiB of text, redact", (plugins.redact(),), LARGE, 32, body=text, seen=masked),
        Reading("GET 4 KiB without a signature, token-auth", (plugins.token_auth(),), SMALL, 1000,
                headers=(("x-access-token", plugins.token()),)),
    )
    contests = [_gets(settings, reading) for reading in readings]
    contests.insert(1, _puts(settings))
    return {"contests": [contest.as_json() for contest in contests], "comparisons": [_abuse(settings)]}


def text(key: str, size: int) -> bytes:
    """Lines of words, with a mail address in every tenth or so."""
    chosen = random.Random(key)
    words = [b"the", b"customer", b"paid", b"on", b"delivery", b"and", b"asked", b"for", b"a", b"receipt"]
    lines = bytearray()
    while len(lines) < size:
        lines += b" ".join(chosen.choices(words, k=10)) + (b" jo@example.com\n" if chosen.random() < 0.1 else b"\n")
    return bytes(lines[:size - 1]) + b"\n"


def masked(stored: bytes) -> bytes:
    return stored.replace(b"jo@example.com", b"[mail]")


def _servers(settings: Settings, added: tuple[Plugin, ...]) -> tuple[Node, Node]:
    return Node(settings.tools, name="node with plugins", plugins=added), Node(settings.tools, name="node")


@contextmanager
def _arena(settings: Settings) -> Iterator[tuple[Arena, Path]]:
    work = settings.work / "plugins"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    with Arena(work) as arena:
        yield arena, work
    shutil.rmtree(work, ignore_errors=True)


def _contest(title: str, servers: tuple[Node, Node], target: float | None) -> Contest:
    print(title, flush=True)
    return Contest(title, servers, {} if target is None else {servers[1].name: target})


def _gets(settings: Settings, reading: Reading) -> Contest:
    servers = _servers(settings, reading.plugins)
    contest = _contest(f"{reading.title}, {CONNECTIONS} connections, one core each", servers, reading.target)
    load = Load(settings.tools, CONNECTIONS, True, settings.work, reading.headers)
    with _arena(settings) as (arena, _):
        processes = {server.name: arena.start(server, True) for server in servers}
        for server in servers:
            _prepare(server, arena.folder(server), processes[server.name], reading)

        def leg(server: Server, process: ServerProcess, _: str, seconds: float) -> Leg:
            least = len(reading.seen(reading.body(f"{reading.prefix}0", reading.bytes))) if server is servers[0] else reading.bytes
            # Other texts have other lengths; no two differ by a tenth.
            return load.get(process, reading.prefix, reading.objects, least * 9 // 10, seconds)

        contest.run(processes, leg, settings, WARM_UPS)
    return contest


def _prepare(server: Node, folder: Path, process: ServerProcess, reading: Reading) -> None:
    """Stores the objects, installs the plugins, and compares each object as the server gives it back."""
    objects = {f"{reading.prefix}{i}": reading.body(f"{reading.prefix}{i}", reading.bytes) for i in range(reading.objects)}
    kind = "text/plain" if reading.body is text else "application/octet-stream"
    server.create_bucket(process, folder)
    with S3Client(process.port) as client:
        for key, body in objects.items():
            client.put(key, body, {"content-type": kind})
        if reading.headers:
            client.set_policy(json.dumps(POLICY).encode())
    if reading.headers and server.plugins:
        plugins.command(server.tools, folder, "key", "create", plugins.PRINCIPAL)
    server.furnish(folder)
    with S3Client(process.port, headers=dict(reading.headers)) as client:
        for key, body in objects.items():
            if client.get(key) != (reading.seen(body) if server.plugins else body):
                raise Unexpected(f"{server.name} gave other bytes for /{BUCKET}/{key}")


def _puts(settings: Settings) -> Contest:
    servers = _servers(settings, plugins.no_ops(3))
    contest = _contest(f"PUT 4 KiB, three no-op plugins, {CONNECTIONS} connections, one core each", servers, 0.95)
    load = Load(settings.tools, CONNECTIONS, True, settings.work)
    with _arena(settings) as (arena, work):
        tail = work / "tail"
        tail.write_bytes(put_tail(SMALL))
        processes = {server.name: arena.start(server, True) for server in servers}
        for server in servers:
            server.create_bucket(processes[server.name], arena.folder(server))
            server.furnish(arena.folder(server))

        def leg(_: Server, process: ServerProcess, label: str, seconds: float) -> Leg:
            done = load.put(process, f"{label}-", tail, seconds)
            return done if done.is_void else replace(done, errors=wrong_in_sample(process, f"{label}-", done.requests))

        contest.run(processes, leg, settings, WARM_UPS)
    return contest


def _abuse(settings: Settings) -> dict[str, object]:
    """Requests that meet no plugin, while others do whose plugins misbehave all the time, and without those others."""
    added = tuple(plugins.abuser(letter) for letter in FAILING + WITHIN_LIMITS)
    servers = _servers(settings, added)
    title = f"GET 4 KiB, {OTHERS} connections, not pinned, while plugins misbehave"
    contest = _contest(title, servers, None)
    load = Load(settings.tools, OTHERS, False, settings.work)
    reading = Reading(title, added, SMALL, 1000)
    with _arena(settings) as (arena, _):
        processes = {server.name: arena.start(server, False) for server in servers}
        for server in servers:
            _prepare(server, arena.folder(server), processes[server.name], reading)

        def leg(server: Server, process: ServerProcess, _: str, seconds: float) -> Leg:
            if server is servers[1]:
                return load.get(process, reading.prefix, reading.objects, SMALL, seconds)
            with _abused(process, arena.folder(server)):
                return load.get(process, reading.prefix, reading.objects, SMALL, seconds)

        contest.run(processes, leg, settings, WARM_UPS)
    lines = [_line(contest, servers, f"{name} of GET", name) for name in ("p50", "p99", "p99.9")]
    return {"title": title, "servers": ["with them", "without"], "lines": lines}


def _line(contest: Contest, servers: tuple[Node, Node], name: str, percentile: str) -> dict[str, object]:
    ours, theirs = ([legs[server.name].latency_ms[percentile] for legs in contest.rounds] for server in servers)
    return {"name": name, "unit": "ms", "ours": Spread.of(ours).as_json(), "theirs": Spread.of(theirs).as_json(),
            "ratio": ratios(ours, theirs).as_json()}


@contextmanager
def _abused(process: ServerProcess, folder: Path) -> Iterator[None]:
    """Has clients meet every plugin that misbehaves. Those that came into quarantine before are let out of it."""
    with AdminClient(folder / "data") as admin:
        for letter in FAILING:
            admin.switch_plugin(f"abuse-{letter}", False)
            admin.switch_plugin(f"abuse-{letter}", True)
    over = threading.Event()
    # The one that stays within its limits is met by as many as there are cores for, and more.
    clients = [threading.Thread(target=_meet, args=(process.port, letter, over)) for letter in FAILING + 4 * WITHIN_LIMITS]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        over.set()
        for client in clients:
            client.join()


def _meet(port: int, letter: str, over: threading.Event) -> None:
    connection = connect(port, False, timeout=30)
    while not over.is_set():
        try:
            connection.request("GET", f"/{BUCKET}/abuse/{letter}/key")
            answer = connection.getresponse()
            answer.read()
            # In quarantine an answer costs nothing: what is measured is the plugins, and not a flood of requests.
            over.wait(0.02 if answer.status == 503 else 0)
        except (OSError, http.client.HTTPException):
            connection.close()
