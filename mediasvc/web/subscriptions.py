"""The feeds' addresses: `/feeds/…`, `/sitemap.xml` and `/robots.txt`."""

import json
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from itertools import islice

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import news_address, podcast_address
from mediasvc.delivery.answers import IN_ANY_LANGUAGE, PackedPage, PackedPages, answer, packed
from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import FOR_AN_HOUR, FOR_ANYBODY, OF_ITS_TYPE
from mediasvc.delivery.rendering import NOTHING, Page
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import NotFound, NotSupported, Withdrawn
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS, Seminar
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.usecases.series_feed import SeriesFeed, read_series_feed
from mediasvc.usecases.watch import manifest_of, talks, version_of_talks, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.channel import channel_of
from mediasvc.web.cover import Cover, drawn_cover, given_cover
from mediasvc.web.feeds import Item, chapters, item_of, news, podcast, robots, sitemap

# What programs show of a feed; and the most that one sitemap may name.
TALKS_A_FEED = 100
TALKS_A_SITEMAP = 49_999
TALKS_AT_ONCE = 500

# Pictures of series are JPEG files.
PICTURE_SUFFIX = "jpg"

RSS, ATOM, XML, TEXT = "application/rss+xml", "application/atom+xml", "application/xml", "text/plain"
CHAPTERS = "application/json+chapters"

_COVER_HEADERS = {
    **FOR_ANYBODY,
    **OF_ITS_TYPE,
    "Cache-Control": FOR_AN_HOUR,
    "Cross-Origin-Resource-Policy": "cross-origin",
}

log = structlog.get_logger()


def feed_routes(service: Service) -> list[Route]:
    """To stand among the pages. Each handler runs in a thread: the database and the storage may be slow.

    Raises Usage where the cover in the settings is none.
    """
    feeds = _Feeds(service)
    return [
        Route("/feeds/podcast.xml", feeds.podcast),
        Route("/feeds/cover.{suffix}", feeds.cover),
        Route("/feeds/talks.atom", feeds.news),
        Route("/feeds/{slug}/chapters.json", feeds.chapters),
        Route("/sitemap.xml", feeds.sitemap),
        Route("/robots.txt", feeds.robots),
    ]


class _Feeds:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._site = service.settings.public_url.rstrip("/")
        self._settings = service.settings
        cover = service.settings.podcast_cover
        self._given_cover = None if cover is None else given_cover(cover)
        self._packed = PackedPages()

    def podcast(self, request: Request) -> Response:
        """Of all talks, or of the series that the query names."""
        of = self._feed_of(request)
        found = self._heard_of(of)
        suffix = self._cover_suffix(of)

        def make(items: list[Item]) -> Page:
            manifests = [item.manifest for item in items]
            return podcast(items, self._site, channel_of(self._settings, of, suffix, manifests))

        address = podcast_address(self._site, of and of.series.feed)
        return answer(request, self._page((address, of), found, make), headers=IN_ANY_LANGUAGE, media_type=RSS)

    def cover(self, request: Request) -> Response:
        """The cover of the podcast of all talks, or of the series that the query names."""
        of = self._feed_of(request)
        # No other name than that of a podcast is drawn, whoever asks.
        self._talks_of(of, 1)
        cover = self._cover(of)
        if request.path_params["suffix"] != cover.suffix:
            raise NotFound
        headers = {**_COVER_HEADERS, "ETag": etag_of(cover.sha256)}
        if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=headers)
        return Response(cover.content, headers=headers, media_type=cover.media_type)

    def news(self, request: Request) -> Response:
        found = talks(self._service, Anonymous(), TALKS_A_FEED)
        address = news_address(self._site)
        page = self._page((address, None), found, lambda items: news(items, self._site, address))
        return answer(request, page, headers=IN_ANY_LANGUAGE, media_type=ATOM)

    def sitemap(self, request: Request) -> Response:
        # Asked before the talks are: one that changes meanwhile is told at the latest to who asks next.
        version = version_of_talks(self._service, Anonymous())
        page = self._packed.get((XML, version), self._sitemap)
        return answer(request, page, headers=IN_ANY_LANGUAGE, media_type=XML)

    def robots(self, request: Request) -> Response:
        page = packed(Page(robots(self._site), NOTHING))
        return answer(request, page, headers=IN_ANY_LANGUAGE, media_type=TEXT)

    def chapters(self, request: Request) -> Response:
        told = json.dumps(chapters(self._item(slug_of(request))), ensure_ascii=False)
        return answer(request, packed(Page(told, NOTHING)), headers=IN_ANY_LANGUAGE, media_type=CHAPTERS)

    def _feed_of(self, request: Request) -> SeriesFeed | None:
        """Return the series that the query names, if it names one. Raises NotFound where there is no such series."""
        name = request.query_params.get("series")
        if name is None:
            return None
        if len(name) > MAX_NAME_CHARACTERS:
            raise NotFound
        return read_series_feed(self._service, Anonymous(), name)

    def _talks_of(self, of: SeriesFeed | None, limit: int) -> Sequence[Seminar]:
        """Return the newest talks, or those of this series. Raises NotFound where it has none."""
        wanted = SeminarFilter(series=of and of.series.title)
        found = talks(self._service, Anonymous(), limit, wanted=wanted)
        if of is not None and not found:
            raise NotFound
        return found

    def _heard_of(self, of: SeriesFeed | None) -> Sequence[Seminar]:
        """Return the newest talks that may be saved, or those of this series. Raises NotFound as `_talks_of`."""
        wanted = SeminarFilter(series=of and of.series.title, streaming_only=False)
        found = talks(self._service, Anonymous(), TALKS_A_FEED, wanted=wanted)
        if not found:
            # A series all of whose talks are for streaming only still has a podcast.
            self._talks_of(of, 1)
        return found

    def _cover_suffix(self, of: SeriesFeed | None) -> str:
        return PICTURE_SUFFIX if of is not None and of.picture is not None else self._cover(of).suffix

    def _cover(self, of: SeriesFeed | None) -> Cover:
        """Return the cover that was given: the picture of the series, or the file for all talks; else a drawn one."""
        if of is None and self._given_cover is not None:
            return self._given_cover
        if of is not None and of.picture is not None:
            with self._service.storage.open(of.picture) as file:
                return Cover(file.read(), PICTURE_SUFFIX)
        title = self._settings.podcast_title if of is None else of.series.title
        return drawn_cover(title, self._settings.podcast_colour)

    def _page(
        self, key: tuple[str, SeriesFeed | None], found: Sequence[Seminar], make: Callable[[list[Item]], Page]
    ) -> PackedPage:
        """Return the feed of this key, which says all that it depends on beside the talks that were found."""
        return self._packed.get((*key, tuple(found)), lambda: make(list(self._items(found))))

    def _items(self, found: Sequence[Seminar]) -> Iterator[Item]:
        """Without those that went since they were found, or that only a later service can read."""
        for seminar in found:
            try:
                yield self._item(seminar.slug)
            except (NotFound, NotSupported, Withdrawn) as error:
                log.warning("talk left out of a feed", slug=seminar.slug, error=str(error))

    def _item(self, slug: str) -> Item:
        talk = watch(self._service, Anonymous(), slug)
        manifest = manifest_of(self._service.storage, talk.release)
        return item_of(talk.seminar, manifest, talk.release.created_at, self._site)

    def _sitemap(self) -> Page:
        return sitemap(list(islice(self._public(), TALKS_A_SITEMAP)), self._site)

    def _public(self) -> Iterator[Seminar]:
        """Public talks, newest first."""
        after = None
        while found := talks(self._service, Anonymous(), TALKS_AT_ONCE, after):
            yield from found
            after = found[-1].id
