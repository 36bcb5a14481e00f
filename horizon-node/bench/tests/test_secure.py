"""Servers that speak TLS."""

import http.client
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory

from horizon_bench.process import connect
from horizon_bench.servers import Nginx, Node
from horizon_bench.tools import Tools

TOOLS = Tools(wrk="wrk", nginx="nginx", taskset="taskset", java_home=Path("/jdk"), node_jar=Path("node.jar"),
              s3proxy_jar=Path("s3proxy.jar"))


class SecureServersTest(unittest.TestCase):
    def test_connection_is_of_the_kind_that_the_server_speaks(self):
        self.assertIsInstance(connect(1, secure=True, timeout=1), http.client.HTTPSConnection)
        self.assertNotIsInstance(connect(1, secure=False, timeout=1), http.client.HTTPSConnection)

    def test_server_is_given_the_certificate_only_where_it_speaks_tls(self):
        with TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "tls").mkdir()
            (folder / "tls/key.pem").write_text("made before")
            self.assertIn(f"s3.tls.key-file={folder}/tls/key.pem", Node(TOOLS, secure=True).command(folder, 1, True))
            self.assertNotIn("s3.tls", " ".join(Node(TOOLS).command(folder, 1, True)))
            Nginx(TOOLS, secure=True).command(folder, 1, True)
            self.assertIn(f"1 ssl backlog=4096; root {folder}/www; ssl_certificate {folder}/tls/certificate.pem;",
                          (folder / "nginx.conf").read_text())
            Nginx(TOOLS).command(folder, 1, True)
            self.assertNotIn("ssl", (folder / "nginx.conf").read_text())
