"""Durable PUT of 4 KiB for minutes: a bucket whose document is made on share beside one that is published all the while.

A burst ends before publishing counts; these legs are long enough to reach the speed that a bucket keeps. Each has a
fresh node, as what one leaves to be published would be the next one's burden. There is no warm-up: it would be written
to the bucket as well.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from typing import Callable, Sequence

from ..client import Unexpected
from ..content import put_tail
from ..contest import GENERATOR_BOUND
from ..load import LAST_SECONDS, Leg, Load
from ..servers import Server
from ..settings import Settings
from ..stats import Spread, ratios
from .put import CONNECTIONS, SIZE, wrong_in_sample


@dataclass(frozen=True)
class Stretch:
    """A leg on a fresh node, and what it left to be published."""

    leg: Leg
    backlog: int
    collector: str

    @property
    def last_per_second(self) -> float:
        if self.leg.last_per_second is None:
            raise Unexpected(f"{self.leg.server}: the leg was too short for a rate at its end")
        return self.leg.last_per_second

    def as_json(self) -> dict[str, object]:
        return {**self.leg.as_json(), "backlog": self.backlog}


Round = dict[str, Stretch]


def run(settings: Settings) -> dict[str, object]:
    seconds = settings.sustained_seconds
    title = f"Sustained PUT 4 KiB, {CONNECTIONS} connections, one core each, {seconds:g} s on a fresh node"
    print(title, flush=True)
    servers = settings.documents
    rounds = []
    for number in range(settings.sustained_pairs):
        order = servers if number % 2 == 0 else list(reversed(servers))
        rounds.append({server.name: _stretch(settings, server) for server in order})
    return {"sustained": {"title": title, "last_seconds": min(LAST_SECONDS, seconds), **summary(servers, rounds)}}


def _stretch(settings: Settings, server: Server) -> Stretch:
    folder = settings.work / "sustained"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tail = folder / "tail"
    tail.write_bytes(put_tail(SIZE))
    load = Load(settings.tools, CONNECTIONS, True, settings.work)
    with server.start(folder, pinned=True).await_ready() as process:
        server.create_bucket(process, folder)
        collector = server.collector(process)
        os.sync()
        leg = load.put(process, "s-", tail, settings.sustained_seconds)
        # Asked first: publishing goes on.
        backlog = server.backlog(folder)
        if not leg.is_void:
            leg = replace(leg, errors=wrong_in_sample(process, "s-", leg.requests))
    shutil.rmtree(folder, ignore_errors=True)
    stretch = Stretch(leg, backlog, collector)
    print(f"  {server.name} {leg.per_second:,.0f}/s, {leg.last_per_second or 0:,.0f}/s at the end, "
          f"{leg.server_cpu_us:,.0f} µs CPU/request, backlog {backlog:,}, {leg.errors} errors", flush=True)
    return stretch


def summary(servers: Sequence[Server], rounds: Sequence[Round]) -> dict[str, object]:
    """The figures of both servers, and the ratios of the first one to the second; a round with an error is left out."""
    clean = [one for one in rounds if not any(stretch.leg.is_void for stretch in one.values())]

    def each(server: Server, figure: Callable[[Stretch], float]) -> list[float]:
        return [figure(one[server.name]) for one in clean]

    def figures(server: Server) -> dict[str, object]:
        spreads = {name: Spread.of(each(server, figure)).as_json() for name, figure in FIGURES.items()}
        return {
            "name": server.name,
            "ack": server.ack,
            "collector": clean[0][server.name].collector,
            **spreads,
            "peak_rss_mb": max(each(server, lambda stretch: stretch.leg.memory_mb["peak_rss"])),
            "generator_bound": max(each(server, lambda stretch: stretch.leg.generator_cpu_share)) > GENERATOR_BOUND,
        }

    ours, theirs = servers
    return {
        "void_rounds": len(rounds) - len(clean),
        "servers": [figures(server) for server in servers] if clean else [],
        "ratios": {name: ratios(each(ours, FIGURES[name]), each(theirs, FIGURES[name])).as_json() for name in COMPARED}
        if clean else {},
        "rounds": [{name: stretch.as_json() for name, stretch in one.items()} for one in rounds],
    }


FIGURES: dict[str, Callable[[Stretch], float]] = {
    "per_second": lambda stretch: stretch.leg.per_second,
    "last_per_second": lambda stretch: stretch.last_per_second,
    "server_cpu_us": lambda stretch: stretch.leg.server_cpu_us,
    "backlog": lambda stretch: float(stretch.backlog),
}
COMPARED = ("per_second", "last_per_second", "server_cpu_us")
