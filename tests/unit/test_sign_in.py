"""Passwords, sessions and links: who gets in, for how long, and who does not."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from parts_of import parts_of
from who_may_table import PASSWORD

from mediasvc.adapters.argon2_passwords import Argon2Passwords
from mediasvc.domain.access import Operator, SignedIn
from mediasvc.domain.attempts import ATTEMPT_LIMITS, Attempt
from mediasvc.domain.errors import (
    Conflict,
    LinkInvalid,
    MediasvcError,
    NotSignedIn,
    PasswordWrong,
    SignInFailed,
    TooManyAttempts,
    Usage,
)
from mediasvc.domain.link import LINK_LIFETIMES, LinkKind
from mediasvc.domain.password import MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS, checked_password, normal_password
from mediasvc.domain.person import Person, checked_email
from mediasvc.domain.session import session_digest
from mediasvc.ports import Parts
from mediasvc.usecases import account, audit, links, people, tokens
from mediasvc.usecases.sessions import Credentials, session_of, sign_in, sign_out

EMAIL = "amina@example.org"
HERE = "198.51.100.7"
OPERATOR = Operator()


def error_of(ask: Callable[[], object]) -> type[BaseException] | None:
    try:
        ask()
    except MediasvcError as error:
        return type(error)
    return None


def enter(parts: Parts, password: str = PASSWORD, email: str = EMAIL, client: str = HERE) -> tuple[SignedIn, str]:
    return sign_in(parts, Credentials(email, password, client))


def invited(parts: Parts, email: str = EMAIL, **rights: Any) -> tuple[Person, str]:
    found, link = people.invite(parts, OPERATOR, people.Invitation(email, "Amina", **rights))
    return found.person, link


def use(parts: Parts, link: str, password: str = PASSWORD, **chosen: str) -> tuple[SignedIn, str]:
    return links.use_link(parts, links.ShownLink(link, HERE), links.Chosen(password, **chosen))


@pytest.fixture
def parts() -> Parts:
    """Parts with somebody who has chosen a password."""
    parts = parts_of()
    use(parts, invited(parts, is_admin=True)[1])
    return parts


@pytest.mark.parametrize("email", [EMAIL, "AMINA@Example.org", f"  {EMAIL}\n", "\uff41mina@example.org"])
def test_an_address_is_compared_without_case_and_in_any_form(parts: Parts, email: str) -> None:
    who, token = enter(parts, email=email)
    assert who.person.email == EMAIL
    assert session_of(parts, token) == who


def test_a_password_is_the_same_from_any_keyboard() -> None:
    parts = parts_of()
    use(parts, invited(parts)[1], "cafe\u0301 au lait é")
    enter(parts, "caf\u00e9 au lait e\u0301")


@pytest.mark.parametrize(
    "given_",
    [
        {"password": "wrong"},
        {"password": ""},
        {"password": PASSWORD + " "},
        {"password": PASSWORD.upper()},
        {"password": "x" * 10**6},
        {"password": "\ud800\0"},
        {"email": "hana@example.org"},
    ],
)
def test_what_is_wrong_is_told_in_one_way(parts: Parts, given_: dict[str, str]) -> None:
    with pytest.raises(SignInFailed) as refused:
        enter(parts, **given_)
    assert refused.value.message == "The e-mail address or the password is wrong."


def test_who_has_no_password_yet_or_is_disabled_does_not_get_in(parts: Parts) -> None:
    hana, _ = invited(parts, "hana@example.org")
    assert error_of(lambda: enter(parts, email=hana.email)) is SignInFailed
    other, token = use(parts, people.make_link(parts, OPERATOR, hana.id)[1])
    secret = tokens.create_token(parts, OPERATOR, "Hana's", tokens.TokenTerms(email=hana.email))
    assert tokens.bearer(parts, secret, HERE).person == other.person
    people.change_person(parts, OPERATOR, hana.id, people.PersonChange(is_disabled=True))
    assert error_of(lambda: enter(parts, email=hana.email)) is SignInFailed
    assert session_of(parts, token) is None
    assert error_of(lambda: tokens.bearer(parts, secret, HERE)) is NotSignedIn
    assert error_of(lambda: people.make_link(parts, OPERATOR, hana.id)) is Conflict
    people.change_person(parts, OPERATOR, hana.id, people.PersonChange(is_disabled=False))
    assert session_of(parts, token) is None
    enter(parts, email=hana.email)


def test_the_same_is_done_for_an_address_that_nobody_has(parts: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []
    verify = PasswordHasher.verify

    def noted(self: PasswordHasher, password_hash: str, password: bytes) -> bool:
        compared.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return verify(self, password_hash, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    for email in (EMAIL, "nobody@example.org"):
        assert error_of(lambda: enter(parts, "wrong", email)) is SignInFailed  # noqa: B023 - called at once
    assert len(compared) == 2
    assert compared[0] == compared[1]


def test_a_hash_of_other_parameters_is_made_anew(parts: Parts) -> None:
    stronger = replace(parts, passwords=Argon2Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)))
    before = enter(parts)[0].person.password_hash
    after = enter(stronger)[0].person.password_hash
    assert before != after == enter(stronger)[0].person.password_hash
    assert after is not None
    assert "m=16,t=2" in after


def test_guesses_are_limited_and_right_ones_do_not_count(parts: Parts) -> None:
    most = ATTEMPT_LIMITS[Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT].count
    for _ in range(2 * most):
        enter(parts)
    told = [error_of(lambda: enter(parts, "wrong")) for _ in range(most + 1)]
    assert told == [SignInFailed] * most + [TooManyAttempts]
    # Nobody is locked out elsewhere by one client alone.
    enter(parts, client="203.0.113.9")


def test_guesses_at_one_address_from_many_clients_are_limited_until_a_link_is_used(parts: Parts) -> None:
    most = ATTEMPT_LIMITS[Attempt.SIGN_IN_OF_EMAIL].count
    told = [error_of(lambda: enter(parts, "wrong", client=f"client {i // 5}")) for i in range(most + 1)]  # noqa: B023
    assert told == [SignInFailed] * most + [TooManyAttempts]
    assert error_of(lambda: enter(parts)) is TooManyAttempts
    [found] = people.list_people(parts, OPERATOR)
    use(parts, people.make_link(parts, OPERATOR, found.person.id)[1])
    enter(parts)


def test_a_link_lets_in_again_who_has_tried_too_often(parts: Parts) -> None:
    most = ATTEMPT_LIMITS[Attempt.SIGN_IN_OF_EMAIL_FROM_CLIENT].count
    for _ in range(most + 1):
        error_of(lambda: enter(parts, "wrong"))
    assert error_of(lambda: enter(parts)) is TooManyAttempts
    [found] = people.list_people(parts, OPERATOR)
    use(parts, people.make_link(parts, OPERATOR, found.person.id)[1])
    enter(parts)


def test_guesses_at_the_old_password_are_limited(parts: Parts) -> None:
    who, _ = enter(parts)
    most = ATTEMPT_LIMITS[Attempt.OLD_PASSWORD_OF_PERSON].count
    wrong = account.NewPassword("wrong", "five six seven eight")
    told = [error_of(lambda: account.change_password(parts, who, wrong)) for _ in range(most + 1)]
    assert told == [PasswordWrong] * most + [TooManyAttempts]


def test_a_client_that_tries_many_addresses_is_stopped(parts: Parts) -> None:
    most = ATTEMPT_LIMITS[Attempt.SIGN_IN_FROM_CLIENT].count
    told = [error_of(lambda: enter(parts, "wrong", f"{i}@example.org")) for i in range(most + 1)]  # noqa: B023
    assert told == [SignInFailed] * most + [TooManyAttempts]
    assert error_of(lambda: enter(parts)) is TooManyAttempts
    enter(parts, client="203.0.113.9")


def test_a_session_ends_by_signing_out(parts: Parts) -> None:
    (_, one), (_, other) = enter(parts), enter(parts)
    sign_out(parts, one)
    sign_out(parts, one)
    assert session_of(parts, one) is None
    assert session_of(parts, other) is not None
    assert session_of(parts, session_digest(other)) is None


@pytest.mark.parametrize(
    ("made", "seen", "is_good"),
    [
        (timedelta(days=29), timedelta(days=6), True),
        (timedelta(days=31), timedelta(), False),
        (timedelta(days=8), timedelta(days=8), False),
    ],
)
def test_a_session_ends_by_time(parts: Parts, made: timedelta, seen: timedelta, is_good: bool) -> None:
    who, token = enter(parts)
    now = datetime.now(UTC)
    digest = session_digest(token)
    with parts.database.transaction() as catalogue:
        session = catalogue.sessions.by_digest(digest)
        catalogue.sessions.remove(digest)
        catalogue.sessions.add(replace(session, created_at=now - made, seen_at=now - seen))
    assert session_of(parts, token) == (who if is_good else None)
    if is_good:
        with parts.database.reading() as catalogue:
            assert catalogue.sessions.by_digest(digest).seen_at >= now


def test_a_new_password_ends_the_sessions_and_the_links_of_before(parts: Parts) -> None:
    who, old = enter(parts)
    _, link = people.make_link(parts, OPERATOR, who.person.id)
    wrong = account.NewPassword("wrong", "five six seven eight")
    assert error_of(lambda: account.change_password(parts, who, wrong)) is PasswordWrong
    assert session_of(parts, old) is not None
    _, new = account.change_password(parts, who, account.NewPassword(PASSWORD, "five six seven eight"))
    assert session_of(parts, old) is None
    assert session_of(parts, new) is not None
    assert error_of(lambda: use(parts, link)) is LinkInvalid
    assert error_of(lambda: enter(parts)) is SignInFailed


def test_who_signs_out_everywhere_is_signed_in_nowhere(parts: Parts) -> None:
    (who, one), (_, other) = enter(parts), enter(parts)
    account.sign_out_everywhere(parts, who)
    assert [session_of(parts, token) for token in (one, other)] == [None, None]


def test_a_link_is_good_once(parts: Parts) -> None:
    hana, link = invited(parts, "hana@example.org")
    assert links.read_link(parts, links.ShownLink(link, HERE)).person == hana
    assert error_of(lambda: use(parts, link, "short")) is Usage
    who, token = use(parts, link, name="  Hana\tTesfaye ")
    assert who.person.name == "Hana Tesfaye"
    assert session_of(parts, token) == who
    assert error_of(lambda: use(parts, link, "five six seven eight")) is LinkInvalid
    enter(parts, email=hana.email)


def test_another_link_takes_the_place_of_the_one_before(parts: Parts) -> None:
    hana, first = invited(parts, "hana@example.org")
    _, second = people.make_link(parts, OPERATOR, hana.id)
    assert error_of(lambda: use(parts, first)) is LinkInvalid
    use(parts, second)


def test_a_reset_ends_the_sessions_of_who_may_have_the_old_password(parts: Parts) -> None:
    who, token = enter(parts)
    use(parts, people.make_link(parts, OPERATOR, who.person.id)[1], "five six seven eight")
    assert session_of(parts, token) is None


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_is_good_for_a_while(kind: LinkKind, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = parts_of()
    lifetime_s = LINK_LIFETIMES[kind].total_seconds()
    for age_s, is_good in ((lifetime_s - 60, True), (lifetime_s + 60, False)):
        with monkeypatch.context() as patched:
            patched.setattr("itsdangerous.timed.time", SimpleNamespace(time=lambda: time.time() - age_s))  # noqa: B023
            link = {
                LinkKind.FIRST_ADMIN: lambda: links.first_admin_link(parts, OPERATOR),
                LinkKind.INVITATION: lambda: invited(parts, f"{age_s}@example.org")[1],  # noqa: B023
                LinkKind.RESET: lambda: _reset_link(parts, f"{age_s}@example.org"),  # noqa: B023
            }[kind]()
        told = error_of(lambda: links.read_link(parts, links.ShownLink(str(link), HERE)))  # noqa: B023 - called at once
        assert told is (None if is_good else LinkInvalid)


def _reset_link(parts: Parts, email: str) -> str:
    person, _ = invited(parts, email)
    with parts.database.transaction() as catalogue:
        catalogue.people.change(replace(person, password_hash="hash"))
    return people.make_link(parts, OPERATOR, person.id)[1]


@given(st.text(max_size=200))
def test_a_forged_link_is_refused(text: str) -> None:
    parts = parts_of()
    assert error_of(lambda: links.read_link(parts, links.ShownLink(text, HERE))) is LinkInvalid


def test_a_link_of_another_service_is_refused_and_guesses_are_limited(parts: Parts) -> None:
    other = parts_of()
    _, link = invited(other)
    most = ATTEMPT_LIMITS[Attempt.LINK_FROM_CLIENT].count
    told = [error_of(lambda: use(parts, link)) for _ in range(most + 1)]
    assert told == [LinkInvalid] * most + [TooManyAttempts]


def test_the_first_admin_needs_a_name_and_an_address() -> None:
    parts = parts_of()
    link = links.first_admin_link(parts, OPERATOR)
    assert link is not None
    for chosen in ({"email": EMAIL}, {"name": "Amina"}, {"name": "Amina", "email": "amina"}):
        assert error_of(lambda: use(parts, link, **chosen)) is Usage  # noqa: B023 - called at once
    use(parts, link, name="Amina", email=EMAIL)


def test_the_first_admin_is_made_though_somebody_was_invited_first() -> None:
    parts = parts_of()
    hana, _ = invited(parts, "hana@example.org")
    link = links.first_admin_link(parts, OPERATOR)
    assert link is not None
    with pytest.raises(Usage, match=hana.email):
        use(parts, link, name="Amina", email=hana.email)
    who, _ = use(parts, link, name="Amina", email=EMAIL)
    assert who.person.is_admin
    assert links.first_admin_link(parts, OPERATOR) is None
    assert error_of(lambda: use(parts, link, name="Other", email="other@example.org")) is LinkInvalid


def test_an_admin_is_left(parts: Parts) -> None:
    [amina] = people.list_people(parts, OPERATOR)
    changes = [people.PersonChange(is_admin=False), people.PersonChange(is_disabled=True)]

    def refused() -> list[type[BaseException] | None]:
        return [
            error_of(lambda: people.change_person(parts, OPERATOR, amina.person.id, change))  # noqa: B023
            for change in changes
        ]

    assert refused() == [Conflict, Conflict]
    link = invited(parts, "hana@example.org", is_admin=True)[1]
    # Who is invited may never choose a password.
    assert refused() == [Conflict, Conflict]
    use(parts, link)
    people.change_person(parts, OPERATOR, amina.person.id, people.PersonChange(is_disabled=True))


def test_somebody_who_has_an_account_is_not_invited_again(parts: Parts) -> None:
    assert error_of(lambda: invited(parts, EMAIL.upper())) is Conflict


def test_a_token_ends_when_it_was_to(parts: Parts) -> None:
    secret = tokens.create_token(parts, OPERATOR, "a day", tokens.TokenTerms(days=1))
    assert tokens.bearer(parts, secret, HERE)
    with parts.database.transaction() as catalogue:
        [token] = catalogue.tokens.all()
        catalogue.tokens.remove(token.name)
        catalogue.tokens.add(replace(token, expires_at=datetime.now(UTC)))
    assert error_of(lambda: tokens.bearer(parts, secret, HERE)) is NotSignedIn


def test_wrong_tokens_of_one_client_are_limited_and_right_ones_are_not(parts: Parts) -> None:
    secret = tokens.create_token(parts, OPERATOR, "right")
    most = ATTEMPT_LIMITS[Attempt.TOKEN_FROM_CLIENT].count
    told = [error_of(lambda: tokens.bearer(parts, "wrong", HERE)) for _ in range(most + 1)]
    assert told == [NotSignedIn] * most + [TooManyAttempts]
    assert tokens.bearer(parts, secret, HERE)
    assert error_of(lambda: tokens.bearer(parts, "wrong", "203.0.113.9")) is NotSignedIn


def test_the_log_tells_who_did_what_and_no_secret(parts: Parts) -> None:
    who, token = enter(parts)
    secret = tokens.create_token(parts, who, "<b>laptop</b>")
    _, link = people.make_link(parts, who, who.person.id)
    lines = audit.read(parts, who, 99)
    assert [(line.who, line.entry.action.value, line.what) for line in lines] == [
        (EMAIL, "link made", EMAIL),
        (EMAIL, "token created", "<b>laptop</b>"),
        (EMAIL, "signed in", EMAIL),
        (EMAIL, "password chosen", EMAIL),
        ("operator", "person invited", EMAIL),
    ]
    assert not any(each in str(lines) for each in (token, secret, link, PASSWORD, "argon2"))


@given(st.text(max_size=1_200))
def test_a_password_is_taken_as_it_will_be_compared(text: str) -> None:
    try:
        checked = checked_password(text)
    except Usage:
        return
    assert MIN_PASSWORD_CHARACTERS <= len(text) <= MAX_PASSWORD_CHARACTERS
    assert checked == normal_password(text)
    checked.encode()


@given(st.emails())
def test_addresses_are_taken(email: str) -> None:
    if not any(character in email for character in '"(),:;<>\\'):
        assert checked_email(checked_email(email)) == checked_email(email)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "amina",
        "@example.org",
        "amina@",
        "a@b@c",
        "a b@example.org",
        "a@example.org\nBcc: b@c",
        "<a@b>",
        "a@\u202eb",
        "x" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        checked_email(text)
