"""Listings of versions as they are read, bodies that are written over others, and how the case is shown."""

import contextlib
import io
import json
import unittest
from types import SimpleNamespace
from unittest.mock import patch

from horizon_bench import client, report, servers
from horizon_bench.__main__ import parse
from horizon_bench.cases import listing, versions
from horizon_bench.client import S3Client
from horizon_bench.content import put_tail
from test_two_builds import TOOLS

PAGE = (b"<ListVersionsResult><NextKeyMarker>a&amp;b</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>"
        b"<Version><Key>a&amp;b</Key></Version><DeleteMarker><Key>c</Key></DeleteMarker><Version><Key>d</Key></Version>"
        b"<CommonPrefixes><Prefix>e/</Prefix></CommonPrefixes></ListVersionsResult>")
HEAP = {
    "Serial": " DefNew  total 78016K, used 1000K [0x1)\n  eden space 69376K,  1% used [0x1)\n"
              " Tenured  total 173440K, used 500K [0x1)\n Metaspace  used 9000K, committed 9344K\n",
    "G1": " garbage-first heap   total reserved 6M, committed 2K, used 1500K [0x1)\n  region size 2048K, 3 young (6144K)\n"
          " Metaspace       used 9000K, committed 9344K\n  class space    used 900K, committed 1K\n",
}


class VersionsTest(unittest.TestCase):
    def test_page_of_versions_counts_versions_and_names_the_place_behind_it(self):
        page = read(PAGE)
        self.assertEqual((page.versions, page.prefixes), (2, 1))
        self.assertEqual(page.next_markers, {"key_marker": "a&b", "version_id_marker": "v1"})

    def test_last_page_and_page_that_ends_with_a_prefix_have_no_version_behind_them(self):
        self.assertIsNone(read(b"<ListVersionsResult></ListVersionsResult>").next_markers)
        self.assertEqual(read(b"<NextKeyMarker>e/</NextKeyMarker>").next_markers, {"key_marker": "e/"})

    def test_body_counts_as_written_if_it_is_of_the_key_and_of_the_leg(self):
        def body(head):
            return head.ljust(64) + put_tail(versions.SIZE)

        self.assertTrue(versions.is_written(body(b"/bench/k-7 r1-1007"), "/bench/k-7", "r1-"))
        for head in (b"/bench/k-7 r0-1007", b"/bench/k-71 r1-1007", b"/bench/k-7 v9", b"/bench/k-7 r1-"):
            self.assertFalse(versions.is_written(body(head), "/bench/k-7", "r1-"), head)
        self.assertFalse(versions.is_written(body(b"/bench/k-7 r1-1007")[:-1], "/bench/k-7", "r1-"))

    def test_heap_in_use_is_that_of_all_generations_and_not_of_classes(self):
        for name, text in HEAP.items():
            with patch.object(servers.subprocess, "run", return_value=SimpleNamespace(stdout=text)):
                heap = servers.Node(TOOLS).live_heap_mb(SimpleNamespace(pid=1))
            self.assertAlmostEqual(heap, 1.536, msg=name)

    def test_stand_in_has_no_versions_and_is_not_asked_for_them(self):
        self.assertNotIn("versions", parse(["--stand-in"]).only)
        self.assertIn("versions", parse([]).only)
        for refused in (["--stand-in", "--only", "versions"], ["--other-jar", "o.jar", "--only", "versions"]):
            with self.assertRaises(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                parse(refused)

    def test_every_comparison_has_a_table(self):
        lines = listing.compare("a", "b", [{"a": {"GET": [2.0]}, "b": {"GET": [1.0]}}])
        parts = [{"title": title, "servers": ["a", "b"], "lines": lines} for title in ("Listings", "Requests")]
        table = report.markdown(json.loads(json.dumps({"runs": [], "measurements": {"versions": {"comparisons": parts}}})))
        self.assertIn("### Listings\n", table)
        self.assertIn("### Requests\n", table)
        self.assertEqual(table.count("| GET | 2.00 ms | 1.00 ms | 2.00 × |"), 2)


def read(document):
    with patch.object(client.S3Client, "_expect", lambda *_, **__: document):
        return S3Client(1).version_page(prefix="p")
