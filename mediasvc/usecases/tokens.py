"""Tokens: who has one is known to the service."""

from collections.abc import Sequence

from mediasvc.domain.access import Actor, Right, TokenHolder, check
from mediasvc.domain.errors import Conflict, NotFound, NotSignedIn
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.token import Token, new_token, token_digest
from mediasvc.ports import Parts


def create_token(parts: Parts, actor: Actor, name: str) -> str:
    """Return the secret of a new token, which is shown once and kept nowhere.

    Raises:
        Usage: `name` cannot be a name.
        Conflict: there is a token of this name.
    """
    check(actor, Right.ADMINISTER)
    token, secret = new_token(checked_name("token's name", name))
    with parts.database.transaction() as catalogue:
        try:
            catalogue.tokens.add(token)
        except ValueError as error:
            raise Conflict(f"there is a token {token.name} already") from error
    return secret


def revoke_token(parts: Parts, actor: Actor, name: str) -> None:
    """Let the token of this name be good no more. Raises NotFound."""
    check(actor, Right.ADMINISTER)
    with parts.database.transaction() as catalogue:
        catalogue.tokens.remove(name)


def list_tokens(parts: Parts, actor: Actor) -> Sequence[Token]:
    """Return every token, by name."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        return catalogue.tokens.all()


def bearer(parts: Parts, secret: str) -> TokenHolder:
    """Return who has the token that this is the secret of. Raises NotSignedIn."""
    try:
        with parts.database.reading() as catalogue:
            return TokenHolder(catalogue.tokens.by_digest(token_digest(secret)).name)
    except NotFound as error:
        raise NotSignedIn("the token is not known here, or has been revoked") from error
