"""Let releases that were made before there was a search be found, too."""

from collections.abc import Sequence

from mediasvc.domain.errors import NotFound, NotSupported
from mediasvc.domain.release import Release
from mediasvc.domain.search import words_of_talk
from mediasvc.ports import Database, Storage
from mediasvc.usecases.watch import manifest_of

# Each is a file to be read, from S3 perhaps, by who has other things to see to every few seconds.
RELEASES_AT_ONCE = 50


def catch_up(database: Database, storage: Storage) -> int:
    """Keep the words of some of the releases that have none yet, the newest first; returns of how many.

    Several may do so at once. Where nothing is to be done, it costs one query.

    Raises:
        StorageUnavailable
    """
    with database.reading() as catalogue:
        releases = catalogue.releases.without_words(RELEASES_AT_ONCE)
        details = {each.build_id: catalogue.builds.by_id(each.build_id).request.details for each in releases}
    if not releases:
        return 0
    words = {each.build_id: words_of_talk(details[each.build_id], _texts(storage, each)) for each in releases}
    with database.transaction() as catalogue:
        for each in releases:
            catalogue.releases.add_words(each.seminar_id, each.number, words[each.build_id])
    return len(releases)


def _texts(storage: Storage, release: Release) -> Sequence[str]:
    try:
        return [text for slide in manifest_of(storage, release).slides for text in (slide.title, slide.text)]
    except (NotFound, NotSupported, ValueError):
        # A file that was lost or broken outside of the service, or that a later one has written, must not keep
        # others from being found.
        return ()
