"""An immutable, numbered set of files that viewers see as a whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mediasvc.domain.approval import Approval, SentBack
from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import NotFound
from mediasvc.domain.seminar import SeminarId

# Databases know no larger integers in such a column.
LAST_NUMBER = 2**31 - 1
# Python refuses to read numbers of thousands of digits.
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


@dataclass(frozen=True)
class Release:
    """One release. `files` maps every href, `manifest.json` among them, to its key in storage.

    `shown` tells whether it is, or once was, what anybody could see of its seminar. `publish_at` is when it is to be
    published, if it still waits then; one that waits without a time is published on request. One that `needs_approval`
    was handed in by somebody who could not publish it; `sent_back` says whether somebody asks for a change of it.
    """

    seminar_id: SeminarId
    number: int
    build_id: BuildId
    files: Mapping[str, str]
    created_at: datetime
    shown: bool = False
    publish_at: datetime | None = None
    needs_approval: bool = False
    sent_back: SentBack | None = None

    @property
    def own_keys(self) -> Sequence[str]:
        """Return the keys of files that no other build can have made."""
        return [key for key in self.files.values() if key.startswith(own_key(self.build_id, ""))]

    def approval(self, *, waits: bool) -> Approval | None:
        """Return where it stands that somebody approves of it, if they are to; `waits` tells whether it is published.

        Who plans it approves of it.
        """
        if self.sent_back is not None:
            return Approval.SENT_BACK
        return Approval.AWAITED if waits and self.needs_approval and self.publish_at is None else None


def number_in(text: str) -> int:
    """Return the number that an address names. Raises NotFound where it cannot be a release's."""
    if not _NUMBER.fullmatch(text) or not 0 < int(text) <= LAST_NUMBER:
        raise NotFound(f"release {text[:20]}")
    return int(text)


def own_key(build_id: BuildId, name: str) -> str:
    """Return where a file of this build's alone is kept in storage."""
    return f"releases/{build_id}/{name}"
