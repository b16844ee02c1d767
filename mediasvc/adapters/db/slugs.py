"""The form of slugs, the same for every adapter."""

from collections.abc import Collection
from itertools import count


def free_slug(title_slug: str, taken: Collection[str]) -> str:
    """`title_slug`, or that with the lowest number from 2 on behind it that makes it none of `taken`."""
    if title_slug not in taken:
        return title_slug
    return next(slug for number in count(2) if (slug := f"{title_slug}-{number}") not in taken)
