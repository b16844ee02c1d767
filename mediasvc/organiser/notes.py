"""What a command remembers from one run to the next, for its user alone: where it was when it was killed."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path

# A service keeps an unfinished upload for seven days.
KEPT_S = 8 * 24 * 3600


class Notes:
    """Short texts by what they are about, each in a file of its own that only its owner reads.

    They save time only: one that cannot be written or read is no error.
    """

    def __init__(self, folder: Path | None) -> None:
        """Without a folder, nothing is remembered."""
        self._folder = folder

    def read(self, *about: str) -> str | None:
        """Return what was noted about this, if something was."""
        if self._folder is not None:
            with suppress(OSError, UnicodeDecodeError):
                return self._path(self._folder, about).read_text("utf-8") or None
        return None

    def write(self, text: str, *about: str) -> None:
        """Remember the text, and forget what is too old to be of use."""
        if self._folder is None:
            return
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = self._path(self._folder, about)
            path.touch(mode=0o600)
            path.write_text(text, "utf-8")
            for other in self._folder.iterdir():
                if other.stat().st_mtime < time.time() - KEPT_S:
                    other.unlink()

    def forget(self, *about: str) -> None:
        """Remember nothing about this any more."""
        if self._folder is not None:
            with suppress(OSError):
                self._path(self._folder, about).unlink()

    @staticmethod
    def _path(folder: Path, about: tuple[str, ...]) -> Path:
        # No name of a talk or of a file is seen in the folder.
        return folder / hashlib.sha256("\0".join(about).encode(errors="surrogatepass")).hexdigest()
