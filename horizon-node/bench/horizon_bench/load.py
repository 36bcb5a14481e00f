"""One leg of load: wrk against one server for some seconds, with what it cost both sides."""

from __future__ import annotations

import json
import os
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Sequence

from .client import BUCKET
from .process import ServerProcess
from .servers import GENERATOR_CORE
from .tools import Tools

SCRIPT = Path(__file__).resolve().parents[1] / "load.lua"
TIMEOUT_SECONDS = 10
LAST_SECONDS = 60


class LoadFailed(Exception):
    """wrk itself did not run."""


@dataclass(frozen=True)
class Leg:
    """What one run of wrk gave."""

    server: str
    requests: int
    seconds: float
    errors: int
    bytes: int
    latency_ms: dict[str, float]
    server_cpu_seconds: float
    generator_cpu_share: float
    memory_mb: dict[str, float]
    #: Requests/s over the last minute, or as much of it as the leg has; only PUTs are counted by the second.
    last_per_second: float | None = None

    @property
    def is_void(self) -> bool:
        """Whether it says nothing of the server's speed: something failed, or nothing was answered in time."""
        return self.errors > 0 or self.requests == 0

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def server_cpu_us(self) -> float:
        """CPU time of the server for one request, in microseconds."""
        return self.server_cpu_seconds / max(self.requests, 1) * 1e6

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "per_second": self.per_second}


@dataclass(frozen=True)
class Load:
    """A kind of load; the same for every server it is put on."""

    tools: Tools
    connections: int
    pinned: bool
    work: Path
    #: Sent with every request.
    headers: tuple[tuple[str, str], ...] = ()

    def get(self, process: ServerProcess, prefix: str, count: int, size: int, seconds: float) -> Leg:
        leg = self._run(process, ["get", f"/{BUCKET}/{prefix}", str(count)], seconds)
        if leg.errors == 0 and leg.bytes < leg.requests * size:
            raise LoadFailed(f"{process.name} answered {leg.requests} GETs of {size} bytes with {leg.bytes} bytes")
        return leg

    def put(self, process: ServerProcess, prefix: str, body_tail: Path, seconds: float) -> Leg:
        return self._run(process, ["put", f"/{BUCKET}/{prefix}", str(body_tail)], seconds)

    def overwrite(self, process: ServerProcess, prefix: str, count: int, label: str, body_tail: Path, seconds: float) -> Leg:
        """PUTs to as many keys again and again; the label makes their bodies those of this leg."""
        return self._run(process, ["put", f"/{BUCKET}/{prefix}", str(body_tail), str(count), label], seconds)

    def _run(self, process: ServerProcess, arguments: Sequence[str], seconds: float) -> Leg:
        summary = self.work / "wrk.json"
        summary.unlink(missing_ok=True)
        pin = [self.tools.taskset, "-c", GENERATOR_CORE] if self.pinned else []
        headers = [word for name, value in self.headers for word in ("-H", f"{name}: {value}")]
        command = [*pin, self.tools.wrk, "-t1", f"-c{self.connections}", f"-d{max(1, round(seconds))}s", *headers,
                   f"--timeout={TIMEOUT_SECONDS}s", "-s", str(SCRIPT), process.url, "--", *arguments]
        cpu_before = process.cpu_seconds()
        begin = time.perf_counter()
        wrk = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               env={**os.environ, "HORIZON_BENCH_SUMMARY": str(summary)})
        with wrk:
            output = wrk.stdout.read() if wrk.stdout else ""
            _, status, usage = os.wait4(wrk.pid, 0)
            wrk.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.perf_counter() - begin
        process.check_alive()
        if wrk.returncode != 0 or not summary.is_file():
            raise LoadFailed(f"wrk: {output.strip()}")
        figures = json.loads(summary.read_text())
        return Leg(
            server=process.name,
            requests=figures["requests"],
            seconds=figures["seconds"],
            errors=sum(figures["errors"].values()),
            bytes=figures["bytes"],
            latency_ms=figures["latency_ms"],
            server_cpu_seconds=process.cpu_seconds() - cpu_before,
            generator_cpu_share=(usage.ru_utime + usage.ru_stime) / elapsed,
            memory_mb=process.memory_mb(),
            last_per_second=last_per_second(figures["sent"], figures["ended"], figures["requests"]),
        )


def last_per_second(sent: str, ended: int, total: int) -> float | None:
    """Requests/s over the last whole seconds, a minute at most; of what load.lua says it sent: "SECOND:COUNT …".

    A second in which nothing was sent is not named, but counts like the others.
    """
    ticks = [(int(second), int(count)) for second, _, count in (tick.partition(":") for tick in sent.split())]
    if not ticks:
        return None
    # The first second had begun before the load did.
    begin = max(ended - LAST_SECONDS, ticks[0][0] + 1)
    if begin >= ended:
        return None

    def before(second: int) -> int:
        return next((count for at, count in ticks if at >= second), total)

    return (before(ended) - before(begin)) / (ended - begin)
