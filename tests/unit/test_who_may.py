"""Each use case decides whether the one who asks may do this, and says so in the same way."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from who_may_table import ANYBODY, FILE, TABLE, VIEWER, House, Row, furnished

from mediasvc.domain.access import (
    GRANTS,
    OF_ROLES,
    OF_SCOPES,
    Actor,
    Anonymous,
    Operator,
    Right,
    SignedIn,
    Standing,
    TokenHolder,
    check,
)
from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import MediasvcError, NotAllowed, NotFound, NotSignedIn, Withdrawn
from mediasvc.domain.person import Role
from mediasvc.domain.seminar import SeminarState, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.token import Scope
from mediasvc.usecases.browse import list_page, read_seminar
from mediasvc.usecases.tokens import bearer, create_token
from mediasvc.usecases.watch import file_key, talks, watch
from mediasvc.usecases.withdraw import withdraw

HOLDER = TokenHolder("Amina's laptop")
ALLOWED = [(row, actor) for row in TABLE for actor in ANYBODY if actor in row.who]
REFUSALS: Mapping[type[Actor], type[MediasvcError]] = {
    Anonymous: NotSignedIn,
    SignedIn: NotAllowed,
    TokenHolder: NotAllowed,
    Operator: NotAllowed,
}


def case_name(value: object) -> str:
    return value.name if isinstance(value, Row) else type(value).__name__


@pytest.fixture
def house(tmp_path: Path) -> House:
    return furnished(tmp_path)


def refused_with(ask: Callable[[], object]) -> type[BaseException] | None:
    try:
        ask()
    except MediasvcError as error:
        return type(error)
    return None


def kept(house: House) -> list[object]:
    """Return what could have been changed."""
    with house.parts.database.reading() as catalogue:
        seminars = catalogue.seminars.all()
        return [
            *seminars,
            *(build for seminar in seminars for build in catalogue.builds.of_seminar(seminar.id)),
            *(source for seminar in seminars for source in catalogue.sources.of_seminar(seminar.id)),
            *catalogue.tokens.all(),
            *catalogue.people.all(),
            *catalogue.audit.some(99),
            *catalogue.uploads.unfinished(),
            *catalogue.waiting_orders.all(),
            *house.parts.queue.live(),
            *sorted(path.name for path in house.folder.iterdir()),
        ]


@pytest.mark.parametrize(("row", "actor"), ALLOWED, ids=case_name)
def test_a_use_case_is_for_those_in_the_table(house: House, row: Row, actor: Actor) -> None:
    assert refused_with(lambda: row.call(house, actor)) is None


@pytest.mark.parametrize("row", TABLE, ids=case_name)
def test_a_use_case_is_for_nobody_else_and_changes_nothing_for_them(house: House, row: Row) -> None:
    before = kept(house)
    for actor in ANYBODY:
        if actor not in row.who:
            assert refused_with(lambda: row.call(house, actor)) is REFUSALS[type(actor)]  # noqa: B023 - called at once
    assert kept(house) == before


@pytest.mark.parametrize("row", [row for row in TABLE if row.is_of_one], ids=case_name)
def test_who_may_not_do_it_does_not_learn_what_is_there(tmp_path: Path, row: Row) -> None:
    house = furnished(tmp_path)
    nowhere = House(
        house.parts, house.folder, "no-such-talk", "no-such-talk", BuildId("0" * 32), awaited="no-such-talk"
    )
    for actor in ANYBODY:
        expected = NotFound if actor in row.who else REFUSALS[type(actor)]
        assert refused_with(lambda: row.call(nowhere, actor)) is expected  # noqa: B023 - called at once


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [(Visibility.PUBLIC, "Gone"), (Visibility.UNLISTED, "Gone"), (Visibility.EMBED_ONLY, None)],
)
def test_why_a_talk_was_withdrawn_is_told_to_those_who_could_see_it(
    house: House, visibility: Visibility, expected: str | None
) -> None:
    withdraw(house.parts, Operator(), house.talk, "Gone")
    put_away(house, visibility)
    with pytest.raises(Withdrawn) as caught:
        watch(house.parts, Anonymous(), house.talk)
    assert caught.value.notice == expected


def put_away(house: House, visibility: Visibility) -> None:
    with house.parts.database.transaction() as catalogue:
        catalogue.seminars.place(catalogue.seminars.by_slug(house.talk).id, None, visibility)


@pytest.mark.parametrize("actor", ANYBODY, ids=case_name)
@pytest.mark.parametrize(
    ("visibility", "is_withdrawn", "expected"),
    [
        (Visibility.PUBLIC, False, None),
        (Visibility.UNLISTED, False, None),
        (Visibility.EMBED_ONLY, False, None),
        (Visibility.RESTRICTED, False, NotFound),
        (Visibility.PUBLIC, True, Withdrawn),
        (Visibility.RESTRICTED, True, NotFound),
    ],
)
def test_what_is_closed_is_watched_by_nobody_and_seen_by_those_who_read_everything(
    house: House, actor: Actor, visibility: Visibility, is_withdrawn: bool, expected: type[MediasvcError] | None
) -> None:
    put_away(house, visibility)
    if is_withdrawn:
        withdraw(house.parts, Operator(), house.talk)
    assert refused_with(lambda: watch(house.parts, actor, house.talk)) is expected
    assert refused_with(lambda: file_key(house.parts, actor, house.talk, 1, FILE)) is expected
    seen = refused_with(lambda: read_seminar(house.parts, actor, house.talk))
    assert seen is (expected if actor in (Anonymous(), VIEWER) else None)


def test_a_draft_is_not_there_for_those_who_may_not_read_everything(house: House) -> None:
    assert refused_with(lambda: read_seminar(house.parts, Anonymous(), house.draft)) is NotFound
    assert refused_with(lambda: list_page(house.parts, Anonymous(), EVERY, 9, house.draft)) is NotFound
    draft = read_seminar(house.parts, HOLDER, house.draft)
    assert refused_with(lambda: talks(house.parts, Anonymous(), 9, draft.id)) is NotFound
    assert draft.state is SeminarState.DRAFT


def slugs(house: House, actor: Actor, wanted: SeminarFilter = EVERY, after: str | None = None) -> list[str]:
    return [seminar.slug for seminar in list_page(house.parts, actor, wanted, 9, after).seminars]


def test_a_list_has_what_the_actor_may_see(house: House) -> None:
    assert slugs(house, HOLDER) == ["a-draft", "awaited", "a-talk"]
    assert slugs(house, Anonymous()) == ["a-talk"]
    assert slugs(house, Anonymous(), SeminarFilter(SeminarState.PUBLISHED)) == ["a-talk"]
    put_away(house, Visibility.UNLISTED)
    assert slugs(house, HOLDER) == ["a-draft", "awaited", "a-talk"]
    assert slugs(house, Anonymous(), SeminarFilter(visibility=Visibility.UNLISTED)) == []


@pytest.mark.parametrize("state", [SeminarState.DRAFT, SeminarState.WITHDRAWN])
def test_other_states_are_listed_for_those_who_read_everything(house: House, state: SeminarState) -> None:
    wanted = SeminarFilter(state)
    assert refused_with(lambda: slugs(house, Anonymous(), wanted)) is NotSignedIn
    assert refused_with(lambda: slugs(house, HOLDER, wanted)) is None


def test_a_list_goes_on_behind_a_talk_that_was_withdrawn_meanwhile(house: House) -> None:
    withdraw(house.parts, Operator(), house.talk)
    assert slugs(house, Anonymous(), after=house.talk) == []


def test_a_token_names_who_asks(house: House) -> None:
    secret = create_token(house.parts, Operator(), "Another laptop")
    assert bearer(house.parts, secret) == TokenHolder("Another laptop")
    assert refused_with(lambda: bearer(house.parts, f"{secret}x")) is NotSignedIn


def test_every_actor_has_a_row_and_every_right_somebody() -> None:
    assert set(GRANTS) == set(Standing)
    assert set(OF_ROLES) == set(Role)
    assert set(OF_SCOPES) == set(Scope)
    assert frozenset[Right]().union(*(grant.rights for grant in GRANTS.values())) == frozenset(Right)
    for actor in ANYBODY:
        check(actor, Right.WATCH)
