"""An immutable, numbered set of files that viewers see as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mediasvc.domain.build import BuildId
from mediasvc.domain.seminar import SeminarId

# Databases know no larger integers in such a column.
LAST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Release:
    """One release. `files` maps every href, `manifest.json` among them, to its key in storage.

    `shown` tells whether it is, or once was, what anybody could see of its seminar. `publish_at` is when it is to be
    published, if it still waits then; one that waits without a time is published on request.
    """

    seminar_id: SeminarId
    number: int
    build_id: BuildId
    files: Mapping[str, str]
    created_at: datetime
    shown: bool = False
    publish_at: datetime | None = None
