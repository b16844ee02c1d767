"""A few hostile files, tried by what script/attack tries all of them by; it alone looks at seconds and memory."""

from pathlib import Path

import pytest
from hostile.attack import Attack
from hostile.case import Place
from hostile.cases import CASES

QUICK = ("pdf-acts", "mp4-data-http", "cues-json-deep")
# Tests of decks and of recordings make files like these, and look at the same answers, without a publish for each.
MORE = (
    *("pdf-carries", "pdf-cut", "pptx-encrypted", "ppt-directory-loops"),
    *("odp-entity-file", "playlist-m3u8-environment"),
)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("names", [QUICK, pytest.param(MORE, marks=pytest.mark.long)], ids=["quick", "more"])
def test_hostile_files_get_right_answers(tmp_path: Path, names: tuple[str, ...]) -> None:
    """In one data folder, as the honest files beside them are built but once."""
    attack = Attack(tmp_path / "attack", longest_s=120)
    tried = [attack.try_out(case) for case in CASES if case.name in names]
    assert len(tried) == len(names)
    assert {each.case.name: (each.wrong, each.message) for each in tried if each.wrong} == {}
    assert all(each.peak_bytes for each in tried if each.case.place is Place.DECK)
