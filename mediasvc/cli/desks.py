"""Where commands about talks go: here, or with --url to a service elsewhere."""

import importlib
from pathlib import Path

from mediasvc.domain.errors import Usage
from mediasvc.organiser.desk import Desk
from mediasvc.organiser.local import LocalDesk
from mediasvc.settings import load_settings, notes_dir

# It loads what speaks HTTP, which takes as long as many a command here.
REMOTE = "mediasvc.organiser.remote"


def desk_of(data_dir: Path | None, url: str | None, token: str | None) -> Desk:
    """What these options name. Raises Usage where they exclude each other."""
    settings = load_settings(data_dir)
    if url is None:
        if token is not None:
            raise Usage("--token is for a service elsewhere, which --url names")
        return LocalDesk(settings)
    if data_dir is not None:
        raise Usage("--url and --data-dir exclude each other")
    return importlib.import_module(REMOTE).RemoteDesk(url, token or settings.token, notes_dir=notes_dir())
