"""`/t/{code}`: short links to talks, for posters and for typing; `/t/{code}.svg` and `.png` are their QR codes."""

import hashlib
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.answers import IN_ANY_LANGUAGE, answer, packed
from mediasvc.delivery.etags import etag_of, is_known
from mediasvc.delivery.headers import FOR_AN_HOUR, FOR_ANYBODY, OF_ITS_TYPE
from mediasvc.delivery.languages import TAGS
from mediasvc.delivery.rendering import NOTHING, Page
from mediasvc.domain.access import Anonymous
from mediasvc.domain.short_code import checked_code
from mediasvc.usecases.short_links import find_by_code
from mediasvc.web.qr import qr_png, qr_svg

# What a link may ask of the page that it leads to.
KEPT = ("lang", "t", "slide")


def short_routes(service: Service) -> list[Route]:
    """Return the routes, which stand among the pages.

    Each handler runs in a thread: the database may be slow, and drawing takes its time.
    """
    links = _Links(service)
    return [
        Route("/t/{code}.svg", links.svg),
        Route("/t/{code}.png", links.png),
        Route("/t/{code}", links.lead),
        Route("/t/{code}/", links.lead),
    ]


class _Links:
    def __init__(self, service: Service) -> None:
        self._service = service

    def lead(self, request: Request) -> Response:
        """Lead to the talk's page. For one that is closed, answer as its page does."""
        talk = find_by_code(self._service, Anonymous(), request.path_params["code"])
        asked = [(name, value) for name, value in request.query_params.multi_items() if name in KEPT]
        query = f"?{urlencode(asked)}" if asked else ""
        headers = {"Cache-Control": FOR_AN_HOUR}
        return RedirectResponse(f"/s/{talk.slug}{query}", HTTPStatus.MOVED_PERMANENTLY.value, headers)

    def svg(self, request: Request) -> Response:
        page = packed(Page(qr_svg(self._address(request)), NOTHING))
        headers = {**IN_ANY_LANGUAGE, "Cache-Control": FOR_AN_HOUR}
        return answer(request, page, headers=headers, media_type="image/svg+xml")

    def png(self, request: Request) -> Response:
        content = qr_png(self._address(request))
        etag = etag_of(hashlib.sha256(content).hexdigest())
        headers = {**FOR_ANYBODY, **OF_ITS_TYPE, "Cache-Control": FOR_AN_HOUR, "ETag": etag}
        if is_known(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED.value, headers=headers)
        return Response(content, headers=headers, media_type="image/png")

    def _address(self, request: Request) -> str:
        """Return the link that a QR code holds. It tells no more than it was asked with, so no talk is looked for."""
        address = self._service.settings.short_url(checked_code(request.path_params["code"]))
        tag = request.query_params.get("lang")
        return f"{address}?lang={tag}" if tag in TAGS else address
