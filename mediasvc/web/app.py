"""The pages as a Starlette application: `/`, `/s/{slug}`, `/s/{slug}/embed`, and what portals and programs ask for."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.answers import IN_ANY_LANGUAGE, QUICK, PackedPages, answer, packed
from mediasvc.delivery.colours import colour_of
from mediasvc.delivery.headers import FOR_AN_HOUR, FOR_ANYBODY
from mediasvc.delivery.languages import Reader, reader_of
from mediasvc.delivery.origins import media_origins
from mediasvc.delivery.problems import log_refusal, problem
from mediasvc.delivery.rendering import NOTHING, Page, source
from mediasvc.delivery.service_links import service_links
from mediasvc.delivery.sorry import handlers
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError, NotFound, NotSupported, Usage
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.search import query_of
from mediasvc.usecases.listed import listed
from mediasvc.usecases.watch import Talk, asked_captions, has_captions_in, manifest_of, watch
from mediasvc.web.addresses import slug_of
from mediasvc.web.front import PLACE, Asked, front_page
from mediasvc.web.modules import module_routes
from mediasvc.web.oembed import answer_of, as_json, as_xml, asked_in, pixels
from mediasvc.web.pages import embed_page, text_page, watch_page
from mediasvc.web.preview import preview_routes
from mediasvc.web.short import short_routes
from mediasvc.web.subscriptions import feed_routes
from mediasvc.web.takeaway import takeaway_routes

TALKS_A_PAGE = 20
WITH_SAVED_DATA = {"Vary": "Accept-Encoding, Accept-Language, Save-Data"}
FORMATS = {"json": (as_json, "application/json"), "xml": (as_xml, "text/xml")}


def create_pages(service: Service) -> Starlette:
    """The pages, to be mounted at `/`. The files that they name are expected below `/media/`.

    Raises Usage where the podcasts' cover in the settings is none, and InternalError where the player's scripts have
    not been built: no viewer is to find that out.
    """
    source("watch.js")
    pages = _Pages(service)
    app = Starlette(
        routes=[
            Route("/", pages.front),
            Route("/s/{slug}", pages.watch),
            Route("/s/{slug}/embed", pages.embed),
            Route("/s/{slug}/text", pages.text),
            Route("/s/{slug}/", pages.tidy),
            Route("/s/{slug}/embed/", pages.tidy),
            Route("/s/{slug}/text/", pages.tidy),
            Route("/s/{slug}/preview/", pages.tidy),
            Route("/oembed", pages.oembed),
            *module_routes(),
            *feed_routes(service),
            *takeaway_routes(service),
            *preview_routes(service),
            *short_routes(service),
        ],
        exception_handlers=handlers(),
    )
    app.state.service_links = service_links(service.settings)
    # Its own way to tidy an address names the scheme and the host that were heard here, behind a proxy others.
    app.router.redirect_slashes = False
    return app


class _Pages:
    """Handlers, which run in a thread each: the database and the storage may be slow."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._files = media_origins(service.settings)
        self._address = service.settings.public_url.rstrip("/")
        self._packed, self._coloured = PackedPages(), PackedPages(QUICK)

    def front(self, request: Request) -> Response:
        after = request.query_params.get("after")
        if after is not None and not PLACE.fullmatch(after):
            raise NotFound
        query = query_of(request.query_params.get("q", ""))
        # One more than is shown tells whether there are earlier ones.
        found = listed(self._service, Anonymous(), TALKS_A_PAGE + 1, after, query.words)
        shown = found[:TALKS_A_PAGE]
        earlier = shown[-1].place if len(found) > len(shown) else None
        asked = Asked(query.text, after, request.headers.get("save-data", "").lower() == "on")
        page = front_page(shown, asked, earlier, self._address, self._files, reader_of(request))
        # Queries are without number: what is found is not kept in memory.
        return answer(request, packed(page), headers=WITH_SAVED_DATA)

    def watch(self, request: Request) -> Response:
        talk = self._talk(request)

        def make(manifest: Manifest, reader: Reader) -> Page:
            return watch_page(manifest, talk.seminar, self._address_of(talk), self._files, reader)

        return self._answer(request, talk, make, "watch")

    def embed(self, request: Request) -> Response:
        talk, colour = self._talk(request), colour_of(request.query_params.get("accent", ""))

        def make(manifest: Manifest, reader: Reader) -> Page:
            return embed_page(manifest, self._address_of(talk), self._files, reader, colour)

        if colour is None:
            return self._answer(request, talk, make, "embed")
        # There may be millions of them: they take no room from other pages, and little time.
        return self._answer(request, talk, make, f"embed {colour.digits}", pages=self._coloured)

    def text(self, request: Request) -> Response:
        talk, language = self._talk(request), request.query_params.get("captions", "")
        # Any other text is not one more page to be kept.
        asked = language if has_captions_in(talk.release, language) else None

        def make(manifest: Manifest, reader: Reader) -> Page:
            captions = asked_captions(self._service.storage, talk.release, manifest, asked)
            player, address = f"/s/{manifest.slug}", f"{self._address_of(talk)}/text"
            canonical = address if asked is None else f"{address}?captions={asked}"
            return text_page(manifest, captions, player, canonical, reader)

        # The player in a frame that is a sandbox reads it too.
        return self._answer(request, talk, make, "text" if asked is None else f"text {asked}", FOR_ANYBODY)

    def oembed(self, request: Request) -> Response:
        """What oEmbed's consumers ask, in the format and within the size that they name."""
        try:
            return self._oembed(request)
        except MediasvcError as error:
            log_refusal(error)
            return problem(error, _oembed_status(error), FOR_ANYBODY)

    def _oembed(self, request: Request) -> Response:
        asked = request.query_params
        form = FORMATS.get(asked.get("format", "json"))
        if form is None:
            raise NotSupported(f"the format {asked['format'][:20]!r}; there are json and xml")
        if "url" not in asked:
            raise Usage(f"url is missing; it is a talk's address, such as url={self._address}/s/a-talk")
        most_width, most_height = (pixels(name, asked.get(name)) for name in ("maxwidth", "maxheight"))
        named = asked_in(asked["url"], self._address)
        talk = watch(self._service, Anonymous(), named.slug)
        manifest = manifest_of(self._service.storage, talk.release)
        told = answer_of(manifest, self._address, named, most_width, most_height)
        write, media_type = form
        headers = {**IN_ANY_LANGUAGE, "Cache-Control": FOR_AN_HOUR}
        return answer(request, packed(Page(write(told), NOTHING)), headers=headers, media_type=media_type)

    def tidy(self, request: Request) -> Response:
        """Lead to the address without the slash at its end."""
        slug_of(request)
        return RedirectResponse(request.scope["path"].rstrip("/"), HTTPStatus.MOVED_PERMANENTLY.value)

    def _talk(self, request: Request) -> Talk:
        return watch(self._service, Anonymous(), slug_of(request))

    def _answer(
        self,
        request: Request,
        talk: Talk,
        make: Callable[[Manifest, Reader], Page],
        kind: str,
        headers: Mapping[str, str] | None = None,
        pages: PackedPages | None = None,
    ) -> Response:
        reader = reader_of(request, talk.seminar.details.language)
        key = (talk.seminar, talk.release.number, kind, reader)
        pages = pages or self._packed
        page = pages.get(key, lambda: make(manifest_of(self._service.storage, talk.release), reader))
        return answer(request, page, headers=headers, framed=kind.partition(" ")[0] == "embed")

    def _address_of(self, talk: Talk) -> str:
        return f"{self._address}/s/{talk.seminar.slug}"


def _oembed_status(error: MediasvcError) -> HTTPStatus | None:
    """Return the status that oEmbed asks for, or that its consumers know; None for the error's own."""
    if isinstance(error, NotSupported):
        return HTTPStatus.NOT_IMPLEMENTED
    return HTTPStatus.BAD_REQUEST if isinstance(error, Usage) else None
