"""A few hostile files, tried by what script/attack tries all of them by; it alone looks at seconds and memory."""

import pytest
from hostile.attack import Attack, Attacked
from hostile.cases import CASES

QUICK = (
    *("pdf-carries", "pdf-cut", "odp-entity-file", "odp-entity-http", "pptx-encrypted", "ppt-directory-loops"),
    *("playlist-m3u8-environment", "playlist-sdp-as-mp3", "mp4-data-http", "cues-json-deep"),
)


@pytest.fixture(scope="module")
def attack(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    return Attack(tmp_path_factory.mktemp("attack"), longest_s=120)


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_gets_a_right_answer(attack: Attack, name: str) -> None:
    [case] = [case for case in CASES if case.name == name]
    tried: Attacked = attack.try_out(case)
    assert tried.wrong == (), tried
    assert tried.peak_bytes > 0
