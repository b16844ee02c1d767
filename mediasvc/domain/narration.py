"""Decks that bring their own sound: a talk of nothing but such decks needs no recording."""

# Of five slides two; a jingle on the first of twenty is no talk.
LEAST_SHARE = 0.25


def is_narrated(narrated: int, slides: int) -> bool:
    """Return whether a deck with so many visible slides, of which so many have a sound, is narrated."""
    return narrated > 0 and narrated >= LEAST_SHARE * slides
