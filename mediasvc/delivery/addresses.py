"""Paths of the API, of the files of talks and of uploads, on every service."""

from urllib.parse import urlencode

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


def podcast_address(site: str, series: str | None = None) -> str:
    """Return the address of the podcast of all talks, or of this series."""
    return f"{site}/feeds/podcast.xml{series_query(series)}"


def series_query(series: str | None) -> str:
    """Return what addresses of a podcast end with: nothing for the one of all talks."""
    return "" if series is None else f"?{urlencode({'series': series})}"


def news_address(site: str) -> str:
    """Return the address of the feed that tells of new talks."""
    return f"{site}/feeds/talks.atom"


def told_path(path: str) -> str:
    """Return the path as logs may have it: without the secret of an upload's address, or of a link's."""
    secret_below = (place for place in _SECRETS if path.startswith(place))
    return next((f"{place}…" for place in secret_below), path)
