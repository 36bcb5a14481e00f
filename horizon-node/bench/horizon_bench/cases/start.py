"""Time from exec to the first answer 200 on the S3 port."""

from __future__ import annotations

import shutil
from pathlib import Path

from .. import loader
from ..client import BUCKET
from ..dataset import filled
from ..figure import at_most
from ..process import HOST
from ..servers import Server
from ..settings import Settings

TARGET_SECONDS = 1.5


def run(settings: Settings) -> dict[str, object]:
    full = filled(settings, settings.start_keys)
    empty = filled(settings, 0)
    title = f"Start: exec to first 200, {settings.start_runs} starts, not pinned, files in the page cache"
    print(title, flush=True)
    subject, peer = settings.subject, settings.s3proxy
    bucket = f"/{BUCKET}"
    one_object = f"/{BUCKET}/{loader.key(0)}"
    runs = range(settings.start_runs)
    _start(subject, full.folder, "GET", one_object)
    with_objects, with_none, fresh, others = [], [], [], []
    for _ in runs:
        with_objects.append(_start(subject, full.folder, "GET", one_object))
        with_none.append(_start(subject, empty.folder, "HEAD", bucket))
        fresh.append(_first_start(subject, settings.work / "start"))
        others.append(_first_start(peer, settings.work / "start"))
    return {
        "title": title,
        "figures": [
            at_most(f"{full.keys:,} objects, GET of one", "s", with_objects, TARGET_SECONDS),
            at_most("an empty bucket, HEAD of it", "s", with_none),
            at_most("first start on an empty folder, list of buckets", "s", fresh),
            at_most("S3Proxy on an empty folder, list of buckets", "s", others),
        ],
    }


def _first_start(server: Server, folder: Path) -> float:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        return _start(server, folder, "GET", "/")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(server: Server, folder: Path, method: str, path: str) -> float:
    request = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    with server.start(folder) as process:
        return process.first_success(request)
