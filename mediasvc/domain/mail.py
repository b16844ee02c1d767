"""Mail that the service sends, and how far each is: from the transaction of what it tells of to its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from mediasvc.domain.errors import Failure
from mediasvc.domain.link import LinkKind
from mediasvc.domain.person import PersonId

MailId = NewType("MailId", str)


class MailKind(StrEnum):
    """The occasion of a mail."""

    INVITATION = "invitation"
    RESET = "reset"
    READY = "ready"
    """A release of theirs can be looked at, and viewers do not see it yet."""
    PUBLISHED = "published"
    FAILED = "failed"
    HANDED_IN = "handed_in"
    """A release of somebody who may not publish waits for them."""
    SENT_BACK = "sent_back"


# The mails with a link by which somebody chooses a password.
LINK_MAILS: Mapping[MailKind, LinkKind] = {
    MailKind.INVITATION: LinkKind.INVITATION,
    MailKind.RESET: LinkKind.RESET,
}


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENDING = "sending"
    """A worker has it, and the server has not got all of it."""
    HANDED_OVER = "handed_over"
    """A worker is about to give the server the end of it, or waits for the answer."""
    SENT = "sent"
    REFUSED = "refused"
    UNSURE = "unsure"
    """The server got all of it, and its answer is not known: it has most likely been sent."""
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    """It is of no use any more: its link is no longer good, or its person cannot sign in."""

    @property
    def is_final(self) -> bool:
        """Whether nothing is done with the mail any more, unless somebody asks for it."""
        return self not in (MailState.WAITING, MailState.SENDING, MailState.HANDED_OVER)


# The ends of mails that somebody may ask to send once more.
SENT_AGAIN_ON_REQUEST = (MailState.REFUSED, MailState.UNSURE, MailState.GIVEN_UP)

# After the first attempt, the second, and so on; the last one stands for all that follow.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360))
# How long a mail is tried. Somebody who has forgotten the password asks again instead of waiting.
PATIENCE = timedelta(days=2)
RESET_PATIENCE = timedelta(hours=2)
# A worker that has a mail for longer than this has died: longer than the timeouts of all that it does with one.
SENDING_TAKES = timedelta(minutes=5)
# RFC 5321, 4.5.3.2.6: a server may take ten minutes to answer the end of a mail.
ANSWER_TAKES = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Mail:
    """A message to one address, as text and, perhaps, as HTML. Its text may hold a link that opens an account.

    `id` names the message for good: a server or a reader that gets it twice can tell. `unsubscribe_url` is the address
    of the page on which its person chooses to get no such mail; None where everybody gets it.
    """

    id: MailId
    written_at: datetime
    to: str
    subject: str
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)
    unsubscribe_url: str | None = None


class Answer(StrEnum):
    """The end of an attempt to hand a mail over."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    """For good: to send the same again would end the same."""
    LATER = "later"
    UNSURE = "unsure"
    """All of it was handed over, and no answer came."""


@dataclass(frozen=True)
class Handover:
    """An answer, with what the server said."""

    answer: Answer
    detail: str = ""


@dataclass(frozen=True)
class MailFacts:
    """What a mail tells. It holds no secret: the link of a link mail is made when the mail is sent.

    `links` is the person's count of links (`Person.links`) that the link is to be good for.
    """

    title: str = ""
    slug: str = ""
    failure: Failure | None = None
    sentence: str = ""
    by: str = ""
    links: int = 0


@dataclass(frozen=True)
class OutgoingMail:
    """A mail on its way, with what is needed to write it. `language` is the tag of a language that the person reads.

    `due_at` is when something is to be done with it: the next attempt, or, while a worker has it, the time at which
    that one must have died. `attempts` counts those who took it; each knows by it whether the mail is still theirs.
    `detail` is what the server said last. `number` counts all mails; it is 0 for one that is not kept.
    """

    id: MailId
    kind: MailKind
    person_id: PersonId
    to: str
    name: str
    language: str | None
    facts: MailFacts
    written_at: datetime
    due_at: datetime
    state: MailState = MailState.WAITING
    attempts: int = 0
    detail: str = ""
    number: int = 0

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for it, so that it goes before others."""
        return self.kind in LINK_MAILS

    def taken(self, now: datetime) -> "OutgoingMail":
        """Return the mail as a worker has it that takes it now."""
        return replace(self, state=MailState.SENDING, attempts=self.attempts + 1, due_at=now + SENDING_TAKES)

    def handed_over(self, now: datetime) -> "OutgoingMail":
        """Return the mail as it is before the server gets the end of it."""
        return replace(self, state=MailState.HANDED_OVER, due_at=now + ANSWER_TAKES)

    def ended(self, state: MailState, detail: str = "") -> "OutgoingMail":
        """Return the mail at its end."""
        return replace(self, state=state, detail=detail)

    def answered(self, handover: Handover, now: datetime) -> "OutgoingMail":
        """Return the mail after an attempt. One that was tried for long enough is given up."""
        match handover.answer:
            case Answer.ACCEPTED:
                return self.ended(MailState.SENT, handover.detail)
            case Answer.REFUSED:
                return self.ended(MailState.REFUSED, handover.detail)
            case Answer.UNSURE:
                return self.ended(MailState.UNSURE, handover.detail)
            case Answer.LATER:
                again_at = now + RETRY_AFTER[min(self.attempts, len(RETRY_AFTER)) - 1]
                if again_at > self.written_at + _patience(self.kind):
                    return self.ended(MailState.GIVEN_UP, handover.detail)
                return replace(self, state=MailState.WAITING, due_at=again_at, detail=handover.detail)

    def asked_again(self, now: datetime) -> "OutgoingMail":
        """Return the mail as somebody asks to send it once more: its time begins anew."""
        return replace(self, state=MailState.WAITING, written_at=now, due_at=now)


def _patience(kind: MailKind) -> timedelta:
    return RESET_PATIENCE if kind is MailKind.RESET else PATIENCE
