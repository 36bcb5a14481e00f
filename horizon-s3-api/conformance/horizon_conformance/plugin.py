"""The pytest plugin: makes the tests independent of each other, selects them, and writes down their outcomes.

The suite gives one bucket prefix to a process and empties all buckets with it before and after each test: a bucket that
cannot be deleted then fails every test that follows. Here each test has a prefix of its own and nothing is swept: the
node's folder is removed when the run is over. A test that looks at all buckets of its user has a user of its own.
"""

import json
import os
import pathlib

import pytest

from horizon_conformance import selection

# They assert on the whole list of the user's buckets.
LONE = {"test_list_buckets_paginated"}

OUTPUT = pathlib.Path(os.environ["HORIZON_CONFORMANCE_OUTPUT"])
SELECTED = OUTPUT / "selected.json"
RESULTS = OUTPUT / "results.json"


def pytest_configure(config):
    config.pluginmanager.register(Isolation())
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes())


def pytest_collection_modifyitems(config, items):
    choose = {"applicable542": selection.applicable, "core318": selection.core}[os.environ["HORIZON_CONFORMANCE_FILTER"]]
    left_out = [item for item in items if not choose(item)]
    items[:] = [item for item in items if choose(item)]
    config.hook.pytest_deselected(items=left_out)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """Every process collects the same tests, so that it does not matter which one writes last."""
    if session.items:
        mine = SELECTED.with_suffix(f".{os.getpid()}")
        mine.write_text(json.dumps({item.nodeid: selection.core(item) for item in session.items}))
        mine.replace(SELECTED)


class Isolation:
    def __init__(self):
        self.keys = json.loads(os.environ["HORIZON_KEYS"])
        self.test = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item):
        # The suite calls these two through its module, after it has read its configuration.
        import s3tests.functional as suite

        suite.setup, suite.teardown = self.begin, lambda: None
        self.test = item.name

    def begin(self):
        import s3tests.functional as suite

        suite.prefix = suite.choose_bucket_prefix(template="hp-{random}-")
        user = self.keys["conformance-lone" if self.test in LONE else "conformance"]
        suite.config.main_access_key = user["access-key"]
        suite.config.main_secret_key = user["secret-key"]


class Outcomes:
    """In the process that started the others: what became of each test."""

    def __init__(self):
        self.outcomes = {}

    def pytest_runtest_logreport(self, report):
        result = self.outcomes.setdefault(report.nodeid, {"outcome": "passed", "seconds": 0.0, "why": ""})
        result["seconds"] += report.duration
        # The first thing that went wrong says why; a test whose clean-up fails has failed too.
        if report.outcome != "passed" and result["outcome"] == "passed":
            result |= {"outcome": report.outcome, "why": _why(report.longrepr)}

    def pytest_sessionfinish(self):
        RESULTS.write_text(json.dumps(self.outcomes))


def _why(representation):
    crash = getattr(representation, "reprcrash", None)
    if crash is not None:
        text = crash.message
    elif isinstance(representation, tuple):
        text = representation[2]
    else:
        text = str(representation)
    return " ".join(text.split())[:400]
