"""The sounds that decks bring for their slides, unpacked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from mediasvc.domain.build import BuildWarning, Digest, Source
from mediasvc.domain.steps import Step, artifact_key
from workers.decks.clips import unpack
from workers.decks.show import Clip
from workers.inside import inside
from workers.steps.artifacts import Artifacts
from workers.steps.deck_errors import reading_a_deck
from workers.steps.ingest import Ingested, IngestedClip, IngestedDeck, NarratedSlide
from workers.steps.looks import Within, clip_name, digest_of, naming
from workers.steps.measure_sound import MeasuredSound
from workers.steps.plan_timeline import ShownSlide
from workers.steps.read_slides import ReadDeck
from workers.steps.warned_slides import listed

VERSION = 1


@dataclass(frozen=True)
class _Unpacked:
    """The digest and the size of a part that was unpacked."""

    digest: Digest
    size_bytes: int


def with_narration(artifacts: Artifacts, ingested: Ingested) -> Ingested:
    """Return the ingested files with the sounds of their narrated decks. Raises what is wrong with one of these."""
    narration: list[tuple[NarratedSlide, ...]] = []
    for deck in ingested.decks:
        before = sum(map(len, narration))
        with naming(deck.source), reading_a_deck():
            narration.append(_of_deck(artifacts, deck, before))
    slides = [slide for deck in narration for slide in deck]
    return replace(ingested, narration=tuple(narration), warnings=(*ingested.warnings, *_warnings(slides)))


def shown_slides(
    decks: Sequence[ReadDeck], narration: Sequence[Sequence[NarratedSlide]], sound: MeasuredSound
) -> list[ShownSlide]:
    """Return the visible slides as their decks' shows run, in this sound."""
    lengths_ms, numbers = iter(sound.slides_ms), count(1)
    shown: list[ShownSlide] = []
    for deck, slides in zip(decks, narration, strict=True):
        known = [
            ShownSlide(slide.show.transition_ms, next(lengths_ms, None), next(numbers) in sound.silent)
            for slide in slides
        ]
        # Pages that are not one for each slide have no known show.
        shown += known if len(known) == len(deck.slides) else [ShownSlide()] * len(deck.slides)
    return shown


def _of_deck(artifacts: Artifacts, deck: IngestedDeck, before: int) -> tuple[NarratedSlide, ...]:
    if not deck.is_narrated:
        return tuple(NarratedSlide(slide, ()) for slide in deck.show)
    unpacked = _unpacked(artifacts, deck)

    def ingest(clip: Clip, number: int) -> IngestedClip:
        own = unpacked[clip.part]
        source = Source(own.digest, f"{deck.source.name}, slide {number}", own.size_bytes)
        return IngestedClip(clip, source, Within(deck.source, clip.part))

    return tuple(
        NarratedSlide(slide, tuple(ingest(clip, number) for clip in slide.clips))
        for number, slide in enumerate(deck.show, start=before + 1)
    )


def _unpacked(artifacts: Artifacts, deck: IngestedDeck) -> dict[str, _Unpacked]:
    """Return the deck's sounds, each of which is in this worker's cache when they are unpacked at first."""

    def make(folder: Path) -> dict[str, _Unpacked]:
        parts = sorted({clip.part for slide in deck.show for clip in slide.clips})
        files = [folder / f"{number}" for number in range(len(parts))]
        path = artifacts.source(deck.source)
        inside(unpack, folder=folder, reads=[path], makes=files)(path, parts, files)
        found = {part: _Unpacked(digest_of(file), file.stat().st_size) for part, file in zip(parts, files, strict=True)}
        for part, file in zip(parts, files, strict=True):
            artifacts.scratch(clip_name(found[part].digest), file.rename)
        return found

    key = artifact_key(Step.INGEST, VERSION, {"as": "narration"}, [deck.source.digest])
    return artifacts.made(key, dict[str, _Unpacked], make)


def _warnings(slides: Sequence[NarratedSlide]) -> list[BuildWarning]:
    """Return what of the narrated show does not come across."""
    traced = tuple(number for number, slide in enumerate(slides, start=1) if slide.show.has_traces)
    if not traced or not any(slide.clips for slide in slides):
        return []
    sentence = f"Ink and the laser pointer are not shown as they were drawn and moved on slides {listed(traced)}."
    return [BuildWarning("traces_ignored", sentence, traced)]
