"""One's own account: name, languages, password, roles, and all the browsers in which one has signed in."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.delivery.askers import begin_session, session_token_of
from mediasvc.delivery.languages import TAGS
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import refusal
from mediasvc.domain.errors import Conflict, Failure, PasswordWrong, TooManyAttempts, Usage
from mediasvc.domain.person import Person
from mediasvc.usecases.account import AccountChange, NewPassword, change_account, change_password, read_account
from mediasvc.usecases.my_sessions import OwnSession, end_other_sessions, end_session, list_sessions

PATH = "/console/account"


@dataclass(frozen=True)
class TypedAccount:
    """The fields of one's account as they stand in their form."""

    name: str
    language: str
    wants_mail: bool


def account_page(visit: Visit) -> Response:
    """Show what is known of who asks, and the forms that change it."""
    return _page(visit)


def send_account(visit: Visit) -> Response:
    """Do with the account what the button says that was pressed."""
    try:
        return _done(visit)
    except PasswordWrong as error:
        return _page(visit, replace(error.failure, code="password_wrong"), HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyAttempts as error:
        return _page(visit, error.failure, HTTPStatus.TOO_MANY_REQUESTS)
    except (Conflict, Usage) as error:
        return _page(visit, visit.failure(error), HTTPStatus.UNPROCESSABLE_ENTITY)


def _done(visit: Visit) -> Response:
    token = None
    match visit.text("do"):
        case "password":
            chosen = NewPassword(visit.text("old_password"), visit.text("new_password"))
            _, token = change_password(visit.service, visit.actor, chosen)
        case "end":
            end_session(visit.service, visit.actor, visit.text("session"))
        case "others":
            end_other_sessions(visit.service, visit.actor, _session_token(visit))
        case _:
            change_account(visit.service, visit.actor, _change_in(visit))
    response = visit.lead(f"{PATH}?saved=1")
    if token is not None:
        begin_session(visit.service, response, token)
    return response


def _change_in(visit: Visit) -> AccountChange:
    """Return what the form says. Raises Usage for a language that no page speaks."""
    language = visit.text("language")
    if language and language not in TAGS:
        raise Usage(f"{language[:40]!r} is none of the languages {', '.join(TAGS)}")
    return AccountChange(visit.text("name"), language, bool(visit.text("wants_mail")))


def _typed_of(visit: Visit, person: Person) -> TypedAccount:
    """Return what was typed, where the form of the account was sent, or else what is known of the person."""
    if "name" in visit.form:
        return TypedAccount(visit.text("name"), visit.text("language"), bool(visit.text("wants_mail")))
    return TypedAccount(person.name, person.language or "", person.wants_mail)


def _page(visit: Visit, failure: Failure | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    account = read_account(visit.service, visit.actor)
    if account is None:
        raise refusal(visit.actor, "this is for people who have signed in")
    return visit.page(
        "account.html",
        "account",
        status,
        account=account,
        typed=_typed_of(visit, account.person),
        sessions=_sessions(visit),
        is_saved="saved" in visit.request.query_params and failure is None,
        failure=failure,
        script=source("times.js", PACKAGE),
    )


def _sessions(visit: Visit) -> list[OwnSession]:
    return [*list_sessions(visit.service, visit.actor, _session_token(visit))]


def _session_token(visit: Visit) -> str:
    return session_token_of(visit.service, visit.request) or ""
