"""The programs a measurement needs: found, fetched where that is possible, or named in one line.

Run as a program, it fetches what is missing; that part needs the network.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
S3PROXY_VERSION = "4.1.0"
VERSITYGW_VERSION = "v1.8.0"
SENDME_VERSION = "0.36.0"
RCLONE_VERSION = "v1.76.0"
JDK_NEEDED = 25
MAVEN_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
DEBIAN_PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "taskset": "util-linux"}


class Missing(Exception):
    """Something is not there; the message says what to do."""


@dataclass(frozen=True)
class Tools:
    """The paths of every program and jar in use."""

    wrk: str
    nginx: str
    taskset: str
    java_home: Path
    node_jar: Path
    s3proxy_jar: Path
    #: None without Go, which builds it; a measurement then goes without it.
    versitygw: Path | None = None
    #: None without cargo, which builds it in some minutes.
    sendme: Path | None = None
    #: None without Go, which builds it in some minutes. Debian's is older than its S3 server.
    rclone: Path | None = None

    @property
    def java(self) -> str:
        return str(self.java_home / "bin" / "java")


def find() -> Tools:
    return Tools(
        wrk=_program("wrk"),
        nginx=_program("nginx"),
        taskset=_program("taskset"),
        java_home=_java_home(),
        node_jar=Path(os.environ.get("HORIZON_JAR", REPOSITORY / "horizon-node/target/horizon-node.jar")),
        s3proxy_jar=_existing(_s3proxy_jar(), f"S3Proxy {S3PROXY_VERSION} was not fetched"),
        versitygw=_versitygw() if _versitygw().is_file() else None,
        sendme=_sendme() if _sendme().is_file() else None,
        rclone=_rclone() if _rclone().is_file() else None,
    )


def digest(jar: Path) -> str:
    """The beginning of the file's SHA-256: two builds may call themselves by one version."""
    return hashlib.sha256(jar.read_bytes()).hexdigest()[:12]


def fetch() -> None:
    """Installs missing Debian packages, as root, and brings the other servers into the cache."""
    wanted = [package for program, package in DEBIAN_PACKAGES.items() if _which(program) is None]
    if wanted:
        if os.geteuid() != 0 or shutil.which("apt-get") is None:
            raise Missing(f"{', '.join(wanted)} missing: apt-get install {' '.join(wanted)}")
        # A packaged nginx starts itself on port 80; the benchmark runs its own.
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        _check(["apt-get", "-qq", "update"], quiet)
        _check(["apt-get", "-qq", "-y", "install", "--no-install-recommends", *wanted], quiet)
    jar = _s3proxy_jar()
    if not jar.is_file():
        if shutil.which("mvn") is None:
            raise Missing("mvn is missing: it fetches S3Proxy; install Maven (Debian: apt install maven)")
        jar.parent.mkdir(parents=True, exist_ok=True)
        artifact = f"org.gaul:s3proxy:{S3PROXY_VERSION}:jar:jar-with-dependencies"
        command = ["mvn", "-q", "-B", MAVEN_COPY, f"-Dartifact={artifact}", f"-DoutputDirectory={jar.parent}"]
        _check(command, {**os.environ, "JAVA_HOME": str(_java_home())}, cwd=jar.parent)
    _fetch_by_go(_versitygw(), f"github.com/versity/versitygw/cmd/versitygw@{VERSITYGW_VERSION}")
    _fetch_by_go(_rclone(), f"github.com/rclone/rclone@{RCLONE_VERSION}")
    _fetch_sendme()


def _fetch_by_go(program: Path, module: str) -> None:
    if program.is_file():
        return
    if shutil.which("go") is None:
        print(f"bench: no Go, so {program.name} is left out")
        return
    print(f"bench: building {program.name}, once", flush=True)
    program.parent.mkdir(parents=True, exist_ok=True)
    _check(["go", "install", module], {**os.environ, "GOBIN": str(program.parent)}, cwd=program.parent)


def _fetch_sendme() -> None:
    if _sendme().is_file():
        return
    if shutil.which("cargo") is None:
        print("bench: no cargo, so sendme is left out")
        return
    root = _sendme().parents[1]
    print("bench: building sendme, once", flush=True)
    _check(["cargo", "install", "--quiet", "--locked", "--version", SENDME_VERSION, "--root", str(root), "sendme"],
           dict(os.environ))


def _check(command: list[str], environment: dict[str, str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, env=environment, cwd=cwd, capture_output=True, text=True)
    if done.returncode != 0:
        tail = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise Missing(f"'{' '.join(command[:3])} …' failed: {''.join(tail)}")


def _cache() -> Path:
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("HORIZON_CACHE") or caches / "horizonpush") / "bench"


def _s3proxy_jar() -> Path:
    return _cache() / f"s3proxy-{S3PROXY_VERSION}-jar-with-dependencies.jar"


def _versitygw() -> Path:
    return _cache() / f"versitygw-{VERSITYGW_VERSION}" / "versitygw"


def _rclone() -> Path:
    return _cache() / f"rclone-{RCLONE_VERSION}" / "rclone"


def _sendme() -> Path:
    return _cache() / f"sendme-{SENDME_VERSION}" / "bin" / "sendme"


def _which(program: str) -> str | None:
    # Debian keeps servers outside the path of ordinary users.
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def _program(name: str) -> str:
    found = _which(name)
    if found is None:
        raise Missing(f"{name} is missing: apt-get install {DEBIAN_PACKAGES[name]}")
    return found


def _existing(path: Path, otherwise: str) -> Path:
    if not path.is_file():
        raise Missing(f"{otherwise}: {path}")
    return path


def _java_home() -> Path:
    candidates = [Path(home) for home in [os.environ.get("JAVA_HOME")] if home]
    candidates += sorted(Path("/usr/lib/jvm").glob("*")) if Path("/usr/lib/jvm").is_dir() else []
    for home in candidates:
        release = home / "release"
        if release.is_file() and (home / "bin/java").exists():
            version = re.search(r'JAVA_VERSION="(\d+)', release.read_text())
            if version and int(version.group(1)) >= JDK_NEEDED:
                return home
    raise Missing(f"no JDK {JDK_NEEDED} found: install one or set JAVA_HOME")


if __name__ == "__main__":
    try:
        fetch()
    except Missing as missing:
        sys.exit(f"bench: {missing}")
