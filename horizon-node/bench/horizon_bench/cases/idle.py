"""Memory of a node that does nothing: fresh, and over many keys. No flag of the JVM is set."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from ..dataset import filled
from ..figure import at_most
from ..servers import Server
from ..settings import Settings

TARGET_MB = 200


def run(settings: Settings) -> dict[str, object]:
    title = f"Memory after {settings.idle_seconds:.0f} s idle, not pinned, plain java -jar"
    full = filled(settings, settings.list_keys)
    print(title, flush=True)
    lines = []
    collectors = set()
    for name, server, target in ((settings.subject.name, settings.subject, TARGET_MB),
                                 ("S3Proxy", settings.s3proxy, None)):
        folder = settings.work / "idle"
        shutil.rmtree(folder, ignore_errors=True)
        memory, collector = _idle(server, folder, settings.idle_seconds)
        shutil.rmtree(folder, ignore_errors=True)
        lines += [at_most(f"{name}, fresh: RSS", "MB", [memory["rss"]], target),
                  at_most(f"{name}, fresh: PSS", "MB", [memory["pss"]])]
        collectors.add(collector)
    memory, collector = _idle(settings.subject, full.folder, settings.idle_seconds)
    lines += [at_most(f"{settings.subject.name}, {full.keys:,} keys: RSS", "MB", [memory["rss"]], TARGET_MB),
              at_most(f"{settings.subject.name}, {full.keys:,} keys: PSS", "MB", [memory["pss"]])]
    collectors.add(collector)
    return {"title": f"{title}, {', '.join(sorted(collectors))} GC", "figures": lines}


def _idle(server: Server, folder: Path, seconds: float) -> tuple[dict[str, float], str]:
    with server.start(folder).await_ready() as process:
        time.sleep(seconds)
        memory = process.memory_mb()
        # Asked last: answering takes memory.
        return memory, server.collector(process)
