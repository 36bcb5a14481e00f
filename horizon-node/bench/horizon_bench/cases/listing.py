"""ListObjectsV2 over many keys: single pages, and a scan from the first key to the last."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Iterator, Mapping, Sequence

from ..client import S3Client, Unexpected
from ..dataset import Dataset, filled, filled_by_other_build
from ..figure import at_least, at_most
from ..loader import PREFIXES
from ..process import ServerProcess
from ..servers import GENERATOR_CORE, Server
from ..settings import Settings
from ..stats import Spread, percentile, ratios

PAGES = 300
SCAN_KEYS_TARGET = 100_000
FIRST_PAGE_TARGET_MS = 10

FIRST = "first page"
SCAN = "full scan"

#: What was measured of one server, by name: milliseconds for each page, keys/s for each scan.
Measured = dict[str, list[float]]


def run(settings: Settings) -> dict[str, object]:
    if settings.other_build:
        return _two_builds(settings, settings.other_build)
    dataset = filled(settings, settings.list_keys)
    title = _title(settings)
    print(title, flush=True)
    server = settings.subject
    with server.start(dataset.folder, pinned=True).await_ready() as process, on_core(GENERATOR_CORE):
        with S3Client(process.port) as client:
            _warm_up(client, settings.warm_up_seconds(server.is_jvm))
            measured = _measure(client, dataset.keys, settings.pairs)
    lines = [at_most(name, "ms", figures, FIRST_PAGE_TARGET_MS if name == FIRST else None)
             for name, figures in measured.items() if name != SCAN]
    lines.append(at_least(SCAN, "keys/s", measured[SCAN], SCAN_KEYS_TARGET))
    return {"title": title, "dataset": dataset.as_json(), "figures": lines}


def _title(settings: Settings) -> str:
    return settings.title(f"LIST of {settings.list_keys:,} keys, pages of 1000, one core each")


def _two_builds(settings: Settings, other: Server) -> dict[str, object]:
    """Both builds in turns, each over the keys that it was itself loaded with."""
    subject = settings.subject
    datasets = {subject.name: filled(settings, settings.list_keys),
                other.name: filled_by_other_build(settings, settings.list_keys)}
    print(_title(settings), flush=True)
    rounds = []
    with ExitStack() as stack, on_core(GENERATOR_CORE):
        processes = {}
        for server in (subject, other):
            process = stack.enter_context(server.start(datasets[server.name].folder, pinned=True)).await_ready()
            with S3Client(process.port) as client:
                _warm_up(client, settings.warm_up_seconds(server.is_jvm))
            process.pause()
            processes[server.name] = process
        for number in range(settings.pairs):
            order = (subject, other) if number % 2 == 0 else (other, subject)
            rounds.append({server.name: _turn(processes[server.name], datasets[server.name]) for server in order})
            print("  " + "  ".join(f"{name} {one[SCAN][0]:,.0f} keys/s" for name, one in rounds[-1].items()), flush=True)
    return {"comparison": {"title": _title(settings), "servers": [subject.name, other.name],
                           "lines": compare(subject.name, other.name, rounds)}}


def _turn(process: ServerProcess, dataset: Dataset) -> Measured:
    os.sync()
    # A connection of its own: a node that slept for long closes those that it finds idle.
    with process.awake(), S3Client(process.port) as client:
        return _measure(client, dataset.keys, 1)


def compare(ours: str, theirs: str, rounds: Sequence[Mapping[str, Measured]]) -> list[dict[str, object]]:
    """A line for each figure: the medians of both builds by round, and the ratio of the first to the second."""
    lines = []
    for name in rounds[0][ours]:
        our, their = ([median(one[build][name]) for one in rounds] for build in (ours, theirs))
        lines.append({"name": name, "unit": "keys/s" if name == SCAN else "ms", "ours": Spread.of(our).as_json(),
                      "theirs": Spread.of(their).as_json(), "ratio": ratios(our, their).as_json()})
    return lines


def _measure(client: S3Client, keys: int, scans: int) -> Measured:
    first = page_ms(client)
    return {
        FIRST: first,
        f"{FIRST}, 99th percentile": [percentile(first, 0.99)],
        "page from the middle (start-after)": page_ms(client, start_after=f"p{PREFIXES // 2:03d}/"),
        f"page of {PREFIXES} common prefixes": page_ms(client, 10, delimiter="/"),
        SCAN: scan_rates(client, keys, scans),
    }


def page_ms(client: S3Client, pages: int = PAGES, **parameters: str) -> list[float]:
    return [client.list_page(**parameters).seconds * 1e3 for _ in range(pages)]


def _warm_up(client: S3Client, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        page = client.list_page()
        while page.next_token and time.perf_counter() < end:
            page = client.list_page(continuation_token=page.next_token)


def scan_rates(client: S3Client, keys: int, count: int) -> list[float]:
    return [keys / _scan_seconds(client, keys) for _ in range(count)]


def _scan_seconds(client: S3Client, expected: int) -> float:
    """Time spent waiting for pages; looking at them is not counted. Every key is there once, in order."""
    seconds = 0.0
    found = 0
    last = b""
    parameters: dict[str, str] = {}
    while True:
        page = client.list_page(**parameters)
        seconds += page.seconds
        found += len(page.keys)
        if page.keys != sorted(page.keys) or (page.keys and page.keys[0] <= last):
            raise Unexpected("LIST gave keys out of order")
        last = page.keys[-1] if page.keys else last
        if page.next_token is None:
            break
        parameters = {"continuation_token": page.next_token}
    if found != expected:
        raise Unexpected(f"LIST gave {found} keys, {expected} were written")
    return seconds


@contextmanager
def on_core(core: str) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(core)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
