"""A bucket that a second node joins: how fast its records come, what that takes, and what it costs when nothing is new.

Both nodes run on all cores of this machine, each below the smallest memory limit that is promised.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .. import loader, traffic
from ..client import AdminClient, S3Client, Unexpected
from ..content import object_bytes
from ..dataset import filled
from ..figure import at_least, at_most
from ..process import ServerProcess
from ..servers import Node
from ..settings import Settings
from ..sharing import PATIENCE_SECONDS, join, share, ticket, wait

LIMIT = "memory.limit=400MiB"
LIMIT_MB = 400 * 1.048576
#: The records of the small bucket, and their length.
SMALL, SMALL_SIZE = 10_000, 4 << 10
#: How long nodes are watched that have nothing to tell each other: after the second one is ready, and then.
QUIET_SECONDS, IDLE_SECONDS = 10, 60


def run(settings: Settings) -> dict[str, object]:
    first, second = (Node(settings.tools, name=name, settings=(LIMIT,)) for name in ("first node", "second node"))
    full = filled(settings, settings.list_keys)
    title = f"A second node joins a bucket of {full.keys:,} keys, both on the same cores, {LIMIT}"
    print(title, flush=True)
    folder = settings.work / "sync"
    shutil.rmtree(folder, ignore_errors=True)
    with first.start(full.folder).await_ready() as giver:
        with second.start(folder).await_ready() as taker:
            text = ticket(settings.tools, full.folder)
            busy = giver.cpu_seconds() + taker.cpu_seconds()
            seconds = _join(settings, folder, text, taker, full.keys)
            busy = giver.cpu_seconds() + taker.cpu_seconds() - busy
            lines = [
                at_least("first sync", "records/s", [full.keys / seconds], 4000),
                at_most("CPU of both nodes", "µs/record", [busy * 1e6 / full.keys]),
                at_most("giver: peak RSS", "MB", [giver.memory_mb()["peak_rss"]], LIMIT_MB),
                at_most("taker: peak RSS", "MB", [taker.memory_mb()["peak_rss"]], LIMIT_MB),
            ]
            taker.settle(PATIENCE_SECONDS)
        lines += _again(second, folder, giver)
    shutil.rmtree(folder, ignore_errors=True)
    # It is shared now, and has a key more: no longer what others measure.
    shutil.rmtree(full.folder, ignore_errors=True)
    return {"title": title, "dataset": full.as_json(), "figures": lines + _small(settings, first, second)}


def _again(second: Node, folder: Path, giver: ServerProcess) -> list[dict[str, object]]:
    """The second node stops and comes back, twice: nothing is new, and then one key that came after it was back."""
    quiet = _quiet(second, folder) if traffic.is_allowed() else []
    with second.start(folder).await_ready() as taker:
        begin = time.perf_counter()
        with S3Client(giver.port) as at_giver, S3Client(taker.port) as at_taker:
            at_giver.put("news", b"news")
            wait(lambda: at_taker.list_page(prefix="news").keys, "the new key")
        seconds = time.perf_counter() - begin
    return quiet + [at_most("back: until a new key is listed", "s", [seconds], 1)]


def _quiet(second: Node, folder: Path) -> list[dict[str, object]]:
    """What both nodes send while they have nothing to tell each other: to connect, and from then on."""
    with second.start(folder) as node:
        with traffic.UdpTraffic() as back:
            node.await_ready()
            time.sleep(QUIET_SECONDS)
        with traffic.UdpTraffic() as idle:
            time.sleep(IDLE_SECONDS)
    hour = idle.bytes * 3600 / IDLE_SECONDS
    return [at_most(f"back with nothing new: sent until {QUIET_SECONDS} s later, connecting included", "KB", [back.bytes / 1e3], 50),
            at_most("in step with nothing new: sent in an hour", "KB", [hour / 1e3], 500)]


def _small(settings: Settings, first: Node, second: Node) -> list[dict[str, object]]:
    """A bucket of objects of 4 KiB, whose bytes come with their records."""
    folders = [settings.work / "sync-small" / name for name in ("first", "second")]
    shutil.rmtree(settings.work / "sync-small", ignore_errors=True)
    with first.start(folders[0]).await_ready() as giver, second.start(folders[1]).await_ready() as taker:
        first.create_bucket(giver, folders[0])
        loader.load(giver.port, SMALL, lambda number: (f"o{number:05d}", object_bytes(str(number), SMALL_SIZE)), 64)
        giver.settle(PATIENCE_SECONDS)
        begin = time.perf_counter()
        share(settings.tools, folders[0], folders[1])
        with S3Client(taker.port) as client:
            wait(lambda: client.list_page(start_after=f"o{SMALL - 2:05d}").keys and _count(client) == SMALL, "all keys")
            listed = time.perf_counter() - begin
            for number in range(0, SMALL, SMALL // 100):
                if client.get(f"o{number:05d}") != object_bytes(str(number), SMALL_SIZE):
                    raise Unexpected(f"o{number:05d} came with other bytes")
    shutil.rmtree(settings.work / "sync-small", ignore_errors=True)
    return [at_most(f"{SMALL:,} × 4 KiB: from ticket export to all keys listed", "s", [listed], 10)]


def _join(settings: Settings, folder: Path, text: str, taker: ServerProcess, keys: int) -> float:
    """Seconds from the import to the last record."""
    begin = time.perf_counter()
    join(settings.tools, folder, text)
    with AdminClient(folder / "data") as admin:
        def all_here() -> bool:
            taker.check_alive()
            return admin.metric("horizon_sync_taken_total") >= keys
        # Seldom: to answer it the node counts what it holds.
        wait(all_here, f"{keys:,} records", 1)
    return time.perf_counter() - begin


def _count(client: S3Client) -> int:
    found = 0
    parameters: dict[str, str] = {}
    while True:
        page = client.list_page(**parameters)
        found += len(page.keys)
        if page.next_token is None:
            return found
        parameters = {"continuation_token": page.next_token}
