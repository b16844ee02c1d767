"""The service that shows the talks of a data folder, if one runs here, and its address."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from mediasvc.settings import Settings


@contextmanager
def announced(settings: Settings, address: str) -> Generator[None]:
    """Let other commands with the same data folder know this address until the block ends, or the process."""
    note = _notes(settings.data_dir) / f"service-{urlsplit(address).port}"
    note.parent.mkdir(parents=True, exist_ok=True)
    with note.open("a+") as file:
        # A note that is locked is true: the lock goes with its process, however that ends.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(address)
        file.flush()
        yield
        note.unlink(missing_ok=True)


def service_of(settings: Settings) -> str | None:
    """Return the address of a service that runs here with this data folder, or None where there is none."""
    for note in sorted(_notes(settings.data_dir).glob("service-*")):
        with suppress(OSError), note.open() as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read()
    return None


def reached_at(settings: Settings, address: str) -> Settings:
    """Return the settings with this address for people, where nobody has set another one."""
    is_set = "public_url" in settings.model_fields_set
    return settings if is_set else settings.model_copy(update={"public_url": address})


def reached(settings: Settings) -> Settings:
    """Return the settings, with the address of a service that runs with this data folder, where there is one."""
    address = service_of(settings)
    return settings if address is None else reached_at(settings, address)


def _notes(data_dir: Path) -> Path:
    return data_dir / "run"
