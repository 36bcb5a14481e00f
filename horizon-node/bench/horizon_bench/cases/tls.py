"""GET of 1 MiB objects over TLS: the node beside itself without TLS, and beside nginx over TLS."""

from __future__ import annotations

from ..settings import Settings
from . import get

SIZE = get.Size("1 MiB", 1 << 20, 32, {}, over=" over TLS")


def run(settings: Settings) -> dict[str, object]:
    contests = get.contests(settings, "tls", list(settings.secure), (SIZE,), pinned=True, connections=[64])
    return {"contests": [contest.as_json() for contest in contests]}
