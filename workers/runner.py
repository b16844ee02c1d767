"""Runs one build: load it, walk its steps with every core busy, record how it ended."""

import os
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

import structlog

from mediasvc.bootstrap import Service, open_service
from mediasvc.domain.build import Build, BuildId, Translation
from mediasvc.domain.errors import (
    Failure,
    InternalError,
    MediasvcError,
    NotFound,
    OutOfMemory,
    PermanentError,
    SandboxUnavailable,
    TransientError,
)
from mediasvc.domain.job import JOB_LIMITS, JobKind
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.steps import DURATION_KNOWN_AFTER, Node, Step, build_graph
from mediasvc.domain.variants import Aac, Flac, Mp3, Opus, Sound, Variant
from mediasvc.ports import Catalogue
from mediasvc.settings import load_settings
from mediasvc.usecases.build_again import build_with_words
from mediasvc.usecases.fail import fail
from workers.confinement import confine_as_can_be
from workers.process import Children, belong_to
from workers.reporter import Reporter
from workers.steps.artifacts import Artifacts
from workers.steps.context import BuildContext
from workers.steps.hear_words import Recogniser
from workers.steps.read_slides import visible_slides
from workers.steps.table import RUNS

RETRY_AFTER_S = (1, 5, 20, 60)
# More would find the same file as large, and the same machine as it is.
FEW_ATTEMPTS = 2
# By what encoding an hour takes; of one codec, the higher rate takes longer.
LONGEST_FIRST = (Opus, Aac, Mp3, Flac)

log = structlog.get_logger()


def run_build(build_id: str) -> None:
    """Run the build of this id to its end, as a job of the queue. A build that is final already is left alone.

    Raises:
        TransientError: it may work another time, and has attempts left.
    """
    with open_service(load_settings()) as service:
        with service.database.transaction() as catalogue:
            build = catalogue.builds.begin(BuildId(build_id))
        if build.state.is_final:
            return
        structlog.contextvars.bind_contextvars(build=build.id, seminar=build.seminar_id)
        log.info("build begun", attempt=build.attempts)
        if service.settings.weaker_sandbox_because_every_file_is_trusted:
            confine_as_can_be()
        artifacts = Artifacts(service.storage, service.settings.data_dir / "cache")
        walk = _Walk(service, artifacts, build)
        began = time.monotonic()
        failure: Failure | None = None
        try:
            walk.run()
        except Exception as error:
            failure = _fail_or_retry(service, build, error)
        elapsed_ms = _ms_since(began)
        with service.database.transaction() as catalogue:
            outcome = walk.outcome(elapsed_ms, _recorded_failure(catalogue, build, failure))
            catalogue.outcomes.add(outcome)
        # Words may have come while it was published.
        build_with_words(service.database, service.queue)
        log.info("build ended", code=outcome.code, elapsed_ms=outcome.elapsed_ms, duration_ms=outcome.duration_ms)
        artifacts.tidy(service.settings.cache_bytes)


def _fail_or_retry(service: Service, build: Build, error: Exception) -> Failure:
    is_for_good = isinstance(error, OutOfMemory | SandboxUnavailable)
    most = FEW_ATTEMPTS if is_for_good else JOB_LIMITS[JobKind.BUILD].attempts
    if isinstance(error, TransientError) and build.attempts < most:
        log.warning("build interrupted", error=error.message, attempt=build.attempts)
        time.sleep(RETRY_AFTER_S[build.attempts - 1])
        raise error
    log.error("build failed", exc_info=None if isinstance(error, PermanentError) else error)
    failure = _failure(error)
    with service.database.transaction() as catalogue:
        fail(catalogue, build, failure)
    return failure


def _recorded_failure(catalogue: Catalogue, build: Build, failure: Failure | None) -> Failure | None:
    """Return why the build has failed, as everybody is told: a person or another run of it may have ended it first."""
    with suppress(NotFound):
        return catalogue.builds.by_id(build.id).failure
    return failure


def _failure(error: Exception) -> Failure:
    if isinstance(error, MediasvcError):
        return error.failure
    return InternalError(f"{type(error).__name__}: {error}").failure


class _Walk:
    """One build's way through its graph."""

    def __init__(self, service: Service, artifacts: Artifacts, build: Build) -> None:
        recogniser = None if service.model is None else Recogniser(service.database, service.queue, service.model)
        self._context = BuildContext(
            service.database, service.storage, artifacts, service.settings.limits, build, recogniser=recogniser
        )
        self._graph = build_graph(build.request, recognises=recogniser is not None)
        self._steps_ms: dict[str, int] = {}
        self._reporter = Reporter(service.database, build.id, list(self._graph), self._known)

    def run(self) -> None:
        """Do every step as soon as what it needs is there. The first error stops all that runs beside it."""
        children = Children()
        order = TopologicalSorter(self._graph)
        order.prepare()
        running: dict[Future[Any], Node] = {}
        with _Lanes(len(self._graph)) as lanes:
            try:
                while order.is_active():
                    for node in sorted(order.get_ready(), key=_longest_first):
                        running[lanes.of(node).submit(copy_context().run, self._do, children, node)] = node
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        node = running.pop(future)
                        self._context.results[node] = future.result()
                        order.done(node)
            except BaseException:
                children.stop()
                lanes.cancel()
                raise

    def outcome(self, elapsed_ms: int, failure: Failure | None) -> Outcome:
        """How the walk ended, and what took how long."""
        duration_ms = self._known().get("duration_ms")
        code = None if failure is None else failure.code
        return Outcome(self._context.build.id, datetime.now(UTC), code, duration_ms, elapsed_ms, dict(self._steps_ms))

    def _known(self) -> Mapping[str, int]:
        """Return what is known of the talk by now, as in Pace."""
        known: dict[str, int] = {}
        if Node(Step.READ_SLIDES) in self._context.results:
            known["slides"] = len(visible_slides(self._context.decks))
        if Node(DURATION_KNOWN_AFTER) in self._context.results:
            known["duration_ms"] = self._context.duration_ms
        return known

    def _do(self, children: Children, node: Node) -> object:
        belong_to(children)
        began = time.monotonic()
        on_share = partial(self._reporter.tell, node)
        on_share(0.0)
        log.info("step begun", step=node.step, of=_name_of(node))
        result = RUNS[node.step](self._context, node.of, on_share)
        on_share(1.0)
        elapsed_ms = _ms_since(began)
        self._steps_ms[node.step] = max(elapsed_ms, self._steps_ms.get(node.step, 0))
        log.info("step done", step=node.step, of=_name_of(node), elapsed_ms=elapsed_ms)
        return result


class _Lanes:
    """Threads that do the steps. They only wait for programs: there is one for each, and the system shares the cores.

    Sound takes most of the time, and each of its encoders one core: as many as there are cores run side by side, so
    that the longest, which begins first, is not alone in the end. Videos are muxed one after the other: that takes next
    to no time, but of a long one hundreds of megabytes.
    """

    def __init__(self, steps: int) -> None:
        self._sounds = ThreadPoolExecutor(os.cpu_count())
        self._videos = ThreadPoolExecutor(1)
        self._others = ThreadPoolExecutor(steps)
        self._all = (self._sounds, self._videos, self._others)

    def of(self, node: Node) -> ThreadPoolExecutor:
        if isinstance(node.of, Sound):
            return self._sounds
        is_video = isinstance(node.of, Variant) and node.of.picture is not None
        return self._videos if is_video else self._others

    def cancel(self) -> None:
        """Begin nothing more."""
        for lane in self._all:
            lane.shutdown(wait=False, cancel_futures=True)

    def __enter__(self) -> "_Lanes":
        return self

    def __exit__(self, *_: object) -> None:
        for lane in self._all:
            lane.shutdown()


def _longest_first(node: Node) -> tuple[int, int]:
    match node.of:
        case Opus() | Aac() | Mp3() as sound:
            return LONGEST_FIRST.index(type(sound)), -sound.kbps
        case Flac():
            return LONGEST_FIRST.index(Flac), 0
        case _:
            return 0, 0


def _ms_since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _name_of(node: Node) -> str | None:
    if isinstance(node.of, Translation):
        return node.of.language
    return node.of.name if isinstance(node.of, Variant) else node.of and type(node.of).__name__
