"""What lists and searches know of a release, and where on a list a talk stands."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from test_manifest import TALK

from mediasvc.domain.captions import Caption
from mediasvc.domain.listing import PASSAGE_CHARACTERS, details_alone, listing_of, moved, place_of
from mediasvc.domain.search import words_of
from mediasvc.domain.seminar import SeminarDetails, SeminarId

DETAILS = SeminarDetails("Title", ("Hana",))
ID = SeminarId("a" * 32)
DAYS = st.none() | st.dates()
MOMENTS = st.datetimes(datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone


def test_what_is_shown_and_said_is_found_at_its_time() -> None:
    slide = replace(TALK.slides[0], title="Hello", text="two\nlines", notes="softly")
    manifest = replace(TALK, slides=(slide,), timeline=replace(TALK.timeline, cues=TALK.cues[:1]))
    long = "x" * PASSAGE_CHARACTERS
    captions = [Caption(2_000, 3_000, "first\nwords"), Caption(3_000, 4_000, long), Caption(5_000, 6_000, "y")]
    listing = listing_of(DETAILS, manifest, [captions, [Caption(1_000, 2_000, "deux")]])
    told = [(passage.start_ms, passage.text[:17]) for passage in listing.passages]
    assert told == [(0, "Hello two lines"), (0, "softly"), (1_000, "deux"), (2_000, "first words xxxxx"), (5_000, "y")]
    assert {"title", "hana", "hello", "softly", "first", "y", "deux"} <= set(listing.words)


def test_a_slide_that_is_never_shown_has_no_time() -> None:
    listing = listing_of(DETAILS, replace(TALK, timeline=replace(TALK.timeline, cues=())), ())
    assert listing.passages
    assert {passage.start_ms for passage in listing.passages} == {None}
    assert listing.card is not None
    assert listing.card.pictures == ()


def test_a_card_has_the_lightest_way_and_the_smallest_pictures() -> None:
    card = listing_of(DETAILS, TALK, ()).card
    assert card is not None
    assert card.duration_ms == TALK.duration_ms
    assert card.smallest_bytes == min(each.size_bytes for each in TALK.renditions)
    first = TALK.slides[TALK.cues[0].slide].images
    assert [image.type for image in card.pictures] == sorted({image.type for image in first})
    assert {image.width for image in card.pictures} == {min(image.width for image in first)}
    bare = listing_of(DETAILS, replace(TALK, renditions=()), ()).card
    assert bare is not None
    assert bare.smallest_bytes is None


def test_of_a_release_without_a_manifest_only_the_details_are_known() -> None:
    listing = details_alone(DETAILS)
    assert (listing.words, listing.card, listing.passages) == (words_of(["Title Hana"]), None, ())


@given(DAYS, MOMENTS, DAYS, MOMENTS)
def test_places_are_in_order_of_days_and_then_of_publication(
    one: date | None, first: datetime, other: date | None, second: datetime
) -> None:
    def key(day: date | None, moment: datetime) -> tuple[date, datetime]:
        return day or moment.date(), moment

    places = place_of(one, first, ID), place_of(other, second, ID)
    assert (places[0] < places[1]) == (key(one, first) < key(other, second))
    assert moved(places[0], other, ID) == place_of(other, first, ID)
