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
from mediasvc.usecases.watch import manifest_of, talks, version_of_talks, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.channel import channel_of
from mediasvc.web.cover import Cover, drawn_cover, given_cover
from mediasvc.web.feeds import Item, chapters, item_of, news, podcast, robots, sitemap

# What programs show of a feed; and the most that one sitemap may name.
TALKS_A_FEED = 100
TALKS_A_SITEMAP = 49_999
TALKS_AT_ONCE = 500

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


def _series_of(request: Request) -> str | None:
    """Return the title of the series that the query names. Raises NotFound where no series has such a title."""
    series = request.query_params.get("series")
    if series is not None and len(series) > MAX_NAME_CHARACTERS:
        raise NotFound
    return series


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
        series = _series_of(request)
        found = self._talks_of(series, TALKS_A_FEED)
        address, suffix = podcast_address(self._site, series), self._cover(series).suffix

        def make(items: list[Item]) -> Page:
            manifests = [item.manifest for item in items]
            return podcast(items, self._site, channel_of(self._settings, series, suffix, manifests))

        return answer(request, self._page(address, found, make), headers=IN_ANY_LANGUAGE, media_type=RSS)

    def cover(self, request: Request) -> Response:
        """The cover of the podcast of all talks, or of the series that the query names."""
        series = _series_of(request)
        # No other name than that of a podcast is drawn, whoever asks.
        self._talks_of(series, 1)
        cover = self._cover(series)
        if request.path_params["suffix"] != cover.suffix:
            raise NotFound
        headers = {**_COVER_HEADERS, "ETag": etag_of(cover.sha256)}
        if is_known(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=headers)
        return Response(cover.content, headers=headers, media_type=cover.media_type)

    def news(self, request: Request) -> Response:
        found = talks(self._service, Anonymous(), TALKS_A_FEED)
        address = news_address(self._site)
        page = self._page(address, found, lambda items: news(items, self._site, address))
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

    def _talks_of(self, series: str | None, limit: int) -> Sequence[Seminar]:
        """Return the newest talks, or those of this series. Raises NotFound where it has none."""
        found = talks(self._service, Anonymous(), limit, wanted=SeminarFilter(series=series))
        if series is not None and not found:
            raise NotFound
        return found

    def _cover(self, series: str | None) -> Cover:
        """Return the cover that was given, which is that of all talks, or else one that is drawn."""
        if series is None and self._given_cover is not None:
            return self._given_cover
        return drawn_cover(series or self._settings.podcast_title, self._settings.podcast_colour)

    def _page(self, address: str, found: Sequence[Seminar], make: Callable[[list[Item]], Page]) -> PackedPage:
        """The feed at `address`, which says all that it depends on beside the talks that were found."""
        return self._packed.get((address, tuple(found)), lambda: make(list(self._items(found))))

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
