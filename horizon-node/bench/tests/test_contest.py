"""What a contest makes of the legs that it is given."""

import unittest
from contextlib import contextmanager
from types import SimpleNamespace

from horizon_bench.contest import Contest
from horizon_bench.load import Leg


class ContestTest(unittest.TestCase):
    def test_round_in_which_a_server_answered_nothing_is_void(self):
        contest = run_rounds([{"node": leg("node", 0), "peer": leg("peer", 10)}, {"node": leg("node", 30), "peer": leg("peer", 10)}])
        self.assertEqual(contest.void, 1)
        self.assertEqual(contest.as_json()["ratios"][0]["per_second"]["median"], 3)

    def test_round_with_an_error_is_void(self):
        contest = run_rounds([{"node": leg("node", 20, errors=1), "peer": leg("peer", 10)}])
        self.assertEqual(contest.void, 1)
        self.assertEqual(contest.as_json()["ratios"], [])


def run_rounds(rounds):
    servers = [SimpleNamespace(name=name, ack="D0", is_jvm=False, collector=lambda _: "") for name in ("node", "peer")]
    settings = SimpleNamespace(pairs=len(rounds), seconds=1, warm_up_seconds=lambda _: 1)
    contest = Contest("title", servers, {})

    def one(server, _, label, __):
        return rounds[0 if label == "warm" else int(label[1:])][server.name]

    contest.run({server.name: IdleProcess() for server in servers}, one, settings)
    return contest


def leg(server, requests, errors=0):
    return Leg(server=server, requests=requests, seconds=1, errors=errors, bytes=0, latency_ms={"p50": 1, "p99": 1},
               server_cpu_seconds=1, generator_cpu_share=0.5, memory_mb={"peak_rss": 1})


class IdleProcess:
    def pause(self):
        pass

    @contextmanager
    def awake(self):
        yield self
