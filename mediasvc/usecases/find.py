"""Find what somebody asks about, and decide whether they may."""

from mediasvc.domain.access import Actor, Right, check, check_apart_from_removal, may, refusal, right_to_remove
from mediasvc.domain.build import Build, BuildId
from mediasvc.domain.errors import NotFound, RemovedForGood, Withdrawn
from mediasvc.domain.seminar import Seminar
from mediasvc.ports import Catalogue


def find_seminar(catalogue: Catalogue, actor: Actor, right: Right, slug: str) -> Seminar:
    """Return the seminar of this slug, to which the actor has the right.

    Its people find it also by a slug that it had as a draft: another tab, or the page before, may still have that one.

    Raises:
        NotSignedIn, NotAllowed: the actor has the right to no seminar, and nothing is told of whether this one is
            there; or sees it, and has the right to others alone.
        NotFound: no such seminar, or none that the actor is to know of.
        Removed: it was removed, and can be brought back.
        Withdrawn: it is not to be seen any more, or was removed for good.
    """
    check(actor, right)
    seminar = _of_slug(catalogue, right, slug)
    check(actor, right, seminar)
    return seminar


def find_removable(catalogue: Catalogue, actor: Actor, slug: str) -> Seminar:
    """Return the seminar of this slug, which the actor may remove and bring back: it may be removed.

    Raises as `find_seminar` does.
    """
    if not any(may(actor, right) for right in (Right.HAND_IN, Right.PUBLISH)):
        raise refusal(actor)
    seminar = _of_slug(catalogue, Right.HAND_IN, slug)
    check_apart_from_removal(actor, right_to_remove(seminar), seminar)
    return seminar


def find_build(catalogue: Catalogue, actor: Actor, right: Right, build_id: BuildId) -> tuple[Build, Seminar]:
    """Return the build and its seminar, to which the actor has the right. Raises as `find_seminar` does."""
    check(actor, right)
    build = catalogue.builds.by_id(build_id)
    seminar = catalogue.seminars.by_id(build.seminar_id)
    if not may(actor, Right.SEE, seminar):
        # The seminar's error would tell its slug.
        raise NotFound(build_id)
    check(actor, right, seminar)
    return build, seminar


def _of_slug(catalogue: Catalogue, right: Right, slug: str) -> Seminar:
    is_viewers = right in (Right.SEE, Right.WATCH)
    try:
        return catalogue.seminars.by_slug(slug)
    except NotFound:
        if catalogue.removals.is_gone(slug):
            raise (Withdrawn if is_viewers else RemovedForGood)(slug) from None
        if is_viewers:
            raise
        return catalogue.seminars.by_former_slug(slug)
