"""A manifest of one slide, for what looks at nothing but its words."""

from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.timeline import Cue, Timeline, TimingMethod


def talk_that_says(title: str, text: str) -> Manifest:
    """Return the manifest of a talk whose one slide has this title and text."""
    return Manifest(
        slug="a-talk",
        release=1,
        title="A talk",
        speakers=(),
        held_on=None,
        language=None,
        license=None,
        duration_ms=9_000,
        slides=(Slide(0, 1, 0, 1, title, text, None, ()),),
        timeline=Timeline((Cue(0, 0, 9_000, 1),), TimingMethod.EVEN, 1),
        renditions=(),
        text_tracks=(),
    )
