"""Keeps mail in memory, for tests."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from typing import Self

from mediasvc.adapters.mail_message import bytes_of, message_of
from mediasvc.domain.mail import Answer, Handover, Mail

_SENDER = "Talks <talks@example.org>"


@dataclass
class MemoryMailer:
    """Fills Mailer and Post: a box that holds every mail."""

    reaches_people: bool = True
    mails: list[Mail] = field(default_factory=list[Mail])

    @contextmanager
    def connect(self) -> Generator[Self]:
        yield self

    def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
        try:
            bytes_of(message_of(mail, _SENDER), is_international=not mail.to.isascii())
        except (ValueError, LookupError, MessageError) as error:
            return Handover(Answer.REFUSED, type(error).__name__)
        before_end()
        self.mails.append(mail)
        return Handover(Answer.ACCEPTED)
