"""Build a release of a seminar's sources."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from mediasvc.domain.build import Build, BuildRequest, Source
from mediasvc.domain.errors import NotFound, Usage
from mediasvc.domain.seminar import Seminar, SeminarDetails, checked_name
from mediasvc.domain.timeline import TimingMethod
from mediasvc.domain.wishes import AS_BEFORE, Wishes
from mediasvc.ports import BuildQueue, Catalogue, Database, Storage
from mediasvc.usecases.hand_in import begin, last_request, new_build


def build(
    database: Database,
    storage: Storage,
    queue: BuildQueue,
    slug: str,
    files: Sequence[str] | None,
    details: SeminarDetails | None,
    timing: TimingMethod | None,
    cues: str | None,
    wishes: Wishes = AS_BEFORE,
    captions: str | None = None,
) -> Build:
    """Build a release of the `files`, by their names on the seminar's list of sources.

    What is not given is as it was for the release that viewers see, or for the build that is on its way to them; for
    the first one it is the whole list. A `timing` or `cues` that is given replaces both.

    Raises:
        NotFound: no such seminar, or no such name on its list.
        Usage: there is nothing on the list; a name cannot be one; or `timing` and `cues`, or
            `captions` and the wish for none, do not go together.
        QueueUnavailable, StorageUnavailable
    """

    def add(catalogue: Catalogue) -> Build:
        seminar = catalogue.seminars.by_slug(slug)
        listed = {source.name: source for source in catalogue.sources.of_seminar(seminar.id)}
        request = wishes.onto(_last_or_first(catalogue, seminar, listed, {cues, captions}))
        if files is not None:
            request = replace(request, files=tuple(_named(listed, name) for name in files))
        if timing is not None or cues is not None:
            method = checked_timing(timing or TimingMethod.AUTO, cues is not None)
            request = replace(request, timing=method, cues=None if cues is None else _named(listed, cues))
        if captions is not None:
            if wishes.no_captions:
                raise Usage("captions and no_captions exclude each other")
            request = replace(request, captions=_named(listed, captions))
        if not request.files:
            raise Usage("there are no files to build a talk of; upload the deck and the recording first")
        return new_build(catalogue, replace(request, details=details or seminar.details), seminar)

    return begin(database, storage, queue, (), lambda: None, add)


def checked_timing(timing: TimingMethod, with_cues: bool) -> TimingMethod:
    """`timing` as it is. Raises Usage where it does not go together with a cues file, or with none."""
    if timing is TimingMethod.CUES and not with_cues:
        raise Usage("timing by cues needs a cues file")
    if with_cues and timing not in (TimingMethod.AUTO, TimingMethod.CUES):
        raise Usage(f"a cues file and timing by {timing} exclude each other")
    return timing


def _last_or_first(
    catalogue: Catalogue, seminar: Seminar, listed: Mapping[str, Source], others: Collection[str | None]
) -> BuildRequest:
    try:
        return last_request(catalogue, seminar)
    except NotFound:
        return BuildRequest(tuple(source for name, source in listed.items() if name not in others), seminar.details)


def _named(listed: Mapping[str, Source], name: str) -> Source:
    name = checked_name("file's name", name)
    if name not in listed:
        raise NotFound(f"{name} is not among the seminar's sources")
    return listed[name]
