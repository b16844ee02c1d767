"""Passwords hashed by Argon2id."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# Each takes 64 MiB for about a twentieth of a second: a crowd waits in line, and does not take the machine's memory.
AT_ONCE = 4


class Argon2Passwords:
    """Fills Passwords, with the library's own parameters (RFC 9106's for little memory), unless given others."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turn = BoundedSemaphore(AT_ONCE)
        self._of_nobody: str | None = None

    def hash(self, password: str) -> str:
        with self._turn:
            return self._hasher.hash(password)

    def fits(self, password: str, password_hash: str | None) -> bool:
        if password_hash is None:
            self._verify(password, self._hash_of_nobody())
            return False
        return self._verify(password, password_hash)

    def is_outdated(self, password_hash: str) -> bool:
        try:
            return self._hasher.check_needs_rehash(password_hash)
        except InvalidHashError:
            return True

    def _verify(self, password: str, password_hash: str) -> bool:
        with self._turn:
            try:
                return self._hasher.verify(password_hash, password)
            except (VerificationError, InvalidHashError):
                return False

    def _hash_of_nobody(self) -> str:
        """Return a hash to compare with where there is no password: what is as slow as a wrong one tells nothing."""
        if self._of_nobody is None:
            self._of_nobody = self.hash("of nobody")
        return self._of_nobody
