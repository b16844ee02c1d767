"""Let releases that were made before lists and searches were as they are now be on them, too."""

from mediasvc.domain.errors import NotFound, NotSupported
from mediasvc.domain.listing import Listing, details_alone, listing_of
from mediasvc.domain.release import Release
from mediasvc.domain.seminar import SeminarDetails
from mediasvc.ports import Database, Storage
from mediasvc.usecases.watch import captions_of, manifest_of

# Each is two files to be read, from S3 perhaps, by who has other things to see to every few seconds.
RELEASES_AT_ONCE = 50


def catch_up(database: Database, storage: Storage) -> int:
    """Keep the listings of some of the releases that have none yet, the newest first; returns of how many.

    Several may do so at once. Where nothing is to be done, it costs one query.

    Raises:
        StorageUnavailable
    """
    with database.reading() as catalogue:
        releases = catalogue.releases.without_listing(RELEASES_AT_ONCE)
        details = {each.build_id: catalogue.builds.by_id(each.build_id).request.details for each in releases}
    if not releases:
        return 0
    listings = {each.build_id: _listing(storage, each, details[each.build_id]) for each in releases}
    with database.transaction() as catalogue:
        for each in releases:
            catalogue.releases.add_listing(each.seminar_id, each.number, listings[each.build_id])
    return len(releases)


def _listing(storage: Storage, release: Release, details: SeminarDetails) -> Listing:
    try:
        manifest = manifest_of(storage, release)
        return listing_of(details, manifest, captions_of(storage, release, manifest).values())
    except (KeyError, NotFound, NotSupported, ValueError):
        # A file that was lost or broken outside of the service, or that a later one has written, must not keep
        # others from being found.
        return details_alone(details)
