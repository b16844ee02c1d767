"""Who may change something."""

from collections.abc import Sequence

from mediasvc.domain.errors import Conflict, NotAllowed, NotFound
from mediasvc.domain.seminar import checked_name
from mediasvc.domain.token import Token, new_token, token_digest
from mediasvc.ports import Database


def create_token(database: Database, name: str) -> str:
    """The secret of a new token, which is shown once and kept nowhere.

    Raises:
        Usage: `name` cannot be a name.
        Conflict: there is a token of this name.
    """
    token, secret = new_token(checked_name("token's name", name))
    with database.transaction() as catalogue:
        try:
            catalogue.tokens.add(token)
        except ValueError as error:
            raise Conflict(f"there is a token {token.name} already") from error
    return secret


def revoke_token(database: Database, name: str) -> None:
    """The token of this name is good no more. Raises NotFound."""
    with database.transaction() as catalogue:
        catalogue.tokens.remove(name)


def list_tokens(database: Database) -> Sequence[Token]:
    """Every token, by name."""
    with database.reading() as catalogue:
        return catalogue.tokens.all()


def bearer(database: Database, secret: str) -> Token:
    """The token that this is the secret of. Raises NotAllowed."""
    try:
        with database.reading() as catalogue:
            return catalogue.tokens.by_digest(token_digest(secret))
    except NotFound as error:
        raise NotAllowed("the token is not known here, or has been revoked") from error
