"""What forms about a talk say, and how far a talk is in words."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from babel import Locale
from hypothesis import assume, given
from hypothesis import strategies as st

from mediasvc.console.drafts import ERRORS_OF_UPLOADS
from mediasvc.console.typed import Typed, changes_in, guessed, languages_for, publishing_in, time_in, typed_of
from mediasvc.console.work import left_of, sentence_of
from mediasvc.delivery.languages import TAGS, language
from mediasvc.domain.errors import PermanentError, TransientError, Usage
from mediasvc.domain.guesses import Guesses
from mediasvc.domain.progress import Progress
from mediasvc.domain.publishing import AT_ONCE, ON_REQUEST
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.series import Series, SeriesId
from mediasvc.domain.steps import Step

LETTERS = st.text(st.characters(categories=("L", "Nd")), min_size=1, max_size=40)
NAMES = LETTERS.map(lambda text: unicodedata.normalize("NFC", text))
DETAILS = st.builds(
    SeminarDetails,
    title=NAMES,
    speakers=st.lists(NAMES, max_size=4).map(tuple),
    held_on=st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1)),
    language=st.sampled_from([None, "en", "ar", "pt-BR"]),
)
GUESSES = st.builds(
    Guesses,
    title=st.none() | NAMES,
    speakers=st.lists(NAMES, max_size=4).map(tuple),
    held_on=st.none() | st.dates(date(1990, 1, 1), date(2026, 1, 1)),
    language=st.sampled_from([None, "fr"]),
    series=st.none() | NAMES,
)
# Codes that neither a new draft nor an upload answers: of what is built, of other pages, and of what is waited for.
OF_OTHERS = {
    *("deck_encrypted", "deck_unreadable", "deck_empty", "deck_unsupported", "deck_too_large", "deck_missing"),
    *("recording_unreadable", "recording_empty", "recording_no_audio", "recording_unsupported"),
    *("recording_too_long", "recording_silent", "recording_missing", "cues_invalid", "captions_invalid"),
    *("conversion_timeout", "conversion_failed", "cancelled", "out_of_memory", "sandbox_unavailable"),
    *("timing_unavailable", "withdrawn", "not_supported", "link_invalid", "mail_unavailable", "queue_unavailable"),
    *("conflict", "upload_in_use", "recognition_unavailable", "language_not_recognised"),
}
# Written in its own signs by nothing that is typed.
TEXTS = st.text(max_size=60)
TYPED = st.builds(Typed, **dict.fromkeys(("title", "speakers", "held_on", "language", "series"), TEXTS | st.just("")))
NOW = datetime(2026, 11, 21)  # noqa: DTZ001 - a value like any other


def seminar_of(details: SeminarDetails, series: str | None = None) -> Seminar:
    placed = None if series is None else Series(SeriesId("s"), "series", series)
    return Seminar(SeminarId("a"), "a-talk", details, NOW, series=placed)


@given(DETAILS, st.none() | NAMES)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(details: SeminarDetails, series: str | None) -> None:
    seminar = seminar_of(details, series)
    changes = changes_in(typed_of(seminar))
    assert changes.onto(seminar.details) == details
    assert changes.series == series


@given(TYPED)
def test_whatever_is_typed_is_taken_or_told_to_be_wrong(typed: Typed) -> None:
    try:
        changes = changes_in(typed)
    except Usage as error:
        assert error.failure.message  # noqa: PT017 - either is right
        return
    assert changes.title is not None
    assert typed.title.strip()
    for name in ("held_on", "language", "series"):
        assert (name in changes.cleared) == (not getattr(typed, name))


@given(st.sampled_from(["", " ", "\t\n", "\u00a0"]), TYPED)
def test_a_talk_has_a_title(title: str, typed: Typed) -> None:
    with pytest.raises(Usage):
        changes_in(replace(typed, title=title))


@given(TYPED, GUESSES)
def test_guesses_fill_in_what_is_empty_and_nothing_else(typed: Typed, guesses: Guesses) -> None:
    filled = guessed(typed, guesses)
    for name in ("title", "speakers", "held_on", "language", "series"):
        before, after = getattr(typed, name), getattr(filled, name)
        assert after == before if before else (after == "") == (not getattr(guesses, name))
    assert guessed(filled, guesses) == filled


@given(st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1)))  # noqa: DTZ001 - as a browser's field has it
def test_a_time_is_taken_as_a_browser_writes_it(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    found = time_in(at.isoformat(timespec="minutes"))
    assert found.utcoffset() is not None
    assert found.replace(tzinfo=None) == at
    assert publishing_in(Typed(publish="at", publish_at=at.isoformat())).at == found
    assert time_in(f"{at.isoformat()}+02:00") == found - timedelta(hours=2)


@given(st.text(max_size=20))
def test_what_is_no_time_is_told_and_a_choice_that_is_not_there_publishes_nothing(text: str) -> None:
    assume(not re.match(r"\d{4}", text))
    with pytest.raises(Usage):
        time_in(text)
    assert publishing_in(Typed(publish=text)) == (AT_ONCE if text == "at_once" else ON_REQUEST) or text == "at"


@given(st.text(max_size=20))
def test_the_language_that_a_talk_has_can_be_kept(tag: str) -> None:
    offered = dict(languages_for(Locale.parse("fr"), tag))
    assert offered["en"] == "anglais"
    assert tag in offered or not tag
    assert all(offered.values())


@pytest.mark.parametrize("tag", TAGS)
@given(
    step=st.none() | st.sampled_from(Step),
    count=st.none() | st.integers(1, 500),
    left_ms=st.none() | st.integers(0, 10**8),
)
def test_how_far_a_talk_is_can_be_said_in_every_language(
    tag: str, step: Step | None, count: int | None, left_ms: int | None
) -> None:
    words: Any = language(tag).words
    progress = Progress(10, step, count, None if count is None else 500, left_ms)
    sentence = sentence_of(progress, words)
    assert sentence.startswith(words["work"][step or "beginning"])
    assert "{" not in sentence
    if step is not None and count is not None:
        assert {str(count), "500"} <= set(re.findall(r"\d+", sentence))
    left = left_of(progress, words)
    assert (left == "") == (left_ms is None)
    assert "{" not in left


def test_the_time_left_is_told_in_round_figures() -> None:
    words: Any = language("en").words
    told = [left_of(Progress(1, left_ms=left_ms), words) for left_ms in (0, 14_000, 61_000, 600_000, 7_300_000)]
    assert told == ["about 10 s", "about 10 s", "about 1 min", "about 10 min", "about 2 h"]


def test_the_script_of_uploads_has_words_for_every_refusal_of_one() -> None:
    codes = {kind.code for kind in (*PermanentError.__subclasses__(), *TransientError.__subclasses__())}
    reasons = {"name_too_long", "name_unusable", "series_not_yours"}
    assert set(ERRORS_OF_UPLOADS) == codes - OF_OTHERS | reasons
    assert codes >= OF_OTHERS


@pytest.mark.parametrize("tag", TAGS)
def test_refusals_of_uploads_have_words_in_every_language(tag: str) -> None:
    words: Any = language(tag).words
    assert all(words["errors"].get(code) for code in ERRORS_OF_UPLOADS)
