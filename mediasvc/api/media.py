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
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError, NotFound
from mediasvc.domain.release import number_in
from mediasvc.domain.seminar import SLUG
from mediasvc.usecases.watch import file_key

_KEEPING = Keeping({**FOR_ANYBODY, "Cross-Origin-Resource-Policy": "cross-origin"}, FOR_EVER, FOR_HALF_AN_HOUR)


def media_routes(service: Service) -> Mount:
    """What answers GET and HEAD: whole files, ranges of them, or where they are."""

    def media(request: Request) -> Response:
        slug, number, href = (request.path_params[name] for name in ("slug", "number", "href"))
        try:
            if not SLUG.fullmatch(slug):
                raise NotFound(slug[:100])
            key = file_key(service, Anonymous(), slug, number_in(number), href)
            file = ReleaseFile(key, slug, href, SAVED in request.query_params)
            return file_answer(service.storage, file, request.headers, _KEEPING)
        except PastEndError as error:
            return problem(error, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, error.headers)
        except MediasvcError as error:
            return problem(error)

    return Mount(MEDIA, routes=[Route("/{slug}/{number}/{href:path}", media)])
