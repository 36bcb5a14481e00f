"""Durable PUT of 16 KiB to 64 MiB: the node beside S3Proxy and versitygw, which do not sync."""

from __future__ import annotations

from dataclasses import dataclass

from ..settings import Settings
from .put import puts


@dataclass(frozen=True)
class Size:
    name: str
    bytes: int
    connections: int
    targets: dict[str, float]


SIZES = (
    Size("16 KiB", 16 << 10, 16, {}),
    Size("64 KiB", 64 << 10, 16, {"S3Proxy": 1.5, "versitygw": 1.0}),
    Size("256 KiB", 256 << 10, 16, {}),
    Size("1 MiB", 1 << 20, 16, {"S3Proxy": 1.0}),
    Size("64 MiB", 64 << 20, 4, {"S3Proxy": 1.0}),
)


def run(settings: Settings) -> dict[str, object]:
    rivals = settings.rivals(settings.s3proxy, *settings.versitygw)
    pinning = [True] if settings.quick else [True, False]
    contests = [puts(settings, size.name, size.bytes, size.connections, rivals, size.targets, pinned)
                for pinned in pinning for size in SIZES]
    return {"contests": [contest.as_json() for contest in contests]}
