"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from pathlib import Path
from typing import Any

from . import dataset, machine, profile, report, tools
from .cases import get, idle, listing, put, start
from .client import Unexpected
from .load import LoadFailed
from .process import ServerFailed
from .settings import Settings

CASES = {"get": get, "put": put, "list": listing, "idle": idle, "start": start}
OUTPUT = tools.REPOSITORY / "horizon-node/target/bench"


def main() -> int:
    options = _parser().parse_args()
    if options.table:
        return _tables(options.table, options.publish)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings = _settings(options)
    if not options.stand_in and not settings.tools.node_jar.is_file():
        raise tools.Missing(f"{settings.tools.node_jar} is missing: make build")
    machine.prepare_private_network()
    settings.work.mkdir(parents=True, exist_ok=True)
    try:
        if options.profile:
            profile.run(settings, options.profile)
            return 0
        return _measure(settings, options)
    finally:
        if not settings.keep:
            dataset.remove_all(settings)


def _measure(settings: Settings, options: argparse.Namespace) -> int:
    run = {
        "started": time.strftime("%Y-%m-%d %H:%M"),
        "subject": settings.subject.name,
        "pairs": settings.pairs,
        "seconds": settings.seconds,
        "measurements": options.only,
        "machine": machine.describe(settings.tools, settings.work),
    }
    result: dict[str, Any] = {"runs": [run], "measurements": {}}
    results = settings.work.parent / "results"
    results.mkdir(exist_ok=True)
    file = results / f"{time.strftime('%Y%m%d-%H%M%S')}-{'-'.join(options.only)}.json"
    for name in options.only:
        result["measurements"][name] = CASES[name].run(settings)
        # Written after each one: what is measured stays, whatever happens to the next.
        file.write_text(json.dumps(result, indent=1))
    print(f"\nRaw results: {file}\n")
    return _tables([file], options.publish)


def _tables(files: list[Path], publish: bool) -> int:
    result = report.merge(files)
    table = report.markdown(result)
    print(table)
    if publish:
        if any(run["subject"] != "node" for run in result["runs"]):
            raise tools.Missing("only figures of the node are published, these are of a stand-in")
        report.publish(table)
    return 0 if report.clean(result) else 1


def _settings(options: argparse.Namespace) -> Settings:
    quick = options.quick
    return Settings(
        tools=tools.find(),
        work=options.output.resolve() / "work",
        quick=quick,
        pairs=options.pairs or (3 if quick else 5),
        seconds=options.seconds or (4 if quick else 20),
        list_keys=options.keys or (100_000 if quick else 1_000_000),
        start_keys=min(options.keys or 100_000, 100_000),
        start_runs=5 if quick else 10,
        idle_seconds=10 if quick else 30,
        keep=options.keep,
        stand_in=options.stand_in,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="horizon-node/bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short legs and 100,000 keys: under 6 minutes, for a look")
    parser.add_argument("--only", type=_names, default=list(CASES), metavar="NAME,…", help=", ".join(CASES))
    parser.add_argument("--pairs", type=int, help="rounds of each contest and scans of LIST (5; quick: 3)")
    parser.add_argument("--seconds", type=float, help="length of a leg (20; quick: 4)")
    parser.add_argument("--keys", type=int, help="keys of LIST (1,000,000; quick: 100,000)")
    parser.add_argument("--keep", action="store_true", help="keep the filled data folders and use those of earlier runs")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="where to work, on the disk to be measured")
    parser.add_argument("--publish", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--table", type=Path, nargs="+", metavar="FILE", help="only make the tables, of these results")
    parser.add_argument("--profile", choices=profile.CASES, help="record where the node spends its time in one case")
    parser.add_argument("--stand-in", action="store_true", help="try the harness with S3Proxy in place of the node")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    unknown = [name for name in names if name not in CASES]
    if unknown:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: not one of {', '.join(CASES)}")
    return names


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (tools.Missing, ServerFailed, LoadFailed, Unexpected) as problem:
        sys.exit(f"bench: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
