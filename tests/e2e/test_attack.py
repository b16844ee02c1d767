"""A few hostile files, tried by what script/attack tries all of them by; it alone looks at seconds and memory."""

from pathlib import Path

import pytest
from hostile.attack import Attack
from hostile.case import Place
from hostile.cases import CASES

QUICK = (
    *("pdf-acts", "pdf-carries", "pdf-cut", "odp-entity-file", "pptx-encrypted", "ppt-directory-loops"),
    *("playlist-m3u8-environment", "mp4-data-http", "cues-json-deep"),
)


@pytest.mark.timeout(600)
def test_hostile_files_get_right_answers(tmp_path: Path) -> None:
    """In one data folder, as the honest files beside them are built but once."""
    attack = Attack(tmp_path / "attack", longest_s=120)
    tried = [attack.try_out(case) for case in CASES if case.name in QUICK]
    assert len(tried) == len(QUICK)
    assert {each.case.name: (each.wrong, each.message) for each in tried if each.wrong} == {}
    assert all(each.peak_bytes for each in tried if each.case.place is Place.DECK)
