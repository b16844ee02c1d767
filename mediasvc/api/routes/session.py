"""The session and one's own account: sign in and out, who one is, and links to choose a password."""

from http import HTTPStatus

from fastapi import APIRouter, BackgroundTasks, Request, Response

from mediasvc.api.account_schemas import (
    LinkChoice,
    LinkOut,
    Me,
    MyChanges,
    PasswordChange,
    PersonOut,
    ResetForm,
    SignInForm,
    Welcome,
)
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
from mediasvc.delivery.languages import reader_of
from mediasvc.domain.access import SignedIn
from mediasvc.usecases import account, links, resets, sessions

router = APIRouter(tags=["session"])


@router.post(
    "/session",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(),
    openapi_extra=NEEDS_NO_TOKEN,
)
def sign_in(parts: Parts, form: SignInForm, request: Request, response: Response) -> Welcome:
    """Sign in: the session is in a cookie, and its form token in the answer."""
    check_can_sign_in(parts, request)
    check_site(parts, request)
    given = sessions.Credentials(form.email, form.password, client_of(request))
    return _welcome(parts, response, *sessions.sign_in(parts, given))


@router.delete("/session", status_code=HTTPStatus.NO_CONTENT, responses=problems(), openapi_extra=NEEDS_NO_TOKEN)
def sign_out(parts: Parts, _who: Anyone, request: Request, response: Response) -> None:
    """Sign out: the session ends."""
    end_session(parts, request, response)


@router.get("/me", responses=problems())
def read_me(parts: Parts, who: Known, request: Request) -> Me:
    """Read who one is."""
    form_token = form_token_of(parts, request) if isinstance(who, SignedIn) else None
    return Me.of(who, account.read_account(parts, who), form_token)


@router.patch("/me", responses=problems_of_json())
def change_me(parts: Parts, who: Known, changes: MyChanges) -> PersonOut:
    """Change one's name, one's language, and whether one is mailed about talks."""
    change = account.AccountChange(changes.name, changes.language, changes.wants_mail)
    return PersonOut.of(account.change_account(parts, who, change))


@router.put("/me/password", responses=problems_of_json(HTTPStatus.CONFLICT))
def change_password(parts: Parts, who: Known, change: PasswordChange, response: Response) -> Welcome:
    """Change one's password: all other sessions end, and this one is replaced."""
    chosen = account.NewPassword(change.old, change.new)
    return _welcome(parts, response, *account.change_password(parts, who, chosen))


@router.delete("/me/sessions", status_code=HTTPStatus.NO_CONTENT, responses=problems())
def sign_out_everywhere(parts: Parts, who: Known, request: Request, response: Response) -> None:
    """Sign out in every browser."""
    account.sign_out_everywhere(parts, who)
    end_session(parts, request, response)


@router.post("/resets", status_code=HTTPStatus.ACCEPTED, responses=problems_of_json(), openapi_extra=NEEDS_NO_TOKEN)
def ask_for_reset(parts: Parts, form: ResetForm, request: Request, later: BackgroundTasks) -> None:
    """Ask for a link to choose a new password: it is mailed to who has an account with this address.

    The answer is the same where nobody has. `not_supported` where the service sends no mail.
    """
    check_site(parts, request)
    email = resets.ask_for_reset(parts, resets.AskedReset(form.email, client_of(request)))
    later.add_task(resets.mail_reset, parts, email, reader_of(request).language.tag)


@router.get("/links/{token}", responses=problems(HTTPStatus.NOT_FOUND), openapi_extra=NEEDS_NO_TOKEN)
def read_link(parts: Parts, token: LinkToken, request: Request) -> LinkOut:
    """Read what a link is for, by which somebody chooses a password."""
    return LinkOut.of(links.read_link(parts, links.ShownLink(token, client_of(request))))


@router.post(
    "/links/{token}",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(HTTPStatus.NOT_FOUND),
    openapi_extra=NEEDS_NO_TOKEN,
)
def use_link(parts: Parts, token: LinkToken, choice: LinkChoice, request: Request, response: Response) -> Welcome:
    """Choose a password by a link, and sign in by that."""
    check_can_sign_in(parts, request)
    check_site(parts, request)
    chosen = links.Chosen(choice.password, choice.name, choice.email, reader_of(request).language.tag)
    return _welcome(parts, response, *links.use_link(parts, links.ShownLink(token, client_of(request)), chosen))


def _welcome(parts: Service, response: Response, who: SignedIn, session_token: str) -> Welcome:
    begin_session(parts, response, session_token)
    known = account.read_account(parts, who)
    assert known is not None  # noqa: S101 - who has signed in is a person
    return Welcome(form_token=form_token_for(parts, session_token), person=PersonOut.of(known))
