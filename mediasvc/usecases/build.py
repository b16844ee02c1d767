"""Build a release of a seminar's sources."""

from collections.abc import Mapping

from mediasvc.domain.access import Actor, Right, identity_of
from mediasvc.domain.build import Build, BuildRequest, Source
from mediasvc.domain.errors import NotFound
from mediasvc.domain.order import Order, request_of
from mediasvc.domain.seminar import Seminar, SeminarState, listed_name
from mediasvc.ports import Catalogue, Parts
from mediasvc.usecases.find import find_seminar
from mediasvc.usecases.hand_in import announced_details, begin, last_request, new_build
from mediasvc.usecases.note import note_build
from mediasvc.usecases.place import place
from mediasvc.usecases.publishing import as_allowed
from mediasvc.usecases.recognitions import check_model
from mediasvc.usecases.versions import Versions, check_version


def build(parts: Parts, actor: Actor, slug: str, order: Order[str], versions: Versions = None) -> Build:
    """Build a release that the order asks for, of files by their names on the seminar's list of sources.

    What is not given is as it was for the release that viewers see, or for the build that is on its way to them; the
    first one takes the whole list. The seminar's visibility and its series change at once.

    Raises:
        NotFound: no such seminar, or no such name on its list.
        VersionChanged: it has none of these versions.
        Usage: there is nothing on the list; a name cannot be one; timing by cues has no cues file; or the time to
            publish has passed.
        NotAllowed: it asks for a release that is published, and the actor may not publish.
        NotSupported: it asks for captions that are written automatically, and there is no model.
        QueueUnavailable, StorageUnavailable
    """

    def add(catalogue: Catalogue) -> Build:
        seminar = find_seminar(catalogue, actor, Right.HAND_IN, slug)
        # What is published is published where it is then.
        seminar = place(catalogue, actor, seminar, order.details)
        check_version(catalogue, seminar, versions)
        allowed = as_allowed(actor, seminar, order)
        build = add_build(catalogue, actor, seminar, allowed)
        note_build(catalogue, identity_of(actor), build, seminar)
        return build

    check_model(parts, order)
    return begin(parts, (), lambda: None, add)


def add_build(catalogue: Catalogue, actor: Actor, seminar: Seminar, order: Order[str]) -> Build:
    """Add the build that the order asks for; it is to be enqueued once the transaction has ended. Raises as `build`.

    The order's visibility and series have been seen to. It is the actor's, who may hand in.
    """
    listed = {source.name: source for source in catalogue.sources.of_seminar(seminar.id)}
    before = _last_or_first(catalogue, seminar, order, listed)
    found = order.with_files(lambda name: _named(listed, name))
    request = request_of(found, before, announced_details(catalogue, seminar))
    added = new_build(catalogue, actor, request, seminar)
    if seminar.state is SeminarState.DRAFT:
        # Nobody else sees a draft, and where the build fails, nothing that was typed is lost.
        catalogue.seminars.describe(seminar.id, request.details)
    return added


def _last_or_first(
    catalogue: Catalogue, seminar: Seminar, order: Order[str], listed: Mapping[str, Source]
) -> BuildRequest:
    try:
        return last_request(catalogue, seminar)
    except NotFound:
        files = tuple(source for name, source in listed.items() if name not in order.files_beside)
        return BuildRequest(files, seminar.details)


def _named(listed: Mapping[str, Source], name: str) -> Source:
    name = listed_name(name, listed)
    if name not in listed:
        raise NotFound(f"{name} is not among the seminar's sources")
    return listed[name]
