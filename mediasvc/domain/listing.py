"""What the database keeps of a release for lists and searches, so that neither reads a manifest."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mediasvc.domain.captions import Caption
from mediasvc.domain.manifest import Image, Manifest, Slide
from mediasvc.domain.search import words_of_talk
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId
from mediasvc.domain.takeaway import ways

# Captions are joined to passages of about so many characters: some words around those that are looked for.
PASSAGE_CHARACTERS = 160
_MOMENT = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True)
class Card:
    """What a list shows of a release: `smallest_bytes` is its lightest way, `pictures` its first slide, one a type."""

    duration_ms: int
    smallest_bytes: int | None = None
    pictures: tuple[Image, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A text of one line that is shown, or said, from `start_ms` on; None where that slide is never shown."""

    start_ms: int | None
    text: str


@dataclass(frozen=True)
class Listing:
    """The folded words that a release is found by, what lists show of it, and where in it what is said.

    There is no card of a release whose manifest cannot be read.
    """

    words: tuple[str, ...]
    card: Card | None = None
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True)
class Placed:
    """A talk on a list, and its place there (`place_of`)."""

    seminar: Seminar
    place: str


def place_of(held_on: date | None, published_at: datetime, seminar_id: SeminarId) -> str:
    """Return a text that sorts talks by the day on which they were held, then by when they were first published.

    A talk without a date stands where one does that was held on the day of its publication. No two have one place.
    `published_at` is in UTC.
    """
    day = (held_on or published_at.date()).isoformat().replace("-", "")
    return f"{day}-{published_at:{_MOMENT}}-{seminar_id}"


def moved(place: str, held_on: date | None, seminar_id: SeminarId) -> str:
    """Return the place of the same talk, held on another day."""
    return place_of(held_on, _published_at(place), seminar_id)


def details_alone(details: SeminarDetails) -> Listing:
    """Return the listing of a release of which nothing but its details is known."""
    return Listing(words_of_talk(details, ()))


def listing_of(details: SeminarDetails, manifest: Manifest, captions: Iterable[Sequence[Caption]]) -> Listing:
    """Return the listing of a release with these details; `captions` are those of each language, in order."""
    lightest = ways(manifest)[:1]
    card = Card(manifest.duration_ms, lightest[0].size_bytes if lightest else None, _pictures(manifest))
    passages = tuple(sorted(_passages(manifest, captions), key=_by_start))
    return Listing(words_of_talk(details, (passage.text for passage in passages)), card, passages)


def _published_at(place: str) -> datetime:
    return datetime.strptime(place.split("-")[1], _MOMENT)  # noqa: DTZ007 - a place has no zone


def _pictures(manifest: Manifest) -> tuple[Image, ...]:
    """Return the smallest picture of each type of the slide that the talk begins with."""
    if not manifest.cues or not manifest.slides:
        return ()
    images = sorted(manifest.slides[manifest.cues[0].slide].images, key=lambda image: -image.width)
    return tuple({image.type: image for image in images}.values())


def _passages(manifest: Manifest, captions: Iterable[Sequence[Caption]]) -> Iterable[Passage]:
    shown = {cue.slide: cue.start_ms for cue in reversed(manifest.cues)}
    for slide in manifest.slides:
        for text in _texts(slide):
            if line := _line(text):
                yield Passage(shown.get(slide.index), line)
    for of_language in captions:
        yield from _said(of_language)


def _texts(slide: Slide) -> tuple[str, ...]:
    return f"{slide.title} {slide.text}", slide.text_from_picture or "", slide.notes or ""


def _said(captions: Sequence[Caption]) -> Iterable[Passage]:
    """Join captions that follow each other, so that words are found together that are said in one breath."""
    start_ms, texts = 0, list[str]()
    for caption in captions:
        if not texts:
            start_ms = caption.start_ms
        texts.append(caption.text)
        if sum(map(len, texts)) >= PASSAGE_CHARACTERS:
            yield Passage(start_ms, _line(" ".join(texts)))
            texts = []
    if texts:
        yield Passage(start_ms, _line(" ".join(texts)))


def _line(text: str) -> str:
    return " ".join(text.split())


def _by_start(passage: Passage) -> tuple[bool, int]:
    return passage.start_ms is None, passage.start_ms or 0
