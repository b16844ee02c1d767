"""Tokens of one's own: the list of them, and a new one, whose secret is shown once."""

from dataclasses import replace
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.console.tokens import TypedToken, shown_tokens, terms_in, token_form, typed_in
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.domain.errors import Conflict, Failure, NotFound, Usage
from mediasvc.usecases.account import signed_in
from mediasvc.usecases.my_tokens import create_my_token, list_my_tokens, revoke_my_token

PATH = "/console/account/tokens"


def my_tokens_page(visit: Visit) -> Response:
    """Show the tokens of who asks, by name."""
    shown = shown_tokens(list_my_tokens(visit.service, visit.actor))
    script = source("times.js", PACKAGE)
    return visit.page("tokens.html", "account", tokens=shown, path=PATH, is_own=True, script=script)


def send_my_revoke(visit: Visit) -> Response:
    """Let a token of who asks be good no more."""
    revoke_my_token(visit.service, visit.actor, visit.text("name"))
    return visit.lead(PATH)


def new_my_token_page(visit: Visit) -> Response:
    """Show the form for a new token of who asks."""
    signed_in(visit.actor)
    return _form(visit, TypedToken())


def send_new_my_token(visit: Visit) -> Response:
    """Make a token of who asks, and show its secret, which is not known again."""
    typed = typed_in(visit)
    try:
        secret = create_my_token(visit.service, visit.actor, typed.name, terms_in(typed))
    except Conflict as error:
        return _form(visit, typed, replace(error.failure, code=error.reason or "token_known"))
    except (NotFound, Usage) as error:
        return _form(visit, typed, visit.failure(error))
    return visit.page("new_secret.html", "account", HTTPStatus.OK, name=typed.name, secret=secret, path=PATH)


def _form(visit: Visit, typed: TypedToken, failure: Failure | None = None) -> Response:
    return token_form(visit, typed, failure, place="account", path=PATH, is_own=True)
