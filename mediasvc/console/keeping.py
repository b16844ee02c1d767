"""Whether cues and captions are kept where the recording that they were given for is replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mediasvc.console.files import ListedFile
from mediasvc.console.visit import Visit
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.reading import SourceKind
from mediasvc.usecases.belongings import belongings
from mediasvc.usecases.my_talks import my_files

KEEP_CUES, KEEP_CAPTIONS = "keep_cues", "keep_captions"
YES = "yes"


@dataclass(frozen=True)
class Keeping:
    """The question as a form has it: what there is to keep, whether it is asked, and what was answered so far."""

    has_cues: bool
    has_captions: bool
    is_asked: bool
    keeps_cues: bool
    keeps_captions: bool


def keeping_of(visit: Visit, slug: str, files: Sequence[ListedFile]) -> Keeping | None:
    """Return the question for a talk of these files, which are on its list or on their way; None without any."""
    found = belongings(visit.service, visit.actor, slug)
    if not found:
        return None
    return Keeping(
        has_cues=found.cues is not None,
        has_captions=found.captions is not None,
        is_asked=found.may_be_of_others(_sources(visit, slug, files)),
        keeps_cues=visit.text(KEEP_CUES) == YES,
        keeps_captions=visit.text(KEEP_CAPTIONS) == YES,
    )


def with_belongings(visit: Visit, slug: str, names: Sequence[str], said: str | None) -> dict[str, Any]:
    """Return what an order of these files says of cues and captions; `said` names the one that is to be the captions.

    Captions that are there already are not given once more: they go with their recording, unless they are kept.
    """
    found, mine = belongings(visit.service, visit.actor, slug), my_files(visit.service, visit.actor, slug)
    # What was a manuscript, and is a deck now, is no longer said.
    is_cleared = said is None and mine.said in names
    is_coming = said in {upload.name for upload in mine.uploads}
    is_there = not is_coming and found.captions in [source for source in mine.sources if source.name == said]
    return {
        "captions": None if is_there else said,
        "cleared": frozenset(["captions"] if is_cleared else []),
        "keep_cues": found.cues is not None and visit.text(KEEP_CUES) == YES,
        "keep_captions": not is_cleared and found.captions is not None and visit.text(KEEP_CAPTIONS) == YES,
    }


def _sources(visit: Visit, slug: str, files: Sequence[ListedFile]) -> Sequence[Source]:
    """Return the decks and recordings among the files; what is on its way has no digest that another one has."""
    here = {source.name: source for source in my_files(visit.service, visit.actor, slug).sources}
    unknown = Digest("")
    return [
        here.get(file.name, Source(unknown, file.name, file.size_bytes))
        for file in files
        if not file.is_said and file.kind is not SourceKind.NEITHER
    ]
