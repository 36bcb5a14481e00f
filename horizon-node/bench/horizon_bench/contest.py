"""Some servers under the same load in turns: A B C, then C B A, and so on."""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Sequence

from .load import Leg
from .process import ServerProcess
from .servers import Server
from .settings import Settings
from .stats import Spread, ratios

GENERATOR_BOUND = 0.9

RunLeg = Callable[[Server, ServerProcess, str, float], Leg]


@dataclass
class Contest:
    """The legs of one case by server. The first server is ours; the others are what it is held against."""

    title: str
    servers: Sequence[Server]
    targets: dict[str, float]
    collectors: dict[str, str] = field(default_factory=dict)
    rounds: list[dict[str, Leg]] = field(default_factory=list)
    void: int = 0

    def run(self, processes: dict[str, ServerProcess], leg: RunLeg, settings: Settings, warm_ups: int = 1) -> None:
        """The processes are running; each is awake only while it is its turn. What takes long to compile warms up longer."""
        for server in self.servers:
            self.collectors[server.name] = server.collector(processes[server.name])
            processes[server.name].pause()
        for server in self.servers:
            with processes[server.name].awake() as process:
                leg(server, process, "warm", warm_ups * settings.warm_up_seconds(server.is_jvm))
        for number in range(settings.pairs):
            order = self.servers if number % 2 == 0 else list(reversed(self.servers))
            legs = {}
            for server in order:
                # What an earlier leg left in the page cache is not written out at the next one's expense.
                os.sync()
                with processes[server.name].awake() as process:
                    legs[server.name] = leg(server, process, f"r{number}", settings.seconds)
            void = [one for one in legs.values() if one.is_void]
            if void:
                self.void += 1
                for one in void:
                    print(f"  void round {number}: {one.server} had {one.requests} answers, {one.errors} errors", flush=True)
            else:
                self.rounds.append(legs)
            print("  " + "  ".join(f"{name} {one.per_second:,.0f}/s" for name, one in legs.items()), flush=True)

    def as_json(self) -> dict[str, object]:
        ours, *others = self.servers
        return {
            "title": self.title,
            "void_rounds": self.void,
            "targets": self.targets,
            "servers": [self._figures(server) for server in self.servers] if self.rounds else [],
            "ratios": [self._ratio(ours, other) for other in others] if self.rounds else [],
            "rounds": [{name: one.as_json() for name, one in legs.items()} for legs in self.rounds],
        }

    def _all(self, server: Server, figure: Callable[[Leg], float]) -> list[float]:
        return [figure(legs[server.name]) for legs in self.rounds]

    def _figures(self, server: Server) -> dict[str, object]:
        generator = max(self._all(server, lambda leg: leg.generator_cpu_share))
        return {
            "name": server.name,
            "ack": server.ack,
            "collector": self.collectors[server.name],
            "per_second": Spread.of(self._all(server, lambda leg: leg.per_second)).as_json(),
            "p50_ms": Spread.of(self._all(server, lambda leg: leg.latency_ms["p50"])).as_json(),
            "p99_ms": Spread.of(self._all(server, lambda leg: leg.latency_ms["p99"])).as_json(),
            "server_cpu_us": Spread.of(self._all(server, lambda leg: leg.server_cpu_us)).as_json(),
            "peak_rss_mb": max(self._all(server, lambda leg: leg.memory_mb["peak_rss"])),
            "generator_cpu_share": generator,
            "generator_bound": generator > GENERATOR_BOUND,
        }

    def _ratio(self, ours: Server, other: Server) -> dict[str, object]:
        ratio = ratios(self._all(ours, lambda leg: leg.per_second), self._all(other, lambda leg: leg.per_second))
        cpu = ratios(self._all(other, lambda leg: leg.server_cpu_us), self._all(ours, lambda leg: leg.server_cpu_us))
        target = self.targets.get(other.name)
        return {
            "other": other.name,
            "per_second": ratio.as_json(),
            "requests_per_cpu_second": cpu.as_json(),
            "target": target,
            "met": None if target is None else ratio.median >= target,
        }


class Arena:
    """Starts servers on folders of their own and ends them all. A context manager."""

    def __init__(self, work: Path):
        self._work = work
        self._stack = ExitStack()

    def __enter__(self) -> Arena:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def folder(self, server: Server) -> Path:
        return self._work / server.name.replace(" ", "-")

    def start(self, server: Server, pinned: bool) -> ServerProcess:
        process = server.start(self.folder(server), pinned)
        self._stack.enter_context(process)
        return process.await_ready()
