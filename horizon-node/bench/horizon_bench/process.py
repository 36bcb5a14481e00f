"""A server as a process: started, awaited, stopped and continued, watched, ended by its pid."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Sequence

HOST = "127.0.0.1"
READY_SECONDS = 90
STOP_SECONDS = 45
TICKS = os.sysconf("SC_CLK_TCK")


class ServerFailed(Exception):
    """A server did not start, or ended by itself; the message has the end of its log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def connect(port: int, secure: bool, timeout: float) -> http.client.HTTPConnection:
    """A connection to a server here. Whoever speaks TLS here has a certificate that nobody vouches for."""
    if not secure:
        return http.client.HTTPConnection(HOST, port, timeout=timeout)
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(HOST, port, timeout=timeout, context=context)


def process_tree(pid: int) -> list[int]:
    """The process and its descendants."""
    pids = [pid]
    for parent in pids:
        try:
            for children in Path(f"/proc/{parent}/task").glob("*/children"):
                pids += [int(child) for child in children.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return pids


class ServerProcess:
    """A running server. Use it as a context manager: leaving it ends the process."""

    def __init__(self, name: str, command: Sequence[str], port: int, ready_path: str, log: Path,
                 environment: dict[str, str] | None = None, secure: bool = False):
        self.name = name
        self.port = port
        #: Whether it speaks TLS.
        self.secure = secure
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        # A first start prints a key: the log is the owner's alone, and goes with the folder.
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as sink:
            self.started_at = time.perf_counter()
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.STDOUT,
                env={**os.environ, **(environment or {})}, start_new_session=True)
        self._ready_path = ready_path

    def __enter__(self) -> ServerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def url(self) -> str:
        return f"{'https' if self.secure else 'http'}://{HOST}:{self.port}"

    def await_ready(self) -> ServerProcess:
        """Returns when the server answers below 500, the sign every server here has in common."""
        while not self._answers():
            self.check_alive()
            if time.perf_counter() - self.started_at > READY_SECONDS:
                raise ServerFailed(f"{self.name} is not ready after {READY_SECONDS} s:\n{self._log_tail()}")
            time.sleep(0.05)
        return self

    def first_success(self, request: bytes, every: float = 0.002) -> float:
        """Seconds from exec to the first answer 200 to the request, asked again and again."""
        while True:
            try:
                with socket.create_connection((HOST, self.port), timeout=5) as connection:
                    connection.sendall(request)
                    if connection.recv(4096).startswith(b"HTTP/1.1 200"):
                        return time.perf_counter() - self.started_at
            except OSError:
                pass
            self.check_alive()
            if time.perf_counter() - self.started_at > READY_SECONDS:
                raise ServerFailed(f"{self.name} gave no 200 in {READY_SECONDS} s:\n{self._log_tail()}")
            time.sleep(every)

    def check_alive(self) -> None:
        if self._process.poll() is not None:
            raise ServerFailed(f"{self.name} ended with {self._process.returncode}:\n{self._log_tail()}")

    def pause(self) -> None:
        self._signal_tree(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal_tree(signal.SIGCONT)

    @contextmanager
    def awake(self) -> Iterator[ServerProcess]:
        """Lets a paused server run for one leg, so that those that wait take no CPU from it."""
        self.resume()
        try:
            yield self
        finally:
            self.pause()

    def stop(self) -> None:
        if self._process.poll() is not None:
            return
        self.resume()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_seconds(self) -> float:
        """User and system time of the process tree so far."""
        return sum(_cpu_ticks(Path(f"/proc/{pid}/stat")) for pid in process_tree(self.pid)) / TICKS

    def thread_cpu_seconds(self) -> dict[str, float]:
        """CPU time by thread name; the digits at the end of a name are left out."""
        by_name: dict[str, float] = {}
        for pid in process_tree(self.pid):
            for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
                name = stat.with_name("comm").read_text().strip().rstrip("0123456789").rstrip("-# ")
                by_name[name] = by_name.get(name, 0.0) + _cpu_ticks(stat) / TICKS
        return by_name

    def memory_mb(self) -> dict[str, float]:
        """Resident and proportional set of the process tree now, and its peak, in MB of 10^6 bytes."""
        total = {"rss": 0.0, "pss": 0.0, "peak_rss": 0.0}
        for pid in process_tree(self.pid):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            status = Path(f"/proc/{pid}/status").read_text()
            total["rss"] += _kilobytes(rollup, "Rss:")
            total["pss"] += _kilobytes(rollup, "Pss:")
            total["peak_rss"] += _kilobytes(status, "VmHWM:")
        return {name: kb * 1024 / 1e6 for name, kb in total.items()}

    def settle(self, limit: float) -> float:
        """Waits until work behind the answers has ended: three seconds below 5 % of a core."""
        begin = time.perf_counter()
        quiet = 0
        while quiet < 3 and time.perf_counter() - begin < limit:
            before = self.cpu_seconds()
            time.sleep(1)
            self.check_alive()
            quiet = quiet + 1 if self.cpu_seconds() - before < 0.05 else 0
        return time.perf_counter() - begin

    def _answers(self) -> bool:
        connection = connect(self.port, self.secure, timeout=5)
        try:
            connection.request("GET", self._ready_path)
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _signal_tree(self, number: int) -> None:
        for pid in process_tree(self.pid):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _log_tail(self) -> str:
        lines = [line for line in self._log.read_text(errors="replace").splitlines() if "SECRET" not in line]
        return "\n".join(lines[-15:])


def _cpu_ticks(stat: Path) -> int:
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(fields[11]) + int(fields[12])


def _kilobytes(text: str, field: str) -> float:
    line = next((line for line in text.splitlines() if line.startswith(field)), None)
    return float(line.split()[1]) if line else 0.0
