"""Where the text of a licence stands."""

import re

CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-([1-4]\.[05])")
CREATIVE_COMMONS_ZERO = "CC0-1.0"


def licence_url(spdx: str) -> str:
    """The address of a Creative Commons licence, by its SPDX identifier; empty for any other licence."""
    if spdx == CREATIVE_COMMONS_ZERO:
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    found = CREATIVE_COMMONS.fullmatch(spdx)
    return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/" if found else ""
