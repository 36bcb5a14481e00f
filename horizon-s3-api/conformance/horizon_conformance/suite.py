"""Runs the suite: its configuration, its surroundings, and what it reported."""

from __future__ import annotations

import configparser
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

from . import selection

REGION = os.environ.get("HORIZON_CONFORMANCE_REGION", "us-east-1")


class SuiteError(Exception):
    """The suite could not be run; the message says why."""


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of one test."""

    test: str
    core: bool
    outcome: str
    seconds: float
    why: str

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of the suite.

    checkout: the folder that holds the suite; tests: the name of the selection; arguments: for pytest
    """

    checkout: pathlib.Path
    output: pathlib.Path
    tests: str
    workers: int
    timeout: int
    arguments: list[str]

    def results(self) -> list[Result]:
        functional = self.checkout / "s3tests/functional"
        if not (functional / "test_s3.py").is_file():
            raise SuiteError(f"{self.checkout} is no checkout of ceph/s3-tests")
        self.output.mkdir(parents=True, exist_ok=True)
        for old in ("selected.json", "results.json"):
            (self.output / old).unlink(missing_ok=True)
        configuration = self.output / "s3tests.conf"
        configuration.touch(mode=0o600)
        with open(configuration, "w") as file:
            _configuration().write(file)
        try:
            self._pytest(configuration)
        finally:
            configuration.unlink()
        return self._read()

    def _pytest(self, configuration: pathlib.Path) -> None:
        command = [sys.executable, "-m", "pytest", "-p", "horizon_conformance.plugin", "-p", "no:cacheprovider"]
        command += ["-q", "--tb=short", "--color=no", "--disable-warnings", f"--timeout={self.timeout}"]
        if self.workers:
            command += ["-n", str(self.workers), "--dist", "worksteal"]
        command += self.arguments
        command += [f"s3tests/functional/{module}" for module in selection.MODULES]
        with open(self.output / "pytest.log", "w") as log:
            subprocess.run(
                command, cwd=self.checkout, env=self._environment(configuration), check=False,
                stdout=log, stderr=subprocess.STDOUT)

    def _environment(self, configuration: pathlib.Path) -> dict[str, str]:
        """Nothing of the user's own settings for AWS or for a proxy may reach the clients."""
        mine = {
            name: value for name, value in os.environ.items()
            if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
        }
        return mine | {
            # A retry would hide an answer that the suite is to judge.
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "S3TEST_CONF": str(configuration),
            "HORIZON_CONFORMANCE_OUTPUT": str(self.output),
            "HORIZON_CONFORMANCE_FILTER": self.tests,
            "PYTHONPATH": os.pathsep.join([os.environ["PYTHONPATH"], str(self.checkout)]),
            # Parametrised tests must be collected in the same order by every process.
            "PYTHONHASHSEED": "0",
        }

    def _read(self) -> list[Result]:
        try:
            selected = json.loads((self.output / "selected.json").read_text())
            reported = json.loads((self.output / "results.json").read_text())
        except FileNotFoundError:
            raise SuiteError(f"pytest ran no test; see {self.output / 'pytest.log'}") from None
        lost = {"outcome": "failed", "seconds": 0.0, "why": "no report: the process that ran it died"}
        return [
            Result(test=node.removeprefix("s3tests/functional/"), core=core, **reported.get(node, lost))
            for node, core in sorted(selected.items())
        ]


def _configuration() -> configparser.RawConfigParser:
    endpoint = urllib.parse.urlsplit(os.environ["HORIZON_S3_URL"])
    keys = json.loads(os.environ["HORIZON_KEYS"])
    main, alt = _user(keys["conformance"], "main"), _user(keys["conformance-alt"], "alt")
    parser = configparser.RawConfigParser(default_section="")
    parser.read_dict({
        "DEFAULT": {"host": endpoint.hostname, "port": endpoint.port, "is_secure": False, "ssl_verify": False},
        "fixtures": {"bucket prefix": "hp-{random}-"},
        # Without a name for the region the suite skips the test of a bucket's location.
        "s3 main": main | {"api_name": REGION},
        "s3 alt": alt,
        # The suite demands these; what would use them is not selected, and there are no tenants.
        "s3 tenant": alt | {"tenant": ""},
        "iam": main,
        "iam root": main,
        "iam alt root": alt,
        "webidentity": dict.fromkeys(("token", "aud", "sub", "azp", "user_token", "thumbprint", "KC_REALM"), "none"),
    })
    return parser


def _user(key: dict, name: str) -> dict[str, str]:
    return {
        "access_key": key["access-key"],
        "secret_key": key["secret-key"],
        "user_id": key["owner"]["id"],
        "display_name": key["owner"]["display-name"],
        "email": f"{name}@example.com",
    }
