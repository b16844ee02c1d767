"""Paths of the API and of the files of talks, on every service."""

API = "/api/v1"
MEDIA = "/media"


def media_root(slug: str, number: int, site: str = "") -> str:
    """Return where the files of this release are: on the service's own pages, or on those of the `site` it is at."""
    return f"{site}{MEDIA}/{slug}/{number}/"


def preview_address(slug: str, number: int, site: str = "") -> str:
    """Return where people of the seminar look at this release before viewers see it."""
    return f"{site}/s/{slug}/preview/{number}"
