"""Where the parts of a WebM file lie, by bytes made here."""

import pytest

from workers.media.webm import Places, places

EBML, INFO, CUES, CLUSTER = "1a45dfa3", "1549a966", "1c53bb6b", "1f43b675"


def element(name: str, size: int, wide: bool = False) -> bytes:
    """An element of so many bytes of nothing, with its size in one byte or in eight."""
    said = (1 << 56 | size).to_bytes(8) if wide else bytes([0x80 | size])
    return bytes.fromhex(name) + said + bytes(size)


def segment(*elements: bytes) -> bytes:
    """Elements in a segment of unknown size, as of a file that is longer than what is read of it."""
    return bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + b"".join(elements)


@pytest.mark.parametrize("wide", [True, False])
def test_the_index_stands_between_head_and_sound(wide: bool) -> None:
    head = element(EBML, 31) + segment(element(INFO, 60))
    file = head + element(CUES, 100, wide) + element(CLUSTER, 90)
    index = len(element(CUES, 100, wide))
    assert places(file) == Places((0, len(head) - 1), (len(head), len(head) + index - 1))


@pytest.mark.parametrize(
    "elements",
    [
        [element(CLUSTER, 90), element(CUES, 100)],
        [element(CUES, 100), element(INFO, 60), element(CLUSTER, 90)],
        [element(CUES, 100)],
        [element(INFO, 60), element(CLUSTER, 90)],
        [],
    ],
)
def test_an_index_elsewhere_is_refused(elements: list[bytes]) -> None:
    with pytest.raises(ValueError, match="index"):
        places(element(EBML, 31) + segment(*elements))
