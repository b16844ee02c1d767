"""`/s/{slug}/preview`: a talk as viewers will see it, for its people, who are signed in. Nobody keeps any of it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import CONSOLE
from mediasvc.delivery.answers import answer, packed
from mediasvc.delivery.askers import asker_of, form_token_for, session_token_of
from mediasvc.delivery.files import SAVED, Keeping, PastEndError, ReleaseFile, file_answer
from mediasvc.delivery.headers import NEVER
from mediasvc.delivery.languages import reader_of
from mediasvc.delivery.origins import media_origins
from mediasvc.delivery.rendering import Page
from mediasvc.domain.access import Actor
from mediasvc.domain.errors import NotAllowed, NotFound, NotSignedIn, Removed
from mediasvc.domain.release import number_in
from mediasvc.usecases.preview import Preview, preview, preview_file_key
from mediasvc.usecases.watch import asked_captions, manifest_of
from mediasvc.web.addresses import slug_of
from mediasvc.web.pages import Previewed, preview_page, text_page

_SIGN_IN = f"{CONSOLE}/sign-in"
_UNKEPT = {"Cache-Control": NEVER}
_KEEPING = Keeping({"Cross-Origin-Resource-Policy": "same-origin"}, NEVER, NEVER)


def preview_routes(service: Service) -> list[Route]:
    """To stand among the pages. The handlers run in threads: the database and the storage may be slow."""
    previews = _Previews(service)
    return [
        Route("/s/{slug}/preview", _hidden(previews.page)),
        Route("/s/{slug}/preview/{number}", _hidden(previews.page)),
        Route("/s/{slug}/preview/{number}/text", _hidden(previews.text)),
        Route("/s/{slug}/preview/{number}/files/{href:path}", _hidden(previews.file)),
    ]


def _hidden(handler: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return the handler, for which what somebody may not see is not there."""

    @wraps(handler)
    def handle(request: Request) -> Response:
        try:
            return handler(request)
        except NotAllowed as error:
            raise NotFound from error

    return handle


class _Previews:
    def __init__(self, service: Service) -> None:
        self._service = service
        self._files = media_origins(service.settings)

    def page(self, request: Request) -> Response:
        slug = slug_of(request)
        try:
            found = self._find(request, asker_of(self._service, request))
        except NotSignedIn:
            # Whatever is there or not: who is nobody here learns nothing of it.
            back = quote(request.url.path, safe="")
            return RedirectResponse(f"{_SIGN_IN}?next={back}", HTTPStatus.SEE_OTHER, _UNKEPT)
        except Removed:
            # That page says how it can be brought back.
            asked = reader_of(request).query
            return RedirectResponse(f"{CONSOLE}/talks/{slug}{asked}", HTTPStatus.SEE_OTHER, _UNKEPT)
        if found.is_public and "number" not in request.path_params:
            return RedirectResponse(f"/s/{slug}", HTTPStatus.SEE_OTHER, _UNKEPT)
        manifest = manifest_of(self._service.storage, found.release)
        reader = reader_of(request, manifest.language)
        told = Previewed(found.waits, found.public_from, self._form_token(request, found), found.seminar.streaming_only)
        return _answer(request, preview_page(manifest, told, self._files, reader))

    def text(self, request: Request) -> Response:
        found = self._find(request, asker_of(self._service, request))
        manifest = manifest_of(self._service.storage, found.release)
        asked = request.query_params.get("captions")
        captions = asked_captions(self._service.storage, found.release, manifest, asked)
        player = request.url.path.removesuffix("/text")
        return _answer(request, text_page(manifest, captions, player, None, reader_of(request, manifest.language)))

    def file(self, request: Request) -> Response:
        href, number = request.path_params["href"], number_in(request.path_params["number"])
        who, slug = asker_of(self._service, request), slug_of(request)
        key = preview_file_key(self._service, who, slug, number, href)
        file = ReleaseFile(key, slug, href, SAVED in request.query_params)
        try:
            return file_answer(self._service.storage, file, request.headers, _KEEPING)
        except PastEndError as error:
            return Response(
                status_code=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers={**_UNKEPT, **error.headers}
            )

    def _form_token(self, request: Request, found: Preview) -> str | None:
        """Return what goes with the form that publishes the release; None where there is nothing to publish with it.

        Of one that was sent back, the talk's page says why before it is published.
        """
        session_token = session_token_of(self._service, request)
        is_sent_back = found.release.sent_back is not None
        if session_token is None or found.is_public or not found.may_publish or is_sent_back:
            return None
        return form_token_for(self._service, session_token)

    def _find(self, request: Request, who: Actor) -> Preview:
        number = request.path_params.get("number")
        return preview(self._service, who, slug_of(request), None if number is None else number_in(number))


def _answer(request: Request, page: Page) -> Response:
    return answer(request, packed(page), headers=_UNKEPT)
