"""What churn asks for, what it believes to be there, and what it takes for garbage."""

import os
import unittest
from collections import Counter
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from horizon_bench.cases import churn
from horizon_bench.cases.churn import Mix, Request


class ChurnTest(unittest.TestCase):
    def test_fill_writes_every_key_once(self):
        requests = list(Mix(100, seed=1).fill())
        self.assertEqual([request.key for request in requests], list(range(100)))
        self.assertTrue(all(churn.SMALLEST <= request.size <= churn.LARGEST for request in requests))

    def test_mean_size_is_that_of_the_requests(self):
        sizes = [request.size for request in Mix(20_000, seed=1).fill()]
        self.assertAlmostEqual(sum(sizes) / len(sizes) / churn.MEAN_SIZE, 1, delta=0.05)

    def test_few_keys_get_most_requests_and_some_are_deletes(self):
        requests = list(islice(Mix(1000, seed=1).churn(), 20_000))
        by_key = Counter(request.key for request in requests).most_common(100)
        self.assertGreater(sum(count for _, count in by_key), 10_000)
        self.assertAlmostEqual(sum(request.size is None for request in requests) / 20_000, churn.DELETES, delta=0.01)

    def test_live_bytes_are_those_of_what_was_written_last(self):
        mix = Mix(10, seed=1)
        for request in (Request(1, 5000), Request(2, 6000), Request(1, 7000), Request(2, None), Request(3, None)):
            mix.done(request)
        self.assertEqual(mix.live_bytes, 7000)

    def test_request_has_the_length_that_it_says_and_a_body_of_its_own(self):
        one, two = (Request(1, 5000).encode(bytes(churn.LARGEST), number) for number in (1, 2))
        head, _, body = one.partition(b"\r\n\r\n")
        self.assertIn(b"Content-Length: 5000", head)
        self.assertEqual(len(body), 5000)
        self.assertNotEqual(one, two)

    def test_allocated_counts_what_the_disk_gives_not_what_a_file_says(self):
        with TemporaryDirectory() as folder:
            Path(folder, "full").write_bytes(os.urandom(100_000))
            with open(Path(folder, "sparse"), "wb") as sparse:
                sparse.truncate(1 << 30)
            os.sync()
            self.assertLess(churn.allocated(Path(folder)), 200_000)
            self.assertGreaterEqual(churn.allocated(Path(folder)), 100_000)


if __name__ == "__main__":
    unittest.main()
