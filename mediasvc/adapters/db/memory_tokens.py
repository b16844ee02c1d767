"""Tokens in one transaction of the database in memory."""

from collections.abc import Sequence

from mediasvc.adapters.db.memory_state import State
from mediasvc.domain.errors import NotFound
from mediasvc.domain.token import Token


class MemoryTokens:
    """Fills Tokens."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, token: Token) -> None:
        if any(token.name == other.name or token.digest == other.digest for other in self.all()):
            raise ValueError(f"there is a token {token.name} already")
        self._state.tokens[token.name] = token

    def by_digest(self, digest: str) -> Token:
        for token in self.all():
            if token.digest == digest:
                return token
        raise NotFound("this token")

    def all(self) -> Sequence[Token]:
        return sorted(self._state.tokens.values(), key=lambda token: token.name)

    def remove(self, name: str) -> None:
        if self._state.tokens.pop(name, None) is None:
            raise NotFound(name)
