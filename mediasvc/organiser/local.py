"""The service on this machine."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.build import BuildState
from mediasvc.domain.errors import MediasvcError, QueueUnavailable
from mediasvc.domain.order import Order
from mediasvc.domain.seminar import Seminar
from mediasvc.organiser.desk import MakePage, OnProgress, Published, RefusedError, Shown, Talk
from mediasvc.settings import Settings, remember
from mediasvc.supervisor import Supervisor, missing_programs
from mediasvc.usecases import browse, follow
from mediasvc.usecases.export import export
from mediasvc.usecases.hand_in import discard
from mediasvc.usecases.restore import restore
from mediasvc.usecases.submit import submit
from mediasvc.usecases.withdraw import withdraw


class LocalDesk:
    """Fills Desk. Builds run in workers that it keeps running, where no other process does."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def build(self, order: Order[Path], slug: str | None, on_progress: OnProgress) -> Published:
        with working(self._settings) as (service, supervisor):
            build = submit(service.database, service.storage, service.queue, order, slug)
            try:
                ended = follow.follow(
                    service.database, build.id, lambda now: on_progress(now.progress), supervisor.check
                )
            except (KeyboardInterrupt, MediasvcError):
                follow.cancel(service.database, service.queue, build)
                discard(service.database, service.storage, build)
                raise
            follow.let_go(service.queue, ended)
            if ended.state is BuildState.FAILED and ended.failure is not None:
                discard(service.database, service.storage, ended)
                raise RefusedError(ended.failure)
            with service.database.reading() as catalogue:
                seminar = catalogue.seminars.by_id(ended.seminar_id)
                release = catalogue.releases.of_build(ended.id)
            return Published(talk_of(service, seminar), release and release.number, ended.warnings)

    def export(self, slug: str, out: Path, page: MakePage, variants: Sequence[str] = ()) -> None:
        with open_service(self._settings) as service:
            export(service.database, service.storage, slug, out, page, variants)

    def list(self) -> Sequence[Talk]:
        with open_service(self._settings) as service:
            return [talk_of(service, seminar) for seminar in browse.list_seminars(service.database)]

    def show(self, slug: str) -> Shown:
        with open_service(self._settings) as service:
            shown = browse.show(service.database, service.storage, slug)
            return Shown(talk_of(service, shown.seminar), shown.manifest)

    def withdraw(self, slug: str) -> Talk:
        with open_service(self._settings) as service:
            return talk_of(service, withdraw(service.database, slug))

    def restore(self, slug: str, release: int | None) -> Talk:
        with open_service(self._settings) as service:
            return talk_of(service, restore(service.database, slug, release))


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


def talk_of(service: Service, seminar: Seminar) -> Talk:
    """The seminar in short."""
    watch_url = service.settings.watch_url(seminar.slug)
    return Talk(seminar.slug, seminar.details.title, seminar.state, seminar.release, watch_url)
