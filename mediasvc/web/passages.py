"""A talk in words: what each slide says, and what is said while it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.captions import Caption
from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.sharing import captions_by_cue


@dataclass(frozen=True)
class Passage:
    """A slide, from `start_ms` to `end_ms` or never, and the captions that belong to it (`captions_by_cue`).

    Only the first passage of a slide `tells` what stands on it.
    """

    slide: Slide
    start_ms: int | None
    end_ms: int | None
    tells: bool
    said: Sequence[Caption]


def passages_of(manifest: Manifest, captions: Sequence[Caption]) -> list[Passage]:
    """Return the cues in order of time, then the slides that none of them shows. `captions` are in that order too."""
    slides = manifest.slides
    shared = captions_by_cue(captions, [cue.end_ms for cue in manifest.cues])
    told: set[int] = set()
    passages: list[Passage] = []
    for cue, said in zip(manifest.cues, shared, strict=True):
        passages.append(Passage(slides[cue.slide], cue.start_ms, cue.end_ms, cue.slide not in told, said))
        told.add(cue.slide)
    never = [slide for slide in slides if slide.index not in told]
    return passages + [Passage(slide, None, None, True, ()) for slide in never]
