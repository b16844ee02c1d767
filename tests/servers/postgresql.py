"""A real PostgreSQL server of the tests' own, at a socket in a temporary folder."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

PASSWORD = "not-a-secret"
START_WITHIN_S = 60

# An alphabet and a time zone that are not Python's, so that nothing relies on the server's.
INITDB = ("--username", "postgres", "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8")
INITDB_ALPHABET = ("--locale-provider", "icu", "--icu-locale", "und")
SETTINGS = ("listen_addresses=", "fsync=off", "timezone=Asia/Kathmandu", "max_connections=60", "shared_buffers=32MB")

END_OTHERS = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SEQUENCES = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"


@dataclass(frozen=True)
class PostgresqlServer:
    folder: Path

    def url(self, database: str, password: str = PASSWORD) -> str:
        return f"postgresql://postgres:{password}@/{database}?host={self.folder}"

    def create(self) -> str:
        """The name of a new database."""
        name = f"t{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return name

    def drop(self, database: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database)))

    def remember(self, database: str) -> None:
        """Remember what is in the database, for `restore`. No sequence of it has been used yet."""
        with psycopg.connect(self.url(database)) as connection:
            assert connection.execute(SEQUENCES).fetchall() == []
            connection.execute("CREATE SCHEMA remembered")
            for (table,) in connection.execute(TABLES).fetchall():
                copy = sql.SQL("CREATE TABLE remembered.{0} AS TABLE public.{0}")
                connection.execute(copy.format(sql.Identifier(table)))

    def restore(self, database: str) -> None:
        """Let nobody be connected to the database, and let it hold what `remember` found in it."""
        with psycopg.connect(self.url(database)) as connection:
            connection.execute(END_OTHERS)
            # Rows go and come without a look at who refers to them, as all of them do.
            connection.execute("SET LOCAL session_replication_role = replica")
            for (table,) in connection.execute(TABLES).fetchall():
                anew = sql.SQL("DELETE FROM public.{0}; INSERT INTO public.{0} TABLE remembered.{0}")
                connection.execute(anew.format(sql.Identifier(table)))
            for (sequence,) in connection.execute(SEQUENCES).fetchall():
                connection.execute(sql.SQL("ALTER SEQUENCE public.{} RESTART").format(sql.Identifier(sequence)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgresql() -> Generator[PostgresqlServer]:
    """A server that answers. It dies with this process."""
    # A short path, for the socket in it, and one that the server's user reaches.
    folder = Path(tempfile.mkdtemp(prefix="postgresql-", dir="/tmp"))
    try:
        as_user = _as_user(folder)
        (folder / "password").write_text(PASSWORD)
        data, password = str(folder / "data"), f"--pwfile={folder / 'password'}"
        argv = [*as_user, str(_program("initdb")), *INITDB, *INITDB_ALPHABET, password, "--no-sync", "-D", data]
        subprocess.run(argv, check=True, capture_output=True, cwd=folder)
        argv = [*as_user, str(_program("postgres")), "-D", data, "-k", str(folder)]
        argv += [word for setting in SETTINGS for word in ("-c", setting)]
        with (folder / "log").open("wb") as log, subprocess.Popen(argv, cwd=folder, stderr=log) as process:
            try:
                server = PostgresqlServer(folder)
                _wait_for(server, process)
                yield server
            finally:
                process.send_signal(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> Path:
    """Debian keeps these programs out of PATH."""
    found = shutil.which(name) or max(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), default=None)
    assert found is not None, f"no {name}: script/setup installs PostgreSQL"
    return Path(found)


def _as_user(folder: Path) -> Sequence[str]:
    """The beginning of a command for programs that refuse to run as root; `folder` becomes their user's."""
    argv = ["setpriv", "--pdeathsig", "INT"]
    if os.getuid() != 0:
        return argv
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return [*argv, "--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]


def _wait_for(server: PostgresqlServer, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(server.url("postgres")).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"PostgreSQL does not start: {(server.folder / 'log').read_text(errors='replace')[-2000:]}")
