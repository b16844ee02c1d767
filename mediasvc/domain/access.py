"""Actors, who ask for something, and the rights that each has.

One function, `check`, decides. Somebody else who asks is a class of Actor, and a value of Standing with its row of
GRANTS; another right is a value of Right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mediasvc.domain.errors import MediasvcError, NotAllowed, NotFound, NotSignedIn, Removed, Withdrawn
from mediasvc.domain.person import Person, Role
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility
from mediasvc.domain.seminar_filter import Reach
from mediasvc.domain.series import SeriesId
from mediasvc.domain.token import ALL_SCOPES, Scope


@dataclass(frozen=True)
class Anonymous:
    """Somebody who has shown nothing, such as a viewer."""


@dataclass(frozen=True)
class SignedIn:
    """A person with a session."""

    person: Person


@dataclass(frozen=True)
class TokenHolder:
    """Somebody who has shown the token of this name: a service, or a `person`, who may never do more by it.

    `series` is the only one that the token is for; None stands for all.
    """

    name: str
    scopes: frozenset[Scope] = ALL_SCOPES
    series: SeriesId | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Operator:
    """Somebody who runs commands on the data folder itself."""


Actor = Anonymous | SignedIn | TokenHolder | Operator


class Right(StrEnum):
    """Something that an actor may do, to a seminar or to the service."""

    SEE = "see"
    """Know that the seminar is there, and read its title, its state and the like."""
    WATCH = "watch"
    """Read the public release and its files."""
    READ = "read"
    """Read everything of a seminar: sources, builds, releases."""
    HAND_IN = "hand in"
    """Create and describe a seminar, upload, build, cancel, and remove a draft or bring it back."""
    PUBLISH = "publish"
    """Publish releases and plan when, withdraw a talk, restore a release of it, and remove a talk or bring it back."""
    ORGANISE = "organise"
    """Describe a series, and say who is a member of it and as what."""
    MONITOR = "monitor"
    """Read the service's health and its figures."""
    ADMINISTER = "administer"
    """Look after people, tokens and series, and read what was changed by whom."""


class Standing(StrEnum):
    """What an actor is to the service, or to one series."""

    ANYBODY = "anybody"
    CONTRIBUTOR = "contributor"
    ORGANISER = "organiser"
    SERVICE = "service"
    ADMIN = "admin"
    OPERATOR = "operator"


class Over(StrEnum):
    """The seminars that a grant is about."""

    OPEN = "those that everybody with the address may see"
    OWN = "those of the series that the actor has handed in"
    SERIES = "those of the series"
    EVERYTHING = "every seminar, and the service itself"


@dataclass(frozen=True)
class Grant:
    """Rights that come with a standing, and to which seminars."""

    rights: frozenset[Right]
    over: Over


_HAND_IN = frozenset({Right.SEE, Right.READ, Right.HAND_IN})
_PUBLISH = _HAND_IN | {Right.PUBLISH}
# Nobody watches what is closed, not even those who may read everything of it: a viewer's page shows what viewers see.
_ALL = frozenset(Right) - {Right.WATCH}
GRANTS: Mapping[Standing, Grant] = {
    Standing.ANYBODY: Grant(frozenset({Right.SEE, Right.WATCH, Right.MONITOR}), Over.OPEN),
    Standing.CONTRIBUTOR: Grant(_HAND_IN, Over.OWN),
    Standing.ORGANISER: Grant(_PUBLISH | {Right.ORGANISE}, Over.SERIES),
    Standing.SERVICE: Grant(_PUBLISH | {Right.MONITOR}, Over.EVERYTHING),
    Standing.ADMIN: Grant(_ALL, Over.EVERYTHING),
    Standing.OPERATOR: Grant(_ALL, Over.EVERYTHING),
}
OF_ROLES: Mapping[Role, Standing] = {Role.ORGANISER: Standing.ORGANISER, Role.CONTRIBUTOR: Standing.CONTRIBUTOR}
# A token that may do something to a seminar may know that it is there.
OF_SCOPES: Mapping[Scope, frozenset[Right]] = {
    Scope.READ: frozenset({Right.SEE, Right.READ}),
    # Who hands in follows the build that was begun, and answers to that tell of it.
    Scope.HAND_IN: _HAND_IN,
    Scope.PUBLISH: frozenset({Right.SEE, Right.PUBLISH}),
    Scope.MONITOR: frozenset({Right.MONITOR}),
}
_NOTHING = Reach()
_EVERYTHING = Reach(is_everything=True)


def reach(actor: Actor, right: Right) -> Reach:
    """Return the seminars to which the actor has the right, closed ones among them."""
    match actor:
        case Anonymous():
            return _NOTHING
        case SignedIn(person):
            return _reach_of_person(person, right)
        case TokenHolder():
            return _reach_of_token(actor, right)
        case Operator():
            return _reach_of(Standing.OPERATOR, right)


def may(actor: Actor, right: Right, seminar: Seminar | None = None) -> bool:
    """Return whether the actor has the right to this seminar, or, without one, to some seminars or the service."""
    closed_ones, is_anybodys = reach(actor, right), right in GRANTS[Standing.ANYBODY].rights
    if seminar is None:
        return is_anybodys or not closed_ones.is_nothing
    return closed_ones.holds(seminar) or (is_anybodys and seminar.is_open)


def check(actor: Actor, right: Right, seminar: Seminar | None = None) -> None:
    """Raise an error unless the actor has the right to this seminar, or, without one, to some seminars or the service.

    Raises:
        NotFound, Withdrawn: the actor is not to see this seminar.
        NotSignedIn, NotAllowed: the actor sees it, and may not do this; or may not do this to any seminar.
        Removed: the actor has the right, once the seminar's removal has been undone.
    """
    check_apart_from_removal(actor, right, seminar)
    if seminar is not None and seminar.removal is not None:
        raise Removed(seminar.slug)


def check_apart_from_removal(actor: Actor, right: Right, seminar: Seminar | None = None) -> None:
    """Raise as `check` does, but for a seminar that was removed: to undo that, or to look at what can be undone."""
    if may(actor, right, seminar):
        return
    if seminar is not None and (right is Right.WATCH or not may(actor, Right.SEE, seminar)):
        raise _closed(seminar)
    raise refusal(actor)


def right_to_remove(seminar: Seminar) -> Right:
    """Return the right that somebody needs who removes the seminar, or brings it back."""
    return Right.HAND_IN if seminar.state_unless_removed is SeminarState.DRAFT else Right.PUBLISH


def check_in_series(actor: Actor, right: Right, series: SeriesId) -> None:
    """Raise an error unless the actor has the right to some seminars of this series.

    Raises:
        NotFound: the actor can neither read nor hand in anything of it, and is not to know that it is there.
        NotSignedIn, NotAllowed
    """
    check(actor, right)
    if reach(actor, right).reaches(series):
        return
    if not any(reach(actor, known).reaches(series) for known in (Right.READ, Right.HAND_IN)):
        raise NotFound
    raise refusal(actor)


def refusal(actor: Actor, detail: str = "") -> MediasvcError:
    """Return the error for an actor that has not the right: it depends on whether signing in could help."""
    return NotSignedIn(detail) if isinstance(actor, Anonymous) else NotAllowed(detail)


def person_of(actor: Actor) -> Person | None:
    """Return the person who asks, by a session or by a token of theirs; None where it is nobody in particular."""
    match actor:
        case SignedIn(person):
            return person
        case TokenHolder():
            return actor.person
        case Anonymous() | Operator():
            return None


def identity_of(actor: Actor) -> str:
    """Return the name under which the actor's uploads and changes are recorded."""
    match actor:
        case Anonymous():
            return "nobody"
        case SignedIn(person):
            return f"person:{person.id}"
        case TokenHolder():
            return f"token:{actor.name}"
        case Operator():
            return "operator"


def _reach_of(standing: Standing, right: Right) -> Reach:
    return _EVERYTHING if right in GRANTS[standing].rights else _NOTHING


def _reach_of_person(person: Person, right: Right) -> Reach:
    if person.is_admin:
        return _reach_of(Standing.ADMIN, right)
    grants = {series: GRANTS[OF_ROLES[role]] for series, role in person.memberships.items()}
    over = {series: grant.over for series, grant in grants.items() if right in grant.rights}
    return Reach(
        series=frozenset(series for series, seminars in over.items() if seminars is Over.SERIES),
        own_in=frozenset(series for series, seminars in over.items() if seminars is Over.OWN),
        owner=person.id,
    )


def _reach_of_token(holder: TokenHolder, right: Right) -> Reach:
    if not any(right in OF_SCOPES[scope] for scope in holder.scopes):
        return _NOTHING
    person = holder.person
    whole = _reach_of(Standing.SERVICE, right) if person is None else _reach_of_person(person, right)
    return whole if holder.series is None else whole.within(holder.series)


def _closed(seminar: Seminar) -> MediasvcError:
    # That a restricted talk was there is for those to know who could see it.
    is_draft = seminar.state_unless_removed is SeminarState.DRAFT
    was_open = not is_draft and seminar.visibility is not Visibility.RESTRICTED
    if not was_open:
        return NotFound(seminar.slug)
    # Who frames a talk decides who reads of it.
    is_told = seminar.visibility is not Visibility.EMBED_ONLY
    return Withdrawn(seminar.slug, notice=seminar.withdrawal_notice if is_told else None)
