"""Durable PUT of 4 KiB: the node beside itself without group commit, and beside S3Proxy, which does not sync."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace

from ..client import BUCKET, S3Client, Unexpected
from ..content import put_bytes, put_tail
from ..contest import Arena, Contest
from ..load import Leg, Load
from ..process import ServerProcess
from ..servers import Server
from ..settings import Settings

SIZE = 4 << 10
CONNECTIONS = 64
SAMPLE = 50
SAMPLE_BYTES = 256 << 20


def run(settings: Settings) -> dict[str, object]:
    rivals = settings.rivals(settings.ungrouped, settings.s3proxy)
    targets = {settings.ungrouped.name: 5.0}
    pinning = [True] if settings.quick else [True, False]
    contests = [puts(settings, "4 KiB", SIZE, CONNECTIONS, rivals, targets, pinned) for pinned in pinning]
    return {"contests": [contest.as_json() for contest in contests]}


def puts(settings: Settings, name: str, size: int, connections: int, rivals: list[Server], targets: dict[str, float],
         pinned: bool) -> Contest:
    """The subject and its rivals in turns, no key and no body twice. Targets are for one core each, beside other servers."""
    servers = [settings.subject, *rivals]
    work = settings.work / "put"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    tail = work / "tail"
    tail.write_bytes(put_tail(size))
    load = Load(settings.tools, connections, pinned, settings.work)

    def leg(_: Server, process: ServerProcess, label: str, seconds: float) -> Leg:
        done = load.put(process, f"{label}-", tail, seconds)
        if done.is_void:
            return done
        return replace(done, errors=wrong_in_sample(process, f"{label}-", done.requests, size))

    where = "one core each" if pinned else "not pinned"
    applicable = targets if pinned and settings.other_jar is None else {}
    contest = Contest(settings.title(f"PUT {name}, {connections} connections, {where}"), servers, applicable)
    print(contest.title, flush=True)
    with Arena(work) as arena:
        processes = {server.name: arena.start(server, pinned) for server in servers}
        for server in servers:
            server.create_bucket(processes[server.name], arena.folder(server))
        contest.run(processes, leg, settings)
    shutil.rmtree(work, ignore_errors=True)
    return contest


def wrong_in_sample(process: ServerProcess, prefix: str, requests: int, size: int = SIZE) -> int:
    """How many objects of a sample do not come back as written.

    Taken from the first half, as the last requests were under way when wrk hung up; and without the first one, which wrk
    only looks at.
    """
    numbers = range(1, requests // 2)
    sample = random.Random(requests).sample(numbers, min(SAMPLE, SAMPLE_BYTES // size, len(numbers)))
    with S3Client(process.port) as client:
        return sum(not _stored(client, f"{prefix}{number}", size) for number in sample)


def _stored(client: S3Client, key: str, size: int) -> bool:
    try:
        return client.get(key) == put_bytes(f"/{BUCKET}/{key}", size)
    except Unexpected as answer:
        print(f"  {answer}", flush=True)
        return False
