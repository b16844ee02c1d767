"""One request to a page for organisers: who asks, in which language, and what they sent."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mediasvc.bootstrap import Service
from mediasvc.console.forms import MOST_FORM_BYTES, read_form
from mediasvc.console.rendering import PACKAGE, render
from mediasvc.delivery.addresses import CONSOLE
from mediasvc.delivery.answers import answer, packed
from mediasvc.delivery.askers import FORM_FIELD, check_form, check_site, form_token_of, shown_by
from mediasvc.delivery.languages import TAGS, Reader, language, reader_of
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import Actor, Anonymous, Operator, Right, SignedIn, TokenHolder, may, person_of
from mediasvc.domain.errors import (
    Failure,
    FormExpired,
    MediasvcError,
    NotSignedIn,
)
from mediasvc.domain.seminar import Seminar

NO_STORE: Mapping[str, str] = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


# What a button sends that shows a form as it is filled in, in another language; and its value on a page that only
# waits for a click.
SHOW_FIELD, RESUMED = "show", "resumed"
# Forms whose answer is not shown again in another language: the list of talks is.
LED_TO_TALKS = (f"{CONSOLE}/sign-out", f"{CONSOLE}/bulk")


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
    def only_shows(self) -> bool:
        """Whether the form is to be shown as it is filled in, and nothing else is asked for."""
        return SHOW_FIELD in self.form

    @property
    def shows_sent_back(self) -> bool:
        """Return whether the form is of a page which says that the version was sent back."""
        return bool(self.text("even_if_sent_back"))

    @property
    def site(self) -> str:
        """The address of the service, without a slash at its end."""
        return self.service.settings.public_url.rstrip("/")

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

    def failure(self, error: MediasvcError) -> Failure:
        """Return what went wrong, under the name of the sentence that says it most exactly in the reader's language."""
        is_told = error.reason in self.reader.language.words["errors"]
        return replace(error.failure, code=error.reason) if error.reason and is_told else error.failure

    def page(self, template: str, place: str = "", status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        """Return the page that this template makes of the values, perhaps with a style of its own. Nobody keeps it.

        With `frames` it may show other pages of ours.
        """
        values = {"person": self.viewer(values.pop("seminar", None)), **self.around(), "place": place, **values}
        script = values.pop("script", "")
        style = "".join(source(name) for name in ("page.css", "head.css")) + source("console.css", PACKAGE)
        style += values.pop("style", "")
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
            "service_links": self.reader.service_links,
            "answers_form": self._answers_form,
            "languages_at": self._languages_at(),
        }

    @property
    def _answers_form(self) -> bool:
        return self.request.method == "POST"

    def _languages_at(self) -> str:
        """Return the address of the same page in other languages: where only forms are sent to, of the form's page."""
        if not self._answers_form:
            return ""
        if "slug" in self.request.path_params:
            return f"{CONSOLE}/talks/{self.slug}"
        if "series" in self.request.path_params:
            return f"{CONSOLE}/series/{self.request.path_params['series']}"
        return f"{CONSOLE}/" if self.request.url.path in LED_TO_TALKS else ""

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
        actor = await run_in_threadpool(shown_by, service, request)
        is_known = not isinstance(actor, Anonymous)
        form = await read_form(request, most_bytes, keeps_files=is_known)
        try:
            # Who signs in meanwhile, in another tab, has sent files that were not kept.
            return await run_in_threadpool(run, request, form, is_known or for_anybody)
        finally:
            await form.close()

    def run(request: Request, form: FormData, is_whole: bool) -> Response:
        visit = _begin(service, request, form)
        if not for_anybody and isinstance(visit.actor, Anonymous):
            raise SessionEnded(visit)
        if not is_whole or visit.text(SHOW_FIELD) == RESUMED:
            raise FormOutdated(visit)
        _check_form(visit)
        return handler(visit)

    def _check_form(visit: Visit) -> None:
        # A bearer token is sent by nobody unasked.
        if not isinstance(visit.actor, Anonymous | SignedIn):
            return
        try:
            check_form(service, visit.request, visit.text(FORM_FIELD))
        except FormExpired as error:
            raise error if for_anybody else FormOutdated(visit) from error

    return endpoint


class SessionEnded(NotSignedIn):
    """You are not signed in."""

    def __init__(self, visit: Visit) -> None:
        """`visit` holds the form that was sent."""
        self.visit = visit
        super().__init__()


class FormOutdated(FormExpired):
    """This form cannot be accepted."""

    def __init__(self, visit: Visit) -> None:
        """`visit` holds the form that was sent, by somebody who has signed in since in another tab."""
        self.visit = visit
        super().__init__("it was opened before you signed in or out")


def _begin(service: Service, request: Request, form: FormData) -> Visit:
    """Return the visit. Whether a form comes from one of our pages is still to be checked."""
    actor, cookies = shown_by(service, request), Response()
    person = person_of(actor)
    reader = reader_of(request, chosen=None if person is None else person.language)
    return Visit(service, request, actor, reader, form_token_of(service, request, cookies), form, cookies)


def _name_of(actor: Actor) -> str:
    match actor:
        case SignedIn(person):
            return person.name
        case TokenHolder():
            return actor.name
        case Anonymous() | Operator():
            return ""
