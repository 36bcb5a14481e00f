"""A bucket that two nodes share, or that stands before an origin: what the commands of the node do, and waiting for what comes."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Callable

from .client import BUCKET, S3Client, Unexpected
from .process import HOST, ServerProcess
from .tools import Tools

PATIENCE_SECONDS = 3600


def share(tools: Tools, giver: Path, taker: Path) -> None:
    """Has the node of one folder join the bucket of another's."""
    join(tools, taker, ticket(tools, giver))


def ticket(tools: Tools, folder: Path) -> str:
    return _command(tools, folder, "ticket", "export", BUCKET)


def join(tools: Tools, folder: Path, text: str) -> None:
    _command(tools, folder, "ticket", "import", "-", given=text)


def stand_before(tools: Tools, folder: Path, process: ServerProcess, origin: int, credentials: tuple[str, str]) -> None:
    """Has the bucket of the node of a folder stand before an S3 server of this machine, for good: nothing is asked twice."""
    access, secret = credentials
    file = folder / "origin.secret"
    file.write_text(secret)
    with S3Client(process.port) as client:
        client.create_bucket()
    _command(tools, folder, "origin", "add", "cloud", "--type", "s3", "--endpoint", f"http://{HOST}:{origin}", "--bucket", BUCKET,
             "--access-key", access, "--secret-key-file", str(file), "--allow-private")
    _command(tools, folder, "bucket", "origins", BUCKET, "--set", "cloud", "--write", "local-only", "--freshness", "immutable")


def _command(tools: Tools, folder: Path, *words: str, given: str = "") -> str:
    command = [tools.java, "-jar", str(tools.node_jar), *words, "--data-dir", str(folder / "data")]
    done = subprocess.run(command, input=given, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise Unexpected(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def wait(condition: Callable[[], object], what: str, every: float = 0.02) -> None:
    """Waits until something is so."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while not condition():
        if time.perf_counter() > deadline:
            raise Unexpected(f"{what} did not come within {PATIENCE_SECONDS} s")
        time.sleep(every)
