"""A talk in words: what each slide says, and what is said while it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from mediasvc.domain.captions import Caption, CaptionsByLanguage
from mediasvc.domain.manifest import Manifest, Slide
from mediasvc.domain.sharing import captions_by_cue


@dataclass(frozen=True)
class Paragraph:
    """Captions in one language (BCP 47)."""

    language: str
    captions: Sequence[Caption]


@dataclass(frozen=True)
class Passage:
    """A slide, from `start_ms` to `end_ms` or never, and the captions that belong to it (`captions_by_cue`).

    What is `said` is there in one language or several, in each as a paragraph. Only the first passage of a slide
    `tells` what stands on it.
    """

    slide: Slide
    start_ms: int | None
    end_ms: int | None
    tells: bool
    said: Sequence[Paragraph]


def passages_of(manifest: Manifest, captions: CaptionsByLanguage) -> list[Passage]:
    """Return the cues in order of time, then the slides that none of them shows. `captions` are in that order too."""
    slides = manifest.slides
    ends_ms = [cue.end_ms for cue in manifest.cues]
    shared = {language: captions_by_cue(each, ends_ms) for language, each in captions.items()}
    told: set[int] = set()
    passages: list[Passage] = []
    for place, cue in enumerate(manifest.cues):
        said = [Paragraph(language, each[place]) for language, each in shared.items() if each[place]]
        passages.append(Passage(slides[cue.slide], cue.start_ms, cue.end_ms, cue.slide not in told, said))
        told.add(cue.slide)
    never = [slide for slide in slides if slide.index not in told]
    return passages + [Passage(slide, None, None, True, ()) for slide in never]
