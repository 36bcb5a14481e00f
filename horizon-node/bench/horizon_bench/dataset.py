"""Data folders of the node filled with many keys, kept between the measurements that need them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from . import loader
from .client import S3Client
from .servers import Server
from .settings import Settings
from .tools import digest

MARKER = "loaded.json"
SETTLE_SECONDS = 900


@dataclass(frozen=True)
class Dataset:
    """A folder whose node has the given number of objects in one bucket."""

    folder: Path
    keys: int
    load_per_second: float
    settle_seconds: float

    def as_json(self) -> dict[str, float]:
        return {"keys": self.keys, "load_per_second": self.load_per_second, "settle_seconds": self.settle_seconds}


def filled(settings: Settings, keys: int) -> Dataset:
    """The folder of an earlier measurement if it was filled to the end, else a new one."""
    return _filled(settings.subject, settings.work / f"{settings.subject.name}-{keys}-keys", keys)


def filled_by_other_build(settings: Settings, keys: int) -> Dataset:
    """The same with the other build, which need not read what the node wrote; a kept folder is of that very jar."""
    assert settings.other_build and settings.other_jar
    folder = settings.work / f"other-{digest(settings.other_jar)}-{keys}-keys"
    return _filled(settings.other_build, folder, keys)


def _filled(server: Server, folder: Path, keys: int) -> Dataset:
    marker = folder / MARKER
    if marker.is_file():
        return Dataset(folder, **json.loads(marker.read_text()))
    shutil.rmtree(folder, ignore_errors=True)
    print(f"Loading {keys:,} keys into {server.name}", flush=True)
    with server.start(folder).await_ready() as process:
        with S3Client(process.port) as client:
            client.create_bucket()
        loaded = loader.load(process.port, keys) if keys else None
        per_second = loaded.per_second if loaded else 0.0
        settled = process.settle(SETTLE_SECONDS)
    print(f"  {per_second:,.0f} acknowledged/s; quiet {settled:.0f} s later", flush=True)
    dataset = Dataset(folder, keys, per_second, settled)
    marker.write_text(json.dumps(dataset.as_json()))
    return dataset


def remove_all(settings: Settings) -> None:
    for folder in settings.work.glob("*-keys"):
        shutil.rmtree(folder, ignore_errors=True)
