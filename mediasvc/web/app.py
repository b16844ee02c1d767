"""The pages as a Starlette application: `/`, `/s/{slug}` and `/s/{slug}/embed`."""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SLUG, SeminarId
from mediasvc.settings import Settings
from mediasvc.usecases.watch import Talk, manifest_of, talks, watch
from mediasvc.web.answers import PackedPages, answer, packed
from mediasvc.web.pages import embed_page, front_page, watch_page
from mediasvc.web.rendering import Page
from mediasvc.web.sorry import handlers

TALKS_A_PAGE = 50
SEMINAR_ID = re.compile(r"[0-9a-z-]{1,64}")


def create_pages(service: Service) -> Starlette:
    """The pages, to be mounted at `/`. The files that they name are expected below `/media/`."""
    pages = _Pages(service)
    app = Starlette(
        routes=[
            Route("/", pages.front),
            Route("/s/{slug}", pages.watch),
            Route("/s/{slug}/embed", pages.embed),
            Route("/s/{slug}/", pages.tidy),
            Route("/s/{slug}/embed/", pages.tidy),
        ],
        exception_handlers=handlers(),
    )
    # Its own way to tidy an address names the scheme and the host that were heard here, behind a proxy others.
    app.router.redirect_slashes = False
    return app


class _Pages:
    """Handlers, which run in a thread each: the database and the storage may be slow."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._files = media_origins(service.settings)
        self._address = service.settings.public_url.rstrip("/")
        self._packed = PackedPages()

    def front(self, request: Request) -> Response:
        after = request.query_params.get("after")
        if after is not None and not SEMINAR_ID.fullmatch(after):
            raise NotFound
        # One more than is shown tells whether there are earlier ones.
        found = talks(self._service.database, TALKS_A_PAGE + 1, None if after is None else SeminarId(after))
        shown = found[:TALKS_A_PAGE]
        earlier = shown[-1].id if len(found) > len(shown) else None
        return answer(request, packed(front_page(shown, self._address, after is not None, earlier)))

    def watch(self, request: Request) -> Response:
        talk = self._talk(request)

        def make(manifest: Mapping[str, Any]) -> Page:
            return watch_page(manifest, talk.seminar.details.series, self._address_of(talk), self._files)

        return self._answer(request, talk, make, framed=False)

    def embed(self, request: Request) -> Response:
        talk = self._talk(request)

        def make(manifest: Mapping[str, Any]) -> Page:
            return embed_page(manifest, self._address_of(talk), self._files)

        return self._answer(request, talk, make, framed=True)

    def tidy(self, request: Request) -> Response:
        """Lead to the address without the slash at its end."""
        _slug(request)
        return RedirectResponse(request.scope["path"].rstrip("/"), HTTPStatus.MOVED_PERMANENTLY.value)

    def _talk(self, request: Request) -> Talk:
        return watch(self._service.database, _slug(request))

    def _answer(
        self, request: Request, talk: Talk, make: Callable[[Mapping[str, Any]], Page], framed: bool
    ) -> Response:
        key = (talk.seminar, talk.release.number, framed)
        page = self._packed.get(key, lambda: make(manifest_of(self._service.storage, talk.release)))
        return answer(request, page, framed=framed)

    def _address_of(self, talk: Talk) -> str:
        return f"{self._address}/s/{talk.seminar.slug}"


def _slug(request: Request) -> str:
    """What the address names. Databases refuse some texts, which cannot be slugs, by errors of their own."""
    slug: str = request.path_params["slug"]
    if not SLUG.fullmatch(slug):
        raise NotFound
    return slug


def media_origins(settings: Settings) -> str:
    """Where `/media/` may redirect to, and itself, as a Content-Security-Policy names them."""
    if settings.s3_bucket is None:
        return "'self'"
    endpoint = settings.s3_public_endpoint_url or settings.s3_endpoint_url
    if endpoint is None:
        return "'self' https:"
    address = urlsplit(endpoint)
    return f"'self' {address.scheme}://{address.netloc}"
