"""Build once more what a build that failed was to make."""

from contextlib import suppress
from dataclasses import replace

from mediasvc.domain.access import Actor, Right, identity_of
from mediasvc.domain.build import Build, BuildId, BuildRequest, BuildState, Source, source_key
from mediasvc.domain.errors import Conflict, NotFound, QueueUnavailable
from mediasvc.domain.seminar import Seminar, SeminarDetails
from mediasvc.ports import Catalogue, Parts, Storage
from mediasvc.usecases.find import find_build
from mediasvc.usecases.hand_in import new_build
from mediasvc.usecases.note import note_build
from mediasvc.usecases.publishing import held_unless_allowed


def retry(parts: Parts, actor: Actor, build_id: BuildId) -> Build:
    """Build what this build was to make, with all that was asked for, and return the new build.

    A file that was uploaded anew since, under the same name, replaces the one that was; details that were changed since
    are the new ones. Where another build of the seminar is on its way since, that one is returned instead: to ask twice
    makes one.

    For an actor who may not publish, the release is held. Where the queue is away, the build is put into it when it is
    back.

    Raises:
        NotFound: no such build, or one of its files is gone.
        Conflict: the build has not failed.
    """
    with parts.database.transaction() as catalogue:
        failed, seminar = find_build(catalogue, actor, Right.HAND_IN, build_id)
        if failed.state is not BuildState.FAILED:
            raise Conflict("the build has not failed")
        newer = (build for build in catalogue.builds.of_seminar(seminar.id) if build.number > failed.number)
        build = next((build for build in newer if not build.state.is_final), None)
        if build is None:
            request = _with_present_files(catalogue, parts.storage, failed.request, seminar)
            request = replace(request, details=_details(catalogue, failed, seminar))
            build = new_build(catalogue, actor, held_unless_allowed(actor, seminar, request), seminar)
            note_build(catalogue, identity_of(actor), build, seminar)
    with suppress(QueueUnavailable):
        parts.queue.enqueue(build.job)
    return build


def _with_present_files(
    catalogue: Catalogue, storage: Storage, request: BuildRequest, seminar: Seminar
) -> BuildRequest:
    """Return the request with what is on the seminar's list under the names of its files.

    Cues, captions and a track stay with a recording that was uploaded anew, and not with any other of its name.
    """
    listed = {source.name: source for source in catalogue.sources.of_seminar(seminar.id)}
    # A failed build keeps no file: what is neither listed nor in another build may be deleted already. That happens in
    # transactions alone, and this is one. What was never on a list, such as edited slide times, is often still there.
    unused = catalogue.sources.unused([source.digest for source in request.sources])
    gone = {digest for digest in unused if not storage.exists(source_key(digest))}

    def present(source: Source) -> Source:
        found = listed.get(source.name, source)
        if found.digest in gone:
            raise NotFound(f"{source.name} was taken off the list", "Upload it again, then build the talk.")
        return found

    renewed = {source: present(source) for source in request.files}

    def all_of(sources: tuple[Source, ...]) -> tuple[Source, ...]:
        return tuple(renewed.get(source, source) for source in sources)

    return replace(
        request,
        files=all_of(request.files),
        cues=request.cues and present(request.cues),
        captions=request.captions and present(request.captions),
        cues_with=all_of(request.cues_with),
        captions_with=all_of(request.captions_with),
        track_with=all_of(request.track_with),
        first_files=all_of(request.files) if request.first_files == request.files else request.first_files,
    )


def _details(catalogue: Catalogue, failed: Build, seminar: Seminar) -> SeminarDetails:
    """Return the details that the failed build was to bring, but for those that the seminar was given since."""
    if seminar.release is None:
        return seminar.details
    shown = catalogue.builds.by_id(catalogue.releases.by_number(seminar.id, seminar.release).build_id)
    published, asked, now = shown.request.details, failed.request.details, seminar.details
    changed = {name: getattr(now, name) for name in vars(now) if getattr(now, name) != getattr(published, name)}
    return replace(asked, **changed)
