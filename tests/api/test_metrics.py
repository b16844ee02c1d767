"""What Prometheus is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from house import EMPTY, House, refused
from prometheus_client.parser import text_string_to_metric_families
from test_health import Unwell, WithWorkers

from mediasvc.api import metrics
from mediasvc.domain.build import BuildId
from mediasvc.domain.errors import RecordingSilent
from mediasvc.domain.outcome import Outcome

AT = datetime(2026, 11, 21, 10, 30, tzinfo=UTC)
Numbers = dict[tuple[str, str], float]


class Clock(datetime):
    """It is ten minutes later than it is."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + timedelta(minutes=10)


def numbers(house: House) -> Numbers:
    """Every sample's value by its name and its labels."""
    answer = house.anybody.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    found: Numbers = {}
    for family in text_string_to_metric_families(answer.text):
        assert family.documentation
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            assert (sample.name, labels) not in found
            found[sample.name, labels] = sample.value
    return found


def end(house: House, build: str, code: str | None, duration_ms: int | None, **steps_ms: int) -> None:
    outcome = Outcome(BuildId(build), AT, code, duration_ms, 60_000, steps_ms)
    with house.database.transaction() as catalogue:
        catalogue.outcomes.add(outcome)


def test_an_empty_service_has_numbers(house: House) -> None:
    told = numbers(house)
    for state in ("queued", "running", "published", "failed"):
        assert told["mediasvc_builds", f"state={state}"] == 0
    assert told["mediasvc_builds_published_total", ""] == 0
    assert told["mediasvc_queue_age_seconds", ""] == 0
    assert (told["mediasvc_queue_up", ""], told["mediasvc_workers", ""]) == (1, 0)
    assert told["mediasvc_real_time_factor_count", ""] == 0
    assert told["process_resident_memory_bytes", ""] > 0


def test_builds_are_counted_in_each_state(house: House) -> None:
    slug = house.published()
    house.fail(house.order(slug))
    house.begin(house.order(slug), {})
    house.order(slug)
    house.order(slug)
    told = numbers(house)
    states = {
        state: told["mediasvc_builds", f"state={state}"] for state in ("queued", "running", "published", "failed")
    }
    assert states == {"queued": 2, "running": 1, "published": 1, "failed": 1}


def test_the_queues_age_is_that_of_the_build_that_waits_longest(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    slug = house.uploaded()
    running = house.order(slug)
    house.begin(running, {})
    monkeypatch.setattr(metrics, "datetime", Clock)
    assert numbers(house)["mediasvc_queue_age_seconds", ""] == 0
    house.order(slug)
    assert 600 <= numbers(house)["mediasvc_queue_age_seconds", ""] < 4200


def test_how_builds_ended_is_counted(house: House) -> None:
    end(house, "1", None, 600_000, ingest=1_000, mux=250)
    end(house, "2", None, 60_000, ingest=3_000)
    end(house, "3", None, None)
    end(house, "4", EMPTY.code, 60_000, ingest=50)
    end(house, "5", RecordingSilent.code, None)
    end(house, "5", EMPTY.code, None)
    told = numbers(house)
    assert told["mediasvc_builds_published_total", ""] == 3
    assert told["mediasvc_build_failures_total", "code=deck_empty"] == 2
    assert ("mediasvc_build_failures_total", "code=recording_silent") not in told
    assert told["mediasvc_step_duration_seconds_count", "step=ingest"] == 3
    assert told["mediasvc_step_duration_seconds_sum", "step=ingest"] == pytest.approx(4.05)
    buckets = [
        told["mediasvc_step_duration_seconds_bucket", f"le={limit},step=ingest"] for limit in ("0.1", "1.0", "+Inf")
    ]
    assert buckets == [1, 2, 3]
    assert told["mediasvc_step_duration_seconds_count", "step=publish"] == 0
    assert told["mediasvc_real_time_factor_count", ""] == 2
    assert told["mediasvc_real_time_factor_sum", ""] == pytest.approx(1.1)
    assert told["mediasvc_real_time_factor_bucket", "le=0.1"] == 1


def test_without_a_queue_everything_else_is_told(house: House) -> None:
    house.published()
    told = numbers(house.with_parts(queue=Unwell()))
    assert told["mediasvc_queue_up", ""] == 0
    assert ("mediasvc_workers", "") not in told
    assert told["mediasvc_builds", "state=published"] == 1


def test_workers_are_counted(house: House) -> None:
    assert numbers(house.with_parts(queue=WithWorkers()))["mediasvc_workers", ""] == 1


def test_without_a_database_there_is_nothing_to_tell(house: House) -> None:
    answer = house.with_parts(database=Unwell()).anybody.get("/metrics")
    refused(answer, 503, "storage_unavailable")
