"""What a run of the benchmark is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .servers import Nginx, Node, S3Proxy, Server
from .tools import Tools


@dataclass(frozen=True)
class Settings:
    """Lengths and counts of a run, and where it works. Immutable."""

    tools: Tools
    work: Path
    quick: bool
    pairs: int
    seconds: float
    list_keys: int
    start_keys: int
    start_runs: int
    idle_seconds: float
    keep: bool
    stand_in: bool

    def warm_up_seconds(self, is_jvm: bool) -> float:
        if self.quick:
            return 8 if is_jvm else 2
        return 20 if is_jvm else 3

    @property
    def subject(self) -> Server:
        """The server that is held against the others: the node, or S3Proxy to try the harness itself."""
        return S3Proxy(self.tools, name="stand-in") if self.stand_in else Node(self.tools)

    @property
    def ungrouped(self) -> Server:
        """The subject with every PUT in a commit of its own."""
        if self.stand_in:
            return S3Proxy(self.tools, name="stand-in ungrouped")
        return Node(self.tools, name="node ungrouped", settings=("index.group-commit=false",))

    @property
    def s3proxy(self) -> Server:
        return S3Proxy(self.tools)

    @property
    def nginx(self) -> Server:
        return Nginx(self.tools)
