"""One request to a page for organisers: who asks, in which language, and what they sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message

from mediasvc.bootstrap import Service
from mediasvc.console.rendering import PACKAGE, render
from mediasvc.delivery.answers import answer, packed
from mediasvc.delivery.askers import FORM_FIELD, asker_of, check_form, check_site, form_token_of
from mediasvc.delivery.languages import TAGS, Reader, language, reader_of
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import Actor, Anonymous, Operator, Right, SignedIn, TokenHolder, may
from mediasvc.domain.errors import (
    Conflict,
    MediasvcError,
    NotAllowed,
    NotSignedIn,
    SourceTooLarge,
    StorageFull,
    TooManyAttempts,
    Usage,
)
from mediasvc.domain.limits import MOST_FILES
from mediasvc.domain.seminar import Seminar

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
# Of a form without files, and of everything in one with files that is none.
MOST_FORM_BYTES = 1_000_000
MOST_FIELDS = 1_000
_STATUSES: Mapping[type[MediasvcError], HTTPStatus] = {
    Conflict: HTTPStatus.CONFLICT,
    NotAllowed: HTTPStatus.FORBIDDEN,
    SourceTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
}


@dataclass(frozen=True)
class Viewer:
    """The one who looks at a page, as pages speak of them."""

    name: str
    is_admin: bool
    may_hand_in: bool
    may_publish: bool


@dataclass(frozen=True)
class Visit:
    """One request. `cookies` is a response whose cookies go with the answer."""

    service: Service
    request: Request
    actor: Actor
    reader: Reader
    form_token: str
    form: FormData = field(default_factory=FormData)
    cookies: Response = field(default_factory=Response)

    def text(self, name: str) -> str:
        """Return what was sent in the field of this name; empty where there is none."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return what was sent in all fields of this name."""
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def files(self, name: str) -> list[UploadFile]:
        """Return the files that were sent in all fields of this name."""
        return [value for value in self.form.getlist(name) if isinstance(value, UploadFile) and value.filename]

    @property
    def slug(self) -> str:
        """The slug in the address."""
        return str(self.request.path_params["slug"])

    def viewer(self, seminar: Seminar | None = None) -> Viewer | None:
        """Return who looks at a page, perhaps of this seminar; None where nobody is signed in."""
        if isinstance(self.actor, Anonymous):
            return None
        publish = may(self.actor, Right.PUBLISH, seminar)
        is_admin, hands_in = may(self.actor, Right.ADMINISTER), may(self.actor, Right.HAND_IN)
        return Viewer(_name_of(self.actor), is_admin, hands_in, publish)

    def page(self, template: str, place: str = "", status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        """Return the page that this template makes of the values. It is kept by nobody."""
        values = {"person": self.viewer(values.pop("seminar", None)), **self.around(), "place": place, **values}
        script = values.pop("script", "")
        style = "".join(source(name) for name in ("page.css", "head.css")) + source("console.css", PACKAGE)
        own_files = "'self'"
        told = render(template, self.reader.language, style, script, own_files, modules=True, forms=True, **values)
        return self.with_cookies(answer(self.request, packed(told), status.value, NO_STORE))

    def part(self, template: str, **values: Any) -> str:
        """Return a part of a page, which a script puts in."""
        return render(template, self.reader.language, "", **{**self.around(), **values}).html

    def around(self) -> dict[str, Any]:
        """Return what every page needs."""
        return {
            "form_token": self.form_token,
            "query": self.reader.query,
            "asks": self.reader.asks,
            "languages": [language(tag) for tag in TAGS],
        }

    def lead(self, path: str) -> Response:
        """Lead to another page of ours, in the language that this one was asked for."""
        sign = "&" if "?" in path else "?"
        query = "" if "lang=" in path else self.reader.query.replace("?", sign, 1)
        response = RedirectResponse(f"{path}{query}", HTTPStatus.SEE_OTHER.value, NO_STORE)
        return self.with_cookies(response)

    def with_cookies(self, response: Response) -> Response:
        """Return the response, with the cookies that the visit has set."""
        response.raw_headers += [each for each in self.cookies.raw_headers if each[0] == b"set-cookie"]
        return response


def status_of(error: MediasvcError) -> HTTPStatus:
    """Return the status of a page that says what was wrong with a form."""
    found = (status for kind, status in _STATUSES.items() if isinstance(error, kind))
    return next(found, HTTPStatus.UNPROCESSABLE_ENTITY)


Handler = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


def shown(service: Service, handler: Handler, for_anybody: bool = False) -> Endpoint:
    """Return what answers GET by this handler, which runs in a thread. Others than people are led to sign in."""

    async def endpoint(request: Request) -> Response:
        def run() -> Response:
            visit = _begin(service, request, FormData())
            if not for_anybody and isinstance(visit.actor, Anonymous):
                raise NotSignedIn
            return handler(visit)

        return await run_in_threadpool(run)

    return endpoint


def sent(service: Service, handler: Handler, for_anybody: bool = False, most_bytes: int = MOST_FORM_BYTES) -> Endpoint:
    """Return what answers POST by this handler, which runs in a thread, once the form is known to be from our page."""

    async def endpoint(request: Request) -> Response:
        # Before anything of it is read, files among it.
        check_site(service, request, is_form="authorization" not in request.headers)
        form = await _form_of(request, most_bytes)
        try:
            return await run_in_threadpool(run, request, form)
        finally:
            await form.close()

    def run(request: Request, form: FormData) -> Response:
        visit = _begin(service, request, form)
        if isinstance(visit.actor, Anonymous):
            if not for_anybody:
                raise SessionEnded(visit)
            check_form(service, request, visit.text(FORM_FIELD))
        return handler(visit)

    return endpoint


class SessionEnded(NotSignedIn):
    """You are not signed in."""

    def __init__(self, visit: Visit) -> None:
        """`visit` holds the form that was sent."""
        self.visit = visit
        super().__init__()


def _begin(service: Service, request: Request, form: FormData) -> Visit:
    given = form.get(FORM_FIELD)
    actor = asker_of(service, request, given if isinstance(given, str) else None)
    cookies = Response()
    return Visit(service, request, actor, reader_of(request), form_token_of(service, request, cookies), form, cookies)


async def _form_of(request: Request, most_bytes: int) -> FormData:
    """Return the form that was sent. Its files are on the disk, in files without a name.

    Raises:
        Usage: it is none.
        SourceTooLarge
        StorageFull: there is no room for its files.
    """
    rest = most_bytes
    if int(request.headers.get("content-length", "0")) > most_bytes:
        raise SourceTooLarge(f"{most_bytes} bytes are allowed")

    async def limited() -> Message:
        nonlocal rest
        message = await request.receive()
        rest -= len(message.get("body", b""))
        if rest < 0:
            raise SourceTooLarge(f"{most_bytes} bytes are allowed")
        return message

    try:
        bounded = Request(request.scope, limited)
        return await bounded.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_FORM_BYTES)
    except HTTPException as error:
        raise Usage(f"the form cannot be read: {error.detail}") from error
    except OSError as error:
        raise StorageFull("there is no room for the files of the form") from error


def _name_of(actor: Actor) -> str:
    match actor:
        case SignedIn(person):
            return person.name
        case TokenHolder():
            return actor.name
        case Anonymous() | Operator():
            return ""
