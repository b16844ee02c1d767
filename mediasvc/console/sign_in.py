"""Sign in and out, and choose a password by a link."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from mediasvc.console.visit import SHOW_FIELD, Visit
from mediasvc.delivery.askers import (
    FORM_FIELD,
    begin_session,
    check_can_sign_in,
    client_of,
    end_session,
    form_token_for,
)
from mediasvc.domain.access import Anonymous, Right, may
from mediasvc.domain.errors import Failure, MediasvcError, SignInFailed, TooManyAttempts, Usage
from mediasvc.domain.link import LinkKind
from mediasvc.usecases.links import Chosen, LinkTarget, ShownLink, read_link, use_link
from mediasvc.usecases.sessions import Credentials, sign_in

HOME, NEW = "/console/", "/console/new"
# Pages of ours that a sign-in may lead to. A browser reads `//` and `/\` as the beginning of another site.
OURS = re.compile(r"/(console|s)/[\w./?&=%-]*", re.ASCII)
KEPT, FILES_FIELD = "kept:", "kept_file"
NEVER_KEPT = (FORM_FIELD, SHOW_FIELD, FILES_FIELD, "files", "password", "old_password", "new_password")
# What a form has beside what people type.
CHOSEN = (
    *("order", "publish", "release", "up", "down", "remove", "talk", "replace", "base", "seen", "stands"),
    *("do", "person", "before", "method", "notice_before", "license_before", "streaming_only"),
    *("streaming_only_before", "even_if_sent_back", "keep_cues", "keep_captions", "session", "wants_mail"),
    *("is_admin", "as_of", "below", "total", "automatic_captions", "offers_automatic"),
)


@dataclass(frozen=True)
class KeptForm:
    """A form that was sent after its session had ended: where to, its fields, and the names of its files, now gone."""

    action: str
    fields: Sequence[tuple[str, str]]
    files: Sequence[str] = ()

    @property
    def typed(self) -> Sequence[str]:
        """What people recognise of the fields."""
        return [value for name, value in self.fields if value and name not in CHOSEN]

    def spoken(self, tag: str) -> str:
        """Return where the form is sent to be answered in the language of this tag."""
        path, _, query = self.action.partition("?")
        others = [each for each in query.split("&") if each and not each.startswith("lang=")]
        return f"{path}?{'&'.join([*others, f'lang={tag}'])}"


def sign_in_page(visit: Visit) -> Response:
    """Show the form to sign in; lead on who has signed in already."""
    if not isinstance(visit.actor, Anonymous):
        return visit.lead(_next(visit.request.query_params.get("next", "")))
    try:
        check_can_sign_in(visit.service, visit.request)
    except MediasvcError as error:
        return _sign_in(visit, None, error.failure, HTTPStatus.FORBIDDEN)
    return _sign_in(visit, None)


def ask_to_sign_in(visit: Visit) -> Response:
    """Show the form to sign in instead of the answer to a form whose session has ended. What was typed stays in it."""
    return _sign_in(visit, kept_form(visit), status=HTTPStatus.UNAUTHORIZED)


def ask_to_send_again(visit: Visit) -> Response:
    """Show what was typed in a form from before a sign-in in another tab. Whoever has signed in sends it by a click."""
    return visit.page("resumed.html", status=HTTPStatus.FORBIDDEN, kept=kept_form(visit))


def path_of(request: Request) -> str:
    """Return the address that was asked for, below the service's own."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def send_sign_in(visit: Visit) -> Response:
    """Sign in, and lead on; where a form was kept, show what was typed, to be sent now."""
    kept = _kept(visit)
    if visit.only_shows:
        return _sign_in(visit, kept)
    try:
        check_can_sign_in(visit.service, visit.request)
        credentials = Credentials(visit.text("email"), visit.text("password"), client_of(visit.request))
        _, token = sign_in(visit.service, credentials)
    except TooManyAttempts as error:
        return _sign_in(visit, kept, error.failure, HTTPStatus.TOO_MANY_REQUESTS)
    except (SignInFailed, Usage):
        return _sign_in(visit, kept, status=HTTPStatus.UNAUTHORIZED, is_wrong=True)
    except MediasvcError as error:
        return _sign_in(visit, kept, error.failure, HTTPStatus.UNAUTHORIZED)
    if kept is None:
        response = visit.lead(_next(visit.text("next")))
    else:
        form_token = form_token_for(visit.service, token)
        response = visit.page("resumed.html", kept=kept, form_token=form_token)
    begin_session(visit.service, response, token)
    return response


def send_sign_out(visit: Visit) -> Response:
    """End the session."""
    response = visit.lead("/console/sign-in")
    end_session(visit.service, visit.request, response)
    return response


def link_page(visit: Visit) -> Response:
    """Show the form to choose a password by a link."""
    target = read_link(visit.service, _shown(visit))
    return _link(visit, target)


def send_link(visit: Visit) -> Response:
    """Keep the password that is chosen, sign in, and lead to where work begins."""
    link = _shown(visit)
    target = read_link(visit.service, link)
    tag = visit.reader.language.tag
    chosen = Chosen(visit.text("password"), visit.text("name"), visit.text("email"), tag)
    try:
        check_can_sign_in(visit.service, visit.request)
        actor, token = use_link(visit.service, link, chosen)
    except Usage as error:
        return _link(visit, target, visit.failure(error))
    response = visit.lead(NEW if may(actor, Right.HAND_IN) else HOME)
    begin_session(visit.service, response, token)
    return response


def _shown(visit: Visit) -> ShownLink:
    return ShownLink(visit.request.path_params["token"], client_of(visit.request))


def _link(visit: Visit, target: LinkTarget, failure: Failure | None = None) -> Response:
    person = target.person
    return visit.page(
        "link.html",
        status=HTTPStatus.OK if failure is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        kind={LinkKind.FIRST_ADMIN: "first", LinkKind.INVITATION: "invitation", LinkKind.RESET: "reset"}[target.kind],
        email=visit.text("email") if person is None else person.email,
        name=visit.text("name") or ("" if person is None else person.name),
        failure=failure,
    )


def _sign_in(
    visit: Visit,
    kept: KeptForm | None,
    failure: Failure | None = None,
    status: HTTPStatus = HTTPStatus.OK,
    is_wrong: bool = False,
) -> Response:
    return visit.page(
        "sign_in.html",
        status=status,
        kept=kept,
        failure=failure,
        is_wrong=is_wrong,
        email=visit.text("email"),
        next=_next(visit.text("next") or visit.request.query_params.get("next", "")),
    )


def kept_form(visit: Visit) -> KeptForm:
    """Return the form that was sent, without its secrets."""
    fields = [(name, value) for name, value in visit.form.multi_items() if isinstance(value, str)]
    kept = [each for each in fields if each[0] not in NEVER_KEPT]
    # Where only the language was changed, the names are all that comes of the files.
    names = [each.filename or "" for each in visit.files("files")] or visit.texts(FILES_FIELD)
    return KeptForm(path_of(visit.request), kept, names)


def _kept(visit: Visit) -> KeptForm | None:
    action = visit.text("kept_action")
    if not OURS.fullmatch(action):
        return None
    fields = [(name.removeprefix(KEPT), value) for name, value in visit.form.multi_items() if name.startswith(KEPT)]
    kept = [(name, value) for name, value in fields if isinstance(value, str)]
    return KeptForm(action, kept, visit.texts(FILES_FIELD))


def _next(path: str) -> str:
    return path if OURS.fullmatch(path) else HOME
