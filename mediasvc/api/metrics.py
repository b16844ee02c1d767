"""`/metrics` for Prometheus, from what the database and the queue know: so any process of the service can tell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mediasvc.bootstrap import Service
from mediasvc.delivery.problems import problem
from mediasvc.domain.access import Anonymous
from mediasvc.domain.errors import MediasvcError, QueueUnavailable
from mediasvc.domain.outcome import Outcome
from mediasvc.domain.steps import Step
from mediasvc.usecases.mails import count_mails
from mediasvc.usecases.monitor import count_workers, figures

STEP_BUCKETS_S = (0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000)
FACTOR_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2)

Metric = CounterMetricFamily | GaugeMetricFamily | HistogramMetricFamily


def metrics_route(service: Service) -> Route:
    registry = CollectorRegistry()
    registry.register(_Builds(service))
    ProcessCollector(registry=registry)

    def metrics(_: Request) -> Response:
        try:
            return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
        except MediasvcError as error:
            return problem(error)

    return Route("/metrics", metrics)


class _Builds(Collector):
    """Builds, as they are now and as they ended."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> Iterable[Metric]:
        # Nothing is asked of the database before somebody wants to know.
        return []

    def collect(self) -> Iterator[Metric]:
        found = figures(self._service, Anonymous())
        builds = GaugeMetricFamily("mediasvc_builds", "Builds in each state.", labels=["state"])
        for state, number in found.builds.items():
            builds.add_metric([state], number)
        yield builds
        age_s = (datetime.now(UTC) - found.waiting_since).total_seconds() if found.waiting_since else 0.0
        yield GaugeMetricFamily("mediasvc_queue_age_seconds", "How long the oldest waiting build has waited.", age_s)
        waiting = "Recognitions of words that wait or run."
        yield GaugeMetricFamily("mediasvc_recognitions_unfinished", waiting, found.recognitions)
        mails = GaugeMetricFamily("mediasvc_mails", "Mails of the last 30 days in each state.", labels=["state"])
        for state, number in count_mails(self._service, Anonymous()).items():
            mails.add_metric([state], number)
        yield mails
        try:
            alive = count_workers(self._service, Anonymous())
            yield GaugeMetricFamily("mediasvc_workers", "Workers that are alive.", alive)
        except QueueUnavailable:
            yield GaugeMetricFamily("mediasvc_queue_up", "Whether the queue answers.", 0)
        else:
            yield GaugeMetricFamily("mediasvc_queue_up", "Whether the queue answers.", 1)
        yield from _ended(found.outcomes)


def _ended(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    failures = CounterMetricFamily("mediasvc_build_failures", "Builds that failed.", labels=["code"])
    for code, number in sorted(Counter(outcome.code for outcome in outcomes if outcome.code is not None).items()):
        failures.add_metric([code], number)
    yield failures
    published = [outcome for outcome in outcomes if outcome.code is None]
    yield CounterMetricFamily("mediasvc_builds_published", "Builds that were published.", len(published))
    steps = HistogramMetricFamily("mediasvc_step_duration_seconds", "How long steps took.", labels=["step"])
    for step in Step:
        times = [outcome.steps_ms[step] / 1000 for outcome in outcomes if step in outcome.steps_ms]
        steps.add_metric([step], buckets=_buckets(times, STEP_BUCKETS_S), sum_value=sum(times))
    yield steps
    factors = [outcome.elapsed_ms / outcome.duration_ms for outcome in published if outcome.duration_ms]
    help_text = "How long builds took, as a share of how long the talks are."
    factor = HistogramMetricFamily("mediasvc_real_time_factor", help_text)
    factor.add_metric([], buckets=_buckets(factors, FACTOR_BUCKETS), sum_value=sum(factors))
    yield factor


def _buckets(values: Sequence[float], limits: Sequence[float]) -> list[tuple[str, float]]:
    """How many of the values are up to each limit."""
    counted = [(str(float(limit)), float(sum(value <= limit for value in values))) for limit in limits]
    return [*counted, ("+Inf", float(len(values)))]
