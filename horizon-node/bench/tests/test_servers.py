"""How the node is prepared and asked through its admin API."""

import json
import threading
import unittest
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

from horizon_bench.client import AdminClient, Unexpected


class AdminClientTest(unittest.TestCase):
    def test_option_of_the_bucket_is_set_with_the_token_of_the_data_directory(self):
        with admin(answer={"name": "bench", "document": "on-share"}) as (client, requests):
            client.set_bucket(document="on-share")
        self.assertEqual(requests, [("PATCH", "/admin/v1/buckets/bench", "Bearer token", {"document": "on-share"})])

    def test_option_that_the_bucket_has_not_taken_is_an_error(self):
        with admin(answer={"name": "bench", "document": "eager"}) as (client, _), self.assertRaises(Unexpected):
            client.set_bucket(document="on-share")

    def test_refusal_is_an_error(self):
        with admin(answer={}, status=403) as (client, _), self.assertRaises(Unexpected):
            client.metric("horizon_publish_backlog")

    def test_metric_is_the_one_of_that_very_name(self):
        page = "# TYPE horizon_publish_backlog gauge\nhorizon_publish_backlog_max 9.0\nhorizon_publish_backlog 431.0\n"
        with admin(answer=page) as (client, _):
            self.assertEqual(client.metric("horizon_publish_backlog"), 431)
            with self.assertRaises(Unexpected):
                client.metric("horizon_publish")


@contextmanager
def admin(answer, status=200):
    """A client of a server that gives one answer, and the requests that came."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def _reply(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append((self.command, self.path, self.headers["Authorization"], json.loads(body or b"null")))
            text = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_PATCH = _reply

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server, TemporaryDirectory() as folder:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            data = Path(folder)
            (data / "admin.address").write_text(f"127.0.0.1:{server.server_port}\n")
            (data / "admin.token").write_text("token\n")
            with AdminClient(data) as client:
                yield client, requests
        finally:
            server.shutdown()
            thread.join()
