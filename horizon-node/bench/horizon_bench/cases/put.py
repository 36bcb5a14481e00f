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


def run(settings: Settings) -> dict[str, object]:
    contests = [_contest(settings, pinned=True)]
    if not settings.quick:
        contests.append(_contest(settings, pinned=False))
    return {"contests": [contest.as_json() for contest in contests]}


def _contest(settings: Settings, pinned: bool) -> Contest:
    servers = [settings.subject, *settings.rivals(settings.ungrouped, settings.s3proxy)]
    work = settings.work / "put"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    tail = work / "tail"
    tail.write_bytes(put_tail(SIZE))
    load = Load(settings.tools, CONNECTIONS, pinned, settings.work)

    def leg(_: Server, process: ServerProcess, label: str, seconds: float) -> Leg:
        done = load.put(process, f"{label}-", tail, seconds)
        if done.is_void:
            return done
        return replace(done, errors=wrong_in_sample(process, f"{label}-", done.requests))

    where = "one core each" if pinned else "not pinned"
    targets = {settings.ungrouped.name: 5.0} if pinned and settings.other_jar is None else {}
    contest = Contest(settings.title(f"PUT 4 KiB, {CONNECTIONS} connections, {where}"), servers, targets)
    print(contest.title, flush=True)
    with Arena(work) as arena:
        processes = {server.name: arena.start(server, pinned) for server in servers}
        for server in servers:
            server.create_bucket(processes[server.name], arena.folder(server))
        contest.run(processes, leg, settings)
    shutil.rmtree(work, ignore_errors=True)
    return contest


def wrong_in_sample(process: ServerProcess, prefix: str, requests: int) -> int:
    """How many objects of a sample do not come back as written.

    Taken from the first half, as the last requests were under way when wrk hung up; and without the first one, which wrk
    only looks at.
    """
    numbers = range(1, requests // 2)
    sample = random.Random(requests).sample(numbers, min(SAMPLE, len(numbers)))
    with S3Client(process.port) as client:
        return sum(not _stored(client, f"{prefix}{number}") for number in sample)


def _stored(client: S3Client, key: str) -> bool:
    try:
        return client.get(key) == put_bytes(f"/{BUCKET}/{key}", SIZE)
    except Unexpected as answer:
        print(f"  {answer}", flush=True)
        return False
