"""The node's row in the table of docs/conformance.md."""

from __future__ import annotations

import datetime
import os
import pathlib

from .suite import Result

DOCUMENT = pathlib.Path(__file__).resolve().parents[3] / "docs/conformance.md"
ROW = "| **HorizonPush "


def publish(results: list[Result]) -> None:
    passed = [result for result in results if result.passed]
    row = (
        f"{ROW}{os.environ['HORIZON_VERSION']}** | **{sum(result.core for result in passed)}** | **{len(passed)}** | "
        f"{datetime.date.today()} |")
    lines = DOCUMENT.read_text().splitlines()
    DOCUMENT.write_text("\n".join(row if line.startswith(ROW) else line for line in lines) + "\n")
