"""Plugins that a node under measurement has, and how they come to it: by the command that an operator uses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .client import BUCKET
from .tools import REPOSITORY, Tools

#: Modules of the plugins' tests, which compare them with their texts.
MODULES = REPOSITORY / "horizon-wasm/src/test/resources/wasm"
EXAMPLES = REPOSITORY / "horizon-wasm/examples"
SECTION = b"horizonpush"


@dataclass(frozen=True)
class Plugin:
    """A plugin as it is installed. Immutable."""

    name: str
    #: A finished plugin, or a module that gets the manifest.
    file: Path
    manifest: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()

    def bytes(self) -> bytes:
        module = self.file.read_bytes()
        return with_manifest(module, {"abi": 1, "version": "1.0.0", **self.manifest}) if self.manifest else module

    def install(self, tools: Tools, folder: Path) -> None:
        """Installs it into the node that runs on the folder's data directory."""
        file, settings = folder / f"{self.name}.wasm", folder / f"{self.name}.json"
        file.write_bytes(self.bytes())
        settings.write_text(json.dumps(self.settings))
        command(tools, folder, "plugin", "install", str(file), "--as", self.name, "--config", f"@{settings}", *self.options)


def command(tools: Tools, folder: Path, *words: str) -> None:
    """Runs a command of the jar against the node that runs on the folder's data directory."""
    subprocess.run([tools.java, "-XX:TieredStopAtLevel=1", "-jar", str(tools.node_jar), *words, "--data-dir", str(folder / "data")],
                   check=True, stdout=subprocess.DEVNULL)


def with_manifest(module: bytes, manifest: dict[str, Any]) -> bytes:
    """A module with its manifest in a section of its own (core specification of WebAssembly, 5.5.3)."""
    content = _number(len(SECTION)) + SECTION + json.dumps(manifest).encode()
    return module + b"\0" + _number(len(content)) + content


def _number(value: int) -> bytes:
    """LEB128, unsigned."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def no_ops(count: int) -> tuple[Plugin, ...]:
    """Plugins that are called before and behind the operation and let everything pass."""
    return tuple(Plugin(f"no-op-{number}", MODULES / "noop.wasm",
                        {"name": "no-op", "phases": ["request", "response"], "limits": {"memory": "256KiB"}}, {},
                        ("--instances", "64"))
                 for number in range(count))


def observer() -> Plugin:
    """One that sees every byte of the answers."""
    return Plugin("observer", MODULES / "noop.wasm",
                  {"name": "observer", "phases": ["response"], "body": {"response": "read"}})


def redact() -> Plugin:
    return Plugin("redact", EXAMPLES / "redact/redact.wasm")


def abuser(letter: str) -> Plugin:
    """One that misbehaves in a way that its text (abuse.wat) names by a letter, with keys below abuse/LETTER/ alone."""
    return Plugin(f"abuse-{letter}", MODULES / "abuse.wasm",
                  {"name": "abuse", "phases": ["request"], "config": {"type": "object"}, "limits": {"memory": "1MiB"}},
                  {"do": letter}, ("--match", f"key=abuse/{letter}/*"))


#: Whom tokens name, and what signs them: both are of this benchmark alone.
PRINCIPAL = "camera"
SECRET = "only-for-the-bench-0123456789abcdef"


def token_auth() -> Plugin:
    return Plugin("token-auth", EXAMPLES / "token-auth/token-auth.wasm", {}, {"keys": [{"id": "k1", "secret": SECRET}]},
                  ("--grant", f"auth.identity={PRINCIPAL}"))


def token() -> str:
    """A token that may read the whole bucket for an hour."""
    payload = b"k1." + _text(f"{PRINCIPAL}\n{int(time.time()) + 3600}\nr {BUCKET}/".encode())
    return (payload + b"." + _text(hmac.digest(SECRET.encode(), payload, hashlib.sha256))).decode()


def _text(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
