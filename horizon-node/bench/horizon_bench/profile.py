"""Where the node spends its time in one case: a flight recording and CPU time by thread.

The recording samples by CPU time (JEP 509), so that time inside native code counts too.
"""

from __future__ import annotations

import shutil
import subprocess
import time

from .cases import get, put
from .client import S3Client
from .content import object_bytes, put_tail
from .dataset import filled
from .load import Load
from .process import ServerProcess
from .settings import Settings

CASES = ("get-1m", "get-4k", "put-4k", "put-4k-ungrouped", "put-64k", "put-1m", "list")
PUT_SIZES = {"put-64k": 64 << 10, "put-1m": 1 << 20}
VIEWS = ("cpu-time-hot-methods", "hot-methods", "native-methods", "allocation-by-class", "contention-by-site", "gc")
ROWS = 25


def run(settings: Settings, case: str) -> None:
    """Prints the views; the recording stays beside the results."""
    folder = settings.work / "profile"
    shutil.rmtree(folder, ignore_errors=True)
    recordings = settings.work.parent / "profiles" / case
    shutil.rmtree(recordings, ignore_errors=True)
    recordings.mkdir(parents=True)
    # A launcher that starts a second JVM hands the option on: each process writes a file of its own.
    options = ("-XX:StartFlightRecording:settings=profile,dumponexit=true,jdk.CPUTimeSample#enabled=true,"
               f"filename={recordings}/%p.jfr")
    server = settings.ungrouped if case.endswith("ungrouped") else settings.subject
    data = filled(settings, settings.list_keys).folder if case == "list" else folder
    with server.start(data, pinned=True, environment={"JAVA_TOOL_OPTIONS": options}).await_ready() as process:
        work = _workload(settings, process, case)
        work("warm", settings.warm_up_seconds(True))
        before = process.thread_cpu_seconds()
        begin = time.perf_counter()
        work("measured", settings.seconds)
        _print_threads(before, process.thread_cpu_seconds(), time.perf_counter() - begin)
    shutil.rmtree(folder, ignore_errors=True)
    largest = max(recordings.glob("*.jfr"), key=lambda file: file.stat().st_size)
    jfr = settings.tools.java_home / "bin/jfr"
    for view in VIEWS:
        print(f"\n== {view}", flush=True)
        subprocess.run([jfr, "view", "--width", "140", "--truncate", "beginning", "--cell-height", "1",
                        view, str(largest)], check=False)
    print(f"\nRecording: {largest}")


def _workload(settings: Settings, process: ServerProcess, case: str):
    load = Load(settings.tools, 64, True, settings.work)
    with S3Client(process.port) as client:
        if case == "list":
            return lambda _, seconds: _list_for(process, seconds)
        client.create_bucket()
        if case.startswith("put"):
            tail = settings.work / "profile" / "tail"
            tail.write_bytes(put_tail(PUT_SIZES.get(case, put.SIZE)))
            return lambda label, seconds: _say(load.put(process, f"{label}-", tail, seconds))
        size = get.SIZES[0] if case == "get-1m" else get.SIZES[1]
        for number in range(size.objects):
            key = f"{size.prefix}{number}"
            client.put(key, object_bytes(key, size.bytes))
        return lambda _, seconds: _say(load.get(process, size.prefix, size.objects, size.bytes, seconds))


def _list_for(process: ServerProcess, seconds: float) -> None:
    end = time.perf_counter() + seconds
    with S3Client(process.port) as client:
        page = client.list_page()
        while time.perf_counter() < end:
            page = client.list_page(continuation_token=page.next_token) if page.next_token else client.list_page()


def _say(leg) -> None:
    print(f"{leg.per_second:,.0f} requests/s, p99 {leg.latency_ms['p99']:.2f} ms, {leg.errors} errors, "
          f"{leg.server_cpu_us:.0f} µs CPU/request, generator at {leg.generator_cpu_share:.0%}", flush=True)


def _print_threads(before: dict[str, float], after: dict[str, float], seconds: float) -> None:
    print("\n== CPU by thread name")
    spent = {name: cpu - before.get(name, 0.0) for name, cpu in after.items()}
    for name, cpu in sorted(spent.items(), key=lambda entry: -entry[1])[:ROWS]:
        if cpu > 0:
            print(f"{cpu / seconds:7.1%} of a core  {name}")
