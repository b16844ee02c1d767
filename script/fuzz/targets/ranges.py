"""Range headers: never an error, and what is meant lies within the file."""

from fuzz.given import Given
from mediasvc.api.media import satisfiable
from mediasvc.web.takeaway import part_of

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
    meant = part_of(asked, size_bytes)
    if meant is not None and meant:
        assert 0 <= meant[0] <= meant[-1] < size_bytes
    kept = satisfiable(asked, size_bytes)
    if kept is not None:
        assert satisfiable(kept, size_bytes) == kept
        # Both read a single range alike.
        if "," not in asked:
            assert part_of(kept, size_bytes) == meant
