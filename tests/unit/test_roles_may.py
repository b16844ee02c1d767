"""Roles and tokens give the rights that they are to give, whatever series a person is a member of."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediasvc.domain.access import (
    Actor,
    Anonymous,
    Operator,
    Right,
    SignedIn,
    TokenHolder,
    check,
    identity_of,
    may,
    person_of,
    reach,
)
from mediasvc.domain.errors import NotAllowed, NotFound, NotSignedIn, Withdrawn
from mediasvc.domain.person import Person, PersonId, Role
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, Visibility
from mediasvc.domain.series import Series, SeriesId
from mediasvc.domain.token import ALL_SCOPES, Scope

AT = datetime(2026, 11, 21, tzinfo=UTC)
SERIES = [SeriesId(name) for name in ("friday", "monday")]
AMINA, HANA = PersonId("amina"), PersonId("hana")


def person_with(roles: Mapping[SeriesId, Role], is_admin: bool = False) -> Person:
    return Person(AMINA, "amina@example.org", "Amina", None, is_admin, roles, AT)


def draft_of(series: SeriesId | None, owner: PersonId | None) -> Seminar:
    of = None if series is None else Series(series, series, series)
    return Seminar(SeminarId("id"), "talk", SeminarDetails("Talk"), AT, series=of, owner=owner)


ROLES = st.dictionaries(st.sampled_from(SERIES), st.sampled_from(Role))
PEOPLE = st.builds(person_with, ROLES, st.booleans())
TOKENS = st.builds(
    TokenHolder,
    st.just("token"),
    st.frozensets(st.sampled_from(Scope)),
    st.none() | st.sampled_from(SERIES),
    st.none() | PEOPLE,
)
ACTORS: st.SearchStrategy[Actor] = st.one_of(
    st.just(Anonymous()), st.just(Operator()), st.builds(SignedIn, PEOPLE), TOKENS
)
SEMINARS = st.builds(
    Seminar,
    st.just(SeminarId("id")),
    st.just("talk"),
    st.just(SeminarDetails("Talk")),
    st.just(AT),
    release=st.none() | st.just(1),
    withdrawn_at=st.none() | st.just(AT),
    visibility=st.sampled_from(Visibility),
    series=st.none() | st.sampled_from([Series(each, each, each) for each in SERIES]),
    owner=st.sampled_from([None, AMINA, HANA]),
)
RIGHTS = st.sampled_from(Right)
# Rights that nobody has to what is open to everybody.
OF_MEMBERS = st.sampled_from([Right.READ, Right.HAND_IN, Right.PUBLISH])


@given(ACTORS, RIGHTS, SEMINARS)
def test_who_has_the_right_to_one_has_it_to_some(actor: Actor, right: Right, seminar: Seminar) -> None:
    if may(actor, right, seminar):
        assert may(actor, right)


@given(ACTORS, RIGHTS, SEMINARS)
def test_check_refuses_what_may_denies_and_tells_of_nothing_that_is_not_seen(
    actor: Actor, right: Right, seminar: Seminar
) -> None:
    if may(actor, right, seminar):
        check(actor, right, seminar)
        return
    with pytest.raises((NotFound, Withdrawn, NotAllowed)) as refused:
        check(actor, right, seminar)
    is_seen = may(actor, Right.SEE, seminar) and right is not Right.WATCH
    assert isinstance(refused.value, NotAllowed) == is_seen
    assert isinstance(refused.value, NotSignedIn) == (is_seen and actor == Anonymous())


@given(PEOPLE, OF_MEMBERS, SEMINARS)
def test_a_role_counts_in_its_series_alone(person: Person, right: Right, seminar: Seminar) -> None:
    role = None if seminar.series is None else person.memberships.get(seminar.series.id)
    expected = {
        None: False,
        Role.CONTRIBUTOR: seminar.owner == person.id and right is not Right.PUBLISH,
        Role.ORGANISER: True,
    }
    assert may(SignedIn(person), right, seminar) == (person.is_admin or expected[role])


@given(RIGHTS, SEMINARS)
def test_who_is_a_member_of_nothing_may_do_what_anybody_may(right: Right, seminar: Seminar) -> None:
    viewer = SignedIn(person_with({}))
    assert may(viewer, right, seminar) == may(Anonymous(), right, seminar)
    assert may(viewer, right) == may(Anonymous(), right)


@given(TOKENS, RIGHTS, SEMINARS)
def test_a_token_gives_no_more_than_its_person_its_series_and_its_scopes(
    token: TokenHolder, right: Right, seminar: Seminar
) -> None:
    if not may(token, right, seminar) or may(Anonymous(), right, seminar):
        return
    assert token.person is None or may(SignedIn(token.person), right, seminar)
    assert token.series is None or (seminar.series is not None and seminar.series.id == token.series)
    assert right is not Right.ADMINISTER
    reading = {Scope.READ, Scope.HAND_IN}
    wanted = {Right.READ: reading, Right.HAND_IN: {Scope.HAND_IN}, Right.PUBLISH: {Scope.PUBLISH}}
    assert right not in wanted or wanted[right] & token.scopes


@given(SEMINARS, OF_MEMBERS)
def test_a_token_of_before_does_what_it_did(seminar: Seminar, right: Right) -> None:
    assert may(TokenHolder("of before"), right, seminar)
    assert TokenHolder("of before").scopes == ALL_SCOPES
    assert not may(TokenHolder("of before"), Right.ADMINISTER)


@given(ACTORS, RIGHTS, st.sampled_from(SERIES))
def test_a_reach_within_a_series_holds_what_is_there(actor: Actor, right: Right, series: SeriesId) -> None:
    whole = reach(actor, right)
    for other in (*SERIES, None):
        for owner in (AMINA, HANA, None):
            seminar = draft_of(other, owner)
            assert whole.within(series).holds(seminar) == (whole.holds(seminar) and other == series)


@given(PEOPLE)
def test_nobody_watches_what_is_closed(person: Person) -> None:
    for actor in (SignedIn(person), Operator(), TokenHolder("token")):
        assert not may(actor, Right.WATCH, draft_of(SERIES[0], AMINA))


def test_changes_are_recorded_under_a_name() -> None:
    person = person_with({})
    names = [identity_of(actor) for actor in (Anonymous(), SignedIn(person), TokenHolder("t"), Operator())]
    assert names == ["nobody", "person:amina", "token:t", "operator"]
    assert person_of(TokenHolder("t", person=person)) == person_of(SignedIn(person)) == person
    assert person_of(Operator()) is person_of(Anonymous()) is None
