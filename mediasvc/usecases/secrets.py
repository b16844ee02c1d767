"""Secrets of the service itself, which all its processes share."""

import secrets
from enum import StrEnum

from mediasvc.ports import Parts

_BYTES = 32


class Secret(StrEnum):
    """What a secret is for: one that is found out for one purpose opens no other."""

    LINKS = "links"
    FORMS = "forms"


def secret_of(parts: Parts, secret: Secret) -> str:
    """Return the service's secret, which is made the first time that anybody asks."""
    with parts.database.reading() as catalogue:
        found = catalogue.secrets.get(secret)
    if found is not None:
        return found
    with parts.database.transaction() as catalogue:
        found = catalogue.secrets.get(secret)
        if found is None:
            found = secrets.token_urlsafe(_BYTES)
            catalogue.secrets.add(secret, found)
        return found
