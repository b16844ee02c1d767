"""The feeds' addresses: `/feeds/…`, `/sitemap.xml` and `/robots.txt`."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from urllib.parse import urlencode

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.answers import IN_ANY_LANGUAGE, PackedPage, PackedPages, answer, packed
from mediasvc.delivery.rendering import NOTHING, Page
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import NotFound, NotSupported, Withdrawn
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS, Seminar
from mediasvc.domain.seminar_filter import SeminarFilter
from mediasvc.usecases.watch import manifest_of, talks, version_of_talks, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.feeds import Item, chapters, item_of, news, podcast, robots, sitemap

# What programs show of a feed; and the most that one sitemap may name.
TALKS_A_FEED = 100
TALKS_A_SITEMAP = 49_999
TALKS_AT_ONCE = 500

RSS, ATOM, XML, TEXT = "application/rss+xml", "application/atom+xml", "application/xml", "text/plain"
CHAPTERS = "application/json+chapters"

log = structlog.get_logger()


def feed_routes(service: Service) -> list[Route]:
    """To stand among the pages. Each handler runs in a thread: the database and the storage may be slow."""
    feeds = _Feeds(service)
    return [
        Route("/feeds/podcast.xml", feeds.podcast),
        Route("/feeds/talks.atom", feeds.news),
        Route("/feeds/{slug}/chapters.json", feeds.chapters),
        Route("/sitemap.xml", feeds.sitemap),
        Route("/robots.txt", feeds.robots),
    ]


class _Feeds:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._site = service.settings.public_url.rstrip("/")
        self._packed = PackedPages()

    def podcast(self, request: Request) -> Response:
        """Of all talks, or of the series that the query names."""
        series = request.query_params.get("series")
        if series is not None and len(series) > MAX_NAME_CHARACTERS:
            raise NotFound
        found = talks(self._service, Anonymous(), TALKS_A_FEED, wanted=SeminarFilter(series=series))
        if series is not None and not found:
            raise NotFound
        query = "" if series is None else f"?{urlencode({'series': series})}"
        address = f"{self._site}/feeds/podcast.xml{query}"
        page = self._page(address, found, lambda items: podcast(items, self._site, address, series))
        return answer(request, page, headers=IN_ANY_LANGUAGE, media_type=RSS)

    def news(self, request: Request) -> Response:
        found = talks(self._service, Anonymous(), TALKS_A_FEED)
        address = f"{self._site}/feeds/talks.atom"
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
