"""Look at seminars."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.manifest import Manifest
from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Database, Storage
from mediasvc.usecases.watch import manifest_of


@dataclass(frozen=True)
class Shown:
    """A seminar, and its published release's manifest, where one is public."""

    seminar: Seminar
    manifest: Manifest | None


def list_seminars(database: Database) -> Sequence[Seminar]:
    """Every seminar, newest first."""
    with database.reading() as catalogue:
        return catalogue.seminars.all()


def show(database: Database, storage: Storage, slug: str) -> Shown:
    """One seminar. Raises NotFound, and NotSupported where a later version of the service has made its release."""
    with database.reading() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        if seminar.state is not SeminarState.PUBLISHED or seminar.release is None:
            return Shown(seminar, None)
        release = catalogue.releases.by_number(seminar.id, seminar.release)
    return Shown(seminar, manifest_of(storage, release))
