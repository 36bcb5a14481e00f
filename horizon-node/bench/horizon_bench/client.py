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

from .process import connect

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


@dataclass(frozen=True)
class VersionPage:
    """One answer of ListObjectVersions."""

    versions: int
    prefixes: int
    #: The parameters that ask for the page behind it.
    next_markers: dict[str, str] | None
    seconds: float


class S3Client:
    """Not thread-safe. Keeps its connection between requests."""

    def __init__(self, port: int, secure: bool = False, headers: dict[str, str] | None = None):
        self._connection = connect(port, secure, timeout=120)
        #: Sent with every request.
        self._headers = headers or {}
        self._version: str | None = None

    def __enter__(self) -> S3Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def create_bucket(self) -> None:
        """Makes the bucket, or finds it made (409)."""
        self._expect("PUT", f"/{BUCKET}", accepted=(200, 409))

    def enable_versions(self) -> None:
        body = b'<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>Enabled</Status>' \
               b"</VersioningConfiguration>"
        self._expect("PUT", f"/{BUCKET}?versioning", body)

    def set_policy(self, policy: bytes) -> None:
        self._expect("PUT", f"/{BUCKET}?policy", policy, accepted=(200, 204))

    def put(self, key: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._expect("PUT", f"/{BUCKET}/{key}", body, headers=headers)

    def get(self, key: str, version: str | None = None) -> bytes:
        return self._expect("GET", f"/{BUCKET}/{key}{f'?versionId={quote(version)}' if version else ''}")

    def entity_tag(self, key: str) -> str | None:
        """The ETag of an object; nothing where it is not there."""
        self._connection.request("HEAD", f"/{BUCKET}/{key}")
        response = self._connection.getresponse()
        response.read()
        return response.headers.get("etag") if response.status == 200 else None

    def version(self, key: str) -> str:
        """The id of the current version."""
        self._expect("HEAD", f"/{BUCKET}/{key}")
        if self._version is None:
            raise Unexpected(f"{key} has no version id")
        return self._version

    def list_page(self, **parameters: str) -> Page:
        document, seconds = self._list("list-type=2", parameters)
        return Page(
            keys=re.findall(rb"<Key>(.*?)</Key>", document),
            prefixes=document.count(b"<CommonPrefixes>"),
            next_token=_text(document, "NextContinuationToken"),
            seconds=seconds,
        )

    def version_page(self, **parameters: str) -> VersionPage:
        document, seconds = self._list("versions", parameters)
        key, version = _text(document, "NextKeyMarker"), _text(document, "NextVersionIdMarker")
        markers = {"key_marker": key, "version_id_marker": version}
        return VersionPage(
            versions=document.count(b"<Version>"),
            prefixes=document.count(b"<CommonPrefixes>"),
            next_markers={name: text for name, text in markers.items() if text} if key else None,
            seconds=seconds,
        )

    def _list(self, kind: str, parameters: dict[str, str]) -> tuple[bytes, float]:
        query = "".join(f"&{name.replace('_', '-')}={quote(value, safe='')}" for name, value in parameters.items())
        begin = time.perf_counter()
        document = self._expect("GET", f"/{BUCKET}?{kind}&max-keys=1000{query}")
        return document, time.perf_counter() - begin

    def _expect(self, method: str, path: str, body: bytes | None = None,
                accepted: tuple[int, ...] = (200,), headers: dict[str, str] | None = None) -> bytes:
        self._connection.request(method, path, body, {**self._headers, **(headers or {})})
        response = self._connection.getresponse()
        answer = response.read()
        if response.status not in accepted:
            raise Unexpected(f"{method} {path}: {response.status} {answer[:300]!r}")
        self._version = response.headers.get("x-amz-version-id")
        return answer


def _text(document: bytes, element: str) -> str | None:
    found = re.search(rf"<{element}>(.*?)</{element}>".encode(), document)
    return unescape(found.group(1).decode()) if found else None


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

    def switch_plugin(self, name: str, enabled: bool) -> None:
        self._ask("PATCH", f"/admin/v1/plugins/{name}", json.dumps({"enabled": enabled}).encode())

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
