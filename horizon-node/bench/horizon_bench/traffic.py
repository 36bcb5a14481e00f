"""What processes of this machine send each other over UDP, as nodes do: all packets of the loopback interface, with their headers."""

from __future__ import annotations

import socket
import threading

INTERFACE = "lo"
EVERY_PROTOCOL = 3
UDP = 17
#: What each packet of the loopback interface begins with, and is not sent anywhere else.
FRAME = 14
IPV4, IPV6 = 0x0800, 0x86DD
SENT_BY_THIS_MACHINE = 4


class UdpTraffic:
    """Counts from entering to leaving. What else goes over the interface, such as the benchmark's own questions over TCP, is not counted."""

    def __init__(self) -> None:
        self.bytes = 0
        self.packets = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._count, daemon=True)

    def __enter__(self) -> UdpTraffic:
        # Packets are seen on their way in alone: each passes the interface twice.
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY_PROTOCOL))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self._socket.bind((INTERFACE, 0))
        self._socket.settimeout(0.1)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._socket.close()

    def _count(self) -> None:
        while not self._ended.is_set():
            try:
                packet, (_, ethertype, way, *_) = self._socket.recvfrom(64 << 10)
            except TimeoutError:
                continue
            if way != SENT_BY_THIS_MACHINE and protocol(ethertype, packet) == UDP:
                self.bytes += len(packet) - FRAME
                self.packets += 1


def protocol(ethertype: int, packet: bytes) -> int:
    """The number of the protocol that an IP packet carries; 0 for what is none."""
    if ethertype == IPV4 and len(packet) > FRAME + 9:
        return packet[FRAME + 9]
    if ethertype == IPV6 and len(packet) > FRAME + 6:
        return packet[FRAME + 6]
    return 0


def is_allowed() -> bool:
    try:
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0).close()
    except PermissionError:
        return False
    return True
