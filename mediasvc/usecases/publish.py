"""Make a build's release the one that viewers see."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from mediasvc.domain.build import Build, BuildWarning, Digest
from mediasvc.domain.characters import readable
from mediasvc.domain.release import Release
from mediasvc.domain.search import words_of_talk
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Catalogue, Database


def publish(
    database: Database,
    build: Build,
    files_of: Callable[[Seminar, int], Mapping[str, str]],
    warnings: Sequence[BuildWarning],
    texts: Sequence[str] = (),
) -> None:
    """Record the release with the files that `files_of` gives it, and move the seminar's pointer to it, as one change.

    It is found by its details and by `texts`, which are what its slides say.
    A withdrawn talk stays withdrawn, and where viewers see what was handed in later, or what somebody went back to
    since, they go on seeing it. A build that is final by now, published by a second run of it or cancelled, stays as
    it is. The first release of files that another talk is published of gets a warning.
    """
    words = words_of_talk(build.request.details, texts)
    with database.transaction() as catalogue:
        kept = catalogue.builds.by_id(build.id)
        if kept.state.is_final:
            return
        # Nobody goes back to another release between this number and the end.
        number = catalogue.releases.next_number(build.seminar_id)
        seminar = catalogue.seminars.by_id(build.seminar_id)
        files = files_of(seminar, number)
        catalogue.releases.add(Release(seminar.id, number, build.id, files, datetime.now(UTC)))
        catalogue.releases.add_words(seminar.id, number, words)
        if kept.number > seminar.decided:
            catalogue.seminars.point(seminar.id, number, build.request.details, kept.number)
        twins = _twins(catalogue, build) if number == 1 else ()
        catalogue.builds.publish(build.id, [*_readable(warnings), *twins])


def _twins(catalogue: Catalogue, build: Build) -> list[BuildWarning]:
    """Return a warning where viewers see another talk that is made of the same files."""
    digests = _digests(build)
    builds = (other for digest in digests[:1] for other in catalogue.builds.of_source(digest))
    for seminar_id in dict.fromkeys(other.seminar_id for other in builds):
        twin = catalogue.seminars.by_id(seminar_id)
        if seminar_id == build.seminar_id or twin.state is not SeminarState.PUBLISHED or twin.release is None:
            continue
        shown = catalogue.releases.by_number(twin.id, twin.release)
        if _digests(catalogue.builds.by_id(shown.build_id)) == digests:
            sentence = (
                f'These files are the talk "{twin.slug}" already, so this is a second talk of them. To replace the '
                f'first one instead, withdraw this one and hand the files in under the slug "{twin.slug}".'
            )
            return [BuildWarning("files_published_before", sentence)]
    return []


def _digests(build: Build) -> list[Digest]:
    """Return the digests of the build's decks and recordings, in an order that does not depend on theirs."""
    return sorted(source.digest for source in build.request.files)


def _readable(warnings: Sequence[BuildWarning]) -> list[BuildWarning]:
    """Return the warnings without what files' names and words may hold that is no writing."""
    return [replace(warning, message=readable(warning.message)) for warning in warnings]
