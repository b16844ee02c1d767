"""The session: sign in and out, and who one is."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from mediasvc.api.account_schemas import Account, LinkChoice, LinkOut, PersonOut, SignInForm, Welcome
from mediasvc.api.deps import NEEDS_NO_TOKEN, Anyone, Known, LinkToken, Parts, problems, problems_of_json
from mediasvc.bootstrap import Service
from mediasvc.delivery.askers import (
    begin_session,
    check_can_sign_in,
    check_site,
    client_of,
    end_session,
    form_token_for,
    form_token_of,
)
from mediasvc.domain.access import SignedIn
from mediasvc.usecases import links, sessions

router = APIRouter(tags=["session"])

REFUSALS = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)


@router.post(
    "/session",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(*REFUSALS),
    openapi_extra=NEEDS_NO_TOKEN,
)
def sign_in(parts: Parts, form: SignInForm, request: Request, response: Response) -> Welcome:
    """Sign in: the session is in a cookie, and its form token in the answer."""
    check_can_sign_in(parts, request)
    check_site(parts, request)
    given = sessions.Credentials(form.email, form.password, client_of(request))
    return _welcome(parts, response, *sessions.sign_in(parts, given))


@router.delete(
    "/session",
    status_code=HTTPStatus.NO_CONTENT,
    responses=problems(HTTPStatus.FORBIDDEN),
    openapi_extra=NEEDS_NO_TOKEN,
)
def sign_out(parts: Parts, _who: Anyone, request: Request, response: Response) -> None:
    """Sign out: the session ends."""
    end_session(parts, request, response)


@router.get("/me", responses=problems())
def read_me(parts: Parts, who: Known, request: Request) -> Account:
    """Read who one is, and what one may do."""
    token = form_token_of(parts, request) if isinstance(who, SignedIn) else None
    return Account.of(who, token)


@router.get("/links/{token}", responses=problems(*REFUSALS), openapi_extra=NEEDS_NO_TOKEN)
def read_link(parts: Parts, token: LinkToken, request: Request) -> LinkOut:
    """Read what a link is for, by which somebody chooses a password."""
    return LinkOut.of(links.read_link(parts, links.ShownLink(token, client_of(request))))


@router.post(
    "/links/{token}",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(*REFUSALS, HTTPStatus.CONFLICT),
    openapi_extra=NEEDS_NO_TOKEN,
)
def use_link(parts: Parts, token: LinkToken, choice: LinkChoice, request: Request, response: Response) -> Welcome:
    """Choose a password by a link, and sign in by that."""
    check_can_sign_in(parts, request)
    check_site(parts, request)
    chosen = links.Chosen(choice.password, choice.name, choice.email)
    return _welcome(parts, response, *links.use_link(parts, links.ShownLink(token, client_of(request)), chosen))


def _welcome(parts: Service, response: Response, who: SignedIn, session_token: str) -> Welcome:
    begin_session(parts, response, session_token)
    return Welcome(form_token=form_token_for(parts, session_token), person=PersonOut.of(who.person))
