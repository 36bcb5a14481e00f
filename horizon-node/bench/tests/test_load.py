"""What is read out of the counts that the load generator leaves."""

import unittest

from horizon_bench.load import last_per_second


class LastPerSecondTest(unittest.TestCase):
    def test_rate_is_that_of_the_last_minute(self):
        self.assertEqual(last_per_second(ticks(start=1000, rates=[100] * 60 + [10] * 60), ended=1120, total=6600), 10)

    def test_second_in_which_the_load_began_is_left_out(self):
        self.assertEqual(last_per_second("1000:0 1001:7 1002:57 1003:107", ended=1003, total=107), 50)

    def test_seconds_in_which_nothing_was_sent_count(self):
        self.assertEqual(last_per_second("1000:0 1001:10 1005:90", ended=1005, total=90), 20)

    def test_load_that_had_stopped_before_the_end_counts_whole(self):
        self.assertEqual(last_per_second("1000:0 1001:10 1002:60", ended=1011, total=110), 10)

    def test_leg_without_a_whole_second_has_no_rate(self):
        self.assertIsNone(last_per_second("1000:0 1001:10", ended=1001, total=12))

    def test_gets_have_no_counts_and_no_rate(self):
        self.assertIsNone(last_per_second("", ended=1001, total=12))


def ticks(start, rates):
    """The counts of a load that began right after the first second did."""
    sent = [sum(rates[:second]) for second in range(len(rates) + 1)]
    return " ".join(f"{start + second}:{count}" for second, count in enumerate(sent)) + " "
