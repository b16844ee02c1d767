"""Tokens, and who changed what."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from mediasvc.api.account_schemas import AuditOut, NewToken, TokenOut, TokenSecret
from mediasvc.api.deps import Known, Parts, problems, problems_of_json
from mediasvc.domain.seminar import MAX_NAME_CHARACTERS
from mediasvc.usecases import audit, tokens

router = APIRouter(tags=["administration"])

# What every database holds as an integer.
LAST_ENTRY = 2**31 - 1

TokenName = Annotated[str, Path(max_length=MAX_NAME_CHARACTERS, description="The token's name.")]


@router.get("/tokens", responses=problems())
def list_tokens(parts: Parts, who: Known) -> list[TokenOut]:
    """List the tokens, by name; of none the secret."""
    return [TokenOut.of(each) for each in tokens.list_tokens(parts, who)]


@router.post(
    "/tokens",
    status_code=HTTPStatus.CREATED,
    responses=problems_of_json(HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
)
def create_token(parts: Parts, who: Known, new: NewToken) -> TokenSecret:
    """Make a token. The answer has its secret, which is told this once."""
    terms = tokens.TokenTerms(frozenset(new.scopes), new.series, new.person, new.days)
    secret = tokens.create_token(parts, who, new.name, terms)
    return TokenSecret(name=new.name, token=secret)


@router.delete("/tokens/{name}", status_code=HTTPStatus.NO_CONTENT, responses=problems(HTTPStatus.NOT_FOUND))
def revoke_token(parts: Parts, who: Known, name: TokenName) -> None:
    """Revoke a token: it is good no more."""
    tokens.revoke_token(parts, who, name)


@router.get("/audit", responses=problems())
def read_audit(
    parts: Parts,
    who: Known,
    limit: Annotated[int, Query(ge=1, le=audit.MOST_AT_ONCE)] = 50,
    before: Annotated[int | None, Query(ge=1, le=LAST_ENTRY, description="The number of the last entry seen.")] = None,
) -> list[AuditOut]:
    """Read who changed what, newest first."""
    return [AuditOut.of(line) for line in audit.read(parts, who, limit, before)]
