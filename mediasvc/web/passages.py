"""A talk in words: what each slide says, and what is said while it is shown."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediasvc.domain.captions import Caption


@dataclass(frozen=True)
class Passage:
    """A slide, from `start_ms` to `end_ms` or never, and the captions that begin meanwhile.

    Only the first passage of a slide `tells` what stands on it.
    """

    slide: Mapping[str, Any]
    start_ms: int | None
    end_ms: int | None
    tells: bool
    said: Sequence[Caption]


def passages_of(manifest: Mapping[str, Any], captions: Sequence[Caption]) -> list[Passage]:
    """The cues in order of time, then the slides that none of them shows. `captions` are in order of time too."""
    slides: Sequence[Mapping[str, Any]] = manifest["slides"]
    begun_ms = [caption.start_ms for caption in captions]
    told: set[int] = set()
    passages: list[Passage] = []
    for cue in manifest["cues"]:
        index: int = cue["slide"]
        start_ms, end_ms = cue["start_ms"], cue["end_ms"]
        said = captions[bisect_left(begun_ms, start_ms) : bisect_left(begun_ms, end_ms)]
        passages.append(Passage(slides[index], start_ms, end_ms, index not in told, said))
        told.add(index)
    never = [slide for slide in slides if slide["index"] not in told]
    return passages + [Passage(slide, None, None, True, ()) for slide in never]
