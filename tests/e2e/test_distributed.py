"""Database, queue and files on servers, and workers that share nothing else: the same talks as on one machine."""

import hashlib
import json
import random
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from command_line import Mediasvc, finish
from servers.postgresql import postgresql
from servers.redis import redis_at_port
from servers.seaweedfs import BUCKET, CREDENTIALS, free_ports, seaweedfs
from serving import served
from thin_link import ThinLink, begin, places

from mediasvc.api.receiving import BLOCK_BYTES
from mediasvc.bootstrap import open_service
from mediasvc.domain.access import Operator
from mediasvc.domain.build import BuildState
from mediasvc.domain.detail_changes import DetailChanges
from mediasvc.domain.manifest import Manifest
from mediasvc.domain.order import Order
from mediasvc.settings import load_settings
from mediasvc.usecases.follow import follow
from mediasvc.usecases.reconcile import reconcile
from mediasvc.usecases.submit import submit
from mediasvc.usecases.tokens import create_token

SECONDS = 3
WORKERS = 2
UPLOAD_BYTES, TURNS = 24_000_000, 5
SOUND_ONLY = ("audio-low", "audio-basic")


@pytest.fixture(scope="module")
def addresses() -> Iterator[Mapping[str, str]]:
    """Settings for a database and a bucket on servers of their own. The queue's port is free."""
    with postgresql() as database, seaweedfs() as s3:
        [port] = free_ports(1)
        yield {
            **CREDENTIALS,
            "MEDIASVC_DATABASE_URL": database.url(database.create()),
            "MEDIASVC_REDIS_URL": f"redis://127.0.0.1:{port}/0",
            "MEDIASVC_S3_BUCKET": BUCKET,
            "MEDIASVC_S3_ENDPOINT_URL": s3.endpoint_url,
        }


def use(addresses: Mapping[str, str], prefix: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """From now on the servers are used, with files below a prefix of this test's own. Returns the queue's port."""
    for name, value in {**addresses, "MEDIASVC_S3_PREFIX": prefix}.items():
        monkeypatch.setenv(name, value)
    return int(addresses["MEDIASVC_REDIS_URL"].rpartition(":")[2].removesuffix("/0"))


@contextmanager
def working(*machines: Path) -> Generator[None]:
    """A worker on each machine, which is a data folder."""
    with ExitStack() as running:
        for machine in machines:
            worker = running.enter_context(Mediasvc(machine).start("worker"))
            running.callback(worker.kill)
        yield


def sounds(manifest: Manifest) -> dict[str, str]:
    """The digests of the files that hold sound and nothing else."""
    return {each.variant: each.sha256 for each in manifest.renditions if each.variant in SOUND_ONLY}


def test_two_workers_make_what_one_machine_makes(
    addresses: Mapping[str, str],
    pages: Path,
    make_recording: Callable[[int], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording, other = make_recording(SECONDS), make_recording(SECONDS + 1)
    alone = Mediasvc(tmp_path / "alone")
    alone.json("publish", pages, recording, "--title", "Savings")
    expected = sounds(alone.manifest("savings"))
    assert set(expected) == set(SOUND_ONLY)

    port = use(addresses, "two-workers/", monkeypatch)
    organiser, machines = Mediasvc(tmp_path / "organiser"), [tmp_path / f"worker-{number}" for number in range(WORKERS)]
    with redis_at_port(port), working(*machines):
        first = organiser.start("publish", pages, recording, "--title", "Savings", "--json")
        second = organiser.start("publish", pages, other, "--title", "Credit", "--json")
        for publish in (first, second):
            status, stdout, stderr = finish(publish)
            assert status == 0, stdout + stderr
            assert json.loads(stdout)["release"] == 1
        built_by = [machine for machine in machines if list((machine / "cache" / "scratch").glob("*"))]
        assert built_by == machines
    exported = organiser.export("savings", tmp_path / "exported")
    assert {each["variant"]: each["sha256"] for each in exported["renditions"]}.items() >= expected.items()
    assert sounds(organiser.manifest("credit")) != expected
    for machine in (organiser.data_dir, *machines):
        assert not {"storage", "queue", "mediasvc.sqlite3"} & {path.name for path in machine.iterdir()}


def test_two_hosts_take_turns_on_one_upload(
    addresses: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link breaks, and each time another host goes on, until one of them is killed; nothing is theirs alone."""
    port = use(addresses, "one-upload/", monkeypatch)
    content = random.Random(3).randbytes(UPLOAD_BYTES)
    hosts = [Mediasvc(tmp_path / f"api-{number}") for number in range(2)]
    for host in hosts:
        host.data_dir.mkdir()
    with open_service(load_settings(hosts[0].data_dir)) as service:
        token = create_token(service, Operator(), "tests")
    with redis_at_port(port), ExitStack() as running:
        sites = [running.enter_context(served(host, token, command="api")) for host in hosts]
        with sites[0].client() as client:
            slug = client.post("seminars", json={"title": "One upload"}).json()["slug"]
        link = ThinLink(begin(sites[0].address, token, slug, "talk.mp3", len(content)), content)
        for number, place in enumerate(places(len(content), TURNS)):
            site = sites[number % 2].address
            offset = link.offset(site)
            link.send(site, offset, max(offset, place)).close()
        sites[0].process.kill()
        answer = link.finish(sites[1].address, link.offset(sites[1].address))
        assert answer.startswith(b"HTTP/1.1 204"), answer
        with sites[1].client() as client:
            [source] = client.get(f"seminars/{slug}/sources").json()
        assert source["sha256"] == hashlib.sha256(content).hexdigest()
        with open_service(load_settings(hosts[1].data_dir)) as service:
            assert not service.staging.uploads()
            with service.storage.open(f"sources/{source['sha256']}") as file:
                assert file.read() == content
    # A piece in memory of the host that is killed, and what each cut had on its way.
    assert link.sent_twice_bytes <= 3 * BLOCK_BYTES


def test_builds_outlive_a_queue_that_is_lost(
    addresses: Mapping[str, str],
    pages: Path,
    make_recording: Callable[[int], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two builds wait; the queue is killed and comes back empty. To reconcile once is all that they need."""
    port = use(addresses, "lost-queue/", monkeypatch)
    recording = make_recording(SECONDS)
    with open_service(load_settings(tmp_path / "api")) as service:
        with redis_at_port(port) as redis:
            orders = [Order((pages, recording), DetailChanges(title=f"Talk {number}")) for number in range(2)]
            builds = [submit(service, Operator(), order, None) for order in orders]
            assert set(service.queue.live()) == {build.job for build in builds}
            redis.kill()
            redis.wait()
        with redis_at_port(port), working(tmp_path / "worker-0", tmp_path / "worker-1"):
            assert set(service.queue.live()) == set()
            reconcile(service.database, service.queue)
            for build in builds:
                ended = follow(service, Operator(), build.id, lambda _: None, lambda: None)
                assert ended.state is BuildState.PUBLISHED, ended.failure
            assert set(service.queue.given_up()) == set()
        with service.database.reading() as catalogue:
            released = [seminar.release for seminar in catalogue.seminars.all() if seminar.slug.startswith("talk")]
            assert released == [1, 1]
