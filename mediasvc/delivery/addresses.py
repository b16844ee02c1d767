"""Paths of the API, of the files of talks and of uploads, on every service."""

API = "/api/v1"
MEDIA = "/media"
UPLOADS = "/uploads"
CONSOLE = "/console"
# What comes after these opens something to whoever has it.
_SECRETS = (f"{UPLOADS}/", f"{CONSOLE}/link/", f"{API}/links/")


def media_root(slug: str, number: int, site: str = "") -> str:
    """Return where the files of this release are: on the service's own pages, or on those of the `site` it is at."""
    return f"{site}{MEDIA}/{slug}/{number}/"


def preview_address(slug: str, number: int, site: str = "") -> str:
    """Return where people of the seminar look at this release before viewers see it."""
    return f"{site}/s/{slug}/preview/{number}"


def told_path(path: str) -> str:
    """Return the path as logs may have it: without the secret of an upload's address, or of a link's."""
    secret_below = (place for place in _SECRETS if path.startswith(place))
    return next((f"{place}…" for place in secret_below), path)
