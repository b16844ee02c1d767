"""Ask whether cues and captions stay where the recording that they were given for is replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mediasvc.console.files import ListedFile
from mediasvc.console.visit import Visit
from mediasvc.domain.build import Digest, Source
from mediasvc.domain.reading import SourceKind
from mediasvc.usecases.belongings import belongings
from mediasvc.usecases.my_talks import my_files

KEEP_CUES, KEEP_CAPTIONS = "keep_cues", "keep_captions"
AUTOMATIC_CAPTIONS, OFFERS_AUTOMATIC = "automatic_captions", "offers_automatic"
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
        has_captions=bool(found.captions),
        is_asked=found.may_be_of_others(_sources(visit, slug, files)),
        keeps_cues=visit.text(KEEP_CUES) == YES,
        keeps_captions=visit.text(KEEP_CAPTIONS) == YES,
    )


def with_belongings(visit: Visit, slug: str, names: Sequence[str], said: Mapping[str, str]) -> dict[str, Any]:
    """Return what an order of these files says of cues and captions; `said` names the captions by their languages.

    Captions that are there already are not given once more: they go with their recording, unless they are kept.
    """
    found, mine = belongings(visit.service, visit.actor, slug), my_files(visit.service, visit.actor, slug)
    coming = {upload.name for upload in mine.uploads}
    here = {source.name: source.digest for source in mine.sources if source.name not in coming}
    # By digest: a file can have been replaced by one of its name, or be listed by another name.
    there = {language: source.digest for language, (source, _) in found.captions.items()}
    # What was a manuscript, and is a deck now, is no longer said, nor is what has another language now.
    gone = {language: None for language, name in mine.said.items() if name in names and language not in said}
    given = {language: name for language, name in said.items() if there.get(language, "") != here.get(name)}
    return {
        "captions_in": gone | given or None,
        "keep_cues": found.cues is not None and visit.text(KEEP_CUES) == YES,
        "keep_captions": bool(found.captions) and visit.text(KEEP_CAPTIONS) == YES,
        "automatic_captions": _asked_automatic(visit),
    }


def automatic_captions(visit: Visit, slug: str | None) -> bool | None:
    """Return whether the form has automatic captions chosen; None where they cannot be asked for."""
    if visit.service.model is None:
        return None
    asked = _asked_automatic(visit)
    if asked is not None or slug is None:
        return bool(asked)
    return belongings(visit.service, visit.actor, slug).automatic_captions


def _asked_automatic(visit: Visit) -> bool | None:
    """Return what the form says of automatic captions; None where it does not offer them."""
    return visit.text(AUTOMATIC_CAPTIONS) == YES if visit.text(OFFERS_AUTOMATIC) else None


def _sources(visit: Visit, slug: str, files: Sequence[ListedFile]) -> Sequence[Source]:
    """Return the decks and recordings among the files; what is on its way has no digest that another one has."""
    here = {source.name: source for source in my_files(visit.service, visit.actor, slug).sources}
    unknown = Digest("")
    return [
        here.get(file.name, Source(unknown, file.name, file.size_bytes))
        for file in files
        if not file.is_said and file.kind is not SourceKind.NEITHER
    ]
