"""The description of a podcast, beside its talks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from mediasvc.delivery.addresses import podcast_address, series_query
from mediasvc.delivery.languages import direction, language_direction
from mediasvc.domain.manifest import Manifest
from mediasvc.settings import Settings
from mediasvc.usecases.series_feed import SeriesFeed

# The Podcast Index's namespace of podcasts, which are named by their feed's address without its scheme.
PODCASTS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
# A channel has one language: of talks that do not say theirs, the first one of the pages.
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Channel:
    """The podcast of all talks, or of a series; `cover` is the address of its picture.

    `guid` stays the same wherever the feed moves, if the settings name it. `license` is an SPDX expression.
    """

    title: str
    address: str
    cover: str
    language: str
    guid: UUID
    description: str
    author: str
    owner: str
    email: str | None
    license: str | None


def cover_address(site: str, suffix: str, series: str | None) -> str:
    """Return the address of this podcast's cover, a file of which this is the end of the name."""
    return f"{site}/feeds/cover.{suffix}{series_query(series)}"


def channel_of(settings: Settings, of: SeriesFeed | None, suffix: str, manifests: Sequence[Manifest]) -> Channel:
    """Return what the podcast of these talks, perhaps `of` a series, says of itself; `suffix` is that of its cover."""
    site, series = settings.public_url.rstrip("/"), of and of.series.feed
    address = podcast_address(site, series)
    title = settings.podcast_title if of is None else of.series.title
    description = "" if of is None else of.description
    return Channel(
        title=title,
        address=address,
        cover=cover_address(site, suffix, series),
        language=_language(settings.podcast_language, title, manifests),
        guid=_guid(settings.podcast_guid, address, series),
        description=description or settings.podcast_description,
        author=settings.podcast_owner or title,
        owner=settings.podcast_owner or settings.podcast_title,
        email=settings.podcast_email,
        license=settings.podcast_license,
    )


def _language(chosen: str | None, title: str, manifests: Sequence[Manifest]) -> str:
    """Return the language that was chosen, or else that of most talks, which come newest first.

    Of several with as many talks, it is one that is written in the direction of the title; of these the default one, or
    else that of the earliest talk. So no newer talk changes it that does not bring its own language ahead.
    """
    if chosen is not None:
        return chosen
    spoken = Counter(manifest.language for manifest in reversed(manifests) if manifest.language)
    # Counted from the earliest talk on, and the first one of equal ones is taken.
    return max(spoken, key=lambda language: (spoken[language], *_fits(language, title)), default=DEFAULT_LANGUAGE)


def _fits(language: str, title: str) -> tuple[bool, bool]:
    is_default = language.partition("-")[0].lower() == DEFAULT_LANGUAGE
    return language_direction(language) == direction(title), is_default


def _guid(chosen: UUID | None, address: str, series: str | None) -> UUID:
    """Return the guid that was chosen, and for a series one that follows from it, or else from the feed's address."""
    if chosen is not None:
        return chosen if series is None else uuid5(chosen, series)
    return uuid5(PODCASTS, address.partition("://")[2].rstrip("/"))
