"""Tokens: the list of them, and a new one, whose secret is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.responses import Response

from mediasvc.console.rendering import PACKAGE
from mediasvc.console.visit import Visit
from mediasvc.delivery.rendering import source
from mediasvc.domain.access import Right, check, may
from mediasvc.domain.errors import Conflict, Failure, NotFound, Usage
from mediasvc.domain.token import ALL_SCOPES, Scope
from mediasvc.usecases.series import list_series
from mediasvc.usecases.tokens import MAX_DAYS, ShownToken, TokenTerms, create_token, list_tokens, revoke_token

PATH = "/console/tokens"


@dataclass(frozen=True)
class TypedToken:
    """The fields about a token as they stand in a form."""

    name: str = ""
    scopes: Sequence[str] = tuple(sorted(ALL_SCOPES))
    series: str = ""
    email: str = ""
    days: str = ""


def tokens_page(visit: Visit) -> Response:
    """Show every token, by name."""
    shown = shown_tokens(list_tokens(visit.service, visit.actor))
    script = source("times.js", PACKAGE)
    return visit.page("tokens.html", "tokens", tokens=shown, path=PATH, is_own=False, script=script)


def send_revoke(visit: Visit) -> Response:
    """Let a token be good no more."""
    revoke_token(visit.service, visit.actor, visit.text("name"))
    return visit.lead("/console/tokens")


def new_token_page(visit: Visit) -> Response:
    """Show the form for a new token."""
    check(visit.actor, Right.ADMINISTER)
    return _form(visit, TypedToken())


def send_new_token(visit: Visit) -> Response:
    """Make a token, and show its secret, which is not known again."""
    typed = typed_in(visit)
    try:
        secret = create_token(visit.service, visit.actor, typed.name, terms_in(typed))
    except Conflict as error:
        return _form(visit, typed, replace(error.failure, code="token_known"))
    except NotFound as error:
        return _form(visit, typed, replace(error.failure, code="person_unknown"))
    except Usage as error:
        return _form(visit, typed, visit.failure(error))
    return visit.page("new_secret.html", "tokens", name=typed.name, secret=secret, path=PATH)


def shown_tokens(found: Sequence[ShownToken]) -> Sequence[tuple[ShownToken, bool]]:
    """Return each token, and whether it is good now."""
    now = datetime.now(UTC)
    return [(each, each.token.is_good(now)) for each in found]


def typed_in(visit: Visit) -> TypedToken:
    """Return what was typed into the form of a new token."""
    fields = {name: visit.text(name).strip() for name in ("name", "series", "email", "days")}
    return TypedToken(**fields, scopes=visit.texts("scope"))


def terms_in(typed: TypedToken) -> TokenTerms:
    """Return what the token is to be good for. Raises Usage."""
    try:
        scopes = frozenset(Scope(each) for each in typed.scopes)
    except ValueError as error:
        raise Usage(f"{error}; there are {', '.join(Scope)}") from error
    # Longer figures are no number of days, and int() refuses the longest.
    if typed.days and not (typed.days.isdecimal() and len(typed.days) <= len(str(MAX_DAYS))):
        raise Usage(f"{typed.days[:40]!r} is no number of days; it is 1 to {MAX_DAYS}")
    return TokenTerms(scopes, typed.series or None, typed.email or None, int(typed.days) if typed.days else None)


def token_form(
    visit: Visit, typed: TypedToken, failure: Failure | None, *, place: str, path: str, is_own: bool
) -> Response:
    """Return the form of a new token, which is sent to `path`. `is_own` is whether it can only be of who asks."""
    known = list_series(visit.service, visit.actor) if may(visit.actor, Right.READ) else ()
    titles = [series.title for series in known]
    if typed.series and typed.series not in titles:
        titles.append(typed.series)
    status = HTTPStatus.OK if failure is None else HTTPStatus.UNPROCESSABLE_ENTITY
    values = {"typed": typed, "titles": titles, "scopes": [*Scope], "most_days": MAX_DAYS, "failure": failure}
    return visit.page("new_token.html", place, status, **values, path=path, is_own=is_own)


def _form(visit: Visit, typed: TypedToken, failure: Failure | None = None) -> Response:
    return token_form(visit, typed, failure, place="tokens", path=PATH, is_own=False)
