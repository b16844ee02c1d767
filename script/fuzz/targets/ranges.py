"""Range headers: never an error, and what is meant lies within the file."""

from fuzz.given import Given
from mediasvc.delivery.ranges import parts_of

SEEDS = (
    bytes([0, 0, 0, 100]) + b"bytes=0-9",
    bytes([0, 0, 0, 100]) + b"bytes= -5",
    bytes([0, 0, 0, 100]) + b"bytes=5- , 200-, -0,9-7",
    bytes([0, 0, 0, 0]) + b"bytes=-1",
    bytes([0, 0, 0, 9]) + b"bytes=" + b"9" * 30 + b"-",
)


def check(data: bytes) -> None:
    given = Given(data)
    size_bytes = given.number(1_000)
    # As servers read headers.
    asked = given.rest().decode("latin-1")
    parts = parts_of(asked, size_bytes)
    for part in parts or ():
        assert 0 <= part[0] <= part[-1] < size_bytes
    if parts:
        again = ",".join(f"{part[0]}-{part[-1]}" for part in parts)
        assert parts_of(f"bytes={again}", size_bytes) == parts
