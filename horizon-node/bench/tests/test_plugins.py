"""Plugins as they are installed, what clients read through them, and the load that meets them."""

import base64
import hashlib
import hmac
import unittest
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from horizon_bench import plugins
from horizon_bench.__main__ import parse
from horizon_bench.cases import plugins as case
from horizon_bench.load import Load
from test_two_builds import TOOLS


class PluginsTest(unittest.TestCase):
    def test_manifest_is_the_last_section_of_the_module_with_its_length_before_it(self):
        for length in (1, 300):
            section = plugins.with_manifest(b"module", {"name": "n" * length}).removeprefix(b"module")
            self.assertEqual(section[0], 0)
            head = 3 if section[1] & 0x80 else 2
            size = section[1] & 0x7F | (section[2] << 7 if head == 3 else 0)
            self.assertEqual((head, size), (3 if length > 1 else 2, len(section) - head))
            self.assertTrue(section[head:].startswith(b"\x0bhorizonpush{"))

    def test_finished_plugin_is_installed_as_it_is(self):
        self.assertEqual(plugins.redact().bytes(), (plugins.EXAMPLES / "redact/redact.wasm").read_bytes())

    def test_token_is_signed_by_the_key_that_the_plugin_has(self):
        key, payload, code = plugins.token().split(".")
        expected = hmac.digest(plugins.SECRET.encode(), f"{key}.{payload}".encode(), hashlib.sha256)
        self.assertEqual(code, base64.urlsafe_b64encode(expected).rstrip(b"=").decode())
        self.assertEqual(plugins.token_auth().settings["keys"][0], {"id": key, "secret": plugins.SECRET})

    def test_text_has_its_size_and_something_to_mask(self):
        stored = case.text("key", 10_000)
        self.assertEqual(len(stored), 10_000)
        self.assertNotIn(b"@", case.masked(stored))
        self.assertLess(len(case.masked(stored)), len(stored))

    def test_each_plugin_that_misbehaves_is_met_by_keys_of_its_own(self):
        matches = {plugins.abuser(letter).options for letter in case.FAILING + case.WITHIN_LIMITS}
        self.assertEqual(len(matches), len(case.FAILING + case.WITHIN_LIMITS))
        self.assertIn(("--match", "key=abuse/l/*"), matches)

    def test_headers_go_to_wrk_before_the_address(self):
        commands = []

        def started(command, **_):
            commands.append(command)
            raise RuntimeError("enough")

        load = Load(TOOLS, 1, False, Path("work"), (("x-a", "b"),))
        with patch("horizon_bench.load.subprocess.Popen", started), self.assertRaises(RuntimeError):
            load.get(SimpleNamespace(url="http://h", cpu_seconds=lambda: 0), "p", 1, 1, 1)
        command = commands[0]
        self.assertEqual(command[command.index("-H") + 1], "x-a: b")
        self.assertLess(command.index("-H"), command.index("http://h"))

    def test_case_is_of_the_node_alone(self):
        self.assertIn("plugins", parse([]).only)
        self.assertNotIn("plugins", parse(["--stand-in"]).only)
