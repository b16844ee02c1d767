"""Mail is sent once: whoever is killed, whenever that is, and however the server behaves."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st
from migrated_database import MigratedDatabase
from parts_of import parts_of

from mediasvc.adapters.memory_mailer import MemoryMailer
from mediasvc.domain.access import Operator
from mediasvc.domain.errors import Conflict, MailUnavailable, NotFound
from mediasvc.domain.mail import (
    PATIENCE,
    RESET_PATIENCE,
    Answer,
    Handover,
    Mail,
    MailFacts,
    MailId,
    MailKind,
    MailState,
    OutgoingMail,
)
from mediasvc.domain.person import Person, PersonId
from mediasvc.ports import Mailer, Parts
from mediasvc.usecases.mailed_links import mail_link
from mediasvc.usecases.mails import MAILS_A_CONNECTION, is_stuck, list_mails, read_mail, send_again, send_due
from mediasvc.usecases.notify import new_mail

NOW = datetime.now(UTC)
AMINA = Person(PersonId("amina"), "amina@example.org", "Amina", "hash", False, {}, NOW, links=2)


class KilledError(BaseException):
    """The worker is killed."""


def letter(mail: OutgoingMail, token: str | None) -> Mail:
    return Mail(mail.id, mail.written_at, mail.to, f"{mail.kind}", token or mail.facts.title)


@dataclass
class Moody(MemoryMailer):
    """A box whose server has moods: the first mails end as `answers` say."""

    answers: list[Handover | BaseException] = field(default_factory=list[Handover | BaseException])
    killed_after_end: bool = False
    connections: int = 0

    @contextmanager
    def connect(self) -> Generator[Self]:
        self.connections += 1
        yield self

    def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
        answer = self.answers.pop(0) if self.answers else Handover(Answer.ACCEPTED)
        if isinstance(answer, BaseException) and not self.killed_after_end:
            raise answer
        if isinstance(answer, BaseException):
            super().hand_over(mail, before_end)
            raise answer
        if answer.answer is Answer.ACCEPTED:
            return super().hand_over(mail, before_end)
        return answer


@pytest.fixture
def parts() -> Parts:
    parts = replace(parts_of(MigratedDatabase()), mailer=Moody())
    with parts.database.transaction() as catalogue:
        catalogue.people.add(AMINA)
    return parts


def moody(parts: Parts) -> Moody:
    assert isinstance(parts.mailer, Moody)
    return parts.mailer


def with_mailer(parts: Parts, mailer: Mailer) -> Parts:
    return replace(parts, mailer=mailer)


def write(parts: Parts, *titles: str, kind: MailKind = MailKind.READY, links: int = 0) -> list[MailId]:
    mails = [new_mail(kind, AMINA, MailFacts(title, links=links), None) for title in titles]
    with parts.database.transaction() as catalogue:
        for mail in mails:
            catalogue.mails.add(mail)
    return [mail.id for mail in mails]


def mail_of(parts: Parts, mail_id: MailId) -> OutgoingMail:
    return read_mail(parts, Operator(), mail_id)


def let_time_pass(parts: Parts, time: timedelta = PATIENCE) -> None:
    """Let everything that is on its way have been written, and be due, so much earlier."""
    with parts.database.transaction() as catalogue:
        for mail in catalogue.mails.some(1_000, None, [state for state in MailState if not state.is_final]):
            earlier = replace(mail, due_at=mail.due_at - time, written_at=mail.written_at - time)
            catalogue.mails.replace(earlier)


def sent(parts: Parts) -> Sequence[str]:
    return [mail.text for mail in moody(parts).mails]


def test_every_mail_is_sent_once_over_few_connections(parts: Parts) -> None:
    titles = [f"Talk {number}" for number in range(2 * MAILS_A_CONNECTION + 1)]
    write(parts, *titles)
    for _ in range(2):
        send_due(parts, letter)
    assert sent(parts) == titles
    assert moody(parts).connections == 3


def test_who_waits_for_a_link_does_not_wait_for_everybody_else(parts: Parts) -> None:
    write(parts, "One", "Two")
    [reset] = write(parts, "", kind=MailKind.RESET, links=AMINA.links)
    send_due(parts, letter)
    assert moody(parts).mails[0].id == reset


@pytest.mark.parametrize("is_after", [False, True], ids=["before the end", "after the end"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(parts: Parts, is_after: bool) -> None:
    [first, second] = write(parts, "One", "Two")
    moody(parts).answers, moody(parts).killed_after_end = [KilledError()], is_after
    with pytest.raises(KilledError):
        send_due(parts, letter)
    send_due(parts, letter)
    assert mail_of(parts, second).state is MailState.SENT
    let_time_pass(parts)
    for _ in range(2):
        send_due(parts, letter)
    assert sorted(sent(parts)) == ["One", "Two"]
    assert mail_of(parts, first).state is (MailState.UNSURE if is_after else MailState.SENT)


def test_a_worker_that_was_given_up_for_dead_sends_nothing(parts: Parts) -> None:
    [mail_id] = write(parts, "One")

    class Late(Moody):
        def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
            let_time_pass(parts, timedelta(hours=1))
            send_due(with_mailer(parts, others), letter)
            return super().hand_over(mail, before_end)

    others, late = Moody(), Late()
    send_due(with_mailer(parts, late), letter)
    assert (len(others.mails), len(late.mails)) == (1, 0)
    assert mail_of(parts, mail_id).state is MailState.SENT


def test_an_answer_that_comes_late_is_better_than_none(parts: Parts) -> None:
    [mail_id] = write(parts, "One")

    class Slow(Moody):
        def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
            answer = super().hand_over(mail, before_end)
            let_time_pass(parts, timedelta(hours=1))
            send_due(with_mailer(parts, Moody()), letter)
            assert mail_of(parts, mail_id).state is MailState.UNSURE
            return answer

    send_due(with_mailer(parts, Slow()), letter)
    assert mail_of(parts, mail_id).state is MailState.SENT


def test_a_server_that_is_away_is_tried_again_for_two_days(parts: Parts) -> None:
    [mail_id] = write(parts, "One")
    times, mail = 0, mail_of(parts, mail_id)
    while not mail.state.is_final:
        moody(parts).answers = [MailUnavailable("mail.example: TimeoutError")]
        send_due(parts, letter)
        send_due(parts, letter)
        times += 1
        mail = mail_of(parts, mail_id)
        let_time_pass(parts, mail.due_at - datetime.now(UTC))
    assert mail.state is MailState.GIVEN_UP
    assert 10 < times == mail.attempts < 20
    assert "TimeoutError" in mail.detail
    assert sent(parts) == []


@pytest.mark.parametrize(
    ("answer", "state"),
    [(Answer.REFUSED, MailState.REFUSED), (Answer.UNSURE, MailState.UNSURE), (Answer.LATER, MailState.WAITING)],
)
def test_an_answer_ends_a_mail_or_lets_it_wait_and_others_go_on(parts: Parts, answer: Answer, state: MailState) -> None:
    [first, second] = write(parts, "One", "Two")
    moody(parts).answers = [Handover(answer, "550 no such user")]
    send_due(parts, letter)
    mail = mail_of(parts, first)
    assert (mail.state, mail.detail) == (state, "550 no such user")
    assert mail_of(parts, second).state is MailState.SENT
    assert moody(parts).connections == 1


def test_a_mail_that_cannot_be_written_keeps_no_other_one_back(parts: Parts) -> None:
    [first, second] = write(parts, "One", "Two")

    def sometimes(mail: OutgoingMail, token: str | None) -> Mail:
        if mail.id == first:
            raise ValueError("a defect")
        return letter(mail, token)

    send_due(parts, sometimes)
    assert [mail_of(parts, each).state for each in (first, second)] == [MailState.REFUSED, MailState.SENT]


@pytest.mark.parametrize("state", MailState)
def test_only_what_may_not_have_arrived_is_sent_again_on_request(parts: Parts, state: MailState) -> None:
    [mail_id] = write(parts, "One")
    with parts.database.transaction() as catalogue:
        later = NOW + timedelta(days=1)
        catalogue.mails.replace(replace(catalogue.mails.by_id(mail_id), state=state, due_at=later, attempts=3))
    if state in (MailState.REFUSED, MailState.UNSURE, MailState.GIVEN_UP):
        send_again(parts, Operator(), mail_id)
        send_due(parts, letter)
        assert [mail.id for mail in moody(parts).mails] == [mail_id]
    else:
        with pytest.raises(Conflict):
            send_again(parts, Operator(), mail_id)
    with pytest.raises(NotFound):
        send_again(parts, Operator(), MailId("none"))


def test_a_link_is_made_when_it_is_sent_and_kept_nowhere(parts: Parts) -> None:
    with parts.database.transaction() as catalogue:
        mail_link(parts, catalogue, AMINA, "ar")
    [kept] = list_mails(parts, Operator(), 9, None, tuple(MailState))
    assert (kept.kind, kept.language, kept.facts) == (MailKind.RESET, "ar", MailFacts(links=2))
    send_due(parts, letter)
    [token] = sent(parts)
    assert len(token) > 20
    assert token not in repr(list_mails(parts, Operator(), 9, None, tuple(MailState)))


def drop_by_a_newer_link(person: Person) -> Person:
    return replace(person, links=person.links + 1)


def drop_by_disabling(person: Person) -> Person:
    return replace(person, disabled_at=NOW)


@pytest.mark.parametrize("change", [drop_by_a_newer_link, drop_by_disabling])
def test_a_link_that_is_good_no_more_is_not_sent(parts: Parts, change: Callable[[Person], Person]) -> None:
    [mail_id] = write(parts, "", kind=MailKind.INVITATION, links=AMINA.links)
    with parts.database.transaction() as catalogue:
        catalogue.people.change(change(AMINA))
    send_due(parts, letter)
    assert mail_of(parts, mail_id).state is MailState.DROPPED
    assert sent(parts) == []


def test_who_wants_no_mail_by_now_gets_none_but_links(parts: Parts) -> None:
    [about_talk] = write(parts, "", kind=MailKind.READY)
    [link] = write(parts, "", kind=MailKind.RESET, links=AMINA.links)
    with parts.database.transaction() as catalogue:
        catalogue.people.change(replace(AMINA, wants_mail=False))
    send_due(parts, letter)
    assert (mail_of(parts, about_talk).state, mail_of(parts, link).state) == (MailState.DROPPED, MailState.SENT)


def test_no_link_goes_where_others_may_read_it(parts: Parts) -> None:
    [link] = write(parts, "", kind=MailKind.RESET, links=AMINA.links)
    parts = with_mailer(parts, MemoryMailer(reaches_people=False))
    with parts.database.transaction() as catalogue:
        mail_link(parts, catalogue, AMINA)
    send_due(parts, letter)
    assert [mail.id for mail in list_mails(parts, Operator(), 9, None, tuple(MailState))] == [link]
    assert mail_of(parts, link).state is MailState.DROPPED


def test_mail_that_nobody_sends_is_told_of(parts: Parts) -> None:
    write(parts, "One")
    assert not is_stuck(parts, Operator())
    let_time_pass(parts)
    assert is_stuck(parts, Operator())
    send_due(parts, letter)
    assert not is_stuck(parts, Operator())


@given(st.sampled_from(list(MailKind)), st.lists(st.floats(0, 86_400), max_size=40))
def test_a_mail_that_is_told_to_wait_ends_in_time(kind: MailKind, late_s: Sequence[float]) -> None:
    mail, now = replace(new_mail(kind, AMINA, MailFacts(), None), written_at=NOW, due_at=NOW), NOW
    patience = RESET_PATIENCE if kind is MailKind.RESET else PATIENCE
    for seconds in late_s:
        now = max(now, mail.due_at) + timedelta(seconds=seconds)
        before, mail = mail, mail.taken(now).answered(Handover(Answer.LATER, "later"), now)
        if mail.state is MailState.GIVEN_UP:
            return
        assert mail.state is MailState.WAITING
        assert mail.attempts == before.attempts + 1
        assert now < mail.due_at <= NOW + patience
