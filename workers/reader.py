"""Reads what was uploaded for a seminar, before anything is built of it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.errors import InternalError, MediasvcError, NotFound, PermanentError, TransientError
from mediasvc.domain.reading import MOST_ATTEMPTS
from mediasvc.domain.seminar import SeminarId
from mediasvc.settings import load_settings
from mediasvc.usecases.reading_jobs import ToRead, begin_reading, first_files, keep_reading
from workers.confinement import confine_as_can_be
from workers.process import Children, belong_to
from workers.steps import ingest
from workers.steps.artifacts import Artifacts
from workers.steps.read_ahead import draw_together, read_source

log = structlog.get_logger()


def run_reading(seminar_id: str) -> None:
    """Read every source on the seminar's list that was not read yet, as a job of the queue.

    What comes onto the list meanwhile is read, too. A source that cannot be read keeps no other one from it.

    Raises:
        TransientError: it may work another time.
    """
    with open_service(load_settings()) as service:
        structlog.contextvars.bind_contextvars(seminar=seminar_id)
        if service.settings.weaker_sandbox_because_every_file_is_trusted:
            confine_as_can_be()
        belong_to(Children())
        read_all(service, SeminarId(seminar_id))


def read_all(service: Service, seminar_id: SeminarId) -> None:
    """Read every source that is still to be read. Raises TransientError."""
    artifacts = Artifacts(service.storage, service.settings.data_dir / "cache")
    reader = _Reader(service, artifacts, seminar_id)
    while (found := begin_reading(service.database, seminar_id)) is not None:
        reader.read(found)
    reader.draw_together()
    artifacts.tidy(service.settings.cache_bytes)


@dataclass(frozen=True)
class _Reader:
    """What reads the sources of one seminar."""

    service: Service
    artifacts: Artifacts
    seminar_id: SeminarId

    def read(self, found: ToRead) -> None:
        """Read one source, and keep what was found, or what is wrong with it."""
        source, reading = found.source, found.reading
        keep = partial(keep_reading, self.service.database, self.seminar_id)
        try:
            first_decks = self._first_decks() or [source.digest]
            ended = read_source(self.artifacts, source, reading, self.service.settings.limits, first_decks, keep)
        except TransientError as error:
            log.warning("reading interrupted", error=error.message, attempt=reading.attempts)
            if reading.attempts < MOST_ATTEMPTS:
                raise
            ended = reading.failed(error.failure)
        except PermanentError as error:
            ended = reading.failed(error.failure)
        except Exception as error:
            log.exception("reading failed")
            ended = reading.failed(InternalError(f"{type(error).__name__}: {error}").failure)
        keep(ended)
        log.info("source read", digest=source.digest, kind=ended.kind, state=ended.state, slides=ended.slides)

    def draw_together(self) -> None:
        """Draw the slides of several decks as the build will: it names them all in the keys of what it draws."""
        files = first_files(self.service.database, self.seminar_id)
        decks = [source for source in files if self._decks([source])]
        if len(decks) > 1:
            # What is wrong with one of them is kept in its reading.
            with suppress(MediasvcError):
                draw_together(self.artifacts, decks, self.service.settings.limits)

    def _first_decks(self) -> list[Digest]:
        return self._decks(first_files(self.service.database, self.seminar_id))

    def _decks(self, files: Sequence[Source]) -> list[Digest]:
        found: list[Digest] = []
        for source in files:
            # One that left the list meanwhile may be gone.
            with suppress(NotFound):
                found += ingest.decks_among(self.artifacts, [source])
        return found
