"""A real S3 server (SeaweedFS) of the tests' own, on loopback, in a temporary folder."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from boto3.session import Session

WEED = Path(sys.executable).with_name("weed")
BUCKET = "talks"
KEY_ID, SECRET = "testkey", "testsecretkey12345"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": KEY_ID, "AWS_SECRET_ACCESS_KEY": SECRET}
IDENTITIES = {
    "identities": [
        {
            "name": "admin",
            "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "List", "Tagging", "Write"],
        }
    ]
}
START_WITHIN_S = 60
PORTS = 8


@dataclass(frozen=True)
class S3Server:
    endpoint_url: str
    process: "subprocess.Popen[bytes]"

    def client(self):
        """Another client than the service's. Close it when it is no longer used."""
        session = Session(KEY_ID, SECRET)
        return session.client(  # pyright: ignore[reportUnknownMemberType] - of other services
            "s3", "us-east-1", endpoint_url=self.endpoint_url
        )


@contextmanager
def seaweedfs() -> Generator[S3Server]:
    """A server that answers, with an empty BUCKET. It dies with this process."""
    with tempfile.TemporaryDirectory(prefix="s3-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "data").mkdir()
        (folder / "s3.json").write_text(json.dumps(IDENTITIES))
        s3, *others = free_ports(PORTS)
        argv = ["setpriv", "--pdeathsig", "KILL", *_weed_argv(folder, s3, others)]
        # One volume a bucket, not seven.
        surroundings = {**os.environ, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
        with (folder / "weed.log").open("wb") as log, subprocess.Popen(argv, stderr=log, env=surroundings) as process:
            try:
                _wait_for(f"http://127.0.0.1:{s3}/", process, folder / "weed.log")
                server = S3Server(f"http://127.0.0.1:{s3}", process)
                with closing(server.client()) as client:
                    client.create_bucket(Bucket=BUCKET)
                yield server
            finally:
                process.kill()


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens at. Somebody else may take one before it is used."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


def _weed_argv(folder: Path, s3: int, others: list[int]) -> list[str]:
    master, master_grpc, volume, volume_grpc, filer, filer_grpc, s3_grpc = others
    return [
        *(str(WEED), "-logtostderr", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder / 'data'}"),
        *(f"-master.port={master}", f"-master.port.grpc={master_grpc}", "-master.volumeSizeLimitMB=64"),
        "-master.telemetry=false",
        *(f"-volume.port={volume}", f"-volume.port.grpc={volume_grpc}", "-volume.max=1000", "-volume.preStopSeconds=0"),
        *(
            "-filer",
            f"-filer.port={filer}",
            f"-filer.port.grpc={filer_grpc}",
            f"-filer.localSocket={folder / 'f.sock'}",
        ),
        *("-s3", f"-s3.port={s3}", f"-s3.port.grpc={s3_grpc}", f"-s3.localSocket={folder / 's.sock'}"),
        *("-s3.port.iceberg=0", "-s3.port.lance=0", f"-s3.config={folder / 's3.json'}", "-s3.iam=false"),
        "-s3.allowDeleteBucketNotEmpty=false",
    ]


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Nobody may list the buckets without a name: who says so is ready."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 403:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"SeaweedFS does not start: {log.read_text(errors='replace')[-2000:]}")
