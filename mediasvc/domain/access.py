"""Actors, who ask for something, and the rights that each has.

One function, `check`, decides. Another kind of actor is a class and a row of GRANTS; another right is a value of Right.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from mediasvc.domain.errors import MediasvcError, NotAllowed, NotFound, NotSignedIn, Withdrawn
from mediasvc.domain.seminar import Seminar, SeminarState, Visibility


@dataclass(frozen=True)
class Anonymous:
    """Somebody who has shown nothing, such as a viewer."""


@dataclass(frozen=True)
class TokenHolder:
    """Somebody who has shown the token of this name."""

    name: str


@dataclass(frozen=True)
class Operator:
    """Somebody who runs commands on the data folder itself."""


Actor = Anonymous | TokenHolder | Operator


class Right(StrEnum):
    """Something that an actor may do, to a seminar or to the service."""

    SEE = "see"
    """Know that the seminar is there, and read its title, its state and the like."""
    WATCH = "watch"
    """Read the public release and its files."""
    READ = "read"
    """Read everything of a seminar: sources, builds, releases."""
    HAND_IN = "hand in"
    """Create and describe a seminar, upload, build, cancel, and remove a draft."""
    PUBLISH = "publish"
    """Withdraw a talk, and restore a release of it."""
    MONITOR = "monitor"
    """Read the service's health and its figures."""
    ADMINISTER = "administer"
    """Make, list and revoke tokens."""


@dataclass(frozen=True)
class Grant:
    """Rights of one kind of actor: `always`, and `while_open` for seminars that everybody with the address may see."""

    always: frozenset[Right]
    while_open: frozenset[Right]


_WATCH = frozenset({Right.WATCH})
_ORGANISE = frozenset({Right.SEE, Right.READ, Right.HAND_IN, Right.PUBLISH, Right.MONITOR})
# Nobody watches what is closed, not even those who may read everything of it: a viewer's page shows what viewers see.
GRANTS: Mapping[type[Actor], Grant] = {
    Anonymous: Grant(always=frozenset({Right.MONITOR}), while_open=_WATCH | {Right.SEE}),
    TokenHolder: Grant(always=_ORGANISE, while_open=_WATCH),
    Operator: Grant(always=frozenset(Right) - _WATCH, while_open=_WATCH),
}


def may_always(actor: Actor, right: Right) -> bool:
    """Return whether the actor has the right to every seminar, closed ones among them."""
    return right in GRANTS[type(actor)].always


def check(actor: Actor, right: Right, seminar: Seminar | None = None) -> None:
    """Raise an error unless the actor has the right to this seminar, or, without one, to some seminars or the service.

    Raises:
        NotFound, Withdrawn: the actor may do this to open seminars alone, and this one is closed.
        NotSignedIn, NotAllowed: the actor may not do this to any seminar.
    """
    if may_always(actor, right):
        return
    if right not in GRANTS[type(actor)].while_open:
        raise refusal(actor)
    if seminar is not None:
        _check_open(seminar)


def refusal(actor: Actor, detail: str = "") -> MediasvcError:
    """Return the error for an actor that has not the right: it depends on whether a token could help."""
    return NotSignedIn(detail) if isinstance(actor, Anonymous) else NotAllowed(detail)


def identity_of(actor: Actor) -> str:
    """Return the name under which the actor's uploads and changes are recorded."""
    match actor:
        case Anonymous():
            return "nobody"
        case TokenHolder():
            return f"token:{actor.name}"
        case Operator():
            return "operator"


def _check_open(seminar: Seminar) -> None:
    if seminar.is_open:
        return
    # That a restricted talk was there is for those to know who could see it.
    was_open = seminar.state is SeminarState.WITHDRAWN and seminar.visibility is not Visibility.RESTRICTED
    raise Withdrawn(seminar.slug) if was_open else NotFound(seminar.slug)
