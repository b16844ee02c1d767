"""A mending comes out of the sandbox: it fits the file, or nothing is written."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mediasvc.domain.errors import ConversionFailed
from workers.media.headers import MOST_CUTS, MOST_PATCHES, Cut, Mending, Patch, write_mended

CONTENT = bytes(range(100))
TOTAL = len(CONTENT)
PLACES = st.one_of(st.integers(0, TOTAL), st.integers(-3, TOTAL + 3), st.integers())
PATCHES = st.builds(Patch, PLACES, st.one_of(st.binary(max_size=10).map(bytes.hex), st.text(max_size=4)))
CUTS = st.builds(Cut, PLACES, PLACES)
IN_ORDER = st.lists(st.integers(0, TOTAL), max_size=6).map(
    lambda places: [Cut(begin, end) for begin, end in list(pairwise(sorted(places)))[::2]]
)


@given(
    st.lists(PATCHES, max_size=MOST_PATCHES + 1).map(tuple),
    st.one_of(st.lists(CUTS, max_size=4), IN_ORDER).map(tuple),
)
@example((Patch(4, "ffff"),), (Cut(10, 20), Cut(20, 100)))
@example((), (Cut(10, 20), Cut(19, 30)))
@example((Patch(9, "ffff"),), (Cut(10, 20),))
@example((Patch(2**40, "ff"),), ())
def test_a_mending_fits_the_file_or_nothing_is_written(patches: tuple[Patch, ...], cuts: tuple[Cut, ...]) -> None:
    with TemporaryDirectory() as folder:
        file, copy = Path(folder, "file"), Path(folder, "copy")
        file.write_bytes(CONTENT)
        try:
            write_mended(file, Mending(patches, 0, 0, cuts), copy)
        except ConversionFailed:
            assert not copy.exists()
            return
        left_out = {place for cut in cuts for place in range(cut.begin, cut.end)}
        assert len(left_out) == sum(cut.end - cut.begin for cut in cuts)
        expected = bytearray(byte for place, byte in enumerate(CONTENT) if place not in left_out)
        for patch in patches:
            change = bytes.fromhex(patch.digits)
            expected[patch.at : patch.at + len(change)] = change
        assert copy.read_bytes() == expected
        assert len(expected) == TOTAL - len(left_out)


@pytest.mark.parametrize(
    ("patches", "cuts"),
    [
        ((Patch(-1, "ff"),), ()),
        ((Patch(TOTAL, "ff"),), ()),
        ((Patch(0, "ff" * 9),), ()),
        ((Patch(0, "no"),), ()),
        ((Patch(0, "ff"),) * (MOST_PATCHES + 1), ()),
        ((Patch(9, "ffff"),), (Cut(10, 20),)),
        ((), (Cut(20, 10),)),
        ((), (Cut(-1, 10),)),
        ((), (Cut(10, TOTAL + 1),)),
        ((), (Cut(30, 40), Cut(10, 20))),
        ((), (Cut(10, 20), Cut(19, 30))),
        ((), (Cut(1, 1),) * (MOST_CUTS + 1)),
    ],
)
def test_what_fits_no_file_is_refused(tmp_path: Path, patches: tuple[Patch, ...], cuts: tuple[Cut, ...]) -> None:
    file, copy = tmp_path / "file", tmp_path / "copy"
    file.write_bytes(CONTENT)
    with pytest.raises(ConversionFailed):
        write_mended(file, Mending(patches, 0, 0, cuts), copy)
    assert not copy.exists()
