"""The servers under measurement: how each is started, and what its acknowledgement promises."""

from __future__ import annotations

import os
import re
import subprocess
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from .client import BUCKET, AdminClient, S3Client
from .plugins import Plugin
from .process import HOST, ServerProcess, free_port
from .tools import Tools

SERVER_CORE = "0"
GENERATOR_CORE = "1"

NGINX_CONFIG = """\
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
{user}
events {{ worker_connections 4096; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  open_file_cache max=20000 inactive=60s;
  default_type application/octet-stream;
  client_body_temp_path {folder}/temp;
  proxy_temp_path {folder}/temp;
  fastcgi_temp_path {folder}/temp;
  uwsgi_temp_path {folder}/temp;
  scgi_temp_path {folder}/temp;
  server {{ listen {host}:{port}{ssl} backlog=4096; root {folder}/www; {certificate} }}
}}
"""

S3PROXY_CONFIG = """\
s3proxy.endpoint=http://{host}:{port}
s3proxy.authorization=none
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir={folder}/store
"""


@dataclass(frozen=True)
class Server(ABC):
    """A way to start one kind of server on a data folder. Immutable."""

    tools: Tools
    name: str
    #: D0: the bytes are in the page cache; D2: data, metadata and directory entry are on disk.
    ack: str
    ready_path: str = "/"
    is_jvm: bool = True
    #: Whether it speaks TLS, with a certificate that the node's own command makes.
    secure: bool = False

    @abstractmethod
    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        """The command that runs the server in the foreground."""

    def create_bucket(self, process: ServerProcess, folder: Path) -> None:
        """Makes the bucket that is written to, as this server is to have it."""
        with S3Client(process.port, process.secure) as client:
            client.create_bucket()

    def certificate(self, folder: Path) -> tuple[Path, Path]:
        """A certificate and its key, made where there are none."""
        certificate, key = folder / "tls/certificate.pem", folder / "tls/key.pem"
        if not key.is_file():
            subprocess.run([self.tools.java, "-jar", str(self.tools.node_jar), "tls", "make-self-signed", HOST,
                            "--dir", str(folder / "tls")], check=True, stdout=subprocess.DEVNULL)
        return certificate, key

    def backlog(self, folder: Path) -> int:
        """Writes that were answered and are not published yet."""
        return 0

    def store(self, process: ServerProcess, folder: Path, objects: dict[str, bytes]) -> None:
        """Puts the objects where the running server finds them."""
        self.create_bucket(process, folder)
        with S3Client(process.port, process.secure) as client:
            for key, body in objects.items():
                client.put(key, body)

    def start(self, folder: Path, pinned: bool = False, environment: dict[str, str] | None = None) -> ServerProcess:
        folder.mkdir(parents=True, exist_ok=True)
        port = free_port()
        pin = [self.tools.taskset, "-c", SERVER_CORE] if pinned else []
        command = pin + self.command(folder, port, pinned)
        return ServerProcess(self.name, command, port, self.ready_path, folder / "server.log", environment,
                             self.secure)

    def collector(self, process: ServerProcess) -> str:
        """The garbage collector the JVM chose for itself, or nothing for other servers."""
        if not self.is_jvm:
            return ""
        jcmd = self.tools.java_home / "bin/jcmd"
        flags = subprocess.run([jcmd, str(process.pid), "VM.flags"], capture_output=True, text=True, timeout=30)
        return ", ".join(re.findall(r"-XX:\+Use(\w+)GC\b", flags.stdout))

    def live_heap_mb(self, process: ServerProcess) -> float:
        """What of the heap of a JVM is reachable, in MB of 10^6 bytes."""
        jcmd = self.tools.java_home / "bin/jcmd"
        for command in ("GC.run", "GC.heap_info"):
            done = subprocess.run([jcmd, str(process.pid), command], capture_output=True, text=True, timeout=60, check=True)
        heap, _, _ = done.stdout.partition("Metaspace")
        return sum(int(used) for used in re.findall(r"\bused (\d+)K", heap)) * 1024 / 1e6


@dataclass(frozen=True)
class Node(Server):
    """The node of this project, as a plain `java -jar`."""

    name: str = "node"
    ack: str = "D2"
    ready_path: str = "/health/ready"
    settings: tuple[str, ...] = field(default=())
    #: When the bucket gets its document: "eager", as every new one, or "on-share".
    document: str = "eager"
    #: Whether the bucket keeps every version of an object.
    versions: bool = False
    #: What requests meet once it is furnished.
    plugins: tuple[Plugin, ...] = ()

    def furnish(self, folder: Path) -> None:
        """Installs its plugins into the running node."""
        for plugin in self.plugins:
            plugin.install(self.tools, folder)

    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        command = [self.tools.java, "-jar", str(self.tools.node_jar), "start-server",
                   "--data-dir", str(folder / "data"),
                   "--s3-address", f"{HOST}:{port}", "--admin-address", f"{HOST}:{free_port()}"]
        for setting in self.settings:
            command += ["--set", setting]
        if self.secure:
            certificate, key = self.certificate(folder)
            command += ["--set", f"s3.tls.certificate-file={certificate}", "--set", f"s3.tls.key-file={key}"]
        return command

    def create_bucket(self, process: ServerProcess, folder: Path) -> None:
        super().create_bucket(process, folder)
        # What is the default is not asked for: builds without the option are measured as well.
        if self.document != "eager":
            with AdminClient(folder / "data") as admin:
                admin.set_bucket(document=self.document)
        if self.versions:
            with S3Client(process.port) as client:
                client.enable_versions()

    def backlog(self, folder: Path) -> int:
        with AdminClient(folder / "data") as admin:
            return round(admin.metric("horizon_publish_backlog"))


@dataclass(frozen=True)
class S3Proxy(Server):
    """S3Proxy over a folder (filesystem-nio2), unsigned; it calls no fsync."""

    name: str = "S3Proxy"
    ack: str = "D0"

    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        (folder / "store").mkdir(exist_ok=True)
        config = folder / "s3proxy.conf"
        config.write_text(S3PROXY_CONFIG.format(host=HOST, port=port, folder=folder))
        return [self.tools.java, "-DLOG_LEVEL=warn", "-jar", str(self.tools.s3proxy_jar),
                "--properties", str(config)]


#: versitygw takes unsigned requests for a bucket only if its policy lets everybody in.
VERSITYGW_POLICY = """\
{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": "*",
  "Action": ["s3:PutObject", "s3:GetObject"], "Resource": ["arn:aws:s3:::{bucket}/*"]}}]}}
"""


@dataclass(frozen=True)
class Versitygw(Server):
    """versitygw over a folder, with kept-alive connections; it calls no fsync."""

    #: Its access key and the secret of that, for who signs.
    CREDENTIALS: ClassVar[tuple[str, str]] = ("bench", "only-for-the-bench")

    name: str = "versitygw"
    ack: str = "D0"
    is_jvm: bool = False

    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        (folder / "store").mkdir(exist_ok=True)
        access, secret = self.CREDENTIALS
        return [str(self.tools.versitygw), "--access", access, "--secret", secret, "--port", f"{HOST}:{port}", "--keep-alive", "--quiet", "posix", str(folder / "store")]

    def create_bucket(self, process: ServerProcess, folder: Path) -> None:
        bucket = folder / "store" / BUCKET
        bucket.mkdir()
        os.setxattr(bucket, "user.policy", VERSITYGW_POLICY.format(bucket=BUCKET).encode())


RCLONE_CONFIG = """\
[origin]
type = s3
provider = Other
endpoint = http://{host}:{origin}
access_key_id = {access}
secret_access_key = {secret}
"""


@dataclass(frozen=True)
class Rclone(Server):
    """rclone, which serves the buckets of a versitygw by S3 and keeps whole what it reads of them."""

    name: str = "rclone"
    ack: str = "D0"
    is_jvm: bool = False
    #: The port of the versitygw.
    origin: int = 0

    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        access, secret = Versitygw.CREDENTIALS
        config = folder / "rclone.conf"
        config.write_text(RCLONE_CONFIG.format(host=HOST, origin=self.origin, access=access, secret=secret))
        return [str(self.tools.rclone), "serve", "s3", "--config", str(config), "--cache-dir", str(folder / "cache"),
                "--addr", f"{HOST}:{port}", "--vfs-cache-mode", "full", "--dir-cache-time", "1s", "origin:"]


@dataclass(frozen=True)
class Nginx(Server):
    """nginx with sendfile over plain files: no S3, the ceiling for a GET."""

    name: str = "nginx"
    ack: str = "–"
    is_jvm: bool = False

    def command(self, folder: Path, port: int, pinned: bool) -> list[str]:
        (folder / "www" / BUCKET).mkdir(parents=True, exist_ok=True)
        config = folder / "nginx.conf"
        # A worker of root's nginx would become "nobody", who may not enter the folder.
        user = "user root root;" if os.geteuid() == 0 else ""
        ssl, certificate = "", ""
        if self.secure:
            ssl, certificate = " ssl", "ssl_certificate {}; ssl_certificate_key {};".format(*self.certificate(folder))
        config.write_text(NGINX_CONFIG.format(
            workers=1 if pinned else "auto", user=user, host=HOST, port=port, folder=folder, ssl=ssl,
            certificate=certificate))
        return [self.tools.nginx, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]

    def store(self, process: ServerProcess, folder: Path, objects: dict[str, bytes]) -> None:
        for key, body in objects.items():
            (folder / "www" / BUCKET / key).write_bytes(body)
