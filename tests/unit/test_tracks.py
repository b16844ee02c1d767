"""Which audio track of a recording is the talk's, and what people are told of the others."""

import pytest

from workers.media.recording import Decoded, Level, Track
from workers.media.tracks import choose, in_order_of_trust, sentence_on_ignored

VOICE, SILENCE = Decoded(60_000, (Level(-3.0, -20.0),), None), Decoded(60_000, (Level(-91.0, -91.0),), None)


def tracks(marks: str) -> list[Track]:
    """A track for each letter, marked as the default where it is a capital D."""
    return [
        Track(number, "aac", is_decodable=True, sample_rate_hz=48_000, channels=1, is_default=mark == "D")
        for number, mark in enumerate(marks, start=1)
    ]


@pytest.mark.parametrize(
    ("marks", "heard", "used"),
    [
        ("-D", "sv", 2),
        ("-D", "vv", 2),
        ("D-", "vv", 1),
        ("D-", "sv", 2),
        ("--", "sv", 2),
        ("--", "vv", 1),
        ("DD", "vv", 1),
        ("DD", "sv", 2),
        ("-DD", "vsv", 3),
        ("-D-", "vsv", 1),
        ("-D", "ss", 2),
        ("-D", "v ", 1),
        ("D--", " sv", 3),
    ],
)
def test_the_default_is_used_else_the_first_that_is_not_silent(marks: str, heard: str, used: int) -> None:
    """By each track: v is a voice, s is silence, a space cannot be decoded."""
    decoded = {
        number: VOICE if letter == "v" else SILENCE for number, letter in enumerate(heard, start=1) if letter != " "
    }
    assert choose(tracks(marks), decoded).number == used


def test_a_file_that_marks_all_or_none_tells_nothing() -> None:
    for marks in ("DDD", "---"):
        assert [track.number for track in in_order_of_trust(tracks(marks))] == [1, 2, 3]


def test_the_others_are_named() -> None:
    interpreter = Track(1, "aac", is_decodable=True, sample_rate_hz=48_000, channels=1, language="ara", title="قاعة")
    original = Track(2, "aac", True, 48_000, 1, is_default=True, language="eng")
    empty, unheard = Track(3, "aac", True, 48_000, 1), Track(4, "iamf", False, 48_000, 1)
    sentence = sentence_on_ignored(
        [interpreter, original, empty, unheard],
        original,
        {1: VOICE, 2: VOICE, 3: SILENCE},
        {4: "its sound is coded as iamf, which cannot be decoded here"},
    )
    assert sentence.startswith("of its 4 sound tracks, track 2 (eng) is used, which the file marks as its default.")
    assert 'Not used: track 1 (ara, "قاعة"); track 3: silent; track 4: its sound is coded as iamf' in sentence


def test_the_reason_for_a_track_is_named_where_the_file_gives_one() -> None:
    heard = {1: SILENCE, 2: VOICE}
    one, two = tracks("D-")
    assert "track 2 is used, as the file's default is of no use. Not" in sentence_on_ignored([one, two], two, heard, {})
    for marks in ("DD", "--"):
        one, two = tracks(marks)
        assert "track 2 is used. Not used: track 1: silent." in sentence_on_ignored([one, two], two, heard, {})
