"""Look at seminars."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mediasvc.domain.seminar import Seminar, SeminarState
from mediasvc.ports import Database, Storage


@dataclass(frozen=True)
class Shown:
    """A seminar, and its published release's decoded manifest, where one is public."""

    seminar: Seminar
    manifest: dict[str, Any] | None


def list_seminars(database: Database) -> Sequence[Seminar]:
    """Every seminar, newest first."""
    with database.transaction() as catalogue:
        return catalogue.seminars.all()


def show(database: Database, storage: Storage, slug: str) -> Shown:
    """One seminar. Raises NotFound."""
    with database.transaction() as catalogue:
        seminar = catalogue.seminars.by_slug(slug)
        if seminar.state is not SeminarState.PUBLISHED or seminar.release is None:
            return Shown(seminar, None)
        release = catalogue.releases.by_number(seminar.id, seminar.release)
    with storage.open(release.files["manifest.json"]) as file:
        return Shown(seminar, json.load(file))
