"""Databases of a test's own: copies of one SQLite file that has been migrated."""

import shutil
import tempfile
import weakref
from functools import cache
from pathlib import Path

from mediasvc.adapters.db.engine import SqlDatabase, sqlite_url


class MigratedDatabase(SqlDatabase):
    """A database that is up to date: empty, or a copy of another. Its folder goes when nobody holds it any more."""

    def __init__(self, content: bytes | None = None) -> None:
        """`content` is the file of the other."""
        folder = Path(tempfile.mkdtemp(prefix="mediasvc-test-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._path = folder / "database.sqlite"
        self._path.write_bytes(_migrated() if content is None else content)
        super().__init__(sqlite_url(self._path))

    def closed_file(self) -> bytes:
        """Close the database, and return its file."""
        # What the last connection leaves is in one file.
        self.close()
        return self._path.read_bytes()


@cache
def _migrated() -> bytes:
    """Return the file that each database is a copy of: to migrate one takes a hundred times as long."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "database.sqlite"
        database = SqlDatabase(sqlite_url(path))
        database.upgrade()
        # What the last connection leaves is in one file.
        database.close()
        return path.read_bytes()
