"""Say who may see a seminar and save it, and which series it belongs to."""

from contextlib import suppress
from dataclasses import replace

from mediasvc.domain.access import Actor, Right, may, reach, refusal
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.errors import MediasvcError, NotFound
from mediasvc.domain.seminar import Seminar, checked_name
from mediasvc.domain.series import Series
from mediasvc.ports import Catalogue
from mediasvc.usecases.publishing import hold_order
from mediasvc.usecases.slugs import slug_of


def place(catalogue: Catalogue, actor: Actor, seminar: Seminar, changes: DetailChanges) -> Seminar:
    """Give the seminar the visibility, the series and `streaming_only` of the changes; return it as it is then.

    They are the seminar's own, so they hold at once, whatever becomes of a build. A series that is not there yet is
    made, by those who may hand in to every series. Others put a seminar where they may hand it in afterwards, too.

    Raises:
        NotAllowed: the actor may not put it into this series, or leave it without one; or viewers see it, or will see
            it without anybody's request, and the actor may not publish where it is, or where it is put.
    """
    series, visibility = seminar.series, changes.visibility or seminar.visibility
    if changes.series is not None:
        series = _series(catalogue, actor, checked_name("series", changes.series))
    elif "series" in changes.cleared:
        series = None
    streaming_only = seminar.streaming_only if changes.streaming_only is None else changes.streaming_only
    placed = replace(seminar, series=series, visibility=visibility, streaming_only=streaming_only)
    if placed == seminar:
        return seminar
    check_place(catalogue, actor, placed)
    may_publish = may(actor, Right.PUBLISH, seminar) and may(actor, Right.PUBLISH, placed)
    if not may_publish and (seminar.release is not None or _comes_out_by_itself(catalogue, seminar)):
        what = "its series" if series != seminar.series else "whether it can be saved"
        raise refusal(
            actor, f"viewers see the talk, or will see it soon, and {what} is changed by those who may publish it"
        )
    hold_order(catalogue, actor, placed)
    if (series, visibility) != (seminar.series, seminar.visibility):
        catalogue.seminars.place(seminar.id, series, visibility)
    if streaming_only != seminar.streaming_only:
        catalogue.seminars.limit_to_streaming(seminar.id, streaming_only)
    return catalogue.seminars.by_id(seminar.id)


def check_place(catalogue: Catalogue, actor: Actor, seminar: Seminar) -> None:
    """Raise NotAllowed where the actor may not hand in this seminar to the series that it is in, or without one."""
    if may(actor, Right.HAND_IN, seminar):
        return
    where = "a talk without a series" if seminar.series is None else _of_series(seminar.series.title)
    raise _not_there(catalogue, actor, where)


def _comes_out_by_itself(catalogue: Catalogue, seminar: Seminar) -> bool:
    """Return whether viewers will see a release of the seminar that nobody is asked about any more."""
    if any(release.publish_at is not None for release in catalogue.releases.waiting([seminar.id])):
        return True
    unfinished = (build for build in catalogue.builds.of_seminar(seminar.id) if not build.state.is_final)
    return any(build.number > seminar.decided and not build.request.publishing.is_held for build in unfinished)


def _series(catalogue: Catalogue, actor: Actor, title: str) -> Series:
    known = reach(actor, Right.HAND_IN)
    if known.is_everything:
        return catalogue.series.of_title(title, slug_of(title, "series"))
    with suppress(NotFound):
        found = catalogue.series.by_title(title)
        if known.reaches(found.id):
            return found
    # In one sentence for both: whether there is a series of this title is not everybody's to know.
    raise _not_there(catalogue, actor, _of_series(title))


def _of_series(title: str) -> str:
    return f"a talk of the series {title}"


def _not_there(catalogue: Catalogue, actor: Actor, where: str) -> MediasvcError:
    known = reach(actor, Right.HAND_IN)
    titles = [each.title for each in catalogue.series.all() if known.reaches(each.id)]
    return refusal(actor, f"you cannot hand in {where}; your series are: {', '.join(titles)}").because(
        "series_not_yours"
    )
