"""Differences between a release and the one before, by what both were built from."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildWarning, Digest, Notes, Source, Translation
from mediasvc.domain.file_kinds import FileKinds
from mediasvc.domain.reading import Reading, SourceKind
from mediasvc.domain.release_changes import Change, Changed, changes_between
from mediasvc.domain.seminar import SeminarDetails, SeminarId
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.timeline_summary import TimelineSummary

AT = datetime(2026, 11, 21, tzinfo=UTC)
UNREAD = FileKinds({})


def source(name: str, content: str = "") -> Source:
    return Source(Digest((content or name).encode().hex().ljust(64, "0")), name, 10)


DECK, SOUND, CUES, WORDS = (source(name) for name in ("slides.pdf", "talk.mp3", "cues.csv", "talk.vtt"))
FIRST = Build(BuildId("1"), SeminarId("s"), BuildRequest((DECK, SOUND), SeminarDetails("A talk")), AT)


def asked(build: Build = FIRST, **changes: Any) -> Build:
    return replace(build, request=replace(build.request, **changes))


def found_by(build: Build, method: TimingMethod) -> Build:
    return replace(build, timeline=TimelineSummary(method, 1.0, 3, 0))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"details": SeminarDetails("Another")}, [Change(Changed.TITLE, ("A talk",), ("Another",))]),
        (
            {"details": SeminarDetails("A talk", ("Hana", "Luis"), date(2026, 6, 18), "ar", "CC0-1.0")},
            [
                Change(Changed.SPEAKERS, (), ("Hana", "Luis")),
                Change(Changed.HELD_ON, (), ("2026-06-18",)),
                Change(Changed.LANGUAGE, (), ("ar",)),
                Change(Changed.LICENSE, (), ("CC0-1.0",)),
            ],
        ),
        (
            {"files": (DECK, source("better.mp3"))},
            [Change(Changed.RECORDING, ("talk.mp3",), ("better.mp3",))],
        ),
        (
            {"files": (source("slides.pdf", "anew"), SOUND)},
            [Change(Changed.DECK, ("slides.pdf",), ("slides.pdf",))],
        ),
        ({"files": (DECK, SOUND, source("2.mp3"))}, [Change(Changed.RECORDING, (), ("2.mp3",))]),
        (
            {"files": (SOUND, DECK)},
            [Change(Changed.ORDER, ("slides.pdf", "talk.mp3"), ("talk.mp3", "slides.pdf"))],
        ),
        # One that has another name is the same file.
        ({"files": (replace(DECK, name="final.pdf"), SOUND)}, []),
        ({"captions": WORDS}, [Change(Changed.CAPTIONS, (), ("talk.vtt",))]),
        (
            {"captions": WORDS, "translations": (Translation("fr", source("fr.vtt")),)},
            [Change(Changed.CAPTIONS, (), ("talk.vtt",)), Change(Changed.CAPTIONS, (), ("fr.vtt",), "fr")],
        ),
        ({"automatic_captions": True}, [Change(Changed.AUTOMATIC_CAPTIONS, (), ("wanted",))]),
        ({"cues": CUES}, [Change(Changed.TIMES, ("auto",), ("auto",))]),
        ({"timing": TimingMethod.EVEN}, [Change(Changed.TIMES, ("auto",), ("even",))]),
        ({"notes": Notes.PUBLISH}, [Change(Changed.NOTES, ("private",), ("publish",))]),
        ({"also": ("audio-master",)}, [Change(Changed.VARIANTS, (), ("audio-master",))]),
        ({"track": 2}, [Change(Changed.TRACK, (), ("2",))]),
        ({"clean_up": True}, [Change(Changed.CLEAN_UP, (), ("clean",))]),
    ],
)
def test_each_difference_is_named(changes: dict[str, Any], expected: list[Change]) -> None:
    assert changes_between(FIRST, asked(**changes), UNREAD) == expected
    back = [replace(each, before=each.now, now=each.before) for each in expected]
    assert changes_between(asked(**changes), FIRST, UNREAD) == back


def test_what_went_with_the_recording_is_told_although_the_request_keeps_it() -> None:
    given_with: dict[str, Any] = {"cues_with": (DECK, SOUND), "captions_with": (DECK, SOUND)}
    before = found_by(asked(cues=CUES, captions=WORDS, track=2, **given_with), TimingMethod.CUES)
    other = asked(before, files=(DECK, source("better.mp3")))
    warnings = tuple(BuildWarning(code, "") for code in ("cues_dropped", "captions_dropped", "track_dropped"))
    now = found_by(replace(other, warnings=warnings), TimingMethod.PAUSES)
    assert changes_between(before, now, UNREAD)[1:] == [
        Change(Changed.CAPTIONS, ("talk.vtt",)),
        Change(Changed.TIMES, ("cues",), ("pauses",)),
        Change(Changed.TRACK, ("2",)),
    ]
    kept = found_by(other, TimingMethod.CUES)
    assert [change.what for change in changes_between(before, kept, UNREAD)] == [Changed.RECORDING]


def test_captions_that_were_given_for_the_new_recording_stay_where_others_went() -> None:
    old, better = (DECK, SOUND), (DECK, source("better.mp3"))
    french, arabic = (Translation(tag, source(f"{tag}.vtt"), old) for tag in ("fr", "ar"))
    before = asked(captions=WORDS, captions_with=old, translations=(french, arabic))
    fitting = {"captions_with": better, "translations": (french, replace(arabic, given_with=better))}
    now = replace(asked(before, files=better, **fitting), warnings=(BuildWarning("captions_dropped", ""),))
    assert changes_between(before, now, UNREAD)[1:] == [Change(Changed.CAPTIONS, ("fr.vtt",), (), "fr")]


def test_what_was_read_of_a_file_counts_more_than_its_name() -> None:
    odd = source("recording.bin")
    now = asked(files=(DECK, SOUND, odd))
    assert [change.what for change in changes_between(FIRST, now, UNREAD)] == [Changed.RECORDING]
    read = FileKinds({odd.digest: Reading(odd.digest, kind=SourceKind.DECK)})
    assert [change.what for change in changes_between(FIRST, now, read)] == [Changed.DECK]


@given(st.permutations([DECK, SOUND, source("2.mp3"), source("more.odp")]), st.integers(0, 4), st.integers(0, 4))
def test_other_sound_is_that_of_other_recordings_or_without_any_of_other_decks(
    files: list[Source], until: int, since: int
) -> None:
    before, now = files[:until], files[since:]
    sounds = [[each for each in some if each.name.endswith("mp3")] or some for some in (before, now)]
    assert UNREAD.have_other_sound(before, now) == (sounds[0] != sounds[1])
    assert not UNREAD.have_other_sound(files, files)
