"""The contract of Mails, for every adapter."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from records import AT, EMPTY

from mediasvc.domain.errors import NotFound
from mediasvc.domain.mail import Answer, Handover, MailFacts, MailId, MailKind, MailState, OutgoingMail
from mediasvc.domain.person import PersonId
from mediasvc.ports import Database

EVERY = tuple(MailState)
FACTS = MailFacts("Résumé سلسلة 🎤", "talk", EMPTY, "Two\nlines", "Hana", 3)


def new_mail(kind: MailKind = MailKind.READY, **values: object) -> OutgoingMail:
    mail_id = MailId(uuid.uuid4().hex)
    mail = OutgoingMail(mail_id, kind, PersonId("amina"), "amina@example.org", "أمينة", "ar", FACTS, AT, AT)
    return replace(mail, **values)  # type: ignore[arg-type]


def add(database: Database, *mails: OutgoingMail) -> None:
    with database.transaction() as catalogue:
        for mail in mails:
            catalogue.mails.add(mail)


def some(database: Database, states: Sequence[MailState] = EVERY, before: int | None = None) -> list[OutgoingMail]:
    with database.reading() as catalogue:
        return list(catalogue.mails.some(100, before, states))


def test_mails_are_kept_whole_and_numbered(database: Database) -> None:
    first, second = new_mail(), new_mail(language=None, facts=MailFacts())
    add(database, first, second)
    kept = some(database)
    assert [replace(mail, number=0) for mail in kept] == [second, first]
    assert kept[0].number > kept[1].number > 0
    assert some(database, before=kept[0].number) == kept[1:]
    with database.reading() as catalogue:
        assert catalogue.mails.by_id(first.id) == kept[1]
    with pytest.raises(ValueError, match=r"."):
        add(database, first)


def test_a_mail_goes_with_the_transaction_that_it_tells_of(database: Database) -> None:
    def end_badly() -> None:
        with database.transaction() as catalogue:
            catalogue.mails.add(new_mail())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        end_badly()
    assert some(database) == []


def test_how_far_a_mail_is_is_kept(database: Database) -> None:
    mail = new_mail()
    add(database, mail)
    taken = mail.taken(AT)
    for now in (taken, taken.handed_over(AT), taken.answered(Handover(Answer.REFUSED, "550 لا"), AT)):
        with database.transaction() as catalogue:
            catalogue.mails.replace(now)
            assert replace(catalogue.mails.by_id(mail.id), number=0) == now
    gone = new_mail()
    with database.transaction() as catalogue:
        for missing in (lambda: catalogue.mails.replace(gone), lambda: catalogue.mails.by_id(gone.id)):
            with pytest.raises(NotFound):
                missing()


def test_what_is_due_comes_in_turn_and_links_come_first(database: Database) -> None:
    ago = [AT - timedelta(minutes=minutes) for minutes in (3, 2, 1)]
    ready = [new_mail(due_at=due) for due in reversed(ago)]
    link = new_mail(MailKind.RESET)
    late = new_mail(MailKind.RESET, due_at=AT + timedelta(seconds=1))
    died = new_mail(state=MailState.SENDING, due_at=AT - timedelta(hours=1))
    ended = [new_mail(state=state) for state in MailState if state.is_final]
    add(database, *ready, link, late, died, *ended)
    found: list[MailId] = []
    with database.transaction() as catalogue:
        while (mail := catalogue.mails.due(AT)) is not None:
            found.append(mail.id)
            catalogue.mails.replace(mail.ended(MailState.SENT))
        assert catalogue.mails.due(AT + timedelta(hours=1)) is not None
    assert found == [link.id, died.id, *(mail.id for mail in reversed(ready))]


def test_mails_are_counted_and_old_ones_forgotten(database: Database) -> None:
    old = AT - timedelta(days=31)
    add(database, *(new_mail(state=state, written_at=old) for state in MailState), new_mail(state=MailState.SENT))
    with database.transaction() as catalogue:
        counted = catalogue.mails.count()
        assert counted == {state: 2 if state is MailState.SENT else 1 for state in MailState}
        catalogue.mails.remove_ended(AT - timedelta(days=30))
        left = {state: number for state, number in catalogue.mails.count().items() if number}
    assert left == dict.fromkeys((MailState.SENT, MailState.WAITING, MailState.SENDING, MailState.HANDED_OVER), 1)
    assert [mail.state for mail in some(database, (MailState.SENT,))] == [MailState.SENT]
