"""The machine and the network namespace a run takes place in."""

from __future__ import annotations

import fcntl
import os
import platform
import re
import socket
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .tools import REPOSITORY, Tools

CONGESTION = Path("/proc/sys/net/ipv4/tcp_congestion_control")
SIOCSIFFLAGS = 0x8914
INTERFACE_UP_AND_RUNNING = 0x41


def is_network_private() -> bool:
    """Whether `run` has made a network namespace for this run alone."""
    return os.environ.get("HORIZON_BENCH_NETNS") == "private"


@contextmanager
def line(port: int, rate: str) -> Iterator[None]:
    """Has what a server of this namespace sends pass a line of a rate; everything else stays as fast as it is."""
    def tc(*words: str) -> None:
        subprocess.run(["tc", *words], check=True)

    tc("qdisc", "add", "dev", "lo", "root", "handle", "1:", "htb", "default", "1")
    try:
        tc("class", "add", "dev", "lo", "parent", "1:", "classid", "1:1", "htb", "rate", "100gbit", "quantum", "200000")
        tc("class", "add", "dev", "lo", "parent", "1:", "classid", "1:2", "htb", "rate", rate, "quantum", "200000")
        tc("filter", "add", "dev", "lo", "parent", "1:", "protocol", "ip", "u32", "match", "ip", "sport", str(port), "0xffff",
           "flowid", "1:2")
        yield
    finally:
        tc("qdisc", "del", "dev", "lo", "root")


def prepare_private_network() -> None:
    """Brings up loopback and chooses reno, in the namespace that `run` has just made."""
    if is_network_private():
        with socket.socket() as any_socket:
            fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh", b"lo", INTERFACE_UP_AND_RUNNING))
        CONGESTION.write_text("reno")


def describe(tools: Tools, work: Path) -> dict[str, object]:
    cpu = re.search(r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {
        "cpu": cpu.group(1) if cpu else platform.machine(),
        "cores": os.cpu_count(),
        "memory_mb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6),
        "kernel": platform.release(),
        "file_system": _output("findmnt", "-n", "-o", "FSTYPE", "-T", str(work)),
        "congestion_control": CONGESTION.read_text().strip(),
        "private_network": is_network_private(),
        "java": _output(tools.java, "-version").splitlines()[0],
        "nginx": _output(tools.nginx, "-v").rpartition("/")[2],
        "load_average": os.getloadavg()[0],
        "commit": _output("git", "-C", str(REPOSITORY), "describe", "--always", "--dirty"),
    }


def _output(*command: str) -> str:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip() if done.returncode == 0 else "unknown"
