"""Names in addresses."""

from slugify import slugify

from mediasvc.domain.errors import Usage

LONGEST_SLUG = 60


def slug_of(title: str, nameless: str = "talk") -> str:
    """Return the slug that the title suggests; `nameless` where it has no letter or digit."""
    return slugify(title, max_length=LONGEST_SLUG, word_boundary=True) or nameless


def checked_slug(slug: str) -> str:
    """Return `slug` as it is. Raises Usage where it cannot be one."""
    if not slug or slug != slugify(slug, max_length=LONGEST_SLUG):
        form = f"lower-case letters, digits and hyphens, {LONGEST_SLUG} at most"
        raise Usage(f"{slug[: 2 * LONGEST_SLUG]!r} is not a slug: {form}")
    return slug
