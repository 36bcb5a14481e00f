"""What is counted of the traffic between nodes: packets of UDP with their headers, and nothing else."""

from __future__ import annotations

import socket
import time
import unittest

from horizon_bench import traffic

HOST = "127.0.0.1"
HEADERS = 20 + 8


@unittest.skipUnless(traffic.is_allowed(), "needs the right to see packets")
class TrafficTest(unittest.TestCase):

    def test_packets_are_counted_once_and_tcp_is_not(self) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as here, socket.create_server((HOST, 0)) as server:
            here.bind((HOST, 0))
            with traffic.UdpTraffic() as counted:
                for _ in range(10):
                    here.sendto(b"x" * 1000, here.getsockname())
                with socket.create_connection(server.getsockname()) as connection:
                    connection.sendall(b"y" * 50_000)
                deadline = time.monotonic() + 10
                while counted.packets < 10 and time.monotonic() < deadline:
                    time.sleep(0.01)
            # Others of this machine may send, too.
            self.assertGreaterEqual(counted.packets, 10)
            self.assertGreaterEqual(counted.bytes, 10 * (1000 + HEADERS))
            self.assertLess(counted.bytes, 50_000)

    def test_the_protocol_of_what_is_no_ip_packet_is_none(self) -> None:
        self.assertEqual(traffic.protocol(0x0806, bytes(60)), 0)
        self.assertEqual(traffic.protocol(traffic.IPV4, bytes(10)), 0)


if __name__ == "__main__":
    unittest.main()
