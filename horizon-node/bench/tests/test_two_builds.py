"""The node beside another build of itself: what is started, what is asked for, what is shown."""

import contextlib
import io
import unittest
from dataclasses import replace
from pathlib import Path

from horizon_bench import report
from horizon_bench.__main__ import CASES, parse
from horizon_bench.cases import listing
from horizon_bench.settings import Settings
from horizon_bench.tools import Tools

TOOLS = Tools(wrk="wrk", nginx="nginx", taskset="taskset", java_home=Path("jdk"), node_jar=Path("node.jar"),
              s3proxy_jar=Path("s3proxy.jar"))
ALONE = Settings(tools=TOOLS, work=Path("work"), quick=True, pairs=1, seconds=1, list_keys=1, start_keys=1, start_runs=1,
                 idle_seconds=1, keep=False, stand_in=False, sustained_seconds=3, sustained_pairs=1,
                 churn_seconds=3, churn_disk=1 << 30, swarm_mib=1, swarm_pairs=1, origin_mib=1)
BESIDE = replace(ALONE, other_jar=Path("other.jar"))


class TwoBuildsTest(unittest.TestCase):
    def test_other_build_is_started_like_the_node_but_for_the_jar(self):
        ours, theirs = (server.command(Path("data"), 3000, True) for server in (BESIDE.subject, BESIDE.other_build))
        self.assertEqual([flag for flag in theirs if flag.startswith("--")],
                         ["--data-dir", "--s3-address", "--admin-address"])
        self.assertEqual((ours[2], theirs[2]), ("node.jar", "other.jar"))
        # The port of the admin API is a free one each time.
        self.assertEqual(ours[3:-1], theirs[3:-1])

    def test_other_build_takes_the_place_of_all_other_servers(self):
        self.assertEqual([server.name for server in BESIDE.rivals(BESIDE.nginx, BESIDE.s3proxy)], ["other build"])
        self.assertEqual([server.name for server in ALONE.rivals(ALONE.nginx, ALONE.s3proxy)], ["nginx", "S3Proxy"])

    def test_cases_of_two_builds_are_those_where_they_can_be_compared(self):
        self.assertEqual(parse(["--other-jar", "other.jar"]).only, ["get", "put", "bodies", "list"])
        self.assertEqual(parse([]).only, list(CASES))
        for refused in (["--only", "put,idle"], ["--stand-in"], ["--profile", "put-4k"]):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                parse(["--other-jar", "other.jar", *refused])

    def test_listings_are_compared_round_by_round(self):
        lines = listing.compare("node", "other build", [rounds(1, 2, 900, 300), rounds(3, 2, 600, 300)])
        table = report.markdown({"runs": [], "measurements": {"list-of-two-builds": {"comparison": {
            "title": "LIST", "servers": ["node", "other build"], "lines": lines}}}})
        self.assertIn("| figure | node | other build | node ÷ other build |", table)
        self.assertIn("| first page | 2.00 ms (1.00–3.00) | 2.00 ms | 1.00 × (0.50–1.50) |", table)
        self.assertIn("| full scan | 750 keys/s (600–900) | 300 keys/s | 2.50 × (2.00–3.00) |", table)


def rounds(our_page, their_page, our_scan, their_scan):
    return {"node": {"first page": [our_page, our_page, 50], "full scan": [our_scan]},
            "other build": {"first page": [their_page], "full scan": [their_scan]}}
