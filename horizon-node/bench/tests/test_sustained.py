"""What is made of long legs on two kinds of bucket, and how it is shown."""

import json
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

from horizon_bench import report
from horizon_bench.cases import sustained
from horizon_bench.cases.sustained import Stretch
from horizon_bench.load import Leg

SERVERS = tuple(SimpleNamespace(name=name, ack="D2") for name in ("on-share", "eager"))


class SustainedTest(unittest.TestCase):
    def test_ratios_are_of_legs_of_one_round(self):
        part = summary([pair(on_share=400, eager=100), pair(on_share=300, eager=100)])
        self.assertEqual(part["ratios"]["per_second"], {"median": 3.5, "min": 3, "max": 4})
        self.assertEqual(part["ratios"]["last_per_second"]["median"], 3.5)
        self.assertAlmostEqual(part["ratios"]["server_cpu_us"]["max"], 1 / 3)

    def test_round_with_an_error_is_left_out_and_counted(self):
        part = summary([pair(on_share=400, eager=100, errors=1), pair(on_share=300, eager=100)])
        self.assertEqual(part["void_rounds"], 1)
        self.assertEqual(part["ratios"]["per_second"]["median"], 3)
        self.assertFalse(report.clean(result(part)))

    def test_run_without_a_clean_round_has_a_table_without_figures(self):
        part = summary([pair(on_share=400, eager=100, errors=1)])
        self.assertIn("1 rounds with errors were left out.", report.markdown(result(part)))

    def test_legs_alternate_and_each_server_has_as_many(self):
        order = []

        def leg(_, server):
            order.append(server.name)
            return stretch(server.name, 10)

        settings = SimpleNamespace(documents=SERVERS, sustained_seconds=300, sustained_pairs=2)
        with patch.object(sustained, "_stretch", leg):
            part = sustained.run(settings)["sustained"]
        self.assertEqual(order, ["on-share", "eager", "eager", "on-share"])
        self.assertEqual(part["last_seconds"], 60)

    def test_table_is_a_section_with_a_row_for_each_document_and_one_for_the_ratio(self):
        table = report.markdown(result(summary([pair(on_share=400, eager=100)])))
        self.assertIn("### Sustained\n", table)
        self.assertIn("requests/s, last minute", table)
        self.assertIn("| on-share, Serial GC | D2 | 400 | 200 | 2,500 | 300 | 0 |", table)
        self.assertIn("| eager, Serial GC | D2 | 100 | 50.0 | 10,000 | 300 | 7,000 |", table)
        self.assertIn("| on-share ÷ eager |  | 4.00 × | 4.00 × | 0.25 × |  |  |", table)

    def test_published_section_stands_between_the_marks(self):
        with TemporaryDirectory() as folder:
            document = Path(folder) / "benchmarks.md"
            document.write_text(f"before\n{report.BEGIN}\nold\n{report.END}\nafter\n")
            with patch.object(report, "DOCUMENT", document):
                report.publish(report.markdown(result(summary([pair(on_share=400, eager=100)]))))
            text = document.read_text()
        self.assertTrue(text.startswith("before\n") and text.endswith("\nafter\n"))
        self.assertNotIn("old", text)
        self.assertIn("### Sustained\n", text)


def summary(rounds):
    return {"title": "Sustained", "last_seconds": 60, **sustained.summary(SERVERS, rounds)}


def result(part):
    # As it is read from a file.
    return json.loads(json.dumps({"runs": [], "measurements": {"sustained": {"sustained": part}}}))


def pair(on_share, eager, errors=0):
    return {"on-share": stretch("on-share", on_share), "eager": stretch("eager", eager, errors, backlog=7000)}


def stretch(server, requests, errors=0, backlog=0):
    leg = Leg(server=server, requests=requests, seconds=1, errors=errors, bytes=0, latency_ms={"p50": 1, "p99": 1},
              server_cpu_seconds=1, generator_cpu_share=0.5, memory_mb={"peak_rss": 300}, last_per_second=requests / 2)
    return Stretch(leg, backlog, "Serial")
