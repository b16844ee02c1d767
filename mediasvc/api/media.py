"""`/media/{slug}/{release}/{href}`: the files of releases, which never change."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.addresses import MEDIA
from mediasvc.delivery.files import SAVED, Keeping, PastEndError, ReleaseFile, file_answer
from mediasvc.delivery.headers import FOR_ANYBODY, FOR_EVER, FOR_HALF_AN_HOUR
from mediasvc.delivery.problems import problem
from mediasvc.delivery.public_reads import leave
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError, NotFound
from mediasvc.domain.release import number_in
from mediasvc.domain.seminar import SLUG
from mediasvc.usecases.watch import file_key, saved_file_key

# What scripts of any page may ask for, and read of the answer: what is needed to load a file in pieces.
_METHODS, _ASKED_WITH = "GET, HEAD", "If-None-Match, If-Range, Range"
_READ_BY_ANYBODY = {
    **FOR_ANYBODY,
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range, ETag",
}
_KEEPING = Keeping({**_READ_BY_ANYBODY, "Cross-Origin-Resource-Policy": "cross-origin"}, FOR_EVER, FOR_HALF_AN_HOUR)


def media_routes(service: Service) -> Mount:
    """Return what answers GET and HEAD with whole files, ranges of them, or where they are, and OPTIONS to any page."""

    def media(request: Request) -> Response:
        slug, number, href = (request.path_params[name] for name in ("slug", "number", "href"))
        try:
            if not SLUG.fullmatch(slug):
                raise NotFound(slug[:100])
            is_saved = SAVED in request.query_params
            find = saved_file_key if is_saved else file_key
            key = find(service, Anonymous(), slug, number_in(number), href)
            file = ReleaseFile(key, slug, href, is_saved)
            return file_answer(service.storage, file, request.headers, _KEEPING)
        except PastEndError as error:
            told = {**_READ_BY_ANYBODY, **error.headers}
            return problem(error, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, told)
        except MediasvcError as error:
            return problem(error, headers=_READ_BY_ANYBODY)

    def asked(_: Request) -> Response:
        return leave(_METHODS, _ASKED_WITH)

    path = "/{slug}/{number}/{href:path}"
    return Mount(MEDIA, routes=[Route(path, media), Route(path, asked, methods=["OPTIONS"])])
