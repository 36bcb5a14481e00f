from __future__ import annotations

import argparse
import os
import pathlib
import sys

from . import selection
from .document import publish
from .expected import Expected
from .suite import Result, Run, SuiteError

HERE = pathlib.Path(__file__).resolve().parent.parent
EXPECTED = HERE / "expected.txt"


def main() -> int:
    options, arguments = _parser().parse_known_args()
    narrowed = bool(arguments)
    run = Run(
        options.suite.resolve(), options.output.resolve(), options.filter, options.workers, options.timeout, arguments)
    print(f"{options.filter} on {options.workers or 1} processes; what they say is in {run.output}", flush=True)
    try:
        expected = Expected.read(EXPECTED)
        results = run.results()
    except (SuiteError, ValueError) as error:
        print(f"conformance: {error}", file=sys.stderr)
        return 2
    _write(run.output / "results.tsv", results)
    if not narrowed and len(results) != selection.SIZES[options.filter]:
        print(
            f"conformance: {len(results)} tests are selected, not {selection.SIZES[options.filter]}: "
            f"is the suite at {selection.REVISION}?", file=sys.stderr)
        return 2

    whole = not narrowed and options.filter == "applicable542"
    difference = expected.difference(results, whole)
    if options.update:
        EXPECTED.write_text(expected.updated(difference))
        if whole:
            publish(results)
    if difference:
        print("\n".join(difference.lines()))
    _warn_of_internal_errors()
    for name in selection.SIZES:
        chosen = [result for result in results if result.core or name != "core318"]
        if chosen and selection.SIZES[name] <= selection.SIZES[options.filter]:
            print(f"{name} passed {sum(result.passed for result in chosen)} of {len(chosen)}")
    return 1 if difference and not options.update else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="horizon-s3-api/conformance/run",
        allow_abbrev=False,
        description="Runs ceph/s3-tests against a fresh node and compares with expected.txt.",
        epilog="All other arguments go to pytest: -k WORDS, -x, … Exit status: 0 as expected, 1 not, 2 not run.")
    parser.add_argument("--suite", type=pathlib.Path, required=True, help="a checkout of ceph/s3-tests")
    parser.add_argument("--filter", choices=selection.SIZES, default="applicable542", help="default: %(default)s")
    parser.add_argument("--update", action="store_true", help="take the outcome over into expected.txt and the docs")
    parser.add_argument("--workers", type=int, default=2 * (os.cpu_count() or 1), help="0: one process")
    parser.add_argument("--timeout", type=int, default=60, help="seconds for each test (default: %(default)s)")
    parser.add_argument("--output", type=pathlib.Path, default="conformance", help=argparse.SUPPRESS)
    return parser


def _write(path: pathlib.Path, results: list[Result]) -> None:
    with open(path, "w") as file:
        for each in results:
            core = "core" if each.core else ""
            file.write(f"{each.test}\t{each.outcome}\t{core}\t{each.seconds:.2f}\t{each.why}\n")


def _warn_of_internal_errors() -> None:
    """A 500 is a defect of the node whatever the tests say; the ninth field of the access log's lines names it."""
    log = pathlib.Path(os.environ["HORIZON_DATA_DIR"]) / "logs/access.log"
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    internal = [fields for fields in (line.split(" ") for line in lines) if "InternalError" in fields[8:9]]
    if internal:
        operations = sorted({fields[4] for fields in internal})
        print(f"{len(internal)} requests were answered 500 ({', '.join(operations)}): see the node's log")


sys.exit(main())
