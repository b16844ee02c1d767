"""Headers that say for how long an answer is kept, and who may read it."""

from collections.abc import Mapping
from urllib.parse import quote

# Values of Cache-Control. What is asked for again each time is answered with 304 where it is known.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"
# Shorter than a signed address is good for.
FOR_HALF_AN_HOUR = "public, max-age=1800"
ASKED_AGAIN = "no-cache"
NEVER = "private, no-store"

# Any page's scripts may read it. A frame that is a sandbox has no origin, and reads as anybody.
FOR_ANYBODY: Mapping[str, str] = {"Access-Control-Allow-Origin": "*"}
# It is what its media type says, whatever it looks like.
OF_ITS_TYPE: Mapping[str, str] = {"X-Content-Type-Options": "nosniff"}


def disposition(name: str, is_saved: bool) -> str:
    """Return the Content-Disposition of a file of this name, which is saved at once, or opened first."""
    kind = "attachment" if is_saved else "inline"
    encoded = quote(name, safe="")
    return f'{kind}; filename="{name}"' if encoded == name else f"{kind}; filename*=UTF-8''{encoded}"
