"""Tokens: who has one is known to the service."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from mediasvc.domain.access import Actor, Right, TokenHolder, check
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import Action
from mediasvc.domain.errors import Conflict, NotFound, NotSignedIn, Usage
from mediasvc.domain.person import checked_email
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.token import ALL_SCOPES, Scope, Token, new_token, token_digest
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.note import note

MAX_DAYS = 3_650


@dataclass(frozen=True)
class TokenTerms:
    """What a new token is good for: in one series, by its title, or in all; for a person, by their e-mail address, or
    a service; and for how many days.
    """

    scopes: frozenset[Scope] = ALL_SCOPES
    series: str | None = None
    email: str | None = None
    days: int | None = None


@dataclass(frozen=True)
class ShownToken:
    """A token, the title of its series, and the e-mail address of its person."""

    token: Token
    series: str | None
    email: str | None


ANY_TERMS = TokenTerms()


def create_token(parts: Parts, actor: Actor, name: str, terms: TokenTerms = ANY_TERMS) -> str:
    """Return the secret of a new token, which is shown once and kept nowhere.

    Raises:
        Usage: `name` cannot be a name, or the token would be good for nothing.
        NotFound: there is no such series or person.
        Conflict: there is a token of this name.
    """
    check(actor, Right.ADMINISTER)
    token, secret = token_of(name, terms)
    with parts.database.transaction() as catalogue:
        series = None if terms.series is None else catalogue.series.by_title(terms.series).id
        person = None if terms.email is None else catalogue.people.by_email(checked_email(terms.email)).id
        add_token(catalogue, actor, replace(token, series=series, person=person))
    return secret


def token_of(name: str, terms: TokenTerms) -> tuple[Token, str]:
    """Return a token of nobody's, for all series, with the scopes and the days of these terms, and its secret.

    Raises:
        Usage: `name` cannot be a name, or the token would be good for nothing.
    """
    token, secret = new_token(checked_name("token's name", name))
    expires_at = None if terms.days is None else token.created_at + timedelta(days=_checked_days(terms.days))
    if not terms.scopes:
        raise Usage(f"the token has no scope, so it would be good for nothing; there are {', '.join(Scope)}")
    return replace(token, scopes=terms.scopes, expires_at=expires_at), secret


def add_token(catalogue: Catalogue, actor: Actor, token: Token) -> None:
    """Keep a new token. Raises Conflict where there is one of this name."""
    try:
        catalogue.tokens.add(token)
    except ValueError as error:
        raise Conflict(f"there is a token {token.name} already") from error
    note(catalogue, actor, Action.TOKEN_CREATED, token, " ".join(sorted(token.scopes)))


def revoke_token(parts: Parts, actor: Actor, name: str) -> None:
    """Let the token of this name be good no more. Raises NotFound."""
    check(actor, Right.ADMINISTER)
    with parts.database.transaction() as catalogue:
        token = next((each for each in catalogue.tokens.all() if each.name == name), None)
        if token is None:
            raise NotFound(name)
        catalogue.tokens.remove(name)
        note(catalogue, actor, Action.TOKEN_REVOKED, token)


def list_tokens(parts: Parts, actor: Actor) -> Sequence[ShownToken]:
    """Return every token, by name; those that have expired stand among them until they are revoked."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        titles = {series.id: series.title for series in catalogue.series.all()}
        emails = {person.id: person.email for person in catalogue.people.all()}
        return [
            ShownToken(each, each.series and titles[each.series], each.person and emails[each.person])
            for each in catalogue.tokens.all()
        ]


def bearer(parts: Parts, secret: str, client: str = "") -> TokenHolder:
    """Return who has the token that this is the secret of. `client` is the address from which it was shown.

    Raises:
        NotSignedIn: the token is not good.
        TooManyAttempts: that is so, and many others from this client were not good either.
    """
    try:
        with parts.database.reading() as catalogue:
            return holder_of(catalogue, catalogue.tokens.by_digest(token_digest(secret)))
    except NotFound as error:
        # A good token is never refused: a program that goes on with a revoked one may share its address with others.
        parts.attempts.count(Attempt.TOKEN_FROM_CLIENT, client)
        raise NotSignedIn("the token is not known here, or has been revoked") from error


def holder_of(catalogue: Catalogue, token: Token) -> TokenHolder:
    """Return who has this token, as they are now. Raises NotSignedIn where it is not good any more."""
    if not token.is_good(datetime.now(UTC)):
        raise NotSignedIn("the token has expired")
    person = None if token.person is None else catalogue.people.by_id(token.person)
    if person is not None and person.disabled_at:
        raise NotSignedIn("the token belongs to somebody whose account is disabled")
    return TokenHolder(token.name, token.scopes, token.series, person)


def _checked_days(days: int) -> int:
    if not 0 < days <= MAX_DAYS:
        raise Usage(f"a token is good for 1 to {MAX_DAYS} days, or without end")
    return days
