"""What a run of the benchmark is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from .servers import Nginx, Node, S3Proxy, Server, Versitygw
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
    sustained_seconds: float
    sustained_pairs: int
    churn_seconds: float
    #: The file system that churn makes, in bytes.
    churn_disk: int
    #: The length of an object that is read through another node, and how often.
    swarm_mib: int
    swarm_pairs: int
    #: The length of an object that is read through a bucket before an origin.
    origin_mib: int
    #: The jar of another build of the node, which then takes the place of all other servers.
    other_jar: Path | None = None

    def warm_up_seconds(self, is_jvm: bool) -> float:
        if self.quick:
            return 8 if is_jvm else 2
        return 20 if is_jvm else 3

    @property
    def subject(self) -> Server:
        """The server that is held against the others: the node, or S3Proxy to try the harness itself."""
        return S3Proxy(self.tools, name="stand-in") if self.stand_in else Node(self.tools)

    @property
    def secure(self) -> tuple[Server, Server, Server]:
        """The subject behind TLS, without it, and nginx behind TLS."""
        return (Node(self.tools, name="node over TLS", secure=True), Node(self.tools),
                Nginx(self.tools, name="nginx over TLS", secure=True))

    @property
    def ungrouped(self) -> Server:
        """The subject with every PUT in a commit of its own."""
        if self.stand_in:
            return S3Proxy(self.tools, name="stand-in ungrouped")
        return Node(self.tools, name="node ungrouped", settings=("index.group-commit=false",))

    @property
    def documents(self) -> tuple[Server, Server]:
        """The subject with a bucket whose document is made on share, and with one whose document is made at once."""
        if self.stand_in:
            return S3Proxy(self.tools, name="on-share"), S3Proxy(self.tools, name="eager")
        return Node(self.tools, name="on-share", document="on-share"), Node(self.tools, name="eager")

    @property
    def versioned(self) -> tuple[Server, Server]:
        """The subject with a bucket that keeps versions, and with one that does not."""
        return Node(self.tools, name="with versions", versions=True), Node(self.tools, name="without")

    @property
    def version_keys(self) -> int:
        return 1_000 if self.quick else 10_000

    @property
    def versions_of_one(self) -> int:
        """How many versions the key has that has many."""
        return 10_000 if self.quick else 100_000

    @property
    def other_build(self) -> Server | None:
        """The node of the other jar. It is given no setting: one may have another name there."""
        if self.other_jar is None:
            return None
        return Node(replace(self.tools, node_jar=self.other_jar), name="other build")

    def rivals(self, *usual: Server) -> list[Server]:
        """What the subject is held against: the other build if there is one, else the usual servers."""
        return [self.other_build] if self.other_build else list(usual)

    def title(self, text: str) -> str:
        return f"{text}: two builds" if self.other_jar else text

    @property
    def s3proxy(self) -> Server:
        return S3Proxy(self.tools)

    @property
    def nginx(self) -> Server:
        return Nginx(self.tools)

    @property
    def versitygw(self) -> list[Server]:
        """None where it could not be fetched."""
        return [Versitygw(self.tools)] if self.tools.versitygw else []
