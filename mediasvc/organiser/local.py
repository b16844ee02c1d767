"""The service on this machine."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import Build, BuildState, BuildWarning
from mediasvc.domain.errors import MediasvcError, NotFound, QueueUnavailable
from mediasvc.domain.order import Order
from mediasvc.domain.recognition_job import not_recognised
from mediasvc.domain.seminar import Seminar
from mediasvc.domain.timeline_edit import SentCue
from mediasvc.organiser.desk import HEARING, MakePage, OnProgress, Published, RefusedError, Shown, Talk, TalkTimeline
from mediasvc.presence import reached_at, service_of
from mediasvc.settings import Settings, remember
from mediasvc.supervisor import Supervisor, missing_programs
from mediasvc.usecases import browse, follow
from mediasvc.usecases.builds import read_build
from mediasvc.usecases.edit_timeline import Edit, edit_timeline
from mediasvc.usecases.export import Handout, export
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.restore import restore, restore_sent_back
from mediasvc.usecases.submit import submit
from mediasvc.usecases.timelines import read_summary, read_timeline
from mediasvc.usecases.withdraw import withdraw


class LocalDesk:
    """Fills Desk. Builds run in workers that it keeps running, where no other process does."""

    def __init__(self, settings: Settings) -> None:
        """Use the address of a service that runs with this data folder already, where there is one."""
        address = service_of(settings)
        self.settings = settings if address is None else reached_at(settings, address)

    def build(self, order: Order[Path], slug: str | None, on_progress: OnProgress) -> Published:
        with working(self.settings) as (service, supervisor):
            return _followed(service, supervisor, submit(service, Operator(), order, slug), on_progress)

    def timeline(self, slug: str) -> TalkTimeline:
        with open_service(self.settings) as service:
            read = read_timeline(service, Operator(), slug)
            return TalkTimeline(slug, read.timeline, read.version, {slide.index: slide.title for slide in read.slides})

    def edit_timeline(self, slug: str, version: str, cues: Sequence[SentCue], on_progress: OnProgress) -> Published:
        with working(self.settings) as (service, supervisor):
            edit = Edit([version], cues, service.settings.limits.cues)
            edited = edit_timeline(service, Operator(), slug, edit)
            if not edited.is_new:
                return replace(_published(service, edited.build), warnings=(), is_new=False)
            return _followed(service, supervisor, edited.build, on_progress)

    def export(self, slug: str, out: Path, page: MakePage, variants: Sequence[str] = ()) -> None:
        with open_service(self.settings) as service:
            export(service, Operator(), slug, out, Handout(page, variants))

    def list(self) -> Sequence[Talk]:
        with open_service(self.settings) as service:
            return [talk_of(service, seminar) for seminar in browse.list_seminars(service, Operator())]

    def show(self, slug: str) -> Shown:
        with open_service(self.settings) as service:
            shown = browse.show(service, Operator(), slug)
            summary = read_summary(service, Operator(), slug)
            return Shown(talk_of(service, shown.seminar), shown.manifest, summary)

    def withdraw(self, slug: str, notice: str | None = None) -> Talk:
        with open_service(self.settings) as service:
            return talk_of(service, withdraw(service, Operator(), slug, notice))

    def restore(self, slug: str, release: int | None, even_if_sent_back: bool = False) -> Talk:
        with open_service(self.settings) as service:
            if release is not None and even_if_sent_back:
                return talk_of(service, restore_sent_back(service, Operator(), slug, release))
            return talk_of(service, restore(service, Operator(), slug, release))


def _followed(service: Service, supervisor: Supervisor, build: Build, on_progress: OnProgress) -> Published:
    """Follow the build to its end, and where its talk awaits words that nobody else would see to, the one that follows.

    Where that fails, or nobody waits for it any longer, the talk stays as it was published first.
    """
    ended = _ended(service, supervisor, build, on_progress)
    if ended.awaits_words is None or _is_served(service.settings):
        return _published(service, ended)
    failures: list[BuildWarning] = []
    on_progress({HEARING: 0.0})
    try:
        ended, again = follow.await_words(service, Operator(), ended.id, supervisor.check)
        on_progress({HEARING: 1.0})
        if again is not None:
            return _published(service, _ended(service, supervisor, again, on_progress))
    except RefusedError as error:
        failures = [not_recognised(f"The release with them has failed. {error.failure.message}")]
    except KeyboardInterrupt:
        pass
    published = _published(service, ended)
    return replace(published, warnings=(*published.warnings, *failures))


def _ended(service: Service, supervisor: Supervisor, build: Build, on_progress: OnProgress) -> Build:
    """Return the build as it was published. Nothing half-made is left where it fails, or nobody waits any longer."""
    try:
        ended = follow.follow(service, Operator(), build.id, lambda now: on_progress(now.progress), supervisor.check)
    except (KeyboardInterrupt, MediasvcError):
        # Somebody may have removed the draft, and its builds with it.
        with suppress(NotFound):
            follow.cancel(service, Operator(), build.id)
        discard(service, build)
        raise
    follow.let_go(service.queue, ended)
    if ended.state is BuildState.FAILED and ended.failure is not None:
        discard(service, ended)
        raise RefusedError(ended.failure)
    return ended


def _published(service: Service, build: Build) -> Published:
    found = read_build(service, Operator(), build.id)
    return Published(
        talk=talk_of(service, found.seminar),
        release=found.release and found.release.number,
        warnings=found.build.warnings,
        is_served=_is_served(service.settings),
        waits=found.waits,
        publish_at=found.release and found.release.publish_at,
        timeline=found.build.timeline,
        awaits_words=found.build.awaits_words is not None,
    )


@contextmanager
def working(settings: Settings) -> Generator[tuple[Service, Supervisor]]:
    """The service, with a queue and workers that run; where the queue is shared, both are others'.

    Raises QueueUnavailable where they cannot.
    """
    if missing := missing_programs(settings):
        raise QueueUnavailable(f"{', '.join(missing)} is not on this machine")
    remember(settings)
    workers = 0 if settings.redis_url else None
    with open_service(settings) as service, Supervisor(service, workers=workers) as supervisor:
        yield service, supervisor


def _is_served(settings: Settings) -> bool:
    # What several machines share is served by another one.
    is_shared = settings.redis_url is not None or settings.database_url is not None
    return is_shared or service_of(settings) is not None


def talk_of(service: Service, seminar: Seminar) -> Talk:
    """The seminar in short."""
    watch_url = service.settings.watch_url(seminar.slug)
    return Talk(seminar.slug, seminar.details.title, seminar.state, seminar.release, watch_url)
