"""What the objects hold: bytes that cannot be compressed and that anyone can make again from the name."""

from __future__ import annotations

import random

PUT_HEAD_BYTES = 64


def object_bytes(key: str, size: int) -> bytes:
    return random.Random(key).randbytes(size)


def put_tail(size: int) -> bytes:
    """What follows the first 64 bytes in every body that load.lua writes."""
    return random.Random("put").randbytes(size - PUT_HEAD_BYTES)


def put_bytes(path: str, size: int) -> bytes:
    """The body that load.lua writes to a path."""
    return path.encode().ljust(PUT_HEAD_BYTES) + put_tail(size)
