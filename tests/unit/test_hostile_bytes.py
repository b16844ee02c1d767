"""Every parser that is ours, with bytes of chance and with changed good ones: what script/fuzz/run tries for longer."""

import importlib
import pkgutil
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fuzz import targets
from fuzz.targets import h264, opus, package, slides
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mediasvc.delivery.ranges import parts_of
from mediasvc.domain.errors import ConversionFailed, DeckEncrypted, DeckUnreadable
from mediasvc.domain.manifest import read_manifest
from workers.decks.examine import Examined, examine
from workers.decks.pptx import outline
from workers.media.opus import set_gain
from workers.media.splice import repeats
from workers.media.webm import places

TARGETS: dict[str, Any] = {
    module.name: importlib.import_module(f"fuzz.targets.{module.name}")
    for module in pkgutil.iter_modules(targets.__path__)
}
TRIES = 5 * settings().max_examples
Change = tuple[int, int, bytes]


def _changed(seed: bytes, change: Change) -> bytes:
    at, removed, put = change
    place = at % (len(seed) + 1)
    return seed[:place] + put + seed[place + removed :]


def _changes_of(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """One of the seeds with a change, and with another one in that."""
    changes = st.tuples(st.integers(0, 10_000), st.integers(0, 40), st.binary(max_size=12))
    once = st.builds(_changed, st.sampled_from(seeds), changes)
    return st.builds(_changed, once, changes)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_break_nothing(name: str) -> None:
    for seed in TARGETS[name].SEEDS:
        TARGETS[name].check(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_bytes_of_chance_break_nothing(name: str) -> None:
    @settings(max_examples=TRIES)
    @given(st.one_of(_changes_of(TARGETS[name].SEEDS), st.binary(max_size=300)))
    def broken_bytes(data: bytes) -> None:
        TARGETS[name].check(data)

    broken_bytes()


@given(st.integers(0, 120), st.integers(0, 120), st.integers(1, 100))
@example(0, 0, 1)
def test_a_range_is_the_slice_that_it_names(first: int, last: int, size_bytes: int) -> None:
    everything = range(size_bytes)
    slices = {
        f"{first}-{last}": everything[first : last + 1],
        f"{first}-": everything[first:],
        f"-{last}": everything[max(0, size_bytes - last) :],
    }
    if first > last:
        assert parts_of(f"bytes={first}-{last}", size_bytes) is None
        del slices[f"{first}-{last}"]
    for asked, part in slices.items():
        assert parts_of(f"bytes={asked}", size_bytes) == ([part] if part else [])
    assert parts_of(f"bytes={','.join(slices)}", size_bytes) == [part for part in slices.values() if part]


@pytest.mark.parametrize("written", [b"[]", b"1", b"{}", b'{"version": "1"}', b'{"version": null}', b"[" * 100_000])
def test_what_is_no_manifest_is_a_value_error(written: bytes) -> None:
    with pytest.raises(ValueError, match="manifest"):
        read_manifest(BytesIO(written))


@pytest.mark.parametrize("decibels", [128, -128, float("nan"), float("inf"), -float("inf")])
def test_a_gain_that_no_header_holds_is_refused(tmp_path: Path, decibels: float) -> None:
    track = tmp_path / "track"
    track.write_bytes(opus.HEAD)
    with pytest.raises(ValueError, match="gain"):
        set_gain(track, decibels)
    assert track.read_bytes() == opus.HEAD


def test_an_opus_header_that_is_cut_off_is_not_written_beyond(tmp_path: Path) -> None:
    track = tmp_path / "track"
    track.write_bytes(opus.HEAD[:-1])
    with pytest.raises(ValueError, match="Opus"):
        set_gain(track, -1)
    assert track.read_bytes() == opus.HEAD[:-1]
    track.write_bytes(opus.HEAD)
    set_gain(track, -1)
    assert struct.unpack("<h", track.read_bytes()[16:18]) == (-256,)


def test_an_index_with_nothing_before_it_is_refused() -> None:
    with pytest.raises(ValueError, match="decode"):
        places(bytes.fromhex("1c53bb6b84") + bytes(4) + bytes.fromhex("1f43b675ff") + bytes(20))


@pytest.mark.parametrize("frame_num_bits", [17, 2**40])
def test_frames_numbered_beyond_the_standard_are_refused(frame_num_bits: int) -> None:
    """A round of 2 to the power of 2^40 frames would be counted in more memory than there is."""
    stream = h264.parameters(frame_num_bits) + h264.KEY * 2 + h264.FOLLOWER * 16
    with pytest.raises(ConversionFailed, match="numbered"):
        repeats(stream)


def test_the_seeds_of_h264_are_pictures_that_repeat() -> None:
    _, repeated = repeats(h264.parameters(4) + h264.KEY * 2 + h264.FOLLOWER * 16)
    assert len(repeated.slices) == 16


PACKED = package.packed(package.OFFICE, zipfile.ZIP_DEFLATED)


def _examined(tmp_path: Path, deck: bytes) -> Examined:
    path = tmp_path / "deck"
    path.write_bytes(deck)
    return examine(path, package.MOST_BYTES, package.MOST_SLIDES)


@pytest.mark.parametrize("part", package.OFFICE)
def test_a_part_that_cannot_be_unpacked_is_a_broken_deck(tmp_path: Path, part: str) -> None:
    assert _examined(tmp_path, PACKED).slides == 1
    with zipfile.ZipFile(BytesIO(PACKED)) as archive:
        entry = archive.getinfo(part)
    at = entry.header_offset + 30 + len(part)
    with pytest.raises(DeckUnreadable):
        _examined(tmp_path, PACKED[:at] + b"\xff" * entry.compress_size + PACKED[at + entry.compress_size :])


def test_a_part_packed_by_lzma_that_cannot_be_unpacked_is_a_broken_deck(tmp_path: Path) -> None:
    deck = package.packed(package.OFFICE, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(BytesIO(deck)) as archive:
        entry = archive.getinfo("_rels/.rels")
    at = entry.header_offset + 30 + len(entry.filename) + 20
    with pytest.raises(DeckUnreadable, match="unpacked"):
        _examined(tmp_path, deck[:at] + b"\xff" * 30 + deck[at + 30 :])


def test_a_single_part_with_a_password_is_an_encrypted_deck(tmp_path: Path) -> None:
    """Which part does not matter: here the slides' relations, read when the deck is known to be PowerPoint's."""
    at = PACKED.rindex(b"ppt/_rels/presentation.xml.rels") - 46 + 8
    with pytest.raises(DeckEncrypted):
        _examined(tmp_path, PACKED[:at] + bytes([PACKED[at] | 1]) + PACKED[at + 1 :])


@pytest.mark.parametrize(("written", "expected"), [("1500", 1_500), ("9" * 5_000, None), ("-1", None)])
def test_a_time_that_is_no_number_is_none(tmp_path: Path, written: str, expected: int | None) -> None:
    path = tmp_path / "deck"
    timed = slides.SLIDE % (b"", b'<p:transition advTm="%s"/>' % written.encode())
    path.write_bytes(package.packed({**package.OFFICE, "ppt/slides/slide1.xml": timed}, zipfile.ZIP_STORED))
    assert [slide.advance_ms for slide in outline(path).slides] == [expected]
