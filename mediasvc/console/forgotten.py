"""A link to choose a new password, for who has forgotten theirs."""

from http import HTTPStatus

from starlette.background import BackgroundTask
from starlette.responses import Response

from mediasvc.console.visit import Visit
from mediasvc.delivery.askers import client_of
from mediasvc.domain.errors import Failure, NotSupported, TooManyAttempts, Usage
from mediasvc.usecases.resets import AskedReset, ask_for_reset, mail_reset


def forgotten_page(visit: Visit) -> Response:
    """Show the form that asks for a link; where no mail is set up, say who has one."""
    return _page(visit)


def send_forgotten(visit: Visit) -> Response:
    """Mail a link, where there is an account; the answer does not say whether there is one."""
    try:
        email = ask_for_reset(visit.service, AskedReset(visit.text("email"), client_of(visit.request)))
    except NotSupported:
        return _page(visit)
    except Usage as error:
        return _page(visit, error.failure, HTTPStatus.UNPROCESSABLE_ENTITY)
    except TooManyAttempts as error:
        return _page(visit, error.failure, HTTPStatus.TOO_MANY_REQUESTS)
    response = _page(visit, is_sent=True)
    response.background = BackgroundTask(mail_reset, visit.service, email, visit.reader.language.tag)
    return response


def _page(
    visit: Visit, failure: Failure | None = None, status: HTTPStatus = HTTPStatus.OK, *, is_sent: bool = False
) -> Response:
    has_mail = visit.service.mailer.reaches_people
    email = visit.text("email")
    return visit.page("forgotten.html", "", status, has_mail=has_mail, is_sent=is_sent, email=email, failure=failure)
