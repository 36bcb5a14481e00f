"""A small S3 client over one connection, for preparing and for checking; load comes from wrk."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass
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
