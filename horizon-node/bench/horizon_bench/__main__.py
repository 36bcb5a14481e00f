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
from .cases import bodies, churn, get, idle, listing, origin, plugins, put, start, sustained, swarm, sync, tls, versions
from .client import Unexpected
from .load import LoadFailed
from .process import ServerFailed
from .settings import Settings

CASES = {"get": get, "tls": tls, "put": put, "bodies": bodies, "sustained": sustained, "list": listing, "idle": idle, "start": start,
         "versions": versions, "sync": sync, "swarm": swarm, "origin": origin, "churn": churn,
         "plugins": plugins}
#: Those for which the stand-in will not do.
OF_THE_NODE = ("tls", "versions", "sync", "swarm", "origin", "churn", "plugins")
#: Those that can hold the node against another build of itself.
OF_TWO_BUILDS = ("get", "put", "bodies", "list")
SHORTEST_SUSTAINED = 3
OUTPUT = tools.REPOSITORY / "horizon-node/target/bench"


def main() -> int:
    options = parse(sys.argv[1:])
    if options.table:
        return _tables(options.table, options.publish)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings = _settings(options)
    if not options.stand_in and not settings.tools.node_jar.is_file():
        raise tools.Missing(f"{settings.tools.node_jar} is missing: make build")
    if settings.other_jar and not settings.other_jar.is_file():
        raise tools.Missing(f"{settings.other_jar} is missing: --other-jar names the jar of another build")
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
        "sustained": {"pairs": settings.sustained_pairs, "seconds": settings.sustained_seconds},
        "measurements": options.only,
        "machine": machine.describe(settings.tools, settings.work),
    }
    if settings.other_jar:
        run["jars"] = {"node": tools.digest(settings.tools.node_jar), "other": tools.digest(settings.other_jar)}
    result: dict[str, Any] = {"runs": [run], "measurements": {}}
    results = settings.work.parent / "results"
    results.mkdir(exist_ok=True)
    file = results / f"{time.strftime('%Y%m%d-%H%M%S')}-{'-'.join(options.only)}.json"
    for name in options.only:
        # Under a name of its own, so that figures of two builds stand beside those of other servers.
        part = f"{name}-of-two-builds" if settings.other_jar else name
        result["measurements"][part] = CASES[name].run(settings)
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
        sustained_seconds=options.sustained_seconds or (10 if quick else 300),
        sustained_pairs=options.pairs or (1 if quick else 2),
        churn_seconds=options.churn_seconds or (120 if quick else 3600),
        churn_disk=(2 if quick else 8) << 30,
        swarm_mib=128 if quick else 1024,
        swarm_pairs=min(options.pairs or 3, 5),
        origin_mib=64 if quick else 128,
        other_jar=options.other_jar.resolve() if options.other_jar else None,
    )


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.other_jar and (options.stand_in or options.profile):
        parser.error("--other-jar is held against the node: without --stand-in and --profile")
    usual = [name for name in (OF_TWO_BUILDS if options.other_jar else CASES)
             if not (options.stand_in and name in OF_THE_NODE)]
    options.only = options.only or usual
    alone = [name for name in options.only if name not in usual]
    if alone:
        mode = "--stand-in" if options.stand_in else "--other-jar"
        parser.error(f"{mode} is for {', '.join(usual)}, not for {', '.join(alone)}")
    return options


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="horizon-node/bench/run", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short legs and 100,000 keys: about 9 minutes, for a look")
    parser.add_argument("--only", type=_names, metavar="NAME,…", help=f"{', '.join(CASES)} (all of them)")
    parser.add_argument("--pairs", type=int, help="rounds of each contest and scans of LIST (5; quick: 3; sustained: 2; quick: 1)")
    parser.add_argument("--seconds", type=float, help="length of a leg (20; quick: 4)")
    parser.add_argument("--sustained-seconds", type=_long_enough, help="length of a leg of sustained (300; quick: 10)")
    parser.add_argument("--churn-seconds", type=float, help="length of churn (3600; quick: 120)")
    parser.add_argument("--other-jar", type=Path, metavar="JAR",
                        help=f"hold the node against this build of it alone, in {', '.join(OF_TWO_BUILDS)}")
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


def _long_enough(text: str) -> float:
    seconds = float(text)
    if seconds < SHORTEST_SUSTAINED:
        raise argparse.ArgumentTypeError(f"a leg of sustained takes {SHORTEST_SUSTAINED} s at least")
    return seconds


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (tools.Missing, ServerFailed, LoadFailed, Unexpected) as problem:
        sys.exit(f"bench: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
