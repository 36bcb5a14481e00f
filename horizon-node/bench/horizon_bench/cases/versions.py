"""A bucket with ten versions of every key beside one without versions, and a key that has very many of them."""

from __future__ import annotations

import os
import random
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Callable, Sequence

from .. import loader
from ..client import BUCKET, S3Client, Unexpected
from ..content import PUT_HEAD_BYTES, put_tail
from ..contest import Arena, Contest
from ..dataset import SETTLE_SECONDS
from ..figure import at_most
from ..load import Leg, Load
from ..process import ServerProcess
from ..servers import GENERATOR_CORE, Server
from ..settings import Settings
from .listing import FIRST, SCAN, Measured, compare, on_core, page_ms, scan_rates
from .put import CONNECTIONS, SAMPLE, SIZE

VERSIONS = 10
#: A figure of the bucket with versions that is as good as this of the one without is within the noise.
TARGET = 0.9
PREFIX = "k-"
FOLDERS = 100
NEIGHBOURS = 10_000
MANY = f"f{FOLDERS // 2:02d}/many"
ALONE = f"f{FOLDERS // 2:02d}/alone"
REQUESTS = 200
LISTINGS = 30


def run(settings: Settings) -> dict[str, object]:
    return {**_two_buckets(settings), **_one_key(settings)}


def _two_buckets(settings: Settings) -> dict[str, object]:
    """Both buckets in turns, each in a node of its own: what one keeps in memory is not the other's."""
    servers = settings.versioned
    keys = settings.version_keys
    title = f"{keys:,} keys, {VERSIONS} versions of each beside one without versions, one core each"
    print(title, flush=True)
    work = _fresh(settings.work / "versions")
    with Arena(work) as arena:
        processes = {server.name: arena.start(server, True) for server in servers}
        for server in servers:
            server.create_bucket(processes[server.name], arena.folder(server))
            for number in range(VERSIONS if server is servers[0] else 1):
                loader.load(processes[server.name].port, keys, _bodies(number))
            processes[server.name].settle(SETTLE_SECONDS)
        with on_core(GENERATOR_CORE):
            listings = _in_turns(settings, servers, processes, lambda process: _listing(process, keys))
        contests = [_gets(settings, servers, processes), _puts(settings, servers, processes, work)]
    shutil.rmtree(work)
    ours, theirs = (server.name for server in servers)
    comparison = {"title": f"LIST of {title}", "servers": [ours, theirs], "lines": compare(ours, theirs, listings)}
    return {"contests": [contest.as_json() for contest in contests], "comparison": comparison}


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _bodies(version: int) -> loader.Content:
    tail = put_tail(SIZE)

    def content(number: int) -> tuple[str, bytes]:
        key = f"{PREFIX}{number}"
        return key, f"/{BUCKET}/{key} v{version}".encode().ljust(PUT_HEAD_BYTES) + tail

    return content


def _in_turns(settings: Settings, servers: Sequence[Server], processes: dict[str, ServerProcess],
              measure: Callable[[ServerProcess], Measured]) -> list[dict[str, Measured]]:
    """What is measured of each server in every round; the one that waits is stopped."""
    rounds = []
    for process in processes.values():
        process.pause()
    for server in servers:
        end = time.perf_counter() + settings.warm_up_seconds(server.is_jvm)
        with processes[server.name].awake() as process:
            while time.perf_counter() < end:
                measure(process)
    for number in range(settings.pairs):
        order = servers if number % 2 == 0 else list(reversed(servers))
        measured = {}
        for server in order:
            os.sync()
            with processes[server.name].awake() as process:
                measured[server.name] = measure(process)
        rounds.append(measured)
    for process in processes.values():
        process.resume()
    return rounds


def _listing(process: ServerProcess, keys: int) -> Measured:
    # A connection of its own: a node that slept for long closes those that it finds idle.
    with S3Client(process.port) as client:
        return {
            FIRST: page_ms(client),
            "page from the middle (start-after)": page_ms(client, start_after=f"{PREFIX}5"),
            SCAN: scan_rates(client, keys, 3),
        }


def _gets(settings: Settings, servers: Sequence[Server], processes: dict[str, ServerProcess]) -> Contest:
    load = Load(settings.tools, CONNECTIONS, True, settings.work)

    def leg(_: Server, process: ServerProcess, _label: str, seconds: float) -> Leg:
        return load.get(process, PREFIX, settings.version_keys, SIZE, seconds)

    return _contest(settings, "GET", servers, processes, leg)


def _puts(settings: Settings, servers: Sequence[Server], processes: dict[str, ServerProcess], work: Path) -> Contest:
    load = Load(settings.tools, CONNECTIONS, True, settings.work)
    tail = work / "tail"
    tail.write_bytes(put_tail(SIZE))

    def leg(_: Server, process: ServerProcess, label: str, seconds: float) -> Leg:
        done = load.overwrite(process, PREFIX, settings.version_keys, f"{label}-", tail, seconds)
        return done if done.is_void else replace(done, errors=_wrong_in_sample(settings, process, f"{label}-", done.requests))

    return _contest(settings, "PUT over them", servers, processes, leg)


def _contest(settings: Settings, what: str, servers: Sequence[Server], processes: dict[str, ServerProcess],
             leg: Callable[[Server, ServerProcess, str, float], Leg]) -> Contest:
    title = (f"{what} 4 KiB, {settings.version_keys:,} keys of {VERSIONS} versions and without, {CONNECTIONS} connections, "
             "one core each")
    contest = Contest(title, servers, {servers[1].name: TARGET})
    print(title, flush=True)
    # Those that wait are stopped by it, and stay so.
    contest.run(processes, leg, settings)
    for server in servers:
        processes[server.name].resume()
    return contest


def _wrong_in_sample(settings: Settings, process: ServerProcess, label: str, requests: int) -> int:
    """How many objects of a sample do not come back as this leg wrote them, once or again and again."""
    numbers = range(1, min(requests // 2, settings.version_keys))
    sample = random.Random(requests).sample(numbers, min(SAMPLE, len(numbers)))
    with S3Client(process.port) as client:
        return sum(not is_written(client.get(f"{PREFIX}{number}"), f"/{BUCKET}/{PREFIX}{number}", label) for number in sample)


def is_written(body: bytes, path: str, label: str) -> bool:
    """Whether a body is one that load.lua writes over what is there."""
    head = body[:PUT_HEAD_BYTES].decode(errors="replace").rstrip()
    number = head.removeprefix(f"{path} {label}")
    return number != head and number.isdecimal() and body[PUT_HEAD_BYTES:] == put_tail(SIZE)


def _one_key(settings: Settings) -> dict[str, object]:
    """Two nodes with the same bucket, one of which gets the versions; their listings in turns."""
    count = settings.versions_of_one
    title = f"a key with {count:,} versions among {NEIGHBOURS:,} others, one core each"
    print(title, flush=True)
    servers = [replace(settings.versioned[0], name=name) for name in ("with the versions", "without them")]
    work = _fresh(settings.work / "versions-of-one")
    with Arena(work) as arena, on_core(GENERATOR_CORE):
        processes = {server.name: arena.start(server, True) for server in servers}
        crowded, plain = processes.values()
        oldest = [_fill(server, processes[server.name], arena.folder(server)) for server in servers][0]
        loaded = loader.load(crowded.port, count - 1, lambda number: (MANY, b"%016d" % (number + 1)))
        print(f"  {loaded.per_second:,.0f} versions/s", flush=True)
        for process in processes.values():
            process.settle(SETTLE_SECONDS)
        memory = [("without them", _memory(servers[1], plain)), ("with the versions", _memory(servers[0], crowded))]
        listings = _in_turns(settings, servers, processes, _neighbours)
        _list_all(crowded, count)
        memory.append(("after all of them were listed", _memory(servers[0], crowded)))
        requests = [_requests(crowded, number, oldest) for number in range(settings.pairs)]
        memory.append(("after the key was read and written", _memory(servers[0], crowded)))
    shutil.rmtree(work)
    ours, theirs = (server.name for server in servers)
    return {
        "title": f"Memory of a node: {title}",
        "figures": [at_most(f"{kind}, {when}", "MB", [figures[kind]])
                    for kind in ("RSS", "heap in use") for when, figures in memory],
        "comparisons": [
            {"title": f"Listings that pass by {title}", "servers": [ours, theirs], "lines": compare(ours, theirs, listings)},
            {"title": f"Requests to {title}", "servers": ["that key", "another"], "lines": compare(MANY, ALONE, requests)},
        ],
    }


def _fill(server: Server, process: ServerProcess, folder: Path) -> dict[str, str]:
    """The ids of the first versions of the two keys that are looked at."""
    server.create_bucket(process, folder)
    loader.load(process.port, NEIGHBOURS, _neighbour)
    with S3Client(process.port) as client:
        return {key: _first_version(client, key) for key in (MANY, ALONE)}


def _first_version(client: S3Client, key: str) -> str:
    client.put(key, b"%016d" % 0)
    return client.version(key)


def _neighbour(number: int) -> tuple[str, bytes]:
    return f"f{number % FOLDERS:02d}/{number // FOLDERS:05d}", b"%016d" % number


def _memory(server: Server, process: ServerProcess) -> dict[str, float]:
    # RSS first: it has what the collection of garbage for the other figure may give back.
    return {"RSS": process.memory_mb()["rss"], "heap in use": server.live_heap_mb(process)}


def _neighbours(process: ServerProcess) -> Measured:
    """Listings that pass the key by, or name it once; none of them shows its versions."""
    folder = MANY.partition("/")[0]
    behind = f"f{FOLDERS // 2 + 1:02d}/"
    with S3Client(process.port) as client:
        return {
            "ListObjectsV2, delimiter": _times(client.list_page, FOLDERS, lambda page: page.prefixes, delimiter="/"),
            "ListObjectVersions, delimiter": _times(client.version_page, FOLDERS, lambda page: page.prefixes, delimiter="/"),
            "ListObjectsV2, delimiter, its folder": _times(
                client.list_page, NEIGHBOURS // FOLDERS + 2, lambda page: len(page.keys), delimiter="/", prefix=f"{folder}/"),
            "ListObjectVersions, delimiter, the next folder": _times(
                client.version_page, NEIGHBOURS // FOLDERS, lambda page: page.versions, delimiter="/", prefix=behind),
            "ListObjectVersions from behind it": _times(
                client.version_page, FOLDERS - FOLDERS // 2 - 1, lambda page: page.prefixes, delimiter="/", key_marker=MANY),
        }


def _times(page: Callable[..., object], expected: int, entries: Callable[..., int], **parameters: str) -> list[float]:
    """Milliseconds for each page, which must have all the entries there are."""
    times = []
    for _ in range(LISTINGS):
        found = page(**parameters)
        if entries(found) != expected:
            raise Unexpected(f"a listing with {parameters} gave {entries(found)} entries, not {expected}")
        times.append(found.seconds * 1e3)
    return times


def _list_all(process: ServerProcess, expected: int) -> None:
    found = 0
    markers: dict[str, str] | None = {}
    with S3Client(process.port) as client:
        while markers is not None:
            page = client.version_page(prefix=MANY, **markers)
            found += page.versions
            markers = page.next_markers
    if found != expected:
        raise Unexpected(f"{MANY} has {found} versions in its listing, {expected} were written")


def _requests(process: ServerProcess, turn: int, oldest: dict[str, str]) -> dict[str, Measured]:
    """GETs and PUTs of the key and of another one by turns: what happens meanwhile happens to both."""
    measured: dict[str, Measured] = {key: {"GET": [], "GET of its oldest version": [], "PUT": []} for key in oldest}
    with S3Client(process.port) as client:
        for number in range(REQUESTS):
            for key, version in oldest.items():
                times = measured[key]
                times["PUT"].append(_milliseconds(client.put, key, f"{turn} {number} {key}".encode()))
                times["GET"].append(_milliseconds(client.get, key))
                times["GET of its oldest version"].append(_milliseconds(client.get, key, version))
        for key, version in oldest.items():
            if client.get(key) != f"{turn} {REQUESTS - 1} {key}".encode() or client.get(key, version) != b"%016d" % 0:
                raise Unexpected(f"{key} does not hold what was written last, or first")
    return measured


def _milliseconds(call: Callable[..., object], *arguments: object) -> float:
    begin = time.perf_counter()
    call(*arguments)
    return (time.perf_counter() - begin) * 1e3
