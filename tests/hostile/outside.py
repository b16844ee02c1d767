"""Whether anything appeared where nothing should: around the data folder, or in it as something else than a file."""

import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from hostile.case import MARK

# Where a hostile file asks for a file of the name MARK to be written.
TEMPTING = (Path("/"), Path("/tmp"), Path("/etc"), Path("/var/tmp"), Path("/dev/shm"), Path.home())
JOURNALS = ("-shm", "-wal")
PLAIN = (stat.S_IFREG, stat.S_IFDIR, stat.S_IFSOCK)


class Outside:
    """The first of these folders is the data folder; in the others nothing may appear.

    What others do on this machine meanwhile is not held against a hostile file: elsewhere only names with MARK count.
    """

    def __init__(self, folders: Sequence[Path], tempting: Sequence[Path] = TEMPTING) -> None:
        self._tempting = tempting
        self._data_dir, *self._around = folders
        self._before = set(self._names())
        self._grown = self._data_names()

    def what_came(self) -> list[str]:
        """Return what is there now and was not before."""
        came = [f"appeared outside: {path}" for path in sorted(set(self._names()) - self._before)]
        came += [f"appeared in the data folder: {name}" for name in sorted(self._data_names() - self._grown)]
        return came + [f"no plain file: {path}" for path in self._odd_files()]

    def _names(self) -> Iterator[Path]:
        for folder in self._around:
            yield from folder.rglob("*")
        for folder in self._tempting:
            yield from folder.glob(f"*{MARK}*")

    def _data_names(self) -> set[str]:
        """Return the first two levels of the data folder: a build adds to deeper ones. SQLite's journal is left out."""
        names = (*self._data_dir.glob("*"), *self._data_dir.glob("*/*"))
        return {str(path.relative_to(self._data_dir)) for path in names if not path.name.endswith(JOURNALS)}

    def _odd_files(self) -> list[Path]:
        odd: list[Path] = []
        for path in self._data_dir.rglob("*"):
            mode = path.lstat().st_mode
            if stat.S_IFMT(mode) not in PLAIN or mode & (stat.S_ISUID | stat.S_ISGID):
                odd.append(path)
        return odd
