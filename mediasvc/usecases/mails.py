"""Send the mail that is due, each once; look at what was sent, and ask for a mail once more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from mediasvc.domain.access import Actor, Right, check
from mediasvc.domain.errors import Conflict, MailUnavailable, NotFound, QueueUnavailable
from mediasvc.domain.job import JobKind
from mediasvc.domain.link import Link
from mediasvc.domain.mail import (
    LINK_MAILS,
    SENT_AGAIN_ON_REQUEST,
    Answer,
    Handover,
    Mail,
    MailId,
    MailState,
    OutgoingMail,
)
from mediasvc.ports import Catalogue, Parts, Post
from mediasvc.usecases.links import link_token
from mediasvc.usecases.secrets import Secret, secret_of

# Servers end connections that bring too many, and a run ends before its job's time does, however slow the server is.
MAILS_A_CONNECTION = 50
CONNECTIONS_A_RUN = 20
# What is due is sent within this time where all is well.
SOON = timedelta(minutes=1)

# Writes what is sent, with the token of the link where the mail has one.
Letter = Callable[[OutgoingMail, str | None], Mail]

log = structlog.get_logger()


def send_due(parts: Parts, letter: Letter) -> None:
    """Send the mail that is due, one after the other, until none is, or the server cannot be reached.

    Each is taken in a transaction before it is sent, noted as handed over before the server gets the end of it, and
    answered after that. So who is killed loses none, and none is sent twice: what was not handed over is taken again
    later, and what was is not. Several may do so at once.
    """
    secret = secret_of(parts, Secret.LINKS)
    for _ in range(CONNECTIONS_A_RUN):
        mail = _take(parts)
        if mail is None:
            return
        run = _Run(parts, letter, secret, mail)
        try:
            with parts.mailer.connect() as post:
                run.send_some(post)
        except MailUnavailable as error:
            log.warning("mail server cannot be reached", error=error.message)
            run.answer(Handover(Answer.LATER, error.message))
            return
        except _TakenOverError:
            log.warning("mail taken by another worker meanwhile", mail=mail.id)


def list_mails(
    parts: Parts, actor: Actor, limit: int, before: int | None, states: Sequence[MailState]
) -> Sequence[OutgoingMail]:
    """Return up to `limit` mails in these states, newest first; of those numbered below `before`, where it is given."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        return catalogue.mails.some(limit, before, states)


def read_mail(parts: Parts, actor: Actor, mail_id: MailId) -> OutgoingMail:
    """Return the mail of this id. Raises NotFound."""
    check(actor, Right.ADMINISTER)
    with parts.database.reading() as catalogue:
        return catalogue.mails.by_id(mail_id)


def is_stuck(parts: Parts, actor: Actor) -> bool:
    """Return whether mail has been due for a while, and no worker that sends mail is alive, as far as is known."""
    check(actor, Right.ADMINISTER)
    since = datetime.now(UTC) - SOON
    with parts.database.reading() as catalogue:
        has_old_events = any(event.occurred_at < since for event in catalogue.events.first(1))
        if not has_old_events and catalogue.mails.due(since) is None:
            return False
    try:
        return parts.queue.workers(JobKind.NOTIFY) == 0
    except QueueUnavailable:
        return True


def count_mails(parts: Parts, actor: Actor) -> Mapping[MailState, int]:
    """Return how many mails there are in each state. Raises StorageUnavailable."""
    check(actor, Right.MONITOR)
    with parts.database.reading() as catalogue:
        return catalogue.mails.count()


def send_again(parts: Parts, actor: Actor, mail_id: MailId) -> None:
    """Let a mail that was refused or given up, or perhaps was not sent, be sent once more.

    Raises:
        NotFound: there is no such mail.
        Conflict: it was sent, or waits already.
    """
    check(actor, Right.ADMINISTER)
    with parts.database.transaction() as catalogue:
        mail = catalogue.mails.by_id(mail_id)
        if mail.state not in SENT_AGAIN_ON_REQUEST:
            raise Conflict("this mail was sent, or is on its way")
        catalogue.mails.replace(mail.asked_again(datetime.now(UTC)))


@dataclass
class _Run:
    """What sends mail over one connection. `mail` is the one that is taken, and not answered yet."""

    parts: Parts
    letter: Letter
    secret: str
    mail: OutgoingMail | None

    def send_some(self, post: Post) -> None:
        """Send the mail that is taken, and others that are due. Raises MailUnavailable, _TakenOverError."""
        for number in range(1, MAILS_A_CONNECTION + 1):
            if self.mail is None:
                return
            self.answer(self._hand_over(post, self.mail))
            if number < MAILS_A_CONNECTION:
                self.mail = _take(self.parts)

    def answer(self, handover: Handover) -> None:
        """Keep how the attempt with the mail that is taken has ended, where there is one."""
        taken, self.mail = self.mail, None
        if taken is None:
            return
        with self.parts.database.transaction() as catalogue:
            mail = catalogue.mails.by_id(taken.id)
            # An answer that came late is better than none.
            if mail.attempts == taken.attempts and (not mail.state.is_final or mail.state is MailState.UNSURE):
                mail = mail.answered(handover, datetime.now(UTC))
                catalogue.mails.replace(mail)
        log.info("mail answered", mail=mail.id, kind=mail.kind, state=mail.state, attempt=mail.attempts)

    def _hand_over(self, post: Post, mail: OutgoingMail) -> Handover:
        link = LINK_MAILS.get(mail.kind)
        token = None if link is None else link_token(self.secret, Link(link, mail.person_id, mail.facts.links))
        try:
            written = self.letter(mail, token)
        except Exception as error:
            # A defect of ours must not keep others from their mail.
            log.exception("mail cannot be written", mail=mail.id)
            return Handover(Answer.REFUSED, type(error).__name__)
        return post.hand_over(written, lambda: _note_handed_over(self.parts, mail))


class _TakenOverError(Exception):
    """Another worker has taken the mail meanwhile: this one has been given up for dead."""


def _take(parts: Parts) -> OutgoingMail | None:
    """Return the mail that is due first, taken. What is of no use any more is ended, and so is what has no answer."""
    with parts.database.transaction() as catalogue:
        while (mail := catalogue.mails.due(datetime.now(UTC))) is not None:
            if mail.state is MailState.HANDED_OVER:
                catalogue.mails.replace(mail.ended(MailState.UNSURE, "whoever sent it has died"))
            elif not _is_of_use(parts, catalogue, mail):
                catalogue.mails.replace(mail.ended(MailState.DROPPED))
            else:
                mail = mail.taken(datetime.now(UTC))
                catalogue.mails.replace(mail)
                return mail
    return None


def _is_of_use(parts: Parts, catalogue: Catalogue, mail: OutgoingMail) -> bool:
    """Return whether the person can sign in, or, where the mail has a link, whether that is still the last one made.

    A link is for its person alone, so it goes nowhere but to them. A mail about a talk is of no use to those who want
    none by now, or where the talk was removed.
    """
    try:
        person = catalogue.people.by_id(mail.person_id)
    except NotFound:
        return False
    if mail.kind in LINK_MAILS and not (parts.mailer.reaches_people and person.links == mail.facts.links):
        return False
    is_wanted = mail.kind in LINK_MAILS or person.wants_mail
    return is_wanted and not person.disabled_at and not _is_removed(catalogue, mail.facts.slug)


def _is_removed(catalogue: Catalogue, slug: str) -> bool:
    """Return whether the talk of this slug was removed; not so where none has it, as it may have been renamed."""
    try:
        return bool(slug) and catalogue.seminars.by_slug(slug).removal is not None
    except NotFound:
        return catalogue.removals.is_gone(slug)


def _note_handed_over(parts: Parts, taken: OutgoingMail) -> None:
    """Note that the server is about to get the end of the mail. Raises _TakenOverError where it is not ours now."""
    with parts.database.transaction() as catalogue:
        mail = catalogue.mails.by_id(taken.id)
        if (mail.state, mail.attempts) != (MailState.SENDING, taken.attempts):
            raise _TakenOverError
        catalogue.mails.replace(mail.handed_over(datetime.now(UTC)))
