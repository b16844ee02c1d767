"""One's own account: name, password, roles, and all the browsers in which one has signed in."""

from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.visit import Visit
from mediasvc.delivery.askers import begin_session, end_session
from mediasvc.domain.access import refusal
from mediasvc.domain.errors import Conflict, Failure, PasswordWrong, TooManyAttempts, Usage
from mediasvc.usecases.account import NewPassword, change_password, read_account, rename, sign_out_everywhere


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
    match visit.text("do"):
        case "password":
            chosen = NewPassword(visit.text("old_password"), visit.text("new_password"))
            _, token = change_password(visit.service, visit.actor, chosen)
            response = visit.lead("/console/account?saved=1")
            begin_session(visit.service, response, token)
        case "everywhere":
            sign_out_everywhere(visit.service, visit.actor)
            response = visit.lead("/console/sign-in")
            end_session(visit.service, visit.request, response)
        case _:
            rename(visit.service, visit.actor, visit.text("name"))
            response = visit.lead("/console/account?saved=1")
    return response


def _page(visit: Visit, failure: Failure | None = None, status: HTTPStatus = HTTPStatus.OK) -> Response:
    account = read_account(visit.service, visit.actor)
    if account is None:
        raise refusal(visit.actor, "this is for people who have signed in")
    return visit.page(
        "account.html",
        "account",
        status,
        account=account,
        name=visit.text("name") if "name" in visit.form else account.person.name,
        is_saved="saved" in visit.request.query_params and failure is None,
        failure=failure,
    )
