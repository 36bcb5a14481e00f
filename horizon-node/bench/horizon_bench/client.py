"""A small S3 client over one connection, for preparing and for checking; load comes from wrk."""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import unescape

from .process import HOST

BUCKET = "bench"


class Unexpected(Exception):
    """A server answered otherwise than S3 says."""


@dataclass(frozen=True)
class Page:
    """One answer of ListObjectsV2."""

    keys: list[bytes]
    prefixes: int
    next_token: str | None
    seconds: float


class S3Client:
    """Not thread-safe. Keeps its connection between requests."""

    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def __enter__(self) -> S3Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def create_bucket(self) -> None:
        """Makes the bucket, or finds it made (409)."""
        self._expect("PUT", f"/{BUCKET}", accepted=(200, 409))

    def put(self, key: str, body: bytes) -> None:
        self._expect("PUT", f"/{BUCKET}/{key}", body)

    def get(self, key: str) -> bytes:
        return self._expect("GET", f"/{BUCKET}/{key}")

    def list_page(self, **parameters: str) -> Page:
        query = "".join(f"&{name.replace('_', '-')}={quote(value, safe='')}" for name, value in parameters.items())
        begin = time.perf_counter()
        document = self._expect("GET", f"/{BUCKET}?list-type=2&max-keys=1000{query}")
        seconds = time.perf_counter() - begin
        token = re.search(rb"<NextContinuationToken>(.*?)</NextContinuationToken>", document)
        return Page(
            keys=re.findall(rb"<Key>(.*?)</Key>", document),
            prefixes=document.count(b"<CommonPrefixes>"),
            next_token=unescape(token.group(1).decode()) if token else None,
            seconds=seconds,
        )

    def _expect(self, method: str, path: str, body: bytes | None = None,
                accepted: tuple[int, ...] = (200,)) -> bytes:
        self._connection.request(method, path, body)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status not in accepted:
            raise Unexpected(f"{method} {path}: {response.status} {answer[:300]!r}")
        return answer


class AdminClient:
    """The admin API of the node that runs on a data directory: address and token are found there."""

    def __init__(self, data: Path):
        self._connection = http.client.HTTPConnection((data / "admin.address").read_text().strip(), timeout=120)
        self._token = (data / "admin.token").read_text().strip()

    def __enter__(self) -> AdminClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def set_bucket(self, **options: str) -> None:
        path = f"/admin/v1/buckets/{BUCKET}"
        answer = json.loads(self._ask("PATCH", path, json.dumps(options).encode()))
        if any(answer.get(name) != value for name, value in options.items()):
            raise Unexpected(f"PATCH {path}: {options} was answered with {answer}")

    def metric(self, name: str) -> float:
        """The figure of a metric without labels."""
        found = re.search(rf"^{name} (\S+)$", self._ask("GET", "/metrics").decode(), re.MULTILINE)
        if not found:
            raise Unexpected(f"/metrics has no {name}")
        return float(found.group(1))

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != 200:
            raise Unexpected(f"{method} {path}: {response.status} {answer[:300]!r}")
        return answer
