"""Results as JSON files, and the tables made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Iterable

from .tools import REPOSITORY

DOCUMENT = REPOSITORY / "docs/benchmarks.md"
BEGIN = "<!-- figures: made by horizon-node/bench/run --publish -->"
END = "<!-- end of figures -->"


def merge(files: Iterable[Path]) -> dict[str, Any]:
    """One result out of several; a later file replaces the measurements it has in common with an earlier one."""
    merged: dict[str, Any] = {"runs": [], "measurements": {}}
    for file in files:
        result = json.loads(file.read_text())
        merged["runs"] += result["runs"]
        merged["measurements"] |= result["measurements"]
    return merged


def markdown(result: dict[str, Any]) -> str:
    parts = [_runs(result["runs"]), _verdicts(result)]
    for part in result["measurements"].values():
        parts += [_contest(contest) for contest in part.get("contests", [])]
        if "figures" in part:
            parts.append(_figures(part))
        if "sustained" in part:
            parts.append(_sustained(part["sustained"]))
        if "comparison" in part:
            parts.append(_comparison(part["comparison"]))
        parts += [_comparison(comparison) for comparison in part.get("comparisons", [])]
    return "\n\n".join(part for part in parts if part) + "\n"


def publish(table: str) -> None:
    """Puts the tables into the document, between its two marks."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{table}\n{END}{after}")


def clean(result: dict[str, Any]) -> bool:
    parts = result["measurements"].values()
    contests = [contest for part in parts for contest in part.get("contests", [])]
    contests += [part["sustained"] for part in parts if "sustained" in part]
    return all(contest["void_rounds"] == 0 for contest in contests)


def _runs(runs: list[dict[str, Any]]) -> str:
    lines = []
    for run in runs:
        machine = run["machine"]
        network = "private network namespace, " if machine["private_network"] else ""
        sustained = run.get("sustained") if "sustained" in run["measurements"] else None
        long_rounds = f", sustained: {sustained['pairs']} of {sustained['seconds']:g} s" if sustained else ""
        jars = run.get("jars")
        builds = f" of two builds (SHA-256 of the jars: node {jars['node']}…, other build {jars['other']}…)" if jars else ""
        lines.append(
            f"- {run['started']}, commit `{machine['commit']}`: {', '.join(run['measurements'])}{builds}. "
            f"{machine['cores']} × {machine['cpu']}, {machine['memory_mb'] / 1000:.0f} GB, Linux {machine['kernel']}, "
            f"{machine['file_system']}, {network}TCP {machine['congestion_control']}, {machine['java']}, "
            f"nginx {machine['nginx']}; rounds: {run['pairs']} of {run['seconds']:g} s{long_rounds}; "
            f"load average before the run {machine['load_average']:.1f}.")
    return "\n".join(lines)


def _verdicts(result: dict[str, Any]) -> str:
    rows: list[str] = []
    for part in result["measurements"].values():
        for contest in part.get("contests", []):
            ratios = {ratio["other"]: ratio for ratio in contest["ratios"]}
            for other, target in contest["targets"].items():
                # A contest whose rounds were all void has no ratio, and has not met its target.
                ratio = ratios.get(other)
                rows.append(_row(f"{contest['title']}: ÷ {other}", f"≥ {target:g} ×",
                                 _spread(ratio["per_second"], " ×") if ratio else "void",
                                 _verdict(bool(ratio and ratio["met"]))))
        for line in part.get("figures", []):
            if "target" in line:
                rows.append(_row(f"{part['title'].partition(':')[0]}: {line['name']}",
                                 f"{line['target']} {line['unit']}", _spread(line, f" {line['unit']}"),
                                 _verdict(line["met"])))
    return _table("Targets", ("what", "target", "median (min–max)", ""), rows) if rows else ""


def _contest(contest: dict[str, Any]) -> str:
    ours = contest["servers"][0]["name"] if contest["servers"] else "ours"
    against = {ratio["other"]: ratio for ratio in contest["ratios"]}
    rows = []
    for server in contest["servers"]:
        ratio = against.get(server["name"])
        bound = " (generator-bound)" if server["generator_bound"] else ""
        collector = f", {server['collector']} GC" if server["collector"] else ""
        rows.append(_row(
            f"{server['name']}{collector}", server["ack"], _spread(server["per_second"]) + bound,
            _spread(ratio["per_second"], " ×") if ratio else "",
            _spread(ratio["requests_per_cpu_second"], " ×") if ratio else "",
            _number(server["p50_ms"]["median"]), _number(server["p99_ms"]["median"]),
            _number(server["server_cpu_us"]["median"]), _number(server["peak_rss_mb"])))
    header = ("server", "ack", "requests/s", f"{ours} ÷ it", f"{ours} ÷ it, per CPU second",
              "p50 ms", "p99 ms", "CPU µs/request", "peak RSS MB")
    return _table(contest["title"], header, rows) + _left_out(contest)


def _figures(part: dict[str, Any]) -> str:
    rows = [_row(line["name"], _spread(line, f" {line['unit']}"), line.get("target", "")) for line in part["figures"]]
    dataset = part.get("dataset")
    loaded = ""
    if dataset and dataset["load_per_second"]:
        loaded = (f"\n\nLoaded through S3, every key acknowledged: {_number(dataset['load_per_second'])} keys/s over "
                  f"256 connections; work behind the answers ended {dataset['settle_seconds']:.0f} s later.")
    return _table(part["title"], ("figure", "median (min–max)", "target"), rows) + loaded


def _sustained(part: dict[str, Any]) -> str:
    rows = []
    for server in part["servers"]:
        bound = " (generator-bound)" if server["generator_bound"] else ""
        collector = f", {server['collector']} GC" if server["collector"] else ""
        rows.append(_row(f"{server['name']}{collector}", server["ack"], _spread(server["per_second"]) + bound,
                         _spread(server["last_per_second"]), _spread(server["server_cpu_us"]),
                         _number(server["peak_rss_mb"]), _spread(server["backlog"])))
    if part["servers"]:
        ours, theirs = (server["name"] for server in part["servers"])
        rows.append(_row(f"{ours} ÷ {theirs}", "", *(_spread(ratio, " ×") for ratio in part["ratios"].values()), "", ""))
    last = "last minute" if part["last_seconds"] == 60 else "at the end"
    header = ("document", "ack", "requests/s", f"requests/s, {last}", "CPU µs/request", "peak RSS MB", "backlog at the end")
    notes = ("CPU is that of the whole process during the leg, with what it published meanwhile; what it had not published "
             "is the backlog.")
    return f"{_table(part['title'], header, rows)}\n\n{notes}{_left_out(part)}"


def _comparison(part: dict[str, Any]) -> str:
    ours, theirs = part["servers"]
    rows = [_row(line["name"], _spread(line["ours"], f" {line['unit']}"), _spread(line["theirs"], f" {line['unit']}"),
                 _spread(line["ratio"], " ×")) for line in part["lines"]]
    return _table(part["title"], ("figure", ours, theirs, f"{ours} ÷ {theirs}"), rows)


def _left_out(contest: dict[str, Any]) -> str:
    return f"\n\n{contest['void_rounds']} rounds with errors were left out." if contest["void_rounds"] else ""


def _table(title: str, header: tuple[str, ...], rows: list[str]) -> str:
    return "\n".join([f"### {title}", "", _row(*header), _row(*("---" for _ in header)), *rows])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _spread(figures: dict[str, float], unit: str = "") -> str:
    middle, low, high = (_number(figures[name]) for name in ("median", "min", "max"))
    return f"{middle}{unit}" if low == high else f"{middle}{unit} ({low}–{high})"


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def _number(figure: float) -> str:
    if figure >= 100 or figure == 0:
        return f"{figure:,.0f}"
    return f"{figure:.1f}" if figure >= 10 else f"{figure:.2f}"
