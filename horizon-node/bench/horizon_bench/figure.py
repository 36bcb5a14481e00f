"""One figure of the subject alone, with its target."""

from __future__ import annotations

from typing import Sequence

from .stats import Spread


def at_most(name: str, unit: str, figures: Sequence[float], target: float | None = None) -> dict[str, object]:
    spread = Spread.of(figures)
    return _as_json(name, unit, figures, spread, "≤", target, target is not None and spread.median <= target)


def at_least(name: str, unit: str, figures: Sequence[float], target: float | None = None) -> dict[str, object]:
    spread = Spread.of(figures)
    return _as_json(name, unit, figures, spread, "≥", target, target is not None and spread.median >= target)


def _as_json(name: str, unit: str, figures: Sequence[float], spread: Spread, sign: str,
             target: float | None, met: bool) -> dict[str, object]:
    line: dict[str, object] = {"name": name, "unit": unit, **spread.as_json(), "raw": list(figures)}
    if target is not None:
        line |= {"target": f"{sign} {target:g}", "met": met}
    print(f"  {name}: {spread.median:,.1f} {unit} ({spread.low:,.1f}–{spread.high:,.1f})", flush=True)
    return line
