"""expected.txt: every selected test that does not pass, with the reason.

A line is a test and its reason with a tab between. Lines of one subject stand below a line that begins with '## '; all
other lines that begin with '#' are comments and stay as they are.
"""

from __future__ import annotations

import dataclasses
import pathlib

from .suite import Result

UNKNOWN = "reason unknown"
UNSORTED = "## not looked into yet"


@dataclasses.dataclass(frozen=True)
class Difference:
    """How an outcome differs from what was expected."""

    broken: list[Result]
    mended: list[str]
    gone: list[str]

    def __bool__(self) -> bool:
        return bool(self.broken or self.mended or self.gone)

    def lines(self) -> list[str]:
        lines = [f"- {result.test}\tfails, and is expected to pass: {result.why}" for result in self.broken]
        lines += [f"+ {test}\tpasses, and is expected to fail" for test in self.mended]
        lines += [f"? {test}\tis expected to fail, and is not in the suite" for test in self.gone]
        return lines


class Expected:
    def __init__(self, text: str):
        self._lines = text.splitlines()
        self.reasons = {}
        for number, line in enumerate(self._lines, 1):
            if line and not line.startswith("#"):
                test, tab, reason = line.partition("\t")
                if not tab or not reason.strip() or test in self.reasons:
                    raise ValueError(f"expected.txt, line {number}: not a test, a tab and a reason, or a second time")
                self.reasons[test] = reason

    @classmethod
    def read(cls, path: pathlib.Path) -> Expected:
        return cls(path.read_text() if path.exists() else "")

    def difference(self, results: list[Result], whole: bool) -> Difference:
        """whole: whether all tests ran, so that a test that did not run cannot be there"""
        passed = {result.test for result in results if result.passed}
        ran = {result.test for result in results}
        return Difference(
            broken=[result for result in results if not result.passed and result.test not in self.reasons],
            mended=[test for test in self.reasons if test in passed],
            gone=[test for test in self.reasons if whole and test not in ran],
        )

    def updated(self, difference: Difference) -> str:
        """The text with this difference taken over: reasons and their order stay, new tests come last."""
        gone = {*difference.mended, *difference.gone}
        lines = [line for line in self._lines if line.partition("\t")[0] not in gone]
        new = [f"{result.test}\t{UNKNOWN}" for result in difference.broken]
        if new and UNSORTED not in lines:
            lines += ["", UNSORTED]
        if new:
            at = lines.index(UNSORTED) + 1
            lines[at:at] = new
        return "\n".join(_without_empty_subjects(lines)).strip("\n") + "\n"


def _without_empty_subjects(lines: list[str]) -> list[str]:
    kept: list[str] = []
    for line in [*lines, "## "]:
        if line.startswith("## "):
            while kept and not kept[-1].strip():
                kept.pop()
            if kept and kept[-1].startswith("## "):
                kept.pop()
                while kept and not kept[-1].strip():
                    kept.pop()
            if kept:
                kept.append("")
        kept.append(line)
    return kept[:-1]
