"""What accounts need, for tests: passwords hashed in no time, attempts counted in memory, and no mail."""

from typing import TypedDict

from argon2 import PasswordHasher

from mediasvc.adapters.argon2_passwords import Argon2Passwords
from mediasvc.adapters.limited_attempts import LimitedAttempts
from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.domain.attempts import Attempt
from mediasvc.ports import Attempts, Mailer, Passwords


class Unlimited:
    """Fills Attempts for a test that guesses all the time: nothing is too much."""

    def check(self, attempt: Attempt, key: str) -> None:
        """Refuse nothing."""

    count = forget = check


class AccountParts(TypedDict):
    passwords: Passwords
    attempts: Attempts
    mailer: Mailer


def account_parts() -> AccountParts:
    """Return the parts that accounts need, new and empty."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return {
        "passwords": Argon2Passwords(quick),
        "attempts": LimitedAttempts(),
        "mailer": MemoryMailer(reaches_people=False),
    }
