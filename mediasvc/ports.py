"""What the service needs from the outside, each with its contract. One suite in tests/contract holds every adapter."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from mediasvc.domain.approval import SentBack
from mediasvc.domain.attempts import Attempt
from mediasvc.domain.audit import AuditEntry, Kind
from mediasvc.domain.build import AT_FIRST, Build, BuildId, BuildState, BuildWarning, Digest, Pace, Source
from mediasvc.domain.consent import RecordedConsent
from mediasvc.domain.errors import Failure
from mediasvc.domain.event import Event
from mediasvc.domain.job import Job, JobKind
from mediasvc.domain.listed_talk import LAST_CHANGED, ListedTalk, ListRequest, Owner, TalkCounts
from mediasvc.domain.listing import Card, Listing, Passage, Placed
from mediasvc.domain.mail import Handover, Mail, MailId, MailState, OutgoingMail
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.person import Person, PersonId
from mediasvc.domain.reading import Reading
from mediasvc.domain.recognition_job import Recognition
from mediasvc.domain.release import Release
from mediasvc.domain.removal import Removal
from mediasvc.domain.seminar import Seminar, SeminarDetails, SeminarId, Visibility
from mediasvc.domain.seminar_filter import EVERY, SeminarFilter
from mediasvc.domain.series import Series, SeriesId, SeriesPicture, SeriesSize
from mediasvc.domain.session import Session
from mediasvc.domain.timeline import Timeline
from mediasvc.domain.token import Token
from mediasvc.domain.upload import Piece, Staged, Upload, UploadId
from mediasvc.domain.waiting import WaitingOrder


class Storage(Protocol):
    """Immutable files by key. A key is `/`-separated names of letters, digits, `.`, `-` and `_`; none starts with `.`.

    The alphabet is ASCII; a name has up to 200 characters, a key up to 900. No key may also be a folder of others.
    What was put under a key never changes. An adapter raises StorageFull or StorageUnavailable for what may pass, and
    ValueError for a key of another form.
    """

    def exists(self, key: str) -> bool:
        """True from the moment that a put of this key has returned, whoever put it."""
        ...

    def put(self, key: str, file: BinaryIO) -> None:
        """Keep the rest of `file`, read as a stream, under `key`, all or nothing.

        Where the key exists already, what is there stays, also under concurrent puts. After a failed or interrupted
        put the key does not exist.
        """
        ...

    def open(self, key: str) -> BinaryIO:
        """A new readable and seekable stream from the first byte, which the caller closes. Raises NotFound."""
        ...

    def fetch(self, key: str, into: Path) -> None:
        """Make the bytes readable at the path `into`, free so far, never to be written to.

        Raises NotFound; FileExistsError or another OSError for an `into` that cannot be made.
        """
        ...

    def location(self, key: str, media_type: str, disposition: str | None = None) -> Path | str:
        """Where a viewer's program reads the file: a path on this machine, or an address.

        An address is good for an hour at least, and answers with this media type, and with this `disposition`, a
        Content-Disposition, where one is given. It may be given without a look whether the key exists; a path is
        not: raises NotFound.
        """
        ...

    def delete(self, key: str) -> None:
        """After this the key does not exist, whether it did before or not."""
        ...


class Staging(Protocol):
    """Files that are still on their way, each by the id of its upload.

    A staging does not say how much of a file has come: a Staged does, which its user keeps. What a call returns counts
    once it is kept; until then the Staged before it stays good, whatever was appended. So who is killed in between
    loses nothing that was kept. An adapter raises StorageFull or StorageUnavailable for what may pass.
    """

    def append(self, upload: UploadId, fence: int, staged: Staged, block: bytes) -> Staged:
        """Add a block to what is `staged`, which may be nothing yet, and return both together. They outlive a crash.

        Raises:
            UploadInUse: there was a call for this upload with a greater fence, and this one could harm what that wrote.
            NotFound: what is said to be staged is not there.
        """
        ...

    def drop(self, upload: UploadId, pieces: Collection[Piece]) -> None:
        """Forget pieces that a Staged had and the one that was kept after it has not."""
        ...

    def open(self, upload: UploadId, staged: Staged) -> BinaryIO:
        """Return what is staged as a stream, which the caller closes. Raises NotFound, some adapters while reading."""
        ...

    def deliver(self, upload: UploadId, fence: int, staged: Staged, key: str) -> None:
        """Keep what is staged under `key`, in the Storage that this staging belongs to, as Storage.put does.

        No block may be added from then on. Raises UploadInUse and NotFound as `append` does.
        """
        ...

    def discard(self, upload: UploadId) -> None:
        """Forget everything of the upload, if there is anything."""
        ...

    def uploads(self) -> Collection[UploadId]:
        """Return every upload that something is kept of."""
        ...


class Seminars(Protocol):
    """Seminars in one transaction.

    The one with the greater number is newer, whatever the clocks of hosts say. The release that a seminar points to is
    shown (Release.shown) from the moment on that the seminar is open.
    """

    def add(self, title_slug: str, details: SeminarDetails, owner: PersonId | None = None) -> Seminar:
        """A new draft of this owner, public and in no series.

        Its slug is `title_slug`, or that with the lowest free `-2`, `-3`, … behind it. One that another seminar has, or
        had before it was renamed, or had when viewers saw it before it was purged, is not free.
        """
        ...

    def by_slug(self, slug: str) -> Seminar:
        """Raises NotFound."""
        ...

    def by_former_slug(self, slug: str) -> Seminar:
        """Return the seminar that had this slug before it was renamed. Raises NotFound."""
        ...

    def by_id(self, seminar_id: SeminarId) -> Seminar:
        """Raises NotFound."""
        ...

    def first_between(self, first: SeminarId, last: SeminarId) -> Seminar:
        """Return the seminar that was made first of those whose ids lie between these. Raises NotFound."""
        ...

    def all(self, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        """Every one of the wanted seminars, newest first."""
        ...

    def some(self, limit: int, after: SeminarId | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Seminar]:
        """The first `limit` of the wanted seminars, newest first; those that come behind `after`, where that is given.

        An `after` that is not there any more raises NotFound.
        """
        ...

    def by_day(self, limit: int, after: str | None = None, wanted: SeminarFilter = EVERY) -> Sequence[Placed]:
        """Return the first `limit` of the wanted seminars that have been open, those that were held last first.

        Where `after` is given, a place, they are those that come behind it. A seminar's place (`place_of`) follows its
        details; the moment in it is that at which it was first open, and stays.
        """
        ...

    def version(self) -> int:
        """A number that has grown after every change of a seminar that has a release, whoever made it."""
        ...

    def place(self, seminar_id: SeminarId, series: Series | None, visibility: Visibility) -> None:
        """Change the series and the visibility, and nothing else. Raises NotFound."""
        ...

    def describe(self, seminar_id: SeminarId, details: SeminarDetails) -> None:
        """Change the details, and nothing else. Raises NotFound."""
        ...

    def name(self, seminar_id: SeminarId, title_slug: str) -> Seminar:
        """Change the slug, which is made as `add` does, and return the seminar. Raises NotFound.

        It is for seminars whose address no viewer was told of yet. It may get one back that it had before.
        """
        ...

    def point(self, seminar_id: SeminarId, release: int, details: SeminarDetails, decided: int) -> None:
        """Point to this release and take its details, together. A withdrawn seminar stays so. Raises NotFound.

        No build whose number is up to `decided` is to move the pointer from then on.
        """
        ...

    def bring_back(self, seminar_id: SeminarId) -> None:
        """End the seminar's withdrawal, if it is withdrawn. Raises NotFound."""
        ...

    def give_notice(self, seminar_id: SeminarId, notice: str | None) -> None:
        """Change what viewers read of the withdrawal, until it ends. Raises NotFound."""
        ...

    def limit_to_streaming(self, seminar_id: SeminarId, streaming_only: bool) -> None:
        """Say whether the seminar is played, and handed out to nobody as files. Raises NotFound."""
        ...

    def withdraw(self, seminar_id: SeminarId) -> None:
        """Nothing of the seminar is public any more; the pointer stays, so that it can come back. Raises NotFound."""
        ...

    def remove_draft(self, seminar_id: SeminarId) -> None:
        """Forget a seminar that never pointed to a release, with its releases, builds and list of sources.

        Any other one stays as it is, and so does one that was removed.
        """
        ...


class Consents(Protocol):
    """The consents of seminars' speakers, in one transaction."""

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[RecordedConsent]:
        """Return the consents of the seminar, in the order of the speakers' names."""
        ...

    def replace(self, seminar_id: SeminarId, consents: Sequence[RecordedConsent]) -> None:
        """Let these be all consents of the seminar, which has changed by it. Raises NotFound."""
        ...


class Removals(Protocol):
    """Removals of seminars in one transaction, and what is gone for good."""

    def put(self, seminar_id: SeminarId, removal: Removal) -> None:
        """Let the seminar be removed. Nothing else of it changes. Raises NotFound."""
        ...

    def undo(self, seminar_id: SeminarId) -> None:
        """Let the seminar not be removed any more. Raises NotFound."""
        ...

    def over(self, now: datetime, limit: int) -> Sequence[SeminarId]:
        """Return up to `limit` removed seminars that cannot be brought back any more, those longest so first."""
        ...

    def purge(self, seminar_id: SeminarId) -> None:
        """Forget a seminar that was removed, with all that belongs to it; any other one stays as it is.

        Where it pointed to a release, no other seminar gets its slug, and Seminars.version does not fall.
        """
        ...

    def is_gone(self, slug: str) -> bool:
        """Return whether this was the slug of a seminar that was purged, and that everybody could see."""
        ...

    def gone_between(self, first: SeminarId, last: SeminarId) -> str | None:
        """Return the slug of such a seminar whose id lay between these, if there was one."""
        ...


class TalkLists(Protocol):
    """Lists of talks with where each stands (domain/stage.py), in one transaction; each answer is one question."""

    def some(self, limit: int, request: ListRequest = LAST_CHANGED) -> Sequence[ListedTalk]:
        """Return the first `limit` of the talks that are asked for."""
        ...

    def count(self, wanted: SeminarFilter = EVERY) -> TalkCounts:
        """Return how many of the wanted talks there are, in all and at each stage."""
        ...

    def owners(self, wanted: SeminarFilter = EVERY) -> Sequence[Owner]:
        """Return everybody who handed in one of the wanted talks, by name."""
        ...

    def by_id(self, seminar_id: SeminarId) -> ListedTalk:
        """Return the talk of this seminar. Raises NotFound."""
        ...

    def last_change(self) -> int:
        """Return the number of the last change of any talk, gone ones among them; 0 where there was none."""
        ...


class AllSeries(Protocol):
    """Series of seminars in one transaction."""

    def of_title(self, title: str, title_slug: str) -> Series:
        """The series of this title. Where there is none, a new one, whose slug is made as Seminars.add does."""
        ...

    def by_title(self, title: str) -> Series:
        """Return the series of this title. Raises NotFound."""
        ...

    def by_id(self, series_id: SeriesId) -> Series:
        """Return the series of this id. Raises NotFound."""
        ...

    def by_slug(self, slug: str) -> Series:
        """Return the series of this slug. Raises NotFound."""
        ...

    def by_feed(self, name: str) -> Series:
        """Return the series whose podcast has this name in its address (Series.feed). Raises NotFound."""
        ...

    def all(self) -> Sequence[Series]:
        """Return every series, by title."""
        ...

    def description(self, series_id: SeriesId) -> str:
        """Return what is said of the series. Raises NotFound."""
        ...

    def descriptions(self) -> Mapping[SeriesId, str]:
        """Return what is said of each series, in one question for all."""
        ...

    def describe(self, series_id: SeriesId, title: str, description: str) -> Series:
        """Change title and description, and return the series. Its feed stays, and its seminars are found by the title.

        Raises:
            NotFound
            ValueError: another series has this title.
        """
        ...

    def picture(self, series_id: SeriesId) -> SeriesPicture:
        """Return the series' picture. Raises NotFound."""
        ...

    def change_picture(self, series_id: SeriesId, picture: SeriesPicture) -> None:
        """Keep the series' picture as it is now. Raises NotFound."""
        ...

    def with_given_picture(self) -> Collection[SeriesId]:
        """Return the series for which a picture was uploaded that no worker has read yet."""
        ...

    def sizes(self) -> Mapping[SeriesId, SeriesSize]:
        """Return how large each series is, in one question for all."""
        ...

    def remove(self, series_id: SeriesId) -> None:
        """Forget the series and its memberships. Talks of it that were removed are without a series then.

        Raises:
            NotFound
            ValueError: other talks, or tokens, belong to it.
        """
        ...


class Builds(Protocol):
    """Builds in one transaction. The one with the greater number is newer, whatever the clocks of hosts say."""

    def add(self, build: Build) -> Build:
        """Keep a new build, and know its sources; return it with its number, which is greater than every other's.

        Raises NotFound for a seminar that is not there, ValueError for a build that is there already.
        """
        ...

    def by_id(self, build_id: BuildId) -> Build:
        """Raises NotFound."""
        ...

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Build]:
        """Every build of the seminar, newest first."""
        ...

    def of_source(self, digest: Digest) -> Sequence[Build]:
        """Every build that this source is in, newest first."""
        ...

    def unfinished(self) -> Sequence[Build]:
        """Every build that is queued or running, oldest first."""
        ...

    def count(self) -> Mapping[BuildState, int]:
        """How many builds there are in each state; 0 where there are none."""
        ...

    def count_before(self, number: int) -> int:
        """How many builds that are queued or running have a lower number than this."""
        ...

    def begin(self, build_id: BuildId) -> Build:
        """The build is running, on one more attempt. A final build stays as it is. Raises NotFound."""
        ...

    def report(self, build_id: BuildId, progress: Mapping[str, float], pace: Pace = AT_FIRST) -> None:
        """Replace progress and pace of an unfinished build; one that is final, or gone, stays as it is."""
        ...

    def publish(self, build_id: BuildId, warnings: Sequence[BuildWarning]) -> None:
        """The build is published, for good, also where another run of it has failed. Raises NotFound."""
        ...

    def keep_timeline(self, build_id: BuildId, timeline: Timeline) -> None:
        """Keep the timeline that the build makes, whole, and in short in Build.timeline. Raises NotFound."""
        ...

    def timeline_of(self, build_id: BuildId) -> Timeline | None:
        """Return the build's timeline, whole; None where none was kept, or there is no such build."""
        ...

    def await_words(self, build_id: BuildId, recognition: Digest | None) -> None:
        """Keep the recognition whose words the build still awaits, or that it awaits none. Raises NotFound."""
        ...

    def warn(self, build_id: BuildId, warning: BuildWarning) -> None:
        """Add a warning to those that the build has. Raises NotFound."""
        ...

    def awaiting_words(self) -> Sequence[Build]:
        """Every build that awaits words, oldest first."""
        ...

    def fail(self, build_id: BuildId, failure: Failure) -> bool:
        """Let the build have failed, for good, and return True. One that is final already, or gone, stays as it is."""
        ...


class Releases(Protocol):
    """Releases in one transaction."""

    def next_number(self, seminar_id: SeminarId) -> int:
        """Return the number after that of the seminar's newest release; 1 where there is none."""
        ...

    def add(self, release: Release) -> None:
        """Keep a release. There is one for each (seminar, number), and one for each build.

        Raises NotFound for a build that is not there, ValueError for a second release.
        """
        ...

    def add_listing(self, seminar_id: SeminarId, number: int, listing: Listing) -> None:
        """Keep what this release is listed and found by. What is kept already stays. Raises NotFound."""
        ...

    def without_listing(self, limit: int) -> Sequence[Release]:
        """Return the `limit` releases with the newest builds, of all seminars, whose listings have not been kept."""
        ...

    def cards(self, seminar_ids: Collection[SeminarId]) -> Mapping[SeminarId, Card]:
        """Return the cards of the releases that these seminars point to, of those that have one."""
        ...

    def passages(self, seminar_ids: Collection[SeminarId]) -> Mapping[SeminarId, Sequence[Passage]]:
        """Return the passages of the releases that these seminars point to, of those whose listings are kept."""
        ...

    def of_build(self, build_id: BuildId) -> Release | None:
        """The release that this build made, if it made one."""
        ...

    def by_number(self, seminar_id: SeminarId, number: int) -> Release:
        """Raises NotFound."""
        ...

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Release]:
        """Every release of the seminar, newest first."""
        ...

    def waiting(self, seminar_ids: Collection[SeminarId]) -> Sequence[Release]:
        """Every release of these seminars that waits to be published, that of the newest build first.

        A release waits while its build is newer than those that the seminar has `decided` on.
        """
        ...

    def due(self, now: datetime) -> Sequence[Release]:
        """Every release that waits and whose `publish_at` has come, that of the oldest build first.

        It is of all seminars but those that were removed.
        """
        ...

    def plan(self, seminar_id: SeminarId, number: int, publish_at: datetime | None) -> None:
        """Change when the release is to be published, and nothing else. Raises NotFound."""
        ...

    def send_back(self, seminar_id: SeminarId, number: int, sent_back: SentBack) -> None:
        """Keep that somebody asks for a change of the release, which comes out no more by itself. Raises NotFound."""
        ...

    def accept(self, seminar_id: SeminarId, number: int) -> None:
        """Forget that the release was sent back, if it was. Raises NotFound."""
        ...


class Sources(Protocol):
    """Which sources seminars have, and which are in use, in one transaction."""

    def attach(self, seminar_id: SeminarId, source: Source) -> None:
        """Put the source on the seminar's list. One of the same name leaves it, and its place. Raises NotFound."""
        ...

    def of_seminar(self, seminar_id: SeminarId) -> Sequence[Source]:
        """The seminar's list, in the order in which the names came onto it."""
        ...

    def detach(self, seminar_id: SeminarId, name: str) -> None:
        """Take the source of this name off the seminar's list. Raises NotFound."""
        ...

    def arrange(self, seminar_id: SeminarId, names: Sequence[str]) -> None:
        """Put the sources of these names first on the seminar's list, in this order; the others keep theirs.

        A name that is not on the list is let be.
        """
        ...

    def unused(self, digests: Collection[Digest]) -> Collection[Digest]:
        """Those of `digests` that are on no seminar's list and that no build is made from.

        A build that failed does not count, unless its seminar was removed.
        """
        ...


class Readings(Protocol):
    """Readings of seminars' sources in one transaction: one for each (seminar, digest)."""

    def add_missing(self, seminar_id: SeminarId, digests: Collection[Digest]) -> None:
        """Keep a waiting reading of each of these sources that has none. Raises NotFound for a seminar."""
        ...

    def put(self, seminar_id: SeminarId, reading: Reading) -> None:
        """Replace the reading of this source, where there is one."""
        ...

    def of_seminar(self, seminar_id: SeminarId) -> Mapping[Digest, Reading]:
        """Every reading of the seminar, also of sources that have left its list, by their digests."""
        ...

    def unfinished(self) -> Collection[SeminarId]:
        """The seminars with a source on their list whose reading is not at its end, but for removed ones."""
        ...


class Recognitions(Protocol):
    """Recognitions of talks' words in one transaction."""

    def by_id(self, recognition_id: Digest) -> Recognition:
        """Raises NotFound."""
        ...

    def put(self, recognition: Recognition) -> None:
        """Keep a recognition, new or as it is now."""
        ...

    def unfinished(self) -> Sequence[Recognition]:
        """Every recognition that is not at its end, by its id."""
        ...


class Uploads(Protocol):
    """Uploads in one transaction. Finished ones stay for a while, as their senders may ask once more."""

    def add(self, upload: Upload) -> Upload:
        """Keep a new upload; return it with its number. Raises NotFound for a seminar that is not there."""
        ...

    def by_id(self, upload_id: UploadId) -> Upload:
        """Raises NotFound."""
        ...

    def replace(self, upload: Upload) -> None:
        """Keep the upload as it is now. Raises NotFound."""
        ...

    def remove(self, upload_id: UploadId) -> None:
        """Forget the upload, if it is there."""
        ...

    def unfinished(self, seminar_id: SeminarId | None = None, owner: str | None = None) -> Sequence[Upload]:
        """Return the unfinished uploads into this seminar and by this owner, where these are given, oldest first."""
        ...

    def expired(self, now: datetime) -> Sequence[Upload]:
        """Return every upload, finished or not, that was to be kept until a time before `now`."""
        ...

    def known(self, upload_ids: Collection[UploadId]) -> Collection[UploadId]:
        """Return those of the ids whose uploads are there and unfinished."""
        ...


class WaitingOrders(Protocol):
    """Orders that wait for files, in one transaction."""

    def put(self, waiting: WaitingOrder) -> None:
        """Keep the order; one that waits for the same seminar is replaced. Raises NotFound for no such seminar."""
        ...

    def of_seminar(self, seminar_id: SeminarId) -> WaitingOrder | None:
        """Return the order that waits for this seminar, if one does."""
        ...

    def all(self) -> Sequence[WaitingOrder]:
        """Return every order that waits, oldest first."""
        ...

    def remove(self, seminar_id: SeminarId) -> None:
        """Let no order wait for this seminar."""
        ...


class Tokens(Protocol):
    """The tokens that are good, in one transaction."""

    def add(self, token: Token) -> None:
        """Keep a token. Raises ValueError where there is one of this name."""
        ...

    def by_digest(self, digest: str) -> Token:
        """Raises NotFound."""
        ...

    def all(self) -> Sequence[Token]:
        """Every token, by name."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[Token]:
        """Return every token of this person, by name."""
        ...

    def remove(self, name: str) -> None:
        """The token of this name is good no more. Raises NotFound."""
        ...


class People(Protocol):
    """People with an account, in one transaction."""

    def add(self, person: Person) -> None:
        """Keep a new person, with all that is said of them.

        Raises ValueError where there is one of this id or e-mail address, or a series of theirs is not there.
        """
        ...

    def change(self, person: Person) -> None:
        """Keep what is now said of the person of this id, memberships among it. Raises NotFound; ValueError as add."""
        ...

    def by_id(self, person_id: PersonId) -> Person:
        """Return the person of this id. Raises NotFound."""
        ...

    def by_email(self, email: str) -> Person:
        """Return the person of this address, which is in the form that `checked_email` gives. Raises NotFound."""
        ...

    def all(self) -> Sequence[Person]:
        """Return everybody, by e-mail address."""
        ...

    def members(self, series_id: SeriesId) -> Sequence[Person]:
        """Return everybody who is a member of the series, by e-mail address."""
        ...

    def has_admin(self) -> bool:
        """Return whether somebody is an admin, and not disabled."""
        ...


class Sessions(Protocol):
    """Sessions of people who have signed in, in one transaction. Whether one has ended by time is asked of itself."""

    def add(self, session: Session) -> None:
        """Keep a new session. Raises ValueError where there is one of this digest, or the person is not there."""
        ...

    def by_digest(self, digest: str) -> Session:
        """Return the session of this digest. Raises NotFound."""
        ...

    def of_person(self, person_id: PersonId) -> Sequence[Session]:
        """Return every session of this person, the one that was seen last first."""
        ...

    def note_seen(self, digest: str, at: datetime) -> None:
        """Keep when the session was seen. One that is gone stays so."""
        ...

    def remove(self, digest: str) -> None:
        """End the session of this digest. One that is gone stays so."""
        ...

    def remove_all_of(self, person_id: PersonId) -> None:
        """End every session of this person."""
        ...

    def remove_ended(self, now: datetime) -> None:
        """Forget the sessions that have ended by time."""
        ...


class Secrets(Protocol):
    """Secrets of the service itself, which its processes share, in one transaction."""

    def get(self, name: str) -> str | None:
        """Return the secret of this name; None where none is kept."""
        ...

    def add(self, name: str, value: str) -> None:
        """Keep a secret. Raises ValueError where there is one of this name."""
        ...


class Audit(Protocol):
    """The audit log, in one transaction: an entry is kept together with the change that it tells of, or neither is."""

    def add(self, entry: AuditEntry) -> None:
        """Keep an entry. It gets the number after that of every entry that is kept."""
        ...

    def some(self, limit: int, before: int | None = None) -> Sequence[AuditEntry]:
        """Return the last `limit` entries, newest first; of those whose number is below `before`, where it is given."""
        ...

    def of(self, kind: Kind, what: str, limit: int) -> Sequence[AuditEntry]:
        """Return the last `limit` entries about this, newest first."""
        ...


class Outcomes(Protocol):
    """How builds ended, in one transaction."""

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome. That of a build that ended before, in another attempt, is replaced."""
        ...

    def of_build(self, build_id: BuildId) -> Outcome | None:
        """The outcome of this build, if it has ended."""
        ...

    def all(self) -> Sequence[Outcome]:
        """Every outcome, by its build's id."""
        ...


class Events(Protocol):
    """Events in one transaction: an event is kept together with the change that it tells of, or neither is."""

    def add(self, event: Event) -> None:
        """Keep an event. It gets the number after that of every event that is kept."""
        ...

    def first(self, limit: int) -> Sequence[Event]:
        """The first `limit` events, oldest first."""
        ...

    def remove(self, numbers: Collection[int]) -> None:
        """Forget the events of these numbers. One that is gone stays so."""
        ...

    def remove_before(self, time: datetime) -> None:
        """Forget the events that occurred before this time."""
        ...


class Mails(Protocol):
    """Mails in one transaction, on their way and at their end."""

    def add(self, mail: OutgoingMail) -> None:
        """Keep a mail. It gets the number after that of every mail that is kept. Raises ValueError for a second one."""
        ...

    def by_id(self, mail_id: MailId) -> OutgoingMail:
        """Return the mail of this id. Raises NotFound."""
        ...

    def due(self, now: datetime) -> OutgoingMail | None:
        """Return the mail that something is to be done with first: of those that are due, urgent ones before others.

        Of alike ones it is the one that has been due for longest. Mails at their end are never due.
        """
        ...

    def replace(self, mail: OutgoingMail) -> None:
        """Keep the mail as it is now. Raises NotFound."""
        ...

    def some(self, limit: int, before: int | None, states: Collection[MailState]) -> Sequence[OutgoingMail]:
        """Return the last `limit` mails in these states, newest first; those numbered below `before`, where given."""
        ...

    def count(self) -> Mapping[MailState, int]:
        """Return how many mails there are in each state; 0 where there are none."""
        ...

    def remove_ended(self, before: datetime) -> None:
        """Forget the mails at their end that were written before this time."""
        ...


class Catalogue(Protocol):
    """What is known, in one transaction."""

    @property
    def seminars(self) -> Seminars: ...
    @property
    def removals(self) -> Removals: ...
    @property
    def talks(self) -> TalkLists: ...
    @property
    def series(self) -> AllSeries: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def builds(self) -> Builds: ...
    @property
    def releases(self) -> Releases: ...
    @property
    def sources(self) -> Sources: ...
    @property
    def readings(self) -> Readings: ...
    @property
    def recognitions(self) -> Recognitions: ...
    @property
    def uploads(self) -> Uploads: ...
    @property
    def waiting_orders(self) -> WaitingOrders: ...
    @property
    def tokens(self) -> Tokens: ...
    @property
    def outcomes(self) -> Outcomes: ...
    @property
    def events(self) -> Events: ...
    @property
    def mails(self) -> Mails: ...
    @property
    def people(self) -> People: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def secrets(self) -> Secrets: ...
    @property
    def audit(self) -> Audit: ...


class Database(Protocol):
    """The truth about seminars, builds and releases. StorageFull and StorageUnavailable tell what may pass."""

    def transaction(self) -> AbstractContextManager[Catalogue]:
        """All changes made inside are kept when the block ends, and none when it raises.

        Transactions follow each other, whichever process they are of: what one has read is true until it ends. A block
        may be entered while another thread's is open, and waits for it. So a block is never entered inside another, and
        does nothing slow: files are put into storage outside. Sources that nobody uses are deleted inside one, as
        nobody may take them into use meanwhile.
        """
        ...

    def reading(self) -> AbstractContextManager[Catalogue]:
        """What was true at one moment; nothing can be changed inside. Nobody waits for anybody."""
        ...


class JobQueue(Protocol):
    """Hands jobs to workers. It may be lost: what is to be done stands in the database."""

    def enqueue(self, job: Job) -> None:
        """Some worker does this job, soon. Of a job that is waiting or running there is no second one.

        That holds also where several enqueue it at one moment. A job that has run can be enqueued again.
        Raises QueueUnavailable.
        """
        ...

    def live(self) -> Collection[Job]:
        """The jobs that wait for a worker, or that a worker which is alive is doing. Raises QueueUnavailable."""
        ...

    def given_up(self) -> Collection[Job]:
        """The jobs that died or failed so often (JOB_LIMITS) that the queue does not try again.

        Raises QueueUnavailable.
        """
        ...

    def workers(self, kind: JobKind) -> int:
        """How many workers for jobs of this kind are alive, at work or waiting for it. Raises QueueUnavailable."""
        ...

    def refusals(self, kind: JobKind) -> Collection[str]:
        """Why workers that are alive refuse every job of this kind, a sentence each. Raises QueueUnavailable."""
        ...

    def cancel(self, job: Job) -> None:
        """The job does not wait any more, and if it runs, its worker is told to stop; it is not tried again.

        A job that the queue does not know stays unknown. Raises QueueUnavailable.
        """
        ...


class Passwords(Protocol):
    """Hashes passwords, slowly and with much memory, so that guessing costs as much. Never called in a transaction."""

    def hash(self, password: str) -> str:
        """Return what is kept of the password: never the same for two calls."""
        ...

    def fits(self, password: str, password_hash: str | None) -> bool:
        """Return whether the hash is of this password. None fits none, and is found out as slowly as a wrong one."""
        ...

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether a hash of the same password would be made with other parameters now."""
        ...


class Attempts(Protocol):
    """Counts attempts of those who may be guessing, within ATTEMPT_LIMITS. All processes of a service count together.

    Where what they share is away, each counts by itself. `key` is who makes the attempt, or what it is on.
    """

    def check(self, attempt: Attempt, key: str) -> None:
        """Raise TooManyAttempts where another attempt would be too many; nothing is counted."""
        ...

    def count(self, attempt: Attempt, key: str) -> None:
        """Count an attempt; raise TooManyAttempts, and count nothing, where it is too many.

        Of several at one moment, no more are counted than are allowed.
        """
        ...

    def forget(self, attempt: Attempt, key: str) -> None:
        """Count none of the attempts so far."""
        ...


class Post(Protocol):
    """A connection to who delivers mail."""

    def hand_over(self, mail: Mail, before_end: Callable[[], None]) -> Handover:
        """Hand the mail over: to its address, and to no other. A value that no head can hold is refused.

        `before_end` is called once, before anybody could take the mail for complete. Where it raises, nobody gets the
        mail, and this raises the same. Where this raises anything before `before_end` was called, nobody got it either;
        after that it raises nothing, and the answer tells.

        Raises:
            MailUnavailable: the connection is of no use any more.
        """
        ...


class Mailer(Protocol):
    """Sends mail. Never called in a transaction, as it may wait long for a server."""

    @property
    def reaches_people(self) -> bool:
        """Whether people get the mail. Where they do not, those who run the service can read it."""
        ...

    def connect(self) -> AbstractContextManager[Post]:
        """Return a connection for any number of mails, one after the other. Raises MailUnavailable."""
        ...


@dataclass(frozen=True)
class Parts:
    """The parts that use cases work with. `model` names what recognises words; None where nothing does."""

    database: Database
    storage: Storage
    queue: JobQueue
    passwords: Passwords
    attempts: Attempts
    staging: Staging
    mailer: Mailer
    model: str | None = field(default=None, kw_only=True)
