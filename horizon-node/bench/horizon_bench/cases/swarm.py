"""An object whose bytes are on another node: how fast a client reads it through its own, and what an overwrite moves.

Beside it sendme, which sends a file from process to process by the same protocol. **What each has done in the end**: the node has given
its client every byte, verified, and has them on its disk for the next reader, the last ones not yet synced; sendme has a verified copy in
its store, and has written the file out, without a sync.
"""

from __future__ import annotations

import os
import random
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

from ..client import AdminClient, S3Client, Unexpected
from ..figure import at_least, at_most
from ..process import ServerProcess
from ..servers import Node
from ..settings import Settings
from ..sharing import share, wait

MIB = 1 << 20
PLACES = 100


def run(settings: Settings) -> dict[str, object]:
    length = settings.swarm_mib * MIB
    title = f"{settings.swarm_mib:,} MiB from one node to another, both on the same cores"
    print(title, flush=True)
    folders = [settings.work / "swarm" / name for name in ("giver", "taker", "sendme")]
    shutil.rmtree(settings.work / "swarm", ignore_errors=True)
    first, second = (Node(settings.tools, name=name) for name in ("giver", "taker"))
    with first.start(folders[0]).await_ready() as giver, second.start(folders[1]).await_ready() as taker:
        first.create_bucket(giver, folders[0])
        share(settings.tools, folders[0], folders[1])
        rates: dict[str, list[float]] = {"node": [], "sendme": []}
        for pair in range(settings.swarm_pairs):
            body = os.urandom(length)
            legs = [("node", lambda: _read(giver, taker, f"of-{pair}", body)),
                    ("sendme", lambda: _sendme(settings.tools.sendme, folders[2], body))]
            for name, leg in legs if pair % 2 == 0 else reversed(legs):
                if name == "node" or settings.tools.sendme:
                    rates[name].append(length / leg() / 1e6)
        lines = [at_least("read through the node that has it not", "MB/s", rates["node"])]
        if rates["sendme"]:
            lines += [at_least("sendme", "MB/s", rates["sendme"]),
                      at_least("node ÷ sendme", "×", [one / other for one, other in zip(*rates.values())], 1.0)]
        with AdminClient(folders[1] / "data") as admin:
            before = admin.metric("horizon_fetched_bytes_total")
            _read(giver, taker, f"of-{settings.swarm_pairs - 1}", _changed(body))
            moved = admin.metric("horizon_fetched_bytes_total") - before
        lines.append(at_most(f"moved of it after 1 % changed in {PLACES} places", "%", [moved / length * 100], 3))
    shutil.rmtree(settings.work / "swarm", ignore_errors=True)
    return {"title": title, "figures": lines}


def _read(giver: ServerProcess, taker: ServerProcess, key: str, body: bytes) -> float:
    """Stores an object on one node and reads it through the other: the seconds of the reading."""
    with S3Client(giver.port) as at_giver, S3Client(taker.port) as at_taker:
        at_giver.put(key, body)
        tag = at_giver.entity_tag(key)
        wait(lambda: at_taker.entity_tag(key) == tag, key)
        begin = time.perf_counter()
        got = at_taker.get(key)
        seconds = time.perf_counter() - begin
        if got != body:
            raise Unexpected(f"{key} came with other bytes")
        return seconds


def _changed(body: bytes) -> bytes:
    """The body with a hundredth of its bytes changed."""
    changed = bytearray(body)
    length = len(body) // 100 // PLACES
    chance = random.Random(len(body))
    for _ in range(PLACES):
        at = chance.randrange(len(body) - length)
        changed[at:at + length] = os.urandom(length)
    return bytes(changed)


def _sendme(program: Path | None, folder: Path, body: bytes) -> float:
    """Sends a file: the seconds of the receiving process."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "got").mkdir(parents=True)
    (folder / "sent").write_bytes(body)
    alone = ["--relay", "disabled"]
    send = shlex.join([str(program), "send", "--ticket-type", "addresses", *alone, "sent"])
    # It listens to keys, and breaks without a terminal.
    sending = subprocess.Popen(["script", "-qefc", send, "/dev/null"], cwd=folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        ticket = _ticket_of(sending)
        begin = time.perf_counter()
        done = subprocess.run([str(program), "receive", *alone, ticket], cwd=folder / "got", capture_output=True, text=True)
        seconds = time.perf_counter() - begin
        if done.returncode or (folder / "got/sent").read_bytes() != body:
            raise Unexpected(f"sendme receive: {done.stderr.strip()}")
        return seconds
    finally:
        sending.terminate()
        sending.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _ticket_of(sending: subprocess.Popen[str]) -> str:
    assert sending.stdout
    for line in sending.stdout:
        found = re.search(r"sendme receive (\w+)", line)
        if found:
            return found.group(1)
    raise Unexpected("sendme send gave no ticket")
