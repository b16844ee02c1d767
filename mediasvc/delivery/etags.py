"""Validators (RFC 9110, 8.8.3), by which a client asks whether what it has is still right."""

import hashlib
import re

from mediasvc.domain.errors import Usage, VersionWeak

_ETAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_EACH = re.compile(_ETAG)
_IF_MATCH = re.compile(rf"[ \t,]*{_ETAG}(?:[ \t]*,[ \t,]*{_ETAG})*[ \t,]*")


def etag_of(sha256: str, weak: bool = False) -> str:
    """Return the ETag of what has this digest; a `weak` one is of what may go over the wire in several packings."""
    return f'W/"{sha256[:16]}"' if weak else f'"{sha256[:32]}"'


def etag_of_version(version: str, content: bytes) -> str:
    """Return the ETag of content of this version, which may be worded otherwise without being of another version."""
    return f'"{version}-{hashlib.sha256(content).hexdigest()[:16]}"'


def versions_in(if_match: str) -> set[str] | None:
    """Return the version of each strong ETag in an If-Match header; None where any version will do.

    Raises:
        Usage: this is no ETag.
        VersionWeak: all of them are weak, and none of those matches (RFC 9110, 13.1.1).
    """
    if if_match.strip() == "*":
        return None
    if not _IF_MATCH.fullmatch(if_match):
        raise Usage(f'If-Match: {if_match[:60]} is no ETag, such as "1f0c9a" with its quotes, and not *')
    strong = [etag for etag in _EACH.findall(if_match) if not etag.startswith("W/")]
    if not strong:
        raise VersionWeak
    return {version_in(etag) for etag in strong}


def version_in(etag: str) -> str:
    """Return the version that an ETag of `etag_of_version` names, strong or weak."""
    return etag.removeprefix("W/").strip('"').partition("-")[0]


def is_known(if_none_match: str, etag: str) -> bool:
    """Return whether the client that sends this If-None-Match has it. Proxies that pack answers weaken validators."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in given or etag.removeprefix("W/") in given
