"""ListObjectsV2 over many keys: single pages, and a scan from the first key to the last."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import Iterator

from ..client import S3Client, Unexpected
from ..dataset import filled
from ..figure import at_least, at_most
from ..loader import PREFIXES
from ..servers import GENERATOR_CORE
from ..settings import Settings
from ..stats import percentile

PAGES = 300
SCAN_KEYS_TARGET = 100_000
FIRST_PAGE_TARGET_MS = 10


def run(settings: Settings) -> dict[str, object]:
    dataset = filled(settings, settings.list_keys)
    title = f"LIST of {dataset.keys:,} keys, pages of 1000, one core each"
    print(title, flush=True)
    server = settings.subject
    with server.start(dataset.folder, pinned=True).await_ready() as process, _on_core(GENERATOR_CORE):
        with S3Client(process.port) as client:
            _warm_up(client, settings.warm_up_seconds(server.is_jvm))
            middle = f"p{PREFIXES // 2:03d}/"
            first = _page_ms(client)
            lines = [
                at_most("first page", "ms", first, FIRST_PAGE_TARGET_MS),
                at_most("first page, 99th percentile", "ms", [percentile(first, 0.99)]),
                at_most("page from the middle (start-after)", "ms", _page_ms(client, start_after=middle)),
                at_most(f"page of {PREFIXES} common prefixes", "ms", _page_ms(client, 10, delimiter="/")),
                at_least("full scan", "keys/s", _scans(client, dataset.keys, settings.pairs), SCAN_KEYS_TARGET),
            ]
    return {"title": title, "dataset": dataset.as_json(), "figures": lines}


def _page_ms(client: S3Client, pages: int = PAGES, **parameters: str) -> list[float]:
    return [client.list_page(**parameters).seconds * 1e3 for _ in range(pages)]


def _warm_up(client: S3Client, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        page = client.list_page()
        while page.next_token and time.perf_counter() < end:
            page = client.list_page(continuation_token=page.next_token)


def _scans(client: S3Client, keys: int, count: int) -> list[float]:
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
def _on_core(core: str) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {int(core)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
