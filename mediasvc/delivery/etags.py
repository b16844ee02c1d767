"""Validators (RFC 9110, 8.8.3), by which a client asks whether what it has is still right."""


def etag_of(sha256: str, weak: bool = False) -> str:
    """Return the ETag of what has this digest; a `weak` one is of what may go over the wire in several packings."""
    return f'{"W/" * weak}"{sha256[:32]}"'


def versions_in(if_match: str) -> set[str] | None:
    """Return what stands between the quotes of each ETag in an If-Match header; None where any version will do.

    A weak one is taken for what it was: proxies that pack answers weaken validators, and these are of what was packed.
    """
    given = {each.strip() for each in if_match.split(",")}
    return None if "*" in given else {version_in(each) for each in given}


def version_in(etag: str) -> str:
    """Return what stands between the quotes of an ETag, strong or weak."""
    return etag.removeprefix("W/").strip('"')


def is_known(if_none_match: str, etag: str) -> bool:
    """Return whether the client that sends this If-None-Match has it. Proxies that pack answers weaken validators."""
    given = {each.strip().removeprefix("W/") for each in if_none_match.split(",")}
    return "*" in given or etag.removeprefix("W/") in given
