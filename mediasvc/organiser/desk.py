"""What an organiser asks for, wherever the service is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from mediasvc.domain.build import BuildWarning
from mediasvc.domain.errors import Failure
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import SeminarState
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.domain.timeline_summary import TimelineSummary
from mediasvc.usecases.export import MakePage

# Each begun step's share done, 0 to 1; before the first one, that of SENDING, where the service is elsewhere. Behind
# the last one, that of HEARING begins where a talk that is published waits for its words, to be published again.
SENDING, HEARING = "sending", "hearing"
OnProgress = Callable[[Mapping[str, float]], None]


class RefusedError(Exception):
    """A build has failed, or a service elsewhere has refused something."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(frozen=True)
class Talk:
    """A seminar, in short."""

    slug: str
    title: str
    state: SeminarState
    release: int | None
    watch_url: str


@dataclass(frozen=True)
class Published:
    """How a build that was published ended: the `release` that it made, and what people should know about it.

    `is_served` tells whether a service is there that shows the talk's page. Where the release `waits` to be published,
    it does so until the time `publish_at`, or without one until somebody publishes it; its people see it already at
    `preview_url`. Where nothing was changed it is not new: the `release` is the one that is there, None where that is
    still being built. Where it `awaits_words`, another release follows by itself where they change something.
    """

    talk: Talk
    release: int | None
    warnings: Sequence[BuildWarning]
    is_served: bool = True
    waits: bool = False
    publish_at: datetime | None = None
    timeline: TimelineSummary | None = None
    is_new: bool = True
    awaits_words: bool = False

    @property
    def preview_url(self) -> str:
        return f"{self.talk.watch_url}/preview/{self.release}"


@dataclass(frozen=True)
class Shown:
    """A talk, the manifest of what viewers see of it, if they see something, and the timeline of its newest release."""

    talk: Talk
    manifest: Manifest | None
    timeline: TimelineSummary | None = None


@dataclass(frozen=True)
class TalkTimeline:
    """The timeline that an edit of a talk replaces, and its version. `titles` are those of slides, by their index."""

    slug: str
    timeline: Timeline
    version: str
    titles: Mapping[int, str]


class Desk(Protocol):
    """Every call raises MediasvcError or RefusedError; nothing half-made is left of a build that was not published."""

    def build(self, order: Order[Path], slug: str | None, on_progress: OnProgress) -> Published:
        """Build the release that the order asks for, of the seminar that has this slug.

        An order with files makes a new seminar where there is none of this slug, or where none is asked for.
        """
        ...

    def export(self, slug: str, out: Path, page: MakePage, variants: Sequence[str] = ()) -> None:
        """The published release, or what following these variants needs, with a page, as a new folder or zip file."""
        ...

    def list(self) -> Sequence[Talk]:
        """Every seminar, newest first."""
        ...

    def show(self, slug: str) -> Shown: ...

    def timeline(self, slug: str) -> TalkTimeline: ...

    def edit_timeline(self, slug: str, version: str, cues: Sequence[SentCue], on_progress: OnProgress) -> Published:
        """Build a release with these cues, which replace those of a timeline of this version.

        Where they change nothing, nothing is built.
        """
        ...

    def withdraw(self, slug: str, notice: str | None = None) -> Talk:
        """Take the talk off the public pages, and show this sentence in its place: None keeps the one that is there."""
        ...

    def restore(self, slug: str, release: int | None, even_if_sent_back: bool = False) -> Talk:
        """Let viewers see this release, or the one that they saw last."""
        ...
